"""pseudokit: open institutional data without exposing people.

The dozen public names, loaded when they are first used::

    import pseudo

    scan = pseudo.scan("visits.csv")
    plan = pseudo.plan("visits.csv", "healthcare/visits", project="registry")
    release = pseudo.apply("visits.csv", plan, "release")
    assert pseudo.verify("release").ok
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pseudo.detect import find as find
    from pseudo.errors import PseudoError as PseudoError
    from pseudo.keys import KeyStore as KeyStore
    from pseudo.model import Evidence as Evidence
    from pseudo.model import Plan as Plan
    from pseudo.model import Recipe as Recipe
    from pseudo.model import Scan as Scan
    from pseudo.recipes import load_recipe as load_recipe
    from pseudo.report import render_report as render_report
    from pseudo.workflow import Pseudonymizer as Pseudonymizer
    from pseudo.workflow import Release as Release
    from pseudo.workflow import apply as apply
    from pseudo.workflow import assess as assess
    from pseudo.workflow import evaluate as evaluate
    from pseudo.workflow import export as export
    from pseudo.workflow import fit_model as fit_model
    from pseudo.workflow import fit_sealed_model as fit_sealed_model
    from pseudo.workflow import make_plan as plan
    from pseudo.workflow import publish as publish
    from pseudo.workflow import reveal as reveal
    from pseudo.workflow import sample_model as sample_model
    from pseudo.workflow import scan as scan
    from pseudo.workflow import statistics as statistics
    from pseudo.workflow import synthesize as synthesize
    from pseudo.workflow import verify as verify

_HOMES = {
    "Evidence": ("pseudo.model", "Evidence"),
    "KeyStore": ("pseudo.keys", "KeyStore"),
    "Plan": ("pseudo.model", "Plan"),
    "PseudoError": ("pseudo.errors", "PseudoError"),
    "Pseudonymizer": ("pseudo.workflow", "Pseudonymizer"),
    "Recipe": ("pseudo.model", "Recipe"),
    "Release": ("pseudo.workflow", "Release"),
    "Scan": ("pseudo.model", "Scan"),
    "apply": ("pseudo.workflow", "apply"),
    "assess": ("pseudo.workflow", "assess"),
    "evaluate": ("pseudo.workflow", "evaluate"),
    "export": ("pseudo.workflow", "export"),
    "fit_model": ("pseudo.workflow", "fit_model"),
    "fit_sealed_model": ("pseudo.workflow", "fit_sealed_model"),
    "find": ("pseudo.detect", "find"),
    "load_recipe": ("pseudo.recipes", "load_recipe"),
    "plan": ("pseudo.workflow", "make_plan"),
    "publish": ("pseudo.workflow", "publish"),
    "render_report": ("pseudo.report", "render_report"),
    "reveal": ("pseudo.workflow", "reveal"),
    "sample_model": ("pseudo.workflow", "sample_model"),
    "scan": ("pseudo.workflow", "scan"),
    "statistics": ("pseudo.workflow", "statistics"),
    "synthesize": ("pseudo.workflow", "synthesize"),
    "verify": ("pseudo.workflow", "verify"),
}

__all__ = [
    "Evidence",
    "KeyStore",
    "Plan",
    "PseudoError",
    "Pseudonymizer",
    "Recipe",
    "Release",
    "Scan",
    "apply",
    "assess",
    "evaluate",
    "export",
    "find",
    "fit_model",
    "fit_sealed_model",
    "load_recipe",
    "plan",
    "publish",
    "render_report",
    "reveal",
    "sample_model",
    "scan",
    "statistics",
    "synthesize",
    "verify",
]


def __getattr__(name: str) -> Any:
    """A public name, its module imported on first use."""
    if name not in _HOMES:
        raise AttributeError(f"module 'pseudo' has no attribute '{name}'")
    module, attribute = _HOMES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
