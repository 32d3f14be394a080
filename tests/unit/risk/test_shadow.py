"""Shadow models and reconstruction: known-bad engines are caught, and the floor of ε stays below a true claim."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from scipy import stats

from pseudo.entropy import seeded
from pseudo.risk.attacks import SURE, encode, reconstruction, shadow, signs
from pseudo.risk.attacks.shadow import clopper_pearson

ROWS = 200


def population(seed, n=ROWS):
    random = seeded(seed, "test/shadow")
    return np.column_stack([random.integers(0, k, n) for k in (4, 3, 5, 2)]).astype(float)


PEOPLE = population(1)
PERSON = np.array([9.0, 9.0, 9.0, 9.0])


def world(there):
    return np.vstack([PEOPLE, PERSON]) if there else PEOPLE


def copying(there, run):
    return world(there)


def bootstrap(there, run):
    rows = world(there)
    return rows[seeded(run, f"test/bootstrap/{there}").integers(0, len(rows), ROWS)]


def honest(there, run):
    return population(1000 + 2 * run + there)


def randomized(epsilon):
    """One bit by randomized response, the rest independent of the person: exactly ε."""

    def make(there, run):
        rows = population(5000 + 2 * run + there)
        true = seeded(run, f"test/response/{there}").random() < math.exp(epsilon) / (1 + math.exp(epsilon))
        if there == true:
            rows[0] = PERSON
        return rows

    return make


def audited(engine, runs=100, **more):
    return shadow(lambda there, run: signs(engine(there, run) == PERSON), runs, **more)


def test_a_copy_is_told_always_and_shows_what_so_many_runs_can():
    found = audited(copying)
    assert found.membership.auc == 1.0
    assert found.epsilon_floor == found.most > 2


def test_a_bootstrap_is_caught():
    found = audited(bootstrap)
    assert found.membership.interval(SURE)[0] > 0.5
    assert found.epsilon_floor > 1  # a person who was not there is never drawn


def test_an_engine_that_never_saw_the_person_shows_nothing():
    found = audited(honest)
    assert found.epsilon_floor < 0.5
    assert found.membership.interval(SURE)[0] <= 0.5


@pytest.mark.parametrize("epsilon", [0.5, 1.0, 2.0])
def test_the_floor_is_below_the_true_epsilon_and_above_a_false_claim(epsilon):
    found = audited(randomized(epsilon), runs=400)
    assert found.epsilon_floor <= epsilon
    assert found.epsilon_floor > epsilon / 4


def test_a_delta_is_taken_off():
    assert audited(copying, delta=0.5).epsilon_floor < audited(copying).epsilon_floor


def test_the_interval_is_clopper_and_pearsons():
    for successes, tries in ((0, 20), (3, 20), (20, 20)):
        exact = stats.binomtest(successes, tries).proportion_ci(0.95, "exact")
        assert clopper_pearson(successes, tries, 0.05) == pytest.approx((exact.low, exact.high))


def test_signs_by_hand():
    found = signs(np.array([[True, True], [True, False], [False, False]]))
    # columns (0,0), (0,1), (1,1); then rows with at least 2 and at least 1 alike
    assert found.tolist() == pytest.approx([2 / 3, 1 / 3, 1 / 3, 1 / 3, 2 / 3])


@pytest.mark.parametrize("runs", [6, 9])
def test_too_few_or_odd_runs_are_refused(runs):
    with pytest.raises(ValueError, match="even"):
        audited(honest, runs=runs)


def table(seed, n=400):
    random = seeded(seed, "test/rebuild")
    columns = {name: random.integers(0, 12, n).astype(str) for name in "abcd"}
    columns["income"] = np.round(random.lognormal(8, 1, n)).astype(int).astype(str)
    return pa.table({name: pa.array(cells) for name, cells in columns.items()})


def rebuilt(synthetic):
    tables, _ = encode([table(1), synthetic, table(2)], ["a", "b", "c", "d", "income"])
    return reconstruction(*tables, ["a", "b", "c"], seeded(1, "test"))


def test_rare_rows_of_a_copy_come_back_whole():
    found = rebuilt(table(1))
    assert found.on_training.successes > 0.8 * found.on_training.tries > 0
    assert found.interval(SURE)[0] > 0


def test_rows_of_the_population_rebuild_nobody():
    found = rebuilt(table(3))
    assert found.interval(SURE)[0] == 0
    assert found.on_training.tries + found.on_control.tries == pytest.approx(80, abs=8)  # a tenth of 800 rows
