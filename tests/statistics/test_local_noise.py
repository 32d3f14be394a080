"""Draws of local differential privacy against the exact distributions that the claim of ε is about; other scales are caught.

A million cells, χ² at α = 1e-6: a scale off by 2 %, or an ε by 0.02, is caught with more than seven standard deviations to spare. The ε
of the distributions is what OpenDP says of its own mechanisms with the same parameters.
"""

from __future__ import annotations

import math

import numpy as np
import opendp.prelude as dp
import pytest
from scipy import stats

from pseudo import entropy
from pseudo.dp.estimators import laplace_mean, response_counts
from pseudo.kernels.draws import laplace_rows, response_rows

ALPHA = 1e-6
ROWS = 1_000_000


@pytest.fixture
def key():
    return np.frombuffer(entropy.dp(32), np.uint32)


def laplace_p_value(drawn, scale):
    cuts = np.unique(stats.dlaplace(1 / scale).ppf(np.arange(1, 30) / 30).astype(int))
    claimed = np.diff(np.concatenate([[0], stats.dlaplace(1 / scale).cdf(cuts), [1]]))
    seen = np.bincount(np.searchsorted(cuts, drawn), minlength=len(claimed))
    return stats.chisquare(seen, claimed * len(drawn)).pvalue


@pytest.mark.parametrize(("t", "s"), [(1, 2), (3, 1), (50, 7), (100_000, 3)])
def test_noise_has_the_claimed_scale_and_no_other(key, t, s):
    drawn = np.empty(ROWS, np.int64)
    laplace_rows(key, 0, 0, t, s, drawn)
    assert laplace_p_value(drawn, t / s) > ALPHA
    for factor in (0.98, 1.02):
        assert laplace_p_value(drawn, t / s * factor) < ALPHA


@pytest.mark.parametrize(("k", "epsilon"), [(2, (1, 1)), (2, (1, 10)), (5, (1, 2)), (17, (3, 1))])
def test_a_response_has_the_claimed_probabilities_and_no_others(key, k, epsilon):
    cells = np.full(ROWS, 1, np.int32)
    response_rows(key, 0, 0, k, *epsilon, cells)

    def p_value(claimed):
        weights = np.where(np.arange(k) == 1, math.exp(claimed), 1.0)
        return stats.chisquare(np.bincount(cells, minlength=k), weights / weights.sum() * ROWS).pvalue

    true = epsilon[0] / epsilon[1]
    assert p_value(true) > ALPHA
    assert p_value(true + 0.02) < ALPHA
    assert p_value(true - 0.02) < ALPHA


@pytest.mark.parametrize("epsilon", [0.1, 1.0, 3.0])
def test_the_distributions_are_those_of_which_opendp_says_this_epsilon(epsilon):
    dp.enable_features("contrib")
    stays = math.exp(epsilon) / (math.exp(epsilon) + 4)
    response = dp.m.make_randomized_response(list("abcde"), prob=stays)
    assert response.map(1) == pytest.approx(epsilon)
    noise = dp.m.make_laplace(dp.atom_domain(T="i64"), dp.absolute_distance(T="i64"), scale=100 / epsilon)
    assert noise.map(100) == pytest.approx(epsilon)


def test_counts_are_found_again_without_bias_and_with_their_error(key):
    true = np.array([200_000, 70_000, 30_000, 0])
    errors = []
    for stream in range(30):
        cells = np.repeat(np.arange(4, dtype=np.int32), true)
        response_rows(key, stream, 0, 4, 1, 2, cells)
        found, error = response_counts(np.bincount(cells, minlength=4), 0.5)
        errors.append((found - true) / error)
    z = np.array(errors)
    assert np.abs(z.mean(axis=0)).max() < 5 / math.sqrt(30)
    assert stats.chi2.sf((z**2).sum(), z.size) > ALPHA
    assert stats.chi2.cdf((z**2).sum(), z.size) > ALPHA


def test_a_mean_is_found_again_without_bias_and_with_its_error(key):
    z = []
    for stream in range(60):
        noise = np.empty(5_000, np.int64)
        laplace_rows(key, stream, 0, 20 * 4, 3, noise)  # 20 steps of a half between 0 and 10, ε = 3/4
        true = np.tile([2.0, 9.5], 2_500)
        mean, error = laplace_mean(true + 0.5 * noise, 0, 10, 0.5, 0.75)
        z.append((mean - true.mean()) / error)
    assert abs(np.mean(z)) < 5 / math.sqrt(60)
    assert ALPHA < stats.chi2.sf(np.square(z).sum(), 60) < 1 - ALPHA
