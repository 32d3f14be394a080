"""One file per entity. A module that defines a ``Rule`` here is found by itself; there is no list to keep."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from pseudo.detect.rule import Rule

__all__ = ["rules"]


@cache
def rules() -> tuple[Rule, ...]:
    """One instance of every rule of this folder, by rank and name."""
    found: list[Rule] = []
    for module in pkgutil.iter_modules(__path__):
        members = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        found += [
            m() for m in members if isinstance(m, type) and issubclass(m, Rule) and m.__module__.endswith(module.name)
        ]
    return tuple(sorted(found, key=lambda r: (r.rank, r.info.entity)))
