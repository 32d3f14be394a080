"""Reports: a release becomes a plain dict (``view``), the dict becomes HTML. Numbers come from Evidence objects only.

What may not come in: a table, a cell, a figure computed here.
"""

from __future__ import annotations

from pseudo.report.html import render_html
from pseudo.report.render import render_report
from pseudo.report.view import View, build_view

__all__ = ["View", "build_view", "render_html", "render_report"]
