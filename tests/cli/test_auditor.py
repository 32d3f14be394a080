"""The auditor's program: one file, Python and cryptography, and the faults that ``pseudo verify`` finds in the files."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pseudo.evidence.auditor import program


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """``bare(*words)`` runs the program in a Python that has nothing but the standard library and cryptography."""
    folder = tmp_path_factory.mktemp("bare")
    for name in ("cryptography", "cffi", "_cffi_backend", "pycparser"):
        spec = importlib.util.find_spec(name)
        place = Path(spec.origin) if not spec.submodule_search_locations else Path(spec.origin).parent
        (folder / place.name).symlink_to(place)
    path = folder / "verify.pyz"
    path.write_bytes(program())

    def run(*words, code=0, lang="en"):
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "PSEUDO_LANG": lang}
        done = subprocess.run(
            [sys.executable, "-S", path, *map(str, words)],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
            cwd=folder,
        )
        assert done.returncode == code, done.stderr[-2000:]
        return done

    return run


@pytest.fixture(scope="module")
def release(pseudo, personnel, recipes, tmp_path_factory):
    out = tmp_path_factory.mktemp("audited") / "release"
    pseudo("apply", personnel, "--recipe", recipes("defense/personnel"), "--project", "demo", "--out", out)
    return out


def test_a_whole_release(bare, release):
    done = bare(release)
    assert "all match" in done.stdout
    assert "not recomputed" in done.stderr
    assert "모두 일치합니다" in bare(release, lang="ko").stdout


def test_a_changed_release(bare, release, tmp_path):
    shutil.copytree(release, tmp_path / "changed")
    [data] = (tmp_path / "changed" / "data").iterdir()
    data.write_bytes(data.read_bytes()[:-1] + b"x")
    assert "evidence.digest-mismatch" in bare(tmp_path / "changed", code=3).stderr
    assert "evidence.missing-folder" in bare(tmp_path / "nowhere", code=3).stderr


def test_another_signer(bare, release):
    assert "evidence.signer" in bare(release, "--trusted-key", "0" * 64, code=3).stderr


def test_a_decision_about_something_else(bare, release, tmp_path):
    forged = tmp_path / "decision.json"
    forged.write_text("{}", "utf-8")
    assert "evidence.attestation" in bare(release, "--decision", forged, code=3).stderr


def test_the_verb_writes_it_once(pseudo, tmp_path):
    pseudo("auditor", tmp_path / "verify.pyz")
    assert (tmp_path / "verify.pyz").read_bytes() == program()
    assert "procedure.exists" in pseudo("auditor", tmp_path / "verify.pyz", code=2).stderr
