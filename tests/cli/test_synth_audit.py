"""``pseudo synth audit`` as a user runs it: the private engine keeps its claim, and no budget is asked for."""

from __future__ import annotations

import json

import pytest


@pytest.fixture(scope="module")
def words(pseudo, public_visits, visits):
    return ("synth", "audit", visits, "--recipe", public_visits, "--persons", "60", "--engine", "dp_marginals")


def test_the_private_engine_keeps_its_claim_and_spends_nothing(pseudo, words):
    done = pseudo(*words, "--epsilon", "0.5", "--delta", "0.000001", "--runs", "20", "--json")
    found = json.loads(done.stdout)
    figures = {figure["metric"]: figure for figure in found["evidence"]}
    assert found["persons"] == 60
    assert found["guarantee"].startswith("(0.5, 0.000001)-differential privacy")
    assert figures["audited_epsilon_floor"]["value"] <= 0.5  # so many runs could show 0.8
    assert figures["shadow_membership_auc"]["n"] == 10
    assert {figure["basis"] for figure in found["evidence"]} == {"input"}


@pytest.mark.parametrize("runs", ["9", "6"])
def test_odd_or_few_runs_are_refused(pseudo, words, runs):
    pseudo(*words, "--epsilon", "1", "--runs", runs, code=2)
