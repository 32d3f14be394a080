"""Differential privacy: an exact budget for a population, and tables of counts with noise from OpenDP.

:class:`pseudo.dp.counts.CountTable` is imported from its module: it brings OpenDP and Arrow along.
"""

from __future__ import annotations

from pseudo.dp.budget import Balance, Budget, SpendRecord

__all__ = ["Balance", "Budget", "SpendRecord"]
