"""scan → plan → apply → verify → report on the example tables, as a user runs them."""

from __future__ import annotations

import csv
import json
import re
import shutil

import pytest

from pseudo import Release


@pytest.fixture(scope="module")
def release(pseudo, recipes, visits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("out")
    pseudo("plan", visits, "--recipe", recipes("healthcare/visits"), "--project", "demo", "-o", folder / "plan.yaml")
    pseudo("apply", visits, "--plan", folder / "plan.yaml", "--out", folder / "release")
    return folder / "release"


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_scan_names_what_is_in_each_column_and_shows_no_value(pseudo, visits):
    shown = pseudo("scan", visits, "--json").stdout
    found = {c["column"]: c for c in json.loads(shown)["columns"]}
    assert found["주민등록번호"]["entity"] == "KR_RRN"
    assert found["주민등록번호"]["role"] == "direct_identifier"
    assert {c["verdict"] for c in found.values()} <= {"typed", "free_text", "code", "clean"}
    first = rows(visits)[0]
    identifying = [first[name] for name in ("주민등록번호", "환자명", "환자번호")]
    assert not any(value in shown for value in identifying)


def test_release_holds_what_the_readme_says(release):
    assert {p.relative_to(release).as_posix() for p in release.rglob("*") if p.is_file()} >= {
        "data/visits.csv", "plan.yaml", "suite.json", "evidence.json", "ledger.jsonl", "manifest.json", "manifest.sig",
    }  # fmt: skip
    assert [p.name for p in release.parent.iterdir() if p.name.startswith(".")] == []


def test_identifiers_are_gone_and_intervals_are_kept(release, visits):
    before, after = rows(visits), rows(release / "data" / "visits.csv")
    assert {"주민등록번호", "환자명"}.isdisjoint(after[0])
    text = (release / "data" / "visits.csv").read_text("utf-8")
    for row in before[:200]:
        assert row["환자번호"] not in text
        assert row["주민등록번호"] not in text
    pseudonyms = {row["환자번호"] for row in after}
    assert all(len(p) == 32 for p in pseudonyms)
    assert len(pseudonyms) <= len({row["환자번호"] for row in before})


def test_k_is_reached_in_persons(release):
    plan = Release(release).plan
    classes: dict[tuple[str, ...], set[str]] = {}
    for row in rows(release / "data" / "visits.csv"):
        classes.setdefault(tuple(row[q] for q in plan.anonymity.quasi_identifiers), set()).add(row[plan.subject])
    assert min(map(len, classes.values())) >= plan.anonymity.k == 5


def test_same_key_same_bytes_other_recipient_other_pseudonyms(pseudo, recipes, release, visits, tmp_path):
    recipe = ("--recipe", recipes("healthcare/visits"), "--project", "demo")
    pseudo("apply", visits, *recipe, "--out", tmp_path / "again")
    assert (tmp_path / "again/data/visits.csv").read_bytes() == (release / "data/visits.csv").read_bytes()
    pseudo("apply", visits, *recipe, "--recipient", "university", "--out", tmp_path / "other")
    ours = {row["환자번호"] for row in rows(release / "data/visits.csv")}
    theirs = {row["환자번호"] for row in rows(tmp_path / "other/data/visits.csv")}
    assert ours.isdisjoint(theirs)


def test_verify_proves_the_release(pseudo, release):
    key = json.loads(pseudo("key", "show", "demo", "--json").stdout)["keys"][0]["verifying_key"]
    result = json.loads(pseudo("verify", release, "--json", "--trusted-key", key).stdout)
    assert result["ok"]
    assert result["recomputed"]["files"] >= 5
    assert result["recomputed"]["figures"] > 5
    assert result["recomputed"]["checks"] > 5


def test_verify_refuses_another_signer(pseudo, release):
    result = json.loads(pseudo("verify", release, "--json", "--trusted-key", "00" * 32, code=3).stdout)
    assert [f["code"] for f in result["faults"]]


def flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def drop_line(path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))


def change_figure(path):
    record = json.loads(path.read_text("utf-8"))
    figure = next(e for e in record["evidence"] if e["metric"] == "rows")
    figure["value"] += 1
    path.write_text(json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1), "utf-8")


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("data/visits.csv", flip),
        ("plan.yaml", flip),
        ("manifest.json", flip),
        ("manifest.sig", flip),
        ("ledger.jsonl", drop_line),
        ("evidence.json", change_figure),
    ],
)
def test_verify_finds_a_change(pseudo, release, tmp_path, file, change):
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    change(copy / file)
    assert not json.loads(pseudo("verify", copy, "--json", code=3).stdout)["ok"]


def test_a_changed_figure_is_found_even_when_it_is_signed_anew(pseudo, release, tmp_path):
    """Who holds the key may sign anything; the figures are still recomputed from the data."""
    from pseudo.evidence import write_manifest
    from pseudo.keys import KeyStore

    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    change_figure(copy / "evidence.json")
    write_manifest(copy, Release(release).manifest, KeyStore(pseudo.home / "keys").open("demo"))
    result = json.loads(pseudo("verify", copy, "--json", code=3).stdout)
    assert [f["code"] for f in result["faults"]] == ["evidence.figure-mismatch"]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_report_is_one_page_without_requests(pseudo, release, tmp_path, lang):
    page = tmp_path / f"{lang}.html"
    pseudo("report", release, "--lang", lang, "-o", page)
    html = page.read_text("utf-8")
    assert html.startswith("<!doctype html>")
    assert "<script" not in html
    assert "http://" not in html
    assert "https://" not in html
    assert ("릴리스 보고서" if lang == "ko" else "Release report") in html
    pseudo("report", release, "-o", page, code=2)


def test_a_korean_report_says_what_was_measured_in_korean(pseudo, release):
    report = json.loads(pseudo("report", release, "--lang", "ko", "--format", "json").stdout)
    said = {text for f in report["evidence"] for text in (f["metric"], f["method"], f["attacker"]) if text}
    said |= {f["unit"] for f in report["evidence"] if f["unit"]} | {c["kind"] for c in report["checks"]}
    said |= {pair.split(" = ")[0] for c in report["checks"] for pair in c["observed"].split(", ") if pair}
    said |= {part for c in report["checks"] for part in c["because"].split("; ")}
    assert {text for text in said if not re.search("[가-힣]", text)} == set()


def test_defense_example(pseudo, recipes, personnel, tmp_path):
    pseudo(
        "apply", personnel, "--recipe", recipes("defense/personnel"), "--project", "demo", "--out", tmp_path / "release"
    )
    pseudo("verify", tmp_path / "release")
    text = (tmp_path / "release/data/personnel.csv").read_text("utf-8")
    for row in rows(personnel)[:200]:
        assert row["군번"] not in text
        assert row["주민등록번호"] not in text


def test_stdin_in_and_other_formats_out(pseudo, recipes, visits, tmp_path):
    recipe = (
        "--recipe",
        recipes("healthcare/visits"),
        "--project",
        "demo",
        "--format",
        "parquet",
        "--out",
        tmp_path / "release",
    )
    with visits.open("rb") as table:
        pseudo("apply", "-", "--input-format", "csv", *recipe, stdin=table)
    assert (tmp_path / "release/data/visits.parquet").is_file()
    pseudo("verify", tmp_path / "release")


@pytest.mark.parametrize("kind", ["xlsx", "parquet", "arrow"])
def test_the_same_table_in_another_format_gives_the_same_cells(pseudo, recipes, release, visits, tmp_path, kind):
    from pseudo.table import open_sink, open_source

    source = open_source(visits)
    table = tmp_path / f"visits.{kind}"
    with open_sink(table, None, source.schema) as sink:
        for batch in source.batches():
            sink.write(batch)
    pseudo("apply", table, "--recipe", recipes("healthcare/visits"), "--project", "demo", "--out", tmp_path / "release")
    made, expected = Release(tmp_path / "release"), Release(release)
    assert made.data.suffix == f".{kind}"
    assert [tuple(map(str, row.values())) for row in made.table().to_pylist()] == [
        tuple(map(str, row.values())) for row in expected.table().to_pylist()
    ]


def test_plan_diff_tells_what_changed(pseudo, recipes, visits, tmp_path):
    for name, recipient in (("a", "one"), ("b", "two")):
        pseudo(
            "plan",
            visits,
            "--recipe",
            recipes("healthcare/visits"),
            "--recipient",
            recipient,
            "-o",
            tmp_path / f"{name}.yaml",
        )
    shown = pseudo("plan", "--diff", tmp_path / "a.yaml", tmp_path / "b.yaml").stdout
    assert "recipient" in shown
    assert "one" in shown
    assert "two" in shown


def test_a_failing_gate_leaves_nothing_and_exits_with_3(pseudo, recipes, visits, tmp_path):
    """A telephone number hidden in a column that the recipe keeps."""
    with visits.open(encoding="utf-8", newline="") as file:
        table = list(csv.reader(file))
    for row in table[5:25]:  # too often to be suppressed as a rare value
        row[table[0].index("진료과")] = "010-2345-6789"
    bad = tmp_path / "bad.csv"
    with bad.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(table)
    plan = ("--plan", tmp_path / "plan.yaml")  # made for the table as it was, so that only the gate can find it
    pseudo("plan", visits, "--recipe", recipes("healthcare/visits"), "--project", "demo", "-o", plan[1])
    done = pseudo("apply", bad, *plan, "--out", tmp_path / "out" / "release", code=3)
    assert "no_identifier" in done.stderr
    assert "fail" in done.stderr
    assert "010-2345-6789" not in done.stderr + done.stdout
    assert list((tmp_path / "out").iterdir()) == []


def test_no_budget_no_release_and_nothing_spent(pseudo, recipes, visits, tmp_path):
    pseudo("key", "new", "poor")
    recipe = ("--recipe", recipes("healthcare/visits"), "--project", "poor", "--out", tmp_path / "release")
    pseudo("apply", visits, *recipe, code=5)
    pseudo("budget", "grant", "poor/patient", "--epsilon", "0.7")
    pseudo("apply", visits, *recipe)
    spent = json.loads(pseudo("budget", "show", "poor/patient", "--json").stdout)["spent_epsilon"]
    assert spent == "0.5"
    pseudo("apply", visits, *recipe[:-1], tmp_path / "second", code=5)
    assert json.loads(pseudo("budget", "show", "poor/patient", "--json").stdout)["spent_epsilon"] == spent
    assert not (tmp_path / "second").exists()


def test_two_statistics_are_paid_in_one_amount(pseudo, recipes, visits, tmp_path):
    """Else another run could take what is left between the two, after the first was spent."""
    text = recipes("healthcare/visits").read_text("utf-8")
    second = (
        'statistics:\n  - {name: by-sex, column: sex, categories: [남, 여], mechanism: gaussian, epsilon: "0.25", '
        'delta: "0.000001", max_rows_per_subject: 1}\n'
    )
    (tmp_path / "two.yaml").write_text(text.replace("statistics:\n", second, 1), "utf-8")
    pseudo("key", "new", "two")
    pseudo("budget", "grant", "two/patient", "--epsilon", "0.75", "--delta", "0.000001")
    pseudo("apply", visits, "--recipe", tmp_path / "two.yaml", "--project", "two", "--out", tmp_path / "release")
    spends = json.loads(pseudo("budget", "show", "two/patient", "--json").stdout)["spends"]
    assert [(spend["epsilon"], spend["delta"]) for spend in spends] == [("0.75", "0.000001")]
    assert spends[0]["what"] == "counts:by-sex, visits-by-department"
    assert len(list((tmp_path / "release/statistics").iterdir())) == 2


def test_a_destroyed_key_is_gone_and_on_record(pseudo, recipes, visits, tmp_path):
    pseudo("key", "new", "short")
    pseudo("key", "destroy", "short", "--reason", "period over", "--yes")
    shown = json.loads(pseudo("key", "show", "short", "--json").stdout)["keys"][0]
    assert "period over" in json.dumps(shown, ensure_ascii=False)
    done = pseudo(
        "apply", visits, "--recipe", recipes("healthcare/visits"), "--project", "short", "--out", tmp_path / "r", code=2
    )
    assert "[keys.absent]" in done.stderr


def test_scan_writes_a_page_and_no_page_over_another(pseudo, visits, tmp_path):
    page = tmp_path / "out.html"
    shown = pseudo("scan", visits, "--html", page).stdout
    assert "주민등록번호" in shown
    first = rows(visits)[0]
    assert not any(first[name] in shown + page.read_text("utf-8") for name in ("주민등록번호", "환자명", "환자번호"))
    before = page.read_bytes()
    pseudo("scan", visits, "--html", page, code=2)
    assert page.read_bytes() == before
    pseudo("scan", visits, "--html", page, "--force")
