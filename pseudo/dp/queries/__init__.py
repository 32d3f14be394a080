"""What can be asked of each group, a file each: which vectors are measured, how far a person moves them, what is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.dp.cells import cells_of
from pseudo.dp.queries.contract import Answer, Measured, Vectors
from pseudo.dp.queries.keys import Keys
from pseudo.dp.queries.mean import Means
from pseudo.dp.queries.persons import Persons
from pseudo.dp.queries.quantile import Quantiles
from pseudo.dp.queries.rows import Rows
from pseudo.dp.queries.sum import Sums
from pseudo.model import QueryKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pseudo.model import Group, Query

__all__ = ["KINDS", "Answer", "Measured", "Vectors", "vectors_of"]

KINDS: dict[QueryKind, type[Vectors]] = {
    QueryKind.ROWS: Rows,
    QueryKind.PERSONS: Persons,
    QueryKind.SUM: Sums,
    QueryKind.MEAN: Means,
    QueryKind.QUANTILE: Quantiles,
}


def vectors_of(query: Query, groups: Mapping[str, Group], most: int) -> Vectors:
    """A query over the cells of its groups, where a person has ``most`` rows at the most."""
    if any(groups[name].private for name in query.by):
        return Keys(query, cells_of(groups, ()), most)
    return KINDS[query.kind](query, cells_of(groups, query.by), most)
