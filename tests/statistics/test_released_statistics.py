"""Statistics as they are released: the noise of the whole path, the intervals, and an audit of ε that a broken bound fails.

The release has 20,000 cells, so one release is as many draws. χ² at α = 1e-6: an honest build fails once in a million runs, and a scale
off by 10 % is caught. The audit compares the same cell with and without its one person, and bounds ε from below at 1 - 1e-6 (Clopper
and Pearson 1934; Jagielski et al. 2020): below the claim for what is shipped, above it where a bound or a scale is wrong.
"""

import math
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from pseudo.dp import Budget
from pseudo.dp.contributions import Contributions
from pseudo.dp.noise import Noise, Reach
from pseudo.dp.records import Reader
from pseudo.dp.statistics import Statistics
from pseudo.model import Group, Purpose, Query, QueryKind, ReleaseClass, StatisticsSpec, Text

CELLS = 20_000
ALPHA = 1e-6
NAMES = tuple(f"c{i}" for i in range(CELLS))


def spec(query, epsilon="1", delta="0", most=2):
    groups = {"cell": Group("cell", values=NAMES)}
    text = Text("시험", "a test")
    return StatisticsSpec(
        "t", "1", ReleaseClass.OPEN, Purpose.STATISTICS, text, "모의", "id", most, epsilon, (query,), groups, delta
    )


ROWS = Query("q", QueryKind.ROWS, ("cell",))


@pytest.fixture
def budget(tmp_path):
    budget = Budget(tmp_path / "budget.jsonl")
    budget.grant("모의", "1000", "0.1")
    return budget


def taken(asked, rows):
    found = asked.reader.contributions()
    found.add(asked.reader.rows(rows, 0))
    return found


def released(asked, people, budget, column="noisy"):
    """Noisy figures of all cells, where each of ``people`` has that many rows in every cell."""
    cells = [name for name in NAMES for _ in range(people)]
    rows = pa.RecordBatch.from_arrays([pa.array(cells, pa.string()), pa.array(cells, pa.string())], ["id", "cell"])
    table, _ = asked.release(taken(asked, rows), budget, "모의")
    return table.column(column).to_numpy()[:CELLS].astype(np.int64)


def probabilities(noise, values):
    if noise.is_laplace:
        return stats.dlaplace(1 / noise.scale).pmf(values)
    reach = np.arange(-int(12 * noise.scale) - 2, int(12 * noise.scale) + 3)
    return np.exp(-(values**2) / (2 * noise.scale**2)) / np.exp(-(reach**2) / (2 * noise.scale**2)).sum()


def p_value(drawn, noise):
    reach = int(30 * noise.scale) + 5
    values = np.arange(-reach, reach + 1)
    claimed = probabilities(noise, values)
    cuts = np.unique(np.searchsorted(np.cumsum(claimed), np.arange(1, 25) / 25))
    expected = np.add.reduceat(claimed, np.concatenate([[0], cuts + 1]))
    seen = np.bincount(np.searchsorted(values[cuts], drawn), minlength=len(expected))
    return stats.chisquare(seen, expected / expected.sum() * len(drawn)).pvalue


@pytest.mark.parametrize("delta", ["0", "0.00001"])
@pytest.mark.parametrize("most", [1, 3])
def test_noise_of_a_release_is_distributed_as_claimed_and_no_other_scale_is(budget, delta, most):
    asked = Statistics(spec(ROWS, "0.8", delta, most))
    noise = asked.noises[0][0]
    drawn = released(asked, 1, budget) - 1
    assert p_value(drawn, noise) > ALPHA
    for factor in (1 / most if most > 1 else 0.5, 0.9, 1.1, math.sqrt(2)):
        assert p_value(drawn, replace(noise, scale=noise.scale * factor)) < ALPHA


@pytest.mark.parametrize("is_laplace", [True, False])
@pytest.mark.parametrize("scale", [1.5, 40.0])
def test_a_scale_off_by_two_percent_is_caught_in_a_million_draws(is_laplace, scale):
    """The mechanism by itself: expected excess of χ² 350 (Laplace) and 700 (Gaussian), against a threshold of 85."""
    noise = Noise(Reach(1, 1), scale, is_laplace)
    drawn = noise.draw(np.zeros(1_000_000, np.int64))
    assert p_value(drawn, noise) > ALPHA
    for factor in (0.98, 1.02):
        assert p_value(drawn, replace(noise, scale=scale * factor)) < ALPHA


def log_ratio(with_person, without, threshold):
    """A lower bound of ln P(figure >= threshold | with) / P(... | without) at confidence 1 - 2 ALPHA."""
    n, hits, false = len(without), int((with_person >= threshold).sum()), int((without >= threshold).sum())
    low = stats.beta.ppf(ALPHA, hits, n - hits + 1) if hits else 0.0
    high = stats.beta.ppf(1 - ALPHA, false + 1, n - false) if false < n else 1.0
    return math.log(max(low, 1e-300) / high)


def epsilon_at_least(with_person, without):
    """A lower bound of ε: one half of the draws chooses the event, the other half judges it."""
    half = CELLS // 2
    tried = range(int(without.min()), int(with_person.max()) + 1)
    at = max(tried, key=lambda threshold: log_ratio(with_person[:half], without[:half], threshold))
    return log_ratio(with_person[half:], without[half:], at)


@pytest.mark.parametrize("kind", [QueryKind.ROWS, QueryKind.PERSONS])
def test_the_audit_finds_no_more_than_is_claimed(budget, kind):
    asked = Statistics(spec(replace(ROWS, kind=kind), "1", "0", 2))
    found = epsilon_at_least(released(asked, 5, budget), released(asked, 0, budget))
    assert found <= 1


def test_the_audit_is_near_the_claim_where_the_bound_is_reached(budget):
    asked = Statistics(spec(ROWS, "1", "0", 2))
    assert epsilon_at_least(released(asked, 5, budget), released(asked, 0, budget)) > 0.8


def test_known_bad_unbounded_contributions_are_caught(budget, monkeypatch):
    monkeypatch.setattr(Reader, "contributions", lambda self: Contributions(5, len(self.groups), len(self.grids)))
    asked = Statistics(spec(ROWS, "1", "0", 2))
    assert epsilon_at_least(released(asked, 5, budget), released(asked, 0, budget)) > 1.2


def test_known_bad_a_sensitivity_of_one_row_is_caught(budget, monkeypatch):
    monkeypatch.setattr("pseudo.dp.queries.rows.Rows.reaches", lambda self: [Reach(1, 1) for _ in self.levels])
    asked = Statistics(spec(ROWS, "1", "0", 2))
    assert epsilon_at_least(released(asked, 2, budget), released(asked, 0, budget)) > 1.2


def test_known_bad_noise_drawn_twice_from_one_seed_is_caught(budget, monkeypatch):
    """The same noise in both releases: their difference is the person."""
    seeded = np.random.default_rng(1).integers(-9, 10, CELLS + 1)
    monkeypatch.setattr(Noise, "draw", lambda _noise, counts: counts + seeded)
    asked = Statistics(spec(ROWS, "1", "0", 2))
    first, again = released(asked, 2, budget), released(asked, 0, budget)
    assert epsilon_at_least(first - again, again - again) > 3


@pytest.mark.parametrize("delta", [0, 1e-5])
@pytest.mark.parametrize("scale", [0.4, 3.0, 200.0])
def test_the_bound_of_moments_is_one(delta, scale):
    """ln E exp(rate * noise), summed over the exact distribution, is not above the bound that intervals rest on."""
    noise = Noise(Reach(1, 1), scale, is_laplace=delta == 0)
    values = np.arange(-int(300 * scale) - 5, int(300 * scale) + 6)
    for rate in np.array([0.01, 0.3, 0.9]) / scale:
        exact = math.log((probabilities(noise, values) * np.exp(rate * values)).sum())
        assert exact <= noise.log_moment(np.array([rate]))[0] + 1e-9
    if delta == 0:
        assert noise.log_moment(np.array([1.01 / scale]))[0] == np.inf


def figures(query, epsilon, delta, budget, runs):
    """The intervals of many releases of one table of 3,000 persons, and the exact figures of its cells."""
    groups = {"cell": Group("cell", values=("a", "b"))}
    random = np.random.default_rng(5)
    cells = random.choice(["a", "b", "z"], 3000, p=[0.6, 0.3, 0.1])
    cost = np.round(random.gamma(2.0, 20.0, 3000))
    rows = pa.RecordBatch.from_arrays(
        [pa.array([str(i) for i in range(3000)]), pa.array(cells), pa.array(cost)], ["id", "cell", "cost"]
    )
    asked = Statistics(replace(spec(query, epsilon, delta, 1), groups=groups))
    kept = taken(asked, rows)
    found = [asked.release(kept, budget, "모의")[0] for _ in range(runs)]
    return found, [np.clip(cost[cells == cell], 0, 100) for cell in ("a", "b", "z")]


@pytest.mark.parametrize("delta", ["0", "0.00001"])
@pytest.mark.parametrize(
    ("kind", "exact"),
    [
        (QueryKind.ROWS, len),
        (QueryKind.SUM, np.sum),
        (QueryKind.MEAN, np.mean),
        (QueryKind.QUANTILE, lambda cost: np.sort(cost)[math.ceil(len(cost) / 2) - 1]),
    ],
)
def test_intervals_hold_in_95_of_100_releases(budget, kind, exact, delta):
    """120 releases of three cells; fewer than 95 % by more than chance allows at α = 1e-6 would fail."""
    column = {"column": "cost", "low": 0.0, "high": 100.0, "step": 1.0} if kind != QueryKind.ROWS else {}
    quantiles = (0.5,) if kind == QueryKind.QUANTILE else ()
    runs, cells = figures(Query("q", kind, ("cell",), quantiles=quantiles, **column), "0.9", delta, budget, 120)
    true = np.array([exact(cost) for cost in cells])
    held = sum(
        int(((table["low_95"].to_numpy() <= true) & (true <= table["high_95"].to_numpy())).sum()) for table in runs
    )
    assert stats.binom.cdf(held, 3 * len(runs), 0.95) > ALPHA
    widths = np.concatenate([table["high_95"].to_numpy() - table["low_95"].to_numpy() for table in runs])
    assert np.isfinite(widths).all()
    if kind in (QueryKind.MEAN, QueryKind.QUANTILE):
        assert np.median(widths) < 20  # of a range of 100: the interval says something
