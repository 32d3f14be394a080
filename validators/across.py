"""Checks across the tables of one release, on the files on disk: keys that exist, orders and exclusions between a row and those above.

Great Expectations looks at one table at a time; these are computed natively and give the same kind of verdict: counts, never a cell.
A link is a list of steps ``[column, table, key]``: the column's cells are keys of the table (empty for the release's main one).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput
from pseudo.model import CheckResult, ColumnType, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from pseudo.model import Check, Plan
    from pseudo.table.source import Source

__all__ = ["ACROSS", "check_across", "split"]

ACROSS = frozenset({"references", "not_before_above", "not_after_above", "excluded_above"})
"""``references``: every cell is a key. ``not_before_above``, ``not_after_above``: a date is not before, not after, that of a row above
(by the year with ``by: year``). ``excluded_above``: where the column above is one of ``equals``, the cell is none of ``excludes``."""


def split(plan: Plan) -> tuple[Plan, list[Check]]:
    """The plan without its checks across tables, and these."""
    from dataclasses import replace

    across = [check for check in plan.checks if check.kind in ACROSS]
    return replace(plan, checks=tuple(c for c in plan.checks if c.kind not in ACROSS)), across


def check_across(check: Check, tables: Mapping[str, Source], plan: Plan) -> CheckResult:
    """Run one of the checks.

    Raises
    ------
    BadInput
        ``validators.check-parameters`` where the check names a table or column that is not there; the table room's codes for cells
        that cannot be read.
    """
    try:
        mine = tables[check.table]
        link = [(str(c), str(t), str(k)) for c, t, k in check.params["link"]]
        place, missing = _linked(tables, check.table, link)
        bad = _bad(check, mine, tables[link[-1][1]], place, plan)
    except (KeyError, ValueError, TypeError, IndexError):
        detail = "link, column, equals, excludes"
        raise BadInput("validators.check-parameters", kind=check.kind, detail=detail) from None
    unexpected = int((bad | (place < 0)).sum())
    observed: dict[str, int | float | None] = {
        "checked_count": int(place.size) - missing, "missing_count": missing, "unexpected_count": unexpected
    }  # fmt: skip
    outcome = Outcome.FAIL if unexpected else Outcome.PASS if place.size else Outcome.INCONCLUSIVE
    return CheckResult(check, outcome, observed, "pseudo.validators.across")


def _linked(
    tables: Mapping[str, Source], table: str, link: list[tuple[str, str, str]]
) -> tuple[NDArray[np.int64], int]:
    """Each row's row in the last table of the link, -1 where there is none; and how many cells of the first step are missing."""
    place, missing, at = None, 0, table
    for column, above, key in link:
        cells, keys = _text(tables[at], column), _text(tables[above], key)
        found = np.asarray(pc.index_in(cells, value_set=keys, skip_nulls=True).fill_null(-1), np.int64)
        missing += cells.null_count if place is None else 0
        place = found if place is None else np.where(place < 0, -1, found[place])
        at = above
    if place is None:
        raise ValueError("link")
    return place, missing


def _bad(check: Check, mine: Source, above: Source, place: NDArray[np.int64], plan: Plan) -> NDArray[np.bool_]:
    if check.kind == "references":
        return np.zeros(place.size, bool)
    own, other = check.columns[0], str(check.params["column"])
    if check.kind == "excluded_above":
        says = np.asarray(pc.is_in(_text(above, other), pa.array(check.params["equals"], pa.string())))[place]
        has = np.asarray(pc.is_in(_text(mine, own), pa.array(check.params["excludes"], pa.string())))
        return np.asarray(says & has)
    yearly = check.params.get("by") == "year"
    first, second = _days(mine, own, plan, yearly=yearly), _days(above, other, plan, yearly=yearly)[place]
    return np.asarray(first < second if check.kind == "not_before_above" else first > second)


def _read(source: Source, column: str) -> pa.Array[Any]:
    schema = pa.schema([source.schema.field(column)])
    read: pa.Array[Any] = pa.Table.from_batches(source.batches([column]), schema=schema).column(0).combine_chunks()
    return read


def _text(source: Source, column: str) -> pa.Array[Any]:
    return _read(source, column).cast(pa.string())


def _days(source: Source, column: str, plan: Plan, *, yearly: bool) -> NDArray[np.float64]:
    """Days since 1970, or years; NaN for a missing cell, which breaks no order."""
    from pseudo.table import cast

    entry = plan.column(column)
    cells = cast(_read(source, column), entry.type, column=column, first_row=0, date_format=entry.date_format)
    gone = np.asarray(cells.is_null())
    if entry.type is ColumnType.INTEGER:
        values = np.asarray(cells.fill_null(0).to_numpy(zero_copy_only=False), float)
    else:
        days = np.asarray(cells.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False), np.int64)
        values = days.astype(float)
        if yearly:
            values = days.astype("datetime64[D]").astype("datetime64[Y]").astype(float) + 1970
    return np.where(gone, np.nan, values)
