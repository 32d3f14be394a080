"""A case's output on disk: locked when it is taken in, unlocked when it was approved, destroyed at the end."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo import clock, entropy, paths
from pseudo.errors import BadInput, PolicyRefused, UsageError, Where
from pseudo.evidence import verify_folder
from pseudo.keys import KeyStore, refuse_shared_tree
from pseudo.ledger import sync_folder
from pseudo.model import canonical, from_json
from pseudo.procedure.dossier import dossier_of
from pseudo.procedure.seal import check_seal, seal, unseal
from pseudo.procedure.steps import Provide
from pseudo.procedure.store import CaseStore
from pseudo.procedure.terms import Stage
from pseudo.procedure.treatment import Distribution, Extremes  # noqa: TC001  (read at run time, by the codec)
from pseudo.table import disk_errors
from pseudo.workflow.casepapers import distributions_of, output_digest, treated_of
from pseudo.workflow.release import Release
from pseudo.workflow.verification import verify

if TYPE_CHECKING:
    from pseudo.procedure import Case
    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.papers import Destruction, Person
    from pseudo.procedure.treatment import TreatmentResult

__all__ = ["all_cases", "case_store", "destroy_case", "dossier_of_case", "hand_over", "take_in", "unlock"]

SEALED, TABLES = "output.sealed", "distributions.json"


@dataclasses.dataclass(frozen=True)
class _Tables:
    """Form ➎'s tables: values of the output, which stay out of the record."""

    distributions: tuple[Distribution, ...]
    extremes: tuple[Extremes, ...]


def case_store(folder: Path | None = None) -> CaseStore:
    """The store of cases in a folder; the institution's by default."""
    return CaseStore(folder or paths.cases())


def all_cases(folder: Path | None = None) -> list[Case]:
    """Every case, read from the record."""
    return list(case_store(folder).every())


def take_in(
    case_id: str, release: str | Path, operator: Person, *, cases: Path | None = None, keys: Path | None = None
) -> Case:
    """Verify a release, write forms ➍ and ➎ from it, and lock it in the case; the plain folder is taken away.

    Parameters
    ----------
    case_id : str
    release : path
        What ``apply`` or ``synth`` wrote for this case. It is moved: after the call it stands in the case only, encrypted.
    operator : Person
        Who treated the data; neither the applicant nor a reviewer.
    cases, keys : Path, optional
        The store of cases and the key store.

    Returns
    -------
    Case
        At the adequacy review.

    Raises
    ------
    PolicyRefused
        What stands against the step; ``procedure.unverified``. The release stays where it is.
    """
    store, source = case_store(cases), Path(release)
    checked = verify(source)
    if not checked.ok:
        codes = ", ".join(sorted({fault.code for fault in checked.faults}))
        raise PolicyRefused("procedure.unverified", Where(file=str(source)), codes=codes)
    made = Release(source)
    case, paper = store.case(case_id), treated_of(made, operator)
    tables = _Tables(*distributions_of(made, case.rules.small_count + 1))
    content = canonical(tables)
    paper = dataclasses.replace(paper, result=dataclasses.replace(paper.result, tables=_digest(content)))
    refuse_shared_tree(KeyStore(keys).path, store.folder)
    store.hear(case_id, "treatment", paper)
    place = _place(store, case_id, paper.result)
    key, about = _lock(keys, paper.project, case_id), _about(case_id, paper.result)
    with disk_errors(str(place)):
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        seal(source, place / SEALED, key, about)
        check_seal(place / SEALED, key, about)
        if output_digest(made) != paper.result.output:  # somebody wrote into it meanwhile
            raise PolicyRefused("procedure.unverified", Where(file=str(source)), codes="evidence.digest-mismatch")
        (place / TABLES).write_bytes(content)
        (place / TABLES).chmod(0o600)
        sync_folder(place)
    case = store.record(case_id, "treatment", paper, operator.name)
    shutil.rmtree(source)
    return case


def hand_over(
    case_id: str, out: str | Path, person: str, *, cases: Path | None = None, keys: Path | None = None
) -> Case:
    """Unlock an approved output into a new folder and record that it left.

    Raises
    ------
    PolicyRefused
        ``procedure.not-approved``, ``procedure.open-conditions``, ``procedure.form-missing``, ...: it stays locked.
    UsageError
        ``procedure.exists``: something stands at ``out``.
    BadInput
        ``procedure.sealed``: the sealed file was changed.
    """
    store, out = case_store(cases), Path(out).absolute()
    case = store.case(case_id)
    if out.exists():
        raise UsageError("procedure.exists", Where(file=str(out)))
    if case.treatment_result is None:
        raise UsageError("procedure.not-sealed")
    paper = Provide(clock.today(), case.treatment_result.output)
    store.hear(case_id, "provision", paper)
    draft = out.parent / f".{out.name}.candidate-{entropy.token()}"
    with disk_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        try:
            unlock(store, case, case.treatment_result, draft, keys)
            case = store.record(case_id, "provision", paper, person)
            draft.rename(out)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        sync_folder(out.parent)
    return case


def unlock(store: CaseStore, case: Case, result: TreatmentResult, draft: Path, keys: Path | None) -> None:
    """Unseal a case's output into a folder that is not there yet, and hold it to the record; what failed is the caller's to remove.

    Raises
    ------
    BadInput
        ``procedure.sealed``: the sealed file was changed.
    """
    sealed = _place(store, case.id, result) / SEALED
    unseal(sealed, draft, _lock(keys, case.project, case.id), _about(case.id, result))
    _hold_to_record(draft, result, sealed)


def destroy_case(
    case_id: str, paper: Destruction, person: str, *, cases: Path | None = None, keys: Path | None = None
) -> Case:
    """Destroy the sealed output and the project's key, and record it; three years of records count from here (제28조의4 제3항).

    Raises
    ------
    PolicyRefused
        What the paper leaves over; ``procedure.key-shared``: living cases use the same key, so it cannot be destroyed for this one.
    """
    store = case_store(cases)
    case = store.case(case_id)
    store.hear(case_id, "destruction", paper)
    sharing = [other.id for other in store.every() if other.id != case_id and _uses(other, case.project)]
    if sharing:
        raise PolicyRefused("procedure.key-shared", count=len(sharing), cases=", ".join(sharing[:8]))
    shutil.rmtree(store.folder / case_id, ignore_errors=True)
    keystore = KeyStore(keys)
    if any(info.project == case.project and info.status != "destroyed" for info in keystore.list()):
        keystore.destroy(case.project, f"case {case_id}")
    return store.record(case_id, "destruction", paper, person)


def dossier_of_case(case_id: str, *, cases: Path | None = None) -> Dossier:
    """Collect a case's papers, form ➎ with its tables where they are still there.

    Raises
    ------
    BadInput
        ``procedure.tables``: they are not those that the record names.
    """
    store = case_store(cases)
    case = store.case(case_id)
    return dossier_of(case, store.entries(case_id), _with_tables(store, case))


def _with_tables(store: CaseStore, case: Case) -> TreatmentResult | None:
    result = case.treatment_result
    path = _place(store, case.id, result) / TABLES if result else None
    if result is None or path is None or not path.is_file():
        return result
    content = path.read_bytes()
    if _digest(content) != result.tables:
        raise BadInput("procedure.tables", Where(file=TABLES))
    tables = from_json(_Tables, json.loads(content))
    return dataclasses.replace(result, distributions=tables.distributions, extremes=tables.extremes)


def _hold_to_record(folder: Path, result: TreatmentResult, sealed: Path) -> None:
    """What was unsealed is the output that was judged, every file of it."""
    if output_digest(Release(folder)) != result.output or verify_folder(folder).faults:
        raise BadInput("procedure.sealed", Where(file=sealed.name))


def _digest(content: bytes) -> str:
    return "sha256:" + hashlib.sha256(content).hexdigest()


def _uses(case: Case, project: str) -> bool:
    return case.project == project and case.stage not in (Stage.DESTROYED, Stage.CLOSED)


def _place(store: CaseStore, case_id: str, result: TreatmentResult) -> Path:
    """Each output of a case has a folder of its own, so that a refused one never stands in another's place."""
    return store.folder / case_id / result.output.removeprefix("sha256:")[:16]


def _lock(keys: Path | None, project: str, case_id: str) -> bytes:
    return KeyStore(keys).open(project).derive("case", case_id, 32, use="seal")


def _about(case_id: str, result: TreatmentResult) -> bytes:
    return canonical({"case": case_id, "output": result.output})
