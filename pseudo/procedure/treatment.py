"""What was done to the data of a case: forms ➍ and ➎, and what its record knows of a release."""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.model import Evidence  # noqa: TC001  (read at run time, by the codec)
from pseudo.procedure.papers import Person  # noqa: TC001  (read at run time, by the codec)

__all__ = [
    "ColumnTreatment",
    "Distribution",
    "Extremes",
    "FileOverview",
    "Share",
    "Treated",
    "TreatmentPlan",
    "TreatmentResult",
]


@dataclass(frozen=True)
class FileOverview:
    """A file of the plan: 주, 부 or 변환; name, columns, rows, persons."""

    name: str
    relation: str
    columns: int
    rows: int
    subjects: int | None = None
    note: str = ""


@dataclass(frozen=True)
class ColumnTreatment:
    """A column of the plan: its type in the form's words, what it holds, what is done.

    ``technique`` is the catalogue's name where a plan of ours made it, else empty; ``limit_rate`` the share (0..1) below a cap of
    top coding.
    """

    file: str
    column: str
    kind: str
    about: str
    treatment: str
    example: str = ""
    technique: str = ""
    limit_rate: float | None = None


@dataclass(frozen=True)
class TreatmentPlan:
    """서식 ➍ 가명처리 계획서."""

    files: tuple[FileOverview, ...]
    columns: tuple[ColumnTreatment, ...]
    date: str = ""
    author: Person | None = None
    digest: str = ""


@dataclass(frozen=True)
class Share:
    """A value of a category after treatment: its rows and its share (0..1) of the file's."""

    value: str
    count: int | None
    rate: float | None
    note: str = ""


@dataclass(frozen=True)
class Distribution:
    """A category's table (서식 ➎ 3): the values shown, the rows of the file."""

    file: str
    column: str
    rows: int
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Extremes:
    """A number's ends (서식 ➎ 4): least and greatest with their rows; None where they are not shown, or not known here."""

    file: str
    column: str
    rows: int
    after_min: str | None = None
    after_min_count: int | None = None
    after_max: str | None = None
    after_max_count: int | None = None
    before_max: str | None = None
    before_max_count: int | None = None


@dataclass(frozen=True)
class TreatmentResult:
    """서식 ➎ 가명처리 결과서: what was done, the distributions after it.

    ``output`` is the digest of what leaves, ``plan`` that of the plan, ``tables`` that of distributions and extremes where they are kept
    apart from the record.
    """

    date: str
    operator: Person
    files: tuple[FileOverview, ...]
    columns: tuple[ColumnTreatment, ...]
    distributions: tuple[Distribution, ...] = ()
    extremes: tuple[Extremes, ...] = ()
    output: str = ""
    plan: str = ""
    tables: str = ""


@dataclass(frozen=True)
class Treated:
    """A verified release as the case's record knows it: no value of a cell, the distributions of ➎ lie beside the sealed output.

    Attributes
    ----------
    plan, result
        Forms ➍ and ➎; ``result`` without distributions.
    release_class : str
        The plan's: "internal", "provision" or "open".
    kind : str
        "pseudonymized", "synthetic" or "statistics".
    project, recipient : str
        Whose key, whose pseudonyms.
    figures : tuple of Evidence
        What was measured: numbers and digests, never a cell.
    attacked : bool
        Whether synthetic rows were attacked with rows that were kept back (`pseudo synth --holdout`), and passed.
    """

    plan: TreatmentPlan
    result: TreatmentResult
    release_class: str
    kind: str
    project: str
    recipient: str
    attacked: bool = False
    figures: tuple[Evidence, ...] = ()
