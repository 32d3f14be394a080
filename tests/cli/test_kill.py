"""Kill it, fill its disk, take its folder away: the old release whole, or nothing; and the next run works."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time

import pytest


@pytest.fixture
def words(recipes, visits):
    """``apply``'s arguments up to the release's folder."""
    return ("apply", visits, "--recipe", recipes("healthcare/visits"), "--project", "demo", "--force", "--out")


def tree(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def heed_interrupts():
    """A background job's children ignore SIGINT; a user's program does not."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def killed_in_the_middle(pseudo, words, out, number, at="data/*"):
    """Start ``apply`` and send a signal as soon as its candidate holds such a file. Gives its exit code."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pseudo", *map(str, words), str(out)],
        env=pseudo.environment,
        stderr=subprocess.DEVNULL,
        preexec_fn=heed_interrupts,  # noqa: PLW1509  (single-threaded test process)
    )
    while process.poll() is None and not any(out.parent.glob(f".{out.name}.candidate-*/{at}")):
        time.sleep(0.002)
    process.send_signal(number)
    return process.wait(60)


def test_sigkill_leaves_nothing_that_looks_like_a_release(pseudo, words, tmp_path):
    out = tmp_path / "release"
    assert killed_in_the_middle(pseudo, words, out, signal.SIGKILL) == -signal.SIGKILL
    assert not out.exists()
    assert [p.name for p in tmp_path.rglob("manifest.json")] == []
    pseudo(*words, out)
    pseudo("verify", out)
    assert [p.name for p in tmp_path.iterdir()] == ["release"]


def test_sigkill_leaves_the_old_release_whole(pseudo, words, tmp_path):
    out = tmp_path / "release"
    pseudo(*words, out)
    before = tree(out)
    killed_in_the_middle(pseudo, words, out, signal.SIGKILL)
    assert tree(out) == before
    pseudo("verify", out)


@pytest.mark.parametrize("at", ["suite.json", "evidence.json", "manifest.json", "manifest.sig"])
def test_sigkill_late_leaves_a_whole_release_or_none(pseudo, words, tmp_path, at):
    out = tmp_path / "release"
    killed_in_the_middle(pseudo, words, out, signal.SIGKILL, at)
    if out.exists():
        pseudo("verify", out)
    pseudo(*words, out)
    assert [p.name for p in tmp_path.iterdir()] == ["release"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_cleans_up_and_exits_with_130(pseudo, words, tmp_path, number):
    assert killed_in_the_middle(pseudo, words, tmp_path / "release", number) == 130
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(pseudo, words, tmp_path):
    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (65_536, 65_536))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    done = pseudo(*words, tmp_path / "release", code=4, preexec_fn=small_files)
    assert "[table.disk-full]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unwritable_folder_is_a_clear_error_and_leaves_nothing(pseudo, words, tmp_path):
    tmp_path.chmod(0o500)
    out = "/proc/release" if os.geteuid() == 0 else tmp_path / "release"  # root may write anywhere else
    done = pseudo(*words, out, code=4)
    assert "[table.unwritable]" in done.stderr
    assert list(tmp_path.iterdir()) == []
