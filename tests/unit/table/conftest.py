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
