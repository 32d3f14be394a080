"""What should not come, comes: each ends in a clear refusal with its place, shows no cell and leaves nothing behind."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import threading
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from pseudo.cli import main
from pseudo.planning import dump_plan
from pseudo.table import open_sink, open_source, raw
from pseudo.workflow import make_plan

CANARY = "canary-5513"
TABLE = pa.table({"이름": [CANARY, "b", "c"] * 100, "나이": ["1", "2", "3"] * 100})


@pytest.fixture
def said(capfd):
    """``said(*words)`` runs the program in this process: exit code and everything it printed."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def run(*words):
        with pytest.raises(SystemExit) as stopped:
            main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert CANARY not in out + err
        assert "Traceback" not in out + err
        return stopped.value.code, out + err

    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


def stored(name):
    """A table of CANARY cells as the bytes of a file."""

    def made(folder):
        with open_sink(folder / name, None, TABLE.schema) as sink:
            for batch in TABLE.to_batches():
                sink.write(batch)
        data = (folder / name).read_bytes()
        (folder / name).unlink()
        return data

    return made


def workbook(sheet: bytes) -> bytes:
    """A workbook whose sheet is this XML."""
    plain, packed = io.BytesIO(), io.BytesIO()
    book = Workbook()
    book.active.append(["a"])
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for part in source.namelist():
            made.writestr(part, sheet if part == "xl/worksheets/sheet1.xml" else source.read(part))
    return packed.getvalue()


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 12))
ENTITIES = f"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "{CANARY}">{LAUGHS}]>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">
<c r="A1" t="inlineStr"><is><t>&l11;</t></is></c></row></sheetData></worksheet>"""
OUTSIDE = ENTITIES.replace(LAUGHS, '<!ENTITY l11 SYSTEM "file:///etc/passwd">')


def raw_text(value: bytes) -> pa.Array:
    """A text column with a second cell that Arrow did not check."""
    data = b"x" + value
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in (0, 1, len(data))))
    return pa.StringArray.from_buffers(2, offsets, pa.py_buffer(data))


def parquet(**columns):
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


ROWS = f"이름,나이\n{CANARY},1\nb,2\n"
REFUSED = {
    "empty": ("t.csv", b"", "table.empty", ()),
    "blank lines": ("t.csv", b"\n\n\n", "table.empty", ()),
    "two encodings": (
        "t.csv",
        ROWS.encode() + f"홍길동,{CANARY}\n".encode("cp949"),
        "table.undecodable",
        ("'이름'", "row 3"),
    ),
    "lone surrogate": ("t.csv", ROWS.encode() + b"\xed\xa0\x80,4\n", "table.undecodable", ("'이름'", "row 3")),
    "lone surrogate in UTF-16": (
        "t.csv",
        b"\xff\xfe" + ROWS.encode("utf-16-le") + b"\x00\xd8,\x004\x00\n\x00",
        "table.undecodable",
        ("row 3",),
    ),
    "lone surrogate in Parquet": (
        "t.parquet",
        parquet(a=["x", "y"], b=raw_text(b"\xed\xa0\x80")),
        "table.undecodable",
        ("'b'", "row 2"),
    ),
    "NUL": ("t.csv", ROWS.encode() + f"{CANARY}\0,4\n".encode(), "table.nul-byte", ("'이름'", "row 3")),
    "long cell": ("t.csv", ROWS.encode() + b"x" * 10_000_000 + b",4\n", "table.row-too-long", ("row 3", "4194304")),
    "same name twice": ("t.csv", f"a,b,a\n{CANARY},2,3\n".encode(), "table.duplicate-column-name", ("1, 3",)),
    "no name": ("t.csv", f"a,,c\n{CANARY},2,3\n".encode(), "table.empty-column-name", ("2",)),
    "names twice in Parquet": (
        "t.parquet",
        lambda _: _two_names(),
        "table.duplicate-column-name",
        ("1, 2",),
    ),
    "cut gzip": ("t.csv.gz", gzip.compress(ROWS.encode() * 50, mtime=0)[:-9], "table.corrupt", ("gzip",)),
    "cut Parquet": ("t.parquet", lambda folder: stored("t.parquet")(folder)[:-20], "table.corrupt", ("parquet",)),
    "Parquet without its end": ("t.parquet", b"PAR1" + CANARY.encode() * 50, "table.corrupt", ("parquet",)),
    "cut Arrow": ("t.arrow", lambda folder: stored("t.arrow")(folder)[:-20], "table.corrupt", ("arrow",)),
    "cut Excel": ("t.xlsx", lambda folder: stored("t.xlsx")(folder)[:-20], "table.corrupt", ("xlsx",)),
    "entities": ("t.xlsx", workbook(ENTITIES.encode()), "table.corrupt", ("xlsx",)),
    "entity of another file": ("t.xlsx", workbook(OUTSIDE.encode()), "table.corrupt", ("xlsx",)),
}


def _two_names():
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array([CANARY]), pa.array(["b"])], names=["a", "a"]), out)
    return out.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_files_that_are_refused(said, tmp_path, case):
    name, data, code, places = REFUSED[case]
    (tmp_path / name).write_bytes(data(tmp_path) if callable(data) else data)
    exit_code, text = said("scan", tmp_path / name)
    assert (exit_code, f"[{code}]" in text) == (4, True), text
    assert [place for place in (name, *places) if place not in text] == [], text
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_unpacks_without_end_is_refused_with_both_limits(said, tmp_path, monkeypatch):
    monkeypatch.setattr(raw, "FREE_BYTES", 2 << 20)
    (tmp_path / "t.csv.gz").write_bytes(gzip.compress(b"a,b\n" + b"x,y\n" * 2_000_000, mtime=0))
    (tmp_path / "t.xlsx").write_bytes(workbook(b" " * 40_000_000))
    for name in ("t.csv.gz", "t.xlsx"):
        exit_code, text = said("scan", tmp_path / name)
        assert exit_code == 4
        assert "[table.bomb]" in text
        assert "200 times" in text
        assert "2 MB" in text


@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null"])
@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="no /dev/zero here")  # noqa: PTH110  a device
def test_a_device_is_refused(said, name):
    exit_code, text = said("scan", name, "--input-format", "csv")
    assert (exit_code, "[table.no-file]" in text) == (4, True), text


def test_places_that_are_no_files(said, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "_SUCCESS").touch()
    for name, code in (("loop", "table.unreadable"), ("folder", "table.empty"), ("absent.csv", "table.not-found")):
        exit_code, text = said("scan", tmp_path / name)
        assert (exit_code, f"[{code}]" in text) == (4, True), text
        assert name in text


def scanned(said, *words):
    exit_code, text = said("scan", *words, "--json")
    assert exit_code == 0, text
    found = json.loads(text)
    return found["table"]["rows"], len(found["columns"])


def test_a_pipe_with_a_name_is_a_table(said, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe").write_text(ROWS, "utf-8"))
    writer.start()
    assert scanned(said, tmp_path / "pipe") == (2, 2)
    writer.join()


@pytest.mark.parametrize(
    ("data", "shape"),
    [
        ("이름,나이\n", (0, 2)),
        ("이름\n가\n\n나\n", (3, 1)),
    ],
    ids=["header only", "one column"],
)
def test_tables_of_unusual_shapes_are_read(said, tmp_path, data, shape):
    (tmp_path / "t.csv").write_text(data, "utf-8")
    assert scanned(said, tmp_path / "t.csv") == shape


@pytest.mark.slow
def test_ten_thousand_columns_are_scanned(said, tmp_path):
    (tmp_path / "t.csv").write_text(WIDE)
    assert scanned(said, tmp_path / "t.csv") == (1, 10_000)


WIDE = ",".join(f"c_{i}x" for i in range(10_000)) + "\n" + ",".join(["v"] * 10_000) + "\n"
LONG = "가나다 010-1234-5678 " * 400_000


def test_ten_thousand_columns_and_a_cell_of_ten_megabytes_are_read(tmp_path):
    (tmp_path / "t.csv").write_text(WIDE)
    (tmp_path / "t.parquet").write_bytes(parquet(id=["a", "b"], note=["x", LONG]))
    wide = open_source(tmp_path / "t.csv")
    assert [(b.num_rows, b.num_columns) for b in wide.batches()] == [(1, 10_000)]
    assert [b.column("note")[1].as_py() for b in open_source(tmp_path / "t.parquet").batches()] == [LONG]


@pytest.mark.slow
def test_a_cell_of_ten_megabytes_is_scanned(said, tmp_path):
    (tmp_path / "t.parquet").write_bytes(parquet(id=["a", "b"], note=["x", LONG]))
    assert scanned(said, tmp_path / "t.parquet") == (2, 2)


@pytest.fixture(scope="module")
def plan_file(pseudo, recipes, visits, tmp_path_factory):
    """A plan for the made-up visits."""
    path = tmp_path_factory.mktemp("plan") / "plan.yaml"
    path.write_text(dump_plan(make_plan(visits, recipes("healthcare/visits"), project="demo")), "utf-8")
    return path


def bad_date(text):
    """The table with a word for the date of its sixth row."""
    rows = list(csv.reader(io.StringIO(text)))
    rows[6][rows[0].index("내원일자")] = CANARY
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(
    ("change", "code", "places"),
    [
        (bad_date, "table.bad-cell", ("'내원일자'", "row 6", "date")),
        (lambda text: text.replace("성별", "성벌"), "engine.other-schema", ("성별", "성벌")),
        (lambda _: WIDE, "engine.other-schema", ("환자번호", "c_0x", "+9992")),
    ],
    ids=["wrong type", "a column missing", "another table"],
)
def test_a_plan_for_another_table_writes_nothing(
    said, pseudo, visits, plan_file, tmp_path, monkeypatch, change, code, places
):
    monkeypatch.setenv("PSEUDO_HOME", str(pseudo.home))
    (tmp_path / "t.csv").write_text(change(visits.read_text("utf-8-sig")), "utf-8")
    exit_code, text = said("apply", tmp_path / "t.csv", "--plan", plan_file, "--out", tmp_path / "out" / "release")
    assert (exit_code, f"[{code}]" in text) == (4, True), text
    assert [place for place in places if place not in text] == [], text
    assert len(text) < 2000
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []
