"""The personnel table keeps the rules it states."""

import datetime as dt
import re

import pytest

LADDER = {
    "병": {"이병", "일병", "상병", "병장"},
    "부사관": {"하사", "중사", "상사", "원사"},
    "준사관": {"준위"},
    "장교": {"소위", "중위", "대위", "소령", "중령", "대령", "준장"},
}
FORMS = {"병": r"\d{2}-\d{8}", "부사관": r"\d{2}-\d{6}", "준사관": r"\d{2}-\d{5}", "장교": r"\d{2}-\d{5}"}
# Years of service per rank: public windows, fields.md's; months for conscripts.
YEARS = {
    "하사": (0, 7),
    "중사": (3, 16),
    "상사": (8, 24),
    "원사": (18, 40),
    "소위": (0, 2),
    "중위": (1, 4),
    "대위": (3, 12),
    "소령": (8, 20),
    "중령": (14, 27),
    "대령": (20, 31),
    "준위": (10, 27),
    "준장": (25, 40),
}
MONTHS = {"이병": (0, 2), "일병": (2, 8), "상병": (8, 14), "병장": (14, 21)}


@pytest.fixture(scope="module")
def module(example):
    return example("make_personnel")


@pytest.fixture(scope="module")
def table(module):
    return [dict(zip(module.HEADER, row, strict=True)) for row in zip(*module.personnel(5_000, 1), strict=True)]


def test_a_seed_gives_the_same_table_and_another_another(module):
    assert module.personnel(50, 3) == module.personnel(50, 3)
    assert module.personnel(50, 3) != module.personnel(50, 4)


def test_rank_status_and_service_number_belong_together(table):
    for row in table:
        assert row["계급"] in LADDER[row["신분"]]
        assert re.fullmatch(FORMS[row["신분"]], row["군번"])
        assert row["군번"][:2] == row["입대일자"][2:4]
    assert len({r["군번"] for r in table}) == len(table)


def test_service_lies_in_the_ranks_window(module, table):
    for row in table:
        days = (module.AS_OF - dt.date.fromisoformat(row["입대일자"])).days
        least, most = MONTHS.get(row["계급"]) or [12 * y for y in YEARS[row["계급"]]]
        assert least * 30.4 - 1 <= days <= most * 30.5, row["계급"]


def test_terms_of_conscripts_and_order_of_dates(module, table):
    for row in table:
        entry, discharge = dt.date.fromisoformat(row["입대일자"]), dt.date.fromisoformat(row["전역예정일자"])
        assert entry <= module.AS_OF <= discharge
        if row["신분"] == "병":
            assert round((discharge - entry).days / 30.44) == module.TERM_MONTHS[row["군구분"]]
            assert row["성별"] == "남"


def test_age_at_entry(table, rrn_check):
    for row in table:
        number = row["주민등록번호"]
        century = 1900 if number[7] in "12" else 2000
        birth = dt.date(century + int(number[:2]), int(number[2:4]), int(number[4:6]))
        assert str(birth.year) == row["출생연도"]
        assert rrn_check(number)
        assert (dt.date.fromisoformat(row["입대일자"]) - birth).days >= (17 if row["신분"] == "부사관" else 18) * 365.25


def test_units_are_plainly_invented(table):
    assert all(re.fullmatch(r"제\d+가상부대", r["소속부대"]) for r in table)


def test_every_column_has_a_rule_and_every_value_its_set(module, table):
    from pseudo.planning import rule_for_name
    from pseudo.recipes import load_recipe

    recipe = load_recipe("defense/personnel")
    assert all(rule_for_name(recipe, name) for name in module.HEADER)
    ranks = next(r.params["map"] for r in recipe.columns if r.names[:1] == ("rank",))
    assert {r["계급"] for r in table} <= set(ranks)
