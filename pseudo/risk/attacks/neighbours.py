"""Attacks by the nearest synthetic row: linking two parts of a person's record, and guessing a secret from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.risk.attacks.rates import Attack, Rate

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from pseudo.risk.attacks.records import Records

__all__ = ["inference", "linkability"]


def linkability(
    training: Records,
    synthetic: Records,
    control: Records,
    left: Sequence[str],
    right: Sequence[str],
    random: np.random.Generator,
    *,
    attempts: int = 2000,
) -> Attack:
    """How often both parts of a real row have the same nearest synthetic row, so that it links them (Giomi et al. 2023).

    Parameters
    ----------
    training, synthetic, control : Records
    left, right : sequence of str
        What one data set and what another one knows of a person.
    random : numpy.random.Generator
        Seeded; it also orders the synthetic rows, of which the first counts where several are as near.
    attempts : int
        Rows that are tried, at most all.

    Returns
    -------
    Attack
        The baseline draws two synthetic rows.
    """
    shuffled = synthetic.drawn(random, len(synthetic))

    def linked(table: Records) -> Rate:
        rows = table.drawn(random, attempts)
        first, _ = rows.only(left).nearest(shuffled.only(left))
        second, _ = rows.only(right).nearest(shuffled.only(right))
        return Rate(int((first == second).sum()), len(rows))

    tries = min(attempts, len(training))
    drawn = random.integers(0, len(synthetic), (2, tries))
    chance = Rate(int((drawn[0] == drawn[1]).sum()), tries)
    return Attack("linkability", linked(training), linked(control), chance, (*left, *right))


def inference(
    training: Records,
    synthetic: Records,
    control: Records,
    secret: str,
    random: np.random.Generator,
    *,
    attempts: int = 2000,
) -> Attack:
    """How often the nearest synthetic row, by all other columns, has a real row's secret (Giomi et al. 2023).

    A number is right within 5 % of the column's range. The baseline guesses the secret of a synthetic row drawn at random.
    """
    others = [name for name in training.columns if name != secret]
    shuffled = synthetic.drawn(random, len(synthetic))

    def right(rows: Records, guesses: Records) -> Rate:
        return Rate(int(rows.only([secret]).agree(guesses.only([secret])).sum()), len(rows))

    def guessed(table: Records) -> Rate:
        rows = table.drawn(random, attempts)
        which, _ = rows.only(others).nearest(shuffled.only(others))
        return right(rows, shuffled.rows(which))

    rows = training.drawn(random, attempts)
    chance = right(rows, synthetic.rows(random.integers(0, len(synthetic), len(rows))))
    return Attack("inference", guessed(training), guessed(control), chance, (secret,))
