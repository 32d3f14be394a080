"""Statistics with differential privacy as a user releases, verifies and reports them; and what is refused before anything is spent."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parents[2] / "examples/visit_statistics.yaml"


@pytest.fixture(scope="module")
def released(pseudo, visits, tmp_path_factory):
    """The example's release, and what the program said."""
    folder = tmp_path_factory.mktemp("stats") / "release"
    pseudo("key", "new", "open")
    pseudo("budget", "grant", "open/patient", "--epsilon", "2", "--delta", "0.00001")
    return folder, pseudo("stats", visits, "--spec", EXAMPLE, "--project", "open", "--out", folder)


def spent(pseudo, lineage="open/patient"):
    return json.loads(pseudo("budget", "show", lineage, "--json").stdout)


def test_the_example_is_released_with_its_intervals(pseudo, released):
    folder, done = released
    with (folder / "data/visit-statistics.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["measure"] for row in rows} == {
        "rows", "persons", "mean", "sum", "quantile 0.25", "quantile 0.5", "quantile 0.75"
    }  # fmt: skip
    assert all(float(row["low_95"]) <= float(row["high_95"]) for row in rows)
    total = next(row for row in rows if row["measure"] == "rows" and row["진료과"] == "all")
    below = [row for row in rows if row["statistic"] == total["statistic"] and row["성별"] != "all"]
    assert float(total["value"]) == sum(float(row["value"]) for row in below)
    assert "Spent of the budget: ε=1, δ=0.000001" in done.stderr
    assert "95 % interval" in done.stdout
    assert spent(pseudo)["spent_epsilon"] == "1"


def test_the_release_verifies_and_a_changed_figure_does_not(pseudo, released, tmp_path):
    folder, _ = released
    assert json.loads(pseudo("verify", folder, "--json").stdout)["ok"]
    forged = tmp_path / "forged"
    shutil.copytree(folder, forged)
    data = forged / "data/visit-statistics.csv"
    data.write_text(data.read_text("utf-8").replace("rows,all", "rows,  all", 1) + " ", "utf-8")
    assert not json.loads(pseudo("verify", forged, "--json", code=3).stdout)["ok"]


def test_nothing_in_the_release_tells_how_many_rows_there_were(released, visits):
    """Exact counts beside noisy ones would undo them."""
    folder, _ = released
    evidence = json.loads((folder / "evidence.json").read_text("utf-8"))["evidence"]
    assert {figure["metric"] for figure in evidence if figure["basis"] == "input"} == {
        "epsilon_spent", "delta_spent", "noise_scale", "epsilon_granted", "epsilon_left"
    }  # fmt: skip
    assert "2000" not in (folder / "ledger.jsonl").read_text("utf-8")
    assert len(visits.read_text("utf-8").splitlines()) == 2001


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_report_shows_figures_noise_and_budget(pseudo, released, tmp_path, lang):
    folder, _ = released
    pseudo("report", folder, "-o", tmp_path / "report.html", "--lang", lang)
    page = (tmp_path / "report.html").read_text("utf-8")
    wanted = {
        "ko": ("진료과별 이용 (행 수)", "모집단의 프라이버시 예산", "한 사람의 m개 행은 모두 m을 더하며"),
        "en": ("진료과별 이용 (rows)", "The population&#39;s privacy budget", "a person&#39;s m rows add m in all"),
    }
    assert all(words in page for words in wanted[lang])
    assert "ε 2: " in page
    assert page.count("<svg") == 5  # four statistics of several cells, and the budget
    assert page.count('role="img"') == page.count("<svg")
    assert "xmlns" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_more_than_is_left_is_refused_before_a_row_is_read(pseudo, released, tmp_path):
    """The table would be refused, too: rows without a subject. The budget is asked first."""
    (tmp_path / "bad.csv").write_text("환자번호,성별,진료과,진료구분,총진료비\n,남,내과,외래,1\n", "utf-8")
    spec = tmp_path / "spec.yaml"
    spec.write_text(EXAMPLE.read_text("utf-8").replace('epsilon: "1"', 'epsilon: "1.5"'), "utf-8")
    words = (tmp_path / "bad.csv", "--project", "open", "--out", tmp_path / "out")
    assert "[dp.overspent]" in pseudo("stats", *words, "--spec", spec, code=5).stderr
    assert "[dp.subject-missing]" in pseudo("stats", *words, "--spec", EXAMPLE, code=4).stderr
    assert spent(pseudo)["spent_epsilon"] == "1"
    assert not (tmp_path / "out").exists()


def test_without_a_budget_a_column_or_a_limit_nothing_is_spent(pseudo, released, visits, tmp_path):
    text = EXAMPLE.read_text("utf-8")
    spec = tmp_path / "spec.yaml"
    words = ("stats", visits, "--spec", spec, "--out", tmp_path / "out", "--project", "open")
    for old, new, code, said in [
        ("population: patient", "population: soldier", 5, "[dp.no-budget]"),
        ("subject: 환자번호", "subject: 군번", 4, "[workflow.statistics-columns]"),
        ("low: 0, high: 500000, step: 1000, by", "by", 4, "'kind' must be given with column, low, high and step"),
        ("by: [진료구분]", "by: [진료구문]", 4, "Did you mean '진료구분'?"),
        ("subject: 환자번호", "subject: null", 4, "'max_rows_per_subject' must be 1"),
    ]:
        assert old in text
        spec.write_text(text.replace(old, new), "utf-8")
        assert said in pseudo(*words, code=code).stderr
    assert spent(pseudo)["spent_epsilon"] == "1"
    assert not (tmp_path / "out").exists()


def test_there_is_no_seed(pseudo, visits, tmp_path):
    done = pseudo("stats", visits, "--spec", EXAMPLE, "--out", tmp_path / "out", "--seed", "1", code=2)
    assert "--seed" in done.stderr
    shown = " ".join(pseudo("stats", "--help").stdout.split())
    assert "There is no seed: noise that can be drawn again protects nothing." in shown


def test_a_frame_gives_the_same_kind_of_release(monkeypatch, pseudo, tmp_path):
    import pandas as pd

    import pseudo as kit
    from pseudo.dp import Budget
    from pseudo.keys import KeyStore

    monkeypatch.setenv("PSEUDO_HOME", str(tmp_path / "home"))
    KeyStore().new("lab")
    Budget().grant("lab/patient", "1", "0.000001")
    frame = pd.DataFrame(
        {
            "환자번호": [f"P{i // 2}" for i in range(200)],
            "성별": ["남", "여"] * 100,
            "진료과": ["내과"] * 200,
            "진료구분": ["외래"] * 200,
            "총진료비": range(200),
        }
    )
    release = kit.statistics(frame, EXAMPLE, tmp_path / "out", project="lab", format="parquet")
    assert release.manifest.kind == "statistics"
    assert release.data.suffix == ".parquet"
    assert kit.verify(tmp_path / "out").ok


def test_a_closed_budget_pays_for_nothing_more(pseudo, visits, tmp_path):
    pseudo("budget", "grant", "demo/ended", "--epsilon", "5", "--delta", "0.1")
    assert "were spent" in pseudo("budget", "close", "demo/ended", "--reason", "period over").stderr
    spec = tmp_path / "spec.yaml"
    spec.write_text(EXAMPLE.read_text("utf-8").replace("population: patient", "population: ended"), "utf-8")
    words = ("--spec", spec, "--project", "demo", "--out", tmp_path / "out")
    assert "[dp.closed]" in pseudo("stats", visits, *words, code=5).stderr
    assert spent(pseudo, "demo/ended")["closed"]


def released_by_own_keys(pseudo, folder, project, lines, column):
    """The figures by key, of a release over the keys that a table itself has in a column, and the release's folder."""
    (folder / "table.csv").write_text("\n".join(lines) + "\n", "utf-8")
    text = EXAMPLE.read_text("utf-8").split("groups:")[0] + f"groups:\n  과: {{column: {column}, private: true}}\n"
    text += "statistics:\n  - {name: 과별 사람, kind: persons, by: [과]}\n  - {name: 모두, kind: persons}\n"
    (folder / "spec.yaml").write_text(text, "utf-8")
    pseudo("key", "new", project)
    pseudo("budget", "grant", f"{project}/patient", "--epsilon", "1", "--delta", "0.000001")
    out = folder / "out"
    pseudo("stats", folder / "table.csv", "--spec", folder / "spec.yaml", "--project", project, "--out", out)
    assert json.loads(pseudo("verify", out, "--json").stdout)["ok"]
    with (out / "data/visit-statistics.csv").open(encoding="utf-8", newline="") as file:
        return {row["과"]: float(row["value"]) for row in csv.DictReader(file)}, out


def test_keys_of_the_table_are_released_above_a_threshold(pseudo, visits, tmp_path):
    """A department of one visit is nowhere; those of hundreds are."""
    table = visits.read_text("utf-8").splitlines()
    cells = table[5].split(",")
    cells[table[0].split(",").index("진료과")] = "하나뿐인과"
    found, out = released_by_own_keys(pseudo, tmp_path, "own", [*table[:5], ",".join(cells), *table[6:]], "진료과")
    assert found["내과"] > 200
    files = [path for path in out.rglob("*") if path.is_file() and path.suffix != ".sig"]
    assert "하나뿐인과" not in "".join(path.read_text("utf-8") for path in files)


def test_where_no_key_passes_the_rest_is_released(pseudo, tmp_path):
    """A run that stops would tell that no key passed."""
    lines = ["환자번호,과", *(f"P{i},과{i}" for i in range(30))]
    found, out = released_by_own_keys(pseudo, tmp_path, "few", lines, "과")
    assert set(found) == {"all"}
    pseudo("report", out, "-o", tmp_path / "report.html")
