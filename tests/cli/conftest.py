"""The program run as a user runs it: a process with arguments, a home, and files."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def visits(tmp_path_factory):
    """2,000 made-up hospital visits."""
    path = tmp_path_factory.mktemp("tables") / "visits.csv"
    subprocess.run(
        [sys.executable, ROOT / "examples/make_visits.py", path, "--rows", "2000", "--seed", "7"], check=True
    )
    return path


@pytest.fixture(scope="session")
def personnel(tmp_path_factory):
    """2,000 made-up service members."""
    path = tmp_path_factory.mktemp("tables") / "personnel.csv"
    subprocess.run(
        [sys.executable, ROOT / "examples/make_personnel.py", path, "--rows", "2000", "--seed", "7"], check=True
    )
    return path


@pytest.fixture(scope="session")
def recipes(tmp_path_factory):
    """The shipped recipes with a higher limit of suppression, for tables this small: ``recipes("healthcare/visits")``."""
    folder = tmp_path_factory.mktemp("recipes")

    def loosened(name):
        path = folder / f"{name.rsplit('/', 1)[-1]}.yaml"
        text = (ROOT / "recipes" / f"{name}.yaml").read_text("utf-8")
        path.write_text(re.sub(r"max_suppressed_rate: [0-9.]+", "max_suppressed_rate: 0.9", text), "utf-8")
        return path

    return loosened


@pytest.fixture(scope="module")
def pseudo(tmp_path_factory):
    """``pseudo(*args)`` runs the program in a home of the module's own, with a key and a budget for project ``demo``."""
    home = tmp_path_factory.mktemp("home")
    environment = {**os.environ, "PSEUDO_HOME": str(home), "PSEUDO_LANG": "en", "NO_COLOR": "1", "COLUMNS": "200"}
    environment.pop("PSEUDO_KEYS", None)

    def run(*words, code=0, **options):
        done = subprocess.run(
            [sys.executable, "-m", "pseudo", *map(str, words)],
            capture_output=True,
            text=True,
            env={**environment, **options.pop("env", {})},
            check=False,
            **options,
        )
        assert done.returncode == code, (done.returncode, done.stderr[-3000:])
        return done

    run.home = home
    run.environment = environment
    run("key", "new", "demo")
    run("budget", "grant", "demo/patient", "--epsilon", "100")
    return run
