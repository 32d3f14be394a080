"""Repeated openings: what two releases of the same people say together that neither says alone.

Difference: whoever knows that a person came (or left) between the two looks at how a class grew (or shrank). Intersection: whoever knows
that a person is in both, and that a value does not change, keeps the values that the person's class has both times.

References
----------
.. [1] S. Ganta, S. Kasiviswanathan, A. Smith, Composition attacks and auxiliary information in data privacy, KDD 2008.
.. [2] X. Xiao, Y. Tao, m-invariance: towards privacy preserving re-publication of dynamic datasets, SIGMOD 2007.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.model import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

__all__ = ["Difference", "Intersection", "difference", "difference_evidence", "intersection", "intersection_evidence"]

CAME = "knows that a person came between the two releases, and the person's quasi-identifiers"
LEFT = "knows that a person left between the two releases, and the person's quasi-identifiers"
BOTH = "knows that a person is in both releases, the person's quasi-identifiers, and that the value does not change"
SOURCE = "Ganta, Kasiviswanathan & Smith 2008; Xiao & Tao 2007 (m-invariance)"


@dataclass(frozen=True)
class Difference:
    """What the growth of classes gives away.

    Attributes
    ----------
    fewest : int or None
        Fewest rows by which a class changed; None where none did.
    changed : int
        Rows by which classes changed.
    below : int or None
        Of these, rows of classes that changed by fewer than k; None where no k is named.
    """

    fewest: int | None
    changed: int
    below: int | None


@dataclass(frozen=True)
class Intersection:
    """What a column's values in both releases give away.

    Attributes
    ----------
    rows : int
        Rows of the later release whose class is in the earlier one.
    fewest_values, fewest_rows : int or None
        Fewest values that a class has both times, and fewest rows with them; None where no class has any.
    revealed : int
        Rows whose class has one value both times, and more than one in the later release alone: told by the two together.
    newcomers_revealed : int
        Rows by which a class grew where all growth is of one value: told of whoever came, if nobody left.
    """

    rows: int
    fewest_values: int | None
    fewest_rows: int | None
    revealed: int
    newcomers_revealed: int


def difference(now: Ints, before: Ints, k: int | None) -> tuple[Difference, Difference]:
    """Growth and shrinkage of classes.

    Parameters
    ----------
    now, before : int64 arrays, shape (classes,)
        Rows of each class in both releases; 0 where it is not there.
    k : int, optional
        Limit of a policy.

    Returns
    -------
    came, left : Difference
        A class that lost and won rows shows their difference only: as if nobody had left, or come.
    """
    change = now - before
    return _changed(change[change > 0], k), _changed(-change[change < 0], k)


def intersection(of_class: Ints, now: Ints, before: Ints) -> Intersection:
    """Values that classes have in both releases.

    Parameters
    ----------
    of_class : int64 array, shape (cells,)
        The class of each pair of a class and a value that occurs in either release; classes from 0.
    now, before : int64 arrays, shape (cells,)
        Rows of the pair in the later and in the earlier release.
    """
    count = int(of_class.max(initial=-1)) + 1

    def summed(cells: NDArray[np.generic]) -> Ints:
        return np.bincount(of_class, cells, count).astype(np.int64)

    shared = (now > 0) & (before > 0)
    later, sooner = summed(now), summed(before)
    values, rows = summed(shared), summed(np.minimum(now, before))
    together = (values == 1) & (summed(now > 0) > 1)
    of_one = summed(now > before) == 1
    some = values > 0
    return Intersection(
        int(later[(later > 0) & (sooner > 0)].sum()),
        int(values[some].min()) if some.any() else None,
        int(rows[some].min()) if some.any() else None,
        int(summed(np.where(shared, now, 0))[together].sum()),
        int(np.maximum(later - sooner, 0)[of_one].sum()),
    )


def difference_evidence(
    found: tuple[Difference, Difference], k: int | None, rows: int, columns: tuple[str, ...]
) -> list[Evidence]:
    """The figures of :func:`difference`."""
    made = []
    for name, one, attacker in (("arrivals", found[0], CAME), ("departures", found[1], LEFT)):
        changed = {"rows": one.changed}
        how = "fewest rows by which an equivalence class differs between the releases"
        figures: list[tuple[str, int | float | None, str, str]] = [(f"{name}_minimum", one.fewest, "rows", how)]
        if one.below is not None:
            share = one.below / one.changed if one.changed else None
            how = f"share of rows by which classes differ, in classes that differ by fewer than {k}"
            figures.append((f"{name}_below_0_1", share, "rate_0_1", how))
        for metric, value, unit, method in figures:
            made.append(
                Evidence(metric, value, unit, method, SOURCE, "input", rows, columns, changed, attacker=attacker)
            )
    return made


def intersection_evidence(found: Intersection, column: str, rows: int, keys: tuple[str, ...]) -> list[Evidence]:
    """The figures of :func:`intersection`."""
    columns = (column, *keys)
    share = found.revealed / found.rows if found.rows else None
    figures: list[tuple[str, int | float | None, str, str, str]] = [
        ("shared_values_minimum", found.fewest_values, "", "fewest values that a class has in both releases", BOTH),
        ("shared_rows_minimum", found.fewest_rows, "rows", "fewest rows that agree with both releases", BOTH),
        (
            "revealed_together_0_1",
            share,
            "rate_0_1",
            "share of rows in classes of both releases that have one value both times and more in the later one alone",
            BOTH,
        ),
        (
            "newcomers_revealed",
            found.newcomers_revealed,
            "rows",
            "rows by which classes grew where all growth is of one value",
            CAME,
        ),
    ]
    return [
        Evidence(metric, value, unit, method, SOURCE, "input", rows, columns, attacker="attribute: " + attacker)
        for metric, value, unit, method, attacker in figures
    ]


def _changed(rows: Ints, k: int | None) -> Difference:
    fewest = int(rows.min()) if rows.size else None
    return Difference(fewest, int(rows.sum()), None if k is None else int(rows[rows < k].sum()))
