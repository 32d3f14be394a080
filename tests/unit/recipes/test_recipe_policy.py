"""Every refusal of a recipe that is well written."""

import pytest

from pseudo.model import Text
from pseudo.recipes import lint_recipe
from pseudo.recipes.policy import LEVEL_QUALITIES
from pseudo.recipes.purpose import is_vague
from pseudo.risk.lattice.quality import QUALITIES

ENGLISH = "Predictors of readmission among diabetes patients"

STEP = "steps: [{{technique: drop_rows, columns: [{}], params: {{rarer_than: 4}}, reason: {{ko: 희귀, en: rare}}}}]\n"


@pytest.mark.parametrize(
    "purpose",
    [
        "연구",
        "통계",
        "AI 학습",
        "공익 활용",
        "통계 작성을 위한 데이터 활용",
        "과학적 연구 및 통계작성",
        "인공지능 모델 개발을 위한 학습",
        "데이터 분석을 통한 서비스 개선",
        "",
    ],
)
def test_the_guidelines_empty_words_are_vague(purpose):
    assert is_vague(Text(purpose, ENGLISH))


@pytest.mark.parametrize(
    "purpose",
    [
        "당뇨병 환자의 재입원 요인을 분석",
        "고령 운전자의 교통사고 발생 시간대별 특성을 검증",
        "지역별 대기오염과 천식 진료 건수의 관계 연구",
    ],
)
def test_a_purpose_that_says_what_is_studied_is_not(purpose):
    assert not is_vague(Text(purpose, ENGLISH))
    assert is_vague(Text(purpose, "Research and statistics for the public interest"))


def codes(problems):
    return {p.code for p in problems}


def test_vague_purpose(lint, line_of):
    problems = lint("  ko: 당뇨병 환자의 연령대별 재입원 요인을 분석한다.", "  ko: AI 학습")
    assert [(p.code, p.line) for p in problems] == [("recipes.purpose-vague", line_of("purpose_text"))]


def test_open_release_of_pseudonyms(lint, line_of):
    problems = lint("release_class: provision", "release_class: open")
    assert [(p.code, p.line) for p in problems] == [("recipes.open-pseudonymised", line_of("release_class"))]
    assert "member_id" in problems[0].message.en


@pytest.mark.parametrize("technique", ["keep", "hmac", "mask", "ff1"])
def test_resident_numbers_are_deleted(lint, line_of, technique):
    problems = lint("    technique: delete\n", f"    technique: {technique}\n")
    assert [(p.code, p.line) for p in problems] == [("recipes.rrn", line_of("names: [rrn"))]


@pytest.mark.parametrize(
    ("basis", "allowed"),
    [("의료법 제22조", True), ("Medical Service Act, article 22", True), ("내부 방침", False), ("", False)],
)
def test_unless_an_article_allows_them(lint, basis, allowed):
    problems = lint(
        "    technique: delete\n", f'    technique: hmac\n    domain: rrn\n    statutory_basis: "{basis}"\n'
    )
    assert ("recipes.rrn" in codes(problems)) is not allowed


def test_an_identifier_is_not_kept(lint):
    assert codes(lint("    technique: hmac\n", "    technique: keep\n")) == {"recipes.identifier-kept"}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("{k: 5,", "{k: 1,", "k"),
        ("max_suppressed_rate: 0.1}", "max_suppressed_rate: 1.0}", "max_suppressed_rate"),
        ("max_suppressed_rate: 0.1}", "max_suppressed_rate: -0.1}", "max_suppressed_rate"),
        ("quasi_identifiers: [age]", "quasi_identifiers: []", "quasi_identifiers"),
        ('epsilon: "0.5"', 'epsilon: "0"', "epsilon"),
        ('epsilon: "0.5"', 'epsilon: "-1"', "epsilon"),
        ('epsilon: "0.5"', 'epsilon: "1/2"', "epsilon"),
        ('epsilon: "0.5"', 'epsilon: "inf"', "epsilon"),
        ('epsilon: "0.5"', 'epsilon: "0.5"\n    delta: "1e-7"', "delta"),
        ("mechanism: laplace", "mechanism: gaussian", "delta"),
        ("mechanism: laplace", 'mechanism: gaussian\n    delta: "1"', "delta"),
        ("max_rows_per_subject: 2", "max_rows_per_subject: 0", "max_rows_per_subject"),
        ("name: by-ward", "name: ../by-ward", "name"),
        ("categories: [가, 나]", "categories: [가, 가]", "categories"),
        ("categories: [가, 나]", "categories: []", "categories"),
        ('version: "1"', 'version: "1"\nschema_version: 2', "schema_version"),
    ],
)
def test_numbers_in_their_range(lint, old, new, key):
    problems = lint(old, new)
    assert [(p.code, p.facts["key"]) for p in problems] == [("recipes.out-of-range", key)]


@pytest.mark.parametrize("delta", ["1e-7", "0.000001"])
def test_gaussian_noise_with_a_delta(lint, delta):
    assert lint("mechanism: laplace", f'mechanism: gaussian\n    delta: "{delta}"') == []


def test_rows_of_a_subject_are_bounded_only_where_there_is_one(good, tmp_path):
    from pseudo.recipes import lint_recipe

    path = tmp_path / "r.yaml"
    path.write_text(good.replace("subject: member_id", "subject: null").replace("unit: subject", "unit: row"), "utf-8")
    assert [p.facts.get("key") for p in lint_recipe(path)] == ["max_rows_per_subject"]


@pytest.mark.parametrize("alias", ["나이", "A G-E", "_age"])
def test_an_alias_belongs_to_one_rule(lint, line_of, alias):
    problems = lint("names: [ward, 병동]", f'names: [ward, "{alias}"]')
    assert [(p.code, p.line, p.facts["rule"]) for p in problems] == [
        ("recipes.name-twice", line_of("names: [ward"), "age")
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("subject: member_id", "subject: member"),
        ("quasi_identifiers: [age]", "quasi_identifiers: [나이]"),
        ("columns: [member_id]}", "columns: [member]}"),
        ("column: ward", "column: wards"),
        ("checks:", "synth: {fictitious: {nobody: phone}}\nchecks:"),
        ("checks:", "synth: {categories: {nobody: [a]}}\nchecks:"),
        ("checks:", "synth: {drop: [nobody]}\nchecks:"),
        ("checks:", "synth: {constraints: [{kind: positive, columns: [nobody]}]}\nchecks:"),
        ("params: {width: 5}", "params: {width: 5, subject: nobody}"),
        ("params: {width: 5}", "params: {width: 5, within: [ward, nobody]}"),
        ("checks:", STEP.format("nobody") + "checks:"),
    ],
)
def test_what_is_referred_to_is_there(lint, line_of, old, new):
    problems = lint(old, new)
    assert "recipes.unknown-rule" in codes(problems)
    assert next(p.line for p in problems if p.code == "recipes.unknown-rule") == line_of(old)


def test_the_nearest_rule_is_suggested(lint):
    assert "'member_id'" in lint("columns: [member_id]}", "columns: [membre_id]}")[0].message.ko


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quasi_identifiers: [age]", "quasi_identifiers: [age, rrn]"),
        ("kind: not_null, columns: [member_id]", "kind: not_null, columns: [rrn]"),
        ("checks:", STEP.format("rrn") + "checks:"),
    ],
)
def test_a_deleted_column_cannot_be_asked_about(lint, old, new):
    assert codes(lint(old, new)) == {"recipes.deleted-column"}


def test_a_quasi_identifier_is_not_asked_to_be_there(lint):
    assert codes(lint("kind: not_null, columns: [member_id]", "kind: not_null, columns: [age]")) == {
        "recipes.may-be-suppressed"
    }
    step = STEP.replace("drop_rows", "local_suppression").format("ward")
    assert codes(lint("checks:", step + "checks:\n  - {kind: not_null, columns: [ward]}")) == {
        "recipes.may-be-suppressed"
    }


def test_but_its_absence_can(lint):
    assert lint("kind: not_null, columns: [member_id]", "kind: absent, columns: [rrn]") == []


@pytest.mark.parametrize(
    "spoil", [("subject: member_id", "subject: null"), ("    technique: hmac", "    technique: delete")]
)
def test_counting_persons_needs_the_subject_in_the_output(lint, spoil):
    assert "recipes.subject-needed" in codes(lint(*spoil))


def test_a_rule_must_match_something(lint):
    assert "recipes.matches-nothing" in codes(lint("names: [ward, 병동]", "names: []"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: not_null", "kind: not_nul"),
        ("mechanism: laplace", "mechanism: laplac"),
        ("names: [ward, 병동]", "names: [ward]\n    verdicts: [free-text]"),
        ("checks:", "synth: {constraints: [{kind: inequalty, columns: [age, ward]}]}\nchecks:"),
    ],
)
def test_words_that_the_types_do_not_close(lint, old, new):
    problems = lint(old, new)
    assert codes(problems) == {"recipes.wrong-choice"}
    assert "Did you mean" in problems[0].message.en


@pytest.mark.parametrize(
    ("check", "key"),
    [
        ("{kind: a_le_b, columns: [age]}", "columns"),
        ("{kind: sum_equals, columns: [age, ward]}", "columns"),
        ("{kind: in_set, columns: [age]}", "values"),
        ("{kind: in_set, columns: [age], params: {values: []}}", "values"),
        ("{kind: between, columns: [age]}", "min"),
        ("{kind: between, columns: [age], params: {low: 1}}", "low"),
        ("{kind: matches, columns: [age], params: {regex: '['}}", "regex"),
        ("{kind: k_anonymity, columns: [age], params: {k: 1, unit: row}}", "k"),
        ("{kind: row_count, params: {min: -1}}", "min"),
        ("{kind: not_null, columns: [ward], params: {strict: true}}", "strict"),
    ],
)
def test_checks_are_well_formed(lint, check, key):
    problems = lint("{kind: not_null, columns: [member_id]}", check)
    assert [(p.code, p.facts["key"]) for p in problems] == [("recipes.check-shape", key)]


def test_the_vocabulary_of_checks_is_the_validators_own():
    """Two lists of one thing, on two floors of the house: this holds them together."""
    from pseudo.recipes.checks import CHECK_KINDS
    from pseudo.validators import check_kinds, check_params_schema
    from pseudo.validators.registry import find_kind

    assert set(CHECK_KINDS) == set(check_kinds())
    for kind, shape in CHECK_KINDS.items():
        schema = check_params_schema(kind)
        assert set(shape.params) == set(schema["properties"]), kind
        assert set(shape.needs) == set(schema["required"]), kind
        cls = find_kind(kind)
        assert shape.each is cls.each, kind
        assert shape.columns == (cls.least, cls.most), kind


OPEN_LEVELS = """\
    technique: hierarchy
    type: integer
    params: {built: age, level: 3}"""
CLOSED = """\
    technique: range
    type: integer
    params: {width: 5}"""
ANONYMITY = "anonymity: {k: 5, unit: subject, quasi_identifiers: [age], max_suppressed_rate: 0.1}"


@pytest.fixture
def lint_levels(tmp_path, good):
    """Lint the good recipe with a hierarchy of ages and this ``generalization``."""

    def run(generalization, *, hierarchy=OPEN_LEVELS, quasi="[age]"):
        anonymity = ANONYMITY.replace("[age]", quasi)
        text = good.replace(CLOSED, hierarchy).replace(ANONYMITY, f"{anonymity}\ngeneralization: {generalization}")
        path = tmp_path / "recipe.yaml"
        path.write_text(text, "utf-8")
        return lint_recipe(path)

    return run


def test_open_levels_of_a_hierarchy_pass(lint_levels):
    assert lint_levels("{lowest: {age: 0}, max_small_rate: 0.05, weights: {age: 2}, seconds: 10}") == []


@pytest.mark.parametrize(
    ("generalization", "key"),
    [
        ("{lowest: {}, max_small_rate: 0.1}", "lowest"),
        ("{lowest: {age: 4}, max_small_rate: 0.1}", "age"),
        ("{lowest: {age: -1}, max_small_rate: 0.1}", "age"),
        ("{lowest: {age: 1}, max_small_rate: 1}", "max_small_rate"),
        ("{lowest: {age: 1}, max_small_rate: 0.1, weights: {age: 0}}", "age"),
        ("{lowest: {age: 1}, max_small_rate: 0.1, quality: height, weights: {age: 2}}", "age"),
        ("{lowest: {age: 1}, max_small_rate: 0.1, seconds: 0}", "seconds"),
    ],
)
def test_what_is_asked_of_levels_is_in_its_range(lint_levels, generalization, key):
    problems = lint_levels(generalization)
    assert [(p.code, p.facts["key"]) for p in problems] == [("recipes.out-of-range", key)]


def test_levels_are_found_for_hierarchies_of_quasi_identifiers_only(lint_levels):
    wanted = "{lowest: {age: 1}, max_small_rate: 0.1}"
    assert [p.code for p in lint_levels(wanted, hierarchy=CLOSED)] == ["recipes.level-not-open"]
    assert [p.code for p in lint_levels(wanted, quasi="[ward]")] == ["recipes.level-not-open"]
    assert [p.code for p in lint_levels("{lowest: {aeg: 1}, max_small_rate: 0.1}")][:1] == ["recipes.unknown-rule"]


def test_an_unknown_quality_is_told_with_the_choices(lint_levels):
    (problem,) = lint_levels("{lowest: {age: 1}, max_small_rate: 0.1, quality: los}")
    assert (problem.code, problem.facts["choices"]) == ("recipes.wrong-choice", ", ".join(LEVEL_QUALITIES))
    assert set(LEVEL_QUALITIES) == set(QUALITIES)
