"""Reports: a release or a scan becomes a plain dict, the dict becomes HTML. Numbers come from Evidence objects only.

What may not come in: a table, a cell, a figure computed here.
"""

from __future__ import annotations

from pseudo.report.html import render_html
from pseudo.report.render import render_report
from pseudo.report.scan import render_scan, scan_view
from pseudo.report.view import View, build_view

__all__ = ["View", "build_view", "render_html", "render_report", "render_scan", "scan_view"]
