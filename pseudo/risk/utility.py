"""What a treatment leaves of a table's use: information, associations, prediction, subgroups; on codes, before and after.

The figures need no common values: a range's text and the number it came from are both codes. They are beside the risk, not against it, and
say nothing of a use that they do not look at.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from pseudo import entropy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Coded", "association", "association_loss", "entropy_of", "least_and_most_kept", "predicted"]

FOLDS = 5
LEAST_GROUP = 20
"""Rows of a subgroup that is looked at."""


@dataclass(frozen=True)
class Coded:
    """A table's columns as codes: name → codes from 0 (``rows`` of them), name → number of codes; a missing cell is a code.

    ``missing`` has the code of a missing cell, for columns that have one.
    """

    rows: int
    codes: Mapping[str, NDArray[np.int64]]
    sizes: Mapping[str, int]
    missing: Mapping[str, int]

    def there(self, name: str) -> NDArray[np.bool_]:
        """Which cells of a column are not missing."""
        if name not in self.missing:
            return np.ones(self.rows, bool)
        kept: NDArray[np.bool_] = self.codes[name] != self.missing[name]
        return kept


def entropy_of(table: Coded, name: str) -> float:
    """Shannon entropy of a column in bits, over its cells that are there; 0 for a column without any."""
    counts = np.bincount(table.codes[name][table.there(name)], minlength=1)
    shares = counts[counts > 0] / max(1, counts.sum())
    return float(-(shares * np.log2(shares)).sum()) if len(shares) else 0.0


def association(table: Coded, one: str, other: str) -> float:
    """Bias-corrected Cramér's V of two columns (Bergsma 2013), 0..1, over rows where both are there; 0 where either is constant."""
    both = table.there(one) & table.there(other)
    n = int(both.sum())
    if n < 2:
        return 0.0
    _, a = np.unique(table.codes[one][both], return_inverse=True)
    _, b = np.unique(table.codes[other][both], return_inverse=True)
    r, k = int(a.max()) + 1, int(b.max()) + 1
    if min(r, k) < 2:
        return 0.0
    joint = np.bincount(a * k + b, minlength=r * k)
    rows, columns = np.bincount(a), np.bincount(b)
    places = np.nonzero(joint)[0]
    phi = float((joint[places] ** 2 / (rows[places // k] * columns[places % k])).sum()) - 1
    phi = max(0.0, phi - (r - 1) * (k - 1) / (n - 1))
    width = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
    return min(1.0, float(np.sqrt(phi / width))) if width > 0 else 0.0


def association_loss(before: Coded, after: Coded, names: list[str]) -> tuple[float, float]:
    """Mean and largest absolute difference (0..1) of the associations of all pairs of columns."""
    differences = [
        abs(association(before, one, other) - association(after, one, other)) for one, other in combinations(names, 2)
    ]
    return (float(np.mean(differences)), max(differences)) if differences else (0.0, 0.0)


def predicted(table: Coded, target: str, features: list[str], seed: int = 0) -> float:
    """Balanced accuracy (0..1) of naive Bayes with add-one smoothing, five-fold: how well columns tell the target.

    A plain model that is the same before and after; what a better one would lose may be more or less. Chance is one over the number of
    classes.
    """
    known = np.nonzero(table.there(target))[0]
    labels = table.codes[target][known]
    folds = entropy.seeded(seed, "utility/folds").integers(0, FOLDS, len(known))
    found = np.empty(len(known), np.int64)
    for fold in range(FOLDS):
        train, test = folds != fold, folds == fold
        found[test] = _classified(table, known, labels, train, test, target, features)
    hits = np.bincount(labels[found == labels], minlength=table.sizes[target])
    counts = np.bincount(labels, minlength=table.sizes[target])
    there = counts > 0
    return float((hits[there] / counts[there]).mean()) if there.any() else 0.0


def _classified(
    table: Coded,
    known: NDArray[np.int64],
    labels: NDArray[np.int64],
    train: NDArray[np.bool_],
    test: NDArray[np.bool_],
    target: str,
    features: list[str],
) -> NDArray[np.int64]:
    classes = table.sizes[target]
    counts = np.bincount(labels[train], minlength=classes)
    score = np.zeros((int(test.sum()), classes))  # equal priors, as balanced accuracy counts
    for name in features:
        codes, size = table.codes[name][known], table.sizes[name]
        joint = np.bincount(labels[train] * size + codes[train], minlength=classes * size).reshape(classes, size)
        score += np.log((joint + 1) / (counts[:, None] + size))[:, codes[test]].T
    score[:, counts == 0] = -np.inf
    best: NDArray[np.int64] = score.argmax(axis=1)
    return best


def least_and_most_kept(before: NDArray[np.int64], after: NDArray[np.int64], size: int) -> tuple[float, float, int]:
    """Least and largest share of rows kept (0..) over subgroups, and how many were looked at.

    Parameters
    ----------
    before, after : array of int
        Codes of the subgroup, the same codes in both.
    size : int
        Number of codes.

    Returns
    -------
    least, most : float
        Over subgroups with at least 20 rows before; 1 and 1 where there is none.
    groups : int
    """
    counts, kept = np.bincount(before, minlength=size), np.bincount(after, minlength=size)
    large = counts >= LEAST_GROUP
    if not large.any():
        return 1.0, 1.0, 0
    shares = kept[large] / counts[large]
    return float(shares.min()), float(shares.max()), int(large.sum())
