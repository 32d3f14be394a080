"""The catalogue, strict parameters and their schema."""

from __future__ import annotations

import dataclasses
import re

import pytest

from pseudo import techniques
from pseudo.errors import BadInput, UsageError
from pseudo.model import ColumnType
from pseudo.techniques.contract import Reversible
from pseudo.techniques.parameters import descriptions

FAMILIES = {"suppression", "statistics", "generalization", "cryptography", "randomization", "other"}
FIRST_SET = {
    "keep", "delete", "hmac", "ff1", "mask", "truncate", "round", "range", "top_bottom", "age_band", "date_floor",
    "date_shift", "recode", "redact_text", "local_suppression",
}  # fmt: skip


def test_the_first_set_is_there():
    assert set(techniques.catalogue()).issuperset(FIRST_SET)


@pytest.mark.parametrize("name", sorted(FIRST_SET))
def test_catalogue_entries_are_whole(name):
    cls = techniques.catalogue()[name]
    info = cls.info
    assert info.name == name
    assert info.family in FAMILIES
    assert info.trust in {"proven", "published", "heuristic"}
    assert re.search("[가-힣]", info.title.ko + info.caution.ko)
    assert info.title.en
    assert info.caution.en
    assert info.source
    assert info.types
    assert issubclass(cls, Reversible) == info.reversible
    assert set(descriptions(cls.Params)) == {f.name for f in dataclasses.fields(cls.Params)}


@pytest.mark.parametrize("name", sorted(FIRST_SET))
def test_schema_describes_every_parameter_and_no_other(name):
    schema = techniques.params_schema(name)
    fields = {f.name: f for f in dataclasses.fields(techniques.catalogue()[name].Params)}
    assert set(schema["properties"]) == set(fields)
    assert schema["additionalProperties"] is False
    assert all(p["description"] for p in schema["properties"].values())
    assert set(schema["required"]) == {n for n, f in fields.items() if f.default is dataclasses.MISSING}


def test_schema_of_each_kind_of_parameter():
    assert techniques.params_schema("hmac")["properties"]["hash"] == {
        "enum": ["sha256", "sha512"],
        "description": '"sha256", or "sha512" where a rule asks for it: slower, and no safer at the same length.',
        "default": "sha256",
    }
    edges = techniques.params_schema("range")["properties"]["edges"]
    assert edges["anyOf"] == [{"type": "array", "items": {"type": "number"}}, {"type": "null"}]
    recode = techniques.params_schema("recode")["properties"]["map"]
    assert recode["additionalProperties"] == {"type": "string"}


def test_all_problems_are_said_at_once_in_both_languages_without_a_value():
    with pytest.raises(BadInput) as caught:
        techniques.parse_params("round", {"too": 1, "mode": "카나리아"})
    english, korean = caught.value.message("en"), caught.value.message("ko")
    assert "did you mean 'to'" in english
    assert "'to' is missing" in english
    assert "mode: must" in english or "mode: not one of" in english
    assert "'too'(이)라는 파라미터는 없습니다" in korean
    assert "카나리아" not in english + korean


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("hmac", {"length_bits": "128"}),
        ("hmac", {"length_bits": True}),
        ("hmac", {"length_bits": 128.0}),
        ("mask", {"keep_separators": 1}),
        ("recode", {"map": {"a": 1}}),
        ("recode", {"map": ["a"]}),
        ("range", {"edges": [1, "2"]}),
        ("local_suppression", {"k": 5, "unit": "person", "max_suppressed_rate": 0.1}),
    ],
)
def test_mistyped_parameters_are_refused(name, params):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        techniques.parse_params(name, params)


def test_unknown_technique_gets_a_hint():
    with pytest.raises(UsageError, match=r"'hmca' \(hmac\?\)"):
        techniques.parse_params("hmca", {})


def test_a_column_of_another_type_is_refused(setup):
    with pytest.raises(BadInput, match="column-type"):
        setup.make("hmac", {"length_bits": 128}, ColumnType.INTEGER)


def test_no_key_is_asked_for_before_the_first_batch(setup):
    """A plan is checked and its promises are read where no key is."""
    from pseudo.model import NullRule
    from pseudo.techniques.contract import Context, Options

    def secret(domain, length):
        raise AssertionError("asked for a key")

    for name, kind, params in (
        ("hmac", ColumnType.TEXT, {"length_bits": 128}),
        ("ff1", ColumnType.TEXT, {}),
        ("date_shift", ColumnType.DATE, {"max_days": 3}),
    ):
        options = Options("열", kind, NullRule.KEEP, domain="환자", subject="주체")
        techniques.create(name, options, params, Context(secret)).promises()
