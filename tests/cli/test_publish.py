"""``pseudo publish``: what may be opened becomes a package whose parts agree; what may not is refused, and nothing is written."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PUBLICATION = ROOT / "examples" / "publication.yaml"


@pytest.fixture(scope="module")
def statistics(pseudo, visits, tmp_path_factory):
    out = tmp_path_factory.mktemp("statistics") / "release"
    pseudo("budget", "grant", "open/patient", "--epsilon", "100", "--delta", "0.01")
    pseudo("key", "new", "open")
    pseudo("stats", visits, "--spec", ROOT / "examples/visit_statistics.yaml", "--project", "open", "--out", out)
    return out


def test_a_package_of_statistics(pseudo, statistics, tmp_path):
    done = json.loads(pseudo("publish", statistics, PUBLICATION, "--out", tmp_path / "package", "--json").stdout)
    package = tmp_path / "package"
    assert re.fullmatch(r"가나의료원_외래입원 이용 통계_\d{8}\.csv", done["data"])
    sums = dict(reversed(line.split("  ")) for line in (package / "SHA256SUMS").read_text("utf-8").splitlines())
    assert set(sums) == {path.name for path in package.iterdir()} - {"SHA256SUMS"}
    assert all(hashlib.sha256((package / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())
    with (package / done["data"]).open(encoding="utf-8-sig", newline="") as file:
        opened = list(csv.reader(file))
    with next((statistics / "data").iterdir()).open(encoding="utf-8", newline="") as file:
        assert opened == list(csv.reader(file))
    with (package / "dictionary.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["항목명"] for row in csv.DictReader(file)] == opened[0]
    metadata = json.loads((package / "metadata.json").read_text("utf-8"))
    assert metadata["dataNm"] == done["data"]
    assert metadata["kind"].startswith("통계")
    manifest = (statistics / "manifest.json").read_bytes()
    assert metadata["release_manifest_sha256"] == hashlib.sha256(manifest).hexdigest()
    [distribution] = json.loads((package / "dcat.jsonld").read_text("utf-8"))["dcat:distribution"]
    assert distribution["spdx:checksum"]["spdx:checksumValue"] == sums[done["data"]]
    quality = json.loads((package / "quality.json").read_text("utf-8"))
    assert len(quality["diagnoses"]) == 16
    assert quality["score"] == done["score"] == 10
    assert "procedure.exists" in pseudo("publish", statistics, PUBLICATION, "--out", package, code=2).stderr


def test_what_is_pseudonymised_is_not_opened(pseudo, visits, recipes, tmp_path):
    pseudo(
        "apply", visits, "--recipe", recipes("healthcare/visits"), "--project", "demo", "--out", tmp_path / "release"
    )
    refused = pseudo("publish", tmp_path / "release", PUBLICATION, "--out", tmp_path / "package", code=5)
    assert "publish.kind" in refused.stderr
    assert not (tmp_path / "package").exists()


def test_synthetic_rows_need_a_decision(pseudo, visits, recipes, tmp_path):
    words = ("--recipe", recipes("healthcare/visits"), "--project", "demo", "--rows", "300", "--seed", "1")
    pseudo("synth", visits, *words, "--out", tmp_path / "release")
    refused = pseudo("publish", tmp_path / "release", PUBLICATION, "--out", tmp_path / "package", code=5)
    assert "publish.decision" in refused.stderr
    forged = tmp_path / "decision.json"
    forged.write_text("{}", "utf-8")
    words = ("--out", tmp_path / "package", "--decision", forged)
    assert "evidence.attestation" in pseudo("publish", tmp_path / "release", PUBLICATION, *words, code=5).stderr
    assert not (tmp_path / "package").exists()


def test_a_changed_release_is_not_opened(pseudo, statistics, tmp_path):
    import shutil

    shutil.copytree(statistics, tmp_path / "changed")
    data = next((tmp_path / "changed" / "data").iterdir())
    data.write_text(data.read_text("utf-8").replace("rows", "r0ws", 1), "utf-8")
    refused = pseudo("publish", tmp_path / "changed", PUBLICATION, "--out", tmp_path / "package", code=5)
    assert "publish.unverified" in refused.stderr


def test_everything_that_is_wrong_with_the_paper_is_told(pseudo, statistics, tmp_path):
    text = PUBLICATION.read_text("utf-8")
    text = re.sub("description: .*", "description: 짧다", text)
    text = text.replace("keywords: [진료, 외래, 입원, 진료비]", "keywords: [진료]").replace(
        "  noisy: {", "  noisier: {"
    )
    text = text.replace("[[low_95, high_95]]", "[[low_95, nowhere]]").replace(
        "domain: amount, required", "domain: gold, required"
    )
    path = tmp_path / "publication.yaml"
    path.write_text(text.replace('"2027-03-31"', '"2027-02-30"'), "utf-8")
    told = pseudo("publish", statistics, path, "--out", tmp_path / "package", code=4).stderr
    for code in ("description", "keywords", "columns", "meaning", "rule"):
        assert f"publish.{code}" in told
    assert "procedure.date" in told
    assert not (tmp_path / "package").exists()
