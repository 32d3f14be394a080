"""The gate's suite: recipe, techniques and law, each check once."""

from dataclasses import replace

import pytest

from pseudo.errors import PolicyRefused
from pseudo.model import Check, NullRule


def of_kind(plan, kind):
    return {c.columns: c for c in plan.checks if c.kind == kind}


def test_recipe_checks_have_the_tables_names(recipe, plan_it):
    plan = plan_it(recipe)
    assert ("입원일", "퇴원일") in of_kind(plan, "a_le_b")
    assert of_kind(plan, "row_count")[()].because == "recipe"


def test_every_deleted_column_must_be_absent_and_resident_numbers_by_law(recipe, plan_it):
    plan = plan_it(recipe)
    absent = of_kind(plan, "absent")
    assert set(absent) == {(c.column,) for c in plan.columns if c.technique == "delete"}
    assert "제24조의2" in absent[("주민등록번호",)].because


def test_every_text_that_is_left_must_hold_no_identifier(recipe, plan_it):
    plan = plan_it(recipe)
    assert set(of_kind(plan, "no_identifier")) == {("성별",), ("진료과",), ("메모",)}


def test_pseudonyms_that_keep_a_format_are_not_searched(recipe, plan_it, change_rule):
    plan = plan_it(change_rule("ward", technique="ff1", domain="w"))
    assert ("진료과",) not in of_kind(plan, "no_identifier")


@pytest.mark.parametrize(("technique", "params"), [("permute", {}), ("pram", {"keep_rate": 0.5})])
def test_cells_that_only_change_places_are_searched_although_a_key_moves_them(
    recipe, plan_it, make_scan, stray, change_rule, technique, params
):
    moved = change_rule("ward", technique=technique, params=params, domain="w")
    assert ("진료과",) in of_kind(plan_it(moved), "no_identifier")
    with pytest.raises(PolicyRefused, match=r"planning\.stray-hits"):
        plan_it(moved, make_scan(stray={"진료과": stray()}))


def test_k_is_checked_as_the_plan_states_it(recipe, plan_it):
    check = of_kind(plan_it(recipe), "k_anonymity")[("성별", "생년월일")]
    assert check.params == {"k": 5, "unit": "subject"}
    assert not of_kind(plan_it(replace(recipe, anonymity=None)), "k_anonymity")


def test_techniques_promises_are_in_the_suite(recipe, plan_it):
    because = {c.because for c in plan_it(recipe).checks}
    assert any("technique:hmac" in b for b in because)
    assert any("technique:age_band" in b for b in because)


def test_what_suppression_may_empty_is_not_promised_to_be_there(recipe, plan_it, change_rule):
    """A technique that refuses missing cells speaks of its own output; suppression for k comes after it."""
    refusing = change_rule("sex", nulls=NullRule.REFUSE)
    assert ("성별",) not in of_kind(plan_it(refusing), "not_null")
    assert ("성별",) in of_kind(plan_it(replace(refusing, anonymity=None)), "not_null")


def test_one_check_asked_twice_is_one_check_with_both_reasons(recipe, plan_it):
    asked = Check("no_identifier", ("ward",))
    plan = plan_it(replace(recipe, checks=(*recipe.checks, asked)))
    same = [c for c in plan.checks if (c.kind, c.columns) == ("no_identifier", ("진료과",))]
    assert len(same) == 1
    assert same[0].because == "recipe; law:개인정보 보호법 제28조의2"


def test_the_validators_can_run_every_shipped_suite(make_scan):
    """A plan of each shipped recipe is accepted by the gate's own registry."""
    import csv
    import io
    import subprocess
    import sys
    from pathlib import Path

    from pseudo.planning import build_plan
    from pseudo.recipes import load_recipe
    from pseudo.validators.registry import prepare

    root = Path(__file__).parents[3]
    for script, recipe in (("make_visits", "healthcare/visits"), ("make_personnel", "defense/personnel")):
        code = f"import sys; sys.path.insert(0, 'examples'); import {script}; print(','.join({script}.HEADER))"
        done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
        header = next(csv.reader(io.StringIO(done.stdout)))
        dates = dict.fromkeys(header, "%Y-%m-%d")
        options = {"project": "p", "recipient": "r", "date_formats": dates, "measure": lambda plan: ()}
        plan = build_plan(load_recipe(recipe), make_scan(header), **options)
        left = tuple(c.column for c in plan.columns if c.technique != "delete")
        assert len(prepare(plan, left)) == len(plan.checks) > len(left)
