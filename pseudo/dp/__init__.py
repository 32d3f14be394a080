"""Differential privacy: an exact budget for a population, and tables of counts with noise from OpenDP."""

from __future__ import annotations

from pseudo.dp.budget import Balance, Budget, SpendRecord
from pseudo.dp.counts import CountTable, Stat

__all__ = ["Balance", "Budget", "CountTable", "SpendRecord", "Stat"]
