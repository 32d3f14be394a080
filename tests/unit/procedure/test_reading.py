"""Papers from YAML: every step's empty paper can be read once it is filled; faults have lines and hold no text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pseudo.errors import BadInput
from pseudo.procedure.dossier import Dossier
from pseudo.procedure.reading import load_paper, template
from pseudo.procedure.steps import STEPS

EXAMPLES = Path(__file__).resolve().parents[3] / "examples" / "cases"
WRITTEN = [name for name in STEPS if name not in ("treatment", "provision")]


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("step", WRITTEN)
def test_an_empty_paper_has_the_shape_of_its_step(step, lang, tmp_path, monkeypatch):
    monkeypatch.setenv("PSEUDO_LANG", lang)
    path = tmp_path / "paper.yaml"
    path.write_text(template(STEPS[step].paper), "utf-8")
    assert isinstance(load_paper(path, STEPS[step].paper), STEPS[step].paper)


@pytest.mark.parametrize("step", WRITTEN)
def test_an_empty_paper_with_every_optional_field_has_it_too(step, tmp_path):
    path = tmp_path / "paper.yaml"
    whole = re.sub(r"^( *)# (?=[a-z_]+:|- )", r"\1", template(STEPS[step].paper), flags=re.MULTILINE)
    path.write_text(whole, "utf-8")
    assert isinstance(load_paper(path, STEPS[step].paper), STEPS[step].paper)


def test_every_field_is_explained_in_korean(monkeypatch):
    monkeypatch.setenv("PSEUDO_LANG", "ko")
    for step in WRITTEN:
        lines = template(STEPS[step].paper).splitlines()
        fields = [n for n, line in enumerate(lines) if re.match(r" *(?:# )?(?:- )?[a-z_]+:", line)]
        for n in fields:
            assert re.search("[가-힣]", lines[n - 1] + lines[n]), (step, lines[n])


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_examples_can_be_read(path):
    step = re.sub(r"-\d+$", "", path.stem)
    assert load_paper(path, STEPS[step].paper)


def test_faults_have_lines_and_no_text(tmp_path):
    path = tmp_path / "paper.yaml"
    path.write_text('title: 1\nmarker가나다: "비밀"\ndate: 2026-01-01\n', "utf-8")
    with pytest.raises(BadInput, match=r"procedure\.paper") as caught:
        load_paper(path, STEPS["application"].paper)
    assert "line 3" in str(caught.value)
    path.write_text('title: 1\nmarker가나다: "비밀"\n', "utf-8")
    with pytest.raises(BadInput) as caught:
        load_paper(path, STEPS["application"].paper)
    assert "line 1" in str(caught.value)
    assert not re.search("가나다|비밀", str(caught.value))


def test_a_dossier_written_by_hand(tmp_path):
    path = tmp_path / "dossier.yaml"
    path.write_text('number: "2026-0001"\n', "utf-8")
    assert load_paper(path, Dossier).number == "2026-0001"
