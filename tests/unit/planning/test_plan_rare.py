"""Rare values in a plan: found on what can be read of a column, decided on one by one, or the plan is refused without a value."""

from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from pseudo.engine.rarity import find_rare
from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ColumnType, RareDecision, RareFinding, RareValues, Role, TableStep, Text
from pseudo.planning import check_plan, dump_plan, load_plan
from pseudo.table import frame_source

WHY = Text("연구에 필요", "needed for the study")
CRITERIA = RareValues(3, "iqr", 1.5, "별권 p.65-66")
WARDS = RareFinding("진료과", "frequency", 3.0, 2, 4, 900)
IN_ORDER = {"least": 0, "most": 99_999, "accept_leakage": "순서가 꼭 필요한 시계열 분석"}
COSTS = RareFinding("진료비", "sigma", 3.0, 7, 9, 900)


def step(technique, columns, **params):
    return TableStep(technique, WHY, columns, params)


@pytest.fixture
def planned(recipe, plan_it, make_scan, make_rule):
    """Plan the recipe with a cost, these decisions on ward and cost, these steps, and what was found."""

    def run(*found, ward=None, cost=None, steps=(), treatment=("keep", {}), anonymity=None):
        technique, params = treatment
        costs = make_rule(
            ("cost", "진료비"),
            technique,
            params=params,
            type=ColumnType.INTEGER,
            rare_values=cost and RareDecision(cost, WHY),
        )
        columns = tuple(
            replace(r, rare_values=ward and RareDecision(ward, WHY)) if r.names[:1] == ("ward",) else r
            for r in recipe.columns
        )
        made = replace(recipe, columns=(costs, *columns), steps=steps, checks=(), anonymity=anonymity)
        return plan_it(made, make_scan((*make_scan().table.columns, "진료비")), measure=lambda plan: found)

    return run


def test_a_finding_without_a_decision_stops_the_plan_and_all_are_named(planned):
    with pytest.raises(PolicyRefused) as caught:
        planned(WARDS, COSTS)
    message = caught.value.message("ko")
    assert caught.value.code == "planning.refused"
    assert "'진료과' 열에 처리 방침을 정하지 않은 특이정보가 있습니다: 값 2개, 900행 중 4행" in message
    assert "'진료비'" in message
    with pytest.raises(PolicyRefused, match=r"planning\.rare-undecided") as caught:
        planned(WARDS)
    assert caught.value.where.column == "진료과"


def test_what_stays_stays_with_its_reason(planned):
    plan = planned(WARDS, COSTS, ward="keep", cost="keep")
    assert [(f.column, f.by, f.reason) for f in plan.rare_findings] == [
        ("진료과", "keep", WHY),
        ("진료비", "keep", WHY),
    ]
    assert load_plan(dump_plan(plan)) == plan


@pytest.mark.parametrize(
    ("found", "options"),
    [
        (WARDS, {"ward": "drop_rows", "steps": (step("drop_rows", ("ward",), rarer_than=4),)}),
        (WARDS, {"ward": "suppress_rare", "steps": (step("suppress_rare", ("ward",), rarer_than=4),)}),
        (
            WARDS,
            {
                "ward": "local_suppression",
                "steps": (step("local_suppression", ("ward",), k=4, unit="row", max_suppressed_rate=0.1),),
            },
        ),
        (COSTS, {"cost": "microaggregation", "steps": (step("microaggregation", ("cost",), k=3),)}),
        (COSTS, {"cost": "suppress_rare", "steps": (step("suppress_rare", ("cost",), rarer_than=4),)}),
        (replace(COSTS, values=1), {"cost": "top_bottom", "treatment": ("top_bottom", {"top": 90})}),
    ],
)
def test_a_treatment_that_is_there_and_reaches_far_enough_is_taken(planned, found, options):
    (finding,) = planned(found, **options).rare_findings
    assert finding.by == options.get("ward", options.get("cost"))


@pytest.mark.parametrize(
    ("found", "options"),
    [
        (WARDS, {"ward": "drop_rows"}),
        (WARDS, {"ward": "drop_rows", "steps": (step("drop_rows", ("sex",), rarer_than=4),)}),
        (WARDS, {"ward": "drop_rows", "steps": (step("drop_rows", ("ward",), rarer_than=3),)}),
        (WARDS, {"ward": "drop_rows", "steps": (step("drop_rows", ("ward",), values=["x"]),)}),
        (WARDS, {"ward": "hmac"}),
        (COSTS, {"cost": "round", "treatment": ("round", {"to": 10, "mode": "floor"})}),
        (COSTS, {"cost": "top_bottom"}),
        (COSTS, {"cost": "top_bottom", "treatment": ("top_bottom", {"top": 90})}),  # seven values are no limit
    ],
)
def test_one_that_is_not_there_or_does_not_treat_them_is_refused(planned, found, options):
    with pytest.raises(PolicyRefused, match=r"planning\.rare-untreated"):
        planned(found, **options)


def test_a_quasi_identifier_in_classes_of_k_is_decided_on_by_k(recipe, plan_it):
    found = RareFinding("성별", "frequency", 3.0, 1, 1, 900)
    (finding,) = plan_it(recipe, measure=lambda plan: (found,)).rare_findings
    assert finding.by == "local_suppression"
    wider = replace(recipe, rare_values=replace(recipe.rare_values, frequency=5))  # k = 5 leaves values in 5 rows
    with pytest.raises(PolicyRefused, match=r"planning\.rare-undecided"):
        plan_it(wider, measure=lambda plan: (found,))


def test_a_plan_in_which_nobody_looked_is_not_applied(recipe, plan_it):
    with pytest.raises(BadInput, match=r"planning\.rare-unsearched"):
        plan_it(recipe, measure=None)
    plan = plan_it(recipe)
    with pytest.raises(BadInput, match=r"planning\.rare-unsearched"):
        check_plan(replace(plan, rare_findings=None).sealed())
    with pytest.raises(PolicyRefused, match=r"planning\.rare-undecided"):
        check_plan(replace(plan, rare_findings=(WARDS,)).sealed())


def test_found_in_what_can_be_read_of_the_output(recipe, plan_it, make_scan, make_rule):
    """Ages as bands, a code cut to three letters, numbers as numbers, an order that is kept; not what is deleted or a pseudonym."""
    names = ("환자번호", "생년월일", "진료과", "상병", "진료비", "옮긴 값", "순서값", "메모", "환자명")
    extra = (
        make_rule(("code", "상병"), "truncate", params={"keep_characters": 3}),
        make_rule(("cost", "진료비"), "keep", type=ColumnType.INTEGER),
        make_rule(("moved", "옮긴 값"), "permute", domain="m"),
        make_rule(("order", "순서값"), "ope", domain="o", type=ColumnType.INTEGER, params=IN_ORDER),
    )
    memo = make_rule(("memo", "메모"), "redact_text", params={"operator": "tag"}, role=Role.FREE_TEXT)
    rules = (*extra, memo, *(r for r in recipe.columns if r.names))
    plan = plan_it(replace(recipe, columns=rules, checks=(), statistics=(), anonymity=None), make_scan(names))
    rows = 400
    table = pa.table(
        {
            "환자번호": [f"P{i}" for i in range(rows)],
            "생년월일": ["1990-01-01"] * (rows - 1) + ["1920-01-01"],
            "진료과": ["내과"] * (rows - 4) + ["희귀과", "희귀과", None, "둘째"],
            "상병": [f"I10{i}" for i in range(rows - 2)] + ["Q991", "Q992"],
            "진료비": [str(i) for i in range(rows - 1)] + ["99999"],
            "옮긴 값": ["가"] * (rows - 1) + ["나"],
            "순서값": [str(i) for i in range(rows - 1)] + ["99999"],
            "메모": [f"글 {i}" for i in range(rows)],
            "환자명": [f"이름{i}" for i in range(rows)],
        }
    ).select(names)
    seen = []
    found = find_rare(plan, CRITERIA, frame_source(table), progress=lambda stage, n: seen.append((stage, n)))
    assert {f.column: (f.method, f.values, f.rows, f.of) for f in found} == {
        "생년월일": ("frequency", 1, 1, rows),
        "진료과": ("frequency", 2, 3, rows - 1),
        "상병": ("frequency", 1, 2, rows),
        "진료비": ("iqr", 1, 1, rows),
        "옮긴 값": ("frequency", 1, 1, rows),
        "순서값": ("iqr", 1, 1, rows),
    }
    assert seen == [("rare", rows)]
    assert "희귀과" not in repr(found)
