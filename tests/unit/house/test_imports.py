"""The import rule of ARCHITECTURE.md: a room imports from lower floors only; neighbours on a floor do not see each other."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FLOORS = [
    {"cli"},
    {"report", "forms"},
    {"workflow"},
    {"validators", "synth", "planning"},
    {"engine"},
    {"techniques", "risk", "dp", "detect", "procedure"},
    {"table", "evidence", "recipes"},
    {"kernels", "keys"},
    {"ledger"},
    {"model", "errors", "entropy", "clock", "paths", "fictitious"},
]
LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
FOLDERS = {"synth": "synth", "validators": "validators", "recipes": "recipes"}
HEAVY = (
    "pandas",
    "numba",
    "presidio_analyzer",
    "great_expectations",
    "sdv",
    "torch",
    "opendp",
    "polars",
    "pyarrow",
    "numpy",
    "pydantic",
)


def rooms() -> list[tuple[str, Path]]:
    found = [
        (path.relative_to(ROOT / "pseudo").parts[0].removesuffix(".py"), path)
        for path in (ROOT / "pseudo").rglob("*.py")
    ]
    return found + [(room, path) for room, folder in FOLDERS.items() for path in (ROOT / folder).rglob("*.py")]


def imported_rooms(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = (
                [f"{node.module}.{alias.name}" for alias in node.names] if node.module == "pseudo" else [node.module]
            )
        found |= {name.split(".")[1] for name in names if name.startswith("pseudo.")}
    return found


def faults(pairs: list[tuple[str, Path]]) -> list[str]:
    return [
        f"{path.name}: {room} imports {target}"
        for room, path in pairs
        if room not in ("__init__", "__main__", "testing")
        for target in sorted(imported_rooms(path) - {room})
        if not LEVEL[room] < LEVEL[target]
    ]


def test_every_room_has_a_floor():
    assert {room for room, _ in rooms()} - {"__init__", "__main__", "testing"} == set(LEVEL)


def test_rooms_import_downwards_only():
    assert faults(rooms()) == []


def test_the_rule_catches_an_upward_import(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text("from pseudo.workflow import apply\n")
    assert faults([("kernels", bad)]) == ["bad.py: kernels imports workflow"]


def loaded_by(code: str) -> set[str]:
    script = f"import sys\n{code}\nprint(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-"], input=script, capture_output=True, text=True, check=True)
    return {name.split(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize(
    "code",
    [
        "import pseudo",
        "import pseudo.cli",
        "from pseudo.cli import cli\ncli.main(['--help'], standalone_mode=False)",
    ],
)
def test_nothing_heavy_is_imported_at_the_door(code):
    assert loaded_by(code) & set(HEAVY) == set()


def test_help_costs_under_half_a_cpu_second():
    before = os.times()
    subprocess.run([sys.executable, "-m", "pseudo", "--help"], capture_output=True, check=True)
    after = os.times()
    assert (after.children_user + after.children_system) - (before.children_user + before.children_system) < 0.5


def test_python_files_are_at_most_400_lines():
    long = [str(path.relative_to(ROOT)) for _, path in rooms() if len(path.read_text("utf-8").splitlines()) > 400]
    assert long == []
