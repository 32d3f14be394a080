"""Planning: from a recipe and a scan to what will be done to this table, column by column, and to the gate's suite.

A plan is a file that people review. What may not come in: a cell of the table, a key, a file other than the plan's own.
Techniques are imported when a plan is made, not when this room is.
"""

from __future__ import annotations

from pseudo.planning.build import build_plan
from pseudo.planning.compare import Change, diff_plans, render_diff
from pseudo.planning.file import check_plan, dump_plan, load_plan
from pseudo.planning.law import plan_problems
from pseudo.planning.lint import lint_techniques
from pseudo.planning.match import rule_for_name

__all__ = [
    "Change",
    "build_plan",
    "check_plan",
    "diff_plans",
    "dump_plan",
    "lint_techniques",
    "load_plan",
    "plan_problems",
    "render_diff",
    "rule_for_name",
]
