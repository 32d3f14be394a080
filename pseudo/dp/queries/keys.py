"""Counts over keys that the table itself has: which keys there are is protected, too."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.noise import ABSENT, Reach
from pseudo.dp.queries.contract import Answer, Vectors
from pseudo.model import QueryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.dp.contributions import Records
    from pseudo.dp.queries.contract import Ints, Measured
    from pseudo.dp.records import Reader

__all__ = ["Keys"]


class Keys(Vectors):
    """Rows or persons of each key, for keys whose noisy count passes the threshold. Keys are in order of their text, not of the table."""

    reason = "a person's m rows have m keys at the most, and can all have one"
    _keys: tuple[str, ...] = ()

    def reaches(self) -> list[Reach]:
        """Rows: all of a person's can have one key. Persons: each key once."""
        if self.query.kind is QueryKind.PERSONS:
            l2 = math.isqrt(self.most - 1) + 1  # OpenDP's distance is whole here
            return [Reach(self.most, l2**2, keys=self.most, each=1)]
        return [Reach(self.most, self.most**2, keys=self.most, each=self.most)]

    def exact(self, records: Records, reader: Reader) -> list[Ints]:
        """Rows or persons of each key that there is."""
        (name,) = self.query.by
        self._keys = tuple(reader.keys[name])
        codes = records.codes[:, list(reader.groups).index(name)]
        known = codes >= 0
        if self.query.kind is QueryKind.PERSONS:
            pairs = np.unique(np.stack([records.persons[known], codes[known]]), axis=1)
            return [np.bincount(pairs[1], minlength=len(self._keys))]
        return [np.bincount(codes[known], minlength=len(self._keys))]

    def answers(self, measured: Sequence[Measured]) -> list[Answer]:
        """One for each key that passed."""
        counts, noise = measured[0].counts, measured[0].noise
        passed = sorted(np.flatnonzero(counts != ABSENT).tolist(), key=lambda code: self._keys[code])
        labels = {self.query.by[0]: [self._keys[code] for code in passed]}
        noisy = counts[passed].astype(np.float64)
        low, high = np.maximum(noisy - noise.half_width_95, 0.0), noisy + noise.half_width_95
        return [Answer(labels, str(self.query.kind), np.maximum(noisy, 0.0), low, high, noisy)]
