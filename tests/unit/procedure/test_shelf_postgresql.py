"""The record in a real PostgreSQL: the same steps, the same refusals, no fork, and tampering that shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from sample_papers import APPLICATION, CLEAN, RISK_REVIEW, USAGE_PLAN

from pseudo.errors import BadInput, UsageError
from pseudo.keys import Key
from pseudo.procedure import CaseStore
from pseudo.procedure.terms import Stage

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
KEY = Key("기록", bytes(range(32)))


@pytest.fixture
def store(tmp_path, postgres):
    made = CaseStore(tmp_path / "cases")
    made.place(postgres)
    return made


def change(url, *statements):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


def test_steps_lists_and_verification(store):
    case = store.register(APPLICATION, "김연구")
    store.record(case.id, "usage_plan", USAGE_PLAN, "김연구")
    case = store.record(case.id, "risk_review", RISK_REVIEW, "박담당")
    assert case.stage is Stage.TREATMENT
    for pledge in CLEAN.pledges:
        store.record(case.id, "pledge", pledge, pledge.member.name)
    other = store.register(APPLICATION, "김연구")
    assert [one.id for one in store.cases()] == [case.id, other.id]
    assert [one.id for one in store.cases(Stage.TREATMENT)] == [case.id]
    assert [one.id for one in store.every()] == [case.id, other.id]
    assert store.case(case.id).risk_review == RISK_REVIEW
    assert [entry.event for entry in store.entries(case.id)][:3] == ["application", "usage_plan", "risk_review"]
    signed = store.checkpoint(KEY)
    report = store.verify(KEY.verifying_key)
    assert (report.ok, report.lines, report.cases, report.unchecked) == (True, 7, 2, ())
    assert signed.length == 7
    assert not (store.folder / "cases.sqlite").exists()


def test_a_refused_step_leaves_nothing(store):
    case = store.register(APPLICATION, "김연구")
    with pytest.raises(Exception, match=r"procedure\.stage"):
        store.record(case.id, "review", CLEAN.review, "이위원")
    assert store.verify().lines == 1


def test_writers_never_fork_the_chain(store):
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from sample_papers import APPLICATION; from pseudo.procedure import CaseStore\n"
        "for _ in range(5): CaseStore(Path(sys.argv[1])).register(APPLICATION, 'x')\n"
    )
    words = [sys.executable, "-c", script, str(store.folder), str(SAMPLES)]
    running = [subprocess.Popen(words) for _ in range(4)]
    assert [process.wait(120) for process in running] == [0] * 4
    report = store.verify()
    assert (report.ok, report.lines, report.cases) == (True, 20, 20)


def test_the_table_is_append_only_and_tampering_shows(store, postgres):
    for _ in range(3):
        store.register(APPLICATION, "김연구")
    store.checkpoint(KEY)
    for statement in (
        "DELETE FROM pseudo_case_line",
        "UPDATE pseudo_case_line SET seq = 9",
        "TRUNCATE pseudo_case_line",
    ):
        with pytest.raises(Exception, match="append only"):
            change(postgres, statement)
    off = "ALTER TABLE pseudo_case_line DISABLE TRIGGER pseudo_case_line_kept"
    change(
        postgres, off, "DELETE FROM pseudo_case_line WHERE seq = 2", "DELETE FROM pseudo_case WHERE case_id LIKE '%3'"
    )
    assert [fault.code for fault in store.verify().faults] == ["procedure.checkpoint"]
    change(postgres, "UPDATE pseudo_case_line SET content = content || ' ' WHERE seq = 0")
    assert "procedure.record-line" in [fault.code for fault in store.verify().faults]
    with pytest.raises(BadInput, match=r"procedure\.record-line"):
        list(store.every())


def test_the_place_is_said_once_and_without_a_password(tmp_path, store):
    for url, code in (("postgresql://u:secret@host/db", "keys.vault-password"), ("mysql://host/db", "keys.vault-url")):
        with pytest.raises(UsageError, match=code.replace(".", r"\.")):
            CaseStore(tmp_path / "other").place(url)
    assert not (tmp_path / "other").exists()
    with pytest.raises(UsageError, match=r"procedure\.placed"):
        store.place("postgresql:///?service=other")
    used = CaseStore(tmp_path / "used")
    used.register(APPLICATION, "김연구")
    with pytest.raises(UsageError, match=r"procedure\.placed"):
        used.place("postgresql:///?service=other")


def test_a_server_that_is_not_there(tmp_path):
    away = CaseStore(tmp_path / "away")
    away.place("postgresql:///?host=/nowhere&dbname=x")
    with pytest.raises(BadInput, match=r"procedure\.store"):
        away.cases()
