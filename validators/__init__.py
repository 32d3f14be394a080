"""The release gate: Great Expectations suites over the files on disk, with results that hold counts and never a cell.

What may not come in: the input table, a recipe, a key, or a figure that was not computed from the candidate's
files. Great Expectations and pandas are imported when a gate runs, not when this room is.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if __name__ == "validators":  # in a checkout: the installed room itself, not a second copy of it
    sys.modules[__name__] = import_module("pseudo.validators")

if TYPE_CHECKING:
    from pseudo.validators.contract import CheckKind, Sheet
    from pseudo.validators.gate import require_pass, run_gate
    from pseudo.validators.measure import measure_release
    from pseudo.validators.registry import check_kinds, check_params_schema
    from pseudo.validators.release import gate_tables, measure_tables, reopen_tables
    from pseudo.validators.suite import suite_json

_HOMES = {
    "CheckKind": "contract",
    "Sheet": "contract",
    "check_kinds": "registry",
    "check_params_schema": "registry",
    "gate_tables": "release",
    "measure_release": "measure",
    "measure_tables": "release",
    "reopen_tables": "release",
    "require_pass": "gate",
    "run_gate": "gate",
    "suite_json": "suite",
}

__all__ = [
    "CheckKind",
    "Sheet",
    "check_kinds",
    "check_params_schema",
    "gate_tables",
    "measure_release",
    "measure_tables",
    "reopen_tables",
    "require_pass",
    "run_gate",
    "suite_json",
]


def __getattr__(name: str) -> Any:
    """Give a public name, its module imported on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pseudo.validators' has no attribute '{name}'")
    return getattr(import_module(f"pseudo.validators.{_HOMES[name]}"), name)
