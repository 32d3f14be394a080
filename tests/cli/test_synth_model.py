"""A private model is fitted once for its budget, kept as signed data, and drawn from as often as wanted."""

from __future__ import annotations

import csv
import json

import pytest


def rows_of(release):
    with next((release / "data").iterdir()).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def model(pseudo, public_visits, visits, tmp_path_factory):
    folder = tmp_path_factory.mktemp("model")
    pseudo("key", "new", "kept")
    words = ("synth", "fit", visits, "--recipe", public_visits, "--project", "kept", "--epsilon", "2", "--delta", "0.000001",
             "--max-rows-per-subject", "2", "--out", folder / "model.json")  # fmt: skip
    assert "[dp.no-budget]" in pseudo(*words, code=5).stderr
    assert not (folder / "model.json").exists()
    pseudo("budget", "grant", "kept/patient", "--epsilon", "3", "--delta", "0.00001")
    pseudo(*words)
    assert "procedure.exists" in pseudo(*words, code=2).stderr
    return folder / "model.json"


def spent(pseudo):
    return json.loads(pseudo("budget", "show", "kept/patient", "--json").stdout)["spent_epsilon"]


def test_draws_spend_nothing_and_pass_the_gate(pseudo, model, tmp_path):
    assert spent(pseudo) == "2"
    for name, seed, rows in (("one", 1, 300), ("again", 1, 300), ("other", 2, 700)):
        pseudo("synth", "sample", model, "--rows", rows, "--seed", seed, "--project", "kept", "--out", tmp_path / name)
        pseudo("verify", tmp_path / name)
        assert len(rows_of(tmp_path / name)) == rows
    words = ("synth", "sample", model, "--rows", "9", "--project", "kept", "--out", tmp_path / "women")
    assert "synth.where-unsupported" in pseudo(*words, "--where", "성별=여", code=2).stderr
    assert spent(pseudo) == "2"
    assert rows_of(tmp_path / "one") == rows_of(tmp_path / "again")
    assert rows_of(tmp_path / "one") != rows_of(tmp_path / "other")[:300]
    made = rows_of(tmp_path / "other")
    assert {row["성별"] for row in made} <= {"남", "여", ""}
    assert all(row["입원일자"] <= row["퇴원일자"] for row in made if row["입원일자"] and row["퇴원일자"])
    figures = json.loads((tmp_path / "one/evidence.json").read_text("utf-8"))["evidence"]
    assert {f["value"] for f in figures if f["metric"] == "formal_guarantee"} == {
        "(2, 0.000001)-differential privacy for each person"
    }
    assert any(f["metric"] == "stored_model" for f in figures)


def test_the_model_holds_nothing_of_a_person(model, visits):
    content = model.read_text("utf-8")
    with visits.open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    for column in ("환자번호", "환자명", "주민등록번호", "전화번호", "주소", "방문번호"):
        assert not [row[column] for row in people[:200] if row[column] and row[column] in content], column


def test_a_changed_model_or_another_projects_is_not_drawn_from(pseudo, model, tmp_path):
    data = json.loads(model.read_text("utf-8"))
    data["ones"][0][0] += 1
    changed = tmp_path / "model.json"
    changed.write_text(json.dumps(data), "utf-8")
    words = ("--rows", "10", "--out", tmp_path / "out")
    assert "synth.model-signature" in pseudo("synth", "sample", changed, *words, "--project", "kept", code=4).stderr
    assert "synth.model-signature" in pseudo("synth", "sample", model, *words, "--project", "demo", code=4).stderr
    changed.write_text("[]", "utf-8")
    assert "synth.model-unreadable" in pseudo("synth", "sample", changed, *words, "--project", "kept", code=4).stderr
    assert not (tmp_path / "out").exists()


def test_the_engines_are_listed_with_guarantee_cost_and_use_in_both_languages(pseudo):
    for language, words in (("en", ("guarantee", "cost", "use")), ("ko", ("보장", "비용", "용도"))):
        said = pseudo("synth", "list", env={"PSEUDO_LANG": language}).stdout
        for name in ("copula_gan", "ctgan", "dp_marginals", "gaussian_copula", "tvae"):
            part = said[said.index(f"\n{name}\n") if f"\n{name}\n" in said else 0 :]
            assert part.split()[0] == name
        assert all(said.count(f"    {word}: ") == 5 for word in words)
        assert said.split("auto\n")[1].split()[0] == "dp_marginals:"


def test_a_sealed_model_of_sdv_is_drawn_from_by_its_project_alone(pseudo, recipes, visits, tmp_path):
    path, recipe = tmp_path / "inside/model.sealed", recipes("healthcare/visits")
    path.parent.mkdir()
    pseudo("key", "new", "sealer")
    words = (
        "synth",
        "fit",
        visits,
        "--recipe",
        recipe,
        "--project",
        "sealer",
        "--engine",
        "gaussian_copula",
        "--out",
        path,
    )
    assert "synth.privacy-unused" in pseudo(*words, "--epsilon", "1", code=2).stderr
    assert "synth.learning-unused" in pseudo(*words, "--epochs", "2", code=2).stderr
    assert not path.exists()
    pseudo(*words)
    assert path.stat().st_mode & 0o777 == 0o600
    with visits.open(encoding="utf-8-sig", newline="") as file:
        people = list(csv.DictReader(file))
    assert not [row["환자번호"] for row in people[:200] if row["환자번호"].encode() in path.read_bytes()]
    pseudo("synth", "sample", path, "--rows", "200", "--seed", "1", "--project", "sealer", "--out", tmp_path / "one")
    pseudo("verify", tmp_path / "one")
    assert len(rows_of(tmp_path / "one")) == 200
    figures = json.loads((tmp_path / "one/evidence.json").read_text("utf-8"))["evidence"]
    assert {f["value"] for f in figures if f["metric"] == "formal_guarantee"} == {"none"}
    words = ("synth", "sample", path, "--rows", "50", "--project", "sealer", "--out", tmp_path / "women")
    assert "synth.where-form" in pseudo(*words, "--where", "성별", code=2).stderr
    assert "synth.where-value" in pseudo(*words, "--where", "성별=F", code=2).stderr
    pseudo(*words, "--where", "성별=여")
    assert {row["성별"] for row in rows_of(tmp_path / "women")} == {"여"}
    out = ("--rows", "10", "--out", tmp_path / "out")
    assert "synth.model-sealed" in pseudo("synth", "sample", path, *out, "--project", "demo", code=4).stderr
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert "synth.model-sealed" in pseudo("synth", "sample", path, *out, "--project", "sealer", code=4).stderr
    assert not (tmp_path / "out").exists()


def test_auto_says_what_it_chose_and_why(pseudo, recipes, visits, tmp_path):
    said = pseudo(
        "synth",
        visits,
        "--recipe",
        recipes("healthcare/visits"),
        "--rows",
        "100",
        "--project",
        "demo",
        "--out",
        tmp_path / "out",
    )
    assert "gaussian_copula" in said.stderr
    assert "ε" in said.stderr
    figures = json.loads((tmp_path / "out/evidence.json").read_text("utf-8"))["evidence"]
    chosen = next(f for f in figures if f["metric"] == "engine_chosen")
    assert chosen["value"] == "gaussian_copula"
    assert "no budget" in chosen["method"]


def test_a_network_on_the_command_line(pseudo, recipes, visits, tmp_path):
    words = (
        "synth",
        visits,
        "--recipe",
        recipes("healthcare/visits"),
        "--rows",
        "100",
        "--engine",
        "tvae",
        "--seed",
        "3",
        "--project",
        "demo",
    )
    pseudo(*words, "--epochs", "2", "--batch-size", "200", "--out", tmp_path / "out")
    pseudo("verify", tmp_path / "out")
    assert len(rows_of(tmp_path / "out")) == 100
    figures = json.loads((tmp_path / "out/evidence.json").read_text("utf-8"))["evidence"]
    assert {f["value"] for f in figures if f["metric"] == "epochs"} == {2}
