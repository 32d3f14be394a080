"""What is written is read back: every format, nasty text, every type; and what a broken file ends in."""

import datetime as dt
import errno
import io
import os
import subprocess
import sys
import zipfile
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput, PseudoError, UsageError
from pseudo.table import Sink, format_of, formats, open_sink, open_source, suffix
from pseudo.table.columnar_writing import GROUP_ROWS

# Text of any letter but NUL (refused in CSV) and lone surrogates (no text at all).
letters = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
nasty = st.one_of(
    st.text(letters, max_size=8),
    st.sampled_from(
        [
            '"',
            '""',
            ",",
            ";",
            "\t|",
            "\r",
            "\n",
            "\r\n",
            "=1+1",
            "#N/A",
            "_x000D_",
            "_x005F_",
            "007",
            "1e5",
            " ",
            "\ufeff",
            "'",
        ]
    ),
)
columns = st.integers(1, 3).flatmap(
    lambda width: st.lists(st.lists(st.one_of(st.none(), nasty), min_size=width, max_size=width), max_size=6).map(
        lambda rows: pa.table(
            {f"열 {i}": pa.array([row[i] for row in rows], pa.string()) for i in range(width)},
            schema=pa.schema([(f"열 {i}", pa.string()) for i in range(width)]),
        )
    )
)
many = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
TYPED = pa.table(
    {
        "text": ["a", None, ""],
        "int": pa.array([1, None, -3], pa.int64()),
        "small": pa.array([1, None, 3], pa.uint8()),
        "float": [1.5, None, 1e-7],
        "bool": [True, None, False],
        "date": [dt.date(2020, 1, 2), None, dt.date(1900, 1, 1)],
        "time": [dt.time(1, 2, 3), None, dt.time(0)],
        "stamp": pa.array([dt.datetime(2020, 1, 2, 3), None, None], pa.timestamp("us")),  # noqa: DTZ001  wall-clock time
        "decimal": pa.array([Decimal("1.20"), None, Decimal(0)], pa.decimal128(5, 2)),
    }
)


@many
@given(columns, st.booleans())
def test_csv_round_trip(stored, read, table, bom):
    assert read(open_source(stored(table, "t.csv", bom=bom), header=True)).equals(table)


@many
@given(columns, st.sampled_from(["t.parquet", "t.arrow"]))
def test_columnar_round_trip(stored, read, table, name):
    source = open_source(stored(table, name))
    assert read(source).equals(table)
    assert source.facts.format == name.partition(".")[2]


@settings(many, max_examples=40)
@given(columns)
def test_excel_round_trip(stored, read, table):
    # Excel knows one missing cell, and no row after the last that holds something.
    rows = [[cell or None for cell in row.values()] for row in table.to_pylist()]
    while rows and not any(rows[-1]):
        rows.pop()
    source = open_source(stored(table, "t.xlsx"), header=True)
    assert [list(row.values()) for row in read(source).to_pylist()] == rows
    assert list(source.facts.columns) == table.column_names


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow"])
def test_types_are_kept(stored, read, name):
    assert read(open_source(stored(TYPED, name))).equals(TYPED)


def test_types_in_text_formats_are_canonical(stored, read):
    expected = ["a", "1", "1", "1.5", "true", "2020-01-02", "01:02:03", "2020-01-02 03:00:00", "1.20"]
    table = TYPED.set_column(6, "time", TYPED["time"].cast(pa.time32("s")))
    assert list(read(open_source(stored(table, "t.csv"))).to_pylist()[0].values()) == expected
    expected[4] = "TRUE"
    assert list(read(open_source(stored(table, "t.xlsx"))).to_pylist()[0].values()) == expected


def test_cp949_output(stored, read):
    table = pa.table({"성명": ["홍길동", None, ""], "b": ["뷁", "x", "y"]})
    path = stored(table, "t.csv", encoding="cp949")
    path.read_bytes().decode("cp949")
    assert read(open_source(path)).equals(table)
    with pytest.raises(BadInput) as caught:
        stored(pa.table({"a": ["x", "y"], "b": ["ok", "😀"]}), "u.csv", encoding="cp949")
    assert (caught.value.code, caught.value.where.column, list(caught.value.where.rows)) == (
        "table.unencodable",
        "b",
        [2],
    )
    assert not path.with_name("u.csv").exists()


def test_csv_quotes_only_what_it_must(stored):
    table = pa.table({"a": ["1", "x y", "a,b", None, ""], "b": ["=1", 'q"', "x", "y", "z;"]})
    assert stored(table, "t.csv").read_text() == 'a,b\n1,=1\nx y,"q"""\n"a,b",x\n,y\n"","z;"\n'


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.csv", "t.xlsx"])
def test_same_table_same_bytes_for_any_batches(tmp_path, name):
    rows = 300 if name == "t.xlsx" else GROUP_ROWS + 1000
    table = pa.table({"a": [f"x{i % 7}" if i % 3 else None for i in range(rows)], "n": range(rows)})
    written = []
    for size in (rows, 1000, 777):
        with open_sink(tmp_path / name, None, table.schema) as sink:
            for batch in table.to_batches(max_chunksize=size):
                sink.write(batch)
        assert sink.rows == rows
        written.append((tmp_path / name).read_bytes())
    assert written[0] == written[1] == written[2]


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.parquet", "t.arrow"])
def test_no_rows(stored, read, name):
    table = pa.table({"a": pa.array([], pa.string()), "b": pa.array([], pa.string())})
    assert read(open_source(stored(table, name))).equals(table)


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow"])
def test_nothing_of_the_input_hides_in_the_output(stored, tmp_path, name):
    flags = pa.array([False, True, True]).buffers()[1]
    text = pa.array(["MARKER-1", "x", "kept"])
    number = pa.array([0x4D41524B4552, 7, 8], pa.int64())
    table = pa.table(
        {
            "text": pa.Array.from_buffers(pa.string(), 3, [flags, *text.buffers()[1:]]),
            "number": pa.Array.from_buffers(pa.int64(), 3, [flags, *number.buffers()[1:]]),
        },
        metadata={"pandas": "MARKER-2"},
    )
    fields = [field.with_metadata({"note": "MARKER-3"}) for field in table.schema]
    table = pa.table(table.columns, schema=pa.schema(fields, table.schema.metadata))
    with pa.ipc.new_file(tmp_path / "naive.arrow", table.schema) as naive:
        naive.write_table(table)
    assert b"MARKER-1" in (tmp_path / "naive.arrow").read_bytes()  # what Arrow alone would give away
    data = stored(table, name).read_bytes()
    assert b"MARKER" not in data
    assert b"REKRAM" not in data  # the number's bytes, lowest first
    assert open_source(tmp_path / name).schema.metadata is None


def test_columnar_kinds_become_plain(tmp_path, read):
    table = pa.table(
        {
            "d": pa.array(["x", None, "x"]).dictionary_encode(),
            "l": pa.array(["a", "b", None], pa.large_string()),
            "v": pa.array(["a", "b", None], pa.string_view()),
            "n": pa.nulls(3),
        }
    )
    with pa.ipc.new_stream(tmp_path / "s.arrow", table.schema) as writer:
        writer.write_table(table)
    source = open_source(tmp_path / "s.arrow")
    assert set(source.schema.types) == {pa.string()}
    assert read(source, ["v", "d"], rows=2).to_pylist() == [
        {"v": "a", "d": "x"},
        {"v": "b", "d": None},
        {"v": None, "d": "x"},
    ]


@pytest.mark.parametrize(
    "array", [pa.array([[1]]), pa.array([{"k": 1}]), pa.array([b"x"]), pa.array([dt.timedelta(1)])]
)
def test_types_that_are_not_read(tmp_path, array):
    pq.write_table(pa.table({"ok": ["a"], "bad": array}), tmp_path / "t.parquet")
    with pytest.raises(BadInput) as caught:
        open_source(tmp_path / "t.parquet")
    assert (caught.value.code, caught.value.where.column) == ("table.unsupported-type", "bad")


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.xlsx"])
def test_broken_files_at_every_cut(stored, opened, name):
    table = pa.table({"MARKER-c": ["MARKER-1"] * 200, "b": ["MARKER-2"] * 200})
    data = stored(table, name).read_bytes()
    cuts = range(0, len(data), max(1, len(data) // 40))
    refused = []
    for cut in cuts:
        for broken in (data[:cut], data[:cut] + b"\xff" * 8 + data[cut + 8 :]):
            try:
                list(opened(broken, name).batches())
            except PseudoError as error:
                refused.append(error)
    assert "table.corrupt" in {error.code for error in refused}
    assert "MARKER-1" not in "".join(str(error) + repr(error) + str(error.to_json()) for error in refused)
    assert all(error.__cause__ is None for error in refused)
    assert all(error.__suppress_context__ or error.__context__ is None for error in refused)


def test_endings_and_magic(stored, opened, refusal):
    table = pa.table({"a": ["x"]})
    assert (
        [format_of(f"x{suffix(kind)}") for kind in formats()] == list(formats()) == ["csv", "xlsx", "parquet", "arrow"]
    )
    assert format_of("x.CSV.gz") == "csv"
    assert format_of("x") is None
    for kind in formats():
        data = stored(table, f"t{suffix(kind)}").read_bytes()
        assert opened(data, "no_ending").facts.format == kind  # the bytes say it
    assert refusal(b"\xd0\xcf\x11\xe0" + b"x" * 100, "old.xls").code == "table.old-excel"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as other:
        other.writestr("word/document.xml", "x")
    assert refusal(packed.getvalue(), "t.xlsx").code == "table.corrupt"
    assert refusal("a,b\n1,2\n", "t.parquet").code == "table.corrupt"
    assert refusal("a,b\n1,2\n", "t.xlsx").code == "table.corrupt"


def test_refusals_of_a_sink(tmp_path):
    schema = pa.schema([("a", pa.string())])
    for code, path, kind, options in (
        ("general.unknown-choice", tmp_path / "t", "ods", {}),
        ("general.unknown-choice", tmp_path / "t.csv", None, {"encoding": "latin-1"}),
        ("table.option-for-other-format", tmp_path / "t.csv", None, {"encoding": "cp949", "bom": True}),
        ("table.stdout-is-csv", "-", "parquet", {}),
    ):
        with pytest.raises(UsageError) as caught:
            open_sink(path, kind, schema, **options)
        assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(BadInput, match=r"table\.unwritable") as denied:
        open_sink(tmp_path / "absent" / "t.csv", None, schema)
    assert str(tmp_path / "absent" / "t.csv") in str(denied.value)
    with pytest.raises(BadInput, match=r"table\.too-large-for-excel"):
        open_sink(tmp_path / "t.xlsx", None, schema, rows=1_048_576)
    with pytest.raises(BadInput, match=r"table\.cell-too-long"), open_sink(tmp_path / "t.xlsx", None, schema) as sink:
        sink.write(pa.record_batch({"a": ["x" * 32_768]}))
    with pytest.raises(PseudoError, match=r"general\.internal"), open_sink(tmp_path / "t.csv", None, schema) as sink:
        sink.write(pa.record_batch({"b": ["x"]}))
    assert list(tmp_path.iterdir()) == []


def test_a_failed_run_leaves_nothing(tmp_path):
    def written_and_failed(kind):
        with open_sink(tmp_path / f"t{suffix(kind)}", None, TYPED.schema) as sink:
            sink.write(TYPED.to_batches()[0])
            raise RuntimeError

    for kind in formats():
        with pytest.raises(RuntimeError):
            written_and_failed(kind)
    assert list(tmp_path.iterdir()) == []


def test_standard_output(capsysbinary):
    with open_sink("-", "csv", pa.schema([("a", pa.string())])) as sink:
        sink.write(pa.record_batch({"a": ["홍", None]}))
    assert capsysbinary.readouterr().out.decode() == "a\n홍\n\n"


def test_writing_excel_puts_no_cell_in_a_temporary_file(tmp_path, monkeypatch):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    with open_sink(tmp_path / "t.xlsx", None, TYPED.schema) as sink:
        sink.write(TYPED.to_batches()[0])
        assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "arrow"])
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110  a device
def test_a_full_device(kind):
    batch = pa.record_batch({"a": [f"{i * 7919 % 100_003}" for i in range(50_000)]})
    with pytest.raises(BadInput) as caught, open_sink("/dev/full", kind, batch.schema) as sink:
        sink.write(batch)
    assert caught.value.code == "table.disk-full"
    assert os.path.exists("/dev/full")  # noqa: PTH110  a device is no output of ours to remove


FULL_DISK = """
import resource, sys
import pyarrow as pa
from pseudo.errors import BadInput
from pseudo.table import open_sink
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
batch = pa.record_batch({"a": [f"MARKER-{i * 7919 % 100_003}" for i in range(200_000)]})
try:
    with open_sink(sys.argv[1], None, batch.schema) as sink:
        sink.write(batch)
except BadInput as error:
    print(error.code)
"""


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet", "arrow"])
def test_a_full_disk_leaves_nothing(tmp_path, kind):
    path = tmp_path / f"t{suffix(kind)}"
    done = subprocess.run([sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["table.disk-full"]
    assert done.stderr == ""
    assert not path.exists()


def test_a_disk_that_fails_when_closing(tmp_path, monkeypatch):
    def refuse(_fd):
        raise OSError(errno.EDQUOT, "x")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(BadInput, match=r"table\.disk-full"), open_sink(tmp_path / "t.csv", None, TYPED.schema) as sink:
        assert isinstance(sink, Sink)
    assert list(tmp_path.iterdir()) == []
