"""``pseudo evaluate`` as a user runs it: figures in a table and as JSON, in both languages, and never a value."""

from __future__ import annotations

import csv
import json
import random

import pytest


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """Training rows, a holdout, rows like them, and a copy of the training rows in another order."""
    folder = tmp_path_factory.mktemp("evaluate")
    draw = random.Random(5)  # noqa: S311  (made-up tables)

    def write(name, rows):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["나이", "지역", "직업", "소득", "진단"])
            writer.writerows(rows)
        return folder / name

    def people(n):
        for _ in range(n):
            age, job = draw.randint(20, 79), draw.choice("가나다라마바사아")
            income = 900 + 40 * age + draw.randint(0, 2000)
            yield [age, draw.choice(["종로", "강남", "분당", "수성"]), job, income, f"진단{draw.randint(1, 9)}"]

    training = list(people(400))
    made = {
        "training": write("t.csv", training),
        "holdout": write("h.csv", people(400)),
        "like": write("s.csv", people(400)),
    }
    draw.shuffle(training)
    return made | {"copy": write("c.csv", training)}


def test_a_copy_is_told_by_name_and_by_figure(pseudo, tables):
    words = (
        tables["training"],
        tables["copy"],
        "--holdout",
        tables["holdout"],
        "--secret",
        "진단",
        "--known",
        "나이",
        "--known",
        "지역",
    )
    done = pseudo("evaluate", *words, env={"PSEUDO_LANG": "ko"})
    assert "누출이 드러남: " in done.stderr
    assert "홀로 있는 행의 복제" in done.stderr
    assert "안내서의 한도를 넘음: 구별위험도" in done.stderr
    found = json.loads(pseudo("evaluate", *words, "--json").stdout)
    figures = {figure["metric"]: figure for figure in found["evidence"]}
    assert figures["guide_single_out_0_1"]["value"] == 1.0
    assert "copying_risk_0_1" in found["leaks"]
    assert figures["singling_out_risk_0_1"]["attacker"]
    for cell in ("종로", "진단7"):
        assert cell not in done.stdout + done.stderr + json.dumps(found, ensure_ascii=False)


def test_rows_of_the_population_show_nothing_and_no_safety_is_claimed(pseudo, tables):
    done = pseudo("evaluate", tables["training"], tables["like"], "--holdout", tables["holdout"], "--secret", "진단")
    assert "These attacks show no leak. That says nothing of attacks that were not tried." in done.stderr
    assert "membership by distance, AUC" in done.stdout
    done = pseudo("evaluate", tables["training"], tables["like"])
    assert "No attack was tried, as there is no --holdout." in done.stderr
    assert "singling out" not in done.stdout


def test_an_attack_that_chance_does_as_well_is_named(pseudo, tables):
    """The last column of these tables hangs on no other."""
    done = pseudo(
        "evaluate", tables["training"], tables["like"], "--holdout", tables["holdout"], "--known", "진단", "--json"
    )
    weak = [f["metric"] for f in json.loads(done.stdout)["evidence"] if f["params"].get("is_weak")]
    assert weak == ["linkability_risk_0_1", "reconstruction_risk_0_1"]
    done = pseudo("evaluate", tables["training"], tables["like"], "--holdout", tables["holdout"], "--known", "진단")
    assert "No better than chance, so that a low figure says nothing: linkability" in done.stderr


def test_an_unknown_column_is_a_usage_error(pseudo, tables):
    done = pseudo("evaluate", tables["training"], tables["like"], "--secret", "병명", code=2)
    assert "workflow.evaluate-columns" in done.stderr
    assert "병명" in done.stderr
