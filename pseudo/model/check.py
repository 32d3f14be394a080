"""What the gate is asked (``Check``) and what it answers (``CheckResult``): counts, never values."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["Check", "CheckResult", "Outcome"]


class Outcome(StrEnum):
    """A verdict has four values; only ``pass`` opens the door."""

    PASS = "pass"  # noqa: S105  (a verdict, not a password)
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Check:
    """One expectation of the release gate.

    Attributes
    ----------
    kind : str
        A kind that ``pseudo.validators`` knows: "no_identifier", "k_anonymity", "in_set", ...
    columns : tuple of str
        Columns it reads, in the kind's order; empty for the whole table.
    params : dict
        The kind's parameters: policy constants, never values taken from a table.
    because : str
        Who asks for it: "recipe", "technique:hmac", "law:개인정보 보호법 제28조의2".
    table : str
        The second table of the release that it is about; empty for the table itself.
    """

    kind: str
    columns: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    because: str = "recipe"
    table: str = ""


@dataclass(frozen=True)
class CheckResult:
    """What a check found in the files on disk.

    ``observed`` holds counts and rates ("unexpected_count", "checked_count", "minimum_class_size"), never a cell.
    ``expectation`` is the Great Expectations type that was run.
    """

    check: Check
    outcome: Outcome
    observed: dict[str, int | float | None] = field(default_factory=dict)
    expectation: str = ""
