"""What the table room's tests share."""

from __future__ import annotations

import pyarrow as pa
import pytest

from pseudo.errors import PseudoError
from pseudo.table import open_sink, open_source


@pytest.fixture
def read():
    """Everything a source gives, as one Arrow table."""

    def whole(source, columns=None, rows=65_536):
        batches = list(source.batches(columns, rows))
        assert all(0 < batch.num_rows <= rows for batch in batches)
        schema = source.schema if columns is None else pa.schema([source.schema.field(c) for c in columns])
        return pa.Table.from_batches(batches, schema)

    return whole


@pytest.fixture
def opened(tmp_path):
    """A source over a file that holds these bytes."""

    def written(data, name="table.csv", **options):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return open_source(path, **options)

    return written


@pytest.fixture
def refusal(opened):
    """The error that reading these bytes ends in."""

    def refused(data, name="table.csv", **options):
        with pytest.raises(PseudoError) as caught:
            list(opened(data, name, **options).batches())
        return caught.value

    return refused


@pytest.fixture
def stored(tmp_path):
    """The path of a file that a table was written to."""

    def written(table, name, **options):
        path = tmp_path / name
        with open_sink(path, None, table.schema, **options) as sink:
            for batch in table.to_batches():
                sink.write(batch)
        return path

    return written


@pytest.fixture
def told():
    """The error that an action ends in, in which no word of a driver and nothing of a cell is left."""

    def ended(action):
        with pytest.raises(PseudoError) as caught:
            action()
        error = caught.value
        assert "canary-" not in str(error) + repr(error.__dict__)
        assert error.__cause__ is None
        assert error.__suppress_context__ or error.__context__ is None
        return error

    return ended


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
