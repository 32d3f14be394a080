"""Risk by equivalence classes: k, uniqueness, and the re-identification risks that follow from the classes' sizes.

A missing quasi-identifier is a category of its own. Nothing here knows a population, so every figure takes the attacker
to know that the person is in the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from pseudo.model import Evidence, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["ClassSizes", "Coded", "class_sizes", "measure", "size_histogram"]

PROSECUTOR = "prosecutor: knows the quasi-identifiers of one person and that the person is in the table"
MARKETER = "marketer: links every unit of the table and is content with the average"
K_SOURCE = "Samarati & Sweeney 1998 (k-anonymity)"
RISK_SOURCE = (
    "El Emam 2013, Guide to the De-Identification of Personal Health Information (prosecutor and marketer risk)"
)
NULLS = "; a missing value is a category of its own"


class Coded(Protocol):
    """Dense codes of quasi-identifiers, as ``pseudo.table`` makes them."""

    @property
    def columns(self) -> Sequence[str]:
        """Names of the ``d`` columns."""

    @property
    def codes(self) -> NDArray[np.int32]:
        """Codes, int32 of shape (n, d), each from 0 to below its column's size; null has a code of its own."""

    @property
    def sizes(self) -> Sequence[int]:
        """How many codes each column has."""


@dataclass(frozen=True)
class ClassSizes:
    """The equivalence classes of a table.

    Attributes
    ----------
    ids : int64 array, shape (n,)
        The class of each row.
    units : int64 array, shape (classes,)
        Units in each class: rows, or distinct subjects where these were given.
    """

    ids: NDArray[np.int64]
    units: NDArray[np.int64]

    @property
    def of_rows(self) -> NDArray[np.int64]:
        """Units in the class of each row, shape (n,)."""
        return self.units[self.ids]


def class_sizes(codes: Coded, subject_codes: NDArray[Any] | None = None) -> ClassSizes:
    """The equivalence classes and their sizes.

    Parameters
    ----------
    codes : Coded
        The quasi-identifiers.
    subject_codes : int array, shape (n,), optional
        A code from 0 for each row's data subject; without it, rows are counted.
    """
    from pseudo.kernels.classes import class_counts, class_ids, distinct_per_class

    ids, classes = class_ids(codes.codes, codes.sizes)
    if subject_codes is None:
        return ClassSizes(ids, class_counts(ids, classes))
    return ClassSizes(ids, distinct_per_class(ids, subject_codes, classes))


def size_histogram(units: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """How many classes there are of each size.

    Parameters
    ----------
    units : int64 array, shape (classes,)
        Units in each class.

    Returns
    -------
    sizes : int64 array, shape (m,)
        The sizes that occur, rising.
    classes : int64 array, shape (m,)
        Classes of each size.
    """
    sizes, classes = np.unique(units, return_counts=True)
    return sizes, classes.astype(np.int64, copy=False)


def measure(
    codes: Coded, unit: Unit, subject_codes: NDArray[Any] | None = None, basis: str = "release"
) -> list[Evidence]:
    """k, number of classes, uniqueness, and prosecutor and marketer risk.

    Parameters
    ----------
    codes : Coded
        The quasi-identifiers.
    unit : Unit
        What is counted in a class.
    subject_codes : int array, shape (n,)
        Needed where subjects are counted.
    basis : str
        "release" or "input": what was measured.

    Returns
    -------
    list of Evidence
        ``minimum_class_size``, ``equivalence_classes``, ``unique_rate_0_1``, ``maximum_risk_0_1``,
        ``average_risk_0_1``; the value is None where the table has no row (``equivalence_classes`` is 0 then).

    Raises
    ------
    ValueError
        Where subjects are to be counted and no ``subject_codes`` are given.

    Notes
    -----
    A subject may stand in several classes: it counts as unique if one of them holds nobody else, and the average is
    taken over the pairs of subject and class. No figure here protects against inference from a class whose sensitive
    values agree.
    """
    if unit is Unit.SUBJECT and subject_codes is None:
        raise ValueError("counting subjects needs subject_codes")
    counted = subject_codes if unit is Unit.SUBJECT else None
    units, alone = _units_and_unique(codes, counted)
    n = len(codes.codes) if counted is None else len(np.unique(counted))
    return [
        Evidence(metric, value, of, method + NULLS, source, basis, n, tuple(codes.columns), attacker=attacker)
        for metric, value, of, method, source, attacker in _figures(units, alone, n, f"{unit.value}s")
    ]


def _figures(
    in_classes: NDArray[np.int64], alone: int, n: int, units: str
) -> list[tuple[str, int | float | None, str, str, str, str]]:
    """Metric, value, unit, method, source and attacker of each figure."""
    count = len(in_classes)
    least = int(in_classes.min()) if n else None
    unique = alone / n if n else None
    maximum = 1 / least if least else None
    average = count / int(in_classes.sum()) if n else None
    rate = "rate_0_1"
    fewest, by_itself = (
        f"fewest {units} in an equivalence class",
        f"share of {units} that stand alone in an equivalence class",
    )
    mean = f"equivalence classes / {units}, each counted in every class it stands in"
    return [
        ("minimum_class_size", least, units, fewest, K_SOURCE, ""),
        ("equivalence_classes", count, "", "number of equivalence classes", K_SOURCE, ""),
        ("unique_rate_0_1", unique, rate, by_itself, RISK_SOURCE, PROSECUTOR),
        ("maximum_risk_0_1", maximum, rate, f"1 / {fewest}", RISK_SOURCE, PROSECUTOR),
        ("average_risk_0_1", average, rate, mean, RISK_SOURCE, MARKETER),
    ]


def _units_and_unique(codes: Coded, subject_codes: NDArray[Any] | None) -> tuple[NDArray[np.int64], int]:
    """Units in each class, and how many units stand alone in a class of theirs."""
    if subject_codes is None:
        from pseudo.kernels.classes import class_sizes as sizes_alone

        units = sizes_alone(codes.codes, codes.sizes)
        return units, int((units == 1).sum())
    classes = class_sizes(codes, subject_codes)
    alone = classes.units[classes.ids] == 1
    return classes.units, len(np.unique(subject_codes[alone]))
