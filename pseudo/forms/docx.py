"""A sheet as a Word document, to be edited and signed; the same bytes for the same sheet and time."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.errors import MissingExtra
from pseudo.forms.archive import repacked
from pseudo.forms.sheet import Fields, Grid, Prose, Signatures
from pseudo.forms.widths import column_shares

if TYPE_CHECKING:
    from pseudo.forms.sheet import Block, Sheet

__all__ = ["render"]

FONT = "맑은 고딕"
LABEL_FILL = "ECECEC"
WIDTH_MM = 178
MARGIN_MM = 16
FIELD_SHARES = (0.18, 0.32, 0.18, 0.32)


def render(sheet: Sheet) -> bytes:
    """A .docx file.

    Raises
    ------
    MissingExtra
        ``forms.extra``.
    """
    try:
        import docx
    except ImportError:
        raise MissingExtra("forms.extra") from None
    document = docx.Document()
    _set_up(document, sheet)
    _line(
        document,
        f"서식 {sheet.number} · 「가명정보 처리 가이드라인」({sheet.edition}) 기준\t접수번호 {sheet.case}",
        size=9,
    )
    _line(document, sheet.title, size=16, bold=True, align="CENTER", after=10)
    for block in sheet.blocks:
        _draw(document, block)
    made = io.BytesIO()
    document.save(made)
    return repacked(made.getvalue())


def _set_up(document: Any, sheet: Sheet) -> None:
    """A4, margins, the font for Korean letters too, the foot, and no time but the clock's."""
    from docx.enum.text import WD_TAB_ALIGNMENT
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(MARGIN_MM)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(9.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    foot = page.footer.paragraphs[0]
    foot.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH_MM), WD_TAB_ALIGNMENT.RIGHT)
    foot.add_run(f"{sheet.digest}\t").font.size = Pt(7)
    _page_number(foot)
    core = document.core_properties
    core.title, core.author, core.last_modified_by = sheet.title, "pseudokit", "pseudokit"
    core.created = core.modified = datetime.fromisoformat(clock.now())


def _page_number(paragraph: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)  # noqa: SLF001  (the library has no call for fields)


def _draw(document: Any, block: Block) -> None:
    if isinstance(block, Signatures):
        _line(document, block.date, align="CENTER", before=18)
        for role, name in block.people:
            _line(document, f"{role}    {name}    (서명 또는 인)", align="RIGHT", before=6)
        return
    if block.title:
        _line(document, block.title, bold=True, before=8).paragraph_format.keep_with_next = True
    if isinstance(block, Prose):
        for text in block.text.split("\n"):
            _line(document, text)
        return
    if isinstance(block, Fields):
        _fields(document, block)
    else:
        _grid(document, block)
    _line(document, "", size=2, after=0)  # Word joins tables that touch


def _line(
    document: Any,
    text: str,
    *,
    size: float = 0,
    bold: bool = False,
    align: str = "",
    before: float = 0,
    after: float = 2,
) -> Any:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold = bold
    if size:
        run.font.size = Pt(size)
    if align:
        paragraph.alignment = WD_ALIGN_PARAGRAPH[align]
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


def _fields(document: Any, block: Fields) -> None:
    table = _table(document, len(block.rows), FIELD_SHARES)
    for n, row in enumerate(block.rows):
        for m, cell in enumerate(row):
            _write(table.cell(n, 2 * m), cell.label, label=True)
            value = table.cell(n, 2 * m + 1)
            _write(value.merge(table.cell(n, 3)) if len(row) == 1 else value, cell.value)


def _grid(document: Any, block: Grid) -> None:
    from docx.oxml import OxmlElement

    rows = block.rows or (("",) * len(block.header),)
    table = _table(document, len(rows) + 1, column_shares(block))
    size = 7.0 if len(block.header) > 7 else 8.5
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  (no call for repeated heads)
    for m, name in enumerate(block.header):
        _write(table.cell(0, m), name, label=True, size=size)
    for n, row in enumerate(rows, 1):
        for cell, (m, value) in zip(table.rows[n].cells, enumerate(row), strict=True):
            _write(cell, value, size=size, right=m in block.numbers)


def _table(document: Any, rows: int, shares: tuple[float, ...]) -> Any:
    from docx.shared import Mm

    table = document.add_table(rows, len(shares))
    table.style, table.autofit = "Table Grid", False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(WIDTH_MM * share)
    for row in table.rows:
        for cell, share in zip(row.cells, shares, strict=True):
            cell.width = Mm(WIDTH_MM * share)
    return table


def _write(cell: Any, text: str, *, label: bool = False, size: float = 9.0, right: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    for n, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if n == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold, run.font.size = label, Pt(size)
        if label or right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if label else WD_ALIGN_PARAGRAPH.RIGHT
    if label:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), LABEL_FILL)
        cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  (no call for shading)
