"""With how many digits the matches of an expression can begin, read from the expression itself.

A number's place in a text has one run of digits; the forms that cannot begin with a run of that length need not be tried there. What is
not understood counts as possible.
"""

from __future__ import annotations

from re import _constants as codes  # type: ignore[attr-defined]  # the standard library's own parser: a second one would disagree
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["LONGEST", "run_lengths"]

LONGEST = 24
"""Runs of more digits count as so many."""
ALL = frozenset(range(LONGEST + 1))
DIGITS = frozenset(map(ord, "0123456789"))
DIGIT, OTHER, EITHER = "digit", "other", "either"
UNKNOWN = (None, None)


def run_lengths(regex: str) -> frozenset[int]:
    """The lengths of the run of ASCII digits that may stand where a match of ``regex`` begins, from 0 (another character)."""
    return frozenset(_lengths(list(parser.parse(regex)), frozenset({0})))


def _lengths(items: list[Any], so_far: frozenset[int]) -> frozenset[int]:
    """As above, for a sequence of parsed items behind ``so_far`` digits."""
    if not items:
        return _at_least(so_far)
    (operation, value), rest = items[0], items[1:]
    if kind := _kind(operation, value):
        ended = so_far if kind != DIGIT else frozenset()
        return ended if kind == OTHER else ended | _lengths(rest, _plus(so_far, 1, 1))
    if operation in {codes.SUBPATTERN, codes.BRANCH}:
        branches = value[1] if operation is codes.BRANCH else [value[3]]
        return frozenset().union(*(_lengths([*branch, *rest], so_far) for branch in branches))
    if operation in {codes.MAX_REPEAT, codes.MIN_REPEAT}:
        return _repeated(value, rest, so_far)
    if operation not in {codes.AT, codes.ASSERT, codes.ASSERT_NOT}:
        return _at_least(so_far)
    no_digit_behind = (
        operation is codes.ASSERT_NOT and value[0] > 0 and len(value[1]) == 1 and _covers_digits(*value[1][0])
    )
    return so_far if no_digit_behind else _lengths(rest, so_far)


def _repeated(value: Any, rest: list[Any], so_far: frozenset[int]) -> frozenset[int]:
    low, high, below = value
    without = _lengths(rest, so_far) if low == 0 else frozenset()
    if len(below) == 1 and _kind(*below[0]) == DIGIT:
        return _lengths(rest, _plus(so_far, low, min(int(high), LONGEST)))
    once = rest if int(high) == 1 else [UNKNOWN]
    return without | _lengths([*below, *once], so_far)


def _plus(lengths: frozenset[int], low: int, high: int) -> frozenset[int]:
    return frozenset(min(LONGEST, n + more) for n in lengths for more in range(low, high + 1))


def _at_least(lengths: frozenset[int]) -> frozenset[int]:
    return frozenset(range(min(lengths), LONGEST + 1))


def _kind(operation: Any, value: Any) -> str:
    """Whether an item is one digit, one other character, or either; empty for what is no single character."""
    if operation is codes.LITERAL:
        return DIGIT if value in DIGITS else OTHER
    if operation is codes.IN:
        members = _members(value)
        if members is None:
            return EITHER
        return DIGIT if members <= DIGITS else EITHER if members & DIGITS else OTHER
    return EITHER if operation in {codes.ANY, codes.NOT_LITERAL} else ""


def _members(value: Any) -> set[int] | None:
    """The characters of a set as far as digits matter; None where it is not told by literals and ranges."""
    members: set[int] = set()
    for operation, argument in value:
        if operation is codes.LITERAL:
            members.add(argument)
        elif operation is codes.RANGE:
            members |= DIGITS & set(range(argument[0], min(argument[1], 0x7F) + 1)) or {argument[1]}
            if argument[1] > ord("9") or argument[0] < ord("0"):
                members.add(argument[1])
        elif operation is codes.CATEGORY and argument is codes.CATEGORY_SPACE:
            members.add(0x20)
        else:
            return None
    return members


def _covers_digits(operation: Any, value: Any) -> bool:
    members = _members(value) if operation is codes.IN else None
    return members is not None and members >= DIGITS
