"""The ten forms of the guideline's edition: a case's papers → sheets → HTML, DOCX, HWPX, PDF, XLSX, JSON.

One file a form builds its blocks, one file a format draws a sheet. To add a form or a format, add a file and its line below. What is
for people to decide or to sign stays empty.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from pseudo.forms.sheet import Sheet
from pseudo.model import digest
from pseudo.procedure.terms import Form

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pseudo.procedure.dossier import Dossier

__all__ = ["FORMATS", "render", "sheets"]

FORMATS = ("html", "docx", "hwpx", "pdf", "xlsx", "json")
"""Each is a module of this room with ``render(sheet) -> bytes``."""


def sheets(dossier: Dossier, forms: Iterable[Form] = tuple(Form)) -> list[Sheet]:
    """Fill the forms whose papers are there, in their order; a form may give several sheets (an inspection, a pledge each)."""
    made: list[Sheet] = []
    mark = digest(dossier)
    for form in forms:
        builder = import_module(f"{__name__}.{form.value}")
        made += [
            Sheet(form.number, form.value, form.ko, dossier.edition, dossier.number, blocks, mark)
            for blocks in builder.blocks(dossier)
        ]
    return made


def render(sheet: Sheet, format: str) -> bytes:  # noqa: A002  (the word users know)
    """A sheet in a format, the same bytes for the same sheet.

    Raises
    ------
    MissingExtra
        ``forms.extra``: the format's library is not installed.
    """
    drawn: bytes = import_module(f"{__name__}.{format}").render(sheet)
    return drawn
