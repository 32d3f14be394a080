"""A marker stands in every kind of cell, every way of failing is tried, and no message, log, output or file holds it."""

import contextlib
import gzip
import io
import logging
import pickle
import random
import re
import subprocess
import sys
import traceback
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from pseudo import errors
from pseudo.errors import PseudoError
from pseudo.model import ColumnType
from pseudo.table import cast, dense_codes, format_dates, frame_source, guess_date_format, open_sink, open_source

MARKER = "홍길동900101-1234567"
PARTS = ("홍길동", "900101", "1234567", MARKER.encode("cp949").hex(), repr(MARKER.encode())[2:-1][:20])


def check(text):
    for part in PARTS:
        assert part not in text, text


@pytest.fixture
def fails(capfd, caplog, recwarn):
    """Run something that must be refused, and look at everything that comes of it."""

    def failing(action, code=None):
        caplog.set_level(logging.DEBUG)
        with pytest.raises(PseudoError) as caught:
            action()
        error = caught.value
        check("\n".join((error.message("en"), error.message("ko"), repr(error), str(error.to_json()), str(error.args))))
        # What a crash report would show: the chain of causes, without the lines of this file.
        shown = traceback.TracebackException.from_exception(error, capture_locals=False)
        check("".join(line for line in shown.format() if "test_table_canary" not in line))
        check(str(error.__dict__))
        out, err = capfd.readouterr()
        check(out + err + caplog.text + "".join(str(w.message) for w in recwarn.list))
        if code:
            assert error.code == code
        return error

    return failing


@pytest.fixture
def read(tmp_path):
    def reading(data, name="t.csv", **options):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return list(open_source(path, **options).batches())

    return reading


ROW = f"{MARKER},y\n"
CSV = [
    ("table.header-unclear", ROW * 2, {}),
    ("table.header-unclear", "이름,b\n" * 2, {}),
    ("table.ragged-rows", f"a,b\n{ROW}{MARKER}\n{MARKER},{MARKER},{MARKER}\n", {}),
    ("table.ragged-rows", f'a,b\n{ROW}""{MARKER},{MARKER}"",x\n', {}),
    ("table.ragged-rows", f'a,b\n{ROW}"{MARKER}"{MARKER},x\n', {}),
    ("table.ragged-rows", f'a,b\n{ROW}{MARKER},"{MARKER}', {}),
    ("table.ragged-rows", ROW + f"{MARKER}\n", {"header": False}),
    ("table.ragged-rows", ROW + f"{MARKER}\n", {"header": True}),
    ("table.undecodable", f"a,b\n{ROW}".encode() + MARKER.encode() + b"\xff,x\n", {}),
    ("table.undecodable", f"a,b\n{ROW}".encode("cp949"), {"encoding": "utf-8"}),
    (
        "table.undecodable",
        f"a,b\n{ROW}".encode("cp949") + b"\x80" + MARKER.encode("cp949") + b"\xff,x\n",
        {"encoding": "cp949"},
    ),
    ("table.undecodable", b"\xff\xfe" + f"a,b\n{ROW}".encode("utf-16-le") + b"\x00", {}),
    ("table.nul-byte", f"a,b\n{ROW}{MARKER}\0,x\n", {}),
    ("table.row-too-long", f'a,b\n{ROW}{MARKER},"' + ROW * 400_000, {}),
    ("table.row-too-long", f"a,b\n{ROW}" + MARKER * 400_000 + ",x\n", {}),
    ("table.duplicate-column-name", f"{MARKER},{MARKER}\nx,y\n", {"header": True}),
    ("table.empty-column-name", f"{MARKER},\nx,y\n", {"header": True}),
    ("table.corrupt", gzip.compress(f"a,b\n{ROW * 100}".encode(), mtime=0)[:-12], {}),
    ("table.corrupt", f"a,b\n{ROW}", {"format": "parquet"}),
    ("table.corrupt", f"a,b\n{ROW}", {"format": "arrow"}),
    ("table.corrupt", f"a,b\n{ROW}", {"format": "xlsx"}),
    ("table.corrupt", f"PK\3\4a,b\n{ROW}", {}),
    ("table.corrupt", f"PAR1a,b\n{ROW}PAR1", {}),
    ("table.corrupt", f"ARROW1a,b\n{ROW}ARROW1", {}),
]


@pytest.mark.parametrize(("code", "data", "options"), CSV)
def test_text_files(fails, read, code, data, options):
    fails(lambda: read(data, **options), code)


def test_a_file_that_changes_under_the_reader(fails, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + ROW * 10)
    source = open_source(path)
    path.write_text("a,b\n" + ROW + f"{MARKER}\n")
    fails(lambda: list(source.batches()), "table.changed")


def _is_alone(error):
    """No library's exception hangs on it."""
    return error.__cause__ is None and (error.__suppress_context__ or error.__context__ is None)


def _damaged(data, seed):
    generator = random.Random(seed)  # noqa: S311  damage that can be repeated
    damaged = bytearray(data)
    for _ in range(generator.randint(1, 12)):
        damaged[generator.randrange(len(damaged))] = generator.randrange(256)
    return bytes(damaged[: generator.choice([len(damaged), generator.randrange(len(damaged))])])


@pytest.mark.parametrize("name", ["t.parquet", "t.arrow", "t.xlsx"])
def test_damaged_binary_files(tmp_path, capfd, name):
    table = pa.table({"성명": [MARKER] * 300, "n": range(300)})
    with open_sink(tmp_path / name, None, table.schema) as sink:
        sink.write(table.to_batches()[0])
    data = (tmp_path / name).read_bytes()
    refused = []
    for seed in range(120):
        (tmp_path / name).write_bytes(_damaged(data, seed))
        try:
            for batch in open_source(tmp_path / name).batches():
                batch.validate(full=True)
        except PseudoError as error:
            refused.append(error)
    assert len(refused) > 20
    assert all(map(_is_alone, refused))
    check("".join(str(error) + repr(error) + str(error.to_json()) for error in refused))
    check("".join(capfd.readouterr()))


def test_workbooks(fails, tmp_path):
    def saved(rows, merge=None):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        if merge:
            book.active.merge_cells(merge)
        book.save(tmp_path / "t.xlsx")
        return lambda: open_source(tmp_path / "t.xlsx", header=True)

    fails(saved([["a", "b"], [MARKER, "#N/A"]]), "table.error-cell")
    fails(saved([["a", "b"], [MARKER, f'="{MARKER}"']]), "table.formula-without-result")
    fails(saved([["a", "b"], [MARKER, MARKER, MARKER]]), "table.ragged-rows")
    fails(saved([["a", "b"], [MARKER, "x"], ["x", "y"]], "A2:A3"), "table.merged-cells")
    fails(saved([[MARKER, MARKER], ["x", "y"]]), "table.duplicate-column-name")
    fails(saved([[MARKER, None, "b"], ["x", "y"]]), "table.empty-column-name")
    saved([[MARKER, "1987"], ["x", "y"]])
    fails(lambda: open_source(tmp_path / "t.xlsx"), "table.header-unclear")


@pytest.mark.parametrize("kind", [k for k in ColumnType if k is not ColumnType.TEXT])
@pytest.mark.parametrize(
    "cell",
    [
        MARKER,
        "9001011234567e",
        "９００１０１-1234567",
        "1234567.1234567.1",
        "1234567" * 4 + "x",
        "-1234567-",
        "1234567e999",
    ],
)
def test_casts_of_text(fails, kind, cell):
    array = pa.array(["", None, cell])
    for kinds in (array, array.dictionary_encode(), array.cast(pa.large_string())):
        error = fails(
            lambda kinds=kinds: cast(kinds, kind, column="c", first_row=0, date_format=None), "table.bad-cell"
        )
        assert list(error.where.rows) == [3]


def test_casts_of_numbers_and_times(fails):
    big = 9001011234567890123
    for array, kind in (
        (pa.array([big], pa.int64()), ColumnType.NUMBER),
        (pa.array([big * 2], pa.uint64()), ColumnType.INTEGER),
        (pa.array([big * 2], pa.uint64()), ColumnType.NUMBER),
        (pa.array([1234567.5]), ColumnType.INTEGER),
        (pa.array([str(big) * 2]), ColumnType.INTEGER),
        (pa.array([str(big)]), ColumnType.NUMBER),
        (pa.array([1234567], pa.int64()), ColumnType.DATE),
        (pa.array([1234567900101], pa.timestamp("ns")), ColumnType.DATETIME),
        (pa.array([1234567900101], pa.timestamp("us")), ColumnType.DATE),
    ):
        fails(lambda array=array, kind=kind: cast(array, kind, column="c", first_row=0), "table.bad-cell")


def test_frames(fails):
    fails(lambda: frame_source(pd.DataFrame({"a": [MARKER, 1234567]}, dtype=object)), "table.mixed-column")
    fails(lambda: frame_source(pd.DataFrame({"a": [1234567, MARKER, 1]}, dtype=object)), "table.mixed-column")
    fails(lambda: frame_source(pd.DataFrame({"a": [{"k": MARKER}]})), "table.unsupported-type")
    fails(lambda: frame_source(pd.DataFrame({"a": [object(), MARKER]})), "table.mixed-column")
    fails(lambda: frame_source(pd.DataFrame({"a": [1]}, index=[MARKER])), "table.index-holds-data")
    fails(lambda: frame_source(pd.DataFrame([[1, 2]], columns=[MARKER, MARKER])), "table.duplicate-column-name")
    fails(lambda: frame_source(pa.table({"a": [{MARKER: 1}]})), "table.unsupported-type")
    fails(lambda: frame_source([MARKER]), "table.not-a-table")


def test_writers(fails, tmp_path):
    def written(path, cells, **options):
        batch = pa.record_batch({"a": cells})
        with open_sink(path, None, batch.schema, **options) as sink:
            sink.write(batch)

    fails(lambda: written(tmp_path / "t.csv", [MARKER, MARKER + "😀"], encoding="cp949"), "table.unencodable")
    fails(lambda: written(tmp_path / "t.xlsx", [MARKER * 4000]), "table.cell-too-long")
    fails(lambda: written(tmp_path / "t.csv", [float("inf"), 1234567.5]), "table.bad-cell")
    fails(lambda: written("/dev/full", [MARKER] * 10_000), "table.disk-full")
    fails(lambda: written(tmp_path / "absent" / "t.csv", [MARKER]), "table.unwritable")
    assert list(tmp_path.iterdir()) == []


def test_objects_show_no_cells(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n" + ROW * 3)
    sources = [open_source(path), open_source(pa.table({"a": [MARKER]})), open_source(pd.DataFrame({"a": [MARKER]}))]
    for source in sources:
        check(f"{source!r}{source}{source.facts}{source.schema}")
    codes = dense_codes(sources[0].batches(), ["a"])
    check(f"{codes!r}{codes}")
    assert MARKER.encode() not in pickle.dumps(codes)
    check(str(guess_date_format(pa.array([MARKER]))))
    with contextlib.suppress(PseudoError):
        format_dates(pa.array([], pa.date32()), "%Q")


def test_standard_input_leaves_no_file_even_when_killed(tmp_path):
    script = (
        "import os, signal, sys; from pseudo.table import open_source\n"
        "source = open_source('-'); next(source.batches())\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    table = "a,b\n" + ROW * 1000
    done = subprocess.run(
        [sys.executable, "-c", script],
        input=table.encode(),
        capture_output=True,
        check=False,
        env={"TMPDIR": str(tmp_path), "PATH": ""},
    )
    assert done.returncode == -9
    check((done.stdout + done.stderr).decode())
    assert list(tmp_path.iterdir()) == []


def test_warnings_of_the_libraries_are_not_passed_on(tmp_path):
    book = Workbook()
    book.active.append(["a"])
    book.active.append([99_999_991_234_567])
    book.active["A2"].number_format = "yyyy-mm-dd"
    book.save(tmp_path / "t.xlsx")
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        with pytest.raises(PseudoError, match=r"table\.error-cell"):
            open_source(tmp_path / "t.xlsx")
    assert seen == []


def test_parquet_statistics_hold_no_input(tmp_path):
    """Only the written table's own cells are in the file: nothing of the batch it was sliced from."""
    table = pa.table({"a": [MARKER, *["kept"] * 20, MARKER]}).slice(1, 20)
    for name in ("t.parquet", "t.arrow"):
        with open_sink(tmp_path / name, None, table.schema) as sink:
            for batch in table.to_batches():
                sink.write(batch)
        assert MARKER.encode() not in (tmp_path / name).read_bytes()
    assert pq.read_metadata(tmp_path / "t.parquet").row_group(0).column(0).statistics.max == "kept"


def test_every_code_of_the_room_is_raised_and_there_is_no_other():
    room = Path(errors.__file__).parents[1] / "table"
    raised = set(re.findall(r'"(table\.[a-z0-9-]+)"', "".join(file.read_text("utf-8") for file in room.rglob("*.py"))))
    assert raised == {code for code in errors.catalogue() if code.startswith("table.")}


def test_a_marker_would_be_found():
    with pytest.raises(AssertionError):
        check(f"cell {MARKER}")
    assert io.StringIO(MARKER).read() in MARKER
