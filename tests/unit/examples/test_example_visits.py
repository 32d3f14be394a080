"""The visits table keeps the rules it states."""

import csv
import datetime as dt
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def module(example):
    return example("make_visits")


@pytest.fixture(scope="module")
def table(module):
    rows = zip(*module.visits(4_000, 1), strict=True)
    return [dict(zip(module.HEADER, row, strict=True)) for row in rows]


def test_a_seed_gives_the_same_table_and_another_another(module):
    assert module.visits(50, 3) == module.visits(50, 3)
    assert module.visits(50, 3) != module.visits(50, 4)


def test_resident_numbers_agree_with_birth_sex_and_the_law_of_2020(table, rrn_check):
    passed = late = 0
    for row in table:
        birth, number = dt.date.fromisoformat(row["생년월일"]), row["주민등록번호"]
        assert re.fullmatch(r"\d{6}-[1-4]\d{6}", number)
        assert number[:6] == f"{birth:%y%m%d}"
        assert (int(number[7]) % 2 == 1) == (row["성별"] == "남")
        assert (int(number[7]) > 2) == (birth.year >= 2000)
        if birth < dt.date(2020, 10, 5):
            assert rrn_check(number)
        else:
            late, passed = late + 1, passed + rrn_check(number)
    assert late > 20
    assert passed < late / 2, "random tails pass the old check digit by chance only"


def test_costs_add_up(table):
    assert all(int(r["총진료비"]) == int(r["본인부담금"]) + int(r["공단부담금"]) for r in table)
    assert min(int(r["본인부담금"]) for r in table) >= 0


def test_dates_are_in_order(table):
    for row in table:
        assert row["생년월일"] <= row["내원일자"]
        assert bool(row["입원일자"]) == bool(row["퇴원일자"]) == (row["진료구분"] == "입원")
        assert not row["입원일자"] or row["내원일자"] == row["입원일자"] <= row["퇴원일자"]


def test_diagnoses_fit_sex_and_age(table):
    for row in table:
        for code in filter(None, (row["주상병코드"], row["부상병코드"])):
            age = (dt.date.fromisoformat(row["내원일자"]) - dt.date.fromisoformat(row["생년월일"])).days / 365.25
            assert not re.match(r"F|B2[0-4]|A5|A6[0-4]|T74|O04", code), "needs consent in principle"
            assert re.match(r"C5[1-8]|C50|N7|N8|N9|O|D25", code) is None or row["성별"] == "여"
            assert re.match(r"C6[0-3]|N4", code) is None or row["성별"] == "남"
            assert not code.startswith("P") or age < 1


def test_one_person_has_several_visits_and_one_of_everything_else(table):
    people = {}
    for row in table:
        person = (row["환자명"], row["주민등록번호"], row["전화번호"], row["주소"], row["생년월일"], row["성별"])
        assert people.setdefault(row["환자번호"], person) == person
    assert 900 < len(people) < 1_001
    assert len({r["방문번호"] for r in table}) == len(table)


def test_some_notes_hold_a_telephone_number(table):
    share = sum("010-" in r["메모"] for r in table) / len(table)
    assert 0.01 < share < 0.06


def test_identifiers_keep_their_leading_zeros(table):
    assert any(r["환자번호"].startswith("0") for r in table)


def test_the_script_writes_what_the_recipe_reads(tmp_path):
    script = Path(__file__).parents[3] / "examples" / "make_visits.py"
    out = tmp_path / "visits.csv"
    subprocess.run([sys.executable, script, out, "--rows", "30", "--seed", "2"], check=True, capture_output=True)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 30
    from pseudo.planning import rule_for_name
    from pseudo.recipes import load_recipe

    recipe = load_recipe("healthcare/visits")
    assert all(rule_for_name(recipe, name) for name in rows[0])
