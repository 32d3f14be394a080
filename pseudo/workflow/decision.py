"""The signed decision of a review: what an auditor holds against a release, without the institution's records."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pseudo.errors import PolicyRefused, UsageError
from pseudo.evidence import Fault, Statement, attest, attestation_faults, read_attestation
from pseudo.keys import KeyStore
from pseudo.model import to_json
from pseudo.procedure.terms import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pseudo.procedure import CaseStore

__all__ = ["PREDICATE", "attest_decision", "decision_faults"]

PREDICATE = "tag:pseudokit,2026:adequacy-review/v1"
SUBJECT = "manifest.json"
"""It holds the digest of every other file of a release."""


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


def decision_faults(folder: Path, decision: Path, key: str | None) -> Iterator[Fault]:
    """Hold a signed decision against a release's folder: its signature, what it is about, and that it approves."""
    manifest = folder / SUBJECT
    subjects = {SUBJECT: hashlib.sha256(manifest.read_bytes()).hexdigest()} if manifest.is_file() else {}
    content = decision.read_bytes()
    found = list(attestation_faults(content, subjects, PREDICATE, key, decision.name))
    yield from found
    if not any(fault.code == "evidence.attestation" for fault in found):
        said = read_attestation(content)[0].predicate
        if said.get("verdict") == Verdict.REJECTED.value or said.get("open_conditions"):
            yield Fault("evidence.attestation-rejected", decision.name)
