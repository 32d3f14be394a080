"""A sheet as a Hangul document (HWPX, KS X 6101), to be edited and signed; the same bytes for the same sheet and time."""

from __future__ import annotations

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
LABEL_FILL = "#EBEBEB"
MM = 7200 / 25.4
"""HWPUNIT in a millimetre, 7,200 to an inch."""


def render(sheet: Sheet) -> bytes:
    """A .hwpx file.

    Raises
    ------
    MissingExtra
        ``forms.extra``: python-hwpx is not installed.
    """
    try:
        from hwpx import HwpxDocument
    except ImportError:
        raise MissingExtra("forms.extra") from None
    page = _Page(HwpxDocument.new(), text_mm(sheet))
    page.head(f"서식 {sheet.number} · 「가명정보 처리 가이드라인」({sheet.edition}) 기준\t접수번호 {sheet.case}")
    page.line(sheet.title, size=16, bold=True, align="CENTER", above=14, below=14)
    for block in sheet.blocks:
        page.draw(block)
    page.foot(sheet.digest)
    page.name(sheet)
    page.number()
    return repacked(page.document.to_bytes())


class _Page:
    """A document being written, from top to bottom."""

    def __init__(self, document: Any, width_mm: int) -> None:
        self.document, self._width_mm = document, width_mm
        self._styles = styles = document.styles
        margins = {"left": 16, "right": 16, "top": 10, "bottom": 10, "header": 8, "footer": 10}
        document.page.setup(
            paper_size="A4", orientation="LANDSCAPE" if width_mm > UPRIGHT_MM else "PORTRAIT", margins_mm=margins
        )
        styles.ensure_font(FONT)
        line = {"border_color": "#000000", "border_width": "0.15 mm"}
        self._border = styles.ensure_border_fill(**line)
        self._label = styles.ensure_border_fill(**line, fill_color=LABEL_FILL)
        self._shapes: dict[tuple[Any, ...], str] = {}

    def head(self, text: str) -> None:
        """Write the first paragraph, which holds the section's settings; what stands behind the tab is to the right."""
        first = self.document.paragraphs[0]
        first.text = legible(text)
        first.char_pr_id_ref = self._styles.ensure_run(font=FONT, size=8.5)
        self._styles.apply_paragraph_format(paragraphs=[first], tab_stops=[{"pos_mm": self._width_mm, "type": "RIGHT"}])

    def foot(self, digest: str) -> None:
        """The digest and the page's number, on every page."""
        shape = self._styles.ensure_run(font=FONT, size=6.5)
        parts = [{"type": "run", "text": f"{legible(digest)}    "}, {"type": "page_number", "page_number": "page"}]
        made = self.document.page.set_footer(content=[{"align": "LEFT", "children": parts}])
        for run in made.element.iter(f"{{{made.element.nsmap['hp']}}}run"):
            run.set("charPrIDRef", shape)

    def name(self, sheet: Sheet) -> None:
        """Write the document's properties over the template's."""
        now = clock.now()
        self.document.parts.clear_document_metadata(timestamp=now)
        about = {"title": legible(sheet.title), "subject": legible(sheet.case), "creator": "pseudokit"}
        self.document.parts.set_document_metadata(**about, created_date=now, modified_date=now)

    def draw(self, block: Block) -> None:
        """Add a block."""
        if isinstance(block, Signatures):
            self.line(block.date, align="CENTER", above=24, below=8, together=True)
            for n, (role, name) in enumerate(block.people, 1):
                together = n < len(block.people)
                self.line(f"{role}    {name}    (서명 또는 인)", align="RIGHT", below=8, together=together)
            return
        if block.title:
            self.line(block.title, size=10.5, bold=True, above=10, below=4, together=True)
        if isinstance(block, Prose):
            for text in block.text.split("\n"):
                self.line(text, below=4)
        elif isinstance(block, Fields):
            self._fields(block)
        else:
            self._grid(block)

    def line(self, text: str, *, size: float = 9.5, bold: bool = False, **looks: Any) -> None:
        """Add a paragraph; ``looks`` as for ``_shape``."""
        self.document.add_paragraph(
            legible(text),
            char_pr_id_ref=self._styles.ensure_run(font=FONT, size=size, bold=bold),
            para_pr_id_ref=self._shape(**looks),
            inherit_style=False,
        )

    def number(self) -> None:
        """Number paragraphs and tables in their order, instead of by chance; the one foot, which the library writes twice, is 1."""
        n = 0
        for element in self.document.sections[0].element.iter():
            kind = str(element.tag).rpartition("}")[2]
            if kind in {"p", "tbl"}:
                element.set("id", str(n))
                n += 1
            elif kind in {"footer", "footerApply"}:
                element.set("id" if kind == "footer" else "idRef", "1")

    def _shape(self, *, align: str = "LEFT", above: float = 0, below: float = 0, together: bool = False) -> str:
        """The number of a paragraph's shape; made once, on a paragraph that goes again."""
        looks = (align, above, below, together)
        if looks not in self._shapes:
            sample = self.document.add_paragraph("", inherit_style=False)
            self._styles.apply_paragraph_format(
                paragraphs=[sample],
                alignment=align,
                line_spacing_percent=130,
                spacing_before_pt=above,
                spacing_after_pt=below,
                keep_with_next=together,
            )
            self._shapes[looks] = str(sample.para_pr_id_ref)
            sample.remove()
        return self._shapes[looks]

    def _fields(self, block: Fields) -> None:
        table = self._table(len(block.rows), FIELD_SHARES)
        for n, row in enumerate(block.rows):
            if len(row) == 1:
                table.merge_cells(n, 1, n, 3)
        for placed, row in zip(table.rows, block.rows, strict=True):
            texts = [part for cell in row for part in (cell.label, cell.value)]
            for m, (place, text) in enumerate(zip(placed.cells, texts, strict=True)):
                self._write(place, text, label=m % 2 == 0)

    def _grid(self, block: Grid) -> None:
        rows = block.rows or (("",) * len(block.header),)
        table = self._table(len(rows) + 1, column_shares(block))
        table.element.set("repeatHeader", "1")
        head, *body = table.rows
        for place, name in zip(head.cells, block.header, strict=True):
            self._write(place, name, label=True)
            place.element.set("header", "1")
        for placed, row in zip(body, rows, strict=True):
            for m, (place, value) in enumerate(zip(placed.cells, row, strict=True)):
                self._write(place, value, align="RIGHT" if m in block.numbers else "LEFT")

    def _table(self, rows: int, shares: tuple[float, ...]) -> Any:
        """A bordered table that flows over pages: Hancom cuts one that is laid out as a character at the page's end."""
        table = self.document.add_table(
            rows, len(shares), width=round(self._width_mm * MM), border_fill_id_ref=self._border
        )
        table.set_column_widths(shares)
        table.set_treat_as_char(False)
        return table

    def _write(self, cell: Any, text: str, *, label: bool = False, align: str = "LEFT") -> None:
        cell.set_text(legible(text), split_paragraphs=True)
        if label:
            cell.element.set("borderFillIDRef", self._label)
        letters = self._styles.ensure_run(font=FONT, size=9, bold=label)
        for paragraph in cell.paragraphs:
            paragraph.char_pr_id_ref = letters
            paragraph.para_pr_id_ref = self._shape(align="CENTER" if label else align)
