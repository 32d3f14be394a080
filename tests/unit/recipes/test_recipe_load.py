"""Recipes by name, and the recipes that ship."""

import subprocess
import sys

import pytest

from pseudo.errors import UsageError
from pseudo.model import ReleaseClass, Role
from pseudo.planning import lint_techniques
from pseudo.recipes import fold_name, lint_recipe, list_recipes, load_recipe, rule_name

NAMES = ["defense/personnel", "generic", "healthcare/visits"]


def test_the_recipes_that_ship():
    entries = list_recipes()
    assert [e.name for e in entries] == NAMES
    assert all(e.title.ko and e.title.en and load_recipe(e.name).name == e.name for e in entries)


@pytest.mark.parametrize("name", NAMES)
def test_each_has_no_problem_of_form_policy_or_technique(name):
    assert lint_recipe(name) == []
    assert lint_techniques(name) == []


@pytest.mark.parametrize("name", NAMES)
def test_none_of_them_lets_an_identifier_through(name):
    recipe = load_recipe(name)
    for rule in recipe.columns:
        if rule.role is Role.DIRECT_IDENTIFIER:
            assert rule.technique in {"delete", "hmac"}, rule_name(rule)
        if rule.role is Role.FREE_TEXT:
            assert rule.technique == "delete"
    assert recipe.release_class is not ReleaseClass.OPEN


def test_dates_of_one_person_share_one_shift():
    """A longitudinal record has one noise (별권 p.49-64): one domain for all shifted dates."""
    shifted = [r for r in load_recipe("healthcare/visits").columns if r.technique == "date_shift"]
    assert len(shifted) == 3
    assert len({r.domain for r in shifted}) == 1
    assert len({r.params["max_days"] for r in shifted}) == 1


def test_a_sum_is_not_released_beside_its_treated_parts():
    """guideline-details §5, slip 35: an uncapped total would reveal a capped part."""
    rules = {rule_name(r): r.technique for r in load_recipe("healthcare/visits").columns}
    assert rules["total_cost"] == "delete"
    assert {rules["own_cost"], rules["insurer_cost"]} == {"round", "top_bottom"}


def test_an_unknown_name_lists_the_known():
    with pytest.raises(UsageError) as caught:
        load_recipe("healthcare/visit")
    assert caught.value.code == "general.unknown-choice"
    assert "healthcare/visits" in caught.value.message("en")


@pytest.mark.parametrize("name", ["Patient_ID", "patient id", "ＰＡＴＩＥＮＴ－ＩＤ", " patient-id\t"])
def test_names_are_compared_without_case_spaces_and_dashes(name):
    assert fold_name(name) == "patientid"


def test_decomposed_hangul_is_the_same_name():
    import unicodedata

    assert fold_name(unicodedata.normalize("NFD", "환자 번호")) == "환자번호"


def test_listing_recipes_imports_nothing_heavy():
    code = (
        "import sys; from pseudo.recipes import list_recipes; list_recipes(); "
        "heavy = {'numpy', 'pandas', 'polars', 'pyarrow', 'numba', 'presidio_analyzer', 'great_expectations'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_technique_that_is_not_there_and_params_it_does_not_take_have_lines(good, tmp_path):
    path = tmp_path / "r.yaml"
    path.write_text(
        good.replace("technique: range", "technique: rang").replace("{length_bits: 128}", "{length_bits: 7}"), "utf-8"
    )
    problems = lint_techniques(path)
    lines = good.splitlines()
    assert [p.line for p in problems] == [
        lines.index("    technique: hmac") + 1,
        lines.index("    technique: range") + 1,
    ]
    assert [p.code for p in problems] == ["techniques.params", "techniques.unknown"]
