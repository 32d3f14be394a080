"""What the tests of detection share: an in-memory source, number makers with a seed, the shared data."""

from __future__ import annotations

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pytest

from pseudo import entropy
from pseudo.model import TableFacts


@dataclass
class MemorySource:
    table: pa.Table
    facts: TableFacts
    batch_rows: int | None = None

    @property
    def schema(self):
        return self.table.schema

    def batches(self, columns=None, rows=65_536):
        table = self.table.select(columns) if columns else self.table
        yield from table.to_batches(max_chunksize=self.batch_rows or rows)

    def mac(self, key):
        return key.hex()


@pytest.fixture
def source():
    def make(columns, batch_rows=None):
        table = columns if isinstance(columns, pa.Table) else pa.table({k: pa.array(v) for k, v in columns.items()})
        facts = TableFacts("memory", "arrow", tuple(table.column_names), table.num_rows)
        return MemorySource(table, facts, batch_rows)

    return make


def _closing(body, weights, close):
    return body + str(close(sum(int(d) * w for d, w in zip(body, weights, strict=False))))


class Maker:
    """Fictitious numbers from a seed."""

    def __init__(self, stream):
        self.random = entropy.seeded(7, stream)

    def digits(self, length):
        return "".join(str(d) for d in self.random.integers(0, 10, length))

    def several(self, length, count):
        return [self.digits(length) for _ in range(count)]

    def rrn(self, *, checked=True):
        year, month, day = (int(self.random.integers(a, b)) for a, b in ((1930, 2020), (1, 13), (1, 29)))
        gender = (1 if year < 2000 else 3) + int(self.random.integers(0, 2))
        body = f"{year % 100:02d}{month:02d}{day:02d}{gender}{self.digits(5)}"
        if not checked:
            return body + self.digits(1)
        return _closing(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5), lambda s: (11 - s % 11) % 10)

    def crn(self, office="110111"):
        return _closing(
            office + str(self.random.integers(0, 9)) + self.digits(5), (1, 2) * 6, lambda s: (10 - s % 10) % 10
        )

    def brn(self, middle):
        body = f"{self.random.integers(101, 900)}{middle:02d}{self.digits(4)}"
        return _closing(body, (1, 3, 7, 1, 3, 7, 1, 3, 5), lambda s: (10 - (s + int(body[8]) * 5 // 10) % 10) % 10)

    def gtin(self):
        return _closing("880" + self.digits(9), (1, 3) * 6, lambda s: (10 - s % 10) % 10)

    def card(self):
        body = "4" + self.digits(14)
        total = sum(sum(divmod(2 * int(d), 10)) for d in body[::2]) + sum(int(d) for d in body[1::2])
        return body + str((10 - total % 10) % 10)

    def moments(self, form, count):
        import datetime as dt

        start = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
        return [
            (start + dt.timedelta(seconds=int(s))).strftime(form)
            for s in self.random.integers(0, 26 * 365 * 86_400, count)
        ]


@pytest.fixture
def maker(request):
    return Maker(request.node.name)


@pytest.fixture
def shared():
    folder = Path(os.environ.get("PSEUDO_SHARED_DATA") or Path(__file__).parents[4] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the shared data is not beside the project")
    return folder


@pytest.fixture
def read_public_table():
    def read(path):
        """A public CSV as text columns; short rows are filled up, as the misquoted one needs."""
        raw = path.read_bytes()
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp949")
        rows = list(csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")))
        header = [f"column_{i}" for i in range(len(rows[0]))] if "no_header" in path.name else rows.pop(0)
        header = [name or f"unnamed_{i}" for i, name in enumerate(header)]
        filled = [(row + [""] * len(header))[: len(header)] for row in rows]
        return pa.table([pa.array(column) for column in zip(*filled, strict=True)], names=header)

    return read
