"""How a CSV file is laid out: packing, encoding, delimiter, line ends and header, told or found in its first bytes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, Where
from pseudo.table.choices import unknown_choice
from pseudo.table.encoding import ENCODINGS, detect_encoding
from pseudo.table.names import SAMPLE_ROWS, check_header, numbered_names
from pseudo.table.raw import CHUNK, Gunzip, Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["DELIMITERS", "CsvLayout", "csv_bytes", "find_layout"]

DELIMITERS = (",", "\t", ";", "|")
GZIP_MAGIC = b"\x1f\x8b"


@dataclass(frozen=True)
class CsvLayout:
    """What a reader of the file must know.

    Attributes
    ----------
    encoding : str
        A name of :data:`~pseudo.table.encoding.ENCODINGS`.
    delimiter, newline : str
        One character; ``"LF"``, ``"CRLF"`` or ``"CR"`` (for people: the parser takes any mixture).
    header : bool
        Whether the first record holds the names.
    names : tuple of str
        The names, not yet checked.
    skip : int
        UTF-8 bytes before the first data record, after the byte-order mark.
    detected : tuple of str
        Which of these were found rather than told.
    """

    encoding: str
    delimiter: str
    newline: str
    header: bool
    names: tuple[str, ...]
    skip: int
    detected: tuple[str, ...]


def csv_bytes(raw: Raw) -> io.RawIOBase:
    """The file's bytes from the start, unpacked where they are gzip."""
    return Gunzip(raw) if raw.head(2) == GZIP_MAGIC else raw.window()


def find_layout(raw: Raw, *, encoding: str | None, delimiter: str | None, header: bool | None) -> CsvLayout:
    """The layout of a CSV file; what is given is taken, the rest is found.

    Raises
    ------
    UsageError
        ``general.unknown-choice`` for an encoding or delimiter that is not read.
    BadInput
        ``table.empty``; ``table.header-unclear`` where ``header`` is None and the first record looks like data.
    """
    _check_choices(encoding, delimiter)
    told = (("encoding", encoding), ("delimiter", delimiter), ("header", header))
    encoding = encoding or detect_encoding(csv_bytes(raw))
    text, whole = _sample(raw, encoding)
    delimiter = delimiter or _sniffed(text, whole=whole)
    first, length = _first_record(text, delimiter, raw.name)
    if header is None:
        check_header(first, _records(text[length:], delimiter, whole=whole), raw.name)
    names = tuple(first) if header is not False else tuple(numbered_names(len(first)))
    return CsvLayout(
        encoding=encoding,
        delimiter=delimiter,
        newline="CRLF" if "\r\n" in text else "LF" if "\n" in text else "CR" if "\r" in text else "LF",
        header=header is not False,
        names=names,
        skip=len(text[:length].encode()) if header is not False else 0,
        detected=(*(what for what, given in told if given is None), "newline"),
    )


def _check_choices(encoding: str | None, delimiter: str | None) -> None:
    if encoding is not None and encoding not in ENCODINGS:
        raise unknown_choice("encoding", "문자 인코딩", encoding, ENCODINGS)
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n' or ord(delimiter) > 127):
        raise unknown_choice("delimiter", "구분자", delimiter, map(repr, DELIMITERS))


def _sample(raw: Raw, encoding: str) -> tuple[str, bool]:
    """The first megabyte as text, and whether that is all. Broken bytes are looked for later, over the whole file."""
    data = csv_bytes(raw).read(CHUNK) or b""
    text = data.decode(ENCODINGS[encoding], "replace")
    return text, len(data) < CHUNK


def _records(text: str, delimiter: str, *, whole: bool) -> list[list[str]]:
    """Up to SAMPLE_ROWS records that are not blank, without the one the sample cuts in two."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    try:
        records.extend(islice((r for r in reader if r), SAMPLE_ROWS))
    except csv.Error:
        return records  # a cell longer than the module's limit: the check over the whole file says where
    return records if whole or len(records) == SAMPLE_ROWS else records[:-1]


def _sniffed(text: str, *, whole: bool) -> str:
    """The delimiter by which most records are as wide as the first; the comma where none divides the first."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = Counter(map(len, _records(text, delimiter, whole=whole)))
        first = next(iter(widths), 1)
        score = (widths[first] / widths.total(), first) if first > 1 else (0.0, 0)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _first_record(text: str, delimiter: str, file: str) -> tuple[list[str], int]:
    """The first record that is not blank, and where in ``text`` the next one starts."""
    used = 0

    def lines() -> Iterator[str]:
        nonlocal used
        for line in io.StringIO(text, newline=""):
            used += len(line)
            yield line

    try:
        for record in csv.reader(lines(), delimiter=delimiter):
            if record:
                return record, used
    except csv.Error:
        raise BadInput("table.header-unclear", Where(file=file), cells=1, width=1) from None
    raise BadInput("table.empty", Where(file=file))
