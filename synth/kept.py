"""What stands with a kept model, whatever keeps it: whose policy, which columns, when."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from pseudo.model import Plan, Recipe  # noqa: TC001  (a model is read by its fields' types)

__all__ = ["Kept"]


@dataclass(frozen=True)
class Kept:
    """The base of what is kept.

    Attributes
    ----------
    engine : str
    recipe : Recipe
    plan : Plan
        The table's plan at the time: whose project, which columns.
    names, texts : tuple of str
        The table's columns in their order; those of them that are texts in the file.
    format : str
        The table's file format.
    input_mac : str
        HMAC of the table under the project's key.
    created : str
    """

    engine: str
    recipe: Recipe
    plan: Plan
    names: tuple[str, ...]
    texts: tuple[str, ...]
    format: str
    input_mac: str
    created: str

    @property
    def schema(self) -> pa.Schema:
        """The table's columns, as far as sampling asks: which are texts."""
        return pa.schema([(name, pa.string() if name in self.texts else pa.null()) for name in self.names])
