"""One file per entity. A module that defines a ``Rule`` here is found by itself; there is no list to keep."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from pseudo.detect.custom import brought, load_recognizers, named_files
from pseudo.detect.rule import Rule

__all__ = ["rules"]


@cache
def rules() -> tuple[Rule, ...]:
    """One instance of every rule, by rank and name: of this folder, of other packages, of the files that the environment names.

    Raises
    ------
    BadInput
        ``detect.recognizers-file``, ``detect.recognizer``: a file of recognizers is wrong.
    """
    found: list[Rule] = []
    for module in pkgutil.iter_modules(__path__):
        members = vars(importlib.import_module(f"{__name__}.{module.name}")).values()
        found += [
            m() for m in members if isinstance(m, type) and issubclass(m, Rule) and m.__module__.endswith(module.name)
        ]
    known = {rule.info.entity for rule in found}
    found += [rule() for rule in brought() if rule.info.entity not in known]
    found += [rule() for path in named_files() for rule in load_recognizers(path)]
    return tuple(sorted(found, key=lambda r: (r.rank, r.info.entity)))
