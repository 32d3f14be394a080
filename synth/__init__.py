"""Synthetic tables: SDV's engines and differentially private marginals behind one interface.

With constraints, fictitious identifiers and a working seed. SDV's engines give no formal privacy guarantee; what the private engine
claims stands in its file. Nothing here says that an output is safe: that is the gate's and the committee's to judge. What may not come
in: pandas, pyarrow or SDV at import.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pseudo.synth.catalogue import ENGINES, choose
    from pseudo.synth.contract import Learning, Privacy, Synthesizer, create, engines
    from pseudo.synth.sdv.sealed import is_sealed, read_sealed, write_sealed
    from pseudo.synth.stored import StoredModel, read_model
    from pseudo.synth.synthesis import Synthesis, fit_engine, read_training, sample_sealed, sample_stored, synthesize
    from pseudo.synth.task import ColumnSpec, SynthTask, build_task

__all__ = [
    "ENGINES",
    "ColumnSpec",
    "Learning",
    "Privacy",
    "StoredModel",
    "SynthTask",
    "Synthesis",
    "Synthesizer",
    "build_task",
    "choose",
    "create",
    "engines",
    "fit_engine",
    "is_sealed",
    "read_model",
    "read_sealed",
    "read_training",
    "sample_sealed",
    "sample_stored",
    "synthesize",
    "write_sealed",
]

if __name__ == "synth":  # in a checkout: the installed room itself, not a second copy of it
    sys.modules[__name__] = import_module("pseudo.synth")

_HOMES = {
    "ENGINES": "catalogue",
    "choose": "catalogue",
    "Learning": "contract",
    "Privacy": "contract",
    "Synthesizer": "contract",
    "create": "contract",
    "engines": "contract",
    "StoredModel": "stored",
    "read_model": "stored",
    "Synthesis": "synthesis",
    "read_training": "synthesis",
    "fit_engine": "synthesis",
    "sample_sealed": "synthesis",
    "is_sealed": "sdv.sealed",
    "read_sealed": "sdv.sealed",
    "write_sealed": "sdv.sealed",
    "sample_stored": "synthesis",
    "synthesize": "synthesis",
    "ColumnSpec": "task",
    "SynthTask": "task",
    "build_task": "task",
}


def __getattr__(name: str) -> Any:
    """Import a public name's module on first use."""
    if name in _HOMES:
        return getattr(import_module(f"pseudo.synth.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
