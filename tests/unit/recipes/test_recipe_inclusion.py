"""A hierarchy's CSV file beside a recipe stands in the recipe as text."""

import pytest

from pseudo.model import digest
from pseudo.planning import lint_techniques
from pseudo.recipes import lint_recipe, load_recipe

KEPT = "technique: keep\n    nulls: keep\n    reason: {ko: 그대로, en: kept}"
CSV = "중환자실;특수;병동\n1병동;일반;병동\n"


@pytest.fixture
def recipe(tmp_path, good):
    """Write the good recipe with its kept column under a hierarchy of these parameters; its path."""

    def write(params, name="recipe.yaml"):
        path = tmp_path / name
        ruled = KEPT.replace("keep\n", f"hierarchy\n    params: {params}\n", 1)
        path.write_text(good.replace(KEPT, ruled), "utf-8")
        return path

    return write


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949"])
@pytest.mark.parametrize(
    "text", [CSV, CSV.replace(";", ","), CSV.replace("\n", "\r\n"), '"중환자실";특수;병동\n\n1병동;일반;병동']
)
def test_the_file_and_its_text_are_one_recipe(recipe, tmp_path, text, encoding):
    (tmp_path / "wards.csv").write_bytes(text.encode(encoding))
    by_file = recipe("{level: 1, table_file: wards.csv}")
    by_text = recipe('{level: 1, table: "중환자실;특수;병동\\n1병동;일반;병동\\n"}', "inline.yaml")
    assert lint_recipe(by_file) == lint_techniques(by_file) == []
    assert digest(load_recipe(by_file)) == digest(load_recipe(by_text))


def test_another_text_is_another_recipe(recipe, tmp_path):
    path = recipe("{level: 1, table_file: wards.csv}")
    digests = set()
    for text in (CSV, CSV.replace("일반", "보통")):
        (tmp_path / "wards.csv").write_text(text, "utf-8")
        digests.add(digest(load_recipe(path)))
    assert len(digests) == 2


@pytest.mark.parametrize(
    "params",
    [
        "{level: 1, table_file: nowhere.csv}",
        "{level: 1, table_file: ../wards.csv}",
        "{level: 1, table_file: /etc/hostname}",
        "{level: 1, table_file: .}",
        "{level: 1, table_file: large.csv}",
        "{level: 1, table_file: binary.csv}",
        '{level: 1, table_file: wards.csv, table: "가;나"}',
    ],
)
def test_a_file_that_cannot_be_had_is_told_with_its_line(recipe, tmp_path, params):
    (tmp_path / "wards.csv").write_text(CSV, "utf-8")
    (tmp_path / "large.csv").write_text("가;나\n" * 200_000, "utf-8")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00\x81;\x00")
    path = recipe(params)
    problems = lint_recipe(path)
    line = next(i for i, text in enumerate(path.read_text("utf-8").splitlines(), 1) if "table_file" in text)
    assert [(p.code, p.line) for p in problems] == [("recipes.table-file", line)]
    assert "특수" not in problems[0].text("ko")
