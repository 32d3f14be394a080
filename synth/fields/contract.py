"""The contract of a field model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import pyarrow as pa

    from pseudo.model import Check, Text

__all__ = ["FieldModel"]


@dataclass(frozen=True)
class FieldModel:
    """How a table of one field is made from nothing.

    Attributes
    ----------
    name : str
        That of the recipe whose table it makes.
    title : Text
        One line for people.
    sources : tuple of str
        Where shapes, codes and rules come from.
    generate : callable
        Rows and a seeded generator → the table; the same for the same generator.
    rules : tuple of Check
        What every generated table keeps, beside the recipe's checks; columns as the table calls them.
    """

    name: str
    title: Text
    sources: tuple[str, ...]
    generate: Callable[[int, np.random.Generator], pa.Table]
    rules: tuple[Check, ...]
