"""Every command, recipe, check and technique is documented; README's Python runs as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pseudo.cli import COMMANDS
from pseudo.recipes import list_recipes
from pseudo.techniques import catalogue, params_schema
from pseudo.validators import check_kinds

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("file", ["README.md", "README.ko.md"])
def test_every_command_is_in_both_readmes(name, file):
    assert re.search(rf"`?pseudo {name}\b", (ROOT / file).read_text("utf-8"))


def test_every_recipe_is_documented():
    text = (ROOT / "docs/recipes.md").read_text("utf-8")
    assert [entry.name for entry in list_recipes() if entry.name not in text] == []


def test_every_check_is_documented():
    text = (ROOT / "docs/checks.md").read_text("utf-8")
    assert [kind for kind in check_kinds() if f"`{kind}`" not in text] == []


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_technique_says_what_its_parameters_mean(name):
    for field, about in params_schema(name).get("properties", {}).items():
        assert about.get("description"), field


@pytest.mark.parametrize("file", ["README.md", "README.ko.md", "ARCHITECTURE.md", "SECURITY.md", "CONTRIBUTING.md"])
def test_links_between_documents_are_whole(file):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / file).read_text("utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []
