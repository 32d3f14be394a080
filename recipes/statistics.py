"""Specs of statistics under differential privacy: read from YAML like a recipe, with every fault and its line."""

from __future__ import annotations

import math
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pseudo.model import ALL, FIGURES, OTHER, QueryKind, StatisticsSpec, fraction_of
from pseudo.recipes.load import read_spec
from pseudo.recipes.policy import exact_decimal
from pseudo.recipes.problem import Path, Problem, near_hint
from pseudo.recipes.purpose import is_vague

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path as File

    from pseudo.model import Group, Query

__all__ = ["load_statistics", "statistics_problems"]

RESERVED = frozenset({ALL, OTHER})
COLUMNS = frozenset({"statistic", "measure", *FIGURES})
MOST_ROWS = 1000
"""Room is kept for so many rows of every person."""
MOST_STEPS = 2**31
"""A number has so many steps at the most: the sum of as many rows stays within 64 bits."""
MOST_VALUES = 2**16
"""Of a quantile: its values are counted one by one."""
_PERIODS = {"year": r"\d{4}", "month": r"\d{4}-(0[1-9]|1[0-2])"}
_NAME = re.compile(r"[^\W_][\w\-]*(?:/[^\W_][\w\-]*)*")


def load_statistics(path: str | File) -> StatisticsSpec:
    """A spec from its file.

    Raises
    ------
    BadInput
        ``recipes.unreadable``; ``recipes.invalid`` with every fault and its line.
    PolicyRefused
        ``recipes.refused``: a purpose that says nothing.
    """
    return read_spec(path, StatisticsSpec, statistics_problems)


def statistics_problems(spec: StatisticsSpec) -> list[Problem]:
    """Everything without which the stated ε and δ would not hold, or that says nothing; empty for a good spec."""
    found = [*_whole(spec)]
    for name, group in spec.groups.items():
        found += _group(spec, name, group)
    for place, query in enumerate(spec.statistics):
        found += _query(spec, query, ("statistics", place))
    return found


def _whole(spec: StatisticsSpec) -> Iterator[Problem]:
    epsilon, delta = exact_decimal(spec.epsilon), exact_decimal(spec.delta)
    if not _NAME.fullmatch(spec.name):
        yield _range(
            ("name",), "words of letters, digits, _ and -, divided by /", "글자, 숫자, _, -로 된 말을 /로 나눈 이름"
        )
    if is_vague(spec.purpose_text):
        yield Problem("recipes.purpose-vague", ("purpose_text",))
    if not spec.population.strip():
        yield _range(("population",), "the name of the persons that the table is about", "표가 다루는 사람들의 이름")
    if epsilon is None or epsilon <= 0:
        yield _range(("epsilon",), 'an exact decimal above 0, such as "0.5"', '0보다 큰 십진수(예: "0.5")')
    if delta is None or not 0 <= delta < 1:
        yield _range(
            ("delta",), 'an exact decimal from 0, below 1: "0", "0.0000001"', '0 이상 1 미만의 십진수("0", "0.0000001")'
        )
    if not 1 <= spec.max_rows_per_subject <= (1 if spec.subject is None else MOST_ROWS):
        yield _range(
            ("max_rows_per_subject",),
            f"1, or up to {MOST_ROWS} where a subject is named",
            f"1(subject를 지정한 경우에만 {MOST_ROWS}까지)",
        )
    names = [query.name for query in spec.statistics]
    if not names or len(set(names)) < len(names):
        yield _range(("statistics",), "one or more, each name once", "하나 이상이며 이름이 겹치지 않음")
    keyed = [any(spec.groups[name].private for name in q.by if name in spec.groups) for q in spec.statistics]
    if keyed and all(keyed):
        yield _range(
            ("statistics",),
            "one at least without a private group, such as the number of persons: of a private group no key may pass",
            "private 그룹이 없는 통계(예: 전체 사람 수)를 하나 이상 포함(private 그룹은 공개되는 값이 없을 수 있음)",
        )
    if spec.schema_version != 1:
        yield _range(("schema_version",), "1", "1")


def _group(spec: StatisticsSpec, name: str, group: Group) -> Iterator[Problem]:
    path: Path = ("groups", name)
    if name in COLUMNS:
        yield _range(path, "another name: it is a column of the released table", "다른 이름(결과 표의 열 이름과 같음)")
    if sum(map(bool, (group.values, group.edges, group.under, group.private))) != 1:
        yield _range(
            path,
            "one of values, edges and under (public keys, not the table's), or private: true",
            "values, edges, under(표가 아니라 공개된 값) 중 하나 또는 private: true",
        )
    if group.period is not None and not (
        group.values and all(re.fullmatch(_PERIODS.get(group.period, "$^"), v) for v in group.values)
    ):
        yield _range(
            (*path, "period"),
            'year or month, with values such as "2025" or "2025-03"',
            'year 또는 month, values는 "2025", "2025-03"처럼',
        )
    if group.private and exact_decimal(spec.delta) == 0:
        yield _range((*path, "private"), "used with a delta above 0", "delta가 0보다 클 때만 사용")
    for key, values in (("values", group.values), *((f"under.{v}", below) for v, below in group.under.items())):
        if len(set(values)) < len(values) or RESERVED & set(values):
            yield _range(
                (*path, key.split(".")[0]),
                "each value once, without 'all' and 'other'",
                "중복 없이, 'all'과 'other' 제외",
            )
    if group.edges and (len(group.edges) < 2 or any(low >= high for low, high in pairwise(group.edges))):
        yield _range((*path, "edges"), "two numbers or more, rising", "둘 이상의 오름차순 수")
    above = spec.groups.get(group.within) if group.within else None
    if bool(group.under) != (group.within is not None) or (group.within and above is None):
        yield _range((*path, "within"), "the group whose values stand in 'under'", "under에 적은 값을 가진 그룹 이름")
    elif above is not None and (above.edges or set(group.under) - set(above.values) - _lower(above)):
        yield _range((*path, "under"), "keys that are values of the group 'within'", "within 그룹의 값을 키로 씀")


def _lower(group: Group) -> set[str]:
    return {value for values in group.under.values() for value in values}


def _query(spec: StatisticsSpec, query: Query, path: Path) -> Iterator[Problem]:
    for name in query.by:
        if name not in spec.groups:
            yield Problem("recipes.unknown-group", (*path, "by"), {"name": name, **near_hint(name, spec.groups)})
    if any(spec.groups[name].private for name in query.by if name in spec.groups) and (
        len(query.by) > 1 or query.totals or query.kind not in (QueryKind.ROWS, QueryKind.PERSONS)
    ):
        yield _range(
            (*path, "by"),
            "a private group alone, without totals, for rows or persons",
            "private 그룹은 하나만, totals 없이 행 수나 사람 수에만 사용",
        )
    if len(set(query.by)) < len(query.by):
        yield _range((*path, "by"), "each group once", "그룹마다 한 번")
    outer = [spec.groups[name].within for name in query.by if name in spec.groups]
    if any(name is not None and name not in query.by[:place] for place, name in enumerate(outer)):
        yield _range((*path, "by"), "a group behind the one that it is within", "within 그룹 뒤에 오는 그룹")
    if query.share < 1:
        yield _range((*path, "share"), "1 or more", "1 이상")
    if query.kind in (QueryKind.ROWS, QueryKind.PERSONS):
        if query.column is not None:
            yield _range((*path, "column"), "left out: rows and persons are counted", "쓰지 않음(행과 사람을 셈)")
    else:
        yield from _number(query, path)
    yield from _totals(spec, query, path)


def _number(query: Query, path: Path) -> Iterator[Problem]:
    """Limits that are public, finite, and multiples of the step."""
    limits = query.low, query.high, query.step
    if query.column is None or any(limit is None or not math.isfinite(limit) for limit in limits):
        yield _range(
            (*path, "kind"),
            "given with column, low, high and step: without public limits a single cell could move the figure without bound",
            "column, low, high, step과 함께 지정(공개된 한계가 없으면 한 칸이 결과를 얼마든지 바꿈)",
        )
    elif query.low is not None and query.high is not None and query.step is not None:
        low, high, step = map(fraction_of, (query.low, query.high, query.step))
        if low >= high or step <= 0:
            yield _range((*path, "step"), "above 0, with low below high", "0보다 큰 수(low < high)")
        elif low % step or high % step or (high - low) / step > _most_steps(query):
            most = f"{_most_steps(query):,}"
            yield _range(
                (*path, "step"),
                f"a divisor of low and high, {most} steps at the most",
                f"low와 high의 약수, 최대 {most}단계",
            )
    if (query.kind is QueryKind.QUANTILE) != bool(query.quantiles) or any(not 0 < q < 1 for q in query.quantiles):
        yield _range(
            (*path, "quantiles"),
            "shares above 0, below 1, for the kind quantile",
            "quantile에만 쓰는 0과 1 사이의 비율",
        )


def _most_steps(query: Query) -> int:
    return MOST_VALUES if query.kind is QueryKind.QUANTILE else MOST_STEPS


def _totals(spec: StatisticsSpec, query: Query, path: Path) -> Iterator[Problem]:
    if not query.totals:
        return
    adds_up = query.kind in (QueryKind.ROWS, QueryKind.SUM) or (
        query.kind is QueryKind.PERSONS and spec.max_rows_per_subject == 1
    )
    if not adds_up or not query.by:
        yield _range(
            (*path, "totals"),
            "false, but for groups of rows and sums, and of persons with one row each: other figures do not add up",
            "false(행 수, 합계, 그리고 한 사람이 한 행인 사람 수의 그룹에만 true: 다른 수치는 더해지지 않음)",
        )


def _range(path: Path, wanted_en: str, wanted_ko: str) -> Problem:
    return Problem("recipes.out-of-range", path, {"key": path[-1], "wanted_en": wanted_en, "wanted_ko": wanted_ko})
