"""Singling out: conditions that fit one synthetic row, and then one real row (WP29 05/2014; Cohen & Nissim 2020; Giomi et al. 2023)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pseudo.kernels.nearest import EQUAL, LEAST, MISSING, MOST, fitting_rows
from pseudo.risk.attacks.rates import Attack, Rate

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pseudo.risk.attacks.records import Records

    Queries = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]

__all__ = ["singling_out"]

TRIES_PER_QUERY = 50


def singling_out(
    training: Records,
    synthetic: Records,
    control: Records,
    random: np.random.Generator,
    *,
    attempts: int = 2000,
    terms: int = 4,
) -> Attack:
    """How many conjunctions that isolate a synthetic row isolate a real one.

    Parameters
    ----------
    training, synthetic, control : Records
        As many rows of ``training`` as ``control`` has are drawn, since isolation depends on the number of rows. So a smaller control
        table shows less: with half as many rows, about half of what is copied.
    random : numpy.random.Generator
        Seeded.
    attempts : int
        Queries: at most one a row, as two that isolate the same row are not two findings; fewer where not so many that isolate a
        synthetic row are found.
    terms : int
        Columns of a query, at most all.

    Returns
    -------
    Attack
        The baseline takes each term from a row of its own, and does not look whether the query isolates a synthetic row.
    """
    size = min(len(training), len(control))
    seen, unseen = training.drawn(random, size), control.drawn(random, size)
    terms = min(terms, len(training.columns))
    found = _isolating(synthetic, random, min(attempts, size), terms)
    guesses = _queries(synthetic, random, max(len(found[0]), 1), terms, together=False)
    return Attack(
        "singling_out", _isolated(found, seen), _isolated(found, unseen), _isolated(guesses, seen), training.columns
    )


def _isolated(queries: Queries, table: Records) -> Rate:
    counts = fitting_rows(*queries, table.cells, 2)
    return Rate(int((counts == 1).sum()), len(counts))


def _isolating(synthetic: Records, random: np.random.Generator, attempts: int, terms: int) -> Queries:
    """Queries that fit one synthetic row."""
    kept: list[Queries] = []
    found = 0
    for _ in range(TRIES_PER_QUERY):
        queries = _queries(synthetic, random, attempts, terms, together=True)
        alone = fitting_rows(*queries, synthetic.cells, 2) == 1
        kept.append((queries[0][alone], queries[1][alone], queries[2][alone]))
        found += int(alone.sum())
        if found >= attempts:
            break
    columns, conditions, values = (np.concatenate([part[i] for part in kept])[:attempts] for i in range(3))
    return columns, conditions, values


def _queries(table: Records, random: np.random.Generator, count: int, terms: int, *, together: bool) -> Queries:
    """Conditions from the cells of a row, or (not ``together``) of a row for each term.

    A number above the median is a condition of "at least", one below it of "at most".
    """
    columns = np.argsort(random.random((count, len(table.columns))), axis=1)[:, :terms].astype(np.int64)
    rows = random.integers(0, len(table), (count, 1 if together else terms))
    values = table.cells[rows, columns]
    with np.errstate(invalid="ignore"):
        medians = np.array(
            [np.median(column[~np.isnan(column)]) if (~np.isnan(column)).any() else 0.0 for column in table.cells.T]
        )
        high = values > medians[columns]
    conditions = np.where(table.is_number[columns], np.where(high, LEAST, MOST), EQUAL)
    conditions = np.where(np.isnan(values), MISSING, conditions).astype(np.int64)
    return columns, conditions, values
