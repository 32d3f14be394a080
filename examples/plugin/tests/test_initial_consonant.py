"""The law suite of pseudokit on the plug-in, found by its entry point: install the package, then run pytest here."""

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options
from pseudo.testing import check_technique, context


def make(run_context):
    options = Options("성명", ColumnType.TEXT, NullRule.KEEP)
    return techniques.create("initial_consonant", options, {"other": "기타"}, run_context)


def test_it_obeys_the_laws():
    check_technique(make)


def test_it_gives_the_initial_consonant():
    technique = make(context())
    assert [technique._initial(text) for text in ("김민수", "힣", "A", "")] == ["ㄱ", "ㅎ", "기타", "기타"]  # noqa: SLF001
