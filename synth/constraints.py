"""The rules between columns: their form, which rows keep them, and what is computed from them.

They are evaluated on coded frames: numbers as they are, dates and times as days since 1970-01-01, categories as codes,
a missing cell as NaN. A rule with a missing cell holds.
"""

from __future__ import annotations

import ast
import operator
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from pseudo.errors import BadInput
from pseudo.model import ColumnType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from pseudo.model import SynthConstraint

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

__all__ = ["check_shape", "combination_keys", "derive", "holds", "is_strict"]

_FEWEST = {"inequality": 2, "range": 3, "positive": 1, "fixed_combinations": 2, "derived": 2}
_MOST = {"inequality": 2, "range": 3, "positive": 1}
_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: np.divide,
}
_TOLERANCE = 1e-6


def check_shape(rule: SynthConstraint, types: Mapping[str, ColumnType], categorical: Collection[str]) -> None:
    """Refuse a rule that cannot be evaluated on columns of these types.

    Raises
    ------
    BadInput
        ``synth.constraint-malformed`` with the rule's kind and what is wrong, in both languages.
    """
    count = len(rule.columns)
    if rule.kind not in _FEWEST:
        _malformed(rule, "there is no such kind", "없는 종류입니다")
    if not _FEWEST[rule.kind] <= count <= _MOST.get(rule.kind, count):
        _malformed(rule, f"it cannot have {count} columns", f"열의 수({count}개)가 맞지 않습니다")
    if any(name not in types for name in rule.columns):
        _malformed(rule, "a column of it is fictitious or dropped", "가상 값으로 바뀌거나 제외되는 열이 들어 있습니다")
    if rule.kind == "fixed_combinations":
        return
    if any(types[name] is ColumnType.TEXT or name in categorical for name in rule.columns):
        _malformed(rule, "it needs columns of numbers or dates", "숫자나 날짜 열이어야 합니다")
    if rule.kind == "derived":
        _parsed(rule)


def is_strict(rule: SynthConstraint) -> bool:
    """Whether equality breaks the rule: by default for "positive" only; ``params: {strict: ...}`` says otherwise."""
    return bool(rule.params.get("strict", rule.kind == "positive"))


def holds(frame: pd.DataFrame, rule: SynthConstraint, combinations: set[tuple[float, ...]] | None = None) -> Flags:
    """Which rows keep the rule.

    Parameters
    ----------
    frame : pandas.DataFrame
        Coded, with the rule's columns.
    rule : SynthConstraint
        Of a form that :func:`check_shape` accepts.
    combinations : set of tuple, optional
        The allowed code tuples of a "fixed_combinations" (missing is -1); without them every row keeps it.

    Returns
    -------
    ndarray of bool, shape (n_rows,)
    """
    if rule.kind == "fixed_combinations":
        keys = combination_keys(frame, rule)
        return np.array([combinations is None or key in combinations for key in keys], dtype=bool)
    cells = [frame[name].to_numpy(dtype=float) for name in rule.columns]
    kept: Flags = np.isnan(np.column_stack(cells)).any(axis=1)
    less = np.less if is_strict(rule) else np.less_equal
    if rule.kind == "positive":
        kept |= less(0.0, cells[0])
    elif rule.kind == "derived":
        expected = derive(frame, rule)
        tolerance = float(rule.params.get("tolerance", _TOLERANCE))
        kept |= np.isnan(expected) | np.isclose(cells[0], expected, rtol=_TOLERANCE, atol=tolerance)
    else:
        kept |= np.logical_and.reduce([less(low, high) for low, high in pairwise(cells)])
    return kept


def combination_keys(frame: pd.DataFrame, rule: SynthConstraint) -> list[tuple[float, ...]]:
    """Each row's codes in the rule's columns; a missing cell is -1."""
    return list(frame[list(rule.columns)].fillna(-1.0).itertuples(index=False, name=None))


def derive(frame: pd.DataFrame, rule: SynthConstraint) -> Floats:
    """Compute the target of a "derived" rule from its sources.

    The expression knows the rule's source columns by the recipe's names, numbers, parentheses and ``+ - * /``.
    Two dates subtracted give days.

    Returns
    -------
    ndarray of float, shape (n_rows,)
        NaN where a source is missing or a division is by zero.
    """
    sources = list(rule.params["aliases"].items())[1:]
    values = {unicodedata.normalize("NFKC", alias): frame[name].to_numpy(dtype=float) for alias, name in sources}
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.broadcast_to(_evaluate(_parsed(rule), values), (len(frame),)).astype(float)
    result[np.isinf(result)] = np.nan
    return result


def _parsed(rule: SynthConstraint) -> ast.expr:
    expression = rule.params.get("expression")
    try:
        tree = ast.parse(str(expression), mode="eval").body
    except (SyntaxError, ValueError):
        tree = None
    if expression is None or tree is None:
        _malformed(rule, "it needs an expression that can be read", "읽을 수 있는 계산식(expression)이 필요합니다")
    sources = {unicodedata.normalize("NFKC", alias) for alias in list(rule.params["aliases"])[1:]}
    for node in ast.walk(tree):
        known = isinstance(node, (ast.BinOp, ast.UnaryOp, ast.USub, ast.Load, *_OPERATORS))
        named = isinstance(node, ast.Name) and node.id in sources
        number = isinstance(node, ast.Constant) and type(node.value) in {int, float}
        if not (known or named or number):
            _malformed(
                rule,
                "its expression may hold its source columns, numbers and + - * / only",
                "계산식에는 근거 열, 숫자, + - * / 만 쓸 수 있습니다",
            )
    return tree


def _evaluate(node: ast.expr, values: Mapping[str, Any]) -> Any:
    if isinstance(node, ast.BinOp):
        return _OPERATORS[type(node.op)](_evaluate(node.left, values), _evaluate(node.right, values))
    if isinstance(node, ast.UnaryOp):
        return -_evaluate(node.operand, values)
    return values[node.id] if isinstance(node, ast.Name) else ast.literal_eval(node)


def _malformed(rule: SynthConstraint, why_en: str, why_ko: str) -> NoReturn:
    raise BadInput(
        "synth.constraint-malformed",
        kind=rule.kind,
        columns=", ".join(f"'{c}'" for c in rule.columns),
        why_en=why_en,
        why_ko=why_ko,
    )
