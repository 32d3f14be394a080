"""The noise that is really drawn, against the distribution that is claimed; and that a wrong scale would be seen.

N = 20,001 cells are drawn through ``CountTable.release`` and compared with the exact probabilities by a χ² test at α = 1e-6:
an honest build fails once in a million runs. The known-bad twins put the same draws against wrong claims. The mistakes that
happen change the scale by a factor (a sensitivity of 1 for 2, L2 taken as √m for m, standard deviation for scale); at this N
even a scale off by 10 % is seen: the χ² statistic's expected excess, N·Σ(p-q)²/q, is computed in a test and lies beyond the
threshold by more than four of its standard deviations.
"""

import math

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from pseudo.dp import Budget, CountTable
from pseudo.model import Statistic

CELLS = 20_000
ALPHA = 1e-6
CASES = [
    ("laplace", "0.5", 2, "0"),
    ("laplace", "2", 1, "0"),
    ("gaussian", "1", 2, "1e-6"),
    ("gaussian", "0.7", 1, "1e-7"),
]


def pmf(mechanism, scale):
    """Exact probabilities on -reach..reach, beyond which less than 1e-12 is left (Canonne, Kamath and Steinke 2020)."""
    reach = int(40 * scale) + 10 if mechanism == "laplace" else int(10 * scale) + 10
    x = np.arange(-reach, reach + 1)
    weights = np.exp(-np.abs(x) / scale) if mechanism == "laplace" else np.exp(-(x**2) / (2 * scale**2))
    return x, weights / weights.sum()


def bins(x, probabilities, count):
    """Edges of about ``count`` bins of equal probability, for the claimed distribution."""
    cumulated = np.cumsum(probabilities)
    cuts = np.searchsorted(cumulated, np.arange(1, count) / count)
    return np.unique(x[cuts])


def chi_square(noise, mechanism, scale):
    """p-value of the noise under the claim."""
    x, probabilities = pmf(mechanism, scale)
    edges = bins(x, probabilities, 25)
    observed = np.bincount(np.searchsorted(edges, noise), minlength=len(edges) + 1)
    expected = np.bincount(np.searchsorted(edges, x), weights=probabilities, minlength=len(edges) + 1)
    return stats.chisquare(observed, expected / expected.sum() * len(noise)).pvalue


@pytest.fixture(scope="module")
def draws(tmp_path_factory):
    """Noise and claims of one release for each case: (noise, scale, half width, rows per subject, ε, δ)."""
    budget = Budget(tmp_path_factory.mktemp("budget") / "budget.jsonl")
    budget.grant("모의 집단", "100", "0.1")
    made = {}
    for case in CASES:
        mechanism, epsilon, limit, delta = case
        categories = tuple(f"c{i}" for i in range(CELLS))
        counter = CountTable(Statistic("s", "col", categories, mechanism, epsilon, limit, delta))
        stat = counter.collect(pa.array(["P"] * 5), pa.array(["c0"] * 5), 0)
        released, evidence = counter.release(stat, budget, "모의 집단")
        noise = released.column("noisy_count").to_numpy() - counter.counts(stat)
        figures = {figure.metric: figure.value for figure in evidence}
        made[case] = (noise, figures["noise_scale"], figures["half_width_95"])
    return made


@pytest.mark.parametrize("case", CASES, ids=str)
def test_noise_is_distributed_as_claimed(draws, case):
    noise, scale, _ = draws[case]
    assert chi_square(noise, case[0], scale) > ALPHA


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("factor", [0.5, 1 / math.sqrt(2), 0.9, 1.1, math.sqrt(2), 2.0])
def test_known_bad_another_scale_is_caught(draws, case, factor):
    noise, scale, _ = draws[case]
    assert chi_square(noise, case[0], scale * factor) < ALPHA


@pytest.mark.parametrize(("case", "other"), [(CASES[0], "gaussian"), (CASES[2], "laplace")], ids=str)
def test_known_bad_the_other_mechanism_is_caught(draws, case, other):
    noise, scale, _ = draws[case]
    same_deviation = scale * math.sqrt(2) if other == "gaussian" else scale / math.sqrt(2)
    assert chi_square(noise, other, same_deviation) < ALPHA


@pytest.mark.parametrize("case", CASES, ids=str)
@pytest.mark.parametrize("factor", [0.9, 1.1])
def test_the_sample_is_large_enough(draws, case, factor):
    """Power: the expected excess of χ² under a scale off by 10 % against the threshold, four standard deviations clear."""
    scale = draws[case][1]
    x, claimed = pmf(case[0], scale * factor)
    true = np.interp(x, *pmf(case[0], scale), left=0, right=0)
    edges = bins(x, claimed, 25)
    p, q = (
        np.bincount(np.searchsorted(edges, x), weights=w / w.sum(), minlength=len(edges) + 1) for w in (true, claimed)
    )
    excess = CELLS * float((((p - q) ** 2) / q).sum())
    freedom = len(edges)
    spread = math.sqrt(2 * (freedom + 2 * excess))
    assert freedom + excess - 4 * spread > stats.chi2.isf(ALPHA, freedom)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_half_width_holds_for_95_of_100_and_no_smaller_one_does(draws, case):
    _, scale, half_width = draws[case]
    x, probabilities = pmf(case[0], scale)
    assert probabilities[np.abs(x) <= half_width].sum() >= 0.95
    assert probabilities[np.abs(x) <= half_width - 1].sum() < 0.95


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_claim_follows_from_the_distribution_itself(draws, case):
    """δ(ε) between neighbours m apart, summed over the exact distribution: an oracle that knows nothing of OpenDP's map."""
    mechanism, epsilon, limit, delta = case

    def hockey_stick(scale):
        p = pmf(mechanism, scale)[1]
        shifted = np.zeros_like(p)
        shifted[limit:] = p[:-limit]
        inside = slice(limit, -limit)  # the cut-off ends are not the distribution's
        return np.maximum(p - math.exp(float(epsilon)) * shifted, 0)[inside].sum()

    slack = 1e-12
    scale = draws[case][1]
    assert hockey_stick(scale) <= float(delta) + slack
    assert hockey_stick(scale / 2) > float(delta) + slack  # known bad: the noise of half the sensitivity


@pytest.mark.parametrize("case", CASES, ids=str)
def test_cells_are_independent_of_each_other(draws, case):
    noise = draws[case][0].astype(float)
    correlation = np.corrcoef(noise[:-1], noise[1:])[0, 1]
    assert abs(correlation) * math.sqrt(CELLS) < stats.norm.isf(ALPHA / 2)


def test_no_two_releases_share_their_noise(draws):
    """Four releases in one process: a fixed seed would show as equal noise where the scale is equal, so draw one again."""
    from pathlib import Path
    from tempfile import TemporaryDirectory

    with TemporaryDirectory() as folder:
        budget = Budget(Path(folder) / "budget.jsonl")
        budget.grant("모의 집단", "1")
        counter = CountTable(Statistic("s", "col", tuple(f"c{i}" for i in range(100)), "laplace", "0.5", 2))
        first, second = (counter.release(counter.empty, budget, "모의 집단")[0]["noisy_count"] for _ in range(2))
    assert first != second
