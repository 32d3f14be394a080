"""Linked tables: persons, their events and what hangs on these, synthesised together so that a whole record stays one person's.

What is learned is counts (:mod:`pseudo.synth.linked.model`); rows are drawn from them top down, table after table
(:mod:`pseudo.synth.linked.generate`), so keys are sound and dates in order by construction. There is no noise, and so no formal
guarantee. What may not come in: a file's format, a release.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pseudo.synth.linked.spec import ColumnKind, LinkedColumn, LinkedSpec, LinkedTable, load_linked
    from pseudo.synth.linked.synthesis import LinkedSynthesis, synthesize

__all__ = ["ColumnKind", "LinkedColumn", "LinkedSpec", "LinkedSynthesis", "LinkedTable", "load_linked", "synthesize"]

_HOMES = {
    "ColumnKind": "spec",
    "LinkedColumn": "spec",
    "LinkedSpec": "spec",
    "LinkedSynthesis": "synthesis",
    "LinkedTable": "spec",
    "load_linked": "spec",
    "synthesize": "synthesis",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module on first use."""
    if name in _HOMES:
        return getattr(import_module(f"pseudo.synth.linked.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
