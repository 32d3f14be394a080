"""One door for every table: what is it, and which reader reads it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, UsageError, Where
from pseudo.table.choices import unknown_choice
from pseudo.table.databases.address import SCHEMES, Address, is_address, refuse_password
from pseudo.table.raw import Raw

if TYPE_CHECKING:
    from pseudo.table.source import Source

__all__ = ["SUFFIXES", "format_of", "formats", "open_source", "suffix"]

SUFFIXES = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
}
"""File endings and the format each stands for."""

DATASETS = ("file", "s3", "hdfs")
"""Schemes of addresses of Parquet files."""

MAGIC = ((b"PAR1", "parquet"), (b"ARROW1", "arrow"), (b"\xff\xff\xff\xff", "arrow"), (b"PK\x03\x04", "xlsx"))
DATABASE_MAGIC = ((0, b"SQLite format 3\0", "sqlite"), (8, b"DUCK", "duckdb"))
OLE_MAGIC = b"\xd0\xcf\x11\xe0"

DATABASES = tuple(dict.fromkeys(SCHEMES.values()))
APPLIES = {
    "encoding": ("csv",),
    "delimiter": ("csv",),
    "header": ("csv", "xlsx"),
    "sheet": ("xlsx",),
    "table": DATABASES,
    "query": DATABASES,
}
"""Which format each option is for."""


def formats() -> tuple[str, ...]:
    """The formats that are read and written: csv, xlsx, parquet, arrow."""
    return tuple(dict.fromkeys(SUFFIXES.values()))


def suffix(kind: str) -> str:
    """The file ending a format is written with, dot included."""
    for ending, known in SUFFIXES.items():
        if known == kind:
            return ending
    raise unknown_choice("table format", "표 형식", kind, formats())


def format_of(path: str | Path) -> str | None:
    """The format a file's ending stands for (``.gz`` is looked through); None where it stands for none."""
    suffixes = [s.lower() for s in Path(path).suffixes if s.lower() != ".gz"]
    return SUFFIXES.get(suffixes[-1]) if suffixes else None


def open_source(
    what: Any,
    *,
    format: str | None = None,  # noqa: A002  the word the command line uses
    encoding: str | None = None,
    delimiter: str | None = None,
    header: bool | None = None,
    sheet: str | None = None,
    table: str | None = None,
    query: str | None = None,
    parts: bool = False,
) -> Source:
    """A :class:`~pseudo.table.Source` over a file, standard input, a frame, or a table or query of a database.

    Parameters
    ----------
    what : str, Path or frame
        A path; ``"-"`` for standard input, spooled to a file without a name; a pandas, polars or pyarrow frame; a folder of Parquet
        files, or their address (``file://``, ``s3://``, ``hdfs://``); a database's address (``postgresql://``, ``sqlite:///``,
        ``duckdb:///``; :mod:`pseudo.table.databases.address`).
    format : str, optional
        One of :func:`formats`. Otherwise the first bytes say it, then the ending; what neither knows is CSV.
    encoding : str, optional
        CSV: ``"utf-8"``, ``"utf-8-sig"``, ``"cp949"``, ``"euc-kr"`` or ``"utf-16"``; found where not given.
    delimiter : str, optional
        CSV: one ASCII character; found among comma, tab, semicolon and bar where not given.
    header : bool, optional
        CSV and Excel: whether the first row holds the names. Where not given it is taken for names unless it looks like data,
        which is refused (``table.header-unclear``). Without a header the columns are ``column_1``, ``column_2``, …
    sheet : str, optional
        Excel: the sheet's name; otherwise the first.
    table, query : str, optional
        Databases, one of the two: a table's name as it is stored (``visits``, ``ward.visits``), or a SELECT.
    parts : bool
        As a table that machines can read side by side (a :class:`~pseudo.table.dataset.DatasetSource`): Parquet only.

    Returns
    -------
    Source
        Nothing in it was guessed without standing in ``facts.detected``.

    Raises
    ------
    UsageError
        ``general.unknown-choice``, ``table.option-for-other-format``, ``table.not-a-table``.
    BadInput
        ``table.*``: a table is read right or refused, with row and column and never with a value.

    Examples
    --------
    >>> source = open_source("visits.csv")  # doctest: +SKIP
    >>> source.facts.encoding, source.facts.rows  # doctest: +SKIP
    ('cp949', 50000)
    """
    told = {
        "encoding": encoding,
        "delimiter": delimiter,
        "header": header,
        "sheet": sheet,
        "table": table,
        "query": query,
    }
    if format is not None and format not in formats():
        raise unknown_choice("table format", "표 형식", format, formats())
    if not isinstance(what, str | Path | Raw):
        from pseudo.table.frames import frame_source

        _check_options(told, None)
        return frame_source(what)
    if isinstance(what, str) and "://" in what:
        _check_scheme(what)
        if is_address(what):
            return _database(what, told, parts=parts)
    if not isinstance(what, Raw) and _many_files(what):
        _check_options(told, format or "parquet")
        if format not in (None, "parquet"):
            raise UsageError("table.parts-are-parquet")
        return _dataset(what)
    raw = what if isinstance(what, Raw) else Raw(what)
    kind = format or _format(raw)
    _check_options(told, kind)
    if not parts:
        return _reader(raw, kind, told)
    if kind != "parquet" or isinstance(what, Raw):
        raise UsageError("table.parts-are-parquet")
    return _dataset(what)


def _many_files(what: str | Path) -> bool:
    """Whether it is a folder, or an address that may be one."""
    scheme, found, _ = str(what).partition("://")
    return scheme in DATASETS if found else what != "-" and Path(what).is_dir()


def _check_scheme(text: str) -> None:
    """Refuse an address with a password in it, and one of a scheme that is not read."""
    refuse_password(text)
    scheme = text.partition("://")[0]
    if scheme.lower() not in (*DATASETS, *SCHEMES):
        raise unknown_choice("kind of address", "주소 종류", scheme, (*DATASETS, *DATABASES))


def _database(what: str, told: dict[str, Any], *, parts: bool) -> Source:
    """A table or a query."""
    if parts:
        raise UsageError("table.parts-are-parquet")
    address = Address.of(what)
    _check_options(told, address.kind)
    from pseudo.table.databases.reading import read_database

    return read_database(address, table=told["table"], query=told["query"])


def _dataset(what: str | Path) -> Source:
    from pseudo.table.dataset import DatasetSource

    return DatasetSource(what)


def _reader(raw: Raw, kind: str, told: dict[str, Any]) -> Source:
    options = {name: told[name] for name, kinds in APPLIES.items() if kind in kinds}
    if kind == "xlsx":
        from pseudo.table.excel import ExcelSource

        return ExcelSource(raw, **options)
    if kind == "csv":
        from pseudo.table.csv_source import CsvSource

        return CsvSource(raw, **options)
    from pseudo.table.columnar import ArrowSource, ParquetSource

    return ParquetSource(raw) if kind == "parquet" else ArrowSource(raw)


def _format(raw: Raw) -> str:
    """What the first bytes say; what the ending says where they say nothing."""
    head = raw.head(16)
    if database := next((kind for at, magic, kind in DATABASE_MAGIC if head[at:].startswith(magic)), None):
        raise UsageError("table.database-file", Where(file=raw.name), kind=database)
    if head.startswith(OLE_MAGIC):
        raise BadInput("table.old-excel", Where(file=raw.name))
    for magic, kind in MAGIC:
        if head.startswith(magic):
            return kind
    return format_of(raw.name) or "csv"


def _check_options(told: dict[str, Any], kind: str | None) -> None:
    for name, value in told.items():
        if value is not None and kind not in APPLIES[name]:
            raise UsageError("table.option-for-other-format", option=name, formats=", ".join(APPLIES[name]))
