"""Options that several verbs share: how a table is read, where the keys are, JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from pseudo.cli.words import t

__all__ = [
    "FORMATS",
    "format_option",
    "json_option",
    "keys_option",
    "out_option",
    "project_options",
    "reading",
    "reading_options",
    "rows_option",
    "seed_option",
]

F = TypeVar("F", bound=Callable[..., Any])
FORMATS = ("csv", "xlsx", "parquet", "arrow")


def reading_options(function: F) -> F:
    """``--encoding``, ``--delimiter``, ``--header/--no-header``, ``--input-format``, ``--sheet``, ``--table``, ``--query``."""
    for option in (
        click.option(
            "--query",
            "query_file",
            type=click.Path(path_type=Path, exists=True, dir_okay=False),
            help=t("데이터베이스: SELECT 문 하나가 든 파일.", "Of a database: a file with one SELECT."),
        ),
        click.option(
            "--table",
            "table_name",
            help=t("데이터베이스: 표 이름(스키마.표).", "Of a database: the table (schema.table)."),
        ),
        click.option("--sheet", help=t("엑셀 시트 이름(기본: 첫 시트).", "Excel sheet (the first by default).")),
        click.option(
            "--input-format",
            type=click.Choice(FORMATS),
            help=t("입력 형식(기본: 파일 이름과 내용).", "Input format (by name and content)."),
        ),
        click.option(
            "--header/--no-header",
            default=None,
            help=t(
                "첫 행이 열 이름인지 여부(기본: 판별).", "Whether the first row names the columns (judged by default)."
            ),
        ),
        click.option("--delimiter", help=t("구분자(기본: 판별).", "Delimiter (detected by default).")),
        click.option(
            "--encoding",
            help=t("문자 인코딩: utf-8, cp949 등(기본: 판별).", "Encoding: utf-8, cp949, ... (detected by default)."),
        ),
    ):
        function = option(function)
    return function


def reading(values: dict[str, Any]) -> dict[str, Any]:
    """The reading options out of a command's values, as ``open_source`` takes them."""
    chosen = {name: values.pop(name) for name in ("encoding", "delimiter", "header", "sheet")}
    chosen["format"] = values.pop("input_format")
    chosen["table"] = values.pop("table_name")
    query_file = values.pop("query_file")
    chosen["query"] = query_file and query_file.read_text("utf-8-sig")
    return chosen


def keys_option(function: F) -> F:
    """``--keys``: the key store's folder."""
    return click.option(
        "--keys",
        type=click.Path(path_type=Path, file_okay=False),
        help=t(
            "키 저장소 폴더(기본: PSEUDO_KEYS 또는 사용자 폴더). 출력과 떨어져 있어야 합니다.",
            "Key store folder (PSEUDO_KEYS or the user's by default); apart from the output.",
        ),
    )(function)


def project_options(function: F) -> F:
    """``--project`` and ``--recipient``: whose key, whose pseudonyms."""
    function = click.option(
        "--recipient",
        default="internal",
        show_default=True,
        help=t("제공받는 자. 다르면 가명도 달라집니다.", "Who receives it; another recipient gets other pseudonyms."),
    )(function)
    return click.option(
        "--project",
        default="default",
        show_default=True,
        help=t("키를 가진 과제 이름.", "The project whose key is used."),
    )(function)


def out_option(function: F) -> F:
    """``--out`` and ``--force`` of a release."""
    function = click.option(
        "--force",
        is_flag=True,
        help=t("이미 있는 릴리스를 통째로 교체합니다.", "Replace the release that is there, as a whole."),
    )(function)
    return click.option(
        "--out", required=True, type=click.Path(path_type=Path), help=t("릴리스 폴더.", "The release's folder.")
    )(function)


def rows_option(function: F) -> F:
    """``--rows``: how many are made."""
    return click.option("--rows", required=True, type=click.IntRange(min=1), help=t("만들 행의 수.", "Rows to make."))(
        function
    )


def seed_option(function: F) -> F:
    """``--seed`` of what is drawn."""
    return click.option(
        "--seed",
        default=0,
        show_default=True,
        type=int,
        help=t("난수 씨앗. 기록에 남습니다.", "Seed; it stands in the manifest."),
    )(function)


def format_option(default: str | None = None) -> Callable[[F], F]:
    """``--format`` of a release's files, ``output_format``; without a default, that of what is read."""
    like = t("기본: 입력과 같음", "that of the input by default")
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(FORMATS),
        default=default,
        show_default=default is not None,
        help=t("출력 형식.", "Output format.") if default else t(f"출력 형식({like}).", f"Output format ({like})."),
    )


def json_option(function: F) -> F:
    """``--json``: the answer for machines, on stdout."""
    return click.option(
        "--json", "as_json", is_flag=True, help=t("결과를 JSON으로 출력합니다.", "Print the result as JSON.")
    )(function)
