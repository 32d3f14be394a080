"""Reveal: the source's cells come back to who holds the key, in a private file, with a line in the record."""

from __future__ import annotations

import hashlib
import json
import stat

import pyarrow as pa
import pyarrow.csv as pc
import pytest

import pseudo
from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.keys import KeyStore
from pseudo.ledger import chained_entries

TABLE = {
    "접수번호": [f"{n:08d}" for n in range(1, 41)],
    "담당자": [f"홍길동{n}" if n % 7 else None for n in range(40)],
    "연락처": [f"010-{n:04d}-{9999 - n}" for n in range(40)],
    "주민등록번호": [f"90{n % 12 + 1:02d}01-1{n:06d}" for n in range(40)],
    "결제카드": [f"4242-4242-4242-{n:04d}" for n in range(40)],
    "방문일": [f"2026-01-{n % 28 + 1:02d}" for n in range(40)],
    "보호자": [f"보호자{n % 9}" for n in range(40)],
    "메모": ["특이사항 없음"] * 40,
}
REVERSIBLE = ("접수번호", "담당자", "연락처", "주민등록번호", "결제카드", "방문일", "보호자")


def rule(names, technique, **more):
    text = {"ko": "시험", "en": "test"}
    return {
        "names": [names],
        "role": "direct_identifier",
        "technique": technique,
        "nulls": "keep",
        "reason": text,
        **more,
    }


RECIPE = {
    "schema_version": 1,
    "name": "reveal",
    "version": "1.0.0",
    "title": {"ko": "시험", "en": "test"},
    "description": {"ko": "시험", "en": "test"},
    "release_class": "internal",
    "purpose": "statistics",
    "purpose_text": {
        "ko": "창구별 접수 건수와 처리 기간의 분포를 집계한다.",
        "en": "Counts of visits by desk and the distribution of days until they were served.",
    },
    "subject": "접수번호",
    "columns": [
        rule("접수번호", "ff1", domain="receipt"),
        rule("담당자", "aes_siv", domain="person"),
        rule("연락처", "phone", domain="phone"),
        rule(
            "주민등록번호",
            "rrn_parts",
            domain="rrn",
            params={"birth": "year", "keep_sex": True},
            statutory_basis="의료법 시행규칙 제14조",
        ),
        rule("결제카드", "card", domain="card", params={"keep_issuer_digits": 6}),
        rule("방문일", "date_shift", domain="visit", params={"max_days": 30}, type="date", date_format="%Y-%m-%d")
        | {"role": "quasi_identifier"},
        rule("보호자", "token_vault", domain="guardian"),
        rule("메모", "delete") | {"role": "free_text"},
    ],
    "anonymity": None,
}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A release of every reversible technique, its key store and the folder around it."""
    folder = tmp_path_factory.mktemp("reveal")
    keys = folder / "keys"
    KeyStore(keys).new("demo")
    recipe = folder / "reveal.yaml"
    recipe.write_text(json.dumps(RECIPE, ensure_ascii=False), "utf-8")
    table = pa.table({name: pa.array(cells, pa.string()) for name, cells in TABLE.items()})
    plan = pseudo.plan(table, str(recipe), project="demo")
    pseudo.apply(table, plan, folder / "release", keys=keys, format="csv")
    return folder


def digests(folder):
    return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize("column", REVERSIBLE)
def test_every_reversible_column_comes_back(made, tmp_path, column):
    before = digests(made / "release")
    released = pseudo.Release(made / "release").table()[column].to_pylist()
    out = tmp_path / "found.csv"
    assert pseudo.reveal(made / "release", column, out, reason="민원 확인", keys=made / "keys") == 40
    options = pc.ConvertOptions(column_types={column: pa.string()}, strings_can_be_null=True)
    found = pc.read_csv(out, convert_options=options)
    assert found["release_row"].to_pylist() == list(range(1, 41))
    assert found[column].to_pylist() == TABLE[column] != released
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert digests(made / "release") == before


def test_tokens_are_those_of_the_vault_and_the_vault_stays_out_of_the_release(made):
    from pseudo.keys import TokenVault

    tokens = pseudo.Release(made / "release").table()["보호자"].to_pylist()
    vault = TokenVault(KeyStore(made / "keys").open("demo"), "internal")
    assert vault.tokens("guardian", TABLE["보호자"]) == tokens
    assert not [path for path in (made / "release").rglob("*") if "vault" in path.name]


def test_the_record_says_who_asked_for_what_and_why_and_no_cell(made, tmp_path):
    pseudo.reveal(made / "release", "연락처", tmp_path / "a.parquet", reason=" 민원 2026-1 ", keys=made / "keys")
    last = chained_entries(made / "keys" / "ledger.jsonl")[-1]
    assert last.event == "revealed"
    assert {"project", "id", "recipient", "plan", "column", "reason", "account"} == set(last.facts)
    assert (last.facts["column"], last.facts["reason"]) == ("연락처", "민원 2026-1")
    text = (made / "keys" / "ledger.jsonl").read_text("utf-8")
    assert not any(cell in text for cell in TABLE["연락처"])
    assert KeyStore(made / "keys").info("demo").status == "active"


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"reason": " "}, PolicyRefused, "reveal.reason-missing"),
        ({"column": "메모"}, UsageError, "reveal.not-reversible"),
        ({"column": "없음"}, UsageError, "reveal.no-column"),
        ({"out": "release/found.csv"}, PolicyRefused, "reveal.inside-release"),
        ({"out": "reveal.yaml"}, UsageError, "reveal.exists"),
    ],
)
def test_what_is_refused_writes_neither_file_nor_record(made, change, error, code):
    asked = {"column": "담당자", "out": "new.csv", "reason": "시험", **change}
    before = digests(made)
    with pytest.raises(error) as caught:
        pseudo.reveal(
            made / "release", asked["column"], made / asked["out"], reason=asked["reason"], keys=made / "keys"
        )
    assert caught.value.code == code
    assert digests(made) == before


def test_another_key_and_a_changed_release_are_refused(made, tmp_path):
    import shutil

    KeyStore(tmp_path / "keys").new("demo")
    with pytest.raises(BadInput) as caught:
        pseudo.reveal(made / "release", "담당자", tmp_path / "a.csv", reason="시험", keys=tmp_path / "keys")
    assert caught.value.code == "evidence.signer"
    shutil.copytree(made / "release", tmp_path / "release")
    data = pseudo.Release(tmp_path / "release").data
    content = data.read_bytes()
    data.write_bytes(content[:-2] + (b"8\n" if content.endswith(b"9\n") else b"9\n"))
    with pytest.raises(BadInput) as caught:
        pseudo.reveal(tmp_path / "release", "담당자", tmp_path / "a.csv", reason="시험", keys=made / "keys")
    assert caught.value.code == "evidence.digest-mismatch"
    assert not (tmp_path / "a.csv").exists()


def test_a_run_that_fails_leaves_no_file(made, tmp_path, monkeypatch):
    from pseudo.techniques.two_way import Encrypt

    def fail(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Encrypt, "reveal", fail)
    with pytest.raises(KeyboardInterrupt):
        pseudo.reveal(made / "release", "담당자", tmp_path / "a.csv", reason="시험", keys=made / "keys")
    assert list(tmp_path.iterdir()) == []


def test_the_verb_writes_nothing_of_a_cell_to_the_screen(made, tmp_path):
    from click.testing import CliRunner

    from pseudo.cli import cli

    out = tmp_path / "b.csv"
    words = ["reveal", str(made / "release"), "--column", "담당자", "-o", str(out), "--keys", str(made / "keys")]
    shown = CliRunner().invoke(cli, [*words, "--reason", "시험", "--json"])
    assert json.loads(shown.stdout) == {"schema_version": 1, "column": "담당자", "rows": 40, "file": str(out)}
    assert "홍길동" not in shown.output
    assert CliRunner().invoke(cli, words).exit_code == 2
