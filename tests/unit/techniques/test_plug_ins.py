"""Techniques of other packages: the example is installed and passes the law suite; broken ones are told, never loaded."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples/plugin"
BROKEN = {
    "raises": "raise RuntimeError('카나리아 900101-1234567')",
    "no_class": "thing = 1",
    "no_info": "from pseudo.techniques.contract import Technique\nclass thing(Technique): pass",
    "abstract": "from pseudo.techniques.untreated import Keep\nfrom pseudo.techniques.contract import Technique\n"
    "class thing(Technique): info = Keep.info; Params = Keep.Params",
    "other_name": "from pseudo.techniques.untreated import Keep as thing",
    "keep": "from pseudo.techniques.untreated import Keep as thing",
}


def run(site, *command, code=0):
    done = subprocess.run(
        [sys.executable, *command],
        env={**os.environ, "PYTHONPATH": str(site), "PSEUDO_LANG": "en"},
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done


def as_installed(site, name, version, points):
    """A distribution's metadata, as an installer writes it."""
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    (folder / "entry_points.txt").write_text("[pseudokit.techniques]\n" + "\n".join(points) + "\n")


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The example as pip installs it, into a folder of its own."""
    site = tmp_path_factory.mktemp("site")
    copy = tmp_path_factory.mktemp("source") / "plugin"  # so that no build folder is left beside the source
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(copy)], check=True, capture_output=True)
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target", str(site)]
    subprocess.run(
        [sys.executable, "-m", "pip", "install", *options, str(copy / "examples/plugin")],
        check=True,
        capture_output=True,
    )
    return site


def test_the_example_passes_the_law_suite_as_a_package_on_its_own(installed):
    done = run(
        installed, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(installed), str(EXAMPLE / "tests")
    )
    assert "2 passed" in done.stdout


def test_an_installed_plug_in_is_in_the_catalogue_and_told_by_the_doctor(installed):
    assert "Partial suppression: initial consonant" in run(installed, "-m", "pseudo", "technique", "list").stdout
    shown = run(installed, "-m", "pseudo", "technique", "show", "initial_consonant").stdout
    assert "does not begin with a Hangul syllable" in shown
    findings = json.loads(run(installed, "-m", "pseudo", "doctor", "--json").stdout)["findings"]
    told = [f for f in findings if f["about"]["en"] == "technique plug-in initial_consonant"]
    assert [(f["level"], f["detail"]) for f in told] == [("ok", "pseudokit-example-initials 0.1.0: loaded")]


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    site = tmp_path_factory.mktemp("broken")
    for name, source in BROKEN.items():
        (site / f"broken_{name}.py").write_text(source + "\n")
    points = [f"{name} = broken_{name}:thing" for name in BROKEN] + ["absent = no_such_module:thing"]
    as_installed(site, "broken-techniques", "9.9", points)
    return site


def test_broken_plug_ins_are_faults_with_their_kind_and_nothing_else(broken):
    done = run(broken, "-m", "pseudo", "doctor", "--json", code=1)
    findings = json.loads(done.stdout)["findings"]
    faults = {f["about"]["en"].split()[-1]: f["detail"] for f in findings if "plug-in" in f["about"]["en"]}
    assert {name: detail.removeprefix("broken-techniques 9.9: ") for name, detail in faults.items()} == {
        "raises": "RuntimeError",
        "no_class": "not a Technique with info",
        "no_info": "not a Technique with info",
        "abstract": "apply or Params missing",
        "other_name": "entry point and info.name differ",
        "keep": "name taken",
        "absent": "ModuleNotFoundError",
    }
    assert all(f["level"] == "fault" for f in findings if "plug-in" in f["about"]["en"])
    assert "카나리아" not in done.stdout + done.stderr


def test_broken_plug_ins_leave_the_catalogue_as_it_is(broken, installed):
    listed = "import pseudo.techniques as t; print(*t.catalogue(), t.catalogue()['keep'].__module__)"
    names = run(broken, "-c", listed).stdout.split()
    assert names[-1] == "pseudo.techniques.untreated"
    assert set(run(installed, "-c", listed).stdout.split()) - set(names) == {"initial_consonant"}
