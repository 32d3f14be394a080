"""A table of counts under differential privacy: collected in batches, bounded per person, noised by OpenDP.

The claim. Two tables are neighbours when one has all rows of one person and the other none of them (add or remove a
person). Of each person the first ``m = max_rows_per_subject`` rows in the table's order are counted; which these
are depends on the person's own rows only. A person's rows add a vector of non-negative integers with sum at most m
to the counts, so between neighbours the counts differ by at most m in L1. In L2 they differ by at most m as well: a
vector's L2 norm is at most its L1 norm, and all m rows can fall in one category, so the bound is reached. Noise for
an L1 distance of m (Laplace) or an L2 distance of m (Gaussian) therefore protects the whole person, and ε and δ
are what OpenDP's own map says of the measurement.

The categories are public: they come from the recipe, never from the table, and every one is released, empty or not.

Noise comes from OpenDP's samplers (Canonne, Kamath and Steinke, 2020), which draw from OpenSSL's generator, seeded
by the operating system; there is no seed to set.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.dp.amount import delta_of, epsilon_of
from pseudo.dp.noise import Reach, shared_out
from pseudo.dp.persons import digests, first_of_each
from pseudo.errors import PolicyRefused, UsageError, Where
from pseudo.model import OTHER, Evidence

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.dp.budget import Budget
    from pseudo.dp.noise import Noise
    from pseudo.model import Statistic

__all__ = ["OTHER", "CountTable", "Stat"]

SOURCE = "Dwork and Roth 2014; Canonne, Kamath and Steinke 2020; OpenDP 0.16"
NOT_PROTECTED = (
    "facts about the population that hold whether or not a person takes part",
    "other outputs on the same people outside this budget, pseudonymised records among them",
    "people who stand under several subject identifiers",
)


@dataclass(frozen=True)
class Stat:
    """The counted rows so far; a part of the data path, like the rows themselves: never shown or stored.

    Attributes
    ----------
    subjects : ndarray of uint64, shape (n, 2)
        128-bit digests of the subjects.
    rows : ndarray of int64, shape (n,)
        Row numbers in the table: what decides which rows of a subject are the first.
    codes : ndarray of int32, shape (n,)
        Category of each row: an index of the public categories, or their number for "other".
    settled : int
        How many of the n are left of the last bounding; at most subjects × max_rows_per_subject.
    """

    subjects: NDArray[np.uint64]
    rows: NDArray[np.int64]
    codes: NDArray[np.int32]
    settled: int = 0

    def __repr__(self) -> str:
        return "Stat(...)"


class CountTable:
    """The release of one :class:`~pseudo.model.Statistic`.

    Parameters
    ----------
    statistic : Statistic
        Column, public categories, mechanism, exact ε and δ, and rows counted of a subject.

    Raises
    ------
    UsageError
        general.unknown-choice, dp.amount, dp.delta, dp.categories, dp.max-rows.
    """

    def __init__(self, statistic: Statistic) -> None:
        self.statistic = statistic
        self.epsilon = epsilon_of(statistic.epsilon)
        self.delta = delta_of(statistic.delta)
        _refuse_contradictions(statistic, self.delta)

    @property
    def empty(self) -> Stat:
        """The statistic of no rows."""
        return Stat(np.empty((0, 2), np.uint64), np.empty(0, np.int64), np.empty(0, np.int32))

    def collect(self, subject: pa.StringArray | None, column: pa.StringArray, start: int) -> Stat:
        """Take in one batch.

        Parameters
        ----------
        subject : pa.StringArray or None
            Who each row is about. None: each row is a person of its own.
        column : pa.StringArray
            The counted column's cells, same length.
        start : int
            Number of the batch's first row in the table, from 0.

        Raises
        ------
        PolicyRefused
            dp.no-subject: no subject column, but more than one row per subject.
        BadInput
            dp.subject-missing: rows without a subject.
        """
        rows = np.arange(start, start + len(column), dtype=np.int64)
        if subject is None:
            limit = self.statistic.max_rows_per_subject
            if limit != 1:
                raise PolicyRefused(
                    "dp.no-subject", Where(column=self.statistic.column), name=self.statistic.name, rows=limit
                )
            people = np.stack([np.zeros_like(rows), rows], axis=1).astype(np.uint64)
        else:
            people = digests(subject, start)
        return self._bounded(Stat(people, rows, _codes(column, self.statistic.categories)))

    def merge(self, first: Stat, second: Stat) -> Stat:
        """Join two statistics; associative and commutative, since each row carries its number.

        The rows are bounded again only when they have doubled since the last time, so that all merges of a run together
        sort each row a few times; memory stays within twice subjects × max_rows_per_subject, and one batch.
        """
        joined = Stat(
            np.concatenate([first.subjects, second.subjects]),
            np.concatenate([first.rows, second.rows]),
            np.concatenate([first.codes, second.codes]),
            max(first.settled, second.settled),
        )
        return self._bounded(joined) if len(joined.rows) > 2 * joined.settled else joined

    def counts(self, stat: Stat) -> NDArray[np.int64]:
        """Count the bounded rows: shape (categories + 1,), "other" last. Exact, so never to be released."""
        return np.bincount(self._bounded(stat).codes, minlength=len(self.statistic.categories) + 1).astype(np.int64)

    def release(self, stat: Stat, budget: Budget, lineage: str) -> tuple[pa.Table, list[Evidence]]:
        """Spend the budget, then draw the noise: :meth:`drawn` once it is paid.

        Parameters
        ----------
        stat : Stat
            The whole table's statistic.
        budget : Budget
            Where ε and δ are taken from, and on disk before the noise is drawn.
        lineage : str
            The population.

        Returns
        -------
        table : pa.Table
            ``category``; ``count``, never below 0; ``noisy_count``, as drawn and unbiased, for sums; ``half_width_95``:
            in 95 of 100 draws, at least, the noise of a cell is no larger. All integers.
        evidence : list of Evidence
            ε, δ, sensitivity, scale, with what the claim rests on.

        Raises
        ------
        PolicyRefused
            dp.no-budget, dp.overspent; dp.no-scale: ε is out of any usable range. Nothing is drawn then.
        """
        self.noise()  # what no scale gives is refused before it is paid
        budget.spend(lineage, self.statistic.epsilon, self.statistic.delta, f"counts:{self.statistic.name}")
        return self.drawn(stat, lineage)

    def noise(self) -> Noise:
        """The noise that ε and δ ask for (``dp.no-scale`` where none does)."""
        limit = self.statistic.max_rows_per_subject
        reach = Reach(limit, limit * limit)
        return shared_out(self.epsilon, self.delta, [(reach, Fraction(1))], self.statistic.name)[0]

    def drawn(self, stat: Stat, lineage: str) -> tuple[pa.Table, list[Evidence]]:
        """What :meth:`release` gives, for who has spent ε and δ before: several statistics can be paid in one amount."""
        noise = self.noise()
        noisy = noise.draw(self.counts(stat))
        table = pa.table(
            {
                "category": pa.array([*self.statistic.categories, OTHER], pa.string()),
                "count": pa.array(np.maximum(noisy, 0)),
                "noisy_count": pa.array(noisy),
                "half_width_95": pa.array(np.full(len(noisy), noise.half_width_95)),
            }
        )
        return table, self._evidence(lineage, noise.scale, noise.half_width_95)

    def _bounded(self, stat: Stat) -> Stat:
        """Keep the first rows of each subject, in the table's order."""
        kept = first_of_each(stat.subjects, stat.rows, self.statistic.max_rows_per_subject)
        return Stat(stat.subjects[kept], stat.rows[kept], stat.codes[kept], len(kept))

    @property
    def _is_laplace(self) -> bool:
        return self.statistic.mechanism == "laplace"

    def _evidence(self, lineage: str, scale: float, half_width: int) -> list[Evidence]:
        norm = "L1" if self._is_laplace else "L2"
        method = f"OpenDP {'discrete Laplace' if self._is_laplace else 'discrete Gaussian'} noise on a vector of counts"
        params = {
            "lineage": lineage,
            "neighbours": "add or remove one person with all rows",
            "unit_of_privacy": "person",
            "max_rows_per_subject": self.statistic.max_rows_per_subject,
            "composition": "basic: epsilons and deltas of a lineage add up",
            "post_processing": "count is max(noisy_count, 0)",
            "not_protected": list(NOT_PROTECTED),
        }
        figures: list[tuple[str, int | float | str, str]] = [
            ("epsilon_spent", self.statistic.epsilon, "nats"),
            ("delta_spent", self.statistic.delta, "probability_0_1"),
            (f"{norm.lower()}_sensitivity", self.statistic.max_rows_per_subject, "rows"),
            ("noise_scale", scale, "rows"),
            ("half_width_95", half_width, "rows"),
        ]
        # n counts the released cells: the number of people is itself a figure about them and is not told.
        cells = len(self.statistic.categories) + 1
        about = (self.statistic.column,)
        return [
            Evidence(
                metric, value, unit, method, SOURCE, "input", cells, about, {**params, "statistic": self.statistic.name}
            )
            for metric, value, unit in figures
        ]


def _refuse_contradictions(statistic: Statistic, delta: Fraction) -> None:
    if statistic.mechanism not in {"laplace", "gaussian"}:
        choice = {"what_en": "mechanism", "what_ko": "잡음 방식", "choices": "laplace, gaussian"}
        raise UsageError("general.unknown-choice", None, name=statistic.mechanism, **choice)
    if (statistic.mechanism == "laplace") != (delta == 0):
        raise UsageError("dp.delta", name=statistic.name)
    categories = statistic.categories
    if not categories or OTHER in categories or len(set(categories)) != len(categories):
        raise UsageError("dp.categories", name=statistic.name)
    if statistic.max_rows_per_subject < 1:
        raise UsageError("dp.max-rows", name=statistic.name)


def _codes(column: pa.StringArray, categories: tuple[str, ...]) -> NDArray[np.int32]:
    """Give each cell its category's index; a missing or unlisted one the number of categories. Shape (len(column),)."""
    found: pa.Int32Array = pc.index_in(column, value_set=pa.array(categories, pa.string()))
    return np.asarray(found.fill_null(len(categories)), dtype=np.int32)
