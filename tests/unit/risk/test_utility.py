"""Utility figures: nothing is lost by the same table, associations and prediction fall with what carries them, no value is told."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from scipy.stats import entropy as scipy_entropy

from pseudo import assess
from pseudo.errors import UsageError
from pseudo.risk.utility import Coded, association, association_loss, entropy_of, least_and_most_kept, predicted
from pseudo.workflow.usefulness import usefulness

N = 600
DRAW = np.random.default_rng(5)
SEX = DRAW.choice(["남", "여"], N)
AGE = DRAW.integers(20, 80, N)
SICK = np.where(AGE + DRAW.normal(0, 6, N) > 55, "예", "아니오")
TABLE = pl.DataFrame({"성별": SEX, "나이": AGE, "질환": SICK, "번호": np.arange(N)})


def coded(**columns):
    codes = {name: np.asarray(values, np.int64) for name, values in columns.items()}
    sizes = {name: int(values.max()) + 1 for name, values in codes.items()}
    return Coded(len(next(iter(codes.values()))), codes, sizes, dict.fromkeys(codes, 0))


columns = st.integers(2, 40).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(1, 4), min_size=n, max_size=n), st.lists(st.integers(1, 4), min_size=n, max_size=n)
    )
)


@given(columns)
@settings(deadline=None)
def test_entropy_is_shannons(pair):
    table = coded(a=pair[0])
    assert entropy_of(table, "a") == pytest.approx(scipy_entropy(np.bincount(pair[0]), base=2))


@given(columns)
@settings(deadline=None)
def test_association_is_bergsmas(pair):
    """The paper's formula on scipy's χ²."""
    table = coded(a=pair[0], b=pair[1])
    joint = np.array(
        [[sum(x == i and y == j for x, y in zip(*pair, strict=True)) for j in set(pair[1])] for i in set(pair[0])]
    )
    n, (r, k) = joint.sum(), joint.shape
    if min(r, k) < 2:
        expected = 0.0
    else:
        phi = max(0.0, chi2_contingency(joint, correction=False).statistic / n - (r - 1) * (k - 1) / (n - 1))
        width = min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1
        expected = min(1.0, np.sqrt(phi / width)) if width > 0 else 0.0
    assert association(table, "a", "b") == pytest.approx(expected, abs=1e-6)
    assert association(table, "a", "b") == pytest.approx(association(table, "b", "a"), abs=1e-9)


def test_missing_cells_are_no_value():
    table = coded(a=[0, 0, 1, 1, 2, 2], b=[1, 2, 1, 1, 2, 2])
    assert entropy_of(table, "a") == 1.0
    assert association(table, "a", "b") > 0.5


def test_prediction_finds_what_tells_the_target_and_nothing_else():
    target = DRAW.integers(1, 4, 900)
    table = coded(target=target, telling=target, noise=DRAW.integers(1, 4, 900))
    assert predicted(table, "target", ["telling"]) == 1.0
    assert predicted(table, "target", ["noise"]) == pytest.approx(1 / 3, abs=0.07)
    assert predicted(table, "target", ["telling"], seed=1) == 1.0


def test_no_pair_has_no_loss():
    table = coded(a=[1, 2])
    assert association_loss(table, table, ["a"]) == (0.0, 0.0)


def test_subgroups_that_lost_most_and_least():
    before = np.repeat([0, 1, 2], [100, 50, 5])
    after = np.repeat([0, 1], [100, 10])
    assert least_and_most_kept(before, after, 3) == (0.2, 1.0, 2)
    assert least_and_most_kept(before[-5:], after[:0], 3) == (1.0, 1.0, 0)


def figures(before, after, **options):
    return {(f.metric, *f.columns): f.value for f in usefulness(before, after, ["성별", "나이"], **options)}


def test_the_same_table_loses_nothing():
    found = figures(TABLE, TABLE, target="질환", group="성별")
    assert found["rows_kept_0_1",] == 1
    assert found["columns_lost",] == 0
    assert {value for key, value in found.items() if key[0] in ("cells_kept_0_1", "entropy_kept_0_1")} == {1.0}
    assert found["association_loss_0_1",] == 0
    assert found["prediction_before_0_1", "질환"] == found["prediction_after_0_1", "질환"] > 0.8
    assert found["group_rows_kept_least_0_1", "성별"] == 1


def test_a_treatment_loses_what_it_takes():
    bands = TABLE.with_columns((pl.col("나이") // 30 * 30).cast(pl.String) + "대", pl.lit("*").alias("성별")).drop(
        "번호"
    )
    thinned = bands.filter(pl.int_range(pl.len()) % 2 == 0)
    found = figures(TABLE, thinned, target="질환")
    assert found["rows_kept_0_1",] == 0.5
    assert found["columns_lost",] == 1
    assert found["entropy_kept_0_1", "성별"] == 0
    assert 0 < found["entropy_kept_0_1", "나이"] < 0.6
    assert (
        found["prediction_chance_0_1", "질환"]
        < found["prediction_after_0_1", "질환"]
        < found["prediction_before_0_1", "질환"]
    )
    assert found["average_class_size_after", "성별", "나이"] > found["average_class_size_before", "성별", "나이"]


def test_a_number_of_each_person_predicts_nothing():
    """A column with a value a row would tell each person again."""
    only = TABLE.select(pl.format("P{}", "번호").alias("번호"), "질환")
    assert figures(only, only, target="질환")["prediction_before_0_1", "질환"] == 0.5


@pytest.mark.parametrize("options", [{"target": "없음"}, {"group": "없음"}, {"target": "나이"}])
def test_a_treated_target_or_group_is_refused(options):
    treated = TABLE.with_columns(pl.col("나이").cast(pl.String) + "세")
    with pytest.raises(UsageError, match=r"workflow\.utility-columns"):
        usefulness(TABLE, treated, ["성별"], **options)


def test_tables_without_a_common_column_are_refused():
    with pytest.raises(UsageError, match=r"workflow\.utility-columns"):
        usefulness(TABLE, pl.DataFrame({"다른": [1]}), ["성별"])


def test_assess_shows_it_beside_the_risk_and_tells_no_value():
    marked = TABLE.with_columns(
        pl.when(pl.int_range(pl.len()) < 30).then(pl.lit("카나리아")).otherwise(pl.col("성별")).alias("성별")
    )
    found = assess(marked, ["성별", "나이"], utility=marked, target="질환", group="성별")
    assert found.evidence
    assert {figure.metric for figure in found.utility} >= {"prediction_after_0_1", "association_loss_0_1"}
    assert "카나리아" not in str(found)
