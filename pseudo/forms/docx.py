"""A sheet as a Word document (ECMA-376), to be edited and signed; the same bytes for the same sheet and time."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.errors import MissingExtra
from pseudo.forms.archive import legible, repacked
from pseudo.forms.sheet import Fields, Prose, Signatures
from pseudo.forms.widths import FIELD_SHARES, UPRIGHT_MM, column_shares, text_mm

if TYPE_CHECKING:
    from pseudo.forms.sheet import Block, Grid, Sheet

__all__ = ["render"]

FONT = "맑은 고딕"
LABEL_FILL = "EBEBEB"


def render(sheet: Sheet) -> bytes:
    """A .docx file.

    Raises
    ------
    MissingExtra
        ``forms.extra``: python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise MissingExtra("forms.extra") from None
    page = _Page(docx.Document(), text_mm(sheet))
    page.name(sheet)
    page.foot(sheet.digest)
    head = f"서식 {sheet.number} · 「가명정보 처리 가이드라인」({sheet.edition}) 기준\t접수번호 {sheet.case}"
    page.to_the_right(page.line(head, size=8.5))
    page.line(sheet.title, size=16, bold=True, align="CENTER", above=14, below=14)
    for block in sheet.blocks:
        page.draw(block)
    made = io.BytesIO()
    page.document.save(made)
    return repacked(made.getvalue())


class _Page:
    """A document being written, from top to bottom."""

    def __init__(self, document: Any, width_mm: int) -> None:
        from docx.enum.section import WD_ORIENT
        from docx.enum.table import WD_TABLE_ALIGNMENT
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Mm, Pt

        self.document, self._width_mm = document, width_mm
        self._aligned, self._tab, self._middle = WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT.RIGHT, WD_TABLE_ALIGNMENT.CENTER
        self._element, self._qn, self._mm, self._pt = OxmlElement, qn, Mm, Pt
        place = document.sections[0]
        across = width_mm > UPRIGHT_MM
        place.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
        place.page_width, place.page_height = (Mm(297), Mm(210)) if across else (Mm(210), Mm(297))
        place.left_margin = place.right_margin = Mm(16)
        place.top_margin, place.bottom_margin, place.footer_distance = Mm(18), Mm(20), Mm(10)
        normal = document.styles["Normal"]
        normal.font.name, normal.font.size = FONT, Pt(9.5)
        for script in ("w:eastAsia", "w:cs"):
            normal.element.rPr.rFonts.set(qn(script), FONT)
        self._add(normal.element.rPr, "w:lang", {"w:val": "en-US", "w:eastAsia": "ko-KR"})

    def name(self, sheet: Sheet) -> None:
        """Write the document's properties over the template's."""
        core = self.document.core_properties
        core.title, core.subject, core.author, core.comments = (
            legible(sheet.title),
            legible(sheet.case),
            "pseudokit",
            "",
        )
        core.created = core.modified = datetime.fromisoformat(clock.now()).replace(tzinfo=None)
        core.language = "ko-KR"

    def foot(self, digest: str) -> None:
        """The digest to the left and the page's number to the right, on every page."""
        line = self.document.sections[0].footer.paragraphs[0]
        self.to_the_right(line)
        line.add_run(f"{legible(digest)}\t")
        self._field(line, "PAGE")
        line.add_run(" / ")
        self._field(line, "NUMPAGES")
        for run in line.runs:
            run.font.size = self._pt(6.5)

    def draw(self, block: Block) -> None:
        """Add a block."""
        if isinstance(block, Signatures):
            self.line(block.date, align="CENTER", above=24, below=8, together=True)
            for n, (role, name) in enumerate(block.people, 1):
                together = n < len(block.people)
                self.line(f"{role}    {name}    (서명 또는 인)", align="RIGHT", below=8, together=together)
            return
        if block.title:
            self.line(block.title, size=10.5, bold=True, above=12, below=4, together=True)
        if isinstance(block, Prose):
            for text in block.text.split("\n"):
                self.line(text, below=4)
        else:
            self._fields(block) if isinstance(block, Fields) else self._grid(block)
            self.line("", size=2)  # Word joins tables that touch

    def line(
        self,
        text: str,
        *,
        size: float = 9.5,
        bold: bool = False,
        align: str = "LEFT",
        above: float = 0,
        below: float = 0,
        together: bool = False,
    ) -> Any:
        """Add a paragraph; ``together`` with the next on one page."""
        made = self.document.add_paragraph()
        self._say(made, text, bold=bold, align=align)
        for run in made.runs:
            run.font.size = self._pt(size)
        made.paragraph_format.space_before, made.paragraph_format.space_after = self._pt(above), self._pt(below)
        made.paragraph_format.keep_with_next = together
        return made

    def to_the_right(self, line: Any) -> None:
        """Have what stands behind a line's tab at the right margin."""
        line.paragraph_format.tab_stops.clear_all()
        line.paragraph_format.tab_stops.add_tab_stop(self._mm(self._width_mm), self._tab)
        line.style = self.document.styles["Normal"]

    def _fields(self, block: Fields) -> None:
        table = self._table(len(block.rows), FIELD_SHARES)
        for placed, row in zip(table.rows, block.rows, strict=True):
            places = placed.cells
            for n, cell in enumerate(row):
                self._label(places[2 * n], cell.label)
                self._write(places[2 * n + 1], cell.value)
            if len(row) == 1:
                places[1].merge(places[3])

    def _grid(self, block: Grid) -> None:
        rows = block.rows or (("",) * len(block.header),)
        table = self._table(len(rows) + 1, column_shares(block))
        head, *body = table.rows
        self._add(head._tr.get_or_add_trPr(), "w:tblHeader", {})  # noqa: SLF001  (python-docx has no call for it)
        for place, name in zip(head.cells, block.header, strict=True):
            self._label(place, name)
        for placed, row in zip(body, rows, strict=True):
            for n, (place, value) in enumerate(zip(placed.cells, row, strict=True)):
                self._write(place, value, align="RIGHT" if n in block.numbers else "LEFT")

    def _table(self, rows: int, shares: tuple[float, ...]) -> Any:
        """A table with single black borders of half a point ("Table Grid"), as wide as the page's text."""
        table = self.document.add_table(rows, len(shares), style="Table Grid")
        table.autofit, table.alignment = False, self._middle
        widths = [self._mm(self._width_mm * share) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in table.rows:
            self._add(row._tr.get_or_add_trPr(), "w:cantSplit", {})  # noqa: SLF001  (python-docx has no call for it)
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width
        return table

    def _label(self, cell: Any, text: str) -> None:
        self._write(cell, text, bold=True, align="CENTER")
        fill = {"w:val": "clear", "w:color": "auto", "w:fill": LABEL_FILL}
        self._add(cell._tc.get_or_add_tcPr(), "w:shd", fill)  # noqa: SLF001  (python-docx has no call for it)
        self._add(cell._tc.tcPr, "w:vAlign", {"w:val": "center"})  # noqa: SLF001

    def _write(self, cell: Any, text: str, *, bold: bool = False, align: str = "LEFT") -> None:
        line = cell.paragraphs[0]
        self._say(line, text, bold=bold, align=align)
        line.paragraph_format.space_before = line.paragraph_format.space_after = self._pt(2)

    def _say(self, line: Any, text: str, *, bold: bool, align: str) -> None:
        line.alignment = self._aligned[align]
        line.add_run(legible(text)).bold = bold

    def _field(self, line: Any, code: str) -> None:
        field = self._add(line._p, "w:fldSimple", {"w:instr": code})  # noqa: SLF001  (python-docx has no call for it)
        run = self._add(field, "w:r", {})
        self._add(self._add(run, "w:rPr", {}), "w:sz", {"w:val": "13"})
        self._add(run, "w:t", {}).text = "1"

    def _add(self, parent: Any, name: str, attributes: dict[str, str]) -> Any:
        made = self._element(name)
        for key, value in attributes.items():
            made.set(self._qn(key), value)
        parent.append(made)
        return made
