"""A sheet as PDF/A-2b, set by Typst in NanumGothic, which is embedded: no system font, no network, no temporary file.

The template ``form.typ`` gets the sheet as data, so that a value is never markup. What the font cannot show is an error: a form with
a hole in a name is worse than none.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category, normalize

from pseudo import clock
from pseudo.errors import BadInput, MissingExtra
from pseudo.forms.sheet import Grid
from pseudo.forms.widths import column_shares, is_wide

if TYPE_CHECKING:
    from pseudo.forms.sheet import Block, Sheet

__all__ = ["render", "typeset"]

FONTS = ("NanumGothic.ttf", "NanumGothicBold.ttf")
DRAWN = frozenset("☑☐\n")
"""What the template draws without a glyph."""


def render(sheet: Sheet) -> bytes:
    """A PDF/A-2b dated by the clock; the same bytes for the same sheet and time.

    Raises
    ------
    MissingExtra
        ``forms.extra``: Typst, fontTools or the font is not installed.
    BadInput
        ``forms.glyph``: the font has no glyph for a character.
    """
    return typeset(
        "form.typ", {**asdict(sheet), "blocks": [_block(block) for block in sheet.blocks], "wide": is_wide(sheet)}
    )


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """Set plain data by a template of this room, which finds them as JSON in ``sys.inputs.sheet``; faults as :func:`render`."""
    try:
        import typst
    except ImportError:
        raise MissingExtra("forms.extra") from None
    folder = _font_folder()
    data = _composed(data)
    _check_glyphs(data, folder)
    made: bytes = typst.compile(
        resources.files("pseudo.forms").joinpath(template).read_bytes(),
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"sheet": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b"],
        timestamp=datetime.fromisoformat(clock.now()),
    )
    return made


def _font_folder() -> Path:
    """Where the font lies: beside a package that is not imported, since it would load matplotlib."""
    package = find_spec("koreanize_matplotlib")
    folder = Path(package.origin).parent / "fonts" if package and package.origin else None
    if folder is None or not all((folder / name).is_file() for name in FONTS):
        raise MissingExtra("forms.extra")
    return folder


def _block(block: Block) -> dict[str, Any]:
    data = {"kind": type(block).__name__.lower(), **asdict(block)}
    if isinstance(block, Grid):
        data["rows"] = block.rows or (("",) * len(block.header),)
        data["shares"] = column_shares(block)
    return data


def _composed(data: Any) -> Any:
    """The data with Hangul letters joined to syllables (a Mac's file names have them apart), line ends and tabs plain."""
    if isinstance(data, str):
        return normalize("NFC", data).replace("\r\n", "\n").replace("\t", "    ")
    if isinstance(data, dict):
        return {key: _composed(value) for key, value in data.items()}
    return [_composed(value) for value in data] if isinstance(data, list | tuple) else data


def _check_glyphs(data: Any, folder: Path) -> None:
    letters = set("".join(_texts(data))) - DRAWN
    missing = {letter for letter in letters if letter not in _covered(folder) or category(letter) == "Cc"}
    if missing:
        raise BadInput("forms.glyph", letter=f"U+{ord(min(missing)):04X}")


def _texts(data: Any) -> list[str]:
    if isinstance(data, str):
        return [data]
    parts = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return [text for part in parts for text in _texts(part)]


@cache
def _covered(folder: Path) -> frozenset[str]:
    """Characters that both weights have."""
    try:
        from fontTools.ttLib import TTFont
    except ImportError:
        raise MissingExtra("forms.extra") from None
    maps = []
    for name in FONTS:
        with TTFont(folder / name, lazy=True) as font:
            maps.append({chr(code) for code in font.getBestCmap()})
    return frozenset(set.intersection(*maps))
