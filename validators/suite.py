"""The gate's suite as Great Expectations JSON: what an auditor loads into a GX of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.validators.across import split
from pseudo.validators.loading import load_gx
from pseudo.validators.registry import expectation_of, prepare
from pseudo.validators.runner import quiet

if TYPE_CHECKING:
    from pseudo.model import Plan

__all__ = ["suite_json"]


def suite_json(plan: Plan) -> dict[str, Any]:
    """Give the plan's checks as an ``ExpectationSuite`` in GX's JSON interchange.

    Parameters
    ----------
    plan : Plan
        A check without columns stands for the plan's columns that no ``absent`` check names.

    Returns
    -------
    dict
        Plain data. The only constants in it are the policy's own: bounds, value lists, expressions, k.

    Raises
    ------
    BadInput
        ``validators.unknown-check``, ``validators.check-columns`` or ``validators.check-parameters``.

    Notes
    -----
    Expectations of our own are loaded by importing ``pseudo.validators.expectations`` first. Numbers and times are
    compared by the gate after reading the cells as the plan says; GX alone reads a CSV as it thinks best.
    """
    plan, _ = split(plan)
    gone = {name for check in plan.checks if check.kind == "absent" for name in check.columns}
    header = tuple(entry.column for entry in plan.columns if entry.column not in gone)
    with quiet():
        gx = load_gx()
        expectations = [expectation_of(one, index) for index, one in enumerate(prepare(plan, header))]
        suite: dict[str, Any] = gx.ExpectationSuite(
            name=f"pseudokit {plan.recipe}", expectations=expectations
        ).to_json_dict()
    return suite
