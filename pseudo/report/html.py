"""The view as one HTML file: styles inside, no script, no request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

if TYPE_CHECKING:
    from pseudo.report.view import View

__all__ = ["render_html", "render_template"]


def render_html(view: View) -> str:
    """A self-contained page of a report's view."""
    return render_template("report.html", view)


def render_template(name: str, view: View) -> str:
    """A page of a view by the template of that name; everything is escaped."""
    environment = Environment(
        loader=PackageLoader("pseudo.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name).render(v=view, w=view["words"])
