"""A folder of Parquet files as one table, and its parts, each of which can be read by itself, on any machine that sees the files.

The rows' order is that of the files' paths, then of their row groups: it depends on the files' names alone, so that a row has
the same number wherever and however often it is read. Folders named ``column=value`` are columns.
"""

from __future__ import annotations

import hashlib
import hmac
import posixpath
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.dataset as ds
from pyarrow import fs

from pseudo.errors import BadInput, Where
from pseudo.table.columnar import plain_array, plain_schema, table_facts
from pseudo.table.raw import CHUNK
from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DatasetSource", "Part"]


@dataclass(frozen=True, repr=False)
class Part:
    """One row group of a dataset, with the number of its first row in the whole table."""

    file: str
    fragment: ds.ParquetFileFragment
    schema: pa.Schema
    start: int
    rows: int

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Plain batches of at most ``rows`` rows; see :class:`~pseudo.table.Source`."""
        schema = self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])
        known = ds.get_partition_keys(self.fragment.partition_expression)
        stored = [name for name in schema.names if name not in known]
        with _honest(self.file):
            found = self.fragment.to_batches(
                schema=self.fragment.physical_schema, columns=stored, batch_size=rows, use_threads=False
            )
            for batch in found:
                if batch.num_rows:
                    yield _whole(batch, schema, known)


def _whole(batch: pa.RecordBatch, schema: pa.Schema, known: dict[str, object]) -> pa.RecordBatch:
    """``batch`` in the plain ``schema``, with the columns that the folders' names say."""
    arrays = [
        pa.repeat(pa.scalar(known[field.name], field.type), batch.num_rows)
        if field.name in known
        else plain_array(batch.column(field.name), field.type)
        for field in schema
    ]
    plain = pa.RecordBatch.from_arrays(arrays, schema=schema)
    plain.validate(full=True)
    return plain


@contextmanager
def _honest(file: str) -> Iterator[None]:
    """Turn whatever the library says of a broken file into ours: its messages may quote the file."""
    try:
        yield
    except BadInput:
        raise
    except FileNotFoundError:
        raise BadInput("table.not-found", Where(file=file)) from None
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError):
        raise BadInput("table.corrupt", Where(file=file), format="parquet") from None


class DatasetSource:
    """A :class:`~pseudo.table.Source` over a folder of Parquet files, or one Parquet file.

    Parameters
    ----------
    what : str or Path
        A path, or an address (``file://``, ``s3://``, ``hdfs://``). Credentials come from the environment of each machine that reads,
        never from the address.

    Raises
    ------
    BadInput
        ``table.not-found``, ``table.corrupt``, ``table.empty`` (no Parquet file), ``table.files-differ``.
    """

    def __init__(self, what: str | Path) -> None:
        name = posixpath.basename(str(what).rstrip("/")) or "-"
        with _honest(name):
            self._files, root = fs.FileSystem.from_uri(
                str(what) if "://" in str(what) else Path(what).resolve().as_uri()
            )
            found = ds.dataset(root, filesystem=self._files, format="parquet", partitioning="hive")
            fragments = sorted(found.get_fragments(), key=lambda fragment: fragment.path)
        if not fragments:
            raise BadInput("table.empty", Where(file=name))
        self._paths = [(posixpath.relpath(f.path, root), f.path) for f in fragments]
        with _honest(name):
            self.schema = plain_schema(found.schema, name)
        self.parts = tuple(self._parts(fragments, root, name))
        rows = sum(part.rows for part in self.parts)
        self.facts = table_facts(name, "parquet", self.schema, rows)

    def _parts(self, fragments: list[ds.ParquetFileFragment], root: str, name: str) -> Iterator[Part]:
        """The row groups in order; every file must have the columns of the first, in its types."""
        start = 0
        for fragment in fragments:
            file = name if fragment.path == root else f"{name}/{posixpath.relpath(fragment.path, root)}"
            with _honest(file):
                stored = plain_schema(fragment.physical_schema, file)
                folders = ds.get_partition_keys(fragment.partition_expression)
                groups = fragment.row_groups
            if {f.name: f.type for f in stored} != {f.name: f.type for f in self.schema if f.name not in folders}:
                raise BadInput("table.files-differ", Where(file=file))
            for group in groups:
                if group.num_rows:
                    yield Part(file, fragment.subset(row_group_ids=[group.id]), self.schema, start, group.num_rows)
                    start += group.num_rows

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """Batches of at most ``rows`` rows, part by part; see :class:`~pseudo.table.Source`."""
        for part in self.parts:
            yield from part.batches(columns, rows)

    def mac(self, key: bytes) -> str:
        """Hexadecimal HMAC-SHA-256 over every file's name and bytes, each with its length before it, in the order of the rows."""
        mac = hmac.new(key, digestmod=hashlib.sha256)
        for name, path in self._paths:
            with _honest(name), self._files.open_input_stream(path) as stream:
                inner = hmac.new(key, digestmod=hashlib.sha256)
                size = 0
                while chunk := stream.read(CHUNK):
                    inner.update(chunk)
                    size += len(chunk)
            for text in (name.encode(), str(size).encode(), inner.digest()):
                mac.update(len(text).to_bytes(8, "big") + text)
        return mac.hexdigest()
