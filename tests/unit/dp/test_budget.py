"""An exact budget: what it adds up, what it refuses, and who it makes wait."""

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.dp import Budget
from pseudo.dp.amount import decimal_text, delta_of, epsilon_of, float_below
from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.ledger import chained_entries

decimals = st.decimals(min_value=0, max_value=1000, allow_nan=False, allow_infinity=False, places=12).map(str)


@given(st.lists(decimals, min_size=1, max_size=20))
def test_decimals_add_up_exactly(texts):
    total = sum((Fraction(text) for text in texts), Fraction())
    assert Fraction(decimal_text(total)) == total


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0.30", "0.3"), ("1e-7", "0.0000001"), ("10", "10"), ("0", "0"), ("1e3", "1000"), ("0.05", "0.05")],
)
def test_decimals_are_written_plainly(amount, text):
    assert decimal_text(Fraction(amount)) == text


@given(decimals)
def test_float_below_is_never_above_and_next_to_it(text):
    import math

    below = float_below(Fraction(text))
    assert Fraction(below) <= Fraction(text) < Fraction(math.nextafter(below, math.inf))


def test_the_float_of_a_tenth_is_above_a_tenth():
    assert Fraction(float("0.1")) > Fraction("0.1") > Fraction(float_below(Fraction("0.1")))


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "nan", "inf", "1/3", "1e999", "0x1", "1_0", " 1", "1\n", "٣", "0.0", "1" * 41, "1,5", "."]
)
def test_an_epsilon_is_a_plain_positive_decimal(text):
    with pytest.raises(UsageError) as caught:
        epsilon_of(text)
    assert caught.value.code == "dp.amount"


@pytest.mark.parametrize("text", ["1", "1.5", "-0.1", "x"])
def test_a_delta_is_a_probability_below_one(text):
    with pytest.raises(UsageError):
        delta_of(text)
    assert delta_of("0") == 0


def test_ten_tenths_are_one_and_no_more(budget, lineage):
    for _ in range(10):
        budget.spend(lineage, "0.1", "0", "visits")
    balance = budget.show(lineage)
    assert (balance.spent_epsilon, balance.left_epsilon, len(balance.spends)) == ("1", "0", 10)
    with pytest.raises(PolicyRefused) as caught:
        budget.spend(lineage, "0.0000000000000000000001", "0", "visits")
    assert caught.value.code == "dp.overspent"
    assert caught.value.facts["asked_epsilon"] == "0.0000000000000000000001"
    assert budget.show(lineage) == balance


def test_delta_is_a_budget_of_its_own(budget, lineage):
    budget.spend(lineage, "0.1", "1e-6", "visits")
    with pytest.raises(PolicyRefused) as caught:
        budget.spend(lineage, "0.1", "1e-9", "visits")
    facts = caught.value.facts
    assert (facts["granted_delta"], facts["spent_delta"], facts["asked_delta"]) == (
        "0.000001",
        "0.000001",
        "0.000000001",
    )
    budget.spend(lineage, "0.1", "0", "visits")


def test_a_spending_is_on_disk_when_it_returns(budget, lineage):
    record = budget.spend(lineage, "0.25", "0", "visits by department")
    other = Budget(budget.path).show(lineage)
    assert other.spends == (record,)
    assert (record.epsilon, record.what, other.left_epsilon) == ("0.25", "visits by department", "0.75")


def test_populations_do_not_share(budget, lineage):
    budget.grant("다라부대 장병", "2")
    budget.spend(lineage, "1", "0", "x")
    assert budget.show("다라부대 장병").left_epsilon == "2"


def test_no_budget_no_spending(budget, tmp_path):
    empty = Budget(tmp_path / "none.jsonl")
    for action in (
        lambda: budget.spend("다른 집단", "0.1", "0", "x"),
        lambda: empty.spend("다른 집단", "0.1", "0", "x"),
        lambda: empty.check("다른 집단", [("0.1", "0")]),
        lambda: budget.show("다른 집단"),
        lambda: empty.show("다른 집단"),
    ):
        with pytest.raises(PolicyRefused) as caught:
            action()
        assert caught.value.code == "dp.no-budget"
    assert not empty.path.exists()


def test_check_takes_nothing(budget, lineage):
    budget.check(lineage, [("0.5", "0"), ("0.5", "1e-6")])
    with pytest.raises(PolicyRefused) as caught:
        budget.check(lineage, [("0.5", "0"), ("0.6", "0")])
    assert caught.value.code == "dp.overspent"
    assert budget.show(lineage).spent_epsilon == "0"


def test_a_total_is_granted_once(budget, lineage):
    before = budget.path.read_bytes()
    budget.grant(lineage, "1.0", "0.000001")
    assert budget.path.read_bytes() == before
    with pytest.raises(PolicyRefused) as caught:
        budget.grant(lineage, "2", "1e-6")
    assert caught.value.code == "dp.granted-already"
    assert budget.path.read_bytes() == before
    assert budget.grant(lineage, "2", "1e-6", reason="심의위원회 의결").left_epsilon == "2"


def test_a_lowered_total_has_nothing_left(budget, lineage):
    budget.spend(lineage, "0.8", "0", "x")
    assert budget.grant(lineage, "0.5", "1e-6", reason="정책 변경").left_epsilon == "0"
    with pytest.raises(PolicyRefused):
        budget.spend(lineage, "0.1", "0", "x")


def test_one_population_has_one_budget_however_it_is_typed(budget, lineage):
    import unicodedata

    budget.spend(unicodedata.normalize("NFD", f"  {lineage.replace(' ', '   ')} "), "0.5", "0", "x")
    assert budget.show(lineage).left_epsilon == "0.5"


@pytest.mark.parametrize("name", ["", "   ", "a\x00b"])
def test_a_population_has_a_name(budget, name):
    with pytest.raises(UsageError) as caught:
        budget.spend(name, "0.1", "0", "x")
    assert caught.value.code == "dp.lineage"


def test_a_changed_file_is_refused(budget, lineage):
    budget.spend(lineage, "0.9", "0", "x")
    budget.path.write_bytes(budget.path.read_bytes().replace(b'"0.9"', b'"0.1"'))
    for action in (lambda: budget.show(lineage), lambda: budget.spend(lineage, "0.5", "0", "x")):
        with pytest.raises(BadInput) as caught:
            action()
        assert caught.value.code == "evidence.ledger-broken"


def test_a_half_written_spending_was_not_spent(budget, lineage):
    """Its write never came back, so no noise was drawn for it; the next spending repairs the file and says so."""
    whole = budget.path.read_bytes()
    budget.spend(lineage, "0.9", "0", "x")
    budget.path.write_bytes(budget.path.read_bytes()[:-10])
    assert budget.show(lineage).spent_epsilon == "0"
    budget.spend(lineage, "0.5", "0", "y")
    assert budget.show(lineage).spent_epsilon == "0.5"
    assert b'"repaired"' in budget.path.read_bytes()[len(whole) :]


SPENDER = """
import sys
from pathlib import Path
from pseudo.dp import Budget
from pseudo.errors import PolicyRefused
spent = 0
for _ in range(8):
    try:
        Budget(Path(sys.argv[1])).spend(sys.argv[2], "0.1", "0", "race")
        spent += 1
    except PolicyRefused:
        pass
print(spent)
"""


def test_processes_cannot_spend_the_same_budget(budget, lineage):
    command = [sys.executable, "-c", SPENDER, str(budget.path), lineage]
    children = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    spent = [int(child.communicate()[0]) for child in children]
    assert sum(spent) == 10  # 24 tried
    assert budget.show(lineage).left_epsilon == "0"


def test_a_closed_budget_is_neither_spent_nor_granted_again(budget, lineage):
    budget.spend(lineage, "0.25", "0", "before")
    closed = budget.close(lineage, "the registry ended")
    assert (closed.spent_epsilon, closed.left_epsilon, closed.left_delta) == ("0.25", "0", "0")
    assert closed.closed == budget.show(lineage).closed != ""
    for refused in (
        lambda: budget.spend(lineage, "0.1", "0", "after"),
        lambda: budget.check(lineage, [("0.1", "0")]),
        lambda: budget.grant(lineage, "5", "0", "more"),
        lambda: budget.close(lineage, "again"),
    ):
        with pytest.raises(PolicyRefused) as caught:
            refused()
        assert caught.value.code == "dp.closed"
    assert budget.show(lineage).spent_epsilon == "0.25"
    assert [entry.event for entry in chained_entries(budget.path)] == [
        "budget-granted",
        "budget-spent",
        "budget-closed",
    ]


def test_closing_needs_a_budget_and_a_reason(budget, lineage):
    with pytest.raises(UsageError) as caught:
        budget.close(lineage, "  ")
    assert caught.value.code == "dp.close-reason"
    with pytest.raises(PolicyRefused) as caught:
        budget.close("nobody", "because")
    assert caught.value.code == "dp.no-budget"
    assert budget.show(lineage).closed == ""
