"""The gate: the candidate's file, re-read from disk, against every check of the plan.

Only ``pass`` opens the door. A check that does not apply to a release is not in its plan, so the gate has no use for
"not applicable": a result that says so, from wherever it comes, keeps the door shut like a failure. A file without rows
leaves every check of cells inconclusive, because a rule that nothing was measured against is not a rule that was kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from pseudo.errors import GateFailed
from pseudo.model import CheckResult, Outcome
from pseudo.validators.contract import Sheet
from pseudo.validators.registry import Asked, expectation_of, prepare
from pseudo.validators.runner import Answer, Runner, quiet
from pseudo.validators.sheets import (
    CHUNK_ROWS,
    ROW_SHEETS,
    chunks,
    codes_frame,
    few_values,
    frame_of,
    reopen,
    repeated,
    row_arrays,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyarrow as pa

    from pseudo.model import Plan
    from pseudo.table.source import Source

__all__ = ["require_pass", "run_gate"]


def run_gate(data: Path | Source, plan: Plan, progress: Callable[[int], None] | None = None) -> list[CheckResult]:
    """Run the plan's checks on a candidate file.

    Parameters
    ----------
    data : Path or Source
        The file as it was written, or what :func:`reopen` made of it: nothing of what made it is believed.
    plan : Plan
        Its ``checks`` are the suite; its columns say how cells are read.
    progress : callable, optional
        Takes the number of rows of each chunk that was judged.

    Returns
    -------
    list of CheckResult
        In the plan's order; a check of several columns that judges each by itself has one result for each.

    Raises
    ------
    BadInput
        ``validators.unknown-check``, ``validators.check-columns`` or ``validators.check-parameters`` for the plan; the
        table room's codes for a file that cannot be read.

    Notes
    -----
    Memory is bounded by one chunk of rows, save for k-anonymity and uniqueness: those need four bytes a cell of the
    columns they read, and the distinct values of these while they are coded. O(rows) time.

    Where a chunk's column repeats few values, checks of single cells are asked of the distinct ones. If they pass, so do all
    rows; if they do not, the chunk's rows are judged one by one, so that the counts are the rows'.
    """
    source = reopen(data)
    asked = prepare(plan, tuple(source.schema.names))
    with quiet():
        run = _Run(source, plan, asked)
        run.rows_and_columns(progress)
        run.whole()
    return [run.result(index) for index in range(len(asked))]


def require_pass(results: Sequence[CheckResult]) -> None:
    """Open the door or raise.

    Raises
    ------
    GateFailed
        ``validators.nothing-checked`` where there is no result at all, ``validators.gate-failed`` where one is no pass.
    """
    if not results:
        raise GateFailed("validators.nothing-checked")
    shut = [result for result in results if result.outcome is not Outcome.PASS]
    if shut:
        failed = sum(result.outcome is Outcome.FAIL for result in shut)
        names = ", ".join(f"{result.check.kind}({', '.join(result.check.columns)})" for result in shut)
        raise GateFailed("validators.gate-failed", failed=failed, undecided=len(shut) - failed, names=names)


class _Run:
    """One run of the gate: what is asked, and the answers as they come in."""

    def __init__(self, source: Source, plan: Plan, asked: list[Asked]) -> None:
        self.source = source
        self.plan = plan
        self.asked = asked
        self.rows = 0
        self.header = source.schema.names
        self.runner = Runner()
        self.expectations = [expectation_of(one, index) for index, one in enumerate(asked)]
        self.answers = {index: Answer(tuple(one.kind.figures)) for index, one in enumerate(asked)}
        self.absent = [[name for name in one.kind.reads() if name not in self.header] for one in asked]

    def on(self, sheet: Sheet) -> list[int]:
        """Indexes of the checks that run on a sheet and whose columns are there."""
        return [i for i, one in enumerate(self.asked) if one.kind.sheet is sheet and not self.absent[i]]

    def reads(self, indexes: Sequence[int]) -> list[str]:
        """Columns that these checks read, in the file's order."""
        wanted = {name for i in indexes for name in self.asked[i].kind.reads()}
        return [name for name in self.header if name in wanted]

    def rows_and_columns(self, progress: Callable[[int], None] | None) -> None:
        """Run the checks of the header, then those of rows, chunk by chunk."""
        self.answer(pd.DataFrame(columns=self.header), self.on(Sheet.HEADER))
        sheets = {sheet: self.on(sheet) for sheet in ROW_SHEETS}
        columns = self.reads([i for indexes in sheets.values() for i in indexes]) or self.header[:1]
        for batch in chunks(self.source, columns, CHUNK_ROWS):
            for sheet, indexes in sheets.items():
                arrays, unreadable = row_arrays(batch, sheet, self.reads(indexes), self.plan, self.rows)
                able = self.readable(indexes, unreadable)
                left = self.not_passed(arrays, sheet, able)
                names = set(self.reads(left))
                rows = {name: array for name, array in arrays.items() if name in names}
                self.answer(frame_of(rows, sheet, batch.num_rows), left)
            self.rows += batch.num_rows
            if progress is not None:
                progress(batch.num_rows)

    def readable(self, indexes: Sequence[int], unreadable: dict[str, int | None]) -> list[int]:
        """Name the checks all of whose cells could be read in this chunk; the others get their answer here."""
        able = []
        for i in indexes:
            bad = [unreadable[name] for name in self.asked[i].kind.reads() if name in unreadable]
            self.answers[i].unreadable += sum(count or 0 for count in bad)
            self.answers[i].raised += None in bad
            if not bad:
                able.append(i)
        return able

    def not_passed(self, arrays: dict[str, pa.Array], sheet: Sheet, indexes: Sequence[int]) -> list[int]:
        """Ask checks of single cells by distinct values where these are few; name the checks that the rows are needed for."""
        distinct = few_values({name: arrays[name] for i in indexes if (name := self.single(i))})
        asked = [i for i in indexes if self.single(i) in distinct]
        if not asked:
            return list(indexes)
        size = max(len(values) for values in distinct.values())
        frame = frame_of({name: repeated(values, size) for name, values in distinct.items()}, sheet, size)
        trial = {i: Answer(self.answers[i].figures) for i in asked}
        self.runner.validate(frame, {i: self.expectations[i] for i in asked}, trial)
        passed = {i for i in asked if trial[i].passed}
        for i in passed:
            array = arrays[str(self.single(i))]
            self.answers[i].take(trial[i], len(array), array.null_count)
        return [i for i in indexes if i not in passed]

    def single(self, index: int) -> str | None:
        """Name the one column whose cells a check judges one by one; None for other checks."""
        kind = self.asked[index].kind
        return kind.reads()[0] if kind.each and kind.of_cells and len(kind.reads()) == 1 else None

    def whole(self) -> None:
        """Run the checks that need all rows at once, on codes."""
        indexes = [i for i in self.on(Sheet.CODES) if self.rows or not self.asked[i].kind.of_cells]
        if indexes:
            self.answer(codes_frame(self.source, self.reads(indexes), self.rows), indexes)

    def answer(self, frame: pd.DataFrame, indexes: Sequence[int]) -> None:
        """Have GX judge a frame."""
        if indexes:
            self.runner.validate(frame, {i: self.expectations[i] for i in indexes}, self.answers)

    def result(self, index: int) -> CheckResult:
        """Give the verdict on one check."""
        one, answer = self.asked[index], self.answers[index]
        observed: dict[str, int | float | None]
        if self.absent[index]:
            outcome, observed = Outcome.FAIL, {"missing_columns": len(self.absent[index])}
        else:
            outcome, observed = self.outcome(one, answer), _observed(one, answer)
        return CheckResult(one.check, outcome, observed, self.expectations[index].expectation_type)

    def outcome(self, one: Asked, answer: Answer) -> Outcome:
        """Judge: pass only where every row was seen, nothing was raised, and nothing was against it."""
        if answer.unexpected or answer.unreadable or answer.refused:
            return Outcome.FAIL
        unseen = one.kind.of_cells and (self.rows == 0 or answer.rows != self.rows)
        return Outcome.INCONCLUSIVE if answer.raised or unseen or not answer.given else Outcome.PASS


def _observed(one: Asked, answer: Answer) -> dict[str, int | float | None]:
    observed: dict[str, int | float | None] = {}
    if one.kind.of_cells:
        observed |= {"checked_count": answer.rows - answer.missing, "missing_count": answer.missing}
    if one.kind.of_cells or answer.unexpected:
        observed["unexpected_count"] = answer.unexpected
    observed |= {one.kind.figures[name]: value for name, value in answer.found.items()}
    if answer.unreadable:
        observed["unreadable_count"] = answer.unreadable
    if answer.raised:
        observed["raised_count"] = answer.raised
    return observed
