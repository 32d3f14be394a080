"""Forms ➍ and ➎ of a case, from a release: what was planned and done, and the distributions that may be shown."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from pseudo import clock
from pseudo.model import ColumnType, Role
from pseudo.procedure.shown import MERGED, shares
from pseudo.procedure.treatment import (
    ColumnTreatment,
    Distribution,
    Extremes,
    FileOverview,
    Treated,
    TreatmentPlan,
    TreatmentResult,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from pseudo.model import ColumnPlan
    from pseudo.procedure.papers import Person
    from pseudo.workflow.release import Release

__all__ = ["distributions_of", "output_digest", "treated_of"]

MOST_VALUES = 1_000
"""A column with more distinct values is no category for form ➎."""
OTHER_TITLES = {"synthesis": "합성데이터 생성", "fictitious": "가상의 값", "private_statistics": "차등정보보호 통계"}
"""What is no technique of the catalogue: how cells of synthetic tables and of statistics came about."""
NUMBERS = (ColumnType.INTEGER, ColumnType.NUMBER)
DATES = (ColumnType.DATE, ColumnType.DATETIME)
MISSING = "(빈 칸)"


def output_digest(release: Release) -> str:
    """What a release is known by: ``sha256:`` of its manifest, which holds the digest of every file."""
    return "sha256:" + hashlib.sha256((release.path / "manifest.json").read_bytes()).hexdigest()


def treated_of(release: Release, operator: Person) -> Treated:
    """Give what the case's record keeps of a release: no value of a cell."""
    plan, today = release.plan, clock.today()
    files = _files(release)
    columns = tuple(_column(entry, files[0].name) for entry in plan.columns)
    steps = tuple(_step(step.technique, step.columns, files[0].name) for step in plan.steps)
    result = TreatmentResult(
        date=today,
        operator=operator,
        files=files,
        columns=columns + steps,
        output=output_digest(release),
        plan=plan.digest,
    )
    return Treated(
        plan=TreatmentPlan(files, columns + steps, today, operator, plan.digest),
        result=result,
        release_class=plan.release_class.value,
        kind=release.manifest.kind,
        project=plan.project,
        recipient=plan.recipient,
        figures=tuple(release.evidence),
        attacked=any(figure.metric == "copying_risk_0_1" for figure in release.evidence),
    )


def distributions_of(release: Release, least: int) -> tuple[tuple[Distribution, ...], tuple[Extremes, ...]]:
    """Read the released table once and give form ➎'s tables.

    Parameters
    ----------
    release : Release
    least : int
        No value with fewer rows is shown; the plan's k counts where it is more.

    Returns
    -------
    distributions : tuple of Distribution
        Of the categories: neither pseudonyms nor free texts nor columns with more than a thousand values, nor those of whose values
        none has enough rows.
    extremes : tuple of Extremes
        Of the numbers; an end that fewer rows have is left out.
    """
    plan = release.plan
    least = max(least, plan.anonymity.k if plan.anonymity else 0)
    kept = {entry.column: entry for entry in plan.columns if entry.role not in (Role.DIRECT_IDENTIFIER, Role.FREE_TEXT)}
    name = release.data.name
    rows, counts, ends = _count(release, kept)
    categories = tuple(
        Distribution(name, column, rows, lines)
        for column, found in counts.items()
        if found and (lines := shares(found, least))[0].value != MERGED
    )
    numbers = tuple(_extremes(name, column, rows, end, least) for column, end in ends.items())
    return categories, numbers


def _files(release: Release) -> tuple[FileOverview, ...]:
    figures = {(f.table, f.metric): f.value for f in release.evidence if not f.columns}
    subjects = _subjects(release)
    found = []
    for table, path in release.tables.items():
        rows, columns = figures.get((table, "rows")), figures.get((table, "columns"))
        found.append(
            FileOverview(
                name=path.name,
                relation="부" if table else "주",
                columns=int(columns or 0),
                rows=int(rows or 0),
                subjects=None if table else subjects,
            )
        )
    return tuple(found)


def _subjects(release: Release) -> int | None:
    """Persons in the released table; None where no column tells them apart."""
    from pseudo.table import dense_codes, open_source

    subject, data = release.plan.subject, release.data
    source = open_source(data, header=None if data.suffix in (".parquet", ".arrow") else True)
    if subject is None or subject not in source.schema.names:
        return None
    return int(dense_codes(source.batches(), [subject]).sizes[0])


def _column(entry: ColumnPlan, file: str) -> ColumnTreatment:
    from pseudo.detect import entities

    known = entities().get(entry.entity or "")
    if entry.role is Role.DIRECT_IDENTIFIER:
        kind = "KEY·식별자"
    elif entry.role is Role.FREE_TEXT:
        kind = "텍스트"
    elif entry.type in NUMBERS:
        kind = "수치형"
    else:
        kind = "범주형(날짜)" if entry.type in DATES else "범주형"
    about = " · ".join(text for text in (entry.role.ko, known.title.ko if known else "") if text)
    share = entry.params.get("top_share")
    return ColumnTreatment(
        file=file,
        column=entry.column,
        kind=kind,
        about=about,
        treatment=_treatment(entry),
        technique=entry.technique,
        limit_rate=1 - share if share else None,
    )


def _treatment(entry: ColumnPlan) -> str:
    """The treatment in the guideline's manner: 기술-수준 (별권 p.86)."""
    if entry.technique == "keep":
        return "미적용"
    level = ", ".join(f"{name}={value}" for name, value in entry.params.items() if isinstance(value, (int, float, str)))
    return _title(entry.technique) + (f"-{level}" if level else "")


def _step(technique: str, columns: tuple[str, ...], file: str) -> ColumnTreatment:
    where = ", ".join(columns) or "표 전체"
    return ColumnTreatment(file, where, "기타", "표 단위 처리", _title(technique), technique=technique)


def _title(technique: str) -> str:
    from pseudo.techniques import catalogue

    known = catalogue().get(technique)
    return known.info.title.ko if known else OTHER_TITLES.get(technique, technique)


Ends = tuple[float, int, float, int]


def _count(
    release: Release, kept: dict[str, ColumnPlan]
) -> tuple[int, dict[str, Counter[str] | None], dict[str, Ends | None]]:
    """Rows; values by category, None where there are too many; both ends with their rows by number."""
    from pseudo.table import open_source

    data = release.data
    source = open_source(data, header=None if data.suffix in (".parquet", ".arrow") else True)
    numbers = [n for n in source.schema.names if n in kept and kept[n].type in NUMBERS]
    counts: dict[str, Counter[str] | None] = {
        n: Counter() for n in source.schema.names if n in kept and n not in numbers
    }
    ends: dict[str, Ends | None] = dict.fromkeys(numbers)
    rows = 0
    for batch in source.batches():
        rows += batch.num_rows
        for name, found in counts.items():
            if found is not None:
                found.update(_values(batch.column(name)))
                if len(found) > MOST_VALUES:
                    counts[name] = None
        for name in numbers:
            ends[name] = _joined(ends[name], _ends(batch.column(name)))
    return rows, counts, ends


def _values(column: pa.Array) -> Counter[str]:
    """Values with their rows; missing cells are a value of their own."""
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.value_counts(column.cast(pa.string()).fill_null(MISSING))
    return Counter(dict(zip(found.field("values").to_pylist(), found.field("counts").to_pylist(), strict=True)))


def _ends(column: pa.Array) -> Ends | None:
    """Both ends with their rows; None where there is no number (a range's text, nothing but missing cells)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        cells = column.cast(pa.float64()).drop_null()
    except pa.ArrowInvalid:
        return None
    if not len(cells):
        return None
    low, high = pc.min(cells).as_py(), pc.max(cells).as_py()
    return low, pc.sum(pc.equal(cells, low)).as_py(), high, pc.sum(pc.equal(cells, high)).as_py()


def _joined(one: Ends | None, other: Ends | None) -> Ends | None:
    if one is None or other is None:
        return one or other
    low, high = min(one[0], other[0]), max(one[2], other[2])
    return (
        low,
        sum(end[1] for end in (one, other) if end[0] == low),
        high,
        sum(end[3] for end in (one, other) if end[2] == high),
    )


def _extremes(file: str, column: str, rows: int, ends: Ends | None, least: int) -> Extremes:
    if ends is None:
        return Extremes(file, column, rows)
    low, low_rows, high, high_rows = ends
    lower, upper = low_rows >= least, high_rows >= least
    return Extremes(
        file,
        column,
        rows,
        after_min=f"{low:,.15g}" if lower else None,
        after_min_count=low_rows if lower else None,
        after_max=f"{high:,.15g}" if upper else None,
        after_max_count=high_rows if upper else None,
    )
