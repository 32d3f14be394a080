"""A form as data: what every format is written from.

A sheet has no layout of its own. Builders (one file a form) make it from a case's papers; renderers (one file a format) draw it.
Places for signatures, seals and judgements stay empty: people fill them.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Cell", "Fields", "Grid", "Prose", "Sheet", "Signatures", "ticked"]


@dataclass(frozen=True)
class Cell:
    """A labelled place of a form.

    Attributes
    ----------
    label, value : str
        ``value`` may have several lines; empty where a person is to write.
    """

    label: str
    value: str = ""


@dataclass(frozen=True)
class Fields:
    """A bordered table of labelled places: each row has one or two cells, which share the row's width."""

    rows: tuple[tuple[Cell, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class Grid:
    """A bordered table with a head.

    Attributes
    ----------
    header : tuple of str
    rows : tuple of tuple of str
        Each as long as ``header``.
    numbers : tuple of int
        Columns (from 0) of figures, set to the right.
    title : str
        Stands above; empty for none.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    title: str = ""


@dataclass(frozen=True)
class Prose:
    """Paragraphs, separated by line ends."""

    text: str
    title: str = ""


@dataclass(frozen=True)
class Signatures:
    """Who signs, at the foot: (role, name) a line, with "(서명 또는 인)" behind it and no signature. ``date`` stands above."""

    people: tuple[tuple[str, str], ...]
    date: str = ""


Block = Fields | Grid | Prose | Signatures


@dataclass(frozen=True)
class Sheet:
    """One filled form.

    Attributes
    ----------
    number : int
        1 to 10, as the edition numbers its forms.
    name : str
        Short name for files: "application", "usage_plan", ...
    title : str
        The form's title.
    edition : str
        The guideline's edition: "2026.3".
    case : str
        The case's number.
    blocks : tuple of Block
        From top to bottom.
    digest : str
        ``sha256:`` of what the form was made from; stands in the foot.
    """

    number: int
    name: str
    title: str
    edition: str
    case: str
    blocks: tuple[Block, ...]
    digest: str = ""


def ticked(options: tuple[tuple[str, bool], ...]) -> str:
    """Boxes on one line: "☑ 내부 활용   ☐ 제3자 제공"."""
    return "   ".join(f"{'☑' if chosen else '☐'} {label}" for label, chosen in options)
