"""The smaller verbs, their JSON, their exit codes."""

from __future__ import annotations

import csv
import json

import pytest

from pseudo.cli import COMMANDS
from pseudo.errors import catalogue


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_verb_has_help_in_both_languages(pseudo, name, lang):
    shown = pseudo(name, "-h", env={"PSEUDO_LANG": lang}).stdout
    assert any("가" <= letter <= "힣" for letter in shown) == (lang == "ko")


def test_help_lists_every_verb(pseudo):
    shown = pseudo("--help").stdout
    assert [name for name in COMMANDS if name not in shown] == []


def test_explain_lists_and_explains_every_code(pseudo):
    assert json.loads(pseudo("explain", "--json").stdout)["codes"] == list(catalogue())
    assert "<missing>" in pseudo("explain", "engine.other-schema").stdout
    assert "열 구성" in pseudo("explain", "engine.other-schema", env={"PSEUDO_LANG": "ko"}).stdout


def test_explain_tells_local_from_central_privacy(pseudo):
    assert "differential-privacy" in json.loads(pseudo("explain", "--json").stdout)["topics"]
    for lang, words in (("ko", ("중앙형", "지역형", "칸 하나")), ("en", ("Central", "Local", "of one cell"))):
        said = pseudo("explain", "differential-privacy", env={"PSEUDO_LANG": lang}).stdout
        assert all(word in said for word in words)


def test_explain_helps_with_a_slip(pseudo):
    assert "Did you mean 'engine.other-schema'?" in pseudo("explain", "engine.other-shema", code=2).stderr


def test_doctor_finds_this_installation_fit(pseudo):
    findings = json.loads(pseudo("doctor", "--json").stdout)["findings"]
    assert [f for f in findings if f["level"] == "fault"] == []
    assert any("RFC 4231" in f["about"]["en"] for f in findings)


def test_recipes_are_listed_shown_and_clean(pseudo, tmp_path):
    names = [r["name"] for r in json.loads(pseudo("recipe", "list", "--json").stdout)["recipes"]]
    assert {"healthcare/visits", "defense/personnel", "generic"} <= set(names)
    for name in names:
        assert json.loads(pseudo("recipe", "lint", name, "--json").stdout)["problems"] == []
        copy = tmp_path / "copy.yaml"
        copy.write_text(pseudo("recipe", "show", name).stdout, "utf-8")
        pseudo("recipe", "lint", copy)


def test_lint_tells_line_and_meaning(pseudo, tmp_path):
    text = pseudo("recipe", "show", "generic").stdout
    bad = tmp_path / "bad.yaml"
    bad.write_text(text.replace("release_class:", "relase_class:"), "utf-8")
    line = next(n for n, row in enumerate(text.splitlines(), 1) if row.startswith("release_class:"))
    done = pseudo("recipe", "lint", bad, code=4)
    assert f":{line}:" in done.stderr
    assert "release_class" in done.stderr


def test_the_schema_is_a_schema_and_takes_the_recipes(pseudo):
    import jsonschema
    import yaml

    schema = json.loads(pseudo("recipe", "schema").stdout)
    validator = jsonschema.Draft202012Validator(schema)
    recipe = yaml.safe_load(pseudo("recipe", "show", "healthcare/visits").stdout)
    assert list(validator.iter_errors(recipe)) == []
    assert list(validator.iter_errors({**recipe, "unknown": 1}))


def test_techniques_are_listed_and_shown(pseudo):
    names = [t["name"] for t in json.loads(pseudo("technique", "list", "--json").stdout)["techniques"]]
    assert {"hmac", "ff1", "delete", "mask", "round", "range", "top_bottom", "date_shift", "local_suppression"} <= set(
        names
    )
    shown = pseudo("technique", "show", "ff1").stdout
    assert "SP 800-38G" in shown
    lines = dict(line.split(": ", 1) for line in shown.splitlines() if ": " in line)
    assert {"name", "family", "works on", "column types", "reversible", "keyed", "trust", "source", "caution"} <= set(
        lines
    )
    assert (lines["family"], lines["reversible"], lines["keyed"], lines["trust"]) == (
        "Cryptography",
        "yes",
        "yes",
        "proven",
    )
    assert "형태보존 암호화" in lines["name"]
    assert "hmac" in pseudo("technique", "show", "hmca", code=2).stderr


def test_an_unforeseen_error_says_its_kind_only(pseudo, tmp_path):
    """A folder where a table should be is an error of ours, not a traceback."""
    done = pseudo("scan", tmp_path, code=4)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("apply", "nowhere.csv", "--recipe", "generic", "--plan", "README.md", "--out", "out"),
        ("apply", "nowhere.csv", "--out", "out"),
        ("nonsense",),
        ("scan",),
        ("scan", "a.csv", "--no-such-option"),
    ],
)
def test_usage_errors_exit_with_2(pseudo, words):
    pseudo(*words, code=2)


def test_a_table_that_is_not_there_is_bad_input(pseudo):
    assert "nowhere.csv" in pseudo("scan", "nowhere.csv", code=4).stderr


def test_an_unknown_recipe_names_the_known_ones(pseudo, visits):
    done = pseudo("plan", visits, "--recipe", "healthcare/visit", code=2)
    assert "healthcare/visits" in done.stderr


def test_errors_can_be_read_by_machines(pseudo):
    error = json.loads(pseudo("scan", "nowhere.csv", "--json", code=4).stderr)
    assert error["schema_version"] == 1
    assert error["exit_code"] == 4
    assert set(error["message"]) == {"en", "ko"}


def test_a_key_is_never_made_twice_nor_shown(pseudo):
    shown = pseudo("key", "new", "once").stdout
    pseudo("key", "new", "once", code=2)
    secrets = [p.read_bytes() for p in (pseudo.home / "keys").rglob("*") if p.is_file()]
    assert secrets
    for word in shown.split():
        assert len(word) <= 64


def test_dry_run_writes_nothing(pseudo, recipes, visits, tmp_path):
    out = tmp_path / "release"
    shown = pseudo("apply", visits, "--recipe", recipes("healthcare/visits"), "--out", out, "--dry-run").stdout
    assert shown.splitlines()[-1].startswith("digest: sha256:") or "digest" in shown
    assert list(tmp_path.iterdir()) == []


def test_synth_makes_a_checked_release_with_a_seed_that_works(pseudo, recipes, visits, tmp_path):
    pytest.importorskip("sdv")
    words = ("synth", visits, "--recipe", recipes("healthcare/visits"), "--project", "demo", "--rows", "300")
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        pseudo(*words, "--seed", seed, "--out", tmp_path / name)
    data = {name: (tmp_path / name / "data/visits.csv").read_bytes() for name in "abc"}
    assert data["a"] == data["b"] != data["c"]
    assert data["a"].count(b"\n") == 301
    pseudo("verify", tmp_path / "a")
    manifest = json.loads((tmp_path / "a/manifest.json").read_text("utf-8"))
    assert (manifest["kind"], manifest["seed"]) == ("synthetic", 1)
    pseudo("report", tmp_path / "a", "-o", tmp_path / "report.html")
    assert "no formal privacy guarantee" in pseudo("report", tmp_path / "a", "--lang", "en").stdout


def test_private_synthesis_spends_a_budget_that_was_granted_and_says_what_it_claims(
    pseudo, public_visits, visits, tmp_path
):
    recipe = public_visits
    words = ("synth", visits, "--recipe", recipe, "--project", "dp", "--rows", "400", "--engine", "dp_marginals")
    private = (*words, "--epsilon", "2", "--delta", "0.000001", "--max-rows-per-subject", "2")
    pseudo("key", "new", "dp")
    assert "[synth.privacy-missing]" in pseudo(*words, "--out", tmp_path / "none", code=2).stderr
    assert "[dp.no-budget]" in pseudo(*private, "--out", tmp_path / "none", code=5).stderr
    assert not (tmp_path / "none").exists()
    pseudo("budget", "grant", "dp/patient", "--epsilon", "3", "--delta", "0.00001")
    pseudo(*private, "--holdout", "0.2", "--out", tmp_path / "made")
    assert "[dp.overspent]" in pseudo(*private, "--out", tmp_path / "more", code=5).stderr
    pseudo("verify", tmp_path / "made")
    with (tmp_path / "made/data/visits.csv").open(encoding="utf-8", newline="") as file:
        made = list(csv.DictReader(file))
    assert len(made) == 400
    assert {row["성별"] for row in made} <= {"남", "여", ""}
    assert all(row["입원일자"] <= row["퇴원일자"] for row in made if row["입원일자"] and row["퇴원일자"])
    figures = json.loads((tmp_path / "made/evidence.json").read_text("utf-8"))["evidence"]
    assert {f["value"] for f in figures if f["metric"] == "formal_guarantee"} == {
        "(2, 0.000001)-differential privacy for each person"
    }
    by_metric = {f["metric"]: f for f in figures}
    assert by_metric["holdout_rows"]["value"] + by_metric["training_rows"]["value"] <= 2000
    assert by_metric["copying_risk_0_1"]["interval"][0] == 0
    page = pseudo("report", tmp_path / "made", "--lang", "en").stdout
    assert "Differential privacy covers the rows in data/ only" in page
    assert "no formal privacy guarantee" not in page


def test_progress_is_shown_on_a_terminal_and_counts_each_row_once(pseudo, visits):
    import os
    import pty
    import subprocess
    import sys

    screen, terminal = pty.openpty()
    words = [sys.executable, "-m", "pseudo", "scan", str(visits)]
    subprocess.run(
        words, env={**pseudo.environment, "TERM": "xterm"}, stdout=subprocess.DEVNULL, stderr=terminal, check=True
    )
    os.close(terminal)
    shown = b""
    try:
        while chunk := os.read(screen, 65_536):
            shown += chunk
    except OSError:  # a closed terminal ends this way on Linux
        pass
    os.close(screen)
    assert "Scanning" in shown.decode("utf-8", "replace")
    assert "2,000" in shown.decode("utf-8", "replace")
