"""Candidates: published whole or not at all; what a killed run left is swept, what a living one holds is not."""

from __future__ import annotations

import fcntl
import os
import stat

import pytest

from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.workflow import candidate as room
from pseudo.workflow.candidate import candidate


def names(folder):
    return sorted(p.name for p in folder.iterdir())


def write(made, text="new"):
    (made.folder / "manifest.json").write_text(text)


def test_published_candidate_is_the_release_and_nothing_else_is_left(tmp_path):
    with candidate(tmp_path / "release") as made:
        write(made)
        assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
        made.publish()
    assert names(tmp_path) == ["release"]


def test_unpublished_candidate_leaves_nothing(tmp_path):
    with candidate(tmp_path / "release") as made:
        write(made)
    assert names(tmp_path) == []


def test_an_error_leaves_nothing(tmp_path):
    def fail(made):
        write(made)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), candidate(tmp_path / "release") as made:
        fail(made)
    assert names(tmp_path) == []


def test_a_release_is_replaced_only_by_force_and_as_a_whole(tmp_path):
    with candidate(tmp_path / "release") as made:
        write(made, "old")
        (made.folder / "gone-afterwards").touch()
        made.publish()
    with pytest.raises(UsageError) as refused, candidate(tmp_path / "release"):
        pass
    assert refused.value.code == "workflow.exists"
    with candidate(tmp_path / "release", force=True) as made:
        write(made, "new")
        assert (tmp_path / "release" / "manifest.json").read_text() == "old"
        made.publish()
    assert names(tmp_path / "release") == ["manifest.json"]
    assert (tmp_path / "release" / "manifest.json").read_text() == "new"
    assert names(tmp_path) == ["release"]


def test_replacing_works_where_the_kernel_cannot_exchange(tmp_path, monkeypatch):
    class NoLibc:
        def __init__(self, *_: object, **__: object) -> None: ...

    monkeypatch.setattr(room.ctypes, "CDLL", NoLibc)
    for text in ("old", "new"):
        with candidate(tmp_path / "release", force=True) as made:
            write(made, text)
            made.publish()
    assert (tmp_path / "release" / "manifest.json").read_text() == "new"
    assert names(tmp_path) == ["release"]


def test_what_is_no_release_is_never_replaced(tmp_path):
    (tmp_path / "release").mkdir()
    (tmp_path / "release" / "thesis.txt").touch()
    with pytest.raises(PolicyRefused) as refused, candidate(tmp_path / "release", force=True):
        pass
    assert refused.value.code == "workflow.not-a-release"
    assert names(tmp_path / "release") == ["thesis.txt"]


def test_the_next_run_sweeps_what_a_killed_one_left_and_spares_a_living_one(tmp_path):
    dead = tmp_path / ".release.candidate-dead"
    alive = tmp_path / ".release.candidate-alive"
    other = tmp_path / ".other.candidate-dead"
    for folder in (dead, alive, other):
        folder.mkdir()
    lock = os.open(alive, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with candidate(tmp_path / "release") as made:
            write(made)
            made.publish()
    finally:
        os.close(lock)
    assert names(tmp_path) == [".other.candidate-dead", ".release.candidate-alive", "release"]


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(BadInput) as refused, candidate(tmp_path / "file" / "release"):
        pass
    assert refused.value.code == "table.unwritable"
