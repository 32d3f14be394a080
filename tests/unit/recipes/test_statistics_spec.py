"""Specs of statistics: the shipped example is good, and everything that would break the claim is named with its line."""

from pathlib import Path

import pytest

from pseudo.errors import BadInput, PolicyRefused
from pseudo.recipes import load_statistics

EXAMPLE = Path(__file__).resolve().parents[3] / "examples/visit_statistics.yaml"
SPEC = """\
name: test/statistics
version: "1"
release_class: open
purpose: statistics
purpose_text: {ko: 진료과별 외래 이용량과 진료비를 공개한다., en: Outpatient use and cost by department and sex.}
population: patient
subject: id
max_rows_per_subject: 2
epsilon: "1"
groups:
  sex: {column: sex, values: [F, M]}
  province: {column: p, values: [북, 남]}
  district: {column: d, within: province, under: {북: [a, b], 남: [a]}}
  age: {column: age, edges: [0, 20, 65]}
statistics:
  - {name: visits, kind: rows, by: [province, district], totals: true}
  - {name: cost, kind: mean, column: cost, low: -1.5, high: 3, step: 0.5}
  - {name: half, kind: quantile, column: cost, low: 0, high: 3, step: 0.1, quantiles: [0.5]}
"""


def load(tmp_path, *changes):
    text = SPEC
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "spec.yaml"
    path.write_text(text, "utf-8")
    return load_statistics(path)


def test_a_good_spec_is_read(tmp_path):
    spec = load(tmp_path)
    assert [query.kind for query in spec.statistics] == ["rows", "mean", "quantile"]
    assert spec.groups["district"].under == {"북": ("a", "b"), "남": ("a",)}
    assert load_statistics(EXAMPLE).delta == "0.000001"


BAD = [
    ('epsilon: "1"', 'epsilon: "0"', "epsilon", 9),
    ('epsilon: "1"', 'epsilon: "-1"', "epsilon", 9),
    ('epsilon: "1"', 'epsilon: "1"\ndelta: "1"', "delta", 10),
    ("subject: id", "subject: null", "max_rows_per_subject", 8),
    ("max_rows_per_subject: 2", "max_rows_per_subject: 0", "max_rows_per_subject", 8),
    ("max_rows_per_subject: 2", "max_rows_per_subject: 1001", "max_rows_per_subject", 8),
    ("population: patient", 'population: " "', "population", 6),
    ("name: test/statistics", "name: ../statistics", "name", 1),
    ("name: cost", "name: visits", "statistics", 15),
    ("values: [F, M]", "values: [F, F]", "values", 11),
    ("values: [F, M]", "values: [F, other]", "values", 11),
    ("values: [F, M]", "values: [F, M], edges: [0, 1]", "sex", 11),
    ("column: sex, values: [F, M]", "column: sex", "sex", 11),
    ("sex: {column", "value: {column", "value", 11),
    ("values: [F, M]", 'values: ["2025", "2026"], period: month', "period", 11),
    ("values: [F, M]", 'values: ["2025"], period: week', "period", 11),
    ("column: age, edges: [0, 20, 65]", "column: age, edges: [0, 20, 65], period: year", "period", 14),
    ("values: [F, M]", "private: true", "private", 11),
    ("values: [F, M]", "values: [F, M], private: true", "sex", 11),
    ("edges: [0, 20, 65]", "edges: [0, 20, 20]", "edges", 14),
    ("within: province, ", "", "within", 13),
    ("within: province", "within: nowhere", "within", 13),
    ("under: {북: [a, b]", "under: {서: [a, b]", "under", 13),
    ("under: {북: [a, b]", "under: {북: [a, a]", "under", 13),
    ("by: [province, district]", "by: [province, county]", "county", 16),
    ("by: [province, district]", "by: [district, province]", "by", 16),
    ("by: [province, district]", "by: [province, province]", "by", 16),
    ("totals: true", "totals: true, share: 0", "share", 16),
    ("kind: rows", "kind: persons", "totals", 16),
    ("kind: rows", "kind: rows, column: cost", "column", 16),
    ("kind: mean", "kind: mean, totals: true", "totals", 17),
    ("column: cost, low: -1.5, ", "column: cost, ", "kind", 17),
    ("low: -1.5", "low: -1.6", "step", 17),
    ("low: -1.5", "low: 3", "step", 17),
    ("step: 0.5", "step: 0.0000000001", "step", 17),
    ("step: 0.5", "step: 0", "step", 17),
    ("step: 0.5", "step: 0.5, quantiles: [0.5]", "quantiles", 17),
    (", quantiles: [0.5]", "", "quantiles", 18),
    ("high: 3, step: 0.1", "high: 70000, step: 1", "step", 18),
    ("quantiles: [0.5]", "quantiles: [1]", "quantiles", 18),
]


@pytest.mark.parametrize(("old", "new", "key", "line"), BAD)
def test_what_would_break_the_claim_is_refused_with_its_line(tmp_path, old, new, key, line):
    with pytest.raises(BadInput) as caught:
        load(tmp_path, (old, new))
    said = caught.value.message()
    assert caught.value.code == "recipes.invalid"
    assert f"'{key}'" in said
    assert f"line {line}, " in said or f"{line}행 " in said


OWN = (
    ('epsilon: "1"\n', 'epsilon: "1"\ndelta: "0.00001"\n'),
    ("column: age, edges: [0, 20, 65]", "column: age, private: true"),
)


def test_a_private_group_stands_alone_and_needs_a_delta(tmp_path):
    assert load(tmp_path, *OWN, ("by: [province, district], totals: true", "by: [age]")).groups["age"].private
    for by in ("by: [age], totals: true", "by: [province, age]"):
        with pytest.raises(BadInput, match="a private group alone"):
            load(tmp_path, *OWN, ("by: [province, district], totals: true", by))
    with pytest.raises(BadInput, match="a private group alone"):
        load(tmp_path, *OWN, ("kind: mean,", "kind: mean, by: [age],"))


def test_a_private_group_is_not_all_there_is(tmp_path):
    alone = SPEC.split("statistics:\n", maxsplit=1)[0] + "statistics:\n  - {name: visits, kind: rows, by: [age]}\n"
    for change in OWN:
        alone = alone.replace(*change)
    (tmp_path / "spec.yaml").write_text(alone, "utf-8")
    with pytest.raises(BadInput, match="one at least without a private group"):
        load_statistics(tmp_path / "spec.yaml")


def test_an_empty_purpose_is_refused(tmp_path):
    with pytest.raises(PolicyRefused) as caught:
        load(tmp_path, ("진료과별 외래 이용량과 진료비를 공개한다.", "통계"))
    assert caught.value.code == "recipes.refused"


def test_a_seed_is_no_key(tmp_path):
    with pytest.raises(BadInput, match="seed"):
        load(tmp_path, ('epsilon: "1"', 'epsilon: "1"\nseed: 7'))


def test_persons_with_one_row_each_have_totals(tmp_path):
    assert load(tmp_path, ("kind: rows", "kind: persons"), ("max_rows_per_subject: 2", "max_rows_per_subject: 1"))
