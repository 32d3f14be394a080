"""Budgets in a real PostgreSQL: the same account, spent once by whoever comes first, and tampering that stops it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pseudo.dp import Budget
from pseudo.errors import BadInput, PolicyRefused, UsageError

PEOPLE = "registry/patient"
SPENDER = (
    "import sys; from pathlib import Path; from pseudo.dp import Budget; from pseudo.errors import PolicyRefused\n"
    "for _ in range(10):\n"
    "    try: Budget(Path(sys.argv[1])).spend(sys.argv[2], '0.1', '0', 'race')\n"
    "    except PolicyRefused: print('refused')\n"
)


@pytest.fixture
def budget(tmp_path, postgres):
    made = Budget(tmp_path / "home" / "budget.jsonl")
    made.place(postgres)
    return made


def change(url, *statements):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


def test_the_same_account_as_in_a_file(budget, tmp_path):
    file = Budget(tmp_path / "file" / "budget.jsonl")
    balances = []
    for one in (budget, file):
        with pytest.raises(PolicyRefused, match=r"dp\.no-budget"):
            one.spend(PEOPLE, "0.1", "0", "before")
        one.grant(PEOPLE, "1", "0.000001")
        one.spend(PEOPLE, "0.3", "0", "visits")
        with pytest.raises(PolicyRefused, match=r"dp\.overspent"):
            one.spend(PEOPLE, "0.8", "0", "more")
        with pytest.raises(PolicyRefused, match=r"dp\.overspent"):
            one.check(PEOPLE, [("0.4", "0"), ("0.4", "0")])
        one.grant("other", "2", "0")
        found = one.show(PEOPLE)
        balances.append((found.granted_epsilon, found.spent_epsilon, found.left_epsilon, len(found.spends)))
    assert balances[0] == balances[1] == ("1", "0.3", "0.7", 1)
    assert not budget.path.exists()
    assert budget.close(PEOPLE, "끝").closed
    with pytest.raises(PolicyRefused, match=r"dp\.closed"):
        budget.spend(PEOPLE, "0.1", "0", "after")


def test_processes_cannot_spend_the_same_amount(budget):
    budget.grant(PEOPLE, "2", "0")
    words = [sys.executable, "-c", SPENDER, str(budget.path), PEOPLE]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=120)[0] for process in running]
    assert [process.returncode for process in running] == [0] * 4
    assert sum(text.count("refused") for text in told) == 20
    assert (budget.show(PEOPLE).spent_epsilon, budget.show(PEOPLE).left_epsilon) == ("2", "0")


def test_lines_are_append_only_and_a_changed_one_stops_everything(budget, postgres):
    budget.grant(PEOPLE, "1", "0")
    budget.spend(PEOPLE, "0.5", "0", "visits")
    for statement in ("DELETE FROM pseudo_budget", "UPDATE pseudo_budget SET seq = 7", "TRUNCATE pseudo_budget"):
        with pytest.raises(Exception, match="append only"):
            change(postgres, statement)
    off = "ALTER TABLE pseudo_budget DISABLE TRIGGER pseudo_budget_kept"
    change(
        postgres,
        off,
        r"UPDATE pseudo_budget SET line = decode(replace(encode(line, 'escape'), '0.5', '0.1'), 'escape') WHERE seq = 1",
    )
    for call in (lambda: budget.show(PEOPLE), lambda: budget.spend(PEOPLE, "0.1", "0", "more")):
        with pytest.raises(BadInput, match=r"evidence\.ledger-broken"):
            call()


def test_a_refused_spending_leaves_no_line(budget, postgres):
    from adbc_driver_postgresql import dbapi

    budget.grant(PEOPLE, "1", "0")
    with pytest.raises(PolicyRefused):
        budget.spend(PEOPLE, "2", "0", "too much")
    with dbapi.connect(postgres) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pseudo_budget")
        assert cursor.fetchone()[0] == 1


def test_the_place_is_said_once_and_without_a_password(budget, tmp_path):
    for url, code in (("postgresql://u:secret@host/db", "vault-password"), ("mysql://host/db", "vault-url")):
        with pytest.raises(UsageError, match=code):
            Budget(tmp_path / "other" / "budget.jsonl").place(url)
    with pytest.raises(UsageError, match=r"dp\.budget-placed"):
        budget.place("postgresql:///?service=other")
    used = Budget(tmp_path / "used" / "budget.jsonl")
    used.grant(PEOPLE, "1", "0")
    with pytest.raises(UsageError, match=r"dp\.budget-placed"):
        used.place("postgresql:///?service=other")


def test_a_server_that_is_not_there_spends_nothing(tmp_path):
    away = Budget(tmp_path / "home" / "budget.jsonl")
    away.place("postgresql:///?host=/nowhere&dbname=x")
    with pytest.raises(BadInput, match=r"dp\.budget-server"):
        away.spend(PEOPLE, "0.1", "0", "visits")
