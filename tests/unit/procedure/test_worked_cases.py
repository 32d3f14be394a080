"""The guideline's fifteen worked cases (2026.3 별권 p.113-228): class, review and set of forms come out as they stand there."""

from __future__ import annotations

import pytest

from pseudo.procedure.edition import edition
from pseudo.procedure.required import Circumstances, Keeper, keeper_of, needs
from pseudo.procedure.risk_class import decide
from pseudo.procedure.terms import Form, Ground, Need, RiskClass, Setting, User

LOW, MEDIUM, HIGH = RiskClass
INSIDE, THIRD = User
OUTSIDE, ROOM, INTERNAL = Setting.OUTSIDE, Setting.PROVIDER_ROOM, Setting.INTERNAL
REPEAT, DESIGNATED, UNSTRUCTURED = Ground.REPEAT, Ground.DESIGNATED, Ground.UNSTRUCTURED

# who, where, controlled, grounds, base, final; the forms ➊–➓: W written, S skipped, N not applicable; who keeps ➓
CASES = {
    "L1 farm register, again": (THIRD, OUTSIDE, False, (REPEAT,), HIGH, LOW, "WWWSSNSNSW", Keeper.BOTH),
    "L2 school results, another researcher": (THIRD, OUTSIDE, False, (REPEAT,), HIGH, LOW, "WWWSSNSNWW", Keeper.BOTH),
    "L3 health and air, departments": (INSIDE, INTERNAL, True, (), LOW, LOW, "SWWWWNWNSW", Keeper.BOTH),
    "L4 fitness to a joining body": (THIRD, Setting.EXPERT_BODY, False, (DESIGNATED,), HIGH, LOW, "SWWWWNWNSW", Keeper.PROVIDER),
    "L5 leases to a zone": (THIRD, Setting.INNOVATION_ZONE, False, (DESIGNATED,), HIGH, LOW, "WWWWWNWNSW", Keeper.PROVIDER),
    "M1 insurance in the provider's room": (THIRD, ROOM, True, (), MEDIUM, MEDIUM, "WWWWWNWSSW", Keeper.PROVIDER),
    "H1 call records": (THIRD, ROOM, True, (UNSTRUCTURED,), MEDIUM, HIGH, "WWWWWWWWWW", Keeper.BOTH),
    "S1 purchases": (THIRD, OUTSIDE, False, (), HIGH, HIGH, "WWWWWNWWWW", Keeper.BOTH),
    "U1 breast CT": (INSIDE, INTERNAL, True, (UNSTRUCTURED,), LOW, HIGH, "WWWWWWWWSW", Keeper.PRIVACY_TEAM),
    "U2 oral photo": (THIRD, ROOM, True, (UNSTRUCTURED,), MEDIUM, HIGH, "WWWWWWWWWW", Keeper.BOTH),
    "U3 facial CT": (THIRD, ROOM, True, (UNSTRUCTURED,), MEDIUM, HIGH, "WWWWWWWWWW", Keeper.BOTH),
    "U4 driving video": (THIRD, ROOM, True, (UNSTRUCTURED,), MEDIUM, HIGH, "WWWWWWWWWW", Keeper.BOTH),
    "U5 HOV photo": (THIRD, OUTSIDE, False, (UNSTRUCTURED,), HIGH, HIGH, "WWWWWWWWWW", Keeper.BOTH),
    "U6 chatbot": (INSIDE, INTERNAL, True, (UNSTRUCTURED,), LOW, HIGH, "WWWWWWWWSW", Keeper.PRIVACY_TEAM),
    "U7 call-centre voice": (INSIDE, INTERNAL, True, (UNSTRUCTURED,), LOW, HIGH, "WWWWWWWWSW", Keeper.PRIVACY_TEAM),
}  # fmt: skip
REVIEWERS = {LOW: 1, MEDIUM: 2, HIGH: 3}
REPLACED = {"L4 fitness to a joining body"}
"""The application is an official letter there (별권 p.83 lets it stand for the form), so the form itself is not written."""


def circumstances(name):
    user, setting, controlled, grounds, _, risk, forms, _ = CASES[name]
    return Circumstances(
        risk=risk,
        user=user,
        setting=setting,
        controlled=controlled,
        unstructured=UNSTRUCTURED in grounds,
        repeated=REPEAT in grounds,
        other_recipient=REPEAT in grounds and forms[8] == "W",
        outside_reviewer=forms[7] == "W",
    )


@pytest.mark.parametrize("name", CASES)
def test_the_class(name):
    user, _, controlled, grounds, base, final, _, _ = CASES[name]
    found = decide(user, controlled, grounds)
    assert found.base is base
    assert final in found.allowed
    assert final.rank >= found.advised.rank or not {REPEAT, DESIGNATED}.isdisjoint(grounds)


@pytest.mark.parametrize("name", CASES)
def test_the_review(name):
    assert edition().review[CASES[name][5]].reviewers == REVIEWERS[CASES[name][5]]


@pytest.mark.parametrize("name", CASES)
def test_the_forms(name):
    for need, written in zip(needs(circumstances(name)), CASES[name][6], strict=True):
        if need.form is Form.APPLICATION and name in REPLACED:
            assert need.need is Need.REQUIRED
        elif written == "W":
            assert need.need is Need.REQUIRED, need.form
        elif written == "N":
            assert need.need is Need.NONE, need.form
        else:
            assert need.need in (Need.OPTIONAL, Need.NONE), need.form


@pytest.mark.parametrize("name", CASES)
def test_who_keeps_the_ledger(name):
    assert keeper_of(circumstances(name)) is CASES[name][7]


def test_no_ground_moves_the_class_by_itself():
    for user in User:
        for controlled in (False, True):
            found = decide(user, controlled)
            assert found.allowed == (found.base,)


def test_designated_environment_never_raises_and_unstructured_never_lowers():
    assert HIGH not in decide(THIRD, True, (DESIGNATED,)).allowed
    assert MEDIUM not in decide(THIRD, False, (UNSTRUCTURED,)).allowed


def test_a_medium_case_outside_the_providers_room_commits_itself():
    lowered = Circumstances(MEDIUM, THIRD, OUTSIDE, controlled=False)
    assert needs(lowered)[Form.COMMITMENT.number - 1].need is Need.REQUIRED


def test_unstructured_data_are_inspected_at_every_class():
    for risk in RiskClass:
        case = Circumstances(risk, THIRD, ROOM, controlled=True, unstructured=True)
        assert needs(case)[Form.INSPECTION.number - 1].need is Need.REQUIRED
