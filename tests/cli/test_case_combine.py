"""``pseudo case combine``: two files for the expert body, the salt in neither, and nothing joined here."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEFENSE = ROOT / "examples" / "cases" / "defense"
COLUMNS = ["성명", "생일", "군번", "등급", "급여"]
PEOPLE = [(f"가{n:02d}", f"1990-01-{n:02d}", f"A-{n}", "갑을"[n % 2], str(1000 + n)) for n in range(1, 21)]


def rule(name, technique, **more):
    reason = {"ko": "시험용 열을 처리함.", "en": "A column of the test is treated."}
    return {"names": [name], "technique": technique, "params": {}, "nulls": "keep", "reason": reason,
            "role": "direct_identifier", "domain": name, **more}  # fmt: skip


KEYED = [
    rule("성명", "matching_key", params={"with_columns": ["생일"], "digest": "hmac_sha512"}),
    rule("생일", "delete"),
    rule("군번", "serial"),
    rule("등급", "keep", role="other"),
    rule("급여", "keep", role="other"),
]


@pytest.fixture
def approved(pseudo, tmp_path):
    """``approved(columns, combination)``: a case whose output was judged, and its number."""

    def made(columns=KEYED, people=PEOPLE, combination="{data: 국방부 급여, body: 가상결합전문기관}", name="combine"):
        text = (DEFENSE / "application.yaml").read_text("utf-8") + (
            f"combination: {combination}\n" if combination else ""
        )
        application = tmp_path / "application.yaml"
        application.write_text(text, "utf-8")
        number = pseudo("case", "new", application, "--by", "오계획").stdout.split()[0]
        for step, who in (("usage_plan", "오계획"), ("risk_review", "문검토")):
            pseudo("case", "do", number, step, DEFENSE / f"{step}.yaml", "--by", who)
        title = {"ko": "시험 표", "en": "A test table"}
        purpose = {"ko": "계급별 급여 수준을 비교하여 통계를 작성한다.", "en": "Pay by rank, compared for statistics."}
        document = {
            "schema_version": 1, "name": "test", "version": "1.0.0", "title": title, "description": title,
            "release_class": "internal", "purpose": "statistics", "purpose_text": purpose, "subject": None,
            "columns": columns, "anonymity": None, "checks": [], "sources": [],
        }  # fmt: skip
        recipe, table, release = tmp_path / "recipe.yaml", tmp_path / "people.csv", tmp_path / "release"
        recipe.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *people])
        pseudo("key", "new", name)
        pseudo("apply", table, "--recipe", recipe, "--project", name, "--out", release)
        pseudo("case", "treat", number, release, "--by", "민처리", "--organization", "가상사령부 정보화처")
        pseudo("case", "do", number, "review", DEFENSE / "review.yaml", "--by", "문검토")
        return number

    return made


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_keys_and_data_leave_apart(pseudo, approved, tmp_path):
    number, out = approved(), tmp_path / "given"
    assert "pseudo case combine" in pseudo("case", "next", number).stdout
    refused = pseudo("case", "provide", number, "--out", out, "--by", "민처리", code=5).stderr
    assert "procedure.combination-apart" in refused
    made = json.loads(pseudo("case", "combine", number, "--out", out, "--by", "민처리", "--json").stdout)
    keys, data = rows(out / "matching_keys/matching_keys.csv"), rows(out / "data/data.csv")
    assert sorted(path.name for path in out.rglob("*")) == ["data", "data.csv", "matching_keys", "matching_keys.csv"]
    assert [*keys[0]] == ["군번", "성명"]
    assert [*data[0]] == ["군번", "등급", "급여"]
    assert [row["군번"] for row in keys] == [row["군번"] for row in data] == [str(n) for n in range(1, 21)]
    assert [(row["등급"], row["급여"]) for row in data] == [person[3:] for person in PEOPLE]
    assert len({row["성명"] for row in keys}) == 20
    files = {"keys": "matching_keys/matching_keys.csv", "data": "data/data.csv"}
    assert {name: made[name] for name in files} == {
        name: "sha256:" + hashlib.sha256((out / path).read_bytes()).hexdigest() for name, path in files.items()
    }
    guesses = {hmac.new(b"", f"{name}\x1f{day}".encode(), "sha512").hexdigest() for name, day, *_ in PEOPLE}
    assert not guesses & {row["성명"] for row in keys}, "a key without the salt is no key"
    ledger = json.loads(pseudo("case", "provenance", number).stdout)
    assert "combination" in json.dumps(ledger)
    pseudo("case", "verify")
    pseudo("case", "forms", number, "--out", tmp_path / "forms", "--format", "json")
    lines = json.loads((tmp_path / "forms/10-ledger.json").read_text("utf-8"))["blocks"][0]["rows"]
    assert any(row[4] == "제공" and "가상결합전문기관" in "".join(row) for row in lines)
    pseudo("case", "destroy", number, DEFENSE / "destruction.yaml", "--by", "문검토", "--yes")


def test_what_is_not_fit_leaves_nothing(pseudo, approved, tmp_path):
    """A serial number is missing: nothing is written or recorded."""
    holed = [(*person[:2], "" if n == 3 else person[2], *person[3:]) for n, person in enumerate(PEOPLE)]
    number = approved(people=holed, name="holed")
    refused = pseudo("case", "combine", number, "--out", tmp_path / "given", "--by", "민처리", code=4).stderr
    assert "procedure.combination-serial" in refused
    assert "1 missing and 0 repeated" in refused
    assert not [path.name for path in tmp_path.iterdir() if "given" in path.name]
    assert json.loads(pseudo("case", "show", number, "--json").stdout)["provisions"] == []
