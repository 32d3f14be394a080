"""Individual risk against its definition, in sixty digits, and sdcMicro's figures."""

from __future__ import annotations

from pathlib import Path

import mpmath
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from pseudo.risk.individual import household_risk, individual_risk

TESTDATA = Path(__file__).resolve().parents[4] / "shared/data/microdata/sdcmicro/testdata.csv"
KEYS = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 120), st.floats(1.0, 5000.0)), min_size=1, max_size=4))
def test_it_is_the_papers_formula(classes):
    """p^f / f · ₂F₁(f, f; f + 1; 1 - p), with sixty digits."""

    def slow(rows, weight):
        with mpmath.workdps(60):
            p = mpmath.mpf(rows) / mpmath.mpf(weight)
            return float(p**rows / rows * mpmath.hyp2f1(rows, rows, rows + 1, 1 - p)) if p < 1 else 1 / rows

    rows = np.array([f for f, _ in classes])
    weights = np.array([f * mean for f, mean in classes])
    expected = [slow(f, weight) for f, weight in zip(rows.tolist(), weights.tolist(), strict=True)]
    np.testing.assert_allclose(individual_risk(rows, weights), expected, rtol=1e-11)


@pytest.mark.parametrize(("rows", "each"), [(1, 3.0), (2, 25.0), (7, 2.0), (45, 2.0), (400, 1.2)])
def test_it_is_the_expectation_of_one_over_f(rows, each):
    fs = np.arange(rows, rows + 20_000)
    expected = (stats.nbinom.pmf(fs - rows, rows, 1 / each) / fs).sum()
    assert individual_risk(np.array([rows]), np.array([rows * each]))[0] == pytest.approx(expected, rel=1e-9)


def test_a_sample_that_is_everybody_has_the_risk_of_its_classes():
    assert individual_risk(np.array([1, 4]), np.array([1.0, 4.0])).tolist() == pytest.approx([1, 1 / 4])


def test_weights_below_the_rows_are_refused():
    with pytest.raises(ValueError, match="1 classes weigh less"):
        individual_risk(np.array([1, 4]), np.array([1.0, 3.0]))
    with pytest.raises(ValueError, match="1 classes weigh less"):
        individual_risk(np.array([1]), np.array([np.nan]))


def test_households_by_hand():
    found = household_risk(np.array([0.5, 0.5, 0.1, 1.0, 0.2]), np.array([0, 0, -1, 1, 1]))
    assert found.tolist() == pytest.approx([0.75, 0.75, 0.1, 1.0, 1.0])


@pytest.mark.skipif(not TESTDATA.exists(), reason="the shared microdata are not here")
def test_sdcmicros_figures_on_its_testdata():
    """Global risk 0.00235334, 10.7783 expected re-identifications, households 0.01131287, by its approximation; ours is exact."""
    frame = pd.read_csv(TESTDATA)
    groups = frame.groupby(KEYS, dropna=False)
    ids = groups.ngroup().to_numpy()
    rows = np.bincount(ids)
    p = rows / np.bincount(ids, frame["sampling_weight"])
    odds = p / (1 - p)
    approximate = np.select(
        [rows == 1, rows == 2], [odds * np.log(1 / p), odds - odds**2 * np.log(1 / p)], p / (rows - 1 + p)
    )[ids]
    households = pd.factorize(frame["ori_hid"])[0].astype(np.int64)
    assert approximate.sum() == pytest.approx(10.7783, abs=5e-5)
    assert approximate.mean() == pytest.approx(0.00235334, abs=5e-9)
    assert household_risk(approximate, households).mean() == pytest.approx(0.01131287, abs=5e-9)
    exact = individual_risk(rows, rows / p)[ids]
    assert exact.sum() == pytest.approx(approximate.sum(), rel=0.02)
    assert (exact <= approximate + 1e-12).all()
