"""Candidates: a release is written beside its place and moved there whole, after the gate, or not at all.

A candidate is a hidden folder, mode 0700, next to the release; its maker holds an advisory lock on it, so that the next run can
tell a living one from what a killed run left and sweep the latter away. A release that is replaced is exchanged in one system
call where the kernel has it (Linux ``renameat2``); elsewhere by two renames.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import shutil
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pseudo import entropy
from pseudo.errors import PolicyRefused, UsageError, Where
from pseudo.table import disk_errors

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Candidate", "candidate"]

AT_FDCWD = -100
RENAME_EXCHANGE = 2


class Candidate:
    """An unfinished release: ``folder`` is where its files are written; :meth:`publish` moves it to ``out``."""

    def __init__(self, out: Path, folder: Path) -> None:
        self.out = out
        self.folder = folder
        self.published = False

    def publish(self) -> None:
        """Make the candidate the release: flush the folder, open its mode to the umask's, move it in one step."""
        for directory in [p for p in self.folder.rglob("*") if p.is_dir()] + [self.folder]:
            _sync(directory)
        mask = os.umask(0)
        os.umask(mask)
        self.folder.chmod(0o777 & ~mask)
        if self.out.exists():
            _exchange(self.folder, self.out)
            self.published = True
            shutil.rmtree(self.folder, ignore_errors=True)
        else:
            self.folder.rename(self.out)
            self.published = True
        _sync(self.out.parent)


@contextmanager
def candidate(out: Path, *, force: bool = False) -> Iterator[Candidate]:
    """A candidate for ``out``, swept away unless it was published.

    Raises
    ------
    UsageError
        ``workflow.exists``: ``out`` is there and ``force`` was not given.
    PolicyRefused
        ``workflow.not-a-release``: ``out`` is there and is no release of ours; it is never replaced.
    BadInput
        ``table.unwritable``, ``table.disk-full``: the folder cannot be written.
    """
    out = out.absolute()
    _refuse_existing(out, force=force)
    with disk_errors(str(out)):
        out.parent.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        folder = out.parent / f"{_prefix(out)}{entropy.token()}"
        folder.mkdir(mode=0o700)
    lock = os.open(folder, os.O_RDONLY)
    made = Candidate(out, folder)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with disk_errors(str(out)):
            yield made
    finally:
        if not made.published:
            shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _prefix(out: Path) -> str:
    return f".{out.name}.candidate-"


def _refuse_existing(out: Path, *, force: bool) -> None:
    if not out.exists():
        return
    if not (out / "manifest.json").is_file():
        raise PolicyRefused("workflow.not-a-release", Where(file=str(out)))
    if not force:
        raise UsageError("workflow.exists", Where(file=str(out)))


def _sweep(out: Path) -> None:
    """Remove candidates of this release whose maker is gone: nobody holds their lock."""
    for left in out.parent.glob(f"{_prefix(out)}*"):
        if not stat.S_ISDIR(left.lstat().st_mode):
            continue
        handle = os.open(left, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        else:
            shutil.rmtree(left, ignore_errors=True)
        finally:
            os.close(handle)


def _exchange(new: Path, old: Path) -> None:
    """Swap two folders in one step, or in two renames where the kernel cannot."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is not None:
        paths = os.fsencode(new), os.fsencode(old)
        if renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE) == 0:
            return
    aside = new.with_name(new.name + "-old")
    old.rename(aside)
    new.rename(old)
    aside.rename(new)


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
