import datetime as dt
import io
import zipfile

import pytest
from openpyxl import Workbook

from pseudo.table.excel_cells import escape, number_text, padding, unescape


@pytest.fixture
def book():
    """The bytes of a workbook with these rows; a cell may be (value, number format)."""

    def made(rows, merge=(), sheets=()):
        workbook = Workbook()
        sheet = workbook.active
        for i, row in enumerate(rows, 1):
            for j, cell in enumerate(row, 1):
                value, number_format = cell if isinstance(cell, tuple) else (cell, None)
                sheet.cell(i, j).value = value
                if number_format:
                    sheet.cell(i, j).number_format = number_format
        for ranges in merge:
            sheet.merge_cells(ranges)
        for title in sheets:
            workbook.create_sheet(title).append([f"{title} column"])
        out = io.BytesIO()
        workbook.save(out)
        return out.getvalue()

    return made


def column(table, name="a"):
    return table.column(name).to_pylist()


def test_cells_are_the_text_a_person_sees(book, opened, read):
    day = dt.datetime(2024, 3, 1)  # noqa: DTZ001  Excel knows no time zone
    cells = [
        (7, "00000"), (9001011234567, "000000-0000000"), (9001011234567, "0"), 9001011234567, 12.0, 12.5, 1e-7, 123456789012345.0,
        True, (day, "yyyy-mm-dd"), (day.replace(hour=9), "yyyy-mm-dd hh:mm"), (day, "yyyy-mm-dd hh:mm"), (dt.time(9, 30), "hh:mm"),
        (dt.timedelta(hours=26, minutes=30), "[h]:mm"), "007", "=text"[1:], " x ", (1012345678, "0##-####-####"),
        (1012345678, "[<=9999999]###-####;0##-####-####"), (1234.5, "#,##0.00"), (-7, "00000"), "_x000D_", None, "last",
    ]  # fmt: skip
    table = read(opened(book([["a"], *([cell] for cell in cells)]), "t.xlsx"))
    assert column(table) == [
        "00007", "900101-1234567", "9001011234567", "9001011234567", "12", "12.5", "0.0000001", "123456789012345",
        "TRUE", "2024-03-01", "2024-03-01 09:00:00", "2024-03-01 00:00:00", "09:30:00",
        "26:30:00", "007", "text", " x ", "010-1234-5678",
        "010-1234-5678", "1234.5", "-7", "\r", None, "last",
    ]  # fmt: skip


def test_rows_and_columns(book, opened, read):
    rows = [[None], ["a", "b", None], ["1", None, None], [None, None], [None, "2"], [None, None], [("", "0"), None]]
    source = opened(book(rows), "t.xlsx")
    assert read(source).to_pylist() == [{"a": "1", "b": None}, {"a": None, "b": None}, {"a": None, "b": "2"}]
    assert (source.facts.format, source.facts.rows, source.facts.detected) == ("xlsx", 3, ("sheet", "header"))
    assert read(source, ["b"], rows=2).equals(read(source).select(["b"]))
    many = opened(book([["n"], *([f"x{i}"] for i in range(2500))]), "t.xlsx")
    assert column(read(many), "n") == [f"x{i}" for i in range(2500)]
    headless = opened(book([["x", 1], ["y", 2, "z"]]), "t.xlsx", header=False)
    assert read(headless).to_pylist() == [
        {"column_1": "x", "column_2": "1", "column_3": None},
        {"column_1": "y", "column_2": "2", "column_3": "z"},
    ]


def test_sheets(book, opened, refusal):
    data = book([["a"], ["x"]], sheets=["둘째"])
    assert opened(data, "t.xlsx").facts.columns == ("a",)
    assert opened(data, "t.xlsx", sheet="둘째").facts.columns == ("둘째 column",)
    error = refusal(data, "t.xlsx", sheet="셋째")
    assert (error.code, error.facts["choices"]) == ("general.unknown-choice", "Sheet, 둘째")


def test_headers(book, refusal, opened):
    assert refusal(book([["홍길동", 1987], ["x", 2]]), "t.xlsx").code == "table.header-unclear"
    assert refusal(book([["a", None, "c"], ["x", "y", "z"]]), "t.xlsx").facts["positions"] == "2"
    assert refusal(book([["a", "a"], ["x", "y"]]), "t.xlsx").code == "table.duplicate-column-name"
    assert refusal(book([]), "t.xlsx").code == "table.empty"
    assert opened(book([["a", "b"]]), "t.xlsx").facts.rows == 0


def test_merged_cells_are_refused_by_range(book, refusal):
    error = refusal(book([["title", None], ["a", "b"], ["x", "y"]], merge=["A1:B1"]), "t.xlsx")
    assert (error.code, error.facts["ranges"]) == ("table.merged-cells", "A1:B1")
    error = refusal(book([["a", "b"], ["x", "y"], [None, "z"], [None, "w"]], merge=["A2:A4"]), "t.xlsx")
    assert (error.code, error.facts["ranges"]) == ("table.merged-cells", "A2:A4")


def test_error_cells_and_formulas_by_row_and_column(book, refusal):
    error = refusal(book([[None], ["a", "b"], ["x", "y"], ["x", "#N/A"], ["#REF!"[:0] or "z", "#DIV/0!"]]), "t.xlsx")
    assert (error.code, error.where.column, list(error.where.rows)) == ("table.error-cell", "b", [2, 3])
    error = refusal(book([["a", "b"], ["x", "=1+1"]]), "t.xlsx")
    assert (error.code, error.where.column, list(error.where.rows)) == ("table.formula-without-result", "b", [1])
    assert "1+1" not in str(error)


def test_a_stored_formula_result_is_read(book, opened, read):
    data = book([["a"], ["=1+1"]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            after.writestr(
                name,
                before.read(name)
                .replace(b"<v></v>", b"<v>2</v>")
                .replace(b"<v />", b"<v>2</v>")
                .replace(b"<v/>", b"<v>2</v>"),
            )
    assert column(read(opened(out.getvalue(), "t.xlsx"))) == ["2"]


def test_rows_wider_than_the_header(book, refusal):
    error = refusal(book([["a", "b"], ["x", "y"], ["x", "y", "z"]]), "t.xlsx")
    assert (error.code, list(error.where.rows)) == ("table.ragged-rows", [2])


def test_a_date_out_of_range_is_an_error_cell_without_a_warning(book, refusal):
    error = refusal(book([["a"], [(9_999_999_999, "yyyy-mm-dd")]]), "t.xlsx")
    assert error.code == "table.error-cell"
    assert "9999999999" not in str(error)


def test_a_zip_bomb_is_refused(book, refusal, monkeypatch):
    monkeypatch.setattr("pseudo.table.raw.FREE_BYTES", 1 << 20)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["a"]]))) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, before.read(name))
        after.writestr("xl/media/image1.bin", b"\0" * 30_000_000)
    assert refusal(out.getvalue(), "t.xlsx").code == "table.bomb"


def test_a_damaged_sheet_is_refused(book, refusal):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book([["a"], ["MARKER"]]))) as before, zipfile.ZipFile(out, "w") as after:
        for name in before.namelist():
            data = before.read(name)
            after.writestr(name, data[: len(data) // 2] if name.endswith("sheet1.xml") else data)
    error = refusal(out.getvalue(), "t.xlsx")
    assert error.code == "table.corrupt"
    assert "MARKER" not in str(error)


@pytest.mark.parametrize(
    ("number_format", "pads"),
    [("00000", True), ('000"-"0000', True), ("000\\-0000", True), ("[$-412]000000-0000000", True), ("0", False), ("0.00", False),
     ("#,##0", False), ("General", False), ("0%", False), ("@", False), ("###-####", False), ("00000;-00000", True), ("0.00E+00", False)],
)  # fmt: skip
def test_padding_formats(number_format, pads):
    assert bool(padding(number_format)) == pads
    assert (number_text(1, number_format) != "1") == pads


def test_more_digits_than_places():
    assert number_text(1234567, "0000") == "1234567"
    assert number_text(1234567, "00-00") == "12345-67"


@pytest.mark.parametrize("text", ["\r", "a\x01b", "_x000D_", "__x005F_", "_x", "정상", "\t\n", "_x00e9_\x1f"])
def test_escapes(text):
    assert unescape(escape(text)) == text
    assert not set(escape(text)) & set(map(chr, [*range(9), 11, 12, *range(13, 32)]))
