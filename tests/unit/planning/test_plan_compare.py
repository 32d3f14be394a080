"""What a reviewer is shown of two plans."""

from dataclasses import replace

import pytest

from pseudo.model import Anonymity, RareFinding, TableStep, Text, Unit
from pseudo.planning import diff_plans, render_diff


@pytest.fixture
def plan(recipe, plan_it):
    return plan_it(recipe)


def test_the_same_plan_does_not_differ(plan):
    assert diff_plans(plan, plan) == []
    assert render_diff([]) == "The two plans say the same."
    assert render_diff([], "ko") == "두 계획의 내용이 같습니다."


def test_a_changed_technique_is_one_line_at_its_column(plan):
    other = replace(
        plan, columns=tuple(replace(c, technique="delete") if c.column == "진료과" else c for c in plan.columns)
    ).sealed()
    changes = diff_plans(plan, other)
    assert [(c.path, c.kind, c.before, c.after) for c in changes] == [
        ("columns[진료과].technique", "changed", "keep", "delete")
    ]
    assert render_diff(changes) == "~ columns[진료과].technique: 'keep' → 'delete'"


def test_added_removed_and_changed_parameters(plan):
    first = replace(plan.columns[0], params={"length_bits": 256, "alphabet": "hex"})
    changes = diff_plans(plan, replace(plan, columns=(first, *plan.columns[2:])))
    assert {(c.path, c.kind) for c in changes} == {
        ("columns[환자번호].params.length_bits", "changed"),
        ("columns[환자번호].params.alphabet", "added"),
        ("columns[환자명]", "removed"),
    }
    back = diff_plans(replace(plan, columns=plan.columns[1:]), plan)
    assert [(c.path, c.kind) for c in back] == [("columns[환자번호]", "added")]
    assert "technique='hmac'" in render_diff(back)


def test_checks_are_compared_by_content(plan):
    changes = diff_plans(plan, replace(plan, checks=plan.checks[1:]))
    assert [(c.path, c.kind) for c in changes] == [("checks", "removed")]
    assert plan.checks[0].kind in render_diff(changes)


def test_the_order_of_quasi_identifiers_speaks(plan):
    other = replace(plan, anonymity=Anonymity(5, Unit.SUBJECT, ("생년월일", "성별"), 0.1))
    assert [(c.path, c.kind) for c in diff_plans(plan, other)] == [("anonymity.quasi_identifiers", "changed")]


def test_anonymity_given_up_is_seen(plan):
    assert [(c.path, c.after) for c in diff_plans(plan, replace(plan, anonymity=None))] == [("anonymity", None)]


def test_columns_in_another_order(plan):
    changes = diff_plans(plan, replace(plan, columns=plan.columns[::-1]))
    assert [(c.path, c.kind) for c in changes] == [("columns", "reordered")]
    assert "순서" in render_diff(changes, "ko")


def test_steps_in_another_order_or_with_other_parameters(plan):
    one, two = (TableStep("drop_rows", Text("까닭", "why"), (name,), {"rarer_than": 4}) for name in ("성별", "진료과"))
    first, second = (replace(plan, steps=steps) for steps in ((one, two), (two, one)))
    assert [(c.path, c.kind) for c in diff_plans(first, second)] == [("steps", "reordered")]
    other = replace(one, params={"rarer_than": 5})
    changes = diff_plans(first, replace(plan, steps=(other, two)))
    assert [(c.path, c.kind) for c in changes] == [("steps", "removed"), ("steps", "added")]
    assert "'rarer_than': 5" in render_diff(changes)


def test_rare_values_that_came_or_went_are_told_by_column(plan):
    found = RareFinding("진료과", "frequency", 3.0, 2, 4, 900, "keep", Text("까닭", "why"))
    first, second = (replace(plan, rare_findings=(replace(found, rows=rows),)) for rows in (4, 5))
    assert [(c.path, c.after) for c in diff_plans(first, second)] == [("rare_findings[진료과].rows", 5)]
    assert [c.kind for c in diff_plans(replace(plan, rare_findings=None), first)] == ["added"]
    longer = replace(plan, collisions=tuple(replace(c, bits=256.0) for c in plan.collisions))
    assert [c.path for c in diff_plans(plan, longer)] == ["collisions[p].bits"]


def test_every_field_of_a_plan_is_compared(plan):
    """No field can change without a line for it."""
    import dataclasses

    for field in dataclasses.fields(plan):
        if field.name in {
            "digest",
            "columns",
            "steps",
            "checks",
            "statistics",
            "anonymity",
            "rare_findings",
            "collisions",
        }:
            continue
        other = replace(plan, **{field.name: "other"})
        assert [c.path for c in diff_plans(plan, other)] == [field.name]
