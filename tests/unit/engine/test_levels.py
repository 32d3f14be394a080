"""Levels that a recipe leaves open: found on the table itself, in the units that the goal counts, in the memory of its codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pyarrow as pa
import pytest

from pseudo.engine.levels import choose_levels
from pseudo.errors import BadInput
from pseudo.model import (
    Anonymity,
    ColumnRule,
    ColumnType,
    Generalization,
    NullRule,
    Purpose,
    Recipe,
    ReleaseClass,
    Role,
    Text,
    Unit,
)
from pseudo.planning import dump_plan, load_plan
from pseudo.table import frame_source
from pseudo.workflow import make_plan

WHY = Text("연구에 필요", "needed for the study")
WARDS = "내과;내과계;전체\n외과;외과계;전체\n흉부외과;외과계;전체\n피부과;내과계;전체"
ABOVE = {ward: line.split(";")[1:] for line in WARDS.splitlines() for ward in [line.split(";")[0]]}


def rule(name, technique, params=None, **changes):
    made = ColumnRule(Role.QUASI_IDENTIFIER, technique, NullRule.KEEP, WHY, names=(name,), params=params or {})
    return replace(made, **changes)


def recipe(wanted, *, unit=Unit.ROW, k=4, extra=()):
    columns = (
        rule("나이", "hierarchy", {"built": "age", "level": 3}, type=ColumnType.INTEGER),
        rule("진료과", "hierarchy", {"table": WARDS, "level": 2}),
        rule("성별", "keep"),
        *extra,
    )
    return Recipe(
        name="test/levels",
        version="1",
        title=WHY,
        description=WHY,
        release_class=ReleaseClass.INTERNAL,
        purpose=Purpose.RESEARCH,
        purpose_text=Text("연령대와 진료과별 재입원 요인을 분석", "predictors of readmission by age band and ward"),
        subject="환자번호" if unit is Unit.SUBJECT else None,
        columns=columns,
        anonymity=Anonymity(k, unit, ("나이", "진료과", "성별"), 0.5),
        generalization=wanted,
    )


PATIENT = rule("환자번호", "hmac", {"length_bits": 128}, role=Role.DIRECT_IDENTIFIER, domain="p", nulls=NullRule.REFUSE)


def table(rows=400, seed=3, persons=None):
    random = np.random.default_rng(seed)
    columns = {
        "나이": pa.array([None if i % 50 == 7 else int(random.integers(20, 60)) for i in range(rows)], pa.int64()),
        "진료과": pa.array(random.choice(list(ABOVE), rows, p=[0.5, 0.3, 0.15, 0.05])),
        "성별": pa.array(random.choice(["남", "여"], rows)),
    }
    if persons:
        columns["환자번호"] = pa.array([f"P{random.integers(0, persons):05d}" for _ in range(rows)])
    return pa.table(columns)


def age(value, level):
    """The built hierarchy of ages, written once more."""
    if value is None or level == 0:
        return value
    width, top = {1: (5, 90), 2: (10, 90), 3: (20, 80)}[level]
    return "90+" if value >= top else value // width


def ward(value, level):
    return value if level == 0 else ABOVE[value][level - 1]


def keys_at(data, levels):
    """Each row's quasi-identifiers with age and ward at these levels."""
    return [(age(r["나이"], levels[0]), ward(r["진료과"], levels[1]), r["성별"]) for r in data.to_pylist()]


def small_in(keys, k=4):
    """Units in classes below k."""
    return sum(count for count in Counter(keys).values() if count < k)


def loss_of(data, levels, k=4):
    """Mean share of the values that occur which a cell could be, over the three columns; all of a row in a class below k."""
    ages = {v for v in data.column("나이").to_pylist() if v is not None}
    keys = keys_at(data, levels)
    counts, total = Counter(keys), 0.0
    for row, key in zip(data.to_pylist(), keys, strict=True):
        if counts[key] < k:
            total += 3
            continue
        if row["나이"] is not None:
            total += (sum(age(v, levels[0]) == key[0] for v in ages) - 1) / (len(ages) - 1)
        total += (sum(ward(v, levels[1]) == key[1] for v in ABOVE) - 1) / (len(ABOVE) - 1)
    return total / (3 * data.num_rows)


def test_the_plan_has_the_levels_of_least_loss_among_those_within_the_limit():
    data, wanted = table(), Generalization({"나이": 1, "진료과": 0}, 0.1)
    plan = make_plan(frame_source(data), recipe(wanted))
    choices = [one for one in product((1, 2, 3), (0, 1, 2)) if small_in(keys_at(data, one)) <= 40]
    losses = {one: loss_of(data, one) for one in choices}
    levels = min(losses, key=losses.get)
    chosen = {column.column: column.level for column in plan.levels.columns}
    assert (chosen["나이"], chosen["진료과"], chosen["성별"]) == (*levels, None)
    assert plan.levels.score == pytest.approx(losses[levels], abs=1e-12)
    assert plan.levels.floor == plan.levels.score
    assert (plan.levels.small, plan.levels.of) == (small_in(keys_at(data, levels)), 400)
    entries = {entry.column: (entry.technique, entry.params.get("level")) for entry in plan.columns}
    assert entries["나이"] == ("hierarchy", levels[0])
    assert entries["진료과"] == (("keep", None) if levels[1] == 0 else ("hierarchy", levels[1]))
    assert load_plan(dump_plan(plan)) == plan


def test_persons_are_counted_once_for_each_combination():
    data = table(600, persons=150)
    wanted = Generalization({"나이": 1, "진료과": 0}, 0.3)
    plan = make_plan(frame_source(data), recipe(wanted, unit=Unit.SUBJECT, extra=(PATIENT,)))
    persons = data.column("환자번호").to_pylist()
    pairs = list(zip(persons, keys_at(data, (1, 0)), strict=True))
    assert plan.levels.of == len(set(pairs))
    levels = [column.level for column in plan.levels.columns]
    one_each = dict(zip(pairs, keys_at(data, levels), strict=True))
    assert plan.levels.small == small_in(one_each.values())


def test_neighbours_and_columns_left_out_are_counted():
    data = table()
    plan = make_plan(frame_source(data), recipe(Generalization({"나이": 1, "진료과": 0}, 0.1)))
    by_name = {column.column: column for column in plan.levels.columns}
    levels = by_name["나이"].level, by_name["진료과"].level
    keys = keys_at(data, levels)
    for place, name in enumerate(("나이", "진료과", "성별")):
        assert by_name[name].small_without == small_in(key[:place] + key[place + 1 :] for key in keys)
    assert (by_name["성별"].level, by_name["성별"].small_above) == (None, None)
    assert (by_name["나이"].lowest, by_name["나이"].highest) == (1, 3)
    assert levels[0] < 3
    assert by_name["나이"].small_above == small_in(keys_at(data, (levels[0] + 1, levels[1])))


def test_what_no_level_reaches_is_refused_with_what_stands_in_the_way():
    with pytest.raises(BadInput, match=r"planning\.levels-unreachable") as caught:
        make_plan(frame_source(table(60)), recipe(Generalization({"나이": 1, "진료과": 0}, 0.0), k=30))
    message = caught.value.message("ko")
    assert "가장 높은 단계에서도 k=30 미만인 동질집합에 60건 중" in message
    assert "'나이'" in message
    assert not any(cell in message for cell in ABOVE)


def test_a_table_without_rows_gets_the_highest_levels():
    plan = make_plan(frame_source(table(0)), recipe(Generalization({"나이": 1, "진료과": 0}, 0.1)))
    assert {c.column: c.level for c in plan.levels.columns} == {"나이": 3, "진료과": 2, "성별": None}


def test_batches_do_not_matter(monkeypatch):
    data, wanted = table(), Generalization({"나이": 1, "진료과": 0}, 0.1)
    whole = make_plan(frame_source(data), recipe(wanted))
    monkeypatch.setattr("pseudo.engine.levels.BATCH_ROWS", 7)
    assert make_plan(frame_source(data), recipe(wanted)) == whole


def test_levels_are_found_for_a_goal_only():
    plan = make_plan(frame_source(table(20)), recipe(None, k=2))
    with pytest.raises(ValueError, match="goal of k"):
        choose_levels(replace(plan, anonymity=None), Generalization({"나이": 1}, 0.1), frame_source(table(20)))


def test_more_values_than_keys_hold_are_refused_by_a_code():
    names = [f"열{i}" for i in range(12)]
    data = table(3000).append_column("번호", pa.array(range(3000)))
    for name in names:
        data = data.append_column(name, pa.array([f"{name}-{i}" for i in range(3000)]))
    others = tuple(rule(name, "keep") for name in names)
    wanted = replace(
        recipe(Generalization({"나이": 1}, 0.5), extra=(*others, rule("번호", "keep"))),
        anonymity=Anonymity(2, Unit.ROW, ("나이", *names), 0.5),
    )
    with pytest.raises(BadInput, match=r"engine\.levels-wide"):
        make_plan(frame_source(data), wanted)
