"""The real noise of private marginals: its variance, and an audit of ε on two neighbouring tables. α = 10^-6 for each test."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from pseudo.dp import Budget
from pseudo.dp.marginals import Marginals

ALPHA = 1e-6
RUNS = 1500


@pytest.fixture
def budget(tmp_path):
    made = Budget(tmp_path / "budget.jsonl")
    made.grant("pop", "1000000", "0.9")
    return made


@pytest.mark.parametrize("limit", [1, 3])
def test_noise_has_the_variance_that_is_stated(budget, limit):
    """Of 20,000 cells the sample variance is within 5 % of the truth but for one in a million: a scale 3 % off is caught."""
    mechanism = Marginals("1", "0.000001", limit)
    empty = mechanism.measure(np.zeros((0, 2), np.int64), (20_000, 2), (False, False), budget, "pop", "a")
    cells = [(empty.ones[0], empty.scale)]
    hanging = np.repeat(np.arange(150 * 20_000 * limit)[:, None] % 150, 2, axis=1)
    found = mechanism.measure(hanging, (151, 151), (False, False), budget, "pop", "a")
    table = found.pairs[0, 1]
    assert table.size >= 150 * 150
    cells.append((table[~np.eye(len(table), dtype=bool)], found.pair_scales[0, 1]))  # no row is off the diagonal
    for noise, scale in cells:
        low, high = (stats.chi2.ppf(p, noise.size) / noise.size for p in (ALPHA / 2, 1 - ALPHA / 2))
        assert low < (noise**2).mean() / scale**2 < high
        assert abs(noise.mean()) < stats.norm.ppf(1 - ALPHA / 2) * scale / noise.size**0.5


def audited_epsilon(with_rows, epsilon, delta, budget):
    """Lower confidence bound of ε: a person stands in one cell that nobody else is in, with ``with_rows`` rows."""
    made = Marginals(epsilon, delta, 1)
    tables = np.zeros((0, 1), np.int64), np.ones((with_rows, 1), np.int64)

    def seen(codes):
        drawn = [made.measure(codes, (2,), (False,), budget, "pop", "audit").ones[0][1] for _ in range(RUNS)]
        return int((np.array(drawn) > with_rows / 2).sum())

    without, there = (seen(codes) for codes in tables)
    least = stats.beta.ppf(ALPHA / 2, there, RUNS - there + 1)
    most = stats.beta.ppf(1 - ALPHA / 2, without + 1, RUNS - without)
    return np.log(max(least - float(delta), 1e-12) / most)


def test_an_audit_finds_no_more_than_the_claim_and_catches_a_person_with_too_many_rows(budget, monkeypatch):
    monkeypatch.setattr(Budget, "spend", lambda *_: None)  # one spending would do; its file is not under test here
    assert audited_epsilon(1, "1", "0.00001", budget) <= 1
    assert audited_epsilon(12, "1", "0.00001", budget) > 1
