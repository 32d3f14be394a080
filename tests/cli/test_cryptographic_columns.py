"""The cryptographic techniques as an institution runs them: files in, a release out, and the way back with a line in the record."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pseudo.errors import PseudoError
from pseudo.keys import KeyStore
from pseudo.planning.lint import lint_techniques
from pseudo.workflow import apply, make_plan, reveal, verify

PURPOSE = {
    "ko": "지역별 급여 수준과 근속 기간의 관계를 분석하여 근로자 실태 통계를 작성한다.",
    "en": "Relation of pay and length of service by region, for statistics of employees.",
}
COLUMNS = ["성명", "주민등록번호", "계좌번호", "사번", "메모번호", "급여"]
PEOPLE = [
    ("홍길동", "900101-1234567", "110-123-456789", "A-1001", "가-7", "3100000"),
    ("김철수", "851231-1234567", "110-999-456789", "A-1002", "나-7", "2900000"),
    ("이영희", "770707-2234567", "123-45-678901", "A-1003", "다-7", "4500000"),
]
BASIS = "근로기준법 제48조"


def rule(name, technique, params, **more):
    reason = {"ko": "시험용 열을 가명처리함.", "en": "A column of the test is treated."}
    return {"names": [name], "technique": technique, "params": params, "nulls": "keep", "reason": reason,
            "role": "direct_identifier", "domain": name, **more}  # fmt: skip


def recipe(folder, columns):
    path = folder / "recipe.yaml"
    title = {"ko": "시험 표", "en": "A test table"}
    document = {
        "schema_version": 1, "name": "test", "version": "1.0.0", "title": title, "description": title,
        "release_class": "internal", "purpose": "statistics", "purpose_text": PURPOSE, "subject": None,
        "columns": columns, "anonymity": None, "checks": [], "sources": [],
    }  # fmt: skip
    path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")  # JSON is YAML
    return path


def table(path, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([COLUMNS, *PEOPLE])
    return path


def pay(**params):
    return rule("급여", "ope", params, role="other", type="integer")


CRYPTIC = [
    rule("성명", "hmac", {"length_bits": 512, "hash": "sha512"}),
    rule("주민등록번호", "rrn_parts", {"birth": "year", "keep_sex": True, "year_width": 10}, statutory_basis=BASIS),
    rule("계좌번호", "account", {}),
    rule("사번", "token_vault", {}),
    rule("메모번호", "hmac", {"length_bits": 128, "alphabet": "binary"}),
]
ACCEPTED = {"least": 0, "most": 10**9, "accept_leakage": "급여 순위의 변화를 분석하는 데 순서가 필요함"}


@pytest.fixture(scope="module")
def store(pseudo):
    """The program's key store."""
    (path,) = {key.parent for key in pseudo.home.rglob("demo.key")}
    return path


@pytest.fixture(scope="module")
def release(pseudo, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cryptic")
    path = table(folder / "pay.csv")
    pseudo(
        "apply", path, "--recipe", recipe(folder, [*CRYPTIC, pay(**ACCEPTED)]),
        "--project", "demo", "--out", folder / "release", "--format", "parquet",
    )  # fmt: skip
    return folder / "release"


def test_tokens_of_every_kind_reach_the_file_and_pass_the_gate(release):
    made = pq.read_table(release / "data" / "test.parquet")
    types = [str(made.schema.field(name).type) for name in ("성명", "메모번호", "급여")]
    assert types == ["string", "fixed_size_binary[16]", "int64"]
    assert all(len(cell) == 128 for cell in made["성명"].to_pylist())
    assert [cell[:6] for cell in made["주민등록번호"].to_pylist()] == ["1990-M", "1980-M", "1970-F"]
    first, second, third = made["급여"].to_pylist()
    assert second < first < third, "the order of 3,100,000, 2,900,000 and 4,500,000"
    assert verify(release).ok


@pytest.mark.parametrize("column", ["계좌번호", "사번", "급여", "주민등록번호"])
def test_what_is_reversible_comes_back_with_a_line_in_the_record(release, store, tmp_path, column):
    out = tmp_path / "back.csv"
    reveal(release, column, out, reason="정보주체의 열람 청구(제35조) 결정 2026-17", keys=store)
    with out.open(encoding="utf-8", newline="") as file:
        back = [row[column] for row in csv.DictReader(file)]
    assert back == [person[COLUMNS.index(column)] for person in PEOPLE]
    lines = (store / "ledger.jsonl").read_text("utf-8").splitlines()
    last = [entry for line in lines if (entry := json.loads(line))["event"] == "revealed"][-1]
    assert column in lines[-1]
    assert not any(cell in json.dumps(last, ensure_ascii=False) for person in PEOPLE for cell in person)


def test_bytes_are_hexadecimal_in_a_csv(release, store, tmp_path):
    path, rules = table(tmp_path / "pay.csv"), [*CRYPTIC, pay(**ACCEPTED)]
    plan = make_plan(path, recipe(tmp_path, rules), project="demo")
    apply(path, plan, tmp_path / "csv", keys=store)
    with (tmp_path / "csv/data/test.csv").open(encoding="utf-8", newline="") as file:
        cells = [row["메모번호"] for row in csv.DictReader(file)]
    assert cells == [cell.hex() for cell in pq.read_table(release / "data/test.parquet")["메모번호"].to_pylist()]


def test_order_preserving_encryption_is_refused_by_lint_and_plan_without_a_reason(tmp_path):
    bare = recipe(tmp_path, [*CRYPTIC, pay(least=0, most=10**9)])
    assert "upper half of each value's bits" in str([problem.facts for problem in lint_techniques(bare)])
    with pytest.raises(PseudoError, match="upper half of each value's bits"):
        make_plan(table(tmp_path / "pay.csv"), bare, project="demo")


def test_matching_keys_are_the_same_from_cp949_and_utf8_files(pseudo, tmp_path):
    """결합키: 성명 and 주민등록번호, with the serial number beside it, by two institutions that hold the combination's key."""
    rules = [
        rule("성명", "matching_key", {"with_columns": ["주민등록번호"], "digest": "hmac_sha512"}),
        rule("주민등록번호", "delete", {}),
        rule("사번", "serial", {}),
        *(rule(name, "delete", {}, role="other") for name in ("계좌번호", "메모번호", "급여")),
    ]
    made = []
    for encoding in ("cp949", "utf-8"):
        path, out = table(tmp_path / f"{encoding}.csv", encoding), tmp_path / f"keys-{encoding}"
        words = ("--recipe", recipe(tmp_path, rules), "--project", "demo", "--recipient", "결합", "--out", out)
        pseudo("apply", path, *words)
        made.append((out / "data/test.csv").read_text("utf-8"))
    assert made[0] == made[1]
    rows = list(csv.DictReader(made[0].splitlines()))
    assert [row["사번"] for row in rows] == ["1", "2", "3"]
    assert all(len(row["성명"]) == 128 for row in rows)
    text = "홍길동\x1f900101-1234567".encode()
    guesses = {hashlib.sha512(text).hexdigest(), hmac.new(b"", text, "sha512").hexdigest()}
    assert not guesses & {row["성명"] for row in rows}


def test_tokens_in_postgresql_are_the_same_in_every_run_and_come_back(pseudo, postgres, store, tmp_path):
    """`pseudo key vault` says where; no password is in the URL, the store or the release."""
    service = os.environ["PGSERVICEFILE"]
    (word,) = {
        line.removeprefix("password=")
        for line in Path(service).read_text("utf-8").splitlines()
        if line.startswith("password=")
    }
    KeyStore(store).new("vault")
    refused = pseudo("key", "vault", "vault", postgres.replace("//", f"//me:{word}@"), code=2)
    assert word not in refused.stdout + refused.stderr
    pseudo("key", "vault", "vault", postgres)
    rules = [rule(name, "token_vault" if name == "사번" else "delete", {}, role="other") for name in COLUMNS]
    path, asked = table(tmp_path / "pay.csv"), recipe(tmp_path, rules)
    words = ("--recipe", asked, "--project", "vault", "--out", tmp_path / "a")
    pseudo("apply", path, *words, env={"PGSERVICEFILE": service})
    apply(path, make_plan(path, asked, project="vault"), tmp_path / "b", keys=store)
    assert (tmp_path / "a/data/test.csv").read_bytes() == (tmp_path / "b/data/test.csv").read_bytes()
    reveal(tmp_path / "a", "사번", tmp_path / "back.parquet", reason="시험", keys=store)
    assert pq.read_table(tmp_path / "back.parquet")["사번"].to_pylist() == [person[3] for person in PEOPLE]
    written = [p for place in (pseudo.home, tmp_path / "a") for p in place.rglob("*") if p.is_file()]
    assert not [p.name for p in written if word.encode() in p.read_bytes()]


def test_a_table_with_bytes_is_read_again(tmp_path):
    from pseudo.table import open_source

    path = tmp_path / "tokens.parquet"
    pq.write_table(pa.table({"token": pa.array([b"a" * 16, None], pa.binary(16))}), path)
    (batch,) = open_source(path).batches()
    assert batch.column("token").to_pylist() == [b"a" * 16, None]


def test_texts_and_names_become_fictitious_and_the_gate_passes_over_marked_values_only(pseudo, store, tmp_path):
    path = tmp_path / "notes.csv"
    notes = [
        "담당자 연락처 010-1234-5678로 회신 바람",
        "문의는 kim@example.com으로",
        "주민등록번호 900101-1234567이 적힌 서류",
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        names = ["홍길동", "김철수", "이영희"]
        csv.writer(file).writerows([["성명", "메모"], *zip(names, notes, strict=True)])
    fake = {"default": "tag", "by_entity": {"PHONE_NUMBER": "fictitious", "EMAIL_ADDRESS": "fictitious"}}
    rules = [
        rule("성명", "substitute", {"kind": "natural_name", "per": "value"}),
        rule("메모", "rewrite_text", fake, role="free_text"),
    ]
    plan = make_plan(path, recipe(tmp_path, rules), project="demo")
    assert ("no_identifier", ("메모",)) in {(check.kind, check.columns) for check in plan.checks}
    apply(path, plan, tmp_path / "release", keys=store)
    with (tmp_path / "release/data/test.csv").open(encoding="utf-8", newline="") as file:
        made = list(csv.DictReader(file))
    assert all(row["성명"].endswith("(가상)") for row in made)
    assert "010-0000-" in made[0]["메모"]
    assert "@example.invalid" in made[1]["메모"]
    assert made[2]["메모"] == "주민등록번호 [주민등록번호]가 적힌 서류"
