"""Where compiled kernels are kept: keyed by their sources, without a key in them, and never a reason to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import pseudo.kernels
from pseudo.kernels import _jit

COMPILED = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled here")
ADD_DAYS = "import numpy as np; from pseudo.kernels.calendar import add_days; print(add_days(np.zeros(1, np.int32), 3))"
KEY = b"canary-key-4f1d9c27-canary-key-x"
ENCRYPT = f"""
import numpy as np
from pseudo.kernels.aes import key_schedule
from pseudo.kernels import ff1
from pseudo.kernels.ff1 import FF1
from pseudo.kernels.sha256 import hmac_sha256_rows
row = np.frombuffer(b"9001019876543", np.uint8)
many = 4096  # fewer rows are hashed without compiled code
hmac_sha256_rows(np.r_[0, np.full(many, 13)].astype(np.int32), row, np.ones(many, np.bool_), {KEY!r})
FF1({KEY!r}, 10).encrypt(np.tile(row - 48, (ff1.COMPILED_FROM, 1)))
print(key_schedule({KEY!r}).tobytes().hex())
"""


def run(code: str, cache: Path) -> str:
    environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def test_an_edit_in_any_source_starts_a_new_folder(tmp_path):
    copy = tmp_path / "kernels"
    shutil.copytree(Path(pseudo.kernels.__file__).parent, copy)
    before = _jit.source_digest(copy)
    assert before == _jit.source_digest(Path(pseudo.kernels.__file__).parent)
    seen = {before}
    for source in sorted(copy.glob("*.py")):
        source.write_text(source.read_text("utf-8") + "\n", "utf-8")
        seen.add(_jit.source_digest(copy))
    assert len(seen) == 1 + len(list(copy.glob("*.py")))


def test_another_numba_starts_a_new_folder(monkeypatch):
    folder = Path(pseudo.kernels.__file__).parent
    before = _jit.source_digest(folder)
    monkeypatch.setattr(numba, "__version__", "0.0.0")
    assert _jit.source_digest(folder) != before


def test_importing_the_room_does_not_import_numba():
    code = "import sys, pseudo.kernels; print({'numba', 'numpy', 'pyarrow'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


@COMPILED
def test_kernels_are_kept_and_found_again(tmp_path):
    assert run(ADD_DAYS, tmp_path) == "[3]\n"
    kept = {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb?")}
    assert kept
    assert all(_jit.source_digest(Path(_jit.__file__).parent) in file.parts for file in kept)
    assert run(ADD_DAYS, tmp_path) == "[3]\n"
    assert {file: file.stat().st_mtime_ns for file in tmp_path.rglob("*.nb?")} == kept


def test_a_folder_that_cannot_be_made_is_no_reason_to_fail(tmp_path):
    (tmp_path / "file").write_text("")
    assert run(ADD_DAYS, tmp_path / "file") == "[3]\n"


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
def test_a_folder_that_others_can_write_to_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = _jit.cache_folder.__wrapped__()
    assert folder is not None
    assert folder.stat().st_mode & 0o777 == 0o700
    folder.chmod(0o777)
    assert _jit.cache_folder.__wrapped__() is None


def test_other_users_of_numba_keep_their_own_folder(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "theirs")
    _jit.jit(lambda x: x)
    assert numba.config.CACHE_DIR == "theirs"


@COMPILED
def test_no_key_and_no_cell_is_in_the_cache(tmp_path):
    schedule = bytes.fromhex(run(ENCRYPT, tmp_path))
    kept = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) > 4
    for secret in (KEY[:8], KEY[:8].hex().encode(), schedule[16:24], schedule[-8:], b"9001019876543"):
        assert not any(secret in content for content in kept)


def test_whoever_listens_is_told_once_that_an_empty_folder_is_going_to_be_filled(tmp_path, monkeypatch):
    from pseudo.kernels import compiling

    told = []
    monkeypatch.setattr(compiling, "listeners", [lambda: told.append(True)])
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = _jit.cache_folder.__wrapped__()
    assert told == [True]
    (folder / "kernel.nbi").write_bytes(b"")
    _jit.cache_folder.__wrapped__()
    assert told == [True]


@pytest.mark.parametrize(("language", "word"), [("ko", "컴파일"), ("en", "compiling")])
def test_the_command_line_says_so_in_one_line_on_stderr(language, word, monkeypatch, capsys):
    from pseudo.cli import _say_compiling

    monkeypatch.setenv("PSEUDO_LANG", language)
    _say_compiling()
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert word in said.err
