"""Faults of writing: every one of them, each with its line, in one go."""

import copy

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import Recipe, from_json
from pseudo.recipes import lint_recipe, load_recipe
from pseudo.recipes.shape import shape_problems


def test_the_good_recipe_is_good(lint):
    assert lint() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "hint"),
    [
        ("    role: other", "    rol: other", "recipes.unknown-key", "'role'"),
        ("mechanism: laplace", "mechansim: laplace", "recipes.unknown-key", "'mechanism'"),
        ("role: quasi_identifier", "role: quasi_identifer", "recipes.wrong-choice", "'quasi_identifier'"),
        ("    type: integer", "    type: int", "recipes.wrong-choice", "'integer'"),
        ('epsilon: "0.5"', "epsilon: 0.5", "recipes.wrong-type", "quotes"),
        ("max_rows_per_subject: 2", 'max_rows_per_subject: "2"', "recipes.wrong-type", "whole number"),
        ("subject: member_id", "subject: [member_id]", "recipes.wrong-type", "text"),
        ("    reason: {ko: 그대로, en: kept}", "    reason: 그대로", "recipes.wrong-type", "mapping"),
        ("    categories: [가, 나]", "    categories: 가", "recipes.wrong-type", "list"),
        ("{k: 5,", "{k: true,", "recipes.wrong-type", "whole number"),
        ("purpose: scientific_research", "purpose: no", "recipes.ambiguous", "true, false"),
        ("    domain: member", "    domain:", "recipes.ambiguous", "null"),
    ],
)
def test_one_fault_one_problem_with_its_line(lint, line_of, old, new, code, hint):
    problems = lint(old, new)
    line = line_of(old)
    assert (code, line) in [(p.code, p.line) for p in problems]
    found = next(p for p in problems if p.code == code)
    assert hint in found.message.en
    assert found.text("ko").startswith(f"{line}행")
    assert found.text("en").startswith(f"line {line}, column ")


def test_a_missing_key_is_named_at_its_rule(lint, line_of):
    problems = lint("    technique: keep\n", "")
    assert [(p.code, p.line, p.facts["key"]) for p in problems] == [
        ("recipes.missing-key", line_of("names: [ward"), "technique")
    ]


@pytest.mark.parametrize("key", ["anonymity", "subject"])
def test_what_may_be_null_must_still_be_said(good, tmp_path, key):
    path = tmp_path / "r.yaml"
    path.write_text("".join(line for line in good.splitlines(keepends=True) if not line.startswith(key)), "utf-8")
    assert ("recipes.missing-key", key) in [(p.code, p.facts.get("key")) for p in lint_recipe(path)]


def test_all_faults_are_raised_at_once_in_the_order_of_lines(good, tmp_path):
    path = tmp_path / "three.yaml"
    path.write_text(
        good.replace("role: other", "rol: other").replace("purpose: s", "purposes: s").replace("{k: 5", "{k: five"),
        "utf-8",
    )
    with pytest.raises(BadInput) as caught:
        load_recipe(path)
    assert caught.value.code == "recipes.invalid"
    assert caught.value.facts["count"] == 5  # two unknown keys, the two keys they leave missing, one wrong type
    lines = [p.line for p in lint_recipe(path)]
    assert lines == sorted(lines)
    assert "three.yaml" in caught.value.message("en")
    assert "행" in caught.value.message("ko")


def test_a_recipe_against_policy_only_is_refused_not_called_badly_written(good, tmp_path):
    path = tmp_path / "open.yaml"
    path.write_text(good.replace("release_class: provision", "release_class: open"), "utf-8")
    with pytest.raises(PolicyRefused) as caught:
        load_recipe(path)
    assert caught.value.code == "recipes.refused"
    assert caught.value.exit_code == 5


@pytest.mark.parametrize(("content", "why"), [(b"\xff\xfe\x00", "UTF-8"), (b"a" * (1 << 20) + b"a", "MiB")])
def test_what_is_no_text_is_refused(tmp_path, content, why):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(BadInput, match=why):
        load_recipe(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(BadInput) as caught:
        load_recipe(tmp_path / "none.yaml")
    assert caught.value.code == "recipes.unreadable"


def test_utf8_with_a_mark_and_crlf_are_read(good, tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + good.replace("\n", "\r\n").encode())
    assert load_recipe(path).name == "test/members"


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 9)
    | st.floats(-2, 2)
    | st.sampled_from(["", "keep", "text", "5", "open", "나이"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["ko", "en", "k", "x", "names"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@st.composite
def _spoilt(draw):
    """The good recipe's data with up to three places replaced, removed or added."""
    from pseudo.recipes.lint import shipped_recipes

    data = yaml.safe_load(draw(st.sampled_from(sorted(shipped_recipes().values()))).read_text("utf-8"))
    data = copy.deepcopy(data)
    for _ in range(draw(st.integers(0, 3))):
        node = data
        while True:
            inner = [
                v for v in (node.values() if isinstance(node, dict) else node) if isinstance(v, (dict, list)) and v
            ]
            if not inner or draw(st.integers(0, 3)) == 0:
                break
            node = draw(st.sampled_from(inner))
        key = draw(st.sampled_from(sorted(node))) if isinstance(node, dict) else draw(st.integers(0, len(node) - 1))
        action = draw(st.sampled_from(["replace", "remove", "add"]))
        if action == "remove" and len(node) > 1:
            del node[key]
        elif action == "add" and isinstance(node, dict):
            node[draw(st.sampled_from(["zzz", "name", "role"]))] = draw(PLAIN)
        else:
            node[key] = draw(PLAIN)
    return data


@settings(max_examples=150, deadline=None)
@given(_spoilt())
def test_no_problem_of_shape_if_and_only_if_the_codec_builds_it(data):
    problems = shape_problems(Recipe, data)
    try:
        from_json(Recipe, data)
    except ValueError:
        assert problems
    else:
        assert problems == []
