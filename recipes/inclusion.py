"""Files beside a recipe that stand in it as text: the CSV of a hierarchy (``table_file``) becomes its ``table``.

So the recipe's digest and every plan hold all that decides the output. Only a file of the recipe's own folder is read.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo.recipes.document import MAX_BYTES
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["include_tables"]

NAMED, INCLUDED = "table_file", "table"
MOST_BYTES = MAX_BYTES // 2  # a plan that holds it must still be read


def include_tables(data: Any, folder: Path) -> list[Problem]:
    """Put the text of each ``params.table_file`` into ``params.table``; ``data`` is changed in place.

    The file is UTF-8 or CP949, at most 512 KiB, its entries parted by ";" or, where the first line has none, by ",".

    Returns
    -------
    list of Problem
        ``recipes.table-file`` for each file that cannot be had.
    """
    problems = []
    for place, params in _naming(data):
        name = params[NAMED]
        why = _refusal(params)
        text = None if why else _read(folder / name)
        if text is None:
            en, ko = why or (
                "it cannot be read as UTF-8 or CP949 of at most 512 KiB",
                "512 KiB 이하의 UTF-8 또는 CP949 파일로 읽을 수 없음",
            )
            problems.append(
                Problem("recipes.table-file", ("columns", place, "params", NAMED), {"why_en": en, "why_ko": ko})
            )
        else:
            params[INCLUDED] = _with_semicolons(text)
            del params[NAMED]
    return problems


def _naming(data: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """Place and parameters of every column rule that names a file."""
    columns = data.get("columns") if isinstance(data, dict) else None
    for place, rule in enumerate(columns if isinstance(columns, list) else ()):
        params = rule.get("params") if isinstance(rule, dict) else None
        if isinstance(params, dict) and isinstance(params.get(NAMED), str):
            yield place, params


def _refusal(params: dict[str, Any]) -> tuple[str, str] | None:
    if Path(params[NAMED]).name != params[NAMED]:
        return "it must be a file name without a folder", "폴더 없이 파일 이름만 적어야 함"
    if params.get(INCLUDED) is not None:
        return "'table' is given as well", "'table'도 함께 지정됨"
    return None


def _read(path: Path) -> str | None:
    try:
        raw = path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None
    for encoding in ("utf-8-sig", "cp949") if raw is not None else ():
        try:
            return raw.decode(encoding)  # type: ignore[union-attr]  # not None in here
        except UnicodeDecodeError:
            continue
    return None


def _with_semicolons(text: str) -> str:
    first = text.partition("\n")[0]
    lines = csv.reader(io.StringIO(text), delimiter=";" if ";" in first else ",")
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerows(line for line in lines if line)
    return out.getvalue()
