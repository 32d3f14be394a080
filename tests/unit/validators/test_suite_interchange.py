"""The suite as JSON, and the description of the kinds."""

from __future__ import annotations

import json

import jsonschema
import pytest

from pseudo.errors import BadInput
from pseudo.validators import check_kinds, check_params_schema, suite_json
from pseudo.validators.loading import load_gx


def test_the_suite_loads_into_a_gx_of_ones_own_and_back(plan, check) -> None:
    import pseudo.validators.expectations  # noqa: F401  (registers ours)

    checks = (
        check("between", "in", min="1900-01-01", max="9999-12-31"),
        check("in_set", "sex", values=["F", "M"]),
        check("no_identifier"),
        check("absent", "name"),
        check("k_anonymity", "sex", k=5, unit="row"),
        check("sum_equals", "a", "b", "c", tolerance=0.5),
        check("type", "in", type="date", date_format="%Y%m%d"),
        check("matches", "sex", regex="[FM]"),
        check("row_count", min=10),
    )
    suite = suite_json(plan(*checks, types={"sex": "text", "in": "date", "name": "text"}))
    assert json.loads(json.dumps(suite)) == suite
    loaded = load_gx().ExpectationSuite(**suite).to_json_dict()
    assert loaded["expectations"] == suite["expectations"]
    assert [one["type"] for one in suite["expectations"]][2:4] == [
        "expect_column_values_to_hold_no_korean_identifier"
    ] * 2
    assert suite["expectations"][2]["meta"] == {"check": 2, "kind": "no_identifier", "because": "recipe"}
    assert "name" not in {one["kwargs"].get("column") for one in suite["expectations"] if "hold_no" in one["type"]}


def test_a_plan_without_sense_has_no_suite(plan, check) -> None:
    with pytest.raises(BadInput):
        suite_json(plan(check("betwen", "a", min=1)))


def test_kinds_have_titles_in_both_languages() -> None:
    kinds = check_kinds()
    assert list(kinds) == sorted(kinds)
    assert {"k_anonymity", "no_identifier", "unique"} <= set(kinds)
    assert all(title.ko and title.en and title.ko != title.en for title in kinds.values())


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("in_set", {"values": ["a"]}, {"values": "a"}),
        ("between", {"min": 0}, {"least": 0}),
        ("k_anonymity", {"k": 5, "unit": "subject"}, {"k": 5}),
        ("k_anonymity", {"k": 5, "unit": "row", "subject": None}, {"k": 5, "unit": "person"}),
        ("row_count", {"min": 1}, {"min": 1.5}),
        ("not_null", {}, {"mostly": 1}),
        ("type", {"type": "date", "date_format": "%Y%m%d"}, {"type": "money"}),
    ],
)
def test_the_schema_of_the_parameters_takes_and_refuses(kind, good, bad) -> None:
    schema = check_params_schema(kind)
    jsonschema.validate(good, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, schema)


def test_an_unknown_kind_has_no_schema() -> None:
    with pytest.raises(BadInput, match="k_anonymity"):
        check_params_schema("k_anonimity")
