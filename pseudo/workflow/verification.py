"""Verify: everything that can be recomputed from a release's files is, and what cannot is said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.errors import PseudoError
from pseudo.evidence import Fault, verify_folder
from pseudo.evidence.decision import decision_faults
from pseudo.model import Evidence, to_json
from pseudo.workflow.prepare import quiet
from pseudo.workflow.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable

    from pseudo.model import CheckResult

__all__ = ["Verification", "verify"]


@dataclass(frozen=True)
class Verification:
    """What verification found.

    Attributes
    ----------
    faults : tuple of Fault
        Everything that does not match; empty for a whole release.
    unchecked : tuple of Fault
        What could not be recomputed here.
    counts : tuple of int
        Files hashed, figures recomputed, checks run again.
    """

    faults: tuple[Fault, ...]
    unchecked: tuple[Fault, ...]
    counts: tuple[int, int, int]

    @property
    def ok(self) -> bool:
        """Whether everything that was recomputed matches."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "schema_version": 1,
            "ok": self.ok,
            "faults": to_json(self.faults),
            "unchecked": to_json(self.unchecked),
            "recomputed": dict(zip(("files", "figures", "checks"), self.counts, strict=True)),
        }


def verify(
    path: str | Path,
    *,
    trusted_key: str | None = None,
    decision: str | Path | None = None,
    decision_key: str | None = None,
    progress: Callable[[str, int], None] = quiet,
) -> Verification:
    """Recompute a release's digests, chain, signature, evidence figures and gate from its files.

    Parameters
    ----------
    path : path
        The release's folder.
    trusted_key : str, optional
        The institution's Ed25519 public key, got by another way than the release. Without it a release that was rewritten
        and signed anew cannot be told from an honest one; ``unchecked`` says so.
    decision : path, optional
        The signed decision of the release's review (`pseudo case attest`): it must be about just these files, and approve them.
    decision_key : str, optional
        The public key of who signs decisions, got by another way.

    Returns
    -------
    Verification
        Raises nothing for what it finds.
    """
    folder = Path(path)
    digest, faults = _plan_digest(folder)
    report = verify_folder(folder, trusted_key, digest)
    faults = [*report.faults, *faults]
    if decision is not None:
        faults += decision_faults(folder, Path(decision), decision_key)
    unchecked = list(report.unchecked)
    if faults:
        # Figures of files that were changed prove nothing, and a changed plan must not be run.
        unchecked.append(Fault("evidence.not-recomputed"))
        return Verification(tuple(faults), tuple(unchecked), (report.files, 0, 0))
    try:
        figures, checks, recorded = _recompute(Release(folder), faults, progress)
    except PseudoError as error:
        faults.append(Fault("evidence.recompute-failed", detail={"code": error.code}))
        figures, checks, recorded = 0, 0, 0
    if recorded:
        unchecked.append(Fault("evidence.input-figures", detail={"count": recorded}))
    return Verification(tuple(faults), tuple(unchecked), (report.files, figures, checks))


def _plan_digest(folder: Path) -> tuple[str | None, list[Fault]]:
    from pseudo.planning import load_plan

    try:
        return load_plan(folder / "plan.yaml").digest, []
    except PseudoError:
        return None, [Fault("evidence.plan-digest", "plan.yaml")]


def _recompute(release: Release, faults: list[Fault], progress: Callable[[str, int], None]) -> tuple[int, int, int]:
    """Figures and verdicts once more; differences are added to ``faults``. Returns figures, checks, figures not recomputable."""
    from pseudo.validators import gate_tables, measure_tables, reopen_tables

    tables = reopen_tables(release.tables)
    results = gate_tables(tables, release.plan, lambda rows: progress("gate", rows))
    _compare_results(release.results, results, faults)
    measured = {_name(f): f for f in measure_tables(tables, release.plan, results)}
    recorded = {_name(f): f for f in release.evidence if f.basis == "release"}
    faults += [
        Fault("evidence.figure-mismatch", "evidence.json", {"metric": name[0], "columns": ", ".join(name[1])})
        for name in sorted(recorded.keys() | measured.keys())
        if _figure(measured.get(name)) != _figure(recorded.get(name))
    ]
    return len(recorded), len(results), sum(f.basis != "release" for f in release.evidence)


def _name(figure: Evidence) -> tuple[str, tuple[str, ...], str]:
    return figure.metric, figure.columns, figure.table


def _figure(evidence: Evidence | None) -> Any:
    """What must be equal: the figure. Its method may name another version of a library."""
    return evidence and (evidence.value, evidence.n, evidence.unit, evidence.interval)


def _compare_results(recorded: list[CheckResult], found: list[CheckResult], faults: list[Fault]) -> None:
    for index in range(max(len(recorded), len(found))):
        pair = recorded[index : index + 1], found[index : index + 1]
        if to_json(pair[0]) != to_json(pair[1]):
            kind = (pair[0] or pair[1])[0].check.kind
            faults.append(Fault("evidence.verdict-mismatch", "evidence.json", {"check": kind, "number": index + 1}))
