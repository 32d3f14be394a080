"""A recipe with steps on the whole table, planned, applied, verified and reported as a user does it."""

from __future__ import annotations

import csv
import json
import random
import shutil
from collections import Counter

import pytest

from pseudo import Release

RECIPE = """\
name: test/members
version: "1"
title: {ko: 회원, en: Members}
description: {ko: 시험용, en: For tests}
release_class: provision
purpose: scientific_research
purpose_text:
  ko: 당뇨병 환자의 연령대별 재입원 요인을 분석한다.
  en: Predictors of readmission among diabetes patients by age band.
subject: member_id
columns:
  - names: [member_id, 회원번호]
    role: direct_identifier
    technique: hmac
    params: {length_bits: 128}
    domain: member
    nulls: refuse
    reason: {ko: 가명, en: pseudonym}
  - names: [sex, 성별]
    role: quasi_identifier
    technique: keep
    nulls: keep
    reason: {ko: 그대로, en: kept}
  - names: [age, 나이]
    role: quasi_identifier
    technique: range
    type: integer
    params: {width: 10}
    nulls: keep
    reason: {ko: 구간, en: range}
  - names: [ward, 병동]
    role: other
    technique: keep
    nulls: keep
    rare_values: {by: drop_rows, reason: {ko: 희귀 병동의 행을 삭제, en: rows of rare wards leave}}
    reason: {ko: 그대로, en: kept}
  - names: [cost, 진료비]
    role: other
    technique: keep
    type: integer
    nulls: keep
    reason: {ko: 부분총계 단계에 맡김, en: left to microaggregation}
steps:
  - technique: microaggregation
    columns: [cost]
    params: {k: 3}
    reason: {ko: 고액 진료비가 드러나지 않도록 세 사람 이상의 평균으로 바꿈, en: Means of three persons or more hide high costs}
  - technique: sampling
    params: {rate: 0.5}
    reason: {ko: 표본만 제공, en: only a sample is given}
  - technique: drop_rows
    columns: [ward]
    params: {rarer_than: 4}
    reason: {ko: 희귀 병동의 행 삭제, en: rare wards leave}
anonymity: {k: 3, unit: subject, quasi_identifiers: [sex, age], max_suppressed_rate: 0.2}
rare_values: {frequency: 3, method: sigma, limit: 3, source: 별권 p.65-66}
checks:
  - {kind: in_set, columns: [ward], params: {values: [가, 나, 다]}}
"""
STEPS_IN_ORDER = ["sampling", "drop_rows", "local_suppression", "microaggregation"]


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """600 members, a row each; three of them in a ward that nobody else is in."""
    draw = random.Random(3)  # noqa: S311  (a made-up table)
    path = tmp_path_factory.mktemp("table") / "members.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["회원번호", "성별", "나이", "병동", "진료비"])
        for number in range(600):
            ward = "희귀병동" if number < 3 else draw.choice("가나다")
            writer.writerow([f"M{number:05}", draw.choice("남여"), draw.randint(20, 79), ward, draw.randint(1, 9999)])
    return path


@pytest.fixture(scope="module")
def release(pseudo, table, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    recipe = folder / "members.yaml"
    recipe.write_text(RECIPE, "utf-8")
    done = pseudo("plan", table, "--recipe", recipe, "--project", "demo", code=4)
    assert "planning.step-thins" in done.stderr  # sampling and dropping after microaggregation
    head, _, tail = RECIPE.partition("  - technique: microaggregation")
    first, _, rest = tail.partition("  - technique: sampling")
    others, _, end = rest.partition("anonymity:")
    ordered = f"{head}  - technique: sampling{others}  - technique: microaggregation{first}anonymity:{end}"
    recipe.write_text(ordered, "utf-8")
    assert pseudo("recipe", "lint", recipe).returncode == 0
    undecided = folder / "undecided.yaml"
    undecided.write_text(
        "".join(line for line in ordered.splitlines(keepends=True) if "by: drop_rows" not in line), "utf-8"
    )
    done = pseudo("plan", table, "--recipe", undecided, "--project", "demo", code=5)
    assert "planning.rare-undecided" in done.stderr
    assert "'병동'" in done.stderr
    assert "1 of them in 3 of 600 rows" in done.stderr
    assert "희귀병동" not in done.stderr
    pseudo("plan", table, "--recipe", recipe, "--project", "demo", "-o", folder / "plan.yaml")
    pseudo("apply", table, "--plan", folder / "plan.yaml", "--out", folder / "release")
    pseudo("verify", folder / "release")
    return folder / "release"


def rows(release):
    with (release / "data/members.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_steps_were_taken(release):
    made = rows(release)
    assert 220 < len(made) < 380
    assert set(Counter(row["병동"] for row in made)) == {"가", "나", "다"}
    assert min(Counter(row["진료비"] for row in made).values()) >= 3
    assert min(Counter((row["성별"], row["나이"]) for row in made).values()) >= 3


def test_what_they_did_stands_in_the_evidence_with_its_columns(release):
    figures = json.loads((release / "evidence.json").read_text("utf-8"))["evidence"]
    found = {(f["metric"], *f["columns"]): f["value"] for f in figures if f["basis"] == "input"}
    assert found["dropped_rows", "병동"] <= 3
    assert ("dropped_rows", "성별", "나이") in found
    assert found["groups", "진료비"] >= len(rows(release)) // 5


@pytest.mark.parametrize(
    ("lang", "words"),
    [("ko", ["표본추출", "부분총계(MDAV)", "세 사람 이상"]), ("en", ["Sampling", "Microaggregation"])],
)
def test_the_report_tells_them_in_their_order(pseudo, release, lang, words):
    page = pseudo("report", release, "--lang", lang).stdout
    assert all(word in page for word in words)
    section = page[page.index("표 전체에 대한 처리" if lang == "ko" else "Steps on the whole table") :]
    places = [section.index(f"<code>{name}</code>") for name in STEPS_IN_ORDER]
    assert places == sorted(places)


@pytest.fixture(scope="module")
def split(pseudo, table, tmp_path_factory):
    """The same table with the wards in a table of their own."""
    folder = tmp_path_factory.mktemp("split")
    head, _, _ = RECIPE.partition("steps:")
    step = """\
steps:
  - {technique: drop_rows, columns: [ward], params: {rarer_than: 4}, reason: {ko: 희귀 병동, en: rare wards}}
  - technique: anatomize
    columns: [ward]
    params: {l: 2, table: wards, group: 집단번호}
    reason: {ko: 병동을 다른 표로 나눔, en: wards in a table of their own}
"""
    recipe = folder / "members.yaml"
    recipe.write_text(head + step + RECIPE[RECIPE.index("anonymity:") :], "utf-8")
    pseudo("apply", table, "--recipe", recipe, "--project", "demo", "--out", folder / "release")
    return folder / "release"


def test_one_run_releases_two_tables_that_the_gate_and_verify_read(pseudo, split):
    assert [p.name for p in sorted((split / "data").iterdir())] == ["members.csv", "wards.csv"]
    first = rows(split)
    with (split / "data/wards.csv").open(encoding="utf-8", newline="") as file:
        second = list(csv.DictReader(file))
    assert list(first[0]) == ["회원번호", "성별", "나이", "집단번호", "진료비"]
    assert list(second[0]) == ["집단번호", "병동"]
    assert Counter(row["집단번호"] for row in first) == Counter(row["집단번호"] for row in second)
    assert max(Counter((row["집단번호"], row["병동"]) for row in second).values()) == 1
    found = json.loads(pseudo("verify", split, "--json").stdout)
    assert found["ok"]
    record = json.loads((split / "evidence.json").read_text("utf-8"))
    assert ("l_diversity", "wards", "pass") in {
        (c["check"]["kind"], c["check"]["table"], c["outcome"]) for c in record["checks"]
    }
    assert {f["table"] for f in record["evidence"] if f["metric"] == "rows"} == {"", "wards"}
    files = {f["path"]: f["rows"] for f in json.loads((split / "manifest.json").read_text("utf-8"))["files"]}
    assert files["data/wards.csv"] == files["data/members.csv"] == len(first)
    assert "[wards]" in pseudo("report", split, "--lang", "en").stdout


def test_both_tables_are_exported_or_neither(pseudo, split, tmp_path):
    dbapi = pytest.importorskip("adbc_driver_sqlite.dbapi", reason="pip install 'pseudokit[database]'")
    place, words = tmp_path / "t.db", ("export", split, f"sqlite:///{tmp_path}/t.db", "--table", "open", "--json")
    count = len(rows(split))
    assert json.loads(pseudo(*words).stdout)["tables"] == [
        {"table": "open", "rows": count},
        {"table": "open_wards", "rows": count},
    ]
    with dbapi.connect(str(place), autocommit=True) as connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE open")
    assert "[table.exists-in-database]" in pseudo(*words, code=2).stderr  # the second one alone is there
    with dbapi.connect(str(place)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        assert [name for (name,) in cursor.fetchall()] == ["open_wards"]


def test_a_second_table_that_was_changed_or_is_gone_does_not_verify(pseudo, split, tmp_path):
    from pseudo.evidence import write_manifest
    from pseudo.keys import KeyStore

    for change, code in (
        (lambda p: p.write_text("".join(p.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8"), "figure"),
        (lambda p: p.unlink(), "recompute"),
    ):
        copy = tmp_path / code
        shutil.copytree(split, copy)
        change(copy / "data/wards.csv")
        write_manifest(copy, Release(split).manifest, KeyStore(pseudo.home / "keys").open("demo"))  # signed anew
        faults = json.loads(pseudo("verify", copy, "--json", code=3).stdout)["faults"]
        assert any(code in fault["code"] for fault in faults)
