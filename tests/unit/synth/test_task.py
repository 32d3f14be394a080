"""From recipe and plan to what is done with each column."""

from __future__ import annotations

import dataclasses
import math

import pytest

from pseudo.errors import PolicyRefused
from pseudo.model import Check, ColumnPlan, ColumnType, NullRule, Plan, Role, SynthConstraint, Text, Unit
from pseudo.synth import build_task
from pseudo.synth.training import prepare

NAMES = {"환자번호": "PATIENT_ID", "내원일자": "visit date"}


@pytest.fixture
def plan(recipe):
    """A plan for a table with headers of its own, with one column that only a scan could place."""
    reason = Text("시험", "test")
    columns = [
        ColumnPlan(NAMES.get(r.names[0], r.names[0]), r.names[0], r.role, r.type, "keep", NullRule.KEEP, reason)
        for r in recipe.columns
    ]
    extra = ColumnPlan(
        "X1", "verdict:code", Role.OTHER, ColumnType.INTEGER, "keep", NullRule.KEEP, reason, entity="CODE"
    )
    return Plan(
        recipe=recipe.name,
        recipe_version="1",
        recipe_digest="sha256:0",
        release_class=recipe.release_class,
        purpose=recipe.purpose,
        purpose_text=recipe.purpose_text,
        project="p",
        recipient="r",
        subject="PATIENT_ID",
        columns=(*columns, extra),
        anonymity=recipe.anonymity,
    )


def header(plan):
    return [c.column for c in plan.columns]


def test_a_plan_gives_the_tables_names(plan, recipe):
    task = build_task(header(plan), recipe, plan)
    specs = {c.name: c for c in task.columns}
    assert specs["PATIENT_ID"].provider == "patient_id"
    assert specs["X1"].rule == "verdict:code"
    assert task.subject == "PATIENT_ID"
    assert task.dropped == ("비고",)
    assert SynthConstraint("inequality", ("생년월일", "visit date")).columns in [r.columns for r in task.constraints]
    assert "PATIENT_ID" in task.read
    assert "환자명" not in task.read


def test_the_plans_roles_bind(plan, recipe):
    """What the plan calls an identifier must be covered, whatever the recipe's rule said."""
    columns = (*plan.columns[:-1], dataclasses.replace(plan.columns[-1], role=Role.DIRECT_IDENTIFIER))
    with pytest.raises(PolicyRefused) as raised:
        build_task(header(plan), recipe, dataclasses.replace(plan, columns=columns))
    assert raised.value.facts["columns"] == "'X1'"


def test_names_are_compared_as_recipes_compare_them(recipe):
    task = build_task(["환자 번호", "환자_명", "성별"], recipe)
    assert [c.provider for c in task.columns] == ["patient_id", "person_name", None]
    assert task.constraints == ()


def test_without_a_subject_unit_rows_are_counted(recipe):
    rows = dataclasses.replace(recipe, anonymity=dataclasses.replace(recipe.anonymity, unit=Unit.ROW))
    assert build_task(["환자번호", "성별"], rows).subject is None
    with pytest.raises(Exception, match="환자번호"):
        build_task(["성별"], recipe)


def test_public_ranges_come_from_the_checks(recipe):
    checks = (
        Check("between", ("체온",), {"min": 30, "max": 45}),
        Check("between", ("체온", "본인부담금"), {"min": 35}),
        Check("between", ("생년월일",), {"min": "1970-01-02"}),
        Check("between", ("내원일자",), {"min": 0, "max": 120}),
        Check("not_null", ("성별",)),
    )
    task = build_task([r.names[0] for r in recipe.columns], dataclasses.replace(recipe, checks=checks))
    ranges = {c.name: (c.low, c.high) for c in task.columns}
    assert ranges["체온"] == (35, 45)
    assert ranges["본인부담금"] == (35, math.inf)
    assert ranges["생년월일"] == (1, math.inf)
    assert ranges["내원일자"] == (-math.inf, math.inf)  # the check is about an age made from it


def test_public_categories_need_no_threshold_to_be_learned(recipe, visits):
    open_ended = dataclasses.replace(recipe, anonymity=None)
    assert not prepare(visits, build_task(["환자번호", "성별"], open_ended)).coded.frame.empty
    with pytest.raises(PolicyRefused, match=r"synth\.no-threshold") as raised:
        prepare(visits, build_task(["환자번호", "성별", "시도", "체온"], open_ended))
    assert raised.value.facts["columns"] == "'시도', '체온'"
