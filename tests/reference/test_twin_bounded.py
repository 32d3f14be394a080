"""Rows of persons, bounded in one pass, against sorting all of them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp.contributions import Contributions, Rows


def slow(people, draws, most):
    """For each person the numbers of the rows that stay."""
    found = defaultdict(list)
    for person, draw in zip(map(tuple, people.tolist()), draws.tolist(), strict=True):
        found[person].append(draw)
    return sorted(sorted(numbers)[:most] for numbers in found.values())


def fast(people, draws, most, size):
    """The same, by numbers that stand in the rows themselves."""
    kept = Contributions(most, 1, 1)
    for at in range(0, len(draws), size):
        part = slice(at, at + size)
        codes, units = draws[part, None].astype(np.int32), draws[part, None].astype(np.int64)
        kept.add(Rows(people[part], draws[part], codes, units))
    records = kept.records()
    assert records.codes.tolist() == records.units.tolist()
    found = defaultdict(list)
    for person, number in zip(records.persons.tolist(), records.units[:, 0].tolist(), strict=True):
        found[person].append(number)
    return sorted(sorted(numbers) for numbers in found.values())


@given(
    st.lists(st.integers(0, 6), max_size=60), st.integers(1, 5), st.integers(1, 9), st.randoms(use_true_random=False)
)
def test_the_rows_with_the_lowest_numbers_of_each_person_stay(whose, most, size, shuffle):
    draws = list(range(len(whose)))
    shuffle.shuffle(draws)
    people = np.array([[person * 7, person % 2] for person in whose], np.uint64).reshape(-1, 2)
    numbers = np.array(draws, np.uint64)
    assert fast(people, numbers, most, size) == slow(people, numbers, most)


@pytest.mark.parametrize("persons", [5_000, 40_000])
def test_there_is_room_for_any_number_of_persons(persons):
    """The table grows in the middle of a batch, and nobody is lost or taken for another."""
    random = np.random.default_rng(persons)
    keys = random.integers(0, 2**63, (persons, 2)).astype(np.uint64)
    keys[: persons // 2, 0] = keys[0, 0]  # half of all share one word, and so their place in the table
    keys = keys[:3000].repeat(2, axis=0) if persons == 5_000 else keys[persons // 2 :]
    people = keys[random.integers(0, len(keys), 3 * len(keys))]
    numbers = random.permutation(len(people)).astype(np.uint64)
    assert fast(people, numbers, 2, 7_000) == slow(people, numbers, 2)


def test_rows_that_are_persons_are_all_kept():
    kept = Contributions(1, 1, 0)
    for _ in range(2):
        kept.add(Rows(None, np.zeros(3, np.uint64), np.array([[4], [5], [6]], np.int32), np.zeros((3, 0), np.int64)))
    assert kept.records().codes[:, 0].tolist() == [4, 5, 6, 4, 5, 6]
    assert kept.records().persons.tolist() == list(range(6))
