"""Randomized response and local Laplace noise: what they refuse, what they promise, and that no run repeats another's noise."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import BadInput
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Context, Options, Rows
from pseudo.testing import run

RESPONSE = {"categories": ["남", "여"], "epsilon": 1}
NOISE = {"low": 0, "high": 120, "step": 1, "epsilon": 0.5}


def context():
    return Context(secret=lambda _domain, length: bytes(length))


def made(name, kind, params, given=None):
    return techniques.create(name, Options("열", kind, NullRule.KEEP), params, given or context())


def batch(cells, kind=None):
    return pa.RecordBatch.from_arrays([pa.array(cells, kind or pa.string())], ["열"])


BAD = [
    ("randomized_response", ColumnType.TEXT, {"categories": ["남"], "epsilon": 1}, "categories"),
    ("randomized_response", ColumnType.TEXT, {"categories": ["남", "남"], "epsilon": 1}, "categories"),
    ("randomized_response", ColumnType.TEXT, {"categories": ["남", "여"], "epsilon": 0}, "epsilon"),
    ("randomized_response", ColumnType.TEXT, {"categories": ["남", "여"], "epsilon": 0.12345678901}, "epsilon"),
    ("local_laplace", ColumnType.INTEGER, NOISE | {"epsilon": -1}, "epsilon"),
    ("local_laplace", ColumnType.INTEGER, NOISE | {"epsilon": 10.5}, "epsilon"),
    ("local_laplace", ColumnType.INTEGER, NOISE | {"step": 0.5}, "step"),
    ("local_laplace", ColumnType.NUMBER, NOISE | {"step": 0.7}, "step"),
    ("local_laplace", ColumnType.NUMBER, NOISE | {"low": 120}, "low"),
    ("local_laplace", ColumnType.NUMBER, NOISE | {"high": float("inf")}, "high"),
    ("local_laplace", ColumnType.NUMBER, NOISE | {"high": 1e9, "step": 0.1}, "step"),
]


@pytest.mark.parametrize(("name", "kind", "params", "said"), BAD)
def test_parameters_without_which_the_claim_would_not_hold_are_refused(name, kind, params, said):
    with pytest.raises(BadInput, match=said):
        made(name, kind, params)


def test_a_cell_of_no_category_is_refused_by_its_row():
    technique = made("randomized_response", ColumnType.TEXT, RESPONSE)
    with pytest.raises(BadInput) as caught:
        technique.apply(batch(["남", None, "표식"]), None, Rows(10))
    assert caught.value.code == "techniques.unknown-category"
    assert list(caught.value.where.rows) == [13]
    assert "표식" not in caught.value.message()


@pytest.mark.parametrize(
    ("name", "kind", "params", "cells"),
    [
        ("randomized_response", ColumnType.TEXT, RESPONSE, batch(["남"] * 400)),
        ("local_laplace", ColumnType.INTEGER, NOISE, batch([40] * 400, pa.int64())),
    ],
)
def test_no_run_repeats_the_noise_of_another(name, kind, params, cells):
    """The difference of two versions of a cell under one noise is the difference of the cells."""
    shared = context()
    first, again, other = (made(name, kind, params, given) for given in (shared, shared, context()))
    assert run(first, cells, 7).equals(run(again, cells))
    assert not run(first, cells).equals(run(other, cells))


def test_columns_of_one_run_have_noise_of_their_own():
    shared = context()
    two = [
        techniques.create("local_laplace", Options(name, ColumnType.INTEGER, NullRule.KEEP), NOISE, shared)
        for name in "ab"
    ]
    table = pa.RecordBatch.from_arrays([pa.array([40] * 200)] * 2, ["a", "b"])
    assert two[0].apply(table, None, Rows(0)).column(0) != two[1].apply(table, None, Rows(0)).column(0)


def test_a_cell_beyond_the_limits_is_taken_as_the_limit():
    """With the noise of one run taken off, what is left is the clamped and rounded cell."""
    shared = context()
    params = {"low": -1.5, "high": 3, "step": 0.5, "epsilon": 1}
    technique = made("local_laplace", ColumnType.NUMBER, params, shared)
    cells = [-99.0, -1.6, 0.2, 0.3, 2.9, 1e300, None]
    found = technique.apply(batch(cells, pa.float64()), None, Rows(0)).column(0).to_pylist()
    noise = technique.apply(batch([0.0] * 7, pa.float64()), None, Rows(0)).column(0).to_pylist()
    assert [a - b for a, b in zip(found[:-1], noise[:-1], strict=True)] == [-1.5, -1.5, 0.0, 0.5, 3.0, 3.0]
    assert found[-1] is None
    assert all(value == round(value * 2) / 2 for value in found[:-1])


def test_multiples_of_a_tenth_are_the_nearest_floats():
    technique = made("local_laplace", ColumnType.NUMBER, {"low": 0, "high": 1, "step": 0.1, "epsilon": 1})
    found = technique.apply(batch([0.3] * 500, pa.float64()), None, Rows(0)).column(0).to_pylist()
    assert all(value == float(f"{value:.1f}") for value in found)


def test_the_evidence_says_the_epsilon_of_a_cell():
    assert made("local_laplace", ColumnType.INTEGER, NOISE).facts(None) == {"epsilon_per_cell_nats": 0.5}


def test_no_repr_shows_what_the_noise_hangs_on():
    shared = context()
    assert repr(shared.fresh) not in repr(shared)
