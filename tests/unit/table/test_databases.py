"""Databases: what is read and written, from one picture of the data; what is refused; and no word of a driver."""

import datetime as dt
import hashlib
import os
import signal
import sqlite3
import threading
import time
from decimal import Decimal

import pyarrow as pa
import pytest

from pseudo.errors import BadInput, PseudoError
from pseudo.table import frame_source, open_sink, open_source
from pseudo.table.databases import Address, write_tables

pytest.importorskip("adbc_driver_manager", reason="pip install 'pseudokit[database]'")
CANARY = "canary-6620"
KEY = b"k" * 32


@pytest.fixture(scope="module")
def admin(server):
    """One connection that prepares what tests read: a new one costs the server a quarter of a second."""
    import adbc_driver_postgresql.dbapi as driver

    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        with driver.connect(server.address, autocommit=True) as connection, connection.cursor() as cursor:
            yield cursor


@pytest.fixture
def sql(admin, server, monkeypatch):
    """``sql(statement, ...)`` runs statements in an empty schema; the service file is where libpq looks for it."""
    for name, value in server.environment.items():
        monkeypatch.setenv(name, value)

    def run(*statements):
        for statement in statements:
            admin.execute(statement)

    run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return run


@pytest.fixture
def pg(server, sql):
    return lambda **asked: open_source(server.address, **asked)


def whole(source, columns=None, rows=65_536):
    return pa.Table.from_batches(source.batches(columns, rows), None if columns else source.schema)


def refusal(action):
    with pytest.raises(PseudoError) as caught:
        action()
    error = caught.value
    assert CANARY not in str(error) + repr(error.__dict__)
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    return error


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


def test_types_of_postgresql(pg, sql):
    names = [f"c{i}" for i in range(len(PG_TYPES))]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, PG_TYPES, strict=True))
    sql(f"CREATE TABLE t ({columns})", f"INSERT INTO t VALUES ({', '.join(v for v, *_ in PG_TYPES.values())})")
    sql(f"INSERT INTO t VALUES ({', '.join(['NULL'] * len(names))})")
    source = pg(table="t")
    assert dict(zip(PG_TYPES, source.schema.types, strict=True)) == {k: kind for k, (_, kind, _) in PG_TYPES.items()}
    first, second = whole(source).to_pylist()
    assert list(first.values()) == [value for *_, value in PG_TYPES.values()]
    assert set(second.values()) == {None}
    assert (source.facts.format, source.facts.name, source.facts.rows) == ("postgresql", "t", 2)


def test_a_moment_is_shown_as_the_session_shows_it(pg, monkeypatch):
    monkeypatch.setenv("PGTZ", "Asia/Seoul")
    field = pg(query="SELECT timestamptz '2023-12-31 15:30:00Z' AS at").schema.field("at")
    assert field.type == pa.timestamp("us", "Asia/Seoul")


@pytest.mark.parametrize("kind", ["jsonb", "bytea", "integer[]", "interval", "money", "inet"])
def test_types_that_are_not_read_are_named_with_their_column(pg, kind):
    error = refusal(lambda: pg(query=f"SELECT 'x' AS ok, NULL::{kind} AS bad"))
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
def test_what_no_calendar_and_no_number_holds_is_told_by_its_row(pg, sql, value, kind):
    sql(f"CREATE TABLE t (a {kind})", f"INSERT INTO t VALUES (NULL), ('{value}')")
    error = refusal(lambda: pg(table="t"))
    assert (error.code, error.where.column, list(error.where.rows), error.facts) == (
        "table.bad-cell",
        "a",
        [2],
        {"type": "decimal" if value == "NaN" else "date"},
    )


def test_every_pass_has_the_same_rows_whatever_happens_to_the_table(pg, sql):
    sql("CREATE TABLE t AS SELECT i AS n, 'p' || i AS id FROM generate_series(1, 70000) i")
    source = pg(table="t")
    first, mac = whole(source), source.mac(KEY)
    assert first["n"].to_pylist() == list(range(1, 70_001))
    assert whole(source, ["id"], 777)["id"].equals(first["id"])
    sql("UPDATE t SET id = 'x' WHERE n % 2 = 0", "DELETE FROM t WHERE n < 1000")
    assert whole(source).equals(first)
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


def test_an_empty_table_has_its_columns(pg, sql):
    sql("CREATE TABLE t (a text, b integer)")
    source = pg(table="t")
    assert (source.schema, whole(source).num_rows) == (pa.schema([("a", pa.string()), ("b", pa.int32())]), 0)


def test_a_query_ends_in_a_comment_or_a_semicolon_and_keeps_its_order(pg, sql):
    sql("CREATE TABLE t AS SELECT i AS n FROM generate_series(1, 9) i")
    for query in (
        "SELECT n FROM t ORDER BY n DESC;\n",
        "WITH x AS (SELECT * FROM t) SELECT n FROM x ORDER BY n DESC -- all",
    ):
        assert whole(pg(query=query))["n"].to_pylist() == list(range(9, 0, -1))


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
def test_a_query_changes_nothing_and_its_errors_quote_nothing(pg, sql, capfd, query, state):
    sql("CREATE SEQUENCE s", "CREATE TABLE t (id text)", f"INSERT INTO t VALUES ('{CANARY}')")
    error = refusal(lambda: pg(query=query))
    assert error.code == "table.database-refused"
    assert state in ("-", error.facts["sqlstate"])
    assert whole(pg(table="t")).num_rows == 1
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
def test_a_password_in_an_address_is_refused_and_not_repeated(address):
    assert refusal(lambda: open_source(address, table="t")).code == "table.password-in-address"
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
def test_what_cannot_be_reached_is_told_by_its_cause(sql, server, address, code):
    assert refusal(lambda: open_source(address, table="t")).code == code


def test_usage_is_told(sql, server, tmp_path):
    for options in ({}, {"table": "t", "query": "SELECT 1"}):
        assert refusal(lambda options=options: open_source(server.address, **options)).code == "table.table-or-query"
    for name in ("", "a.b.c", '"a', "a."):
        assert refusal(lambda name=name: open_source(server.address, table=name)).code == "table.name"
    for options in ({"encoding": "utf-8"}, {"sheet": "s"}):
        error = refusal(lambda options=options: open_source(server.address, table="t", **options))
        assert error.code == "table.option-for-other-format"
    assert refusal(lambda: open_source(server.address, table="t", parts=True)).code == "table.parts-are-parquet"
    assert refusal(lambda: open_source("mysql://host/db", table="t")).code == "general.unknown-choice"
    assert refusal(lambda: open_source("sqlite://t.db", table="t")).code == "table.address"
    assert refusal(lambda: open_source(f"sqlite:///{tmp_path}/t.db", table="t")).code == "table.not-found"
    (tmp_path / "t.csv").write_text("a\nx\n")
    assert refusal(lambda: open_source(tmp_path / "t.csv", table="t")).code == "table.option-for-other-format"


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


def test_sqlite_columns_are_typed_by_all_their_cells(tmp_path):
    rows = [(None, None, None, None, None)] * 3000 + [("x", 1, 1.5, 2**60, None), ("", 2, 3, -1, None)]
    source = open_source(
        sqlite_file(tmp_path / "t.db", ["a text", "b integer", "c numeric", "d", "e"], rows), table="t"
    )
    assert source.schema.types == [pa.string(), pa.int64(), pa.float64(), pa.int64(), pa.string()]
    assert [tuple(row.values()) for row in whole(source).to_pylist()] == rows


def test_sqlite_queries_keep_their_order(tmp_path):
    address = sqlite_file(tmp_path / "t.db", ["n integer"], [(i * 7919 % 10_007,) for i in range(10_000)])
    read = whole(open_source(address, query="SELECT n FROM t ORDER BY n DESC"))["n"].to_pylist()
    assert read == sorted(read, reverse=True)
    assert len(read) == 10_000


@pytest.mark.parametrize(
    ("cells", "code", "rows", "count"),
    [
        (["x", "y", CANARY, 7, "z", 8.5], "table.mixed-column", [4, 6], 2),
        ([1.5, 2**53 + 1, 2.5], "table.mixed-column", [2], 1),
        (["x", b"blob"], "table.unsupported-type", [], None),
    ],
)
def test_sqlite_mixtures_are_told_by_their_rows(tmp_path, cells, code, rows, count):
    address = sqlite_file(tmp_path / "t.db", ["ok", "a"], [(1, cell) for cell in cells])
    error = refusal(lambda: open_source(address, table="t"))
    assert (error.code, error.where.column, sorted(error.where.rows), error.where.count) == (code, "a", rows, count)


def test_a_database_file_is_no_table_and_says_how_to_read_it(tmp_path):
    import duckdb

    sqlite_file(tmp_path / "t.db", ["a"], [(1,)])
    duckdb.connect(str(tmp_path / "t.duckdb")).close()
    for name, kind in (("t.db", "sqlite"), ("t.duckdb", "duckdb")):
        error = refusal(lambda name=name: open_source(tmp_path / name))
        assert (error.code, error.facts) == ("table.database-file", {"kind": kind})


def test_duckdb_reads_its_file_and_no_other(tmp_path):
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
    assert whole(source)["id"].to_pylist() == [str(i) for i in range(5000)]
    error = refusal(lambda: open_source(address, query=f"SELECT * FROM read_csv('{tmp_path}/other.csv')"))
    assert error.code == "table.database-refused"


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


def test_what_is_written_is_read_back(target):
    assert write(target, TYPED) == 3
    read = whole(open_source(target, table="t"))
    assert read.column_names == TYPED.column_names
    for name in ("text", 'quo"te; DROP', "int", "float"):
        assert read[name].to_pylist() == TYPED[name].to_pylist()
    if not target.startswith("sqlite"):
        for name in ("bool", "date", "time", "stamp"):
            assert read[name].to_pylist() == TYPED[name].to_pylist()
    else:
        assert read["date"].to_pylist() == ["2020-01-02", None, "1900-01-01"]
    assert [None if v is None else Decimal(v) for v in read["decimal"].to_pylist()] == TYPED["decimal"].to_pylist()
    assert [None if v is None else int(v) for v in read["unsigned"].to_pylist()] == TYPED["unsigned"].to_pylist()


def test_a_table_that_is_there_is_replaced_only_when_asked(target):
    write(target, pa.table({"a": ["old"]}))
    assert refusal(lambda: write(target, pa.table({"a": ["new"]}))).code == "table.exists-in-database"
    assert whole(open_source(target, table="t"))["a"].to_pylist() == ["old"]
    write(target, pa.table({"a": ["new"], "b": ["x"]}), replace=True)
    assert whole(open_source(target, table="t")).to_pylist() == [{"a": "new", "b": "x"}]


class Breaking:
    """A source that fails in its second batch."""

    def __init__(self, table):
        self.schema = table.schema
        self._table = table

    def batches(self, columns=None, rows=65_536):
        yield from self._table.to_batches()
        raise BadInput("table.changed")


def test_a_source_that_fails_midway_leaves_the_old_table_or_none(target, tmp_path):
    breaking = Breaking(pa.table({"a": ["new"]}))
    for old in (False, True):
        if old:
            write(target, pa.table({"a": ["old"]}))
        error = refusal(
            lambda: write_tables(Address.of(target), {"t": breaking}, replace=True, progress=lambda _: None)
        )
        assert error.code == "table.changed"
        if old:
            assert whole(open_source(target, table="t"))["a"].to_pylist() == ["old"]
        else:
            assert list(tmp_path.iterdir()) == []


def test_a_cell_that_the_database_would_change_is_refused(sql, server):
    nanoseconds = pa.table({"a": ["x"], "at": pa.array([1], pa.timestamp("ns"))})
    error = refusal(lambda: write(server.address, nanoseconds))
    assert (error.code, error.where.column) == ("table.not-storable", "at")
    error = refusal(lambda: write(server.address, pa.table({"a": ["x", f"{CANARY}\0"]})))
    assert (error.code, error.where.column, error.where.rows) == ("table.nul-byte", "a", [2])
    with pytest.raises(BadInput):
        open_source(server.address, table="t")


def test_names_are_taken_as_they_are_written(target):
    name = '"a.b"";DROP"' if not target.startswith("postgresql") else 'public."a.b"";DROP"'
    write(target, pa.table({"a": ["x"]}), name)
    assert whole(open_source(target, table=name)).to_pylist() == [{"a": "x"}]
    assert refusal(lambda: write(target, pa.table({"a": ["x"]}), name)).code == "table.exists-in-database"


def test_many_rows_are_written_in_order(target):
    table = pa.table({"n": range(70_000), "h": [hashlib.md5(str(i).encode()).hexdigest() for i in range(70_000)]})  # noqa: S324
    assert write(target, table) == 70_000
    assert whole(open_source(target, table="t")).equals(table)


def test_nothing_is_read_without_the_extra(monkeypatch, sql, server):
    import sys

    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql", None)
    monkeypatch.setitem(sys.modules, "adbc_driver_postgresql.dbapi", None)
    error = refusal(lambda: open_source(server.address, table="t"))
    assert (error.code, error.exit_code) == ("general.extra-missing", 6)
