"""The law suite of pseudokit on the plug-in, found by its entry point: install the package, then run pytest here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.testing import check_technique, context, run

if TYPE_CHECKING:
    from pseudo.techniques.contract import Context, Technique


def make(run_context: Context) -> Technique:
    """The technique as a recipe would set it up."""
    options = Options("성명", ColumnType.TEXT, NullRule.KEEP)
    return techniques.create("initial_consonant", options, {"other": "기타"}, run_context)


def test_it_obeys_the_laws() -> None:
    """Every law of the contract."""
    check_technique(make)


def test_it_gives_the_initial_consonant() -> None:
    """One consonant a name; anything else is the word for it."""
    made = run(make(context()), pa.record_batch({"성명": ["김민수", "힣", "A", "", None]}))
    assert made["성명"].to_pylist() == ["ㄱ", "ㅎ", "기타", "기타", None]  # noqa: S101  (a test asserts)
