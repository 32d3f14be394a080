"""A query as vectors of whole numbers: the only thing that is measured, by one mechanism."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from pseudo.dp.records import MISSING, Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pseudo.dp.cells import Cells
    from pseudo.dp.contributions import Records
    from pseudo.dp.noise import Noise, Reach
    from pseudo.dp.records import Reader
    from pseudo.model import Query

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

__all__ = ["Answer", "Measured", "Vectors"]


@dataclass(frozen=True)
class Measured:
    """A vector once it has its noise: fit to be released.

    Attributes
    ----------
    counts : int64 array
    noise : Noise
        What was added.
    """

    counts: Ints
    noise: Noise


@dataclass(frozen=True)
class Answer:
    """Figures of cells, one beside the other.

    Attributes
    ----------
    labels : dict of str to list of str
        By group: the label of each figure; a group that is not there is taken as a whole.
    measure : str
        "rows", "persons", "sum", "mean", "quantile 0.5".
    value : float array, shape (cells,)
        After post-processing: not negative where it is a count, agreeing where totals were asked for.
    low, high : float arrays
        In 95 of 100 releases, at least, the figure of the bounded rows lies between them, for each cell by itself.
    noisy : float array
        As drawn, for whoever adds cells up: without bias. NaN where there is no such figure.
    """

    labels: dict[str, list[str]]
    measure: str
    value: Floats
    low: Floats
    high: Floats
    noisy: Floats


class Vectors(ABC):
    """A kind of query.

    Parameters
    ----------
    query : Query
    cells : Cells
        Of the groups of ``query.by``.
    most : int
        Rows of a person.
    """

    reason: ClassVar[str]
    """Why a person moves the vectors no further than :meth:`reaches` says."""

    def __init__(self, query: Query, cells: Cells, most: int) -> None:
        self.query, self.cells, self.most = query, cells, most
        self.levels = list(range(cells.depth + 1)) if query.totals else [cells.depth]

    @abstractmethod
    def reaches(self) -> list[Reach]:
        """How far one person, added or removed, moves each vector. It hangs on public things only."""

    def weights(self, *, is_laplace: bool) -> list[float]:
        """How the query's share of the budget is divided among its vectors; evenly where nothing speaks against it."""
        del is_laplace
        return [1.0 for _ in self.reaches()]

    @abstractmethod
    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """The vectors themselves; never to be released."""

    @abstractmethod
    def answers(self, measured: Sequence[Measured]) -> list[Answer]:
        """What is made of the noisy vectors."""

    def located(self, records: Records, reader: Reader, level: int) -> Ints:
        """The cell of each row."""
        codes = {name: records.codes[:, place] for place, name in enumerate(reader.groups)}
        return self.cells.locate(codes, len(records), level)

    def numbers(self, records: Records, reader: Reader) -> tuple[Ints, NDArray[np.bool_]]:
        """The query's column in steps, and which rows have a number."""
        units = records.units[:, reader.grids.index(self.grid)]
        return units, units != MISSING

    @cached_property
    def grid(self) -> Grid:
        """The limits of the query's column."""
        found = Grid.of(self.query)
        if found is None:
            raise ValueError(f"a query of the kind {self.query.kind} is of a column with limits")
        return found
