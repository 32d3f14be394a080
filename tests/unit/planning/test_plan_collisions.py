"""How likely pseudonyms collide: a bound that holds, stated in the plan and held against the recipe's limit."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from pseudo.errors import PolicyRefused
from pseudo.planning.collisions import birthday_bound


@pytest.mark.parametrize(("distinct", "bits"), [(2, 1), (10, 6), (300, 16), (5000, 16), (1000, 40)])
def test_the_bound_is_never_below_the_probability(distinct, bits):
    apart = sum(math.log1p(-taken / 2**bits) for taken in range(min(distinct, 2**bits)))
    exact = -math.expm1(apart) if distinct <= 2**bits else 1.0
    assert exact <= birthday_bound(distinct, bits) <= 1
    assert birthday_bound(1, bits) == 0


def test_pseudonyms_state_how_likely_they_collide_and_short_ones_are_refused(recipe, plan_it, make_scan, change_rule):
    scan = make_scan()
    many = tuple(replace(f, rates={"distinct": 40_000_000.0}) if f.column == "환자번호" else f for f in scan.columns)
    scan = replace(scan, columns=many, table=replace(scan.table, rows=50_000_000))
    (made,) = plan_it(recipe, scan).collisions
    assert (made.domain, made.columns, made.distinct, made.bits) == ("p", ("환자번호",), 44_000_000, 128.0)
    assert made.probability == pytest.approx(44e6**2 / 2**129, rel=0.01)
    short = replace(change_rule("patient", params={"length_bits": 64}), max_collision_probability=1e-9)
    with pytest.raises(PolicyRefused, match=r"planning\.collisions") as caught:
        plan_it(short, scan)
    assert caught.value.facts["needed"] == 80
    longer = replace(change_rule("patient", params={"length_bits": 80}), max_collision_probability=1e-9)
    assert plan_it(longer, scan).collisions[0].probability <= 1e-9


def test_a_key_of_several_columns_stands_for_all_of_them_together(recipe, plan_it, make_scan, change_rule):
    joined = change_rule(
        "ward", technique="matching_key", params={"with_columns": ["sex"], "digest": "hmac_sha256"}, domain="w"
    )
    few = {"진료과": 20.0, "성별": 2.0}
    scan = make_scan()
    scan = replace(scan, columns=tuple(replace(f, rates={"distinct": few.get(f.column, 9.0)}) for f in scan.columns))
    made = {
        c.domain: c.distinct for c in plan_it(joined, replace(scan, table=replace(scan.table, rows=1000))).collisions
    }
    assert made["w"] == 22 * 3
    made = {c.domain: c.distinct for c in plan_it(joined, replace(scan, table=replace(scan.table, rows=50))).collisions}
    assert made["w"] == 50
