"""Reveal: who holds the key has a column of a release back, in a file of their own, with a line in the key store's record."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, PolicyRefused, UsageError, Where
from pseudo.workflow.applying import context_of
from pseudo.workflow.prepare import quiet
from pseudo.workflow.release import Release

if TYPE_CHECKING:
    from collections.abc import Callable

    import pyarrow as pa

    from pseudo.engine import Pipeline
    from pseudo.keys import Key
    from pseudo.techniques.contract import Rows

__all__ = ["reveal"]

OWNER_ONLY = 0o600


def reveal(
    release: str | Path,
    column: str,
    out: str | Path,
    *,
    reason: str,
    keys: Path | None = None,
    progress: Callable[[str, int], None] = quiet,
) -> int:
    """Decrypt a reversible column of a release into a new file that only its owner can read.

    Parameters
    ----------
    release : path
        The release; verified first, never changed.
    column : str
        A column whose technique is reversible (``ff1``, ``aes_siv``, ``rrn_parts``, ``date_shift``, ...). Other columns that the
        technique reads must have been kept or be reversible too.
    out : path
        The file, by its ending ".csv", ".xlsx", ".parquet" or ".arrow"; must not exist, must not lie in the release. It has the
        columns ``release_row`` (data row of the release, from 1) and ``column``.
    reason : str
        Why; it stands in the record, with the account's number (접근기록: 개인정보 보호법 시행령 제30조 제1항 제5호).
    keys : path, optional
        Key store.

    Returns
    -------
    int
        Rows written.

    Raises
    ------
    PolicyRefused
        ``reveal.reason-missing``; ``reveal.inside-release``.
    UsageError
        ``reveal.no-column``, ``reveal.not-reversible``, ``reveal.exists``, ``keys.absent``.
    BadInput
        ``evidence.*``: the release is not whole or was signed by another key; ``techniques.not-decryptable``.

    Notes
    -----
    The record is written before the first cell is decrypted: a run that fails afterwards stands in it too. What happens to the
    file afterwards is the caller's duty: re-identification for its own sake is forbidden (법 제28조의5 제1항).
    """
    from pseudo.engine import Pipeline
    from pseudo.keys import KeyStore
    from pseudo.ledger import Ledger

    released, out, reason = Release(release), Path(out), reason.strip()
    if not reason:
        raise PolicyRefused("reveal.reason-missing")
    _refuse_place(out, released.path)
    store = KeyStore(keys)
    key = store.open(released.manifest.project)
    _refuse_changed(released, key)
    pipeline = Pipeline(released.plan, context_of(released.plan, key))
    needed = _needed(pipeline, column)
    Ledger(store.path / "ledger.jsonl").append(
        "revealed",
        project=key.project,
        id=key.id,
        recipient=released.plan.recipient,
        plan=released.plan.digest,
        column=column,
        reason=reason,
        account=os.getuid(),
    )
    return _write(pipeline, released, needed, out, progress)


def _refuse_place(out: Path, release: Path) -> None:
    """A new file outside the release."""
    if out.resolve().is_relative_to(release.resolve()):
        raise PolicyRefused("reveal.inside-release")
    if os.path.lexists(out):
        raise UsageError("reveal.exists", Where(file=str(out)))


def _refuse_changed(release: Release, key: Key) -> None:
    from pseudo.evidence import verify_folder

    report = verify_folder(release.path, trusted_key=key.verifying_key, plan_digest=release.plan.computed_digest())
    for fault in report.faults:
        raise BadInput(fault.code, Where(file=fault.path or None), **fault.detail)


def _needed(pipeline: Pipeline, column: str) -> list[str]:
    """The columns that are turned back, each after those that it reads.

    Raises
    ------
    UsageError
        ``reveal.no-column``, ``reveal.not-reversible``.
    """
    steps = {entry.column: step for entry, step in pipeline.columns}
    if column not in steps:
        raise UsageError("reveal.no-column", Where(column=column), columns=", ".join(steps))
    step = steps[column]
    if not step.info.reversible:
        raise UsageError("reveal.not-reversible", Where(column=column), technique=step.info.name)
    read = [name for name in step.reads() if name != column and steps[name].info.name != "keep"]
    return [*(first for name in read for first in _needed(pipeline, name)), column]


def _write(
    pipeline: Pipeline,
    release: Release,
    needed: list[str],
    out: Path,
    progress: Callable[[str, int], None],
) -> int:
    from pseudo.table import open_sink, open_source
    from pseudo.table.sinks import disk_errors
    from pseudo.techniques.contract import Rows

    typed = release.data.suffix in {".parquet", ".arrow"}
    source = open_source(release.data, header=None if typed else True)
    with disk_errors(str(out)):
        os.close(os.open(out, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC, OWNER_ONLY))
    rows, sink = 0, None
    try:
        with ExitStack() as files:
            for batch in source.batches():
                made = _revealed(pipeline, batch, needed, Rows(rows))
                sink = sink or files.enter_context(open_sink(out, None, made.schema))
                sink.write(made)
                rows += made.num_rows
                progress("reveal", made.num_rows)
    except BaseException:
        out.unlink(missing_ok=True)
        raise
    return rows


def _revealed(pipeline: Pipeline, batch: pa.RecordBatch, needed: list[str], rows: Rows) -> pa.RecordBatch:
    """Row numbers of the release and the last of the ``needed`` columns."""
    import pyarrow as pa

    numbers = pa.array(range(rows.start + 1, rows.start + batch.num_rows + 1), pa.int64())
    return pa.record_batch([numbers, _turned_back(pipeline, batch, needed, rows)], names=["release_row", needed[-1]])


def _turned_back(pipeline: Pipeline, batch: pa.RecordBatch, needed: list[str], rows: Rows) -> pa.Array:
    """The source's cells of the last of the ``needed`` columns, each turned back from what was turned back before it."""
    import pyarrow as pa

    from pseudo.model import ColumnType
    from pseudo.table import cast

    steps = {entry.column: (entry, step) for entry, step in pipeline.columns}
    found = {name: batch.column(name) for name in batch.schema.names}
    for name in needed:
        entry, step = steps[name]
        arrays = [
            cast(found[read], step.made_type(), column=read, first_row=rows.start, date_format=entry.date_format)
            if read == name
            else cast(found[read], ColumnType.TEXT, column=read, first_row=rows.start)
            for read in step.reads()
        ]
        made = step.reveal(pa.record_batch(arrays, names=list(step.reads())), rows)  # type: ignore[attr-defined]  # info.reversible
        found[name] = made.column(name)
    return found[needed[-1]]
