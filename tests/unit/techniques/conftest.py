"""Setting up a technique in one line."""

from __future__ import annotations

from types import SimpleNamespace

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.column import ARROW_TYPES
from pseudo.techniques.contract import Options
from pseudo.testing import context, run


@pytest.fixture
def setup():
    """``make(name, params, ...)`` a technique and ``treat(cells, name, params, ...)`` a column to a list of cells."""

    def make(name, params, kind=ColumnType.TEXT, *, key=b"first", nulls=NullRule.KEEP, domain="환자", subject="주체"):
        options = Options("열", kind, nulls, domain=domain, subject=subject)
        return techniques.create(name, options, params, context(key))

    def treat(cells, name, params, kind=ColumnType.TEXT, *, subjects=None, **options):
        columns = {"열": pa.array(cells, ARROW_TYPES[kind])}
        columns |= {"주체": pa.array(subjects, pa.string())} if subjects else {}
        batch = pa.record_batch(list(columns.values()), names=list(columns))
        return run(make(name, params, kind, **options), batch)["열"].to_pylist()

    return SimpleNamespace(make=make, treat=treat)
