import datetime as dt
import subprocess
import sys

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from pseudo.errors import BadInput, UsageError
from pseudo.table import frame_source, is_frame, like, open_source


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "성명 전체": ["홍길동", None, "김철수"],
            "id": [9001011234567, 1, 2],
            "code": pd.array([1, None, 3], dtype="Int64"),
            "n": [1.0, np.nan, 3.0],
            "cat": pd.Categorical(["a", "b", None], categories=["a", "b", "MARKER"]),
            "mixed null": ["x", np.nan, None],
            "day": [dt.date(2020, 1, 2), None, dt.date(2020, 1, 3)],
            "ts": pd.to_datetime(["2020-01-02 00:00:00", None, "2020-01-03 04:05:06"]),
        },
        index=[5, 5, 0],
    )


def test_pandas_source(frame, read):
    before = frame.copy(deep=True)
    source = open_source(frame)
    table = read(source)
    assert table.column("성명 전체").to_pylist() == ["홍길동", None, "김철수"]
    assert table.column("id").to_pylist() == [9001011234567, 1, 2]
    assert table.column("code").to_pylist() == [1, None, 3]
    assert table.column("n").to_pylist() == [1.0, None, 3.0]
    assert table.column("cat").to_pylist() == ["a", "b", None]
    assert table.column("mixed null").to_pylist() == ["x", None, None]
    assert table.schema.field("cat").type == pa.string()
    assert table.schema.field("day").type == pa.date32()
    assert pa.types.is_timestamp(table.schema.field("ts").type)
    assert (source.facts.name, source.facts.format, source.facts.rows) == ("frame", "pandas", 3)
    pd.testing.assert_frame_equal(frame, before)


def test_pandas_comes_back_with_its_index(frame, read):
    back = like(read(frame_source(frame)), frame)
    assert list(back.index) == [5, 5, 0]
    assert list(back.columns) == list(frame.columns)
    assert back["성명 전체"].tolist() == ["홍길동", None, "김철수"]
    assert back["id"].dtype == np.int64
    assert back["code"].dtype == "Int64"
    assert back["n"].isna().tolist() == [False, True, False]
    assert not isinstance(back["cat"].dtype, pd.CategoricalDtype)  # its categories would outlive their rows
    back.iloc[0, 0] = "changed"
    assert frame.iloc[0, 0] == "홍길동"


def test_pandas_with_other_rows_gets_a_new_index(frame, read):
    back = like(read(frame_source(frame)).slice(1), frame)
    assert list(back.index) == [0, 1]


def test_pandas_type_that_changed_stays_changed(frame):
    table = pa.table({"code": ["token-1", None, "token-2"]})
    assert like(table, frame)["code"].tolist() == ["token-1", None, "token-2"]


@pytest.mark.parametrize(
    ("values", "rows"),
    [
        (["a", 1, "b", 2.5], [2, 4]),
        ([1, 2, None, "a"], [4]),
        ([dt.date(2020, 1, 1), "a", dt.date(2020, 1, 2)], [2]),
        ([2**70, 1, "x"], [3]),
    ],
)
def test_mixed_columns_are_refused_by_row(values, rows):
    with pytest.raises(BadInput) as caught:
        frame_source(pd.DataFrame({"ok": range(len(values)), "bad one": pd.Series(values, dtype=object)}))
    error = caught.value
    assert (error.code, error.where.column, list(error.where.rows)) == ("table.mixed-column", "bad one", rows)
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None


@pytest.mark.parametrize(
    "index",
    [
        pd.Index(["MARKER", "b"]),
        pd.Index([1, 2], name="id"),
        pd.MultiIndex.from_tuples([(1, 2), (3, 4)]),
        pd.to_datetime(["2020", "2021"]),
    ],
)
def test_an_index_that_may_hold_data_is_refused(index):
    with pytest.raises(BadInput, match=r"table\.index-holds-data") as caught:
        frame_source(pd.DataFrame({"a": ["x", "y"]}, index=index))
    assert "MARKER" not in str(caught.value)


def test_column_names_of_frames():
    for names, code in (
        ([0, "b"], "column-name-no-text"),
        (["a", "a"], "duplicate-column-name"),
        (["a", ""], "empty-column-name"),
    ):
        with pytest.raises(BadInput, match=rf"table\.{code}"):
            frame_source(pd.DataFrame([["x", "y"]], columns=names))
    with pytest.raises(BadInput, match=r"table\.empty"):
        frame_source(pd.DataFrame())


def test_polars(read):
    frame = pl.DataFrame(
        {
            "성명 전체": ["홍길동", None],
            "cat": pl.Series(["a", "b"], dtype=pl.Categorical),
            "n": [1, None],
            "day": [dt.date(2020, 1, 2), None],
        }
    )
    source = open_source(frame)
    assert source.facts.format == "polars"
    assert source.schema.types == [pa.string(), pa.string(), pa.int64(), pa.date32()]
    back = like(read(source), frame)
    assert isinstance(back, pl.DataFrame)
    assert back.rows() == frame.rows()
    assert back.schema["cat"] == pl.String
    with pytest.raises(BadInput, match=r"table\.unsupported-type"):
        frame_source(pl.DataFrame({"a": [[1]]}))


def test_arrow(read):
    table = pa.table({"a": ["x", None], "b": [1, 2]}, metadata={"note": "MARKER"})
    assert read(frame_source(table)).equals(table.replace_schema_metadata(None))
    assert frame_source(table).schema.metadata is None
    assert like(table, table) is table
    batch = table.to_batches()[0]
    assert read(frame_source(batch)).num_rows == 2
    assert isinstance(like(table, batch), pa.RecordBatch)
    assert like(table.slice(0, 0), batch).num_rows == 0


def test_what_is_no_frame():
    for what in ([1], None, pl.LazyFrame({"a": [1]}), pd.Series([1]), {"a": [1]}):
        assert not is_frame(what)
        with pytest.raises(UsageError, match=r"table\.not-a-table"):
            open_source(what)
        with pytest.raises(UsageError, match=r"table\.not-a-table"):
            like(pa.table({"a": [1]}), what)
    with pytest.raises(UsageError, match=r"table\.option-for-other-format"):
        open_source(pa.table({"a": [1]}), header=True)


def test_mac_of_a_frame_is_of_its_cells_and_not_of_its_chunks():
    table = pa.table({"a": ["x", None, "y"], "n": [1, 2, None]})
    chunked = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    mac = frame_source(table).mac(b"key")
    assert len(mac) == 64
    assert frame_source(chunked).mac(b"key") == mac
    assert frame_source(pl.from_arrow(table)).mac(b"key") == mac
    assert frame_source(table).mac(b"other") != mac
    assert frame_source(table.slice(1)).mac(b"key") != mac


@pytest.mark.parametrize(("used", "unused"), [("polars", "pandas"), ("pandas", "polars")])
def test_a_frame_library_does_not_bring_in_the_other(used, unused):
    script = (
        f"import sys, {used} as lib; from pseudo.table import open_source, like\n"
        "frame = lib.DataFrame({'a': ['x', 'y']}); source = open_source(frame)\n"
        "import pyarrow as pa; like(pa.Table.from_batches(source.batches()), frame)\n"
        f"assert {unused!r} not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)


def test_reading_a_file_brings_in_no_frame_library(tmp_path):
    (tmp_path / "t.csv").write_text("a,b\nx,1\n")
    script = (
        "import sys; from pseudo.table import open_source\n"
        f"list(open_source({str(tmp_path / 't.csv')!r}).batches())\n"
        "assert not {'pandas', 'polars', 'openpyxl', 'numba'} & set(sys.modules), set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
