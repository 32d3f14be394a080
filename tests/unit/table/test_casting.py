import datetime as dt
import math
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.errors import BadInput
from pseudo.model import ColumnType
from pseudo.table import cast

T = ColumnType


def to(values, kind, arrow=None, **options):
    array = values if isinstance(values, pa.Array) else pa.array(values, arrow or pa.string())
    return cast(array, kind, column="c", first_row=options.pop("first_row", 0), **options)


def refused(values, kind, arrow=None, **options):
    with pytest.raises(BadInput) as caught:
        to(values, kind, arrow, **options)
    assert caught.value.code == "table.bad-cell"
    assert caught.value.where.column == "c"
    return list(caught.value.where.rows)


def test_text_to_integer():
    cells = [
        "007",
        " 42 ",
        "-1",
        "+5",
        "1,234",
        "-1,234,567",
        "12.0",
        "12.",
        "１２３",
        "",
        " ",
        None,
        "-0",
        str(2**63 - 1),
    ]
    assert to(cells, T.INTEGER).to_pylist() == [
        7,
        42,
        -1,
        5,
        1234,
        -1234567,
        12,
        12,
        123,
        None,
        None,
        None,
        0,
        2**63 - 1,
    ]


@pytest.mark.parametrize(
    "cell", ["12.5", "1e5", "9.00101E+12", "x", "1,23", "12,345,6", "- 1", "nan", "0x10", "²", "1_000", str(2**63)]
)
def test_text_that_is_no_integer(cell):
    assert refused(["1", None, cell], T.INTEGER, first_row=10) == [13]


def test_text_to_number():
    cells = ["0.1", "1,234.5", "1e-7", ".5", "5.", "+2", "-1E+3", "127.12471799999999", None, "", str(2**53)]
    assert to(cells, T.NUMBER).to_pylist() == [
        0.1,
        1234.5,
        1e-7,
        0.5,
        5.0,
        2.0,
        -1000.0,
        127.12471799999999,
        None,
        None,
        2.0**53,
    ]


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "1.2.3", "12345678901234567891", str(2**53 + 2), "12a"])
def test_text_that_is_no_number(cell):
    assert refused([cell, "1"], T.NUMBER) == [1]


def test_only_whole_exact_floats_are_integers():
    assert to([1.0, -2.0, None, math.nan], T.INTEGER, pa.float64()).to_pylist() == [1, -2, None, None]
    assert refused([1.0, 1.5, 2.0**54, math.inf], T.INTEGER, pa.float64()) == [2, 3, 4]
    assert to([1, None], T.NUMBER, pa.int64()).to_pylist() == [1.0, None]
    assert refused([1, 2**53 + 1, -(2**60)], T.NUMBER, pa.int64()) == [2, 3]
    assert refused([1, 2**63], T.INTEGER, pa.uint64()) == [2]
    assert to([1, 255], T.INTEGER, pa.uint8()).type == pa.int64()
    assert refused([1.0, -math.inf], T.NUMBER, pa.float64()) == [2]


def test_canonical_text():
    floats = [1.0, 2.5, 9001011234567.0, 1e20, 1e-7, -0.5, None, math.nan, 1e16]
    assert to(floats, T.TEXT, pa.float64()).to_pylist() == [
        "1", "2.5", "9001011234567", "100000000000000000000", "0.0000001", "-0.5", None, None, "10000000000000000",
    ]  # fmt: skip
    assert to([1.5], T.TEXT, pa.float32()).to_pylist() == ["1.5"]
    assert to([7, None], T.TEXT, pa.int8()).to_pylist() == ["7", None]
    assert to([True, None], T.TEXT, pa.bool_()).to_pylist() == ["true", None]
    assert to([Decimal("1.20")], T.TEXT, pa.decimal128(5, 2)).to_pylist() == ["1.20"]
    assert to([dt.date(2020, 1, 2), None], T.TEXT, pa.date32()).to_pylist() == ["2020-01-02", None]
    moments = [dt.datetime(2020, 1, 2, 3, 4, 5), dt.datetime(2020, 1, 2, 3, 4, 5, 600)]  # noqa: DTZ001  wall-clock times
    assert to(moments, T.TEXT, pa.timestamp("us")).to_pylist() == ["2020-01-02 03:04:05", "2020-01-02 03:04:05.000600"]
    assert to(moments, T.TEXT, pa.timestamp("us"), date_format="%Y%m%d").to_pylist() == ["20200102", "20200102"]
    assert refused([math.inf], T.TEXT, pa.float64()) == [1]


def test_dates_and_datetimes():
    assert to(["2020-02-29", "", None], T.DATE).to_pylist() == [dt.date(2020, 2, 29), None, None]
    assert refused(["2019-02-29", "2020-13-01", "2020-01-01 00:00:00", "20200101", "2020-02-31"], T.DATE) == [
        1,
        2,
        3,
        4,
        5,
    ]
    assert to(["20200102"], T.DATE, date_format="%Y%m%d").to_pylist() == [dt.date(2020, 1, 2)]
    assert to([20200102], T.DATE, pa.int64(), date_format="%Y%m%d").to_pylist() == [dt.date(2020, 1, 2)]
    noon, midnight = dt.datetime(2020, 1, 2, 12), dt.datetime(2020, 1, 2)  # noqa: DTZ001  wall-clock times
    assert to([midnight, None], T.DATE, pa.timestamp("us")).to_pylist() == [midnight.date(), None]
    assert refused([midnight, noon], T.DATE, pa.timestamp("s")) == [2]
    assert refused(["2020-01-02 12:00"], T.DATE, date_format="%Y-%m-%d %H:%M") == [1]
    assert to([midnight.date()], T.DATETIME, pa.date32()).to_pylist() == [midnight]
    assert to(["2020-01-02 12:00:00"], T.DATETIME).to_pylist() == [noon]
    assert refused([1_000, 1_001], T.DATETIME, pa.timestamp("ns")) == [2]
    seoul = pa.array([noon], pa.timestamp("us", "UTC")).cast(pa.timestamp("us", "Asia/Seoul"))
    assert to(seoul, T.DATETIME).to_pylist() == [dt.datetime(2020, 1, 2, 21)]  # noqa: DTZ001  wall-clock time
    assert refused([True], T.DATE, pa.bool_()) == [1]


def test_other_arrow_kinds_of_text():
    for array in (
        pa.array(["1", None, "2"]).dictionary_encode(),
        pa.array(["1", None, "2"], pa.large_string()),
        pa.array(["1", None, "2"], pa.string_view()),
    ):
        assert to(array, T.INTEGER).to_pylist() == [1, None, 2]
        assert to(array, T.TEXT).type == pa.string()
    assert to(pa.nulls(2), T.DATE).type == pa.date32()
    assert to(pa.array([Decimal("12.00"), None]), T.INTEGER).to_pylist() == [12, None]


@pytest.mark.parametrize("kind", list(T))
def test_no_rows_and_no_cells(kind):
    for array in (pa.array([], pa.string()), pa.array([None, None], pa.string()), pa.array([], pa.float64())):
        assert len(to(array, kind)) == len(array)


def test_rows_are_counted_over_the_table():
    with pytest.raises(BadInput) as caught:
        to(["x"] * 20, T.INTEGER, first_row=100)
    assert (list(caught.value.where.rows), caught.value.where.count) == (list(range(101, 109)), 20)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**63), 2**63 - 1))))
def test_integers_survive_text(values):
    text = to(values, T.TEXT, pa.int64())
    assert to(text, T.INTEGER).to_pylist() == values


@given(st.lists(st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False))))
def test_floats_survive_text_or_are_refused(values):
    text = to(values, T.TEXT, pa.float64())
    assert all(cell is None or "e" not in cell for cell in text.to_pylist())
    large = [i for i, v in enumerate(values, 1) if v is not None and v.is_integer() and abs(v) > 2**53]
    if large:
        assert refused(text, T.NUMBER) == large[:8]
    else:
        assert to(text, T.NUMBER).to_pylist() == values


@given(st.lists(st.text()), st.sampled_from(list(T)))
def test_any_text_is_read_or_refused_by_row(cells, kind):
    try:
        assert len(to(cells, kind)) == len(cells)
    except BadInput as error:
        assert error.code == "table.bad-cell"  # noqa: PT017  either way is right
