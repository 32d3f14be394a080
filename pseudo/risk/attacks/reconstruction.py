"""Reconstruction: rebuilding the whole record of a person who stands apart from what an attacker knows of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from pseudo.risk.attacks.rates import Attack, Rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.risk.attacks.records import Records

__all__ = ["reconstruction"]

APART = 0.1
"""Share of the real rows that are called rare: those farthest from their nearest other real row."""


def reconstruction(
    training: Records,
    synthetic: Records,
    control: Records,
    known: Sequence[str],
    random: np.random.Generator,
    *,
    attempts: int = 2000,
) -> Attack:
    """How often the nearest synthetic row, by ``known``, gives every other cell of a rare real row.

    A rare row is one of the tenth of all real rows, training and control together, that are farthest from any other of them. What is
    said of common rows is said of many people; a rare one that comes back whole was learned.

    Parameters
    ----------
    training, synthetic, control : Records
        As many rows of ``training`` and of ``control`` are looked at, so that both kinds are judged alike.
    known : sequence of str
        What the attacker knows of a person; all other columns are rebuilt.
    random : numpy.random.Generator
        Seeded; it also orders the synthetic rows, of which the first counts where several are as near.
    attempts : int
        Real rows of each kind among which the rare ones are sought, at most all.

    Returns
    -------
    Attack
        The baseline takes a synthetic row at random.

    Notes
    -----
    An attack on the finished table. One that may ask a generator for its distances again and again rebuilds more (Ganev and De Cristofaro
    2023, ReconSyn): figures of a gate are not for outsiders.
    """
    size = min(attempts, len(training), len(control))
    seen, unseen = training.drawn(random, size), control.drawn(random, size)
    apart = _apart([seen, unseen])
    shuffled = synthetic.drawn(random, len(synthetic))
    unknown = [name for name in training.columns if name not in set(known)]

    def right(rows: Records, guesses: Records) -> Rate:
        return Rate(int(rows.only(unknown).agree(guesses.only(unknown)).all(axis=1).sum()), len(rows))

    def rebuilt(rows: Records) -> Rate:
        which, _ = rows.only(known).nearest(shuffled.only(known))
        return right(rows, shuffled.rows(which))

    rare = seen.rows(np.flatnonzero(apart[:size]))
    chance = right(rare, synthetic.rows(random.integers(0, len(synthetic), len(rare))))
    others = unseen.rows(np.flatnonzero(apart[size:]))
    return Attack("reconstruction", rebuilt(rare), rebuilt(others), chance, tuple(known))


def _apart(tables: Sequence[Records]) -> NDArray[np.bool_]:
    """The rows that are farthest from all others, a tenth of them."""
    whole = replace(tables[0], cells=np.concatenate([table.cells for table in tables]))
    _, distance = whole.nearest(whole, np.arange(len(whole)))
    rare: NDArray[np.bool_] = (distance >= np.quantile(distance, 1 - APART)) & (distance > 0)
    return rare
