"""Plan files: the same plan back, and nothing but the same plan."""

import re
from dataclasses import replace

import pytest
import yaml

from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ReleaseClass, to_json
from pseudo.planning import dump_plan, load_plan


@pytest.fixture
def plan(recipe, plan_it):
    return plan_it(recipe)


def test_there_and_back(plan, tmp_path):
    text = dump_plan(plan)
    assert load_plan(text) == plan
    path = tmp_path / "plan.yaml"
    path.write_text(text, "utf-8")
    assert load_plan(path) == load_plan(str(path)) == plan
    path.write_bytes(text.replace("\n", "\r\n").encode("utf-8-sig"))
    assert load_plan(path) == plan


def test_the_file_is_the_same_each_time(plan, recipe, plan_it):
    assert dump_plan(plan) == dump_plan(plan_it(recipe))


def test_people_read_it(plan):
    text = dump_plan(plan)
    assert text.startswith("# pseudokit 처리 계획")
    assert "# This is a plan of pseudokit" in text
    assert "\\u" not in text
    assert text.index("\nrecipe:") < text.index("\ncolumns:") < text.index("\nchecks:") < text.index("\ndigest:")
    assert "&" not in re.sub(r"#.*", "", text)


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "010",
        "2025-12-31",
        "1e-7",
        "",
        "null",
        "true",
        "12:30",
        "- x",
        "# x",
        "a: b",
        "&a",
        "*a",
        "'\"",
        "줄\n바꿈",
        " x ",
    ],
)
def test_any_word_survives(plan, word):
    odd = replace(
        plan, project=word, columns=(replace(plan.columns[0], params={"word": word}), *plan.columns[1:])
    ).sealed()
    assert load_plan(dump_plan(odd)) == odd


def test_every_changed_line_is_found(plan):
    """Each line of the file, changed in one character, is refused (as digest, shape or law)."""
    lines = dump_plan(plan).splitlines(keepends=True)
    changed = 0
    for i, line in enumerate(lines):
        if line.startswith("#") or not (match := re.search(r"[\w가-힣](?=\W*$)", line)):
            continue
        at = match.start()
        spoilt = line[:at] + ("x" if line[at] != "x" else "y") + line[at + 1 :]
        with pytest.raises((BadInput, PolicyRefused)) as caught:
            load_plan("".join([*lines[:i], spoilt, *lines[i + 1 :]]))
        assert caught.value.code.startswith("planning.")
        changed += 1
    assert changed > 100


def test_a_removed_column_is_found(plan):
    text = dump_plan(plan)
    start = text.index("- column: 환자명")
    end = text.index("- column: 주민등록번호")
    with pytest.raises(BadInput) as caught:
        load_plan(text[:start] + text[end:])
    assert caught.value.code == "planning.digest"


def test_a_plan_of_another_version_is_refused(plan):
    with pytest.raises(BadInput) as caught:
        load_plan(dump_plan(replace(plan, schema_version=2).sealed()))
    assert caught.value.code == "planning.version"


def test_a_comment_is_not_content(plan):
    assert load_plan("# seen by the reviewer\n" + dump_plan(plan)) == plan


def test_faults_of_a_plan_have_lines(plan):
    text = dump_plan(plan).replace("  technique: hmac", "  technick: hmac")
    with pytest.raises(BadInput) as caught:
        load_plan(text)
    assert caught.value.code == "planning.invalid"
    line = next(i for i, words in enumerate(text.splitlines(), 1) if "technick" in words)
    assert f"line {line}," in caught.value.message("en")


def test_an_unlawful_plan_is_refused_even_with_a_right_digest(plan):
    """A digest is no permission: a plan written by hand is held to the law when it is read."""
    kept = tuple(replace(c, technique="keep") if c.column == "주민등록번호" else c for c in plan.columns)
    with pytest.raises(PolicyRefused) as caught:
        load_plan(dump_plan(replace(plan, columns=kept).sealed()))
    assert "주민등록번호" in caught.value.message("ko")
    with pytest.raises(PolicyRefused) as caught:
        load_plan(dump_plan(replace(plan, release_class=ReleaseClass.OPEN).sealed()))
    assert caught.value.code == "planning.open"


def test_a_table_given_by_mistake_is_not_repeated(tmp_path):
    marker = "CANARY홍길동9001011234567"
    for content in (f"환자명\n{marker}\n", f"{marker}: {marker}\n", f"recipe: [{marker}]\n", "a: '" + marker):
        path = tmp_path / "x.csv"
        path.write_text(content, "utf-8")
        with pytest.raises(BadInput) as caught:
            load_plan(path)
        assert marker not in caught.value.message("ko") + caught.value.message("en") + repr(caught.value.to_json())


def test_the_yaml_is_what_any_reader_reads(plan):
    """Fields at their default left out, PyYAML reads what the model holds."""
    data = yaml.safe_load(dump_plan(plan))
    full = to_json(plan)
    assert {k: full[k] for k in data if k not in {"columns", "checks", "anonymity", "statistics"}} == {
        k: v for k, v in data.items() if k not in {"columns", "checks", "anonymity", "statistics"}
    }
    for written, held in zip(data["columns"], full["columns"], strict=True):
        assert {k: held[k] for k in written} == written


def test_checks_of_law_and_plan_cannot_be_taken_out(plan):
    for kind in ("columns", "absent", "no_identifier", "k_anonymity"):
        less = replace(plan, checks=tuple(c for c in plan.checks if c.kind != kind)).sealed()
        with pytest.raises(PolicyRefused) as refused:
            load_plan(dump_plan(less))
        assert refused.value.code == "planning.checks-missing"
        assert kind in str(refused.value)
