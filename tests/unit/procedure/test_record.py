"""The record of cases: no tampering that stays unseen, no fork, nobody else's to read."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sample_papers import (
    APPLICATION,
    OFFICER,
    RISK_REVIEW,
)

from pseudo.errors import BadInput, PolicyRefused
from pseudo.keys import Key
from pseudo.ledger import Entry
from pseudo.model import canonical, from_json
from pseudo.procedure import CaseStore
from pseudo.procedure.papers import (
    Destruction,
)
from pseudo.procedure.record import Checkpoint, lines_of
from pseudo.procedure.terms import (
    RiskClass,
    Stage,
)

DESTROYED = Destruction("2027-05-31", "삭제", OFFICER, data=True, additional_information=True, recipient_confirmed=True)
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
KEY = Key("기록", bytes(range(32)))


def tampered(store, *statements):
    """The store's file changed by somebody who knows SQL."""
    with sqlite3.connect(store.folder / "cases.sqlite") as file:
        file.executescript("DROP TRIGGER line_kept; DROP TRIGGER line_fixed;")
        for statement in statements:
            file.execute(*statement) if isinstance(statement, tuple) else file.execute(statement)


def rewritten(content, **changes):
    """A line with other content and a hash that fits it."""
    entry = from_json(Entry, json.loads(content))
    made = replace(entry, **changes)
    return canonical(replace(made, hash=made.computed_hash()))


def test_the_record_is_append_only_for_an_honest_writer(store, to_stage):
    to_stage(store, Stage.TREATMENT)
    with sqlite3.connect(store.folder / "cases.sqlite") as file:
        for statement in ("DELETE FROM line", "UPDATE line SET case_id = 'x'"):
            with pytest.raises(sqlite3.IntegrityError, match="append only"):
                file.execute(statement)


def test_every_single_change_of_the_record_is_seen(store, to_stage):
    """Each line flipped at many bytes, cut out, moved, doubled, rewritten with a hash that fits: more than 200 changes."""
    to_stage(store, Stage.MANAGEMENT)
    contents = store_lines(store)
    tries = 0
    for n, content in enumerate(contents):
        for place in range(0, len(content), max(1, len(content) // 25)):
            flipped = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
            assert found([*contents[:n], flipped, *contents[n + 1 :]]), (n, place)
            tries += 1
        changes = [[*contents[:n], content, content, *contents[n + 1 :]]]
        if n + 1 < len(contents):
            changes.append(contents[:n] + contents[n + 1 :])
            changes.append([*contents[:n], contents[n + 1], content, *contents[n + 2 :]])
            others = (
                {"event": "withdrawal"},
                {"time": "2026-01-01T00:00:00Z"},
                {"seq": n + 1},
                {"prev": "0" * 63 + "1"},
            )
            changes += [[*contents[:n], rewritten(content, **other), *contents[n + 1 :]] for other in others]
        for change in changes:
            assert found(change), n
            tries += 1
    assert tries > 200


def store_lines(store):
    with sqlite3.connect(store.folder / "cases.sqlite") as file:
        return [row[0] for row in file.execute("SELECT content FROM line ORDER BY seq")]


def found(contents):
    faults = []
    list(lines_of(contents, faults))
    return faults


def test_a_cut_end_shows_against_a_checkpoint(store, to_stage, treated):
    case = to_stage(store, Stage.TREATMENT)
    signed = store.checkpoint(KEY)
    assert store.verify(KEY.verifying_key).ok
    assert store.verify().unchecked == ()
    store.record(case.id, "treatment", treated, "서처리")
    assert [fault.code for fault in store.verify().unchecked] == ["procedure.unsigned"]
    tampered(store, ("DELETE FROM line WHERE seq >= ?", (signed.length - 1,)))
    assert "procedure.checkpoint" in [fault.code for fault in store.verify().faults]


def test_a_record_written_anew_shows_against_a_checkpoint(store, tmp_path, to_stage):
    to_stage(store, Stage.TREATMENT)
    signed = canonical(store.checkpoint(KEY)).decode()
    forged = CaseStore(tmp_path / "forged")
    to_stage(forged, Stage.TREATMENT, application=replace(APPLICATION, title="다른 제목"))
    forged.checkpoint(Key("기록", bytes(32)))
    assert forged.verify().ok
    assert [fault.code for fault in forged.verify(KEY.verifying_key).faults] == ["procedure.checkpoint-key"]
    tampered(forged, "DELETE FROM checkpoint", ("INSERT INTO checkpoint (content) VALUES (?)", (signed,)))
    assert [fault.code for fault in forged.verify().faults] == ["procedure.checkpoint"]


def test_a_forged_checkpoint_does_not_hold(store, to_stage):
    to_stage(store, Stage.TREATMENT)
    signed = store.checkpoint(KEY)
    assert signed.holds
    for changes in ({"length": signed.length + 1}, {"head": "0" * 64}, {"time": "2020-01-01T00:00:00Z"}, {"key_id": "x"},
                    {"signature": "00" * 64}, {"signature": "zz"}, {"verifying_key": "00" * 32}):  # fmt: skip
        assert not replace(signed, **changes).holds
    tampered(store, ("UPDATE checkpoint SET content = ?", (canonical(replace(signed, signature="zz")).decode(),)))
    assert [fault.code for fault in store.verify().faults] == ["procedure.checkpoint"]
    tampered_again = "UPDATE checkpoint SET content = '{}'"
    with sqlite3.connect(store.folder / "cases.sqlite") as file:
        file.execute(tampered_again)
    assert [fault.code for fault in store.verify().faults] == ["procedure.checkpoint"]


def test_a_changed_list_of_cases_is_seen(store, to_stage):
    case = to_stage(store, Stage.TREATMENT)
    tampered(store, "UPDATE cases SET stage = 'management'")
    assert [(fault.code, fault.detail["case"]) for fault in store.verify().faults] == [
        ("procedure.record-case", case.id)
    ]
    assert store.case(case.id).stage is Stage.TREATMENT


def test_nothing_is_added_to_a_changed_record(store, to_stage, treated):
    case = to_stage(store, Stage.TREATMENT)
    tampered(store, "UPDATE line SET content = replace(CAST(content AS TEXT), '당뇨병', '고혈압')")
    with pytest.raises(BadInput, match=r"procedure\.record-line"):
        store.record(case.id, "treatment", treated, "서처리")


def test_a_refused_step_leaves_no_line(store, to_stage):
    case = to_stage(store, Stage.RISK_REVIEW)
    before = store_lines(store)
    with pytest.raises(PolicyRefused):
        store.record(case.id, "risk_review", replace(RISK_REVIEW, risk=RiskClass.LOW), "박담당")
    assert store_lines(store) == before


def test_two_writers_never_fork_the_chain(store):
    """Four processes register cases at once: every line follows the one before it, and no number is given twice."""
    script = (
        "import sys; sys.path.insert(0, sys.argv[2])\n"
        "from pathlib import Path; from sample_papers import APPLICATION; from pseudo.procedure import CaseStore\n"
        "for _ in range(10): CaseStore(Path(sys.argv[1])).register(APPLICATION, 'x')\n"
    )
    words = [sys.executable, "-c", script, str(store.folder), str(SAMPLES)]
    running = [subprocess.Popen(words) for _ in range(4)]
    assert [process.wait(120) for process in running] == [0] * 4
    report = store.verify()
    assert (report.ok, report.lines, report.cases) == (True, 40, 40)


def test_the_store_is_its_owners_alone(store, to_stage):
    to_stage(store, Stage.RISK_REVIEW)
    file = store.folder / "cases.sqlite"
    assert file.stat().st_mode & 0o077 == 0
    file.chmod(0o644)
    with pytest.raises(PolicyRefused, match=r"procedure\.open-to-others"):
        store.cases()


def test_a_file_that_is_no_store_is_told(tmp_path):
    (tmp_path / "cases.sqlite").write_bytes(b"not a database" * 100)
    (tmp_path / "cases.sqlite").chmod(0o600)
    with pytest.raises(BadInput, match=r"procedure\.store"):
        CaseStore(tmp_path).cases()


def test_a_checkpoint_is_over_what_it_says():
    one = Checkpoint.signed(3, "a" * 64, KEY)
    assert one.message() != replace(one, length=4).message()
