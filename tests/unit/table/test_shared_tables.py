"""Every shared table is read as the standard library's csv module reads it, or refused for the reason that is known of it."""

import csv

import pytest

from pseudo.errors import BadInput
from pseudo.table import open_source

pytestmark = pytest.mark.shared

# file, encoding, delimiter, newline, rows, columns (counted with csv.reader)
RIGHT = [
    ("tables/district_codes_2017.csv", "cp949", ",", "LF", 3557, 4),
    ("tables/jeju_shelters_cp949_cr_lines.csv", "cp949", ",", "CR", 40, 4),
    ("tables/pollution_2012_cp949.csv", "cp949", ",", "CRLF", 1314, 20),
    ("tables/seoul_bike_stations.csv", "utf-8", ",", "LF", 1463, 5),
    ("microdata/adult_uci.csv", "utf-8", ",", "LF", 32561, 15),
    ("microdata/census_ma2019.csv", "utf-8", ",", "CRLF", 7634, 24),
    ("microdata/arx_adult/adult.csv", "utf-8", ";", "CRLF", 30162, 9),
    ("microdata/sdcmicro/testdata.csv", "utf-8", ",", "LF", 4580, 15),
    ("microdata/sdcmicro/Tarragona.csv", "utf-8", ",", "LF", 834, 13),
    ("microdata/sdcmicro/CASCrefmicrodata.csv", "utf-8", ",", "LF", 1080, 13),
]
HIERARCHIES = [
    "age",
    "education",
    "marital-status",
    "native-country",
    "occupation",
    "race",
    "salary-class",
    "sex",
    "workclass",
]


def slow_rows(path, encoding, delimiter):
    with path.open(encoding=encoding, newline="") as file:
        return [[cell or None for cell in row] for row in csv.reader(file, delimiter=delimiter)]


def fast_rows(source):
    return [
        list(row) for batch in source.batches() for row in zip(*(c.to_pylist() for c in batch.columns), strict=True)
    ]


@pytest.mark.parametrize(("name", "encoding", "delimiter", "newline", "rows", "columns"), RIGHT)
def test_read_right(shared_data, name, encoding, delimiter, newline, rows, columns):
    source = open_source(shared_data / name)
    facts = source.facts
    assert (facts.encoding, facts.delimiter, facts.newline) == (encoding, delimiter, newline)
    assert (facts.rows, len(facts.columns)) == (rows, columns)
    header, *data = slow_rows(shared_data / name, encoding, delimiter)
    assert list(facts.columns) == header
    assert fast_rows(source) == data


def test_the_table_without_a_header(shared_data):
    path = shared_data / "tables" / "seoul_rent_2016_no_header.csv"
    with pytest.raises(BadInput) as caught:
        open_source(path)
    assert caught.value.code == "table.header-unclear"
    source = open_source(path, header=False)
    assert (source.facts.rows, len(source.facts.columns)) == (2000, 11)
    assert fast_rows(source) == slow_rows(path, "utf-8-sig", ",")


def test_the_misquoted_table(shared_data):
    path = shared_data / "tables" / "libraries_2016_cp949_misquoted.csv"
    lines = slow_rows(path, "cp949", ",")
    wrong = [i for i, row in enumerate(lines) if len(row) != len(lines[0])]
    with pytest.raises(BadInput) as caught:
        open_source(path)
    error = caught.value
    assert error.code == "table.ragged-rows"
    assert (list(error.where.rows), error.where.count) == (wrong[:8], len(wrong)) == ([1, 2, 3, 4, 5, 6, 7, 8], 1370)


@pytest.mark.parametrize("name", HIERARCHIES)
def test_hierarchies_have_no_header(shared_data, name):
    path = shared_data / "microdata" / "arx_adult" / f"adult_hierarchy_{name}.csv"
    with pytest.raises(BadInput) as caught:
        open_source(path)
    assert caught.value.code == "table.header-unclear"
    source = open_source(path, header=False)
    assert fast_rows(source) == slow_rows(path, "utf-8", ";")
