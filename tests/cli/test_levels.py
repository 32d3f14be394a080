"""Levels that a recipe leaves open, found by ``pseudo plan``, applied, verified and reported as a user does it."""

from __future__ import annotations

import csv
import json
import random
from collections import Counter

import pytest

RECIPE = """\
name: test/patients
version: "1"
title: {ko: 환자, en: Patients}
description: {ko: 시험용, en: For tests}
release_class: provision
purpose: scientific_research
purpose_text:
  ko: 당뇨병 환자의 연령대별 재입원 요인을 분석한다.
  en: Predictors of readmission among diabetes patients by age band.
subject: patient
columns:
  - names: [patient, 환자번호]
    role: direct_identifier
    technique: hmac
    params: {length_bits: 128}
    domain: patient
    nulls: refuse
    reason: {ko: 가명, en: pseudonym}
  - names: [age, 나이]
    role: quasi_identifier
    technique: hierarchy
    type: integer
    params: {built: age, level: 3}
    nulls: keep
    reason: {ko: 구간, en: bands}
  - names: [ward, 진료과]
    role: quasi_identifier
    technique: hierarchy
    params: {table_file: wards.csv, level: 2}
    nulls: keep
    reason: {ko: 계열, en: groups of wards}
  - names: [sex, 성별]
    role: quasi_identifier
    technique: keep
    nulls: keep
    reason: {ko: 그대로, en: kept}
anonymity: {k: 5, unit: subject, quasi_identifiers: [sex, age, ward], max_suppressed_rate: 0.1}
generalization: {lowest: {age: 1, ward: 0}, max_small_rate: 0.05, weights: {ward: 2}}
rare_values: {frequency: 3, method: sigma, limit: 3, source: 별권 p.65-66}
"""
WARDS = "내과;내과계;전체\n소아과;내과계;전체\n외과;외과계;전체\n정형외과;외과계;전체\n"


@pytest.fixture(scope="module")
def made(pseudo, tmp_path_factory):
    """The folder of a table, its recipe, the plan that was made, and what the program said."""
    folder = tmp_path_factory.mktemp("levels")
    draw = random.Random(11)  # noqa: S311  (a made-up table)
    with (folder / "patients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["환자번호", "나이", "진료과", "성별"])
        for number in range(900):
            ward = draw.choices(["내과", "소아과", "외과", "정형외과"], [50, 30, 15, 5])[0]
            writer.writerow([f"P{number:05}", draw.randint(20, 79), ward, draw.choice("남여")])
    (folder / "wards.csv").write_text(WARDS, "utf-8")
    (folder / "patients.yaml").write_text(RECIPE, "utf-8")
    assert pseudo("recipe", "lint", folder / "patients.yaml").returncode == 0
    words = (folder / "patients.csv", "--recipe", folder / "patients.yaml", "--project", "demo")
    said = pseudo("plan", *words, "-o", folder / "plan.yaml")
    return folder, said, json.loads(pseudo("plan", *words, "--json").stdout)


def test_the_plan_says_the_levels_and_what_they_cost(made):
    _, said, plan = made
    levels = {column["column"]: column["level"] for column in plan["levels"]["columns"]}
    assert f"Levels: 나이 {levels['나이']}, 진료과 {levels['진료과']}. Loss " in said.stderr
    assert "the least of all that are allowed" in said.stderr
    assert plan["levels"]["small"] <= 0.05 * plan["levels"]["of"] == 45
    treated = {entry["column"]: entry for entry in plan["columns"]}
    if levels["진료과"] == 0:
        assert treated["진료과"]["technique"] == "keep"
    else:
        assert treated["진료과"]["params"]["level"] == levels["진료과"]
    assert treated["나이"]["params"]["level"] == levels["나이"] < 3


def test_it_is_applied_verified_and_reported(made, pseudo):
    folder, _, plan = made
    pseudo("apply", folder / "patients.csv", "--plan", folder / "plan.yaml", "--out", folder / "release")
    pseudo("verify", folder / "release")
    with (folder / "release/data/patients.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert min(Counter((row["성별"], row["나이"], row["진료과"]) for row in rows).values()) >= 5
    pseudo("report", folder / "release", "-o", folder / "report.html", "--lang", "ko")
    page = (folder / "report.html").read_text("utf-8")
    assert "일반화 단계와 선택 근거" in page
    assert f"k=5 미만인 동질집합에 900건 중 {plan['levels']['small']}건" in page


def test_a_goal_out_of_reach_is_refused_with_what_stands_in_the_way(made, pseudo):
    folder, *_ = made
    text = (
        RECIPE.replace("k: 5", "k: 200")
        .replace("level: 3", "level: 1")
        .replace("max_small_rate: 0.05", "max_small_rate: 0")
    )
    (folder / "strict.yaml").write_text(text, "utf-8")
    done = pseudo("plan", folder / "patients.csv", "--recipe", folder / "strict.yaml", "--project", "demo", code=4)
    assert "planning.levels-unreachable" in done.stderr
    assert "even at the highest levels 900 of 900 units" in done.stderr
    assert "Units below k without one of the quasi-identifiers: '나이' " in done.stderr
    assert "정형외과" not in done.stderr
