"""How a rule is called and how a table's header is compared with its aliases."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pseudo.model import ColumnRule

__all__ = ["fold_name", "rule_name"]


def fold_name(name: str) -> str:
    """A column name in NFKC without case, white space, ``_`` and ``-``: ``"Patient_ID"`` and ``"patient id"`` are one.

    NFKC also joins the decomposed Hangul that macOS writes and narrows full-width letters.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if not c.isspace() and c not in "_-")


def rule_name(rule: ColumnRule) -> str:
    """The name by which the recipe knows a rule: the first of its names, else ``entity:…``, else ``verdict:…``.

    Empty for a rule that matches nothing, which :func:`pseudo.recipes.policy_problems` refuses.
    """
    if rule.names:
        return rule.names[0]
    if rule.entities:
        return f"entity:{rule.entities[0]}"
    return f"verdict:{rule.verdicts[0]}" if rule.verdicts else ""
