"""Rare values against slow twins on whole columns, and on figures that the guideline prints."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.entropy import seeded
from pseudo.risk import rare
from pseudo.risk.rare import Categories, Numbers

CELLS = st.lists(st.one_of(st.integers(-20, 20).map(float), st.sampled_from([1e6, -1e6, 0.5, 1e300])), max_size=60)


def slow(cells, method, limit):
    """Row by row, by the definitions: the rows that are extreme."""
    rows = sorted(cells)

    def quantile(values, share):
        return next(v for i, v in enumerate(values, 1) if i >= share * len(values) or i == len(values))

    if method == "sigma":
        centre, spread = np.mean(rows), np.std(rows)
        return [v for v in rows if abs(v - centre) > limit * spread]
    if method == "mad":
        centre = quantile(rows, 0.5)
        away = sorted(abs(v - centre) for v in rows)
        spread = 1.4826 * quantile(away, 0.5) or 1.2533 * np.mean(away)
        return [v for v in rows if abs(v - centre) > limit * spread]
    low, high = (quantile(rows, 0.25), quantile(rows, 0.75)) if method == "iqr" else (0, 0)
    reach = limit * (high - low)
    if method == "quantile":
        low, high, reach = quantile(rows, limit), quantile(rows, 1 - limit), 0
    return [v for v in rows if v < low - reach or v > high + reach]


@settings(max_examples=150, deadline=None)
@given(CELLS.filter(lambda c: 1e300 not in c), st.sampled_from([("mad", 3.5), ("iqr", 1.5), ("quantile", 0.1)]))
def test_robust_limits_equal_the_slow_twin(cells, how):
    tally = Numbers()
    for start in range(0, len(cells), 7):
        tally.add(np.array(cells[start : start + 7]))
    expected = slow(cells, *how) if cells else []
    assert tally.rare(*how) == (len(set(expected)), len(expected))


def test_three_sigma_finds_what_lies_beyond_it():
    """The 68-95-99.7 rule of 별권 p.65-66: 0.27 % of a normal distribution."""
    tally = Numbers()
    cells = seeded(1, "tests/rare").normal(100, 15, 200_000)
    for start in range(0, len(cells), 65_536):
        tally.add(cells[start : start + 65_536])
    _, rows = tally.rare("sigma", 3.0)
    assert rows == len(slow(cells, "sigma", 3.0)) == pytest.approx(540, abs=5 * 540**0.5)


def test_robust_limits_are_not_moved_by_what_they_look_for():
    """Ten of a hundred cells far out hide one another from the mean's limit, not from the median's."""
    cells = np.array([float(v) for v in range(90)] + [5000.0] * 10)
    for method, limit, rows in (("sigma", 3.0, 0), ("mad", 3.5, 10), ("iqr", 1.5, 10)):
        tally = Numbers()
        tally.add(cells)
        assert tally.rare(method, limit)[1] == rows


def test_numbers_beyond_the_bound_are_kept_to_their_leading_bits_whatever_their_order(monkeypatch):
    monkeypatch.setattr(rare, "MOST_NUMBERS", 512)
    cells = np.concatenate([seeded(2, "tests/rare").lognormal(10, 1, 20_000), [1e12, -1e12, np.nan, np.inf]])
    found = []
    for order in (cells, cells[::-1]):
        tally = Numbers()
        for start in range(0, len(order), 999):
            tally.add(order[start : start + 999])
        found.append(tally.rare("sigma", 3.0))
        assert len(tally._values) <= 512
    assert found[0] == found[1]
    assert found[0][1] == 2
    assert tally.rows == 20_002


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(["가", "나", "다", "라", None, ""]), max_size=40), st.integers(1, 5))
def test_rare_categories_equal_the_slow_twin(cells, frequency):
    tally = Categories()
    for start in range(0, len(cells), 7):
        tally.add(pa.array(cells[start : start + 7], pa.string()))
    few = {v for v in set(cells) - {None} if cells.count(v) <= frequency}
    assert tally.rare(frequency) == (len(few), sum(v in few for v in cells))
    assert tally.rows == len([v for v in cells if v is not None])


def test_a_column_with_no_end_of_values_is_no_set_of_categories(monkeypatch):
    monkeypatch.setattr(rare, "MOST_CATEGORIES", 5000)
    tally = Categories()
    for start in range(0, 20_000, 2000):
        tally.add(pa.array([f"v{i}" for i in range(start, start + 2000)]))
    assert tally.rare(3) == (5000, 20_000)


@pytest.mark.parametrize(
    ("counts", "frequency", "expected"),
    [  # 별권 p.161: 나이 and 주소 of S1; p.142: 여-경북-외환딜러 5, 여-제주-교사 3
        ({"80": 5, "75": 34_124, "25": 639_235, "20": 422_304}, 3, (0, 0)),
        ({"80": 5, "75": 34_124, "25": 639_235, "20": 422_304}, 5, (1, 5)),
        (
            {"울릉군 북면": 5, "신안군 흑산면": 17, "제주시 추자면": 22, "봉화군 소천면": 32, "양구군 양구읍": 43},
            20,
            (2, 22),
        ),
        ({"여-제주-교사": 3, "남-강원-철도기관사": 3, "여-경북-외환딜러": 5}, 3, (2, 6)),
    ],
)
def test_the_guidelines_frequency_tables(counts, frequency, expected):
    tally = Categories()
    for value, count in counts.items():
        tally.add(pa.array([value] * count))
    assert tally.rare(frequency) == expected
