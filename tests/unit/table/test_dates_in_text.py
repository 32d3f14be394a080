import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pseudo.errors import UsageError
from pseudo.model import ColumnType
from pseudo.table import cast, format_dates, guess_date_format
from pseudo.table.dates import GUESSED, parse_dates


@pytest.mark.parametrize(
    ("cell", "date_format"),
    [
        ("2024-03-01", "%Y-%m-%d"),
        ("2024-3-1", "%Y-%m-%d"),
        ("20240301", "%Y%m%d"),
        ("2024.03.01", "%Y.%m.%d"),
        ("2024/03/01", "%Y/%m/%d"),
        ("2024. 3. 1.", "%Y. %m. %d."),
        ("2024년 3월 1일", "%Y년 %m월 %d일"),
        ("2024-03-01 12:30", "%Y-%m-%d %H:%M"),
        ("2024-03-01 12:30:59", "%Y-%m-%d %H:%M:%S"),
        ("2024-03-01T12:30:59", "%Y-%m-%dT%H:%M:%S"),
        ("2024-03-01T12:30:59Z", "%Y-%m-%dT%H:%M:%SZ"),
        ("2024-03-01 12:30:59.25", "%Y-%m-%d %H:%M:%S.%f"),
        ("20240301123059", "%Y%m%d%H%M%S"),
        (" ２０２４０３０１ ", "%Y%m%d"),
        ("240301", None),
        ("24-03-01", None),
        ("2024-02-30", None),
        ("11110515", None),  # a district code: no year of ours
        ("2024-13-01", None),
        ("2024031", None),
        ("20240301\n20240302", None),
        ("", None),
    ],
)
def test_guesses(cell, date_format):
    assert guess_date_format(pa.array([None, cell, ""])) == date_format


def test_one_format_reads_all_cells_or_none_is_guessed():
    assert guess_date_format(pa.array(["2024-03-01", "2024.03.01"])) is None
    assert guess_date_format(pa.array(["20240301", "20240230"])) is None
    assert guess_date_format(pa.array([None, None], pa.string())) is None
    assert guess_date_format(pa.array([], pa.string())) is None


@given(st.sampled_from(GUESSED), st.lists(st.one_of(st.none(), st.datetimes(dt.datetime(1, 1, 1)))))  # noqa: DTZ001  wall-clock
def test_formatting_is_the_inverse_of_reading(date_format, moments):
    text = format_dates(pa.array(moments, pa.timestamp("us")), date_format)
    assert text.type == pa.string()
    # datetime.strftime is the twin; %Y pads years only from 1000 on in the C library.
    for cell, moment in zip(text.to_pylist(), moments, strict=True):
        if moment is not None and moment.year >= 1000:
            assert cell == moment.strftime(date_format)
    read = cast(text, ColumnType.DATETIME, column="c", first_row=0, date_format=date_format)
    assert format_dates(read, date_format).equals(text)


@given(st.lists(st.dates(), min_size=1))
def test_dates_survive(days):
    text = format_dates(pa.array(days), "%Y%m%d")
    assert cast(text, ColumnType.DATE, column="c", first_row=0, date_format="%Y%m%d").to_pylist() == days


@given(st.text(alphabet="0123456789-/. :", max_size=12))
def test_reading_is_no_laxer_than_the_standard_library(cell):
    _, right = parse_dates(pa.array([cell]), "%Y-%m-%d")
    try:
        dt.datetime.strptime(cell, "%Y-%m-%d")  # noqa: DTZ007  a date
        expected = True
    except ValueError:
        expected = False
    assert not right[0] or expected


def test_two_digit_years_are_read_where_told():
    cells = pa.array(["68-01-02", "69-01-02"])
    days = cast(cells, ColumnType.DATE, column="c", first_row=0, date_format="%y-%m-%d").to_pylist()
    assert [day.year for day in days] == [2068, 1969]


@pytest.mark.parametrize(
    "date_format", ["%Y-%m", "%d/%m", "%Y-%m-%d %p", "%Y%y%m%d", "%Y-%m-%d%", "", "%Y-%m-%m-%d", "%Y-%m-%d [%H]%Q"]
)
def test_formats_that_are_not_read(date_format):
    with pytest.raises(UsageError, match=r"general\.unknown-choice"):
        format_dates(pa.array([], pa.date32()), date_format)


def test_marks_in_a_format_stand_for_themselves():
    assert not parse_dates(pa.array(["2024x03x01"]), "%Y.%m.%d")[1][0]
    assert parse_dates(pa.array(["(2024)[03]+01"]), "(%Y)[%m]+%d")[1][0]
