"""The two files for a combination by an expert body (제28조의3, 별권 p.18-19): matching keys and data apart, joined by serial numbers only.

Nothing is joined here: the one source is the case's own sealed output, and who manages the keys and who combines get a folder each.
"""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo import clock, entropy
from pseudo.errors import BadInput, PolicyRefused, UsageError, Where
from pseudo.evidence.folder import fingerprint
from pseudo.ledger import sync_folder
from pseudo.procedure.objections import combination_columns
from pseudo.procedure.steps import Combined
from pseudo.table import dense_codes, disk_errors, open_sink, open_source
from pseudo.workflow.casework import case_store, unlock
from pseudo.workflow.release import Release

if TYPE_CHECKING:
    from pseudo.table import Source

__all__ = ["combine"]

KEYS, DATA = Path("matching_keys/matching_keys.csv"), Path("data/data.csv")


def combine(
    case_id: str, out: str | Path, person: str, *, cases: Path | None = None, keys: Path | None = None
) -> Combined:
    """Split an approved output into two files for a combination, and record that they left.

    Parameters
    ----------
    case_id : str
    out : str or Path
        A new folder: ``matching_keys/matching_keys.csv`` (serial number, matching key) and ``data/data.csv`` (serial number and all
        other columns), UTF-8.
    person : str
        Who hands over.
    cases, keys : Path, optional

    Raises
    ------
    PolicyRefused
        ``procedure.no-combination``, ``procedure.combination-columns``, and what keeps an output locked.
    UsageError
        ``procedure.exists``, ``procedure.not-sealed``.
    BadInput
        ``procedure.sealed``; ``procedure.combination-serial``, ``procedure.combination-tables``: the output is not fit for it.
    """
    store, out = case_store(cases), Path(out).absolute()
    case = store.case(case_id)
    if out.exists():
        raise UsageError("procedure.exists", Where(file=str(out)))
    if case.treatment_result is None:
        raise UsageError("procedure.not-sealed")
    joined = case.application.combination if case.application else None
    paper = Combined(clock.today(), case.treatment_result.output, joined.body if joined else "")
    store.hear(case_id, "combination", paper)
    (key,), (serial,) = combination_columns(case.treatment_result)
    draft = out.parent / f".{out.name}.candidate-{entropy.token()}"
    with disk_errors(str(out)):
        draft.mkdir(mode=0o700, parents=True)
        try:
            unlock(store, case, case.treatment_result, draft / "release", keys)
            rows = _split(draft / "release", draft, key, serial)
            shutil.rmtree(draft / "release")
            digests = {
                name: "sha256:" + fingerprint(draft / path, name).sha256
                for name, path in (("keys", KEYS), ("data", DATA))
            }
            paper = dataclasses.replace(paper, rows=rows, **digests)
            store.record(case_id, "combination", paper, person)
            draft.rename(out)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        sync_folder(out.parent)
    return paper


def _split(folder: Path, out: Path, key: str, serial: str) -> int:
    """Write both files; how many rows there are."""
    release = Release(folder)
    if len(release.tables) != 1:
        raise PolicyRefused("procedure.combination-tables", None, count=len(release.tables))
    data = release.data
    source = open_source(data, header=None if data.suffix in (".parquet", ".arrow") else True)
    _check_serials(source, serial)
    others = [name for name in source.schema.names if name not in (key, serial)]
    parts = ((out / KEYS, [serial, key]), (out / DATA, [serial, *others]))
    for path, names in parts:
        path.parent.mkdir(mode=0o700)
        _write(source, path, names)
    return sum(batch.num_rows for batch in source.batches())


def _check_serials(source: Source, serial: str) -> None:
    missing = sum(batch.column(serial).null_count for batch in source.batches())
    coded = dense_codes(source.batches(), [serial])
    distinct = coded.sizes[0] - bool(missing)  # missing cells have a code of their own
    repeated = len(coded.codes) - missing - distinct
    if missing or repeated:
        raise BadInput("procedure.combination-serial", Where(column=serial), missing=missing, repeated=repeated)


def _write(source: Source, path: Path, names: list[str]) -> None:
    import pyarrow as pa

    schema = pa.schema([source.schema.field(name) for name in names])
    with open_sink(path, "csv", schema) as sink:
        for batch in source.batches():
            sink.write(batch.select(names))
