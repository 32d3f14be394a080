"""The verbs: thin, in the order of the work. What they say they read, they read; what they write, they write whole or not at all."""

from __future__ import annotations

from pseudo.workflow.applying import apply
from pseudo.workflow.assessing import Assessment, assess
from pseudo.workflow.casework import all_cases, case_store, destroy_case, dossier_of_case, hand_over, take_in
from pseudo.workflow.combining import combine
from pseudo.workflow.evaluating import Evaluation, evaluate
from pseudo.workflow.exporting import export
from pseudo.workflow.linking import synthesize_tables
from pseudo.workflow.prepare import lint_recipe, make_plan, recipe_schema, scan
from pseudo.workflow.pseudonymizer import Pseudonymizer
from pseudo.workflow.publishing import Package, publish
from pseudo.workflow.release import Release
from pseudo.workflow.revealing import reveal
from pseudo.workflow.synth_model import fit_model, fit_sealed_model, sample_model
from pseudo.workflow.synthesis import synthesize
from pseudo.workflow.tabulating import statistics
from pseudo.workflow.verification import Verification, verify

__all__ = [
    "Assessment",
    "Evaluation",
    "Package",
    "Pseudonymizer",
    "Release",
    "Verification",
    "all_cases",
    "apply",
    "assess",
    "case_store",
    "combine",
    "destroy_case",
    "dossier_of_case",
    "evaluate",
    "export",
    "fit_model",
    "fit_sealed_model",
    "hand_over",
    "lint_recipe",
    "make_plan",
    "publish",
    "recipe_schema",
    "reveal",
    "sample_model",
    "scan",
    "statistics",
    "synthesize",
    "synthesize_tables",
    "take_in",
    "verify",
]
