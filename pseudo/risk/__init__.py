"""Disclosure risk of a table, computed on dense codes. What may not come in: a cell, a file, a frame library."""

from __future__ import annotations

from pseudo.risk.classes import ClassSizes, Coded, class_sizes, measure

__all__ = ["ClassSizes", "Coded", "class_sizes", "measure"]
