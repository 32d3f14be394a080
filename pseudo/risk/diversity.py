"""What the sensitive column of a class gives away: the models beside k, for one column, in one pass over its classes.

A missing sensitive cell is a value of its own. Rows that were suppressed are no class; they count in the table's distribution,
with which the classes are compared, because whoever sees the release sees them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pseudo.model import Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.risk.classes import ClassSizes

__all__ = ["Diversity", "diversity", "diversity_evidence"]

ATTRIBUTE = "attribute disclosure: knows that the person is in the table, and the person's quasi-identifiers"


@dataclass(frozen=True, repr=False, eq=False)
class Diversity:
    """The models of each class, float64 arrays of shape (classes,).

    Attributes
    ----------
    distinct : values of the sensitive column.
    entropy : of its distribution, Shannon's estimate from the counts, in nats; entropy l-diversity's l is ``exp`` of it.
    share : of the most frequent value: α of (α, k)-anonymity.
    recursive : the least c for which recursive (c, l)-diversity would hold with ``<=``; infinite with fewer than l values.
    t_equal, t_ordered : earth mover's distance to the whole table, with equal distances, and with equal steps between codes.
    delta : largest ``|ln(share in the class / share in the table)|`` of the values that the class holds, in nats.
    beta : largest relative gain ``(p - q) / q`` of a value's share.
    enhanced_beta : the same where every gain stays within ``-ln q``; infinite otherwise, as no β is enough then.
    """

    distinct: NDArray[np.float64]
    entropy: NDArray[np.float64]
    share: NDArray[np.float64]
    recursive: NDArray[np.float64]
    t_equal: NDArray[np.float64]
    t_ordered: NDArray[np.float64]
    delta: NDArray[np.float64]
    beta: NDArray[np.float64]
    enhanced_beta: NDArray[np.float64]


def diversity(
    classes: ClassSizes,
    values: NDArray[np.int32],
    size: int,
    *,
    level: int = 2,
    suppressed: NDArray[np.bool_] | None = None,
) -> Diversity:
    """Every model of one sensitive column.

    Parameters
    ----------
    classes : ClassSizes
        The equivalence classes.
    values : int32 array, shape (n,)
        The sensitive column's codes, 0..size-1. ``t_ordered`` takes their order for the values'.
    size : int
        Codes of the column.
    level : int
        ``l`` of recursive (c, l)-diversity, at least 1.
    suppressed : bool array, shape (n,), optional
        Rows that belong to no class.

    Raises
    ------
    ValueError
        Where ``level`` is below 1, the lengths differ, or a code is out of its range.

    Notes
    -----
    Rows are counted, not persons: a person with many rows in a class makes it look more, or less, diverse than it is.
    """
    from pseudo.kernels.classes import class_ids
    from pseudo.kernels.diversity import FIGURES, class_figures, class_values

    n = len(classes.ids)
    if level < 1:
        raise ValueError("level is at least 1")
    if len(values) != n or (suppressed is not None and len(suppressed) != n):
        raise ValueError(f"values and suppressed have a row for each of the {n} rows")
    if n and not 0 <= int(values.min()) <= int(values.max()) < size:
        raise ValueError(f"a code is outside 0..{size - 1}")
    ids, count = classes.ids, len(classes.units)
    kept = np.arange(count)
    if suppressed is not None:
        ids, count = class_ids(np.column_stack([ids, suppressed]).astype(np.int64), [max(count, 1), 2])
        kept = np.unique(ids[~suppressed])
    figures = class_figures(*class_values(ids, count, values, size), size, level)[:, kept]
    return Diversity(**dict(zip(FIGURES, figures, strict=True)))


def diversity_evidence(
    found: Diversity,
    column: str,
    quasi_identifiers: tuple[str, ...],
    n: int,
    *,
    level: int = 2,
    ordered: bool = False,
    basis: str = "release",
) -> list[Evidence]:
    """The worst class of each model, as evidence about ``column``.

    Parameters
    ----------
    found : Diversity
    column, quasi_identifiers
        Names; the sensitive column's stands first in ``Evidence.columns``.
    n : int
        Rows of the table.
    level : int
        The ``l`` that was given to :func:`diversity`.
    ordered : bool
        Whether the codes stood in the values' order: without it there is no figure of the ordered distance.

    Returns
    -------
    list of Evidence
        Nine or ten figures; None where there is no class, or no finite bound (then ``params["bound"]`` is "none").
    """
    about = (column, *quasi_identifiers)
    made = []
    for metric, figures, least, unit, method, source in _worst(found):
        if metric == "t_ordered" and not ordered:
            continue
        value = float(figures.min() if least else figures.max()) if len(figures) else None
        params: dict[str, object] = {"l": level} if metric == "recursive_c" else {}
        if value is not None and np.isinf(value):
            value, params = None, {**params, "bound": "none"}
        if metric == "distinct_l" and value is not None:
            value = int(value)
        made.append(Evidence(metric, value, unit, method, source, basis, n, about, params, attacker=ATTRIBUTE))
    return made


def _worst(found: Diversity) -> list[tuple[str, NDArray[np.float64], bool, str, str, str]]:
    """Metric, figures of the classes, whether the least is the worst, unit, method and source."""
    machanavajjhala = "Machanavajjhala et al. 2007 (l-diversity)"
    li = "Li, Li & Venkatasubramanian 2007 (t-closeness)"
    cao = "Cao & Karras 2012 (β-likeness)"
    return [
        ("distinct_l", found.distinct, True, "values", "fewest distinct values of a class", machanavajjhala),
        ("entropy_l", np.exp(found.entropy), True, "values", "exp(Shannon entropy) of a class, least", machanavajjhala),
        ("recursive_c", found.recursive, False, "", "r1 / (rl + … + rm), largest", machanavajjhala),
        (
            "alpha",
            found.share,
            False,
            "rate_0_1",
            "share of a class's most frequent value, largest",
            "Wong et al. 2006",
        ),
        ("t_equal", found.t_equal, False, "rate_0_1", "earth mover's distance, equal distances, largest", li),
        ("t_ordered", found.t_ordered, False, "rate_0_1", "earth mover's distance, ordered, largest", li),
        (
            "delta_disclosure",
            found.delta,
            False,
            "nats",
            "|ln(share in class / share in table)| of the values a class holds, largest; a value it lacks is not counted",
            "Brickell & Shmatikov 2008 (δ-disclosure)",
        ),
        (
            "delta_disclosure_log2",
            found.delta / np.log(2),
            False,
            "bits",
            "the same with logarithms to base 2",
            "Brickell & Shmatikov 2008 (δ-disclosure)",
        ),
        ("basic_beta", found.beta, False, "", "(share in class - share in table) / share in table, largest", cao),
        ("enhanced_beta", found.enhanced_beta, False, "", "the same, within -ln(share in table)", cao),
    ]
