"""Aggregation over groups, hierarchies, local generalisation: worked cases, and what must be refused."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ColumnType
from pseudo.testing import run

INTEGER, NUMBER = ColumnType.INTEGER, ColumnType.NUMBER
TABLE = "서울대병원;상급종합;병원\n동네의원;의원;병원\n약국;약국;약국"


def table(**columns):
    return pa.record_batch({name: pa.array(cells) for name, cells in columns.items()})


def test_each_cell_becomes_the_mean_of_its_group(setup):
    batch = table(열=[1, 3, 10, 20, None, 60], 지역=["가", "가", None, None, "가", None], 주체=list("ABCDEF"))
    technique = setup.make("aggregate", {"statistic": "mean", "least": 2, "group_by": ["지역"]}, INTEGER)
    assert run(technique, batch)["열"].to_pylist() == [2.0, 2.0, 30.0, 30.0, None, 30.0]
    median = setup.make("aggregate", {"statistic": "median", "least": 2, "group_by": ["지역"]}, INTEGER)
    assert run(median, batch, 2)["열"].to_pylist() == [1.0, 1.0, 20.0, 20.0, None, 20.0]


def test_the_order_of_rows_does_not_change_a_sum(setup):
    cells = [1e16, 1.0, -1e16, 1.0]
    technique = setup.make("aggregate", {"statistic": "mean", "least": 2}, NUMBER)
    for order in (cells, cells[::-1], sorted(cells)):
        assert run(technique, table(열=order, 주체=list("ABCD")), 1)["열"].to_pylist() == [0.5] * 4


@pytest.mark.parametrize(
    ("cells", "subjects"),
    [([5, 5, 5], "ABC"), ([1, 98765432], "AA"), ([98765432], "A")],
    ids=["one value", "one person", "small"],
)
def test_groups_that_disclose_are_refused_with_counts(setup, cells, subjects):
    technique = setup.make("aggregate", {"statistic": "mean", "least": 2}, INTEGER)
    with pytest.raises(PolicyRefused, match=r"techniques\.small-groups") as caught:
        run(technique, table(열=cells, 주체=list(subjects)))
    assert "98765432" not in caught.value.message() + repr(caught.value)


def test_a_hierarchy_from_a_table(setup):
    cells = ["동네의원", None, "서울대병원", "약국"]
    assert setup.treat(cells, "hierarchy", {"table": TABLE, "level": 1}) == ["의원", None, "상급종합", "약국"]
    assert setup.treat(cells, "hierarchy", {"table": TABLE, "level": 2}) == ["병원", None, "병원", "약국"]
    with pytest.raises(BadInput, match=r"techniques\.unknown-category") as caught:
        setup.treat(["약국", "비밀의원"], "hierarchy", {"table": TABLE, "level": 1})
    assert caught.value.where.rows == (2,)
    assert "비밀의원" not in caught.value.message()


def test_disease_codes_go_to_categories_and_chapters(setup):
    codes = ["J45", "J459", "J45.9", "U071", "Y98", "D48", "D50"]
    assert setup.treat(codes, "hierarchy", {"built": "kcd", "level": 1}) == [
        "J45",
        "J45",
        "J45",
        "U07",
        "Y98",
        "D48",
        "D50",
    ]
    assert setup.treat(codes, "hierarchy", {"built": "kcd", "level": 2}) == [
        "J00-J99", "J00-J99", "J00-J99", "U00-U99", "V01-Y98", "C00-D48", "D50-D89",
    ]  # fmt: skip
    for wrong in ("j45", "천식", "J4", "D49", "Y99", "", "J45; I10"):
        with pytest.raises(BadInput, match=r"techniques\.unknown-category"):
            setup.treat([wrong], "hierarchy", {"built": "kcd", "level": 2})


def test_district_codes_go_to_what_they_lie_in(setup):
    for level, made in ((1, "1168010100"), (2, "1168000000"), (3, "1100000000")):
        assert setup.treat(["1168010100"], "hierarchy", {"built": "district", "level": level}) == [made]
    with pytest.raises(BadInput, match=r"techniques\.unknown-category"):
        setup.treat(["116801010"], "hierarchy", {"built": "district", "level": 1})


def test_only_numbers_that_stand_out_are_generalised(setup):
    made = setup.treat([1, 20, 79, 80, 12345, None], "local_generalization", {"top": 80, "bottom": 20}, INTEGER)
    assert made == ["<20", "20", "79", "80+", "80+", None]


@pytest.mark.parametrize(
    ("name", "params", "kind"),
    [
        ("aggregate", {"statistic": "mean", "least": 1}, INTEGER),
        ("aggregate", {"statistic": "mean", "least": 2, "group_by": ["열"]}, INTEGER),
        ("aggregate", {"statistic": "mean", "least": 2, "group_by": ["주체"]}, INTEGER),
        ("hierarchy", {"level": 1}, ColumnType.TEXT),
        ("hierarchy", {"level": 1, "table": "", "built": None}, ColumnType.TEXT),
        ("hierarchy", {"level": 1, "table": "가;나\n다"}, ColumnType.TEXT),
        ("hierarchy", {"level": 1, "table": "가;나\n가;다"}, ColumnType.TEXT),
        ("hierarchy", {"level": 1, "table": "가;나;다\n라;나;마"}, ColumnType.TEXT),
        ("hierarchy", {"level": 2, "table": "가;나"}, ColumnType.TEXT),
        ("hierarchy", {"level": 3, "built": "kcd"}, ColumnType.TEXT),
        ("local_generalization", {}, INTEGER),
    ],
)
def test_contradictions_are_refused(setup, name, params, kind):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make(name, params, kind)
