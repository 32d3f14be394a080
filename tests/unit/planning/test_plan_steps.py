"""Steps on the whole table: where the one for k stands, what they promise, and the plans that would undo themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pseudo.errors import BadInput
from pseudo.model import Check, ColumnType, NullRule, TableStep, Text
from pseudo.planning import check_plan, dump_plan, load_plan

WHY = Text("까닭", "why")
SAMPLE = TableStep("sampling", WHY, (), {"rate": 0.5})
RARE_WARDS = TableStep("drop_rows", WHY, ("ward",), {"rarer_than": 4})
SUPPRESSION = TableStep("local_suppression", WHY, ("ward",), {"k": 4, "unit": "row", "max_suppressed_rate": 0.1})


def means(*columns, k=3):
    return TableStep("microaggregation", WHY, columns, {"k": k})


@pytest.fixture
def costed(recipe, make_rule):
    """The recipe with two more columns of whole numbers, and these steps."""

    def make(*steps, cost=("keep", {}), **changes):
        kept = {"type": ColumnType.INTEGER}
        costs = (
            make_rule(("cost", "진료비"), cost[0], params=cost[1], **kept),
            make_rule(("share", "부담금"), "keep", **kept),
        )
        changes = {"checks": recipe.checks[1:]} | changes
        return replace(recipe, columns=(*costs, *recipe.columns), steps=steps, **changes)

    return make


@pytest.fixture
def plan(plan_it, make_scan):
    return lambda recipe: plan_it(recipe, make_scan((*make_scan().table.columns, "진료비", "부담금")))


def shown(plan):
    return [(step.technique, step.columns) for step in plan.steps]


def codes(caught):
    error = caught.value
    return error.code, str(error.facts) + error.message("ko")


def test_k_becomes_a_step_behind_what_leaves_rows_out_and_before_what_cannot_undo_it(costed, plan):
    made = plan(costed(SAMPLE, RARE_WARDS, means("cost", "share")))
    assert shown(made) == [
        ("sampling", ()),
        ("drop_rows", ("진료과",)),
        ("local_suppression", ("성별", "생년월일")),
        ("microaggregation", ("진료비", "부담금")),
    ]
    assert made.steps[2].params == {"k": 5, "unit": "subject", "max_suppressed_rate": 0.1}
    assert shown(plan(costed(anonymity=None))) == []


def test_k_stands_behind_what_changes_a_quasi_identifier(costed, plan):
    recipe = costed(means("cost"), RARE_WARDS)
    recipe = replace(recipe, anonymity=replace(recipe.anonymity, quasi_identifiers=("sex", "cost")))
    with pytest.raises(BadInput, match=r"planning\.step-thins"):  # microaggregation counts rows that then go
        plan(recipe)
    made = plan(replace(recipe, steps=(RARE_WARDS, means("cost"))))
    assert shown(made)[-1] == ("local_suppression", ("성별", "진료비"))


def test_a_step_on_columns_that_are_not_there_falls_away(costed, plan_it):
    assert shown(plan_it(costed(means("cost", "share"), RARE_WARDS)))[0] == ("drop_rows", ("진료과",))


def test_a_plan_with_steps_comes_back_from_its_file(costed, plan):
    made = plan(costed(SAMPLE, means("cost")))
    assert load_plan(dump_plan(made)) == made


@pytest.mark.parametrize("first", [SUPPRESSION, means("cost")])
@pytest.mark.parametrize("second", [SAMPLE, RARE_WARDS])
def test_rows_do_not_leave_once_they_were_counted(costed, plan, first, second):
    with pytest.raises(BadInput) as caught:
        plan(costed(first, second, anonymity=None))
    assert codes(caught)[0] == "planning.step-thins"
    assert first.technique in codes(caught)[1]
    assert shown(plan(costed(second, first, anonymity=None)))  # the other way round it is fine


def test_cells_of_counted_classes_are_not_changed_again(costed, plan):
    suppressed = replace(SUPPRESSION, columns=("cost",))
    with pytest.raises(BadInput, match=r"planning\.step-changes.*진료비"):
        plan(costed(suppressed, means("cost"), anonymity=None))
    assert shown(plan(costed(means("cost"), suppressed, anonymity=None)))


@pytest.mark.parametrize(
    ("treatment", "because"),
    [(("range", {"width": 10}), "technique:range"), (("local_generalization", {"top": 90}), "technique:local_gen")],
)
def test_what_a_columns_technique_promised_is_not_broken(costed, plan, treatment, because):
    with pytest.raises(BadInput, match=r"planning\.step-breaks") as caught:
        plan(costed(means("cost"), cost=treatment))
    assert because in codes(caught)[1]
    assert plan(costed(means("cost"), cost=("top_bottom", {"top": 90})))  # means stay within the bounds


def test_a_step_that_may_empty_cells_takes_back_that_none_is_missing(costed, plan):
    recipe = costed(SUPPRESSION)
    refused = replace(recipe, columns=tuple(replace(r, nulls=NullRule.REFUSE) for r in recipe.columns))
    missing = {c.columns for c in plan(refused).checks if c.kind == "not_null" and "technique" in c.because}
    assert ("진료과",) not in missing
    assert ("성별",) not in missing
    assert ("진료비",) in missing


def test_what_steps_promise_is_asked_of_the_gate(costed, plan):
    checks = {c.columns: c for c in plan(costed(SUPPRESSION)).checks if c.kind == "k_anonymity"}
    assert checks["진료과",].params == {"k": 4, "unit": "row"}
    assert checks["성별", "생년월일"].because == "technique:local_suppression; recipe:anonymity"


def test_a_step_needs_its_columns_and_its_subject(costed, plan, change_rule):
    recipe = costed(SAMPLE, anonymity=None, statistics=())
    gone = tuple(
        replace(r, technique="delete", params={}, domain=None, nulls=NullRule.KEEP) if r.domain == "p" else r
        for r in recipe.columns
    )
    with pytest.raises(BadInput) as caught:
        plan(replace(recipe, columns=gone))
    assert codes(caught)[0] == "planning.step-column-gone"
    assert "환자번호" in codes(caught)[1]


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (replace(SAMPLE, params={"rate": 2}), r"techniques\.params"),
        (replace(SAMPLE, technique="hmac", params={"length_bits": 128}), r"techniques\.scope"),
        (replace(SAMPLE, technique="sample"), r"techniques\.unknown"),
    ],
)
def test_a_step_that_cannot_be_set_up_is_told(costed, plan, step, code):
    with pytest.raises(BadInput, match=code):
        plan(costed(step, anonymity=None))


def split(column="ward", table="wards", group="집단"):
    return TableStep("anatomize", WHY, (column,), {"l": 2, "table": table, "group": group})


def test_a_table_that_is_split_is_checked_in_both_parts(costed, plan):
    made = plan(costed(split(), checks=(Check("in_set", ("ward",), {"values": ["내과"]}),)))
    assert shown(made) == [("local_suppression", ("성별", "생년월일")), ("anatomize", ("진료과",))]
    asked = {(c.kind, c.columns, c.table): c for c in made.checks}
    left = [n for n in asked["columns", (), ""].params["names"] if n in {"집단", "진료과"}]
    assert left == ["집단"]
    assert asked["columns", (), "wards"].params["names"] == ["집단", "진료과"]
    assert ("absent", ("진료과",), "") in asked
    for kind in ("in_set", "no_identifier"):
        assert (kind, ("진료과",), "wards") in asked
        assert (kind, ("진료과",), "") not in asked
    assert asked["l_diversity", ("집단", "진료과"), "wards"].params == {"l": 2}
    assert asked["k_anonymity", ("집단",), ""].params == {"k": 2, "unit": "row"}
    assert load_plan(dump_plan(made)) == made


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ((split(), SAMPLE), r"planning\.step-(thins|splits)"),
        ((split(), means("cost")), r"planning\.step-splits"),
        ((split(), split(table="again", group="또")), r"planning\.step-splits"),
        ((split(group="성별"),), r"planning\.step-names"),
        ((split(table="visits"),), r"planning\.step-names"),
        ((split(), split("cost", group="또")), r"planning\.step-names"),
        ((split("sex"),), r"planning\.step-splits"),  # a quasi-identifier must stay where k is counted
    ],
)
def test_what_would_tear_the_two_apart_is_refused(costed, plan, steps, code):
    with pytest.raises(BadInput, match=code):
        plan(costed(*steps))


def test_a_check_over_both_parts_is_refused(costed, plan):
    check = Check("a_le_b", ("cost", "share"))
    with pytest.raises(BadInput, match=r"planning\.check-splits"):
        plan(costed(split("cost"), checks=(check,)))


def test_two_columns_may_leave_for_two_tables(costed, plan):
    made = plan(costed(split(), split("cost", "costs", "비용 집단")))
    assert {c.table for c in made.checks} == {"", "wards", "costs"}


def test_a_plan_made_by_hand_is_held_to_the_same(costed, plan):
    made = plan(costed(SAMPLE, means("cost")))
    with pytest.raises(BadInput, match=r"planning\.step-thins"):
        check_plan(replace(made, steps=made.steps[::-1]).sealed())
