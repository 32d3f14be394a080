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


PUBLIC_SYNTH = """\
synth:
  fictitious: {patient_id: patient_id, patient_name: person_name, rrn: rrn, phone: phone, address: address, visit_id: patient_id}
  categories:
    sex: [남, 여]
    visit_type: [외래, 입원, 응급]
    insurance: [건강보험, 의료급여, 자동차보험, 산재보험, 일반]
    department: [내과, 외과, 정형외과, 신경과, 산부인과, 소아청소년과, 안과, 이비인후과, 피부과]
  ranges:
    birth_date: {min: "1910-01-01", max: "2025-12-31"}
    visit_date: {min: "2023-01-01", max: "2025-12-31"}
    admission_date: {min: "2023-01-01", max: "2025-12-31"}
    discharge_date: {min: "2023-01-01", max: "2026-12-31"}
    own_cost: {min: 0, max: 3000000, step: 100}
    insurer_cost: {min: 0, max: 9000000, step: 100}
  drop: [note, main_diagnosis, other_diagnosis]
  constraints:
    - {kind: inequality, columns: [admission_date, discharge_date]}
    - {kind: derived, columns: [total_cost, own_cost, insurer_cost], params: {expression: own_cost + insurer_cost}}
"""
"""The healthcare recipe's synthesis with public categories and ranges, as a private engine asks."""


@pytest.fixture(scope="session")
def public_visits(recipes, tmp_path_factory):
    """The healthcare recipe with public categories and ranges."""
    head, _, rest = recipes("healthcare/visits").read_text("utf-8").partition("synth:\n")
    recipe = tmp_path_factory.mktemp("public") / "visits.yaml"
    recipe.write_text(head + PUBLIC_SYNTH + "\nsources:" + rest.partition("\nsources:")[2], "utf-8")
    return recipe


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
