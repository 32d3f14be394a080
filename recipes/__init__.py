"""Recipes: policies in YAML, one per kind of table, with their loader, lint and JSON Schema.

You are below planning and above the model. What may not come in: a table, a technique, anything heavier than PyYAML.
"""

from __future__ import annotations

import sys
from importlib import import_module

if __name__ == "recipes":  # in a checkout: the installed room itself, not a second copy of it
    sys.modules[__name__] = import_module("pseudo.recipes")

from pseudo.recipes.lint import find_recipe, lint_recipe
from pseudo.recipes.load import RecipeEntry, list_recipes, load_recipe
from pseudo.recipes.names import fold_name, rule_name
from pseudo.recipes.policy import policy_problems
from pseudo.recipes.problem import Problem
from pseudo.recipes.profiles import RiskProfile, risk_profiles
from pseudo.recipes.schema import recipe_schema
from pseudo.recipes.statistics import load_statistics, statistics_problems

__all__ = [
    "Problem",
    "RecipeEntry",
    "RiskProfile",
    "find_recipe",
    "fold_name",
    "lint_recipe",
    "list_recipes",
    "load_recipe",
    "load_statistics",
    "policy_problems",
    "recipe_schema",
    "risk_profiles",
    "rule_name",
    "statistics_problems",
]
