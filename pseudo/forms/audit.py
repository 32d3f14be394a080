"""The audit report of a case as PDF/A-2b: the view that the HTML page is made from, set by Typst; page one is for a director."""

from __future__ import annotations

from typing import Any

from pseudo.forms.pdf import typeset

__all__ = ["render_audit_pdf"]


def render_audit_pdf(view: dict[str, Any]) -> bytes:
    """The report as PDF; the same bytes for the same view and time.

    Parameters
    ----------
    view : dict
        What :func:`pseudo.report.audit_view` gives.

    Raises
    ------
    MissingExtra, BadInput
        As :func:`pseudo.forms.pdf.render`.
    """
    return typeset("audit.typ", view)
