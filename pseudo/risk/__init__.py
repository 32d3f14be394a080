"""Disclosure risk of a table, computed on dense codes. What may not come in: a cell, a file, a frame library."""

from __future__ import annotations

from pseudo.risk.classes import ClassSizes, Coded, class_sizes, measure, size_histogram
from pseudo.risk.tally import ClassTally

__all__ = ["ClassSizes", "ClassTally", "Coded", "class_sizes", "measure", "size_histogram"]
