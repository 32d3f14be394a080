"""Risk figures against published and recorded ones, and against slow twins."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import factorial, lgamma, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.entropy import seeded
from pseudo.risk import ClassSizes, class_sizes
from pseudo.risk.attackers import journalist, population_sizes, presence, prosecutor
from pseudo.risk.diversity import diversity, diversity_evidence
from pseudo.risk.population import dankar, pitman, snb, zayatz
from pseudo.risk.subsets import special_uniques, subsets

TABLES = st.lists(st.tuples(*[st.integers(0, 2)] * 4), min_size=2, max_size=25)


@dataclass(frozen=True)
class Codes:
    columns: tuple[str, ...]
    codes: np.ndarray
    sizes: tuple[int, ...]


def coded(rows, columns=None):
    """Codes of rows of anything, in the order of the values."""
    by_column = list(zip(*rows, strict=True))
    values = [sorted(set(column)) for column in by_column]
    codes = [[known.index(v) for v in column] for known, column in zip(values, by_column, strict=True)]
    names = columns or tuple(f"c{j}" for j in range(len(values)))
    return Codes(tuple(names), np.asfortranarray(np.array(codes, np.int32).T), tuple(map(len, values)))


def read(file, delimiter):
    with file.open(encoding="utf-8") as lines:
        head, *rows = csv.reader(lines, delimiter=delimiter)
    return head, rows


@pytest.fixture(scope="module")
def adult(shared_data):
    return read(shared_data / "microdata/arx_adult/adult.csv", ";")


@pytest.mark.shared
def test_attackers_and_population_uniques_as_arx_has_them(adult):
    """arx_reference.json: risk of the unmodified table, nine quasi-identifiers."""
    units = class_sizes(coded(adult[1])).units
    risk = prosecutor(units, 0.2)
    assert risk.average == pytest.approx(0.646575, abs=5e-7)
    assert risk.at_risk / 30_162 == pytest.approx(0.778131, abs=5e-7)
    assert (units == 1).sum() / 30_162 == pytest.approx(0.51429, abs=5e-6)
    for fraction, by_pitman, by_zayatz in (
        (0.001, 0.075533973, 0.265238343),
        (0.01, 0.144608353, 0.27171272),
        (0.1, 0.276849939, 0.320740239),
        (0.5, 0.435902798, 0.431949448),
    ):
        assert pitman(units, fraction).rate == pytest.approx(by_pitman, abs=6e-10)
        assert zayatz(units, fraction).rate == pytest.approx(by_zayatz, abs=6e-10)
        assert dankar(units, fraction).rate == pytest.approx(by_pitman if fraction <= 0.1 else by_zayatz, abs=6e-10)


@pytest.mark.shared
def test_models_of_a_sensitive_column_as_pycanon_has_them(adult):
    """pycanon 1.3.6 on the first 4,000 rows, occupation sensitive, the seven columns without it and salary-class.

    Its c of recursive diversity takes the least count for the largest, and its enhanced β is a bound that the table need not
    keep; these two are not compared.
    """
    head, rows = adult
    kept = [j for j, name in enumerate(head) if name not in {"occupation", "salary-class"}]
    rows = rows[:4000]
    classes = class_sizes(coded([[row[j] for j in kept] for row in rows]))
    occupation = coded([[row[head.index("occupation")]] for row in rows])
    found = diversity(classes, occupation.codes[:, 0], occupation.sizes[0])
    assert classes.units.min() == found.distinct.min() == 1
    assert found.share.max() == 1
    assert np.exp(found.entropy.min()) == 1
    assert found.t_equal.max() == pytest.approx(0.9995, rel=1e-12)
    assert found.beta.max() == pytest.approx(1999, rel=1e-12)
    assert found.delta.max() == pytest.approx(7.600902459542082, rel=1e-12)


@pytest.mark.shared
@pytest.mark.parametrize(
    ("table", "columns", "special", "mean", "highest"),
    [
        ("sdcmicro/testdata.csv", "urbrur roof walls water electcon relat sex", 157, 0.002146, 0.678143),
        (
            "arx_adult/adult.csv",
            "sex age race marital-status education native-country workclass occupation",
            14_021,
            0.0873,
            0.8917,
        ),
    ],
)
def test_special_uniques_as_sdcmicro_has_them(shared_data, table, columns, special, mean, highest):
    """sdcMicro 5.8.1, suda2 with a sampling fraction of 0.01; its means were cut, or rounded, at the last digit here."""
    head, rows = read(shared_data / "microdata" / table, ";" if "adult" in table else ",")
    kept = [head.index(name) for name in columns.split()]
    codes = coded([[row[j] for j in kept] for row in rows])
    units = class_sizes(codes).units
    found = special_uniques(codes)
    chance = found.intrusion(2 * int((units == 2).sum()), 0.01)
    digits = 1e-6 if "testdata" in table else 1e-4
    assert (found.count > 0).sum() == special
    assert chance.mean() == pytest.approx(mean, abs=digits)
    assert chance.max() == pytest.approx(highest, abs=digits)


@settings(max_examples=60, deadline=None)
@given(TABLES, st.integers(1, 4))
def test_special_uniques_and_subsets_equal_slow_twins(rows, largest):
    codes = coded(rows)
    d, n = 4, len(rows)
    sets = [part for size in range(1, largest + 1) for part in combinations(range(d), size)]
    counts = {part: Counter(tuple(row[j] for j in part) for row in rows) for part in sets}
    found = special_uniques(codes, largest)
    for at, row in enumerate(rows):
        alone = [part for part in sets if counts[part][tuple(row[j] for j in part)] == 1]
        minimal = [part for part in alone if not any(set(less) < set(part) for less in alone)]
        assert found.count[at] == len(minimal)
        assert found.smallest[at] == min(map(len, minimal), default=0)
        assert found.score[at] == sum(factorial(d - len(part)) / factorial(d - largest) for part in minimal)
    for part, measured in zip(sets, subsets(codes, largest), strict=True):
        differ = sum(any(a[j] != b[j] for j in part) for a, b in combinations(rows, 2))
        assert measured.columns == tuple(f"c{j}" for j in part)
        assert measured.distinction == len(counts[part]) / n
        assert measured.separation == pytest.approx(differ / (n * (n - 1) / 2))
        assert measured.unique == sum(count == 1 for count in counts[part].values())


@settings(max_examples=60, deadline=None)
@given(TABLES, TABLES)
def test_journalist_and_presence_count_members_of_the_population(rows, others):
    everybody = rows + others
    codes = coded(everybody)
    table = Codes(codes.columns, codes.codes[: len(rows)], codes.sizes)
    inside, members = Counter(rows), Counter(everybody)
    mine, theirs = population_sizes(table, codes)
    assert sorted(zip(mine, theirs, strict=True)) == sorted((inside[row], members[row]) for row in inside)
    risk = journalist(mine, theirs, 0.5)
    assert risk.highest == max(1 / members[row] for row in inside)
    assert risk.at_risk == sum(1 / members[row] > 0.5 for row in rows)
    assert risk.average == pytest.approx(sum(1 / members[row] for row in rows) / len(rows))
    shares = [inside[row] / members[row] for row in members]
    assert presence(table, codes) == (min(shares), max(shares))


def test_a_population_that_does_not_hold_the_table_is_refused():
    with pytest.raises(ValueError, match="1 classes have more rows"):
        journalist(np.array([2, 1]), np.array([1, 1]), 0.2)
    with pytest.raises(ValueError, match="no part of the population"):
        presence(coded([(0,), (1,), (1,)]), Codes(("c0",), np.zeros((9, 1), np.int32), (2,)))


def test_suppressed_rows_are_no_class_and_count_in_the_tables_distribution():
    classes = ClassSizes(np.array([0, 0, 1, 1]), np.array([2, 2]))
    values = np.array([0, 1, 1, 1], np.int32)
    suppressed = np.array([False, False, True, True])
    found = diversity(classes, values, 2, suppressed=suppressed)
    assert found.distinct.tolist() == [2]
    assert found.beta.tolist() == pytest.approx([0.5 / 0.25 - 1])


def test_what_has_no_bound_says_so():
    classes = ClassSizes(np.array([0, 0, 1, 1, 1, 1]), np.array([2, 4]))
    found = diversity(classes, np.array([0, 0, 1, 1, 2, 3], np.int32), 4)
    made = {e.metric: e for e in diversity_evidence(found, "병명", ("나이",), 6)}
    assert (made["recursive_c"].value, made["recursive_c"].params) == (None, {"l": 2, "bound": "none"})
    assert made["enhanced_beta"].params["bound"] == "none"
    assert made["delta_disclosure"].value / log(2) == pytest.approx(made["delta_disclosure_log2"].value)
    assert made["distinct_l"].columns == ("병명", "나이")


@pytest.mark.parametrize("fraction", [0.1, 0.3])
def test_snb_recovers_the_uniques_of_a_population_drawn_by_its_model(fraction):
    """At a fraction of 0.02 the three moments of 15,000 rows leave a spread of a quarter, about the right value."""
    random = seeded(5, "tests/snb")
    population = 1 + random.negative_binomial(0.7, 0.2, 200_000)
    seen = random.binomial(population, fraction)
    estimate = snb(seen[seen > 0], fraction)
    assert estimate.rate == pytest.approx((population == 1).sum() / population.sum(), rel=0.1)


def test_pitman_is_at_the_top_of_its_likelihood():
    """The likelihood itself, from the paper, is lower all around; the estimate uses no step of it."""
    units = np.array([1] * 40 + [2] * 15 + [3] * 7 + [5] * 4 + [9] * 2)
    n, u = int(units.sum()), len(units)

    def likelihood(theta, alpha):
        rows = sum(log(theta + i * alpha) for i in range(1, u)) - sum(log(theta + i) for i in range(1, n))
        return rows + sum(log(j - alpha) for size in units for j in range(1, size))

    def peak(low, high, function):
        for _ in range(120):
            a, b = low + (high - low) / 3, high - (high - low) / 3
            low, high = (a, high) if function(a) < function(b) else (low, b)
        return (low + high) / 2

    def best_alpha(theta):
        return peak(0, 1, lambda alpha: likelihood(theta, alpha))

    theta = peak(0.01, 500, lambda t: likelihood(t, best_alpha(t)))
    alpha = best_alpha(theta)
    expected = np.exp(lgamma(theta + 1) - lgamma(theta + alpha) + (alpha - 1) * log(n / 0.05))
    assert pitman(units, 0.05).rate == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("units", [[1, 1, 1], [3, 3], [], [2, 2, 2, 2]])
def test_what_does_not_converge_has_a_reason_and_no_figure(units):
    for estimate in (pitman(np.array(units, np.int64), 0.1), snb(np.array(units, np.int64), 0.1)):
        assert estimate.rate is None
        assert estimate.reason
    with pytest.raises(ValueError, match="sampling fraction"):
        pitman(np.array([1, 2]), 0)


def test_zayatz_at_a_full_sample_is_the_samples_uniqueness():
    assert zayatz(np.array([1, 1, 2, 4]), 1).rate == pytest.approx(2 / 8)
