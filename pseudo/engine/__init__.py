"""Runs a plan over record batches: the same steps in memory, streamed, and later on a cluster.

What may not come in: recipes, detection, files other than through ``pseudo.table``.
"""

from __future__ import annotations

from pseudo.engine.local import RunFacts, run
from pseudo.engine.pipeline import Pipeline, States

__all__ = ["Pipeline", "RunFacts", "States", "run"]
