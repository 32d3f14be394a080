"""A sheet as JSON: its blocks as they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pseudo.model import to_json

if TYPE_CHECKING:
    from pseudo.forms.sheet import Sheet

__all__ = ["render"]


def render(sheet: Sheet) -> bytes:
    """UTF-8 JSON; each block says its kind."""
    blocks = [{"kind": type(block).__name__.lower(), **to_json(block)} for block in sheet.blocks]
    data = {"schema_version": 1, **to_json(sheet), "blocks": blocks}
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()
