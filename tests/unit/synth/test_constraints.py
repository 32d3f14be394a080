"""Rules between columns: which rows keep them, and what is computed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pseudo.errors import BadInput
from pseudo.model import ColumnType, SynthConstraint
from pseudo.synth.constraints import check_shape, derive, holds

NAN = float("nan")
TYPES = {"a": ColumnType.INTEGER, "b": ColumnType.DATE, "c": ColumnType.NUMBER, "t": ColumnType.TEXT}


def frame(**columns):
    return pd.DataFrame(columns, dtype=float)


def derived(expression, *, target="a", **more):
    aliases = {target: target, "b": "b", "c": "c"}
    return SynthConstraint("derived", (target, "b", "c"), {"expression": expression, "aliases": aliases, **more})


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (SynthConstraint("inequality", ("a", "b")), [True, True, False, True]),
        (SynthConstraint("inequality", ("a", "b"), {"strict": True}), [True, False, False, True]),
        (SynthConstraint("range", ("a", "b", "c")), [True, True, False, True]),
        (SynthConstraint("range", ("a", "b", "c"), {"strict": True}), [True, False, False, True]),
        (SynthConstraint("positive", ("a",)), [True, True, True, True]),
        (SynthConstraint("positive", ("c",)), [True, True, False, False]),
        (SynthConstraint("positive", ("c",), {"strict": False}), [True, True, False, True]),
        (derived("c - b"), [True, False, False, True]),
    ],
)
def test_which_rows_keep_a_rule(rule, expected):
    data = frame(a=[1, 2, 3, NAN], b=[2, 2, 1, 5], c=[3, 2, -1, 0])
    assert holds(data, rule).tolist() == expected


def test_combinations_hold_where_they_are_allowed():
    rule = SynthConstraint("fixed_combinations", ("a", "b"))
    data = frame(a=[0, 0, NAN], b=[0, 1, NAN])
    assert holds(data, rule, {(0.0, 0.0), (-1.0, -1.0)}).tolist() == [True, False, True]
    assert holds(data, rule).tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("b + c", [6, 1]), ("(b - c) * 2 + 1", [-3, 3]), ("-b / c", [-0.5, NAN]), ("3", [3, 3])],
)
def test_expressions(expression, expected):
    np.testing.assert_allclose(derive(frame(b=[2, 1], c=[4, 0]), derived(expression)), expected)


@pytest.mark.parametrize(
    ("rule", "categorical"),
    [
        (SynthConstraint("equality", ("a", "c")), ()),
        (SynthConstraint("inequality", ("a",)), ()),
        (SynthConstraint("inequality", ("a", "c", "b")), ()),
        (SynthConstraint("inequality", ("a", "t")), ()),
        (SynthConstraint("inequality", ("a", "c")), ("c",)),
        (SynthConstraint("inequality", ("a", "gone")), ()),
        (derived("__import__('os')"), ()),
        (derived("b.real"), ()),
        (derived("b ** c"), ()),
        (derived("unknown + c"), ()),
        (derived("b +"), ()),
        (derived("'text'"), ()),
        (derived(None), ()),
    ],
)
def test_a_malformed_rule_is_refused(rule, categorical):
    with pytest.raises(BadInput) as raised:
        check_shape(rule, TYPES, categorical)
    assert raised.value.code == "synth.constraint-malformed"
    assert raised.value.message("ko") != raised.value.message("en")


def test_a_tolerance_belongs_to_the_rule():
    data = frame(a=[7], b=[3], c=[3.6])
    assert not holds(data, derived("b + c"))[0]
    assert holds(data, derived("b + c", tolerance=0.5))[0]
