"""What is filed of a case for an evaluation: four documents with their days."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Document", "Exhibits"]


@dataclass(frozen=True)
class Document:
    """A document of the institution: its number or name, and its day."""

    number: str
    date: str


@dataclass(frozen=True)
class Exhibits:
    """The exhibits of a case for one evaluation.

    Attributes
    ----------
    evaluation : str
        Name of the evaluation in the year's rules: "open_data" or "data_administration".
    request : Document or None
        1: the official request; synthetic data may be without one.
    provision : Document or None
        2: proof that it was provided, opened or shared.
    verification : Document or None
        3: the final result of the adequacy review, or of the verification of synthetic data.
    reporting : Document or None
        4: the official document that reported it.
    through_channel : bool
        Whether request or opening went through the channel that counts.
    masked : bool
        Whether personal data in the exhibits are masked.
    filed_elsewhere : bool
        Whether it is filed under another indicator, too.
    dataset : str
        Name of the data, where cases of the same data have plans of their own.
    """

    evaluation: str
    request: Document | None = None
    provision: Document | None = None
    verification: Document | None = None
    reporting: Document | None = None
    through_channel: bool = False
    masked: bool = False
    filed_elsewhere: bool = False
    dataset: str = ""
