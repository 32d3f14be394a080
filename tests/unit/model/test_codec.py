"""Types to plain data and back, strictly."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.model import Check, CheckResult, Evidence, Outcome, canonical, digest, from_json, to_json

FIGURES = st.builds(
    Evidence,
    metric=st.text(min_size=1),
    value=st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()
    ),
    unit=st.text(),
    method=st.text(),
    source=st.text(),
    basis=st.sampled_from(["release", "input"]),
    n=st.integers(0),
    columns=st.lists(st.text()).map(tuple),
    interval=st.none() | st.tuples(st.floats(-1, 0), st.floats(0, 1)),
)


@given(FIGURES)
def test_round_trip_through_json_text(figure):
    assert from_json(Evidence, json.loads(canonical(figure))) == figure


def test_enums_and_nested_types_round_trip():
    result = CheckResult(Check("in_set", ("a",), {"values": ["x"]}), Outcome.INCONCLUSIVE, {"n": 3})
    assert from_json(CheckResult, to_json(result)) == result


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"unknown": 1}, r"\$\.unknown: must be a known field"),
        ({"outcome": "maybe"}, r"\$\.outcome: not one of"),
        ({"check": {"kind": 7}}, r"\$\.check\.kind: must be of type str"),
        ({"check": {}}, r"\$\.check\.kind: must be present"),
    ],
)
def test_unknown_missing_and_mistyped_fields_are_refused_by_path(change, path):
    data = to_json(CheckResult(Check("unique"), Outcome.PASS)) | change
    with pytest.raises(ValueError, match=path):
        from_json(CheckResult, data)


def test_a_boolean_is_no_number():
    with pytest.raises(ValueError, match=r"\$\.n"):
        from_json(Evidence, to_json(Evidence("m", 1, "", "", "", "input", 1)) | {"n": True})


def test_equal_content_has_equal_digests_whatever_the_order():
    assert digest({"b": 1, "a": (1, 2)}) == digest({"a": [1, 2], "b": 1})
    assert digest({"a": 1}) != digest({"a": 2})
