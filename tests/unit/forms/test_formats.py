"""Each format holds every text of a sheet, literally, in tables with a repeated head; the same sheet gives the same bytes."""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from sample_papers import APPLICATION, CLEAN

from pseudo.forms import FORMATS, render, sheets
from pseudo.forms.sheet import Cell, Fields, Grid, Prose, Sheet, Signatures, ticked
from pseudo.forms.widths import column_shares
from pseudo.procedure.terms import Form

MARKUP = "#panic() *굵게* $x$ <b>&amp; _밑줄_ =1+1 @ref"
LONG = tuple((str(n), f"항목 {n}", "대체") for n in range(1, 121))
KINDS = ticked((("신규", True), ("변경", False)))
SHEET = Sheet(
    4,
    "treatment_plan",
    "가명처리 계획서",
    "2026.3",
    "2026-0001",
    (
        Fields(((Cell("구분", KINDS), Cell("접수번호", "2026-0001")), (Cell("목적", MARKUP),)), title="개요"),
        Grid(("No", "항목명", "가명처리 계획"), LONG, (0,), title="상세"),
        Grid(("값", "빈도수"), (), title="빈 표"),
        Prose("첫 줄\n둘째 줄", title="의견"),
        Signatures((("작성자", "서처리"),), "2026년 11월 2일"),
    ),
    "sha256:abc",
)  # fmt: skip
DRAWN = "☑☐"


@pytest.fixture(autouse=True)
def _one_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")


def texts(sheet):
    """Every text that must be there, without the boxes, which the PDF draws."""
    found = {sheet.title, sheet.case}
    for block in sheet.blocks:
        if isinstance(block, Fields):
            found |= {part for row in block.rows for cell in row for part in (cell.label, cell.value)}
        elif isinstance(block, Grid):
            found |= {*block.header, *(value for row in block.rows for value in row)}
        elif isinstance(block, Prose):
            found |= set(block.text.split("\n"))
        else:
            found |= {block.date, *(part for person in block.people for part in person)}
    words = {line for text in found for line in re.split(f"\n|[{DRAWN}]", text)}
    return {word.strip() for word in words if word.strip()}


def read(kind, content):
    """All text of a rendered sheet."""
    if kind == "pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(content)
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    if kind == "docx":
        import docx

        document = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if kind == "hwpx":
        from hwpx import HwpxDocument

        document = HwpxDocument.open(io.BytesIO(content))
        cells = [cell.text for table in document.tables.all for row in table.rows for cell in row.cells]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return "\n".join(str(value) for row in sheet.iter_rows(values_only=True) for value in row if value is not None)
    if kind == "html":
        return html.unescape(re.sub(r"<[^>]+>", " ", content.decode()))
    return json.dumps(json.loads(content), ensure_ascii=False)


def plain(text):
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_text_is_there_as_it_is(kind):
    found = plain(read(kind, render(SHEET, kind)))
    assert [text for text in texts(SHEET) if plain(text) not in found] == []


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_sheet_gives_the_same_bytes(kind):
    assert render(SHEET, kind) == render(SHEET, kind)
    assert render(SHEET, kind) != render(replace(SHEET, case="2026-0002"), kind)


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("kind", FORMATS)
def test_every_form_in_every_format(form, kind):
    made = sheets(CLEAN, (form,))
    assert len(made) == {Form.PLEDGE: 3}.get(form, 1)
    for sheet in made:
        assert (sheet.number, sheet.title) == (form.number, form.ko)
        found = plain(read(kind, render(sheet, kind)))
        assert [text for text in texts(sheet) if plain(text) not in found] == []


def test_nothing_is_signed_or_judged_for_people():
    for sheet in sheets(CLEAN):
        for block in sheet.blocks:
            if isinstance(block, Grid) and "서명" in block.header:
                at = block.header.index("서명")
                assert {row[at] for row in block.rows} <= {"(서명)"}


def test_a_form_without_its_paper_is_not_made():
    assert [sheet.name for sheet in sheets(replace(CLEAN, review=None, pledges=()))] == [
        form.value for form in Form if form not in (Form.ADEQUACY_REVIEW, Form.PLEDGE)
    ]


def test_a_sheet_names_what_it_was_made_from():
    changed = replace(CLEAN, application=replace(APPLICATION, title="다른 제목"))
    assert sheets(CLEAN)[0].digest.startswith("sha256:")
    assert sheets(CLEAN)[0].digest != sheets(changed)[0].digest


def test_the_page_is_safe_and_self_contained():
    page = render(SHEET, "html").decode()
    assert "<b>" not in page
    assert not re.search(r"<script|https?://|url\(", page)
    assert "default-src 'none'" in page


def test_a_spreadsheet_has_no_formula_and_no_number_for_a_text():
    sheet = openpyxl.load_workbook(io.BytesIO(render(SHEET, "xlsx"))).active
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}


def test_columns_share_the_width():
    shares = column_shares(Grid(("No", "아주 긴 항목 이름입니다"), (("1", "x" * 200),)))
    assert sum(shares) == pytest.approx(1)
    assert shares[1] > shares[0] > 0.1
