"""Sheets as files: read back with each format's library, every text is there, literally, in tables that look like a form's."""

from __future__ import annotations

import io
import re
import sys
import unicodedata
import zipfile
from itertools import pairwise

import pytest

from pseudo.errors import BadInput, MissingExtra
from pseudo.forms import docx, hwpx, pdf
from pseudo.forms.sheet import Cell, Fields, Grid, Prose, Sheet, Signatures, ticked

ROWS = 120
MARKUP = "#panic() *a* $x$ _i_ `c` @ref <b>&amp; // c [x] "
DIGEST = "sha256:" + "0123456789abcdef" * 4
HASH = "f" * 300
HEADER = ("번호", "일시", "내용", "건수")
EPOCH = "1790000000"
DATE = "2026-09-21T14:13:20Z"


def sheet(*blocks, title="가명처리 계획서"):
    return Sheet(3, "treatment_plan", title, "2026.3", "2026-0001", blocks, DIGEST)


def whole():
    return sheet(
        Fields(
            (
                (Cell("조직·부서", "데이터전략실"), Cell("직위", "과장\n(둘째 줄)")),
                (Cell("비고", MARKUP),),
                (Cell("전화", ""), Cell("지문", HASH)),
                (Cell("제공", ticked((("내부 활용", True), ("제3자 제공", False)))),),
            ),
            "1. 신청인",
        ),
        Prose("첫 문단이다.\n\n둘째 문단이다.", "2. 목적"),
        Grid(
            HEADER,
            tuple((str(n), "2026-11-22", f"제{n}행 {MARKUP}", f"{n * 1234:,}") for n in range(1, ROWS + 1)),
            (3,),
        ),
        Grid(("성명", "소속"), (), title="4. 빈 표"),
        Signatures((("책임자", "홍길동"), ("위원", "")), "2026년 11월 5일"),
        title="가명처리 계획서 #panic()",
    )


@pytest.fixture(scope="module", autouse=True)
def _fixed_time():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        yield


@pytest.mark.parametrize("drawer", [docx, hwpx, pdf])
def test_the_same_sheet_has_the_same_bytes_and_another_day_others(drawer, monkeypatch):
    small = sheet(Fields(((Cell("가", "나"),),)), Grid(("다",), (("라",),)), Signatures((("마", "바"),)))
    first = drawer.render(small)
    assert drawer.render(small) == first
    assert drawer.render(sheet(Fields(((Cell("가", "너"),),)))) != first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(EPOCH) + 86400))
    assert drawer.render(small) != first


@pytest.mark.parametrize(("drawer", "library"), [(docx, "docx"), (hwpx, "hwpx"), (pdf, "typst")])
def test_a_missing_library_is_said(drawer, library, monkeypatch):
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtra) as caught:
        drawer.render(sheet(Prose("글")))
    assert caught.value.code == "forms.extra"


@pytest.mark.parametrize("drawer", [docx, hwpx])
def test_zip_entries_have_no_time(drawer):
    with zipfile.ZipFile(io.BytesIO(drawer.render(sheet(Prose("글"))))) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.testzip() is None


@pytest.mark.parametrize("drawer", [docx, hwpx])
def test_a_character_that_xml_cannot_hold_leaves_the_rest(drawer):
    made = drawer.render(sheet(Prose("앞\x07뒤\x00끝")))
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        texts = "".join(
            package.read(name).decode() for name in package.namelist() if re.search("document|section", name)
        )
    assert re.search("앞.?뒤.?끝", texts)


# Word


@pytest.fixture(scope="module")
def word():
    library = pytest.importorskip("docx", reason="needs pip install 'pseudokit[forms]'")
    return library.Document(io.BytesIO(docx.render(whole())))


def _attribute(element, path, name):
    from docx.oxml.ns import qn

    found = element.find("/".join(qn(part) for part in path.split("/")))
    return None if found is None else found.get(qn(name))


def test_word_has_every_text(word):
    lines = [line.text for line in word.paragraphs]
    assert lines[0] == "서식 3 · 「가명정보 처리 가이드라인」(2026.3) 기준\t접수번호 2026-0001"
    assert "가명처리 계획서 #panic()" in lines
    assert {"1. 신청인", "첫 문단이다.", "둘째 문단이다.", "2026년 11월 5일"} <= set(lines)
    assert "책임자    홍길동    (서명 또는 인)" in lines
    fields, grid, empty = word.tables
    assert [cell.text for cell in fields.rows[0].cells] == ["조직·부서", "데이터전략실", "직위", "과장\n(둘째 줄)"]
    assert [cell.text for cell in fields.rows[1].cells] == [
        "비고",
        MARKUP,
        MARKUP,
        MARKUP,
    ]  # one cell over three columns
    assert [cell.text for cell in fields.rows[2].cells] == ["전화", "", "지문", HASH]
    assert [cell.text for cell in grid.rows[0].cells] == list(HEADER)
    assert [cell.text for cell in grid.rows[ROWS].cells] == ["120", "2026-11-22", f"제120행 {MARKUP}", "148,080"]
    assert len(grid.rows) == ROWS + 1
    assert [[cell.text for cell in row.cells] for row in empty.rows] == [["성명", "소속"], ["", ""]]


def test_word_has_the_korean_font_for_korean_letters(word):
    style = word.styles["Normal"].element
    for script in ("w:ascii", "w:eastAsia"):
        assert _attribute(style, "w:rPr/w:rFonts", script) == "맑은 고딕"


def test_word_shades_labels_alone_and_sets_figures_to_the_right(word):
    fields, grid, _ = word.tables
    shaded = [bool(_attribute(cell._tc, "w:tcPr/w:shd", "w:fill")) for cell in fields.rows[0].cells]
    assert shaded == [True, False, True, False]
    assert [bool(_attribute(cell._tc, "w:tcPr/w:shd", "w:fill")) for cell in grid.rows[1].cells] == [False] * 4
    assert all(run.bold for cell in grid.rows[0].cells for run in cell.paragraphs[0].runs)
    sides = [cell.paragraphs[0].alignment for cell in grid.rows[1].cells]
    assert [side is not None and side.name == "RIGHT" for side in sides] == [False, False, False, True]


def test_word_repeats_the_head_and_draws_borders(word):
    grid = word.tables[1]
    heads = [row._tr.trPr is not None and b"tblHeader" in _xml(row._tr.trPr) for row in grid.rows]
    assert heads == [True] + [False] * ROWS
    assert b'insideH w:val="single" w:sz="4"' in _xml(grid.style.element)


def _xml(element):
    from lxml import etree

    return etree.tostring(element)


def test_word_keeps_tables_apart_that_follow_each_other():
    library = pytest.importorskip("docx", reason="needs pip install 'pseudokit[forms]'")
    made = library.Document(io.BytesIO(docx.render(sheet(Grid(("가",), ()), Fields(((Cell("나"),),))))))
    kinds = [element.tag.rpartition("}")[2] for element in made.element.body]
    assert kinds.count("tbl") == 2
    assert ("tbl", "tbl") not in set(pairwise(kinds))


def test_word_is_a4_with_the_digest_and_the_page_in_its_foot(word):
    page = word.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    foot = _xml(page.footer._element).decode()
    assert DIGEST in foot
    assert "PAGE" in foot


def test_word_tells_no_more_than_the_sheet(word):
    core = word.core_properties
    assert (core.title, core.author) == ("가명처리 계획서 #panic()", "pseudokit")
    assert core.created.strftime("%Y-%m-%dT%H:%M:%SZ") == DATE
    assert "python-docx" not in core.comments  # the template's own


# Hangul


@pytest.fixture(scope="module")
def hangul():
    library = pytest.importorskip("hwpx", reason="needs pip install 'pseudokit[forms]'")
    return library.HwpxDocument.open(hwpx.render(whole()))


def _rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_hangul_has_every_text(hangul):
    lines = [line.text for line in hangul.paragraphs]
    head = " ".join(" ".join(lines).split())
    assert "서식 3 · 「가명정보 처리 가이드라인」(2026.3) 기준 접수번호 2026-0001" in head
    assert {"가명처리 계획서 #panic()", "1. 신청인", "첫 문단이다.", "둘째 문단이다.", "2026년 11월 5일"} <= set(lines)
    assert "책임자    홍길동    (서명 또는 인)" in lines
    fields, grid, empty = (_rows(table) for table in hangul.tables)
    assert fields[0] == ["조직·부서", "데이터전략실", "직위", "과장\n(둘째 줄)"]
    assert fields[1] == ["비고", MARKUP]
    assert fields[2] == ["전화", "", "지문", HASH]
    assert grid[0] == list(HEADER)
    assert grid[ROWS] == ["120", "2026-11-22", f"제120행 {MARKUP}", "148,080"]
    assert len(grid) == ROWS + 1
    assert empty == [["성명", "소속"], ["", ""]]


def test_hangul_draws_borders_and_shades_labels_alone(hangul):
    fills = hangul.styles
    for table in hangul.tables:
        for row in table.rows:
            for cell in row.cells:
                looks = fills.border_fill_info(cell.element.get("borderFillIDRef"))
                assert {side.type for side in (looks.left, looks.right, looks.top, looks.bottom)} == {"SOLID"}
    first = [
        fills.border_fill_info(cell.element.get("borderFillIDRef")).fill for cell in hangul.tables[0].rows[0].cells
    ]
    assert [bool(fill) for fill in first] == [True, False, True, False]


def test_hangul_breaks_tables_over_pages_and_repeats_the_head(hangul):
    assert not any(
        table.treat_as_char for table in hangul.tables
    )  # Hancom cuts a table set as a character at the page's end
    grid = hangul.tables[1]
    assert grid.element.get("repeatHeader") == "1"
    heads = [{cell.element.get("header") for cell in row.cells} for row in grid.rows]
    assert heads == [{"1"}] + [{"0"}] * ROWS


def test_hangul_has_unique_numbers_and_its_mimetype_first():
    made = hwpx.render(whole())
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        first = package.infolist()[0]
        assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
        assert package.read("mimetype") == b"application/hwp+zip"
        section = re.sub("<hp:footer .*?</hp:footer>", "", package.read("Contents/section0.xml").decode())
    numbers = re.findall(r'<hp:(?:p|tbl) (?:[^>]*? )?id="(\d+)"', section)
    assert len(numbers) > ROWS
    assert len(numbers) == len(set(numbers))


def test_hangul_tells_no_more_than_the_sheet(hangul):
    about = hangul.parts.metadata
    assert about.title == "가명처리 계획서 #panic()"
    assert about.created_date == about.modified_date == DATE
    assert not {about.creator, about.lastsaveby} & {"synthetic-fixture-author"}  # the template's own


# PDF


@pytest.fixture(scope="module")
def portable():
    return pdf.render(whole())


def _pages(made):
    pypdfium2 = pytest.importorskip("pypdfium2", reason="needs pip install 'pseudokit[test]'")
    document = pypdfium2.PdfDocument(made)
    try:
        return [page.get_textpage().get_text_range() for page in document], [page.get_size() for page in document]
    finally:
        document.close()


def _packed(text):
    return "".join(text.replace("\ufffe", "").split())


def test_pdf_has_every_text_literally(portable):
    pages, sizes = _pages(portable)
    text = _packed("".join(pages))
    for said in (
        "서식 3 · 「가명정보 처리 가이드라인」(2026.3) 기준",
        "접수번호 2026-0001",
        "가명처리 계획서 #panic()",
        "1. 신청인",
    ):
        assert _packed(said) in text
    for said in (
        "둘째 문단이다.",
        "2026년 11월 5일",
        "책임자 홍길동 (서명 또는 인)",
        "위원 (서명 또는 인)",
        "과장(둘째 줄)",
    ):
        assert _packed(said) in text
    assert text.count(_packed(MARKUP)) == ROWS + 1
    assert {(round(width), round(height)) for width, height in sizes} == {(595, 842)}


def test_pdf_numbers_its_pages_and_repeats_the_head(portable):
    pages, _ = _pages(portable)
    assert len(pages) > 2
    for n, page in enumerate(pages, 1):
        assert DIGEST in page
        assert re.search(rf"\b{n} ?/ ?{len(pages)}\b", page)
    rows = [page for page in pages if "2026-11-22" in page]
    assert len(rows) > 1
    assert all(_packed("".join(HEADER)) in _packed(page) for page in rows)


def test_pdf_breaks_a_word_wider_than_its_cell(portable):
    """Nothing is drawn beyond the right margin."""
    pypdfium2 = pytest.importorskip("pypdfium2", reason="needs pip install 'pseudokit[test]'")
    document = pypdfium2.PdfDocument(portable)
    text = document[0].get_textpage()
    edges = [text.get_charbox(n)[2] for n in range(text.count_chars())]
    whole_text = text.get_text_range()
    document.close()
    assert HASH in "".join(whole_text.split())
    assert max(edges) <= 595.3 - 45.3 + 0.5


def test_pdf_is_archival_and_has_no_script(portable):
    assert portable.startswith(b"%PDF-")
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>B</pdfaid:conformance>", portable)
    for active in (b"/JavaScript", b"/JS", b"/OpenAction", b"/EmbeddedFile", b"/URI"):
        assert active not in portable
    assert DATE.encode()[:10] in portable  # xmp:CreateDate


def test_pdf_draws_the_boxes():
    made = {text: pdf.render(sheet(Fields(((Cell("가", text),),)))) for text in ("☑ 나", "☐ 나", "나")}
    strokes = {text: _paths(page) for text, page in made.items()}
    assert strokes["☑ 나"] > strokes["☐ 나"] > strokes["나"]


def _paths(made):
    pypdfium2 = pytest.importorskip("pypdfium2", reason="needs pip install 'pseudokit[test]'")
    document = pypdfium2.PdfDocument(made)
    count = sum(found.type == pypdfium2.raw.FPDF_PAGEOBJ_PATH for found in document[0].get_objects())
    document.close()
    return count


@pytest.mark.parametrize(("letter", "code"), [("😀", "U+1F600"), ("\x07", "U+0007"), ("\ufffd", "U+FFFD")])
@pytest.mark.parametrize("place", [Prose, lambda t: Grid((t,), ()), lambda t: Fields(((Cell(t, ""),),))])
def test_pdf_refuses_a_character_without_a_glyph(letter, code, place):
    with pytest.raises(BadInput) as caught:
        pdf.render(sheet(place(f"앞{letter}")))
    assert caught.value.code == "forms.glyph"
    assert code in str(caught.value)
    assert letter not in str(caught.value)


def test_pdf_takes_hangul_in_letters():
    """A Mac's file names come so."""
    pages, _ = _pages(pdf.render(sheet(Prose(unicodedata.normalize("NFD", "가명정보.csv")))))
    assert "가명정보.csv" in unicodedata.normalize("NFC", pages[0])


def test_pdf_takes_windows_line_ends_and_tabs():
    pages, _ = _pages(pdf.render(sheet(Prose("앞\r\n뒤\t끝"))))
    assert "앞뒤끝" in _packed(pages[0])


def test_pdf_without_the_font_is_said(monkeypatch):
    monkeypatch.setattr(pdf, "find_spec", lambda _: None)
    with pytest.raises(MissingExtra) as caught:
        pdf.render(sheet(Prose("글")))
    assert caught.value.code == "forms.extra"


def test_pdf_does_not_load_matplotlib(portable):
    assert portable
    assert not {"matplotlib", "koreanize_matplotlib"} & set(sys.modules)
