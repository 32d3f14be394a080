"""What planner, gate and recipes take a technique for hangs on what its catalogue entry states; nothing stated is the strictest."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pseudo import techniques
from pseudo.engine.rarity import searched
from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ReleaseClass
from pseudo.planning.law import plan_problems
from pseudo.planning.lint import idle_technique
from pseudo.recipes.policy import KEYED
from pseudo.techniques import catalogue
from pseudo.techniques.contract import Options, Output

STATED = {name: c.info.output for name, c in catalogue().items() if c.scope == "column"}


def named(*outputs):
    return {name for name, output in STATED.items() if output in outputs}


def test_every_technique_on_a_column_states_what_can_be_read_in_its_cells():
    assert named(Output.UNSTATED) == set()


def test_what_pseudonymises_is_never_opened_to_the_public():
    """Recipes stand below the catalogue and cannot ask it; the plan is asked again, with plug-ins (``planning.open``)."""
    assert named(Output.PSEUDONYM, Output.TIED) == KEYED


def test_whatever_a_key_can_undo_stands_for_its_cell():
    undone = {n for n, c in catalogue().items() if c.info.reversible}
    family = {n for n, c in catalogue().items() if c.info.keyed and c.info.family == "cryptography"}
    assert family | undone - named(Output.TIED) <= named(Output.PSEUDONYM)


def test_cells_that_only_change_places_are_read_as_before():
    assert named(Output.SOURCE) == {"keep", "truncate", "permute", "pram", "randomized_response"}
    assert named(Output.MASKED) == {"mask"}
    assert named(Output.NOTHING) == {"delete", "serial"}


@pytest.fixture(params=[Output.UNSTATED, Output.SOURCE])
def plug_in(request, monkeypatch):
    """A keyed technique of another package whose cells can be read, or that does not say."""

    class PlugIn(catalogue()["hmac"]):
        info = replace(catalogue()["hmac"].info, name="plug", output=request.param)

    found = catalogue() | {"plug": PlugIn}
    monkeypatch.setattr(techniques, "_found", lambda: found)
    return {"technique": "plug", "params": {"length_bits": 128}, "domain": "w"}


def test_what_a_keyed_plug_in_gives_is_searched_by_the_gate(recipe, plan_it, change_rule, plug_in):
    plan = plan_it(change_rule("ward", **plug_in))
    assert ("no_identifier", ("진료과",)) in {(check.kind, check.columns) for check in plan.checks}


def test_a_keyed_plug_in_is_not_taken_to_treat_identifiers(recipe, plan_it, make_scan, change_rule, stray, plug_in):
    changed = change_rule("ward", **plug_in)
    for code, found in (
        ("identifier-left", {"entities": {"진료과": "PERSON"}}),
        ("stray-hits", {"stray": {"진료과": stray()}}),
    ):
        with pytest.raises(PolicyRefused) as caught:
            plan_it(changed, make_scan(**found))
        assert caught.value.code == f"planning.{code}"


def test_what_a_keyed_plug_in_gives_is_not_opened_to_the_public(recipe, plan_it, change_rule, plug_in):
    plan = plan_it(change_rule("ward", **plug_in))
    ward = tuple(entry for entry in plan.columns if entry.column == "진료과")
    (problem,) = plan_problems(replace(plan, columns=ward, release_class=ReleaseClass.OPEN))
    assert (problem.code, problem.facts) == ("planning.open", {"columns": "'진료과'"})


def test_what_a_keyed_plug_in_gives_is_searched_for_rare_values(recipe, plan_it, change_rule, plug_in):
    plan = plan_it(change_rule("ward", **plug_in))
    entry = plan.column("진료과")
    made = idle_technique("plug", Options(entry.column, entry.type, entry.nulls, entry.domain), entry.params)
    assert searched(entry, made)


def test_an_entity_that_no_finder_knows_is_refused_with_the_nearest(recipe, plan_it, change_rule):
    given = {"default": "tag", "by_entity": {"PHONE_NUMBR": "hmac"}}
    with pytest.raises(BadInput) as caught:
        plan_it(change_rule("ward", technique="rewrite_text", params=given, domain="w"))
    assert (caught.value.code, caught.value.where.column) == ("planning.unknown-entity", "진료과")
    assert "PHONE_NUMBER" in caught.value.message("ko")
