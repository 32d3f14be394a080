"""Statistics: against a slow twin, and the laws that privacy rests on."""

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.dp.contributions import Rows
from pseudo.dp.noise import Noise, rho_of
from pseudo.dp.records import MISSING
from pseudo.dp.statistics import Statistics
from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.model import Group, Purpose, Query, QueryKind, ReleaseClass, StatisticsSpec, Text

GROUPS = {
    "sex": Group("sex", values=("F", "M")),
    "age": Group("age", edges=(0, 20, 65)),
    "province": Group("province", values=("N", "S")),
    "district": Group("district", under={"N": ("중구", "북구"), "S": ("중구",)}, within="province"),
}
QUERIES = (
    Query("a", QueryKind.ROWS, ("province", "district"), totals=True),
    Query("b", QueryKind.PERSONS, ("sex", "age")),
    Query("c", QueryKind.PERSONS),
    Query("d", QueryKind.SUM, ("sex",), "cost", -2.0, 3.0, 0.5),
    Query("e", QueryKind.MEAN, ("sex",), "cost", -2.0, 3.0, 0.5),
    Query("f", QueryKind.QUANTILE, ("sex",), "cost", -2.0, 3.0, 0.5, (0.5,)),
)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("PQRST"),
        st.sampled_from(["F", "M", "X", None]),
        st.sampled_from(["-1", "0", "19.9", "20", "64", "65", "", None]),
        st.sampled_from(["N", "S", "W", None]),
        st.sampled_from(["중구", "북구", "남구", None]),
        st.sampled_from(["-7", "-0", "0.2", "0.3", "1", "2.9", "99", "1e300", None]),
    ),
    max_size=30,
)
NAMES = ("subject", "sex", "age", "province", "district", "cost")


def spec(most=2, epsilon="1", delta="0", queries=QUERIES, subject="subject"):
    purpose = Text("시험", "a test")
    return StatisticsSpec(
        "test/s",
        "1",
        ReleaseClass.OPEN,
        Purpose.STATISTICS,
        purpose,
        "시험",
        subject,
        most,
        epsilon,
        queries,
        GROUPS,
        delta,
    )


def batch(rows):
    columns = zip(*rows, strict=True) if rows else [[] for _ in NAMES]
    return pa.RecordBatch.from_arrays([pa.array(list(column), pa.string()) for column in columns], NAMES)


def kept(asked, *batches):
    """What is kept of batches, and the vectors of it."""
    found = asked.reader.contributions()
    for rows in batches:
        found.add(rows)
    return found


def vectors(asked, *batches):
    records = kept(asked, *batches).records()
    return [query.exact(records, asked.reader) for query in asked.queries]


def without(rows, person):
    """A batch as if one person had no row in it; the others' numbers are those that were drawn for them."""
    stay = ~(rows.people == person).all(axis=1)
    return Rows(*(part[stay] for part in (rows.people, rows.draws, rows.codes, rows.units)))


@settings(deadline=None)
@given(ROWS, st.integers(1, 4), st.sampled_from("PQRST"))
def test_a_person_moves_no_vector_further_than_is_said(rows, most, name):
    asked = Statistics(spec(most))
    read = asked.reader.rows(batch(rows), 0)
    person = asked.reader.rows(batch([(name, *[None] * 5)]), 0).people[0]
    full, less = vectors(asked, read), vectors(asked, without(read, person))
    for query, first, second in zip(asked.queries, full, less, strict=True):
        for reach, one, other in zip(query.reaches(), first, second, strict=True):
            apart = np.abs(one - other)
            assert apart.sum() <= reach.l1
            assert (apart**2).sum() <= reach.l2_squared


@pytest.mark.parametrize("place", range(len(QUERIES)))
def test_each_reach_is_reached_so_no_smaller_one_would_do(place):
    """A person whose rows have the extreme value: all in one cell, or each in a cell of its own."""
    asked = Statistics(spec(3))
    together = [("P", "F", "5", "N", "중구", "99")] * 5
    apart = [("P", sex, age, "N", "중구", "99") for sex in "FM" for age in ("5", "30", "70")]
    moved = [vectors(asked, asked.reader.rows(batch(rows), 0))[place] for rows in (together, apart)]
    for number, reach in enumerate(asked.queries[place].reaches()):
        assert max(np.abs(one[number]).sum() for one in moved) == reach.l1
        assert max((one[number] ** 2).sum() for one in moved) == reach.l2_squared


def clamped(cell):
    """The cell in steps of a half between -2 and 3; None where there is no number."""
    return None if cell is None else int(np.clip(np.rint(float(cell) / 0.5), -4, 6))


def slow_cells(row):
    """Labels of a row's cells by group."""
    sex = row[1] if row[1] in ("F", "M") else "other"
    age = float(row[2]) if row[2] else -1.0
    band = "[0,20)" if 0 <= age < 20 else "[20,65)" if 20 <= age < 65 else "other"
    province = row[3] if row[3] in ("N", "S") else "other"
    district = row[4] if row[4] in GROUPS["district"].under.get(province, ()) else "other"
    return {"sex": sex, "age": band, "province": province, "district": district}


def slow_vectors(rows):
    """Each figure by its definition, by labels."""
    found = [defaultdict(float) for _ in range(6)]
    persons = defaultdict(set)
    for row in rows:
        cells, cost = slow_cells(row), clamped(row[5])
        found[0][cells["province"], cells["district"]] += 1
        persons[cells["sex"], cells["age"]].add(row[0])
        persons[()].add(row[0])
        if cost is not None:
            found[3][cells["sex"],] += cost
            found[4][cells["sex"],] += 1
            found[5][cells["sex"], cost] += 1
    found[1] = {cell: len(who) for cell, who in persons.items() if cell}
    found[2] = {(): len(persons[()])}
    return found


@settings(deadline=None)
@given(ROWS, st.integers(1, 7), st.randoms(use_true_random=False))
def test_vectors_are_the_definition_however_the_rows_come(rows, size, shuffle):
    asked = Statistics(spec(len(rows) + 1))
    parts = [asked.reader.rows(batch(rows[at : at + size]), at) for at in range(0, len(rows), size)]
    shuffle.shuffle(parts)
    made = vectors(asked, *parts)
    slow = slow_vectors(rows)
    for place, (query, number) in enumerate([(0, 2), (1, 0), (2, 0), (3, 0), (4, 1)]):
        cells = asked.queries[query].cells
        names = cells.labels(cells.depth).values()
        labels = list(zip(*names, strict=True)) if names else [()]
        assert dict(zip(labels, made[query][number].tolist(), strict=True)) == {
            label: slow[place].get(label, 0) for label in labels
        }
    counts = made[5][0].reshape(3, 11)
    assert {
        ("FM"[i] if i < 2 else "other", j - 4): c
        for i, row in enumerate(counts)
        for j, c in enumerate(row.tolist())
        if c
    } == slow[5]


@pytest.mark.parametrize(
    ("period", "values", "counts"),
    [("month", ("2025-01", "2025-03"), [2, 1, 3]), ("year", ("2025", "2024"), [4, 1, 1])],
)
def test_dates_are_counted_by_their_period(period, values, counts):
    groups = {"when": Group("age", values=values, period=period)}
    asked = Statistics(replace(spec(queries=(Query("q", QueryKind.ROWS, ("when",)),)), groups=groups))
    days = ["2025-01-01", "2025-01-31", "2025-03-09", "2025-02-01", "2024-01-01", None]
    rows = [(f"P{i}", "F", day, "N", "중구", "1") for i, day in enumerate(days)]
    assert vectors(asked, asked.reader.rows(batch(rows), 0))[0][0].tolist() == counts


def test_totals_are_of_all_cells_below():
    asked = Statistics(spec())
    rows = [("P", "F", "5", "N", "중구", "1"), ("Q", "F", "5", "S", "북구", "1"), ("R", "F", "5", None, "중구", "1")]
    found = vectors(asked, asked.reader.rows(batch(rows), 0))[0]
    assert [v.tolist() for v in found] == [[3], [1, 1, 1], [1, 0, 0, 0, 1, 1]]


def test_a_district_of_two_provinces_is_two_cells():
    asked = Statistics(spec())
    assert list(zip(*asked.queries[0].cells.labels(2).values(), strict=True)) == [
        ("N", "중구"), ("N", "북구"), ("N", "other"), ("S", "중구"), ("S", "other"), ("other", "other")
    ]  # fmt: skip


def test_rows_of_a_person_are_drawn_evenly():
    """Neither the first nor the last row of a person has a better chance: 4,000 persons of four rows, two of which are kept."""
    asked = Statistics(spec(2, queries=(Query("a", QueryKind.ROWS, ("age",)),)))
    rows = [(f"P{i}", "F", age, "N", "중구", "1") for i in range(4000) for age in ("1", "30", "70", "")]
    counts = vectors(asked, asked.reader.rows(batch(rows), 0))[0][0]
    assert counts.sum() == 8000
    assert np.abs(counts - [2000, 2000, 4000]).max() < 6 * np.sqrt(4000 * 0.25)


def test_memory_is_bounded_by_persons():
    """100,000 rows of 5,000 persons, ten batches: what is held is as large after the last as after the second."""
    asked = Statistics(spec(2))
    found, sizes = asked.reader.contributions(), []
    rows = [(f"P{i % 5000}", "F", "5", "N", "중구", "1") for i in range(10_000)]
    for start in range(0, 100_000, 10_000):
        found.add(asked.reader.rows(batch(rows), start))
        sizes.append(sum(part.nbytes for part in vars(found).values() if isinstance(part, np.ndarray)))
    assert len(set(sizes[1:])) == 1
    assert len(found.records()) == 10_000


def test_rows_without_a_subject_are_refused_by_number():
    with pytest.raises(BadInput) as caught:
        Statistics(spec()).reader.rows(batch([("P", *[None] * 5), (None, *[None] * 5)]), 10)
    assert caught.value.code == "dp.subject-missing"
    assert list(caught.value.where.rows) == [12]


def test_infinity_is_no_number_and_nan_is_missing():
    asked = Statistics(spec())
    with pytest.raises(BadInput):
        asked.reader.rows(batch([("P", "F", "5", "N", "중구", "inf")]), 0)
    numbers = pa.RecordBatch.from_arrays([pa.array(["P"]), *[pa.array(["F"])] * 4, pa.array([float("nan")])], NAMES)
    with pytest.raises(BadInput):  # an age that is no number
        asked.reader.rows(numbers, 0)
    asked = Statistics(spec(queries=QUERIES[3:4]))
    assert asked.reader.rows(numbers, 0).units.tolist() == [[MISSING]]


@pytest.mark.parametrize("delta", ["0", "0.000001"])
def test_all_noise_together_costs_what_was_asked_and_no_more(delta):
    asked = Statistics(spec(3, "0.7", delta))
    spent = sum(noise.cost for query in asked.noises for noise in query)
    whole = Fraction(7, 10) if delta == "0" else Fraction(rho_of(Fraction(7, 10), Fraction(delta), "test"))
    assert whole * (1 - Fraction(1, 10**9)) < spent <= whole


@pytest.mark.parametrize("epsilon", ["0.3", "1", "4"])
def test_rho_is_within_epsilon_and_delta_by_a_bound_of_its_own(epsilon):
    """Bun and Steinke 2016, proposition 1.3: ρ gives (ρ + 2 sqrt(ρ ln 1/δ), δ); OpenDP's conversion is a tighter one, so not beyond."""
    delta = 1e-6
    rho = rho_of(Fraction(epsilon), Fraction("0.000001"), "test")
    loose = (np.sqrt(np.log(1 / delta) + float(epsilon)) - np.sqrt(np.log(1 / delta))) ** 2
    assert loose <= rho < 1.6 * loose


def test_shares_are_of_the_whole_budget():
    asked = Statistics(spec(1, "1", queries=(replace(QUERIES[0], share=3), QUERIES[2])))
    assert [float(sum(n.cost for n in query)) for query in asked.noises] == pytest.approx([0.75, 0.25], rel=1e-9)


def test_one_amount_is_spent_before_any_noise(budget, lineage, monkeypatch):
    asked = Statistics(spec(epsilon="0.5", queries=QUERIES[:2]))
    drawn = []

    def draw(_noise, counts):
        assert budget.show(lineage).spent_epsilon == "0.5"
        drawn.append(len(counts))
        return counts

    monkeypatch.setattr(Noise, "draw", draw)
    asked.release(kept(asked), budget, lineage)
    assert len(budget.show(lineage).spends) == 1
    assert drawn == [1, 3, 6, 9]
    another = Statistics(spec(epsilon="0.6"))
    with pytest.raises(PolicyRefused):
        another.release(kept(another), budget, lineage)
    assert len(drawn) == 4


def test_figures_beside_the_table_do_not_hang_on_the_rows(budget, lineage):
    asked = Statistics(spec(epsilon="0.25"))
    rows = [(f"P{i}", "F", "5", "N", "중구", "1") for i in range(300)]
    some = asked.release(kept(asked, asked.reader.rows(batch(rows), 0)), budget, lineage)
    none = asked.release(kept(asked), budget, lineage)
    assert some[1] == none[1]
    keys = ["statistic", "measure", "sex", "age", "province", "district"]
    assert some[0].select(keys).equals(none[0].select(keys))


def test_totals_agree_in_what_is_released(budget, lineage):
    asked = Statistics(spec(epsilon="1", queries=QUERIES[:1]))
    rows = [(f"P{i}", "F", "5", "NS"[i % 2], "중구", "1") for i in range(50)]
    table = asked.release(kept(asked, asked.reader.rows(batch(rows), 0)), budget, lineage)[0].to_pylist()
    by = {(row["province"], row["district"]): row["value"] for row in table}
    assert all(value >= 0 and value == int(value) for value in by.values())
    for province in ("N", "S", "other"):
        assert by[province, "all"] == sum(v for (p, d), v in by.items() if p == province and d != "all")
    assert by["all", "all"] == sum(v for (p, d), v in by.items() if p != "all" and d == "all")


def test_without_a_subject_each_row_is_a_person(budget, lineage):
    asked = Statistics(spec(1, subject=None, queries=QUERIES[2:3]))
    rows = asked.reader.rows(batch([("P", *[None] * 5)] * 7), 0)
    assert vectors(asked, rows, rows)[0][0].tolist() == [14]
    evidence = asked.release(kept(asked, rows), budget, lineage)[1]
    assert evidence[0].params["unit_of_privacy"] == "row, said to be a person"


OWN = {"own": Group("sex", private=True)}


def own_spec(kind, most=2, delta="0.00001", epsilon="1"):
    return replace(spec(most, epsilon, delta, (Query("k", kind, ("own",)),)), groups=OWN)


@pytest.mark.parametrize(("kind", "exact"), [(QueryKind.ROWS, 600), (QueryKind.PERSONS, 300)])
def test_only_keys_with_many_are_released_in_the_order_of_their_text(budget, lineage, kind, exact):
    rows = [(f"P{i // 2}", "나나", "5", "N", "중구", "1") for i in range(600)]
    rows += [(f"Q{i // 2}", "가가", "5", "N", "중구", "1") for i in range(600)]
    rows += [("R", "혼자", "5", "N", "중구", "1"), ("R", None, "5", "N", "중구", "1")]
    asked = Statistics(own_spec(kind, delta="0.000001"))
    table, evidence = asked.release(kept(asked, asked.reader.rows(batch(rows), 0)), budget, lineage)
    assert table.column("own").to_pylist() == ["가가", "나나"]
    noise = asked.noises[0][0]
    assert np.abs(table.column("value").to_numpy() - exact).max() < 8 * noise.scale
    assert next(f.params["threshold"] for f in evidence if f.metric == "noise_scale") == noise.threshold


@pytest.mark.parametrize("kind", [QueryKind.ROWS, QueryKind.PERSONS])
@pytest.mark.parametrize("most", [1, 3])
def test_a_key_of_one_person_alone_is_released_with_no_more_than_delta(kind, most):
    """By the noise's exact distribution: any of the person's keys reaches the threshold with a probability of δ / 2 at the most."""
    asked = Statistics(own_spec(kind, most, "0.001"))
    noise = asked.noises[0][0]
    most_of_a_key = most if kind is QueryKind.ROWS else 1
    reach = np.arange(-int(40 * noise.scale), int(40 * noise.scale) + 1)
    weights = np.exp(-(reach**2) / (2 * noise.scale**2))
    alone = weights[reach >= noise.threshold - most_of_a_key].sum() / weights.sum()
    assert most * alone <= 0.0005  # of all keys that the person has
    assert noise.costs[1] <= Fraction("0.0005")
    nearer = weights[reach >= noise.threshold // 2 - most_of_a_key].sum() / weights.sum()
    assert nearer > 0.0005  # a threshold half as high would not do


def test_delta_is_of_the_conversion_and_of_all_thresholds():
    queries = tuple(Query(f"k{i}", QueryKind.ROWS, ("own",)) for i in range(3))
    asked = Statistics(replace(own_spec(QueryKind.ROWS), statistics=queries))
    costs = [noise.costs for query in asked.noises for noise in query]
    assert sum(delta for _, delta in costs) <= Fraction("0.000005")
    assert sum(rho for rho, _ in costs) <= Fraction(rho_of(Fraction(1), Fraction("0.000005"), "test"))


def test_too_many_cells_are_refused():
    wide = (Query("q", QueryKind.QUANTILE, ("sex",), "cost", 0.0, 5e6, 1.0, (0.5,)),)
    with pytest.raises(UsageError) as caught:
        Statistics(spec(queries=wide))
    assert caught.value.code == "dp.too-many-cells"


def test_no_repr_shows_a_cell():
    asked = Statistics(spec())
    rows = asked.reader.rows(batch([("표식-7", "F", "5", "N", "중구", "1")]), 0)
    for shown in map(repr, (rows, kept(asked, rows), kept(asked, rows).records())):
        assert "표식" not in shown
        assert "array" not in shown
