"""``pseudo assess`` as its user runs it, and what it must not say."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

import pseudo as library
from pseudo.cli.assess import LABELS, REASONS
from pseudo.errors import BadInput, UsageError
from pseudo.recipes import risk_profiles
from pseudo.risk.exhibits import ESTIMATES

MARKER = "마커값8241"
ROWS = [
    ("30", "서울", "감기", "10", "가"),
    ("30", "서울", "당뇨", "20", "가"),
    ("30", "부산", "감기", "1", "나"),
    ("41", "부산", MARKER, "40", ""),
    ("*", "*", "감기", "9", "나"),
]


@pytest.fixture
def table(tmp_path):
    file = tmp_path / "visits.csv"
    file.write_text("나이,지역,진단,가중치,가구\n" + "".join(",".join(row) + "\n" for row in ROWS), "utf-8")
    return file


def figures(answer):
    return {figure["metric"]: figure for figure in answer["evidence"]}


def test_json_has_every_figure_with_method_and_source_and_no_value(pseudo, table):
    words = ["--key", "나이", "--key", "지역", "--sensitive", "진단", "--profile", "default", "--fraction", "0.1"]
    done = pseudo("assess", table, *words, "--population", table, "--earlier", table, "--weight", "가중치", "--household", "가구",
                  "--suppressed", "*", "--json")  # fmt: skip
    answer = json.loads(done.stdout)
    found = figures(answer)
    assert set(found) == set(LABELS)
    assert [name for name, figure in found.items() if not (figure["method"] and figure["source"])] == []
    assert (answer["rows"], answer["suppressed"], answer["profile"]["k"]) == (5, 1, 5)
    assert found["minimum_class_size"]["value"] == 1
    assert found["equivalence_classes"]["value"] == 3
    assert found["unique_rate_0_1"]["value"] == 0.5
    assert found["rows_at_risk_0_1"]["value"] == 1
    assert found["distinct_l"]["value"] == 1
    assert found["special_uniques"]["params"]["minimal_sample_uniques_by_column"] == {"나이": 2, "지역": 1}
    assert answer["subsets"][0]["columns"] == ["나이", "지역"]
    for value in (MARKER, "서울", "감기"):
        assert value not in done.stdout + done.stderr


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_people_read_it_in_their_language(pseudo, table, lang):
    words = ["--key", "나이", "--key", "지역", "--sensitive", "진단", "--fraction", "0.5"]
    done = pseudo("assess", table, *words, env={"PSEUDO_LANG": lang})
    assert ("동질집합" in done.stdout) == (lang == "ko")
    assert MARKER not in done.stdout + done.stderr
    assert ("한계 없음" if lang == "ko" else "no bound") in done.stdout


def test_a_suppressed_row_is_a_class_only_where_nobody_says_so(table):
    assert library.assess(table, ["나이", "지역"]).evidence[1].value == 4
    assert library.assess(table, ["나이", "지역"], suppressed="*").evidence[1].value == 3


def test_without_a_profile_no_row_is_called_at_risk(table):
    assert "rows_at_risk_0_1" not in {e.metric for e in library.assess(table, ["나이"]).evidence}


def test_slips_are_told(pseudo, table, tmp_path):
    assert "나이" in pseudo("assess", table, "--key", "나이", "--key", "나이", code=2).stderr
    assert "assess-columns" in pseudo("assess", table, "--key", "없는열", code=2).stderr
    assert "default" in pseudo("assess", table, "--key", "나이", "--profile", "loose", code=2).stderr
    pseudo("assess", table, code=2)
    frame = pd.DataFrame({f"c{j}": [1, 2] for j in range(20)})
    with pytest.raises(UsageError, match="assess-sets"):
        library.assess(frame, list(frame), largest=20)
    small = tmp_path / "people.csv"
    small.write_text("나이,지역\n30,서울\n", "utf-8")
    with pytest.raises(BadInput, match=r"4 combinations|3 combinations") as told:
        library.assess(table, ["나이", "지역"], population=small)
    assert "서울" not in str(told.value)
    with pytest.raises(UsageError, match="assess-population-columns"):
        library.assess(pd.DataFrame({"나이": [30]}), ["나이"], population=small)


@pytest.mark.parametrize("cells", [[], [None, None], [1, 1, 1], [1]])
def test_tables_at_the_edge_have_honest_figures(cells):
    frame = pd.DataFrame({"a": pd.array(cells, "Int64"), "s": pd.array(cells, "Int64")})
    found = library.assess(frame, ["a"], sensitive=["s"], profile="default", population=frame, fraction=0.5)
    by_name = {e.metric: e for e in found.evidence}
    assert by_name["minimum_class_size"].value == (len(cells) or None)
    assert by_name["k_map"].value == (len(cells) or None)
    assert by_name["population_unique_pitman_0_1"].value is None
    assert by_name["population_unique_pitman_0_1"].params["reason"] in REASONS


def test_every_estimate_and_reason_has_words():
    assert {f"population_unique_{name}_0_1" for name in ESTIMATES} <= set(LABELS)


def test_profiles_cite_their_source_and_rise():
    profiles = risk_profiles()
    assert [(name, p.k) for name, p in profiles.items()] == [
        ("internal", 3),
        ("default", 5),
        ("public", 11),
        ("strict", 20),
    ]
    assert all(p.source for p in profiles.values())


def test_two_openings_together_tell_what_neither_tells_alone(pseudo, tmp_path):
    """Each class has two diagnoses each time, and one of them both times; one person of Busan came."""
    before = [("30", "서울", "감기"), ("30", "서울", "당뇨"), ("41", "부산", "감기"), ("41", "부산", MARKER)]
    after = [("30", "서울", "감기"), ("30", "서울", "골절"), *before[2:], ("41", "부산", "골절")]
    for name, rows in (("before", before), ("after", after)):
        text = "나이,지역,진단\n" + "".join(",".join(row) + "\n" for row in rows)
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    words = [
        "--key",
        "나이",
        "--key",
        "지역",
        "--sensitive",
        "진단",
        "--profile",
        "default",
        "--earlier",
        tmp_path / "before.csv",
    ]
    done = pseudo("assess", tmp_path / "after.csv", *words, "--json")
    found = {name: figure["value"] for name, figure in figures(json.loads(done.stdout)).items()}
    assert (found["arrivals_minimum"], found["arrivals_below_0_1"]) == (1, 1.0)
    assert (found["departures_minimum"], found["departures_below_0_1"]) == (None, None)
    assert (found["shared_values_minimum"], found["shared_rows_minimum"]) == (1, 1)
    assert found["revealed_together_0_1"] == pytest.approx(1 / 5)  # the person of Seoul with a cold
    assert found["newcomers_revealed"] == 1  # whoever came to Busan has a fracture
    assert MARKER not in done.stdout + done.stderr
    shown = pseudo("assess", tmp_path / "after.csv", *words, env={"PSEUDO_LANG": "ko"}).stdout
    assert "두 개방을 겹쳐야" in shown
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("나이,지역\n30,서울\n", "utf-8")
    refused = pseudo("assess", tmp_path / "after.csv", *words[:-1], wrong, code=2)
    assert "workflow.assess-population-columns" in refused.stderr


def test_individual_and_household_risk_of_a_weighted_sample(table):
    found = {
        f.metric: f.value
        for f in library.assess(table, ["나이", "지역"], weight="가중치", household="가구", suppressed="*").evidence
    }
    two = 1 / 14 - math.log(15) / 14**2  # two rows for 30 people, one for itself, one for 40
    one = 1 / 39 * math.log(40)
    assert found["individual_reidentifications"] == pytest.approx(2 * two + 1 + one)
    assert found["individual_risk_maximum_0_1"] == 1
    assert found["household_risk_mean_0_1"] == pytest.approx((2 * (1 - (1 - two) ** 2) + 1 + one) / 4)


@pytest.mark.parametrize("cell", ["", "0.5", "nan", "inf", MARKER])
def test_a_weight_that_is_none_is_refused_by_its_row(tmp_path, cell):
    (tmp_path / "t.csv").write_text(f"나이,가중치\n30,5\n31,{cell}\n", "utf-8")
    with pytest.raises(BadInput, match=r"workflow\.assess-weight") as caught:
        library.assess(tmp_path / "t.csv", ["나이"], weight="가중치")
    assert MARKER not in str(caught.value)
    with pytest.raises(UsageError, match=r"workflow\.assess-household"):
        library.assess(tmp_path / "t.csv", ["나이"], household="가중치")
