"""What drawing techniques do to made-up columns: unbiased, within limits, one noise for a subject, no category invented."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from statistics import fmean, pstdev

import numpy as np
import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Options, Rows
from pseudo.techniques.draws import row_draws, text_draws, unit
from pseudo.testing import context, run

INTEGER, NUMBER = ColumnType.INTEGER, ColumnType.NUMBER


def test_draws_are_blocks_of_hmac():
    beside = np.array([7, -1], np.int64)
    drawn = row_draws(b"key", 5, 2, beside)
    for place in range(2):
        message = (5 + place).to_bytes(8, "little") + int(beside[place]).to_bytes(8, "little", signed=True)
        assert (
            drawn[place].tobytes()
            == np.frombuffer(hmac.digest(b"key", message, "sha256"), ">u8").astype(np.uint64).tobytes()
        )
    same = text_draws(b"key", pa.array(["\u1100\u1161", "가", None]))
    assert (same[0] == same[1]).all()
    assert not same[2].any()
    assert same[0, 0] == int.from_bytes(hmac.new(b"key", "가".encode(), hashlib.sha256).digest()[:8], "big")


def test_unit_draws_are_below_one():
    assert unit(np.array([0, 2**64 - 1], np.uint64)).tolist() == [0.0, 1 - 2.0**-53]


@pytest.mark.parametrize(("kind", "to", "value"), [(INTEGER, 10, 13), (INTEGER, 10, -13), (NUMBER, 0.5, 0.65)])
def test_random_rounding_is_unbiased(setup, kind, to, value):
    made = setup.treat([value] * 20_000, "random_round", {"to": to}, kind)
    low = np.floor(value / to) * to
    assert set(made) == {low, low + to}
    assert fmean(made) == pytest.approx(value, abs=4 * to * 0.5 / 20_000**0.5)


def test_multiples_stay_and_the_ends_of_int64_do_not_wrap(setup):
    cells = [10, 0, -20, None, 2**63 - 1, -(2**63)]
    assert setup.treat(cells, "random_round", {"to": 10}, INTEGER) == [
        10, 0, -20, None, (2**63 - 1) // 10 * 10, -((2**63) // 10 * 10),
    ]  # fmt: skip


def test_one_noise_for_a_subject_in_linked_columns(setup):
    params = {"spread": 5, "shape": "uniform", "per": "subject"}
    admitted = setup.treat([100, 200, 300], "noise", params, INTEGER, subjects=["A", "B", "A"])
    left = setup.treat([110, 230, 360], "noise", params, INTEGER, subjects=["A", "B", "A"])
    assert [b - a for a, b in zip(admitted, left, strict=True)] == [10, 30, 60]
    other = setup.treat([100, 200, 300], "noise", params, INTEGER, subjects=["A", "B", "A"], domain="다른")
    assert other != admitted


@pytest.mark.parametrize(("shape", "deviation", "most"), [("uniform", 10 / 3**0.5, 10), ("bell", 10, 49)])
def test_noise_has_mean_0_and_the_stated_spread(setup, shape, deviation, most):
    made = setup.treat([0.0] * 20_000, "noise", {"spread": 10, "shape": shape, "per": "row"}, NUMBER)
    assert abs(fmean(made)) < 5 * deviation / 20_000**0.5
    assert pstdev(made) == pytest.approx(deviation, rel=0.03)
    assert max(map(abs, made)) < most
    within = sum(abs(x) < deviation for x in made) / 20_000
    assert within == pytest.approx(0.6827 if shape == "bell" else 0.5774, abs=0.015)


def test_noise_stays_within_limits_and_refuses_what_64_bits_cannot_hold(setup):
    params = {"spread": 50, "shape": "uniform", "per": "row", "low": 0, "high": 10}
    made = setup.treat([5] * 200, "noise", params, INTEGER)
    assert (min(made), max(made)) == (0, 10)
    with pytest.raises(BadInput, match=r"techniques\.number-range"):
        setup.treat([2**63 - 1] * 20, "noise", {"spread": 50, "shape": "uniform", "per": "row"}, INTEGER)
    with pytest.raises(BadInput, match=r"techniques\.subject-missing"):
        setup.treat([1, 2], "noise", {"spread": 5, "shape": "bell", "per": "subject"}, INTEGER, subjects=["A", None])


def test_quantile_limits_gather_the_stated_share(setup):
    cells = [*range(1, 101), None]
    made = setup.treat(cells, "quantile_top_bottom", {"least": 2, "top_share": 0.05, "bottom_share": 0.1}, INTEGER)
    assert made == [*([10] * 9), *range(10, 97), *([96] * 4), None]


def test_a_limit_that_few_reach_moves_inwards(setup):
    cells = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1000]
    assert setup.treat(cells, "quantile_top_bottom", {"least": 3, "top_share": 0.01}, INTEGER) == [*range(1, 9), 8, 8]
    with pytest.raises(PolicyRefused, match=r"techniques\.too-few-cells") as caught:
        setup.treat([5, 77777], "quantile_top_bottom", {"least": 3, "top_share": 0.01}, INTEGER)
    assert "77777" not in repr(caught.value) + caught.value.message()


def test_invariant_pram_keeps_frequencies_in_expectation(setup):
    cells = ["서울"] * 8000 + ["부산"] * 1500 + ["울릉"] * 500
    made = setup.treat(cells, "pram", {"keep_rate": 0.4})
    assert set(made) <= set(cells)
    for name, count in Counter(cells).items():
        assert Counter(made)[name] == pytest.approx(count, abs=5 * count**0.5)
    stayed = sum(a == b for a, b in zip(cells, made, strict=True)) / 10_000
    expected = 0.4 + 0.6 * (0.8**2 + 0.15**2 + 0.05**2)
    assert stayed == pytest.approx(expected, abs=0.03)


def test_pram_by_matrix_follows_the_matrix_and_refuses_the_unknown(setup):
    params = {"matrix": {"가": {"나": 0.25, "다": 0.75}, "나": {"나": 1}}}
    made = Counter(setup.treat(["가"] * 4000 + ["나", None], "pram", params)[:4000])
    assert made["다"] == pytest.approx(3000, abs=150)
    assert made["나"] == 4000 - made["다"]
    with pytest.raises(BadInput, match=r"techniques\.unknown-category"):
        setup.treat(["다"], "pram", params)


def test_a_permutation_deals_out_the_same_cells(setup):
    cells = list(range(1000)) + [7] * 50
    made = setup.treat(cells, "permute", {}, INTEGER)
    assert sorted(made) == sorted(cells)
    assert sum(a == b for a, b in zip(cells, made, strict=True)) < 20
    with pytest.raises(BadInput, match=r"techniques\.null-refused"):
        setup.treat([1, None], "permute", {}, INTEGER)


def in_classes(key=b"first", batch_rows=None, least=2):
    """2,000 amounts in six classes of region and sex (one region missing): rows as (region, sex, before, after)."""
    regions, sexes = ["서울", "부산", None] * 667, ["여", "남"] * 1001
    rows = list(zip(regions, sexes, range(2000), strict=False))
    columns = {"열": [n for *_, n in rows], "지역": [r for r, *_ in rows], "성별": [s for _, s, _ in rows]}
    options = Options("열", INTEGER, NullRule.KEEP, domain="금액")
    params = {"within": ["지역", "성별"], "least": least}
    made = run(techniques.create("permute", options, params, context(key)), pa.record_batch(columns), batch_rows)
    return [(*row, after) for row, after in zip(rows, made["열"].to_pylist(), strict=True)]


def test_cells_that_move_within_their_class_keep_its_total_and_mean():
    rows = in_classes()
    before, after = Counter(), Counter()
    for region, sex, was, is_ in rows:
        before[region, sex] += was
        after[region, sex] += is_
    assert after == before
    assert len(before) == 6
    assert sum(was == is_ for *_, was, is_ in rows) < 30  # one in each class stays by chance
    assert sorted(is_ for *_, is_ in rows) == list(range(2000))


def test_the_order_within_classes_hangs_on_the_key_and_not_on_batches():
    assert in_classes(batch_rows=17) == in_classes()
    assert in_classes(key=b"other") != in_classes()


def test_a_class_too_small_to_hide_in_is_refused():
    with pytest.raises(PolicyRefused, match=r"techniques\.small-groups") as caught:
        in_classes(least=400)
    assert (caught.value.facts["groups"], caught.value.facts["small"]) == (6, 6)


def test_classes_in_which_nothing_can_move_are_counted():
    options = Options("열", INTEGER, NullRule.KEEP, domain="금액")
    technique = techniques.create("permute", options, {"within": ["지역"], "least": 2}, context())
    batch = pa.record_batch({"열": [1, 1, 2, 3], "지역": ["가", "가", "나", "나"]})
    assert technique.facts(technique.decide(technique.collect_at(batch, Rows(0)))) == {"classes": 2, "alike_classes": 1}


def test_every_order_is_as_likely(setup):
    seen = Counter(
        tuple(setup.treat(["가", "나", "다"], "permute", {}, key=bytes([i // 256, i % 256]))) for i in range(1200)
    )
    assert len(seen) == 6
    assert all(150 < count < 250 for count in seen.values())


@pytest.mark.parametrize(
    ("name", "params", "kind"),
    [
        ("random_round", {"to": 0}, INTEGER),
        ("random_round", {"to": 0.5}, INTEGER),
        ("noise", {"spread": 0, "shape": "bell", "per": "row"}, NUMBER),
        ("noise", {"spread": 1, "shape": "bell", "per": "row", "low": 2, "high": 2}, NUMBER),
        ("quantile_top_bottom", {"least": 2}, NUMBER),
        ("quantile_top_bottom", {"least": 1, "top_share": 0.1}, NUMBER),
        ("quantile_top_bottom", {"least": 2, "top_share": 0.6}, NUMBER),
        ("permute", {"within": ["지역"]}, ColumnType.TEXT),
        ("permute", {"within": ["지역"], "least": 1}, ColumnType.TEXT),
        ("permute", {"within": ["지역", "지역"], "least": 2}, ColumnType.TEXT),
        ("permute", {"within": ["열"], "least": 2}, ColumnType.TEXT),
        ("permute", {"within": ["주체"], "least": 2}, ColumnType.TEXT),
        ("permute", {"least": 2}, ColumnType.TEXT),
        ("pram", {}, ColumnType.TEXT),
        ("pram", {"keep_rate": 1}, ColumnType.TEXT),
        ("pram", {"matrix": {"가": {"나": 0.9}}}, ColumnType.TEXT),
        ("pram", {"matrix": {}}, ColumnType.TEXT),
    ],
)
def test_contradictions_are_refused(setup, name, params, kind):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make(name, params, kind)


@pytest.mark.parametrize(
    ("name", "params", "kind"),
    [
        ("random_round", {"to": 5}, INTEGER),
        ("noise", {"spread": 1, "shape": "bell", "per": "row"}, NUMBER),
        ("pram", {"keep_rate": 0.5}, ColumnType.TEXT),
        ("permute", {}, ColumnType.TEXT),
    ],
)
def test_a_secret_needs_a_domain(setup, name, params, kind):
    with pytest.raises(BadInput, match="domain"):
        setup.make(name, params, kind, domain=None)
