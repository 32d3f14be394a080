"""Databases: what is read and written, from one picture of the data; what is refused; and no word of a driver."""

import datetime as dt
import os
import signal
import sqlite3
import threading
import time
from decimal import Decimal

import pyarrow as pa
import pytest

from pseudo.table import open_sink, open_source
from pseudo.table.databases import Address

pytest.importorskip("adbc_driver_manager", reason="pip install 'pseudokit[database]'")
CANARY = "canary-6620"
KEY = b"k" * 32


@pytest.fixture
def pg(server, sql):
    return lambda **asked: open_source(server.address, **asked)


PG_TYPES = {
    "text": ("'홍'", pa.string(), "홍"),
    "varchar(5)": ("'a'", pa.string(), "a"),
    "char(5)": ("'a'", pa.string(), "a"),
    "uuid": ("'6ba7b810-9dad-11d1-80b4-00c04fd430c8'", pa.string(), "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
    "smallint": ("-3", pa.int16(), -3),
    "integer": ("7", pa.int32(), 7),
    "bigint": ("9007199254740993", pa.int64(), 2**53 + 1),
    "real": ("1.5", pa.float32(), 1.5),
    "double precision": ("1e-7", pa.float64(), 1e-7),
    "numeric": ("0.14285714285714285714", pa.string(), "0.14285714285714285714"),
    "numeric(10,2)": ("0.10", pa.decimal128(10, 2), Decimal("0.10")),
    "boolean": ("true", pa.bool_(), True),
    "date": ("'1900-01-01'", pa.date32(), dt.date(1900, 1, 1)),
    "time": ("'01:02:03'", pa.time64("us"), dt.time(1, 2, 3)),
    "timestamp": ("'2024-01-02 03:04:05'", pa.timestamp("us"), dt.datetime(2024, 1, 2, 3, 4, 5)),  # noqa: DTZ001  wall-clock
}


def test_types_of_postgresql(pg, sql, read):
    names = [f"c{i}" for i in range(len(PG_TYPES))]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, PG_TYPES, strict=True))
    sql(f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({', '.join(v for v, *_ in PG_TYPES.values())})")
    sql(f"INSERT INTO t VALUES ({', '.join(['NULL'] * len(names))})")
    source = pg(table="t")
    assert dict(zip(PG_TYPES, source.schema.types, strict=True)) == {k: kind for k, (_, kind, _) in PG_TYPES.items()}
    first, second = read(source).to_pylist()
    assert list(first.values()) == [value for *_, value in PG_TYPES.values()]
    assert set(second.values()) == {None}
    assert (source.facts.format, source.facts.name, source.facts.rows) == ("postgresql", "t", 2)


def test_a_moment_is_shown_as_the_session_shows_it(pg, monkeypatch):
    monkeypatch.setenv("PGTZ", "Asia/Seoul")
    field = pg(query="SELECT timestamptz '2023-12-31 15:30:00Z' AS at").schema.field("at")
    assert field.type == pa.timestamp("us", "Asia/Seoul")


@pytest.mark.parametrize("kind", ["jsonb", "bytea", "integer[]", "interval", "money", "inet"])
def test_types_that_are_not_read_are_named_with_their_column(pg, kind, told):
    error = told(lambda: pg(query=f"SELECT 'x' AS ok, NULL::{kind} AS bad"))
    assert (error.code, error.where.column) == ("table.unsupported-type", "bad")


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("infinity", "date"),
        ("-infinity", "timestamp"),
        ("0044-03-15 BC", "date"),
        ("NaN", "numeric(10,2)"),
    ],
)
def test_what_no_calendar_and_no_number_holds_is_told_by_its_row(pg, sql, value, kind, told):
    sql(f"CREATE TABLE t (a {kind})", f"INSERT INTO t VALUES (NULL), ('{value}')")
    error = told(lambda: pg(table="t"))
    assert (error.code, error.where.column, list(error.where.rows), error.facts) == (
        "table.bad-cell",
        "a",
        [2],
        {"type": "decimal" if value == "NaN" else "date"},
    )


def test_every_pass_has_the_same_rows_whatever_happens_to_the_table(pg, sql, read):
    sql("CREATE TABLE t AS SELECT i AS n, 'p' || i AS id FROM generate_series(1, 70000) i")
    source = pg(table="t")
    first, mac = read(source), source.mac(KEY)
    assert first["n"].to_pylist() == list(range(1, 70_001))
    assert read(source, ["id"], 777)["id"].equals(first["id"])
    sql("UPDATE t SET id = 'x' WHERE n % 2 = 0", "DELETE FROM t WHERE n < 1000")
    assert read(source).equals(first)
    assert source.mac(KEY) == mac
    assert pg(table="t").mac(KEY) != mac


def test_the_mac_is_of_the_arrow_file_the_table_would_be(pg, sql, tmp_path):
    sql("CREATE TABLE t AS SELECT i AS n, CASE WHEN i % 3 > 0 THEN 'p' || i END AS id FROM generate_series(1, 999) i")
    source = pg(table="t")
    with open_sink(tmp_path / "t.arrow", None, source.schema) as sink:
        for batch in source.batches(rows=100):
            sink.write(batch)
    assert source.mac(KEY) == open_source(tmp_path / "t.arrow").mac(KEY) == pg(query="SELECT * FROM t").mac(KEY)
    assert source.mac(KEY) != source.mac(b"l" * 32)


def test_an_empty_table_has_its_columns(pg, sql, read):
    sql("CREATE TABLE t (a text, b integer)")
    source = pg(table="t")
    assert (source.schema, read(source).num_rows) == (pa.schema([("a", pa.string()), ("b", pa.int32())]), 0)


def test_a_query_ends_in_a_comment_or_a_semicolon_and_keeps_its_order(pg, sql, read):
    sql("CREATE TABLE t AS SELECT i AS n FROM generate_series(1, 9) i")
    for query in (
        "SELECT n FROM t ORDER BY n DESC;\n",
        "WITH x AS (SELECT * FROM t) SELECT n FROM x ORDER BY n DESC -- all",
    ):
        assert read(pg(query=query))["n"].to_pylist() == list(range(9, 0, -1))


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ("SELECT nextval('s')", "-"),
        ("DELETE FROM t RETURNING *", "42601"),
        ("SELECT 1) AS asked; DROP TABLE t; SELECT * FROM (SELECT 1", "42601"),
        (f"SELECT '{CANARY}'::integer", "22P02"),
        ("SELECT id::integer FROM t", "-"),
        ("SELECT absent FROM t", "42703"),
    ],
)
def test_a_query_changes_nothing_and_its_errors_quote_nothing(pg, sql, capfd, query, state, told, read):
    sql("CREATE SEQUENCE s", "CREATE TABLE t (id text)", f"INSERT INTO t VALUES ('{CANARY}')")
    error = told(lambda: pg(query=query))
    assert error.code == "table.database-refused"
    assert state in ("-", error.facts["sqlstate"])
    assert read(pg(table="t")).num_rows == 1
    assert CANARY not in "".join(capfd.readouterr())


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://u:{CANARY}@localhost/db",
        f"postgres://u:{CANARY}@localhost/db",
        f"postgresql:///db?password={CANARY}",
        f"postgresql:///db?service=x&pass%77ord={CANARY}",
        f"postgresql:///db?sslpassword={CANARY}",
        f"postgresql:///db?user=u#&password={CANARY}",
    ],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(address, told):
    assert told(lambda: open_source(address, table="t")).code == "table.password-in-address"
    assert CANARY not in repr(Address("postgresql", address))


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("postgresql:///?service=absent", "table.database-service"),
        ("postgresql:///absent?service=registry", "table.database-database"),
        ("postgresql:///?service=registry&user=nobody", "table.database-authentication"),
        ("postgresql://127.0.0.1:1/x", "table.database-server"),
        ("postgresql:///?no_such_parameter=1", "table.database-other"),
    ],
)
def test_what_cannot_be_reached_is_told_by_its_cause(sql, server, address, code, told):
    assert told(lambda: open_source(address, table="t")).code == code


def test_usage_is_told(sql, server, tmp_path, told):
    for options in ({}, {"table": "t", "query": "SELECT 1"}):
        assert told(lambda options=options: open_source(server.address, **options)).code == "table.table-or-query"
    for name in ("", "a.b.c", '"a', "a."):
        assert told(lambda name=name: open_source(server.address, table=name)).code == "table.name"
    for options in ({"encoding": "utf-8"}, {"sheet": "s"}):
        error = told(lambda options=options: open_source(server.address, table="t", **options))
        assert error.code == "table.option-for-other-format"
    assert told(lambda: open_source(server.address, table="t", parts=True)).code == "table.parts-are-parquet"
    assert told(lambda: open_source("mysql://host/db", table="t")).code == "general.unknown-choice"
    assert told(lambda: open_source("sqlite://t.db", table="t")).code == "table.address"
    assert told(lambda: open_source(f"sqlite:///{tmp_path}/t.db", table="t")).code == "table.not-found"
    (tmp_path / "t.csv").write_text("a\nx\n")
    assert told(lambda: open_source(tmp_path / "t.csv", table="t")).code == "table.option-for-other-format"


class Interrupted(BaseException):
    """What the command line raises on Ctrl-C and SIGTERM."""


def test_an_interrupt_is_heard_while_the_database_works(pg):
    def stop(_number, _frame):
        raise Interrupted

    before = signal.signal(signal.SIGTERM, stop)
    threading.Timer(0.5, lambda: os.kill(os.getpid(), signal.SIGTERM)).start()
    start = time.monotonic()
    try:
        with pytest.raises(Interrupted):
            pg(query="SELECT pg_sleep(60)::text AS a")
    finally:
        signal.signal(signal.SIGTERM, before)
    assert time.monotonic() - start < 30


def sqlite_file(path, columns, rows):
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE t ({', '.join(columns)})")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(columns))})", rows)
    connection.close()
    return f"sqlite:///{path}"


def test_sqlite_columns_are_typed_by_all_their_cells(tmp_path, read):
    rows = [(None, None, None, None, None)] * 3000 + [("x", 1, 1.5, 2**60, None), ("", 2, 3, -1, None)]
    source = open_source(
        sqlite_file(tmp_path / "t.db", ["a text", "b integer", "c numeric", "d", "e"], rows), table="t"
    )
    assert source.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.int64(), pa.string()]
    assert [tuple(row.values()) for row in read(source).to_pylist()] == rows


def test_sqlite_queries_keep_their_order(tmp_path, read):
    address = sqlite_file(tmp_path / "t.db", ["n integer"], [(i * 7919 % 10_007,) for i in range(10_000)])
    found = read(open_source(address, query="SELECT n FROM t ORDER BY n DESC"))["n"].to_pylist()
    assert found == sorted(found, reverse=True)
    assert len(found) == 10_000


@pytest.mark.parametrize(
    ("cells", "code", "rows", "count"),
    [
        (["x", "y", CANARY, 7, "z", 8.5], "table.mixed-column", [4, 6], 2),
        ([1.5, 2**53 + 1, 2.5], "table.mixed-column", [2], 1),
        (["x", b"blob"], "table.unsupported-type", [], None),
    ],
)
def test_sqlite_mixtures_are_told_by_their_rows(tmp_path, cells, code, rows, count, told):
    address = sqlite_file(tmp_path / "t.db", ["ok", "a"], [(1, cell) for cell in cells])
    error = told(lambda: open_source(address, table="t"))
    assert (error.code, error.where.column, sorted(error.where.rows), error.where.count) == (code, "a", rows, count)


def test_a_database_file_is_no_table_and_says_how_to_read_it(tmp_path, told):
    import duckdb

    sqlite_file(tmp_path / "t.db", ["a"], [(1,)])
    duckdb.connect(str(tmp_path / "t.duckdb")).close()
    for name, kind in (("t.db", "sqlite"), ("t.duckdb", "duckdb")):
        error = told(lambda name=name: open_source(tmp_path / name))
        assert (error.code, error.facts) == ("table.database-file", {"kind": kind})


def test_duckdb_reads_its_file_and_no_other(tmp_path, told, read):
    import duckdb

    (tmp_path / "other.csv").write_text(f"a\n{CANARY}\n")
    with duckdb.connect(str(tmp_path / "t.duckdb")) as connection:
        connection.execute(
            "CREATE TABLE t AS SELECT i::varchar AS id, i::hugeint AS h, 1.5::decimal(9,2) AS d, 'a'::enum('a','b') AS e"
            " FROM range(5000) r(i)"
        )
    address = f"duckdb:///{tmp_path}/t.duckdb"
    source = open_source(address, table="t")
    assert source.schema.types == [pa.string(), pa.decimal128(38, 0), pa.decimal128(9, 2), pa.string()]
    assert read(source)["id"].to_pylist() == [str(i) for i in range(5000)]
    error = told(lambda: open_source(address, query=f"SELECT * FROM read_csv('{tmp_path}/other.csv')"))
    assert error.code == "table.database-refused"


def test_nothing_is_read_without_the_extra(monkeypatch, sql, server, told):
    import sys

    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    error = told(lambda: open_source(server.address, table="t"))
    assert (error.code, error.exit_code) == ("general.extra-missing", 6)
