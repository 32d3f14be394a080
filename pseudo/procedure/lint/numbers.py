"""Arithmetic: shares of counts, sums of parts, caps of shares, columns of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.treatment import Distribution

__all__ = ["RULES"]

HALF_A_DIGIT = 0.0005
"""Shares are written in percent with one digit at the least."""


def share_of_another_total(dossier: Dossier) -> Iterator[Problem]:
    """A share is its count over the file's rows."""
    for n, table in enumerate(_tables(dossier)):
        wrong = [
            s for s in table.shares if s.count is not None and s.rate is not None and _off(s.count, table.rows, s.rate)
        ]
        if wrong:
            yield Problem("lint.share", ("treatment_result", "distributions", n), {"count": len(wrong)})


def _off(count: int, rows: int, rate: float) -> bool:
    return rows <= 0 or abs(count / rows - rate) > HALF_A_DIGIT


def parts_that_do_not_add_up(dossier: Dossier) -> Iterator[Problem]:
    """Counts together are not more than the file's rows; nor are the shares."""
    for n, table in enumerate(_tables(dossier)):
        total = sum(share.count for share in table.shares if share.count is not None)
        rates = sum(share.rate for share in table.shares if share.rate is not None)
        if total > table.rows or rates > 1 + HALF_A_DIGIT * max(1, len(table.shares)):
            yield Problem("lint.sum", ("treatment_result", "distributions", n))


def rows_of_another_file(dossier: Dossier) -> Iterator[Problem]:
    """A distribution's total is that of its file."""
    files = {file.name: file.rows for file in (dossier.treatment_result.files if dossier.treatment_result else ())}
    for n, table in enumerate(_tables(dossier)):
        if table.file in files and table.rows != files[table.file]:
            yield Problem("lint.rows", ("treatment_result", "distributions", n))


def small_counts_left(dossier: Dossier) -> Iterator[Problem]:
    """A value with few rows after treatment points at people."""
    least = dossier.rules.small_count
    for n, table in enumerate(_tables(dossier)):
        small = sum(share.count is not None and 0 < share.count <= least for share in table.shares)
        if small:
            yield Problem("lint.small", ("treatment_result", "distributions", n), {"count": small, "least": least})


def cap_with_too_few_rows(dossier: Dossier) -> Iterator[Problem]:
    """Top coding at a share leaves at least that share of the rows at the cap."""
    if dossier.treatment_plan is None or dossier.treatment_result is None:
        return
    limits = {(c.file, c.column): c.limit_rate for c in dossier.treatment_plan.columns if c.limit_rate is not None}
    for n, ends in enumerate(dossier.treatment_result.extremes):
        limit = limits.get((ends.file, ends.column))
        if (
            limit is not None
            and ends.after_max_count is not None
            and ends.after_max_count < int((1 - limit) * ends.rows * 0.99)
        ):
            yield Problem("lint.cap", ("treatment_result", "extremes", n))


def grew_by_treatment(dossier: Dossier) -> Iterator[Problem]:
    """No end lies further out after treatment."""
    for n, ends in enumerate(dossier.treatment_result.extremes if dossier.treatment_result else ()):
        before, after = _number(ends.before_max), _number(ends.after_max)
        if before is not None and after is not None and after > before:
            yield Problem("lint.grew", ("treatment_result", "extremes", n))


def columns_not_listed(dossier: Dossier) -> Iterator[Problem]:
    """As many columns are listed as the file's overview says."""
    if dossier.treatment_plan is None:
        return
    for n, file in enumerate(dossier.treatment_plan.files):
        listed = [c for c in dossier.treatment_plan.columns if c.file == file.name and c.kind != "기타"]
        left = [c for c in listed if not c.treatment.startswith("삭제")]
        if listed and file.columns not in (len(listed), len(left)):
            yield Problem(
                "lint.column-count", ("treatment_plan", "files", n), {"said": file.columns, "found": len(listed)}
            )


def other_files(dossier: Dossier) -> Iterator[Problem]:
    """Plan and result speak of the same files; no file has more persons than rows, where a row is of one."""
    if dossier.treatment_plan is None:
        return
    for n, file in enumerate(dossier.treatment_plan.files):
        if file.subjects is not None and file.subjects > file.rows:
            yield Problem("lint.more-persons", ("treatment_plan", "files", n))
    if dossier.treatment_result and dossier.treatment_result.files:
        planned = {file.name for file in dossier.treatment_plan.files}
        done = {file.name for file in dossier.treatment_result.files}
        if planned != done:
            yield Problem("lint.files", ("treatment_result", "files"), {"count": len(planned ^ done)})


def _tables(dossier: Dossier) -> tuple[Distribution, ...]:
    return dossier.treatment_result.distributions if dossier.treatment_result else ()


def _number(text: str | None) -> float | None:
    try:
        return float(text.replace(",", "")) if text else None
    except ValueError:
        return None


RULES = (
    share_of_another_total,
    parts_that_do_not_add_up,
    rows_of_another_file,
    small_counts_left,
    cap_with_too_few_rows,
    grew_by_treatment,
    columns_not_listed,
    other_files,
)
