"""What is made of noisy counts and sums of cells: intervals, and totals that agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.forest import agreed, whole
from pseudo.dp.queries.contract import Answer, Vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.dp.queries.contract import Floats, Measured

__all__ = ["Additive"]


class Additive(Vectors):
    """A figure of which a cell's is the sum of those of the cells below it."""

    unit: float = 1.0
    """What one of the vector is worth."""
    is_count = True
    """Whether no figure is below 0."""

    def weights(self, *, is_laplace: bool) -> list[float]:
        """Levels of many cells get more: the least variance of all figures together (Cormode et al. 2012, lemma 3).

        With n cells of a level the sum of n / ε² is least where ε goes with the cube root of n, that of n / ρ with the square root.
        """
        return [self.cells.size(level) ** (1 / 3 if is_laplace else 1 / 2) for level in self.levels]

    def answers(self, measured: Sequence[Measured]) -> list[Answer]:
        """A figure for each cell of each level."""
        return [
            self._answer(level, one, value)
            for level, one, value in zip(self.levels, measured, self._values(measured), strict=True)
        ]

    def _values(self, measured: Sequence[Measured]) -> list[Floats]:
        parents = [self.cells.parents(level) for level in self.levels[1:]]
        found = agreed([m.counts for m in measured], [m.noise.variance for m in measured], parents)
        if self.is_count:
            return [np.asarray(counts, np.float64) for counts in whole(found, parents)]
        return found

    def _answer(self, level: int, measured: Measured, value: Floats) -> Answer:
        noisy, reach = measured.counts.astype(np.float64), measured.noise.half_width_95
        floor = 0.0 if self.is_count else -np.inf
        low, high = np.maximum(noisy - reach, floor), np.maximum(noisy + reach, floor)
        figures = (figure * self.unit for figure in (value, low, high, noisy))
        return Answer(self.cells.labels(level), str(self.query.kind), *figures)
