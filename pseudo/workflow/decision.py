"""Signing the decision of a review, for auditors to hold against the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.errors import PolicyRefused, UsageError
from pseudo.evidence import Statement, attest
from pseudo.evidence.decision import PREDICATE, SUBJECT
from pseudo.keys import KeyStore
from pseudo.model import to_json

if TYPE_CHECKING:
    from pathlib import Path

    from pseudo.procedure import CaseStore

__all__ = ["attest_decision"]


def attest_decision(store: CaseStore, case_id: str, project: str, keys: Path | None = None) -> bytes:
    """Sign what the review decided on the case's output: verdict, day, class, number of reviewers, conditions, and the output's digest.

    Parameters
    ----------
    store : CaseStore
    case_id : str
    project : str
        Whose key signs: one of the review's own, kept by who chairs it, rather than the operator's.
    keys : Path, optional
        The key store.

    Raises
    ------
    UsageError
        ``procedure.not-sealed``: there is no output.
    PolicyRefused
        ``procedure.not-approved``: there is no decision.
    """
    case = store.case(case_id)
    if case.treatment_result is None:
        raise UsageError("procedure.not-sealed")
    if case.review is None:
        raise PolicyRefused("procedure.not-approved")
    said = {
        "case": case.id,
        "edition": case.edition,
        "verdict": case.review.verdict.value,
        "date": case.review.date,
        "risk": case.risk,
        "reviewers": len(case.review.members),
        "external": case.review.external,
        "conditions": case.review.conditions,
        "open_conditions": case.open_conditions,
        "plan": case.treatment_result.plan,
    }
    subjects = {SUBJECT: case.treatment_result.output.removeprefix("sha256:")}
    return attest(Statement(subjects, PREDICATE, to_json(said)), KeyStore(keys).open(project))
