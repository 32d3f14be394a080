"""The chain: what it shows, what it repairs, and that two writers take turns."""

import json
import subprocess
import sys
import threading

import pytest

from pseudo.errors import BadInput
from pseudo.evidence import Ledger, read_ledger
from pseudo.ledger import GENESIS
from pseudo.model import canonical


@pytest.fixture
def ledger(tmp_path):
    ledger = Ledger(tmp_path / "ledger.jsonl")
    for number in range(5):
        ledger.append("step", number=number, names=["가", "나"], rate=0.1, note=None, done=True)
    return ledger


def codes(path):
    return [fault.code.removeprefix("evidence.ledger-") for fault in read_ledger(path)[1]]


def test_lines_chain_from_64_zeros(ledger):
    entries, faults = read_ledger(ledger.path)
    assert faults == ()
    assert [entry.seq for entry in entries] == [0, 1, 2, 3, 4]
    assert [entry.prev for entry in entries] == [GENESIS, *(entry.hash for entry in entries[:-1])]


def test_hash_is_the_documented_one(ledger):
    import hashlib

    line = json.loads(ledger.path.read_text("utf-8").splitlines()[3])
    stated = line.pop("hash")
    assert set(line) == {"seq", "time", "event", "facts", "prev"}
    content = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert hashlib.sha256(content).hexdigest() == stated


def test_absent_ledger_has_no_lines(tmp_path):
    assert read_ledger(tmp_path / "none.jsonl") == ((), ())


def rewrite(path, change):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda lines: lines[1:], {"chain"}),
        (lambda lines: lines[:2] + lines[3:], {"chain"}),
        (lambda lines: [lines[1], lines[0], *lines[2:]], {"chain"}),
        (lambda lines: [*lines[:2], lines[1], *lines[2:]], {"chain"}),
        (lambda lines: [*lines, lines[-1]], {"chain"}),
        (lambda lines: [*lines[:2], b"\n", *lines[2:]], {"line", "chain"}),
        (lambda lines: [*lines[:2], lines[2].replace(b'"number":2', b'"number":7'), *lines[3:]], {"line"}),
        (lambda lines: [*lines[:2], lines[2].replace(b'"seq":2', b'"seq": 2'), *lines[3:]], {"line"}),
        (
            lambda lines: [*lines[:2], lines[2].replace(b'"done":true', b'"done":true,"done":true'), *lines[3:]],
            {"line"},
        ),
        (lambda lines: [*lines[:2], b"[" * 100_000 + b"\n", *lines[3:]], {"line"}),
        (lambda lines: [*lines[:2], b'{"seq":NaN}\n', *lines[3:]], {"line"}),
        (lambda lines: [*lines[:2], b"\xff\xfe\n", *lines[3:]], {"line"}),
        (lambda lines: [*lines, b'{"seq":5,"ti'], {"torn"}),
    ],
)
def test_every_change_inside_is_found(ledger, change, found):
    rewrite(ledger.path, change)
    assert set(codes(ledger.path)) == found


def test_a_line_rewritten_with_its_hash_breaks_the_next_link(ledger):
    from dataclasses import replace

    entry = replace(read_ledger(ledger.path)[0][2], facts={"number": 7})
    forged = canonical(replace(entry, hash=entry.computed_hash())) + b"\n"
    rewrite(ledger.path, lambda lines: [*lines[:2], forged, *lines[3:]])
    assert read_ledger(ledger.path)[1][0].detail == {"line": 4}
    assert codes(ledger.path) == ["chain"]


def test_nothing_is_added_to_a_broken_ledger(ledger):
    rewrite(ledger.path, lambda lines: lines[:2] + lines[3:])
    before = ledger.path.read_bytes()
    with pytest.raises(BadInput) as caught:
        ledger.append("step")
    assert caught.value.code == "evidence.ledger-broken"
    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize("kept", [1, 17, -1])
def test_a_half_written_last_line_is_repaired_and_said(ledger, kept):
    whole = ledger.path.read_bytes()
    last = whole.splitlines(keepends=True)[-1]
    ledger.path.write_bytes(whole + last[:kept])
    assert codes(ledger.path) == ["torn"]
    assert len(read_ledger(ledger.path)[0]) == 5
    ledger.append("step", number=5)
    entries, faults = read_ledger(ledger.path)
    assert faults == ()
    assert [entry.event for entry in entries[5:]] == ["repaired", "step"]
    assert entries[5].facts == {"bytes_removed": len(last[:kept])}


def test_a_full_disk_leaves_no_half_line(ledger, monkeypatch):
    import os

    before = ledger.path.read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        ledger.append("step")
    assert ledger.path.read_bytes() == before


@pytest.mark.parametrize("fact", [{"a": 1}, [[1]], float("nan"), float("inf"), b"x", object(), [float("nan")]])
def test_facts_are_scalars_and_lists_and_never_shown(ledger, fact):
    before = ledger.path.read_bytes()
    with pytest.raises(TypeError) as caught:
        ledger.append("step", fact=fact)
    assert str(caught.value) == "fact 'fact' is neither a JSON scalar nor a list of them"
    assert ledger.path.read_bytes() == before


def test_a_link_is_not_followed(ledger, tmp_path):
    (tmp_path / "link").symlink_to(ledger.path)
    with pytest.raises(OSError, match="symbolic links"):
        Ledger(tmp_path / "link").append("step")


def test_threads_take_turns(ledger):
    def write():
        for _ in range(10):
            Ledger(ledger.path).append("thread")

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    entries, faults = read_ledger(ledger.path)
    assert (len(entries), faults) == (45, ())


def test_processes_take_turns(ledger):
    code = (
        "import sys; from pathlib import Path; from pseudo.evidence import Ledger\n"
        "for i in range(20): Ledger(Path(sys.argv[1])).append('process', number=i)"
    )
    children = [subprocess.Popen([sys.executable, "-c", code, str(ledger.path)]) for _ in range(3)]
    assert [child.wait() for child in children] == [0, 0, 0]
    entries, faults = read_ledger(ledger.path)
    assert (len(entries), faults) == (65, ())
