"""The strict YAML reader: what two readers would read differently is refused, with its line, and nothing read is repeated."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pseudo.recipes.document import is_ambiguous, read_document

MARKER = "CANARY홍길동9001011234567"


@pytest.mark.parametrize(
    "scalar",
    [
        "no",
        "No",
        "yes",
        "on",
        "OFF",
        "y",
        "N",
        "010",
        "0x1F",
        "0o17",
        "1_000",
        "12:30",
        "2025-12-31",
        "1e-7",
        ".5",
        "5.",
        "~",
        "",
        "TRUE",
        "NULL",
        ".inf",
        "1.0e+400",
        "9" * 5000,
        "9223372036854775808",
        "-9223372036854775809",
    ],
)
def test_what_yaml_readers_disagree_on_is_refused_until_quoted(scalar):
    document = read_document(f"a: {scalar}\n")
    assert [(p.code, p.line) for p in document.problems] == [("recipes.ambiguous", 1)]
    quoted = read_document(f'a: "{scalar}"\n')
    assert quoted.problems == []
    assert quoted.data == {"a": scalar}


@pytest.mark.parametrize(
    ("scalar", "value"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-3", -3),
        ("9223372036854775807", 2**63 - 1),
        ("-9223372036854775808", -(2**63)),
        ("0.5", 0.5),
        ("서울", "서울"),
        ("1.0e-07", 1e-7),
        ("1.0.0", "1.0.0"),
    ],
)
def test_what_all_readers_agree_on_is_read(scalar, value):
    document = read_document(f"a: {scalar}\n")
    assert document.problems == []
    assert document.data == {"a": value}
    assert type(document.data["a"]) is type(value)


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x 1\nb: 2\n", "recipes.anchor", 1),
        ("a: 1\n<<: {b: 1}\n", "recipes.key-not-text", 2),
        ("a: !!python/object/apply:os.system [x]\n", "recipes.tag", 1),
        ("a: !!str 3\n", "recipes.tag", 1),
        ("a: !!set {x}\n", "recipes.tag", 1),
        ("a: 1\nb: 2\na: 3\n", "recipes.duplicate-key", 3),
        ("1: a\n", "recipes.key-not-text", 1),
        ("? [a]\n: 1\n", "recipes.key-not-text", 1),
        ("no: 1\n", "recipes.key-not-text", 1),
        ("a: [1\nb: 2\n", "recipes.syntax", 2),
        ("a: 1\n---\nb: 1\n", "recipes.syntax", 2),
        ("a: x\x00y\n", "recipes.syntax", 1),
        ("[" * 40 + "]" * 40, "recipes.syntax", 1),
    ],
)
def test_refused_with_its_line(text, code, line):
    problems = read_document(text).problems
    assert (code, line) in [(p.code, p.line) for p in problems]


def test_aliases_are_not_followed():
    """A billion laughs is nine lines of refusals, not memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"] + [
        f"a{i}: &a{i} [{', '.join(['*a' + str(i - 1)] * 9)}]" for i in range(1, 12)
    ]
    document = read_document("\n".join(lines))
    assert {p.code for p in document.problems} == {"recipes.anchor"}
    assert len(document.data["a11"]) == 9
    assert document.data["a11"][0] is None


@pytest.mark.parametrize(
    "text",
    [
        f"환자명,번호\n{MARKER},1\n",
        f"a: [{MARKER}\n",
        f"a: *{MARKER}\n",
        f"a: &{MARKER} 1\n",
        f"a: !{MARKER} 1\n",
        f"{MARKER}: 1\n{MARKER}: 2\n",
        f"a: '{MARKER}\n",
        f"%{MARKER}\n",
        f"a: b: {MARKER}\n",
        f"a: {MARKER}\n\tb: {MARKER}\n",
    ],
)
def test_a_file_given_by_mistake_is_not_repeated(text):
    from pseudo.model import Recipe
    from pseudo.recipes.shape import shape_problems

    document = read_document(text)
    problems = document.problems or document.in_order(shape_problems(Recipe, document.data))
    assert problems
    assert MARKER not in repr(problems)
    assert all(MARKER not in p.text(lang) for p in problems for lang in ("ko", "en"))


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn", "Co")),
        min_size=1,
        max_size=20,
    )
)
def test_a_plain_text_that_is_not_ambiguous_is_text_to_pyyaml_too(text):
    """The reader's own judgement against PyYAML's resolver: what we call text is text there."""
    if is_ambiguous(text) or text in {"true", "false", "null"}:
        return
    resolved = yaml.resolver.Resolver().resolve(yaml.ScalarNode, text, (True, False))
    kind = resolved.rpartition(":")[2]
    ours = read_document("a: 'x'").data and kind
    assert ours in {"str", "int", "float"}
    if kind != "str":
        assert float(text) == yaml.safe_load(text)
