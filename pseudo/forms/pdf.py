"""A sheet as PDF/A-2b, set by Typst with an embedded Korean font; the same bytes for the same sheet and time.

Values go in as data, never as markup, and through memory, never through a file. Only the fonts of the extra ``forms`` are used, so that a
page looks the same everywhere; a character that they lack is an error, not an empty box.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.errors import BadInput, MissingExtra
from pseudo.forms.sheet import Grid
from pseudo.forms.widths import column_shares
from pseudo.model import to_json

if TYPE_CHECKING:
    from pseudo.forms.sheet import Block, Sheet

__all__ = ["render"]

DRAWN = "☑☐\n"
"""Characters that the template draws itself."""
STANDARD = "a-2b"


def render(sheet: Sheet) -> bytes:
    """A PDF/A-2b document.

    Raises
    ------
    MissingExtra
        ``forms.extra``.
    BadInput
        ``forms.glyph``: a character that the font does not have, by its code.
    """
    fonts = _fonts()
    data = {**to_json(sheet), "blocks": [_plain(block) for block in sheet.blocks]}
    _refuse_lacking(data, _letters(fonts / "NanumGothic.ttf"))
    try:
        import typst
    except ImportError:
        raise MissingExtra("forms.extra") from None
    source = Path(__file__).with_name("form.typ").read_bytes()
    compiler = typst.Compiler(source, font_paths=[fonts], ignore_system_fonts=True)
    made = compiler.compile(
        format="pdf",
        sys_inputs={"sheet": json.dumps(data)},
        pdf_standards=STANDARD,
        timestamp=datetime.fromisoformat(clock.now()),
    )
    assert isinstance(made, bytes)  # noqa: S101  (a PDF is one file)
    return made


def _plain(block: Block) -> dict[str, Any]:
    widths = {"widths": column_shares(block)} if isinstance(block, Grid) else {}
    return {"kind": type(block).__name__.lower(), **to_json(block), **widths}


def _fonts() -> Path:
    """The folder of the fonts, found without importing the package that brings them."""
    spec = find_spec("koreanize_matplotlib")
    if spec is None or spec.origin is None:
        raise MissingExtra("forms.extra")
    return Path(spec.origin).parent / "fonts"


@cache
def _letters(font: Path) -> frozenset[int]:
    """The characters that a font has."""
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def _refuse_lacking(value: Any, letters: frozenset[int]) -> None:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            _refuse_lacking(item, letters)
    elif isinstance(value, str):
        for letter in value:
            if letter not in DRAWN and ord(letter) not in letters:
                raise BadInput("forms.glyph", letter=f"U+{ord(letter):04X}")
