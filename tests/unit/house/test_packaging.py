"""The wheel: one top-level package, the four folders inside it, every data file that is read at run time."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    out = tmp_path_factory.mktemp("wheel")
    copy = tmp_path_factory.mktemp("tree") / "tree"
    # Built from what git tracks, so that a stray local file cannot make it pass and no build folder is left behind.
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)], check=True, capture_output=True)
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(copy)],
        check=True,
        capture_output=True,
    )
    return zipfile.ZipFile(next(out.glob("*.whl")))


def test_one_top_level_package(wheel):
    tops = {name.split("/")[0] for name in wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"pseudo"}


def test_every_tracked_file_of_the_rooms_is_in_the_wheel(wheel):
    tracked = subprocess.run(
        ["git", "ls-files", "pseudo", "synth", "validators", "recipes"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    wanted = {name if name.startswith("pseudo/") else f"pseudo/{name}" for name in tracked.stdout.split()}
    assert wanted - set(wheel.namelist()) == set()
    assert "pseudo/py.typed" in wheel.namelist()


def test_licence_and_notice_travel(wheel):
    names = {Path(name).name for name in wheel.namelist() if ".dist-info/licenses/" in name}
    assert {"LICENSE", "NOTICE"} <= names


@pytest.mark.parametrize("folder", ["synth", "validators", "recipes"])
def test_bare_import_in_a_checkout_is_the_installed_room(folder):
    code = f"import {folder}, pseudo.{folder}\nassert {folder} is pseudo.{folder}, '{folder} is a second copy'"
    subprocess.run(
        [sys.executable, "-"], input=code, text=True, cwd=ROOT, check=True, env={"PYTHONPATH": str(ROOT), "PATH": ""}
    )
