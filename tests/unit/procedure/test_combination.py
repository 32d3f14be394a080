"""A combination's two files: what the record asks for before they leave."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_papers import APPLICATION, RESULT

from pseudo.procedure.case import Case
from pseudo.procedure.objections import kept_together, unfit_combination
from pseudo.procedure.papers import Combination
from pseudo.procedure.treatment import ColumnTreatment

JOINED = replace(APPLICATION, combination=Combination("다른 기관의 진료비", "가상결합전문기관"))


def column(name, technique):
    return ColumnTreatment("a.csv", name, "KEY·식별자", "", "", technique=technique)


def case(*techniques, application=JOINED):
    columns = tuple(column(f"열{n}", technique) for n, technique in enumerate(techniques))
    return Case("2026-0001", application=application, treatment_result=replace(RESULT, columns=columns))


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (case("matching_key", "serial", "keep"), []),
        (case("matching_key", "keep"), ["procedure.combination-columns"]),
        (case("serial", "keep"), ["procedure.combination-columns"]),
        (case("matching_key", "matching_key", "serial"), ["procedure.combination-columns"]),
        (case("matching_key", "serial", application=APPLICATION), ["procedure.no-combination"]),
    ],
)
def test_what_stands_against_two_files(made, expected):
    assert codes(unfit_combination(made)) == expected


def test_keys_and_data_do_not_leave_in_one_folder():
    assert codes(kept_together(case("matching_key", "serial"))) == ["procedure.combination-apart"]
    assert codes(kept_together(case("serial", "keep"))) == []
