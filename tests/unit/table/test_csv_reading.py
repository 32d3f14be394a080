import csv
import gzip
import io

import pyarrow as pa
import pytest

from pseudo.errors import BadInput
from pseudo.table import csv_check, csv_source, open_source
from pseudo.table import source as source_module

NASTY = 'a,b\n1,"x\ny"\n"q""q",""\n,z\n'
NASTY_ROWS = [("1", "x\ny"), ('q"q', ""), (None, "z")]


def rows_of(table):
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def test_missing_and_empty_are_told_apart(opened, read):
    table = read(opened(NASTY))
    assert table.schema == pa.schema([("a", pa.string()), ("b", pa.string())])
    assert rows_of(table) == NASTY_ROWS


@pytest.mark.parametrize("block", range(8, 24))
def test_quoted_newline_over_a_block_boundary(opened, read, monkeypatch, block):
    monkeypatch.setattr(csv_check, "BLOCK", block)
    assert rows_of(read(opened(NASTY))) == NASTY_ROWS


@pytest.mark.parametrize(("end", "name"), [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")])
@pytest.mark.parametrize("block", [4, 5, 6, 7, 1 << 20])
def test_line_ends(opened, read, monkeypatch, end, name, block):
    monkeypatch.setattr(csv_check, "BLOCK", block)
    source = opened(end.join(["a,b", "1,2", "3,4", "5,6"]))
    assert source.facts.newline == name
    assert rows_of(read(source)) == [("1", "2"), ("3", "4"), ("5", "6")]


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("cp949", "cp949"), ("utf-16", "utf-16"), ("utf-16-be", None)],
)
def test_encodings_are_detected(opened, read, codec, name):
    text = "성명,주소\n홍길동,서울\n뷁똠,부산\n"
    data = text.encode(codec) if name else b"\xfe\xff" + text.encode(codec)
    source = opened(data)
    assert source.facts.encoding == (name or "utf-16")
    assert "encoding" in source.facts.detected
    assert source.facts.columns == ("성명", "주소")
    assert rows_of(read(source)) == [("홍길동", "서울"), ("뷁똠", "부산")]


def test_encoding_is_found_far_down_the_file(opened, read):
    source = opened(b"a,b\n" + b"x,y\n" * 400_000 + "홍길동,서울\n".encode("cp949"))
    assert source.facts.encoding == "cp949"
    assert read(source).column("a")[-1].as_py() == "홍길동"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("chunk", range(3, 10))
def test_letters_cut_between_two_reads(opened, read, monkeypatch, codec, chunk):
    text = "성명,b\n홍길동é,x😀y\n김,🇰🇷\n" if codec != "cp949" else "성명,b\n홍길동,xy\n김,뷁\n"
    monkeypatch.setattr(csv_check, "BLOCK", 32)

    class Dribble(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, chunk))

    for module in (csv_check, csv_source):
        monkeypatch.setattr(module, "csv_bytes", lambda raw: Dribble(raw.window().readall()))
    source = opened(text.encode(codec), encoding=codec)
    assert rows_of(read(source)) == [tuple(line.split(",")) for line in text.split("\n")[1:3]]


def test_told_encoding_wins(opened, read):
    source = opened("성명\n홍길동\n".encode("cp949"), encoding="euc-kr")
    assert source.facts.encoding == "euc-kr"
    assert "encoding" not in source.facts.detected
    assert read(source).column(0).to_pylist() == ["홍길동"]
    # A byte-order mark is no letter of the first name, whatever the caller says.
    assert opened("성명\n홍길동\n".encode("utf-8-sig"), encoding="utf-8").facts.columns == ("성명",)


def test_damaged_utf8_is_not_taken_for_cp949(refusal):
    data = "성명,주소\n홍길동,서울\n".encode() + b"\xb1\xe6,x\n" + "이순신,부산\n".encode()
    error = refusal(data)
    assert (error.code, error.facts["encoding"]) == ("table.undecodable", "utf-8")
    assert (list(error.where.rows), error.where.count, error.where.column) == ([2], 1, "성명")


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_found(opened, read, delimiter):
    source = opened(delimiter.join("ab") + "\n" + f'"x{delimiter}y"{delimiter}2\n')
    assert source.facts.delimiter == delimiter
    assert rows_of(read(source)) == [(f"x{delimiter}y", "2")]


def test_delimiter_is_not_misled_by_text(opened, read):
    source = opened("id;address\nx;서울, 강남구, 1\ny;부산, 중구, 2\n")
    assert source.facts.delimiter == ";"
    assert opened("note\n안녕; 하세요\n").facts.columns == ("note",)
    assert opened("a^b\n1^2\n", delimiter="^").facts.columns == ("a", "b")


def test_identifiers_stay_text(opened, read):
    table = read(opened("id,rrn\n007,9001011234567\n1.0,1e5\n"))
    assert rows_of(table) == [("007", "9001011234567"), ("1.0", "1e5")]


def test_no_header(opened, read):
    source = opened("x,1\ny,2\n", header=False)
    assert source.facts.columns == ("column_1", "column_2")
    assert not source.facts.header
    assert rows_of(read(source)) == [("x", "1"), ("y", "2")]


@pytest.mark.parametrize(
    "data",
    [
        "홍길동,1987\n김철수,1990\n",
        "홍길동,010-1234-5678\n",
        "홍길동,hong@example.com\n",
        "홍길동,2020-01-02\n",
        "홍길동,남\n김철수,남\n",
        "가,658-1\n",
        "900101-1******,x\n",
    ],
)
def test_a_data_row_is_not_taken_for_a_header(refusal, opened, data):
    error = refusal(data)
    assert error.code == "table.header-unclear"
    for lang in ("en", "ko"):
        assert "--no-header" in error.message(lang)
        assert not any(cell in error.message(lang) for cell in data.splitlines()[0].split(",") if len(cell) > 1)
    assert opened(data, header=True).facts.columns == tuple(data.splitlines()[0].split(","))
    assert opened(data, header=False).facts.rows == data.count("\n")


def test_a_header_with_digits_is_a_header(opened):
    names = ("PM2.5", "1분기", "주소1", "코드(2020)", "RAC1P", "RRNO")
    assert opened(",".join(names) + "\n" + ",".join("x" * len(names)) + "\n").facts.columns == names


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("a,b\n1,2\n3\n4,5\n6,7,8\n", [2, 4]),
        ("a,b\n1,2\n\n3\n\n4,5\n", [2]),  # a blank line is no row
        ('a,b\n1,2\n""x,y"",3\n4,5\n', [2]),
        ('a,b\n1,2\n"x"y,3\n4,5\n', [2]),  # fits by number, not by its marks
        ('a,b\n1,2\n3,"never closed\n4,5\n', [2]),
        ('a,b\r1,2\r"x\ry"z,3\r4,5\r6\r', [2, 4]),
    ],
)
def test_rows_that_do_not_fit(refusal, data, rows):
    error = refusal(data)
    assert error.code == "table.ragged-rows"
    assert error.facts["width"] == 2
    assert (list(error.where.rows)[: len(rows)], error.where.count >= len(rows)) == (rows, True)


def test_a_mark_inside_a_plain_cell_is_a_letter(opened, read):
    table = read(opened('size,b\n5" pipe,x\n3" x 4",y\n'))
    assert table.column("size").to_pylist() == ['5" pipe', '3" x 4"']


def test_ragged_rows_are_counted_with_and_without_header(refusal):
    data = "x,y\n" * 3 + "z\n" + "x,y\n" * 2 + "1,2,3\n" * 20
    with_header, without = refusal(data, header=True), refusal(data, header=False)
    assert (list(with_header.where.rows)[:2], with_header.where.count) == ([3, 6], 21)
    assert (list(without.where.rows)[:2], without.where.count) == ([4, 7], 21)


def test_undecodable_bytes_by_row_and_column(refusal):
    data = (
        "성명,주소\n".encode("cp949")
        + "홍길동,서울\n".encode("cp949") * 3
        + b"\x80\xff,x\n"
        + "가,나\n".encode("cp949")
    )
    error = refusal(data)
    assert (error.code, list(error.where.rows), error.where.column) == ("table.undecodable", [4], "성명")
    error = refusal("성명\n홍길동\n".encode("cp949"), encoding="utf-8")
    assert error.code == "table.undecodable"


def test_nul_bytes_by_row_and_column(refusal):
    error = refusal("a,b\n1,2\n3,x\0y\n")
    assert (error.code, list(error.where.rows), error.where.column) == ("table.nul-byte", [2], "b")


def test_a_row_that_is_too_long(refusal, opened, monkeypatch):
    monkeypatch.setattr(csv_check, "BLOCK", 1000)
    opened("a,b\n" + "x" * 900 + ",2\n")
    error = refusal("a,b\n1,2\n" + "x" * 2100 + ",2\n3,4\n")
    assert (error.code, list(error.where.rows)) == ("table.row-too-long", [2])
    error = refusal("a,b\n1,2\n" + "가" * 700 + ",2\n3,4\n")
    assert (error.code, list(error.where.rows)) == ("table.row-too-long", [2])
    error = refusal('a,b\n1,2\n3,4\n5,"' + "6,7\n" * 500)
    assert (error.code, list(error.where.rows)) == ("table.row-too-long", [3])
    assert csv.field_size_limit() == 131_072


@pytest.mark.parametrize("data", ["", "\n\n", "\ufeff"])
def test_nothing_is_no_table(refusal, data):
    assert refusal(data).code == "table.empty"


@pytest.mark.parametrize("data", ["a,b", "a,b\n", "a,b\r\n\r\n", "\ufeffa,b\n"])
def test_header_alone_is_a_table_of_no_rows(opened, read, data):
    source = opened(data)
    assert (source.facts.rows, source.facts.columns) == (0, ("a", "b"))
    assert read(source).num_rows == 0


def test_names_are_refused_by_position(refusal):
    empty, twice = refusal("a,,b, \n1,2,3,4\n"), refusal("성명,나이,성명\n가,나,다\n")
    assert (empty.code, empty.facts["positions"]) == ("table.empty-column-name", "2, 4")
    assert (twice.code, twice.facts["positions"]) == ("table.duplicate-column-name", "1, 3")
    assert "성명" not in twice.message("ko")


def test_one_column_with_missing_cells(opened, read):
    assert read(opened('a\nx\n\n""\ny\n')).column("a").to_pylist() == ["x", None, "", "y"]


def test_columns_rows_and_reading_again(opened, read):
    source = opened("a,b,c\n" + "".join(f"{i},x{i},y\n" for i in range(1000)))
    first = read(source, ["c", "a"], rows=7)
    assert first.column_names == ["c", "a"]
    assert first.column("a").to_pylist() == [str(i) for i in range(1000)]
    assert first.equals(read(source, ["c", "a"]))
    one, other = source.batches(rows=10), source.batches(rows=10)
    next(one)
    assert next(other).column("a")[0].as_py() == "0"  # readers do not disturb one another
    assert isinstance(source, source_module.Source)


def test_a_changed_file_is_not_read_on(opened, tmp_path):
    source = opened("a,b\n1,2\n")
    (tmp_path / "table.csv").write_text("a,b\n1,2\n3,4\n5,6\n")
    with pytest.raises(Exception, match=r"table\.changed"):
        list(source.batches())


def test_gzip(opened, read, refusal):
    data = gzip.compress(NASTY.encode(), mtime=0)
    source = opened(data, "table.csv.gz")
    assert rows_of(read(source)) == NASTY_ROWS
    assert refusal(data[:-9], "cut.csv.gz").code == "table.corrupt"
    assert refusal(data[:15] + b"\xff\xff" + data[17:], "bad.csv.gz").code == "table.corrupt"


def test_a_gzip_bomb_is_refused(refusal, monkeypatch):
    monkeypatch.setattr("pseudo.table.raw.FREE_BYTES", 1 << 20)
    assert refusal(gzip.compress(b"a,b\n" + b"x,y\n" * 2_000_000, mtime=0), "bomb.csv.gz").code == "table.bomb"


def test_options_that_are_not_read(refusal):
    assert refusal("a\n", encoding="latin-1").code == "general.unknown-choice"
    assert refusal("a\n", delimiter="ab").code == "general.unknown-choice"
    assert refusal("a\n", format="ods").code == "general.unknown-choice"
    assert refusal("a\n", sheet="x").code == "table.option-for-other-format"


def test_standard_input_leaves_nothing_with_a_name(monkeypatch, tmp_path, read):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(NASTY.encode())))
    source = open_source("-")
    assert list(tmp_path.iterdir()) == []
    assert source.facts.name == "-"
    assert rows_of(read(source)) == rows_of(read(source)) == NASTY_ROWS


def test_mac_is_of_the_bytes(opened):
    import hashlib
    import hmac

    assert opened(NASTY).mac(b"k") == hmac.new(b"k", NASTY.encode(), hashlib.sha256).hexdigest()


def test_paths_that_are_no_files(tmp_path):
    with pytest.raises(BadInput, match=r"table\.not-found"):
        open_source(tmp_path / "absent.csv")
    with pytest.raises(BadInput, match=r"table\.empty"):  # a folder is read as Parquet parts, and has none
        open_source(tmp_path)
