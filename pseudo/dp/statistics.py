"""A release of statistics under one ε and δ: each query's vectors, the noise of each, one table of figures.

The claim. Two tables are neighbours when one has all rows of one person and the other none of them. Of each person at most
``max_rows_per_subject`` rows are looked at, drawn among that person's own rows, so each query knows how far a person moves its vectors
(:meth:`~pseudo.dp.queries.Vectors.reaches`). All groups and limits are public. Noise is discrete Laplace or Gaussian from OpenDP, whose
maps say what each vector costs; the costs add up whatever was seen before, and their sum is within what was spent. Everything else
is post-processing.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo.dp.amount import delta_of, epsilon_of
from pseudo.dp.cells import labels_of
from pseudo.dp.counts import NOT_PROTECTED, SOURCE
from pseudo.dp.marginals import MOST_CELLS
from pseudo.dp.noise import KeyNoise, shared_out
from pseudo.dp.queries import Answer, Measured, Vectors, vectors_of
from pseudo.dp.records import Grid, Reader
from pseudo.errors import UsageError
from pseudo.model import ALL, FIGURES, Evidence, QueryKind

if TYPE_CHECKING:
    from pseudo.dp.budget import Budget
    from pseudo.dp.contributions import Contributions
    from pseudo.dp.noise import Noise
    from pseudo.model import StatisticsSpec

__all__ = ["Statistics"]


class Statistics:
    """What a spec asks, ready to be measured.

    Parameters
    ----------
    spec : StatisticsSpec
        Without a fault (:func:`pseudo.recipes.statistics_problems`).

    Raises
    ------
    UsageError
        ``dp.too-many-cells``, ``dp.amount``.
    PolicyRefused
        ``dp.no-scale``.
    """

    def __init__(self, spec: StatisticsSpec) -> None:
        self.spec, self.reader = spec, Reader(spec)
        self.queries: list[Vectors] = [self._query(place) for place in range(len(spec.statistics))]
        self.noises = self._noises()

    def release(self, rows: Contributions, budget: Budget, lineage: str) -> tuple[pa.Table, list[Evidence]]:
        """Spend the budget, then draw the noise.

        Parameters
        ----------
        rows : Contributions
            What was kept of all rows.
        budget, lineage
            Whose ε and δ are taken, in one amount, and on disk before the first noise.

        Returns
        -------
        table : pa.Table
            ``statistic``, ``measure``, a column for each group, ``value``, ``low_95``, ``high_95``, ``noisy``.
        evidence : list of Evidence
            What each query cost, and what the claim rests on. No figure hangs on the rows.

        Raises
        ------
        PolicyRefused
            ``dp.no-budget``, ``dp.overspent``. Nothing is drawn then.
        """
        records = rows.records()
        exact = [query.exact(records, self.reader) for query in self.queries]
        budget.spend(lineage, self.spec.epsilon, self.spec.delta, f"statistics:{self.spec.name}")
        tables = []
        for query, vectors, noises in zip(self.queries, exact, self.noises, strict=True):
            measured = [Measured(n.draw(v), n) for v, n in zip(vectors, noises, strict=True)]
            tables += [self._table(query, answer) for answer in query.answers(measured)]
        return pa.concat_tables(tables), self._evidence(lineage)

    def _query(self, place: int) -> Vectors:
        query = self.spec.statistics[place]
        grid = Grid.of(query)
        cells = math.prod(len(labels_of(self.spec.groups[name])) for name in query.by)
        cells *= grid.high - grid.low + 1 if grid and query.kind is QueryKind.QUANTILE else 1
        if cells > MOST_CELLS:
            raise UsageError("dp.too-many-cells", cells=f"{cells:,}", most=f"{MOST_CELLS:,}")
        return vectors_of(query, self.spec.groups, self.spec.max_rows_per_subject)

    def _noises(self) -> list[list[Noise]]:
        """The noise of each query's vectors: its share of the whole, divided by its weights."""
        whole, is_laplace = sum(query.share for query in self.spec.statistics), delta_of(self.spec.delta) == 0
        reaches = []
        for query in self.queries:
            weights = [Fraction(weight) for weight in query.weights(is_laplace=is_laplace)]
            shares = [Fraction(query.query.share, whole) * weight / sum(weights) for weight in weights]
            reaches += list(zip(query.reaches(), shares, strict=True))
        noises = iter(shared_out(epsilon_of(self.spec.epsilon), delta_of(self.spec.delta), reaches, self.spec.name))
        return [[next(noises) for _ in query.reaches()] for query in self.queries]

    def _table(self, query: Vectors, answer: Answer) -> pa.Table:
        rows, labels = len(answer.value), answer.labels
        made: dict[str, Any] = {
            "statistic": pa.array([query.query.name] * rows, pa.string()),
            "measure": pa.array([answer.measure] * rows, pa.string()),
        }
        made |= {name: pa.array(labels.get(name, [ALL] * rows), pa.string()) for name in self.reader.groups}
        columns = (answer.value, answer.low, answer.high, answer.noisy)
        made |= {
            name: pa.array(column, pa.float64(), from_pandas=True)
            for name, column in zip(FIGURES, columns, strict=True)
        }
        return pa.table(made)

    def _evidence(self, lineage: str) -> list[Evidence]:
        """What it cost. The count ``n`` is of released cells: the number of persons is itself a figure about them and is not told."""
        is_laplace = self.noises[0][0].is_laplace
        method = f"OpenDP {'discrete Laplace' if is_laplace else 'discrete Gaussian'} noise on a vector of counts"
        params = {
            "lineage": lineage,
            "neighbours": "add or remove one person with all rows",
            "unit_of_privacy": "person" if self.spec.subject else "row, said to be a person",
            "max_rows_per_subject": self.spec.max_rows_per_subject,
            "composition": "basic: epsilons and deltas of a lineage add up",
            "not_protected": list(NOT_PROTECTED),
        }
        cells = sum(query.cells.size(level) for query in self.queries for level in query.levels)
        whole = [("epsilon_spent", self.spec.epsilon, "nats"), ("delta_spent", self.spec.delta, "probability_0_1")]
        found = [
            Evidence(metric, value, unit, method, SOURCE, "input", cells, (), params) for metric, value, unit in whole
        ]
        for query, noises in zip(self.queries, self.noises, strict=True):
            found += [self._measured(query, place, noise, method) for place, noise in enumerate(noises)]
        return found

    def _measured(self, query: Vectors, place: int, noise: Noise, method: str) -> Evidence:
        about = {
            "statistic": query.query.name,
            "vector": place + 1,
            "l1_sensitivity": noise.reach.l1,
            "l2_squared_sensitivity": noise.reach.l2_squared,
            "why": query.reason,
            "cost": f"{float(noise.cost):.6g} {'epsilon' if noise.is_laplace else 'rho'}",
            "half_width_95": noise.half_width_95,
            **({"threshold": noise.threshold} if isinstance(noise, KeyNoise) else {}),
        }
        size = query.cells.size(query.cells.depth)
        columns = () if query.query.column is None else (query.query.column,)
        unit = "steps" if place == 0 and query.query.column and query.query.kind != "quantile" else "rows"
        return Evidence("noise_scale", noise.scale, unit, method, SOURCE, "input", size, columns, about)
