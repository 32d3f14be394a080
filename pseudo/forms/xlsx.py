"""A sheet as an Excel workbook, for ledgers above all: each table below the other, bordered, texts as texts.

Written straight into the zip, as :mod:`pseudo.table.excel_writing` is and for its reason: no cell passes through a temporary file.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape as xml_escape

from pseudo.forms.sheet import Fields, Grid, Prose, Signatures
from pseudo.table.excel_cells import escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.forms.sheet import Block, Sheet

__all__ = ["render"]

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
PLAIN, TITLE, LABEL, CELL, NUMBER = range(5)
"""Styles by their place in ``cellXfs``."""
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    '<fonts count="3"><font><sz val="10"/><name val="맑은 고딕"/></font>'
    '<font><b/><sz val="15"/><name val="맑은 고딕"/></font><font><b/><sz val="10"/><name val="맑은 고딕"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FFEEEEEE"/></patternFill></fill></fills>'
    '<borders count="2"><border/><border><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/>'
    "</border></borders>"
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf fontId="1" applyFont="1"/>'
    '<xf fontId="2" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">'
    '<alignment wrapText="1" vertical="center"/></xf>'
    '<xf borderId="1" applyBorder="1" applyAlignment="1"><alignment wrapText="1" vertical="top"/></xf>'
    '<xf borderId="1" applyBorder="1" applyAlignment="1"><alignment horizontal="right" vertical="top"/></xf>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
PARTS = {
    "[Content_Types].xml": (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets><sheet name="서식" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{DOCUMENT}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": STYLES,
}

Row = list[tuple[str, int]]


def render(sheet: Sheet) -> bytes:
    """A workbook with one sheet; the same bytes for the same sheet."""
    rows = list(_rows(sheet))
    widths = "".join(
        f'<col min="{n}" max="{n}" width="22" customWidth="1"/>' for n in range(1, max(map(len, rows)) + 1)
    )
    data = "".join(f"<row>{''.join(_cell(text, style) for text, style in row)}</row>" for row in rows)
    page = '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    fit = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    parts = {
        **PARTS,
        "xl/worksheets/sheet1.xml": (
            f'{HEAD}<worksheet xmlns="{MAIN}">{fit}<cols>{widths}</cols><sheetData>{data}</sheetData>{page}</worksheet>'
        ),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, text)
    return made.getvalue()


def _rows(sheet: Sheet) -> Iterator[Row]:
    yield [(f"서식 {sheet.number} · 「가명정보 처리 가이드라인」({sheet.edition}) 기준", PLAIN)]
    yield [(sheet.title, TITLE)]
    yield [(f"접수번호 {sheet.case}", PLAIN)]
    for block in sheet.blocks:
        yield [("", PLAIN)]
        yield from _block(block)
    yield [("", PLAIN)]
    yield [(sheet.digest, PLAIN)]


def _block(block: Block) -> Iterator[Row]:
    if isinstance(block, Signatures):
        yield [(block.date, PLAIN)]
        yield from ([(role, PLAIN), (name, PLAIN), ("(서명 또는 인)", PLAIN)] for role, name in block.people)
        return
    if block.title:
        yield [(block.title, PLAIN)]
    if isinstance(block, Prose):
        yield from ([(line, PLAIN)] for line in block.text.split("\n"))
    elif isinstance(block, Fields):
        yield from ([part for cell in row for part in ((cell.label, LABEL), (cell.value, CELL))] for row in block.rows)
    elif isinstance(block, Grid):
        yield [(name, LABEL) for name in block.header]
        for cells in block.rows or (("",) * len(block.header),):
            yield [(cell, NUMBER if n in block.numbers else CELL) for n, cell in enumerate(cells)]


def _cell(text: str, style: int) -> str:
    if not text:
        return f'<c s="{style}"/>'
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{xml_escape(escape(text))}</t></is></c>'
