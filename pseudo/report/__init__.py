"""Reports: a release, a scan, a case or a year becomes a plain dict, the dict becomes HTML. Numbers come from Evidence objects only.

What may not come in: a table, a cell, a figure computed here.
"""

from __future__ import annotations

from pseudo.report.audit import audit_view, render_audit
from pseudo.report.html import render_html
from pseudo.report.performance import performance_view, render_performance
from pseudo.report.render import render_report
from pseudo.report.scan import render_scan, scan_view
from pseudo.report.view import View, build_view

__all__ = [
    "View",
    "audit_view",
    "build_view",
    "performance_view",
    "render_audit",
    "render_html",
    "render_performance",
    "render_report",
    "render_scan",
    "scan_view",
]
