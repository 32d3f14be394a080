"""The generated JSON Schema: true for what ships, false for what the loader refuses, described throughout."""

import copy

import jsonschema
import pytest
import yaml

from pseudo.recipes import list_recipes, recipe_schema
from pseudo.techniques import catalogue, params_schema


@pytest.fixture(scope="module")
def schema():
    by_scope = {"column": {}, "table": {}}
    for name, technique in catalogue().items():
        by_scope[technique.scope][name] = params_schema(name)
    return recipe_schema(by_scope["column"], by_scope["table"])


@pytest.fixture
def visits():
    return copy.deepcopy(
        yaml.safe_load(next(e.path for e in list_recipes() if e.name == "healthcare/visits").read_text("utf-8"))
    )


def valid(schema, data):
    return jsonschema.Draft202012Validator(schema).is_valid(data)


def test_it_is_a_schema_of_2020_12(schema):
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("name", [e.name for e in list_recipes()])
def test_what_ships_is_valid(schema, name):
    entry = next(e for e in list_recipes() if e.name == name)
    data = yaml.safe_load(entry.path.read_text("utf-8"))
    assert valid(schema, data)
    assert valid(recipe_schema(), data)


@pytest.mark.parametrize(
    "place", [(), ("columns", 0), ("anonymity",), ("statistics", 0), ("synth",), ("purpose_text",), ("checks", 0)]
)
def test_unknown_keys_are_invalid_everywhere(schema, visits, place):
    node = visits
    for step in place:
        node = node[step]
    node["unknown"] = 1
    assert not valid(schema, visits)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("release_class", "public"),
        ("purpose", "marketing"),
        ("subject", 3),
        ("columns", {}),
        ("anonymity", {"k": "5"}),
        ("checks", [{"kind": "not_nul"}]),
    ],
)
def test_wrong_values_are_invalid(schema, visits, key, value):
    visits[key] = value
    assert not valid(schema, visits)


def test_params_are_bound_to_their_technique(schema, visits):
    age = next(c for c in visits["columns"] if c["technique"] == "age_band")
    age["params"]["length_bits"] = 128
    assert not valid(schema, visits)
    assert valid(recipe_schema(), visits)
    age["params"] = {}
    assert not valid(schema, visits)
    del age["params"]
    assert not valid(schema, visits)
    age["technique"] = "age_bands"
    assert not valid(schema, visits)


def test_a_step_takes_a_technique_on_tables_with_its_parameters_and_a_rule_does_not(schema, visits):
    why = {"ko": "까닭", "en": "why"}
    visits["steps"] = [{"technique": "sampling", "params": {"rate": 0.5}, "reason": why}]
    assert valid(schema, visits)
    for spoilt in ({"params": {"rates": 0.5}}, {"technique": "hmac", "params": {"length_bits": 64}}, {"reason": None}):
        assert not valid(schema, visits | {"steps": [visits["steps"][0] | spoilt]})
    visits["columns"][0] |= {"technique": "sampling", "params": {"rate": 0.5}}
    assert not valid(schema, visits)


def test_every_documented_field_is_described(schema):
    for name in ("Recipe", "ColumnRule", "TableStep", "Anonymity", "Statistic", "SynthSpec", "Check"):
        for field, entry in schema["$defs"][name]["properties"].items():
            if field != "schema_version":
                assert entry.get("description"), f"{name}.{field}"


def test_null_is_allowed_where_it_is_an_answer(schema):
    assert {"type": "null"} in schema["$defs"]["Recipe"]["properties"]["anonymity"]["anyOf"]
    assert "anonymity" in schema["$defs"]["Recipe"]["required"]
