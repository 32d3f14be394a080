"""A sheet as one HTML page in the manner of an official form: styles inside, no script, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from pseudo.forms.widths import is_wide

if TYPE_CHECKING:
    from pseudo.forms.sheet import Sheet

__all__ = ["render"]


def render(sheet: Sheet) -> bytes:
    """A self-contained page; every text is escaped."""
    environment = Environment(
        loader=PackageLoader("pseudo.forms"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    blocks = [(type(block).__name__.lower(), block) for block in sheet.blocks]
    return environment.get_template("form.html").render(s=sheet, blocks=blocks, wide=is_wide(sheet)).encode()
