"""Counts that may be shown on form ➎: small ones are put together, so that none can be told, nor computed from the rest and the total.

The form asks for the values of a category with their rows (별권 p.87-88). A value with few rows points at people; if it alone were left
out, the total would give it away. So all values below the limit become one line, with at least two values and at least the limit of
rows in it; the smallest of the others join them until that holds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.procedure.treatment import Share

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MERGED", "shares"]

MERGED = "그 밖의 값"
"""The line of the values put together."""


def shares(counts: Mapping[str, int], least: int, most: int = 20) -> tuple[Share, ...]:
    """Give the lines of a frequency table.

    Parameters
    ----------
    counts : mapping
        Rows by value; not empty.
    least : int
        No line has fewer rows.
    most : int
        Largest number of lines beside the merged one; the values with fewest rows join it, too.

    Returns
    -------
    tuple of Share
        By rows, most first, the merged line last. Where even all values together have fewer than ``least`` rows, one line without a
        count.

    Examples
    --------
    >>> [(line.value, line.count) for line in shares({"a": 90, "b": 2, "c": 8}, 5)]
    [('a', 90), ('그 밖의 값', 10)]
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    total = sum(counts.values())
    shown = [item for item in ordered[:most] if item[1] >= least]
    hidden = ordered[len(shown) :]
    while hidden and shown and (len(hidden) < 2 or sum(count for _, count in hidden) < least):
        hidden = [shown.pop(), *hidden]
    lines = [Share(value, count, count / total) for value, count in shown]
    if hidden:
        rows = sum(count for _, count in hidden)
        note = f"값 {len(hidden)}개를 합침"
        told = rows >= least
        lines.append(Share(MERGED, rows if told else None, rows / total if told else None, note))
    return tuple(lines)
