"""The report of a release as text: a pure function of its folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pseudo.report.html import render_html
from pseudo.report.view import build_view
from pseudo.workflow import Release

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["render_report"]


def render_report(release: Release | str | Path, *, format: str = "html", lang: str = "ko") -> str:  # noqa: A002  (the word users know)
    """The report of a release as text.

    Parameters
    ----------
    release : Release or path
        The folder.
    format : str
        "html" (one self-contained page) or "json".
    lang : str
        "ko" or "en".

    Raises
    ------
    BadInput
        ``workflow.not-released``; the evidence room's codes for a folder that cannot be read.
    """
    made = release if isinstance(release, Release) else Release(release)
    figures = made.table() if made.manifest.kind == "statistics" else None
    view = build_view(made.manifest, made.plan, made.evidence, made.results, made.ledger, lang=lang, statistics=figures)
    return render_html(view) if format == "html" else json.dumps(view, ensure_ascii=False, indent=1)
