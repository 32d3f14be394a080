"""Tables into databases: what is written is read back, all of it or nothing, and no value changes on the way."""

import datetime as dt
import hashlib
from decimal import Decimal

import pyarrow as pa
import pytest

from pseudo.errors import BadInput
from pseudo.table import frame_source, open_source
from pseudo.table.databases import Address, write_tables

pytest.importorskip("adbc_driver_manager", reason="pip install 'pseudokit[database]'")
CANARY = "canary-6620"


TYPED = pa.table(
    {
        "text": ["a", None, ""],
        'quo"te; DROP': ["홍", "x", None],
        "int": pa.array([1, None, -3], pa.int64()),
        "unsigned": pa.array([2**63 - 1, None, 3], pa.uint64()),
        "float": [1.5, None, 1e-7],
        "bool": [True, None, False],
        "date": [dt.date(2020, 1, 2), None, dt.date(1900, 1, 1)],
        "time": pa.array([dt.time(1, 2, 3), None, dt.time(0)], pa.time64("us")),
        "stamp": pa.array([dt.datetime(2020, 1, 2, 3), None, None], pa.timestamp("us")),  # noqa: DTZ001  wall-clock time
        "decimal": pa.array([Decimal("1.20"), None, Decimal(0)], pa.decimal128(5, 2)),
    }
)
TARGETS = ["postgresql", "sqlite", "duckdb"]


@pytest.fixture(params=TARGETS)
def target(request, tmp_path):
    """The address of each database in turn."""
    if request.param == "postgresql":
        request.getfixturevalue("sql")
        return request.getfixturevalue("server").address
    return f"{request.param}:///{tmp_path}/t.{request.param}"


def write(target, table, name="t", *, replace=False):
    return write_tables(Address.of(target), {name: frame_source(table)}, replace=replace, progress=lambda _: None)[name]


def test_what_is_written_is_read_back(target, read):
    assert write(target, TYPED) == 3
    found = read(open_source(target, table="t"))
    assert found.column_names == TYPED.column_names
    for name in ("text", 'quo"te; DROP', "int", "float"):
        assert found[name].to_pylist() == TYPED[name].to_pylist()
    if not target.startswith("sqlite"):
        for name in ("bool", "date", "time", "stamp"):
            assert found[name].to_pylist() == TYPED[name].to_pylist()
    else:
        assert found["date"].to_pylist() == ["2020-01-02", None, "1900-01-01"]
    assert [None if v is None else Decimal(v) for v in found["decimal"].to_pylist()] == TYPED["decimal"].to_pylist()
    assert [None if v is None else int(v) for v in found["unsigned"].to_pylist()] == TYPED["unsigned"].to_pylist()


def test_a_table_that_is_there_is_replaced_only_when_asked(target, told, read):
    write(target, pa.table({"a": ["old"]}))
    assert told(lambda: write(target, pa.table({"a": ["new"]}))).code == "table.exists-in-database"
    assert read(open_source(target, table="t"))["a"].to_pylist() == ["old"]
    write(target, pa.table({"a": ["new"], "b": ["x"]}), replace=True)
    assert read(open_source(target, table="t")).to_pylist() == [{"a": "new", "b": "x"}]


class Breaking:
    """A source that fails in its second batch."""

    def __init__(self, table):
        self.schema = table.schema
        self._table = table

    def batches(self, columns=None, rows=65_536):
        yield from self._table.to_batches()
        raise BadInput("table.changed")


def test_a_source_that_fails_midway_leaves_the_old_table_or_none(target, tmp_path, told, read):
    breaking = Breaking(pa.table({"a": ["new"]}))
    for old in (False, True):
        if old:
            write(target, pa.table({"a": ["old"]}))
        error = told(lambda: write_tables(Address.of(target), {"t": breaking}, replace=True, progress=lambda _: None))
        assert error.code == "table.changed"
        if old:
            assert read(open_source(target, table="t"))["a"].to_pylist() == ["old"]
        else:
            assert list(tmp_path.iterdir()) == []


def test_a_cell_that_the_database_would_change_is_refused(sql, server, told):
    nanoseconds = pa.table({"a": ["x"], "at": pa.array([1], pa.timestamp("ns"))})
    error = told(lambda: write(server.address, nanoseconds))
    assert (error.code, error.where.column) == ("table.not-storable", "at")
    error = told(lambda: write(server.address, pa.table({"a": ["x", f"{CANARY}\0"]})))
    assert (error.code, error.where.column, error.where.rows) == ("table.nul-byte", "a", [2])
    with pytest.raises(BadInput):
        open_source(server.address, table="t")


def test_names_are_taken_as_they_are_written(target, told, read):
    name = '"a.b"";DROP"' if not target.startswith("postgresql") else 'public."a.b"";DROP"'
    write(target, pa.table({"a": ["x"]}), name)
    assert read(open_source(target, table=name)).to_pylist() == [{"a": "x"}]
    assert told(lambda: write(target, pa.table({"a": ["x"]}), name)).code == "table.exists-in-database"


def test_many_rows_are_written_in_order(target, read):
    table = pa.table({"n": range(70_000), "h": [hashlib.md5(str(i).encode()).hexdigest() for i in range(70_000)]})  # noqa: S324
    assert write(target, table) == 70_000
    assert read(open_source(target, table="t")).equals(table)
