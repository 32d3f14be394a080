"""From recipe and scan to plan: precedence, completeness, and every refusal."""

from dataclasses import replace

import pytest

from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import Anonymity, ColumnType, ReleaseClass, Role, Statistic, Unit, digest


def test_every_column_has_an_entry_in_the_tables_order(recipe, plan_it, make_scan):
    plan = plan_it(recipe)
    assert [c.column for c in plan.columns] == list(make_scan().table.columns)
    assert plan.digest == plan.computed_digest()
    assert plan.recipe_digest == digest(recipe)
    assert (plan.subject, plan.anonymity.quasi_identifiers) == ("환자번호", ("성별", "생년월일"))
    assert plan.statistics[0].column == "진료과"


def test_names_go_before_entities_and_entities_before_verdicts(recipe, plan_it):
    rules = {c.column: c.rule for c in plan_it(recipe).columns}
    assert rules["주민등록번호"] == "rrn"  # KR_RRN is also an entity of another rule
    assert rules["연락처"] == "entity:PHONE_NUMBER"
    assert rules["메모"] == "verdict:clean"


def test_a_clean_column_with_identifiers_in_some_cells_is_text_to_be_searched(recipe, plan_it, make_scan, stray):
    plan = plan_it(recipe, make_scan(stray={"메모": stray()}))
    assert (plan.column("메모").rule, plan.column("메모").technique) == ("verdict:free_text", "delete")


def test_a_rule_by_verdict_takes_the_scans_graver_role(recipe, plan_it, make_scan, change_rule):
    scan = make_scan()
    graver = tuple(replace(f, role=Role.SENSITIVE) if f.column in {"메모", "진료과"} else f for f in scan.columns)
    plan = plan_it(recipe, replace(scan, columns=graver))
    assert plan.column("메모").role is Role.SENSITIVE
    assert plan.column("진료과").role is Role.OTHER  # by name: the recipe decides


def test_all_columns_without_a_rule_are_named_in_one_refusal(recipe, plan_it, make_scan):
    bare = replace(recipe, columns=tuple(r for r in recipe.columns if not r.verdicts))
    with pytest.raises(BadInput) as caught:
        plan_it(bare, make_scan((*make_scan().table.columns, "새열1", "새열2")))
    assert caught.value.code == "planning.no-rule"
    assert caught.value.facts == {"count": 3, "columns": "'메모', '새열1', '새열2'"}


def test_required_columns_must_be_there(change_rule, plan_it, make_scan):
    with pytest.raises(BadInput) as caught:
        plan_it(
            change_rule("ward", required=True), make_scan(tuple(c for c in make_scan().table.columns if c != "진료과"))
        )
    assert caught.value.code == "planning.missing-columns"
    assert "'ward'" in caught.value.message("ko")


def test_optional_columns_may_be_absent_with_all_that_reads_them(recipe, plan_it, make_scan):
    plan = plan_it(recipe, make_scan(("환자번호", "생년월일", "입원일", "메모")))
    assert plan.anonymity.quasi_identifiers == ("생년월일",)
    assert plan.statistics == ()
    assert not [c for c in plan.checks if c.kind == "a_le_b"]
    assert {c.columns for c in plan.checks if c.kind == "not_null"} == {("환자번호",)}


def test_but_not_every_quasi_identifier(recipe, plan_it, make_scan):
    with pytest.raises(BadInput) as caught:
        plan_it(recipe, make_scan(("환자번호", "메모")))
    assert caught.value.code == "planning.no-quasi-identifier"


def test_nor_the_subject(recipe, plan_it, make_scan):
    with pytest.raises(BadInput) as caught:
        plan_it(recipe, make_scan(("성별", "생년월일")))
    assert caught.value.code == "planning.subject-missing"


@pytest.mark.parametrize("technique", ["keep", "truncate"])
def test_a_column_found_to_hold_identifiers_is_not_left_readable(change_rule, plan_it, make_scan, technique):
    params = {"keep_characters": 3} if technique == "truncate" else {}
    changed = change_rule("ward", technique=technique, params=params)
    with pytest.raises(PolicyRefused) as caught:
        plan_it(changed, make_scan(entities={"진료과": "PERSON"}))
    assert caught.value.code == "planning.identifier-left"
    assert "진료과 (PERSON)" in caught.value.message("en")
    accepted = change_rule("ward", technique=technique, params=params, accepts=("PERSON",))
    assert plan_it(accepted, make_scan(entities={"진료과": "PERSON"})).column("진료과").accepts == ("PERSON",)


def test_stray_identifiers_in_a_kept_column_are_named_with_rows_and_counts(
    recipe, plan_it, make_scan, stray, change_rule
):
    scan = make_scan(stray={"진료과": stray()})
    with pytest.raises(PolicyRefused) as caught:
        plan_it(recipe, scan)
    assert caught.value.code == "planning.stray-hits"
    assert caught.value.where.column == "진료과"
    assert "PHONE_NUMBER × 3" in caught.value.message("ko")
    assert "7, 19, 400" in caught.value.message("ko")
    assert plan_it(change_rule("ward", accepts=("PHONE_NUMBER",)), scan)
    assert plan_it(change_rule("ward", technique="redact_text", params={"operator": "tag"}), scan)


@pytest.mark.parametrize(
    ("technique", "params"),
    [("keep", {}), ("hmac", {"length_bits": 128}), ("mask", {}), ("truncate", {"keep_characters": 6})],
)
@pytest.mark.parametrize("by", ["entity", "header", "accepts"])
def test_resident_numbers_are_deleted_or_the_plan_is_refused(
    recipe, plan_it, make_scan, make_rule, technique, params, by
):
    """개인정보 보호법 제24조의2: by what was found, by what the column is called, and whatever the rule accepts."""
    column = "주민번호" if by == "header" else "진료과"
    accepts = ("KR_RRN",) if by == "accepts" else ()
    extra = make_rule(
        ("ward", "진료과") if column == "진료과" else ("x",), technique, params=params, domain="d", accepts=accepts
    )
    verdict = make_rule("", technique, names=(), verdicts=("clean", "typed"), params=params, domain="d")
    kept = tuple(
        r
        for r in recipe.columns
        if r.names[:1] not in {("ward",), ("rrn",)} and not r.verdicts and "KR_RRN" not in r.entities
    )
    spoilt = replace(recipe, columns=(*kept, extra, verdict), checks=(), statistics=())
    scan = make_scan(("환자번호", "성별", "생년월일", column), entities={column: "KR_RRN"} if by != "header" else {})
    with pytest.raises(PolicyRefused) as caught:
        plan_it(spoilt, scan)
    assert "rrn" in caught.value.message("en") or "주민등록번호" in caught.value.message("ko")
    assert caught.value.exit_code == 5


def test_a_statutory_basis_that_names_an_article_allows_them(change_rule, plan_it):
    changed = change_rule(
        "rrn", technique="hmac", params={"length_bits": 128}, domain="rrn", statutory_basis="의료법 제22조"
    )
    entry = plan_it(changed).column("주민등록번호")
    assert (entry.technique, entry.statutory_basis) == ("hmac", "의료법 제22조")


def test_an_open_release_of_pseudonyms_is_refused(recipe, plan_it):
    with pytest.raises(PolicyRefused, match="12-13"):
        plan_it(replace(recipe, release_class=ReleaseClass.OPEN))


def test_an_open_release_of_anonymous_columns_is_planned(recipe, plan_it, make_scan):
    keep = tuple(r for r in recipe.columns if r.names[:1] in {("birth",), ("sex",), ("ward",), ("rrn",)})
    anonymity = Anonymity(5, Unit.ROW, ("sex", "birth"), 0.1)
    open_ = replace(
        recipe,
        columns=keep,
        subject=None,
        anonymity=anonymity,
        release_class=ReleaseClass.OPEN,
        checks=(),
        statistics=(),
    )
    assert plan_it(open_, make_scan(("성별", "생년월일", "진료과", "주민등록번호"))).release_class is ReleaseClass.OPEN


def test_a_text_date_needs_a_format_and_a_typed_one_does_not(recipe, plan_it, make_scan):
    with pytest.raises(BadInput) as caught:
        plan_it(recipe, date_formats={})
    assert (caught.value.code, caught.value.facts["columns"]) == ("planning.date-format", "'생년월일'")
    columns = make_scan().table.columns
    dtypes = tuple("date32[day]" if c == "생년월일" else "string" for c in columns)
    assert plan_it(recipe, make_scan(dtypes=dtypes), date_formats={}).column("생년월일").date_format is None


def test_the_rules_own_date_format_goes_first(change_rule, plan_it):
    plan = plan_it(change_rule("birth", date_format="%Y%m%d"))
    assert plan.column("생년월일").date_format == "%Y%m%d"


def test_a_deleted_date_needs_no_format(recipe, change_rule, plan_it):
    changed = replace(
        change_rule("birth", technique="delete", params={}), anonymity=Anonymity(5, Unit.SUBJECT, ("sex",), 0.1)
    )
    assert plan_it(changed, date_formats={}).column("생년월일").date_format is None


def test_two_columns_where_one_is_needed(recipe, plan_it, make_scan):
    with pytest.raises(BadInput) as caught:
        plan_it(recipe, make_scan((*make_scan().table.columns, "patient")))
    assert caught.value.code == "planning.two-columns"
    with pytest.raises(BadInput) as caught:
        plan_it(recipe, make_scan((*make_scan().table.columns, "in")))
    assert (caught.value.code, caught.value.facts["what"]) == ("planning.two-columns", "a_le_b")


def test_two_columns_of_one_quasi_identifier_both_count(recipe, plan_it, make_scan):
    plan = plan_it(recipe, make_scan((*make_scan().table.columns, "Sex")))
    assert plan.anonymity.quasi_identifiers == ("성별", "Sex", "생년월일")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"params": {"width": "five"}}, "techniques.params"),
        ({"technique": "age_bands"}, "techniques.unknown"),
        ({"type": ColumnType.TEXT}, "techniques.column-type"),
    ],
)
def test_techniques_are_checked_at_planning_time(change_rule, plan_it, changes, code):
    with pytest.raises(BadInput) as caught:
        plan_it(change_rule("birth", **changes))
    assert (caught.value.code, caught.value.where.column) == (code, "생년월일")


def test_everything_in_the_way_is_said_at_once(recipe, change_rule, plan_it, make_scan, stray):
    changed = change_rule("birth", params={"at": "2025-12-31"})
    changed = replace(changed, columns=tuple(r for r in changed.columns if not r.verdicts))
    with pytest.raises(BadInput) as caught:
        plan_it(changed, make_scan(stray={"진료과": stray()}), date_formats={})
    assert caught.value.code == "planning.unplannable"
    words = caught.value.message("ko")
    assert all(
        code in words
        for code in ("planning.no-rule", "planning.stray-hits", "techniques.params", "planning.date-format")
    )


def test_a_recipe_made_in_python_is_held_to_policy_too(recipe, plan_it):
    spoilt = replace(recipe, statistics=(Statistic("by-ward", "ward", ("내과",), "laplace", "0", 2),))
    with pytest.raises(BadInput, match=r"recipes\.out-of-range"):
        plan_it(spoilt)


def test_planning_asks_for_no_key(recipe, plan_it, monkeypatch, tmp_path):
    """No key store, no secret: a plan can be made and reviewed before a key exists."""
    monkeypatch.setenv("PSEUDO_KEYS", str(tmp_path / "none"))
    assert plan_it(recipe)
    assert not (tmp_path / "none").exists()
