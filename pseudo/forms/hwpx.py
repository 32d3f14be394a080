"""A sheet as a Hangul document (HWPX, KS X 6101), to be edited and signed; the same bytes for the same sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.errors import MissingExtra
from pseudo.forms.archive import repacked
from pseudo.forms.sheet import Fields, Grid, Prose, Signatures
from pseudo.forms.widths import column_shares

if TYPE_CHECKING:
    from pseudo.forms.sheet import Block, Sheet

__all__ = ["render"]

LABEL_FILL = "#ECECEC"
MM = 7200 / 25.4
"""HWPUNIT, a 7,200th of an inch, in a millimetre."""
WIDTH = int(178 * MM)
MARGIN = int(16 * MM)
FIELD_SHARES = (0.18, 0.32, 0.18, 0.32)


def render(sheet: Sheet) -> bytes:
    """A .hwpx file.

    Raises
    ------
    MissingExtra
        ``forms.extra``.
    """
    try:
        from hwpx import HwpxDocument
    except ImportError:
        raise MissingExtra("forms.extra") from None
    page = _Page(HwpxDocument.new())
    page.line(
        f"서식 {sheet.number} · 「가명정보 처리 가이드라인」({sheet.edition}) 기준    접수번호 {sheet.case}", size=9
    )
    page.line(sheet.title, size=16, bold=True, align="CENTER")
    page.line("")
    for block in sheet.blocks:
        page.draw(block)
    page.line(sheet.digest, size=7)
    page.number()
    return repacked(page.document.to_bytes())


class _Page:
    """A document being written, from top to bottom."""

    def __init__(self, document: Any) -> None:
        self.document = document
        document.page.set_margins(left=MARGIN, right=MARGIN, top=MARGIN, bottom=MARGIN)
        self._border = document.styles.ensure_border_fill(border_color="#444444", border_width="0.12 mm")
        self._label = document.styles.ensure_border_fill(
            border_color="#444444", border_width="0.12 mm", fill_color=LABEL_FILL
        )

    def draw(self, block: Block) -> None:
        """Add a block."""
        if isinstance(block, Signatures):
            self.line("")
            self.line(block.date, align="CENTER")
            for role, name in block.people:
                self.line(f"{role}    {name}    (서명 또는 인)", align="RIGHT")
            return
        if block.title:
            self.line(block.title, bold=True)
        if isinstance(block, Prose):
            for text in block.text.split("\n"):
                self.line(text)
        elif isinstance(block, Fields):
            self._fields(block)
        else:
            self._grid(block)

    def line(self, text: str, *, size: float = 10, bold: bool = False, align: str = "LEFT") -> None:
        """Add a paragraph."""
        shape = self.document.styles.ensure_run(bold=bold, size=size)
        made = self.document.add_paragraph(text, char_pr_id_ref=shape, inherit_style=False)
        self.document.styles.apply_paragraph_format(paragraphs=[made], alignment=align)

    def number(self) -> None:
        """Number paragraphs and tables in their order, instead of by chance."""
        for section in self.document.sections:
            named = [element for element in section.element.iter() if str(element.tag).endswith(("}p", "}tbl"))]
            for n, element in enumerate(named):
                element.set("id", str(n))

    def _fields(self, block: Fields) -> None:
        table = self._table(len(block.rows), FIELD_SHARES)
        for n, row in enumerate(block.rows):
            for m, cell in enumerate(row):
                self._write(table, n, 2 * m, cell.label, label=True)
                self._write(table, n, 2 * m + 1, cell.value)
        for n, row in enumerate(block.rows):
            if len(row) == 1:
                table.merge_cells(n, 1, n, 3)

    def _grid(self, block: Grid) -> None:
        rows = block.rows or (("",) * len(block.header),)
        table = self._table(len(rows) + 1, column_shares(block))
        table.element.set("repeatHeader", "1")
        for m, name in enumerate(block.header):
            self._write(table, 0, m, name, label=True)
            table.cell(0, m).element.set("header", "1")
        for n, row in enumerate(rows, 1):
            for m, value in enumerate(row):
                self._write(table, n, m, value, right=m in block.numbers)

    def _table(self, rows: int, shares: tuple[float, ...]) -> Any:
        table = self.document.add_table(rows, len(shares), width=WIDTH, border_fill_id_ref=self._border)
        table.set_column_widths(shares)
        return table

    def _write(self, table: Any, row: int, column: int, text: str, *, label: bool = False, right: bool = False) -> None:
        shape = self.document.styles.ensure_run(bold=label, size=9)
        cell = table.cell(row, column)
        cell.set_text(text, split_paragraphs=True)
        if label:
            cell.element.set("borderFillIDRef", self._label)
        for paragraph in cell.paragraphs:
            paragraph.char_pr_id_ref = shape
        if label or right:
            align = "CENTER" if label else "RIGHT"
            self.document.styles.apply_paragraph_format(paragraphs=list(cell.paragraphs), alignment=align)
