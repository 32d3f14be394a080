"""What a well-formed recipe may not ask: against the law, the guideline, or itself.

:func:`policy_problems` takes a :class:`~pseudo.model.Recipe` from wherever it comes; planning runs it too, so that a
recipe made in Python is held to the same rules as a file.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from pseudo.model import ReleaseClass, Role
from pseudo.recipes.names import fold_name, rule_name
from pseudo.recipes.problem import Path, Problem, near_hint
from pseudo.recipes.purpose import is_vague
from pseudo.recipes.references import reference_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.model import Anonymity, ColumnRule, Generalization, Recipe, Statistic

__all__ = ["KEYED", "REFUSALS", "RRN_ENTITY", "cites_article", "exact_decimal", "is_rrn_name", "policy_problems"]

KEYED = frozenset(
    {
        "hmac", "matching_key", "token_vault", "substitute", "rewrite_text",
        "ff1", "rrn_parts", "phone", "card", "account", "aes_siv", "ope", "date_shift",
    }
)  # fmt: skip
"""Techniques whose output is a pseudonym or hangs on one: their output is 가명정보, whatever else is done."""
REFUSALS = frozenset({"recipes.purpose-vague", "recipes.open-pseudonymised", "recipes.rrn", "recipes.identifier-kept"})
"""The codes that are refusals by policy, not faults of writing."""
RRN_ENTITY = "KR_RRN"
LEVEL_QUALITIES = ("loss", "precision", "height", "entropy", "discernibility", "average_class")
RARE_METHODS = ("sigma", "mad", "iqr", "quantile")
_RRN_NAMES = frozenset(
    {
        "주민등록번호",
        "주민번호",
        "주민등록no",
        "rrn",
        "rrno",
        "juminno",
        "juminnumber",
        "residentregistrationnumber",
        "ssn",
    }
)
_ARTICLE = re.compile(r"제\s?\d+조|§\s?\d+|\bart(?:icle|\.)?\s?\d+", re.IGNORECASE)
_STATISTIC_NAME = re.compile(r"[^\W_][\w\-]{0,63}")


def policy_problems(recipe: Recipe) -> list[Problem]:
    """Every refusal and inconsistency of a recipe; empty for a good one."""
    found = [*_purpose(recipe), *_rules(recipe), *reference_problems(recipe), *_open(recipe)]
    if recipe.anonymity is not None:
        found += _anonymity(recipe.anonymity)
    found += [*_generalization(recipe), *_rare_values(recipe)]
    most = recipe.max_collision_probability
    if most is not None and not 0 < most < 1:
        found.append(_range(("max_collision_probability",), "above 0 and below 1", "0보다 크고 1보다 작은 수"))
    for i, statistic in enumerate(recipe.statistics):
        found += _statistic(statistic, ("statistics", i), has_subject=recipe.subject is not None)
    if recipe.schema_version != 1:
        found.append(_range(("schema_version",), "1", "1"))
    return found


def is_rrn_name(name: str) -> bool:
    """Whether a header calls its column a resident registration number."""
    return fold_name(name) in _RRN_NAMES


def cites_article(basis: str | None) -> bool:
    """Whether a statutory basis names an article ("의료법 제22조")."""
    return bool(basis and _ARTICLE.search(basis))


def _range(path: Path, wanted_en: str, wanted_ko: str) -> Problem:
    return Problem("recipes.out-of-range", path, {"key": path[-1], "wanted_en": wanted_en, "wanted_ko": wanted_ko})


def _purpose(recipe: Recipe) -> Iterator[Problem]:
    """가이드라인 본권 p.24-26: a purpose says what is studied, analysed or verified."""
    if is_vague(recipe.purpose_text):
        yield Problem("recipes.purpose-vague", ("purpose_text",))


def _rules(recipe: Recipe) -> Iterator[Problem]:
    for i, rule in enumerate(recipe.columns):
        if not rule_name(rule):
            yield Problem("recipes.matches-nothing", ("columns", i))
        if _holds_rrn(rule) and rule.technique != "delete" and not cites_article(rule.statutory_basis):
            yield Problem("recipes.rrn", ("columns", i), {"rule": rule_name(rule)})
        elif rule.role is Role.DIRECT_IDENTIFIER and rule.technique == "keep":
            yield Problem("recipes.identifier-kept", ("columns", i), {"rule": rule_name(rule)})


def _holds_rrn(rule: ColumnRule) -> bool:
    return RRN_ENTITY in (*rule.entities, *rule.accepts) or any(is_rrn_name(name) for name in rule.names)


def _open(recipe: Recipe) -> Iterator[Problem]:
    """가이드라인 본권 p.12-13: pseudonymised data is not opened to the public; only anonymous information is."""
    if recipe.release_class is not ReleaseClass.OPEN:
        return
    rules = [rule_name(rule) for rule in recipe.columns if _is_pseudonymised(rule)]
    if rules or recipe.anonymity is None:
        named = ", ".join(rules) or "anonymity: null"
        yield Problem("recipes.open-pseudonymised", ("release_class",), {"rules": named})


def _is_pseudonymised(rule: ColumnRule) -> bool:
    person = rule.role in {Role.DIRECT_IDENTIFIER, Role.FREE_TEXT} and rule.technique != "delete"
    return person or rule.technique in KEYED


def _anonymity(wanted: Anonymity) -> Iterator[Problem]:
    if wanted.k < 2:
        yield _range(("anonymity", "k"), "2 or more", "2 이상")
    if not 0 <= wanted.max_suppressed_rate < 1:
        yield _range(("anonymity", "max_suppressed_rate"), "at least 0 and below 1", "0 이상 1 미만")
    if not wanted.quasi_identifiers:
        yield _range(("anonymity", "quasi_identifiers"), "one or more", "하나 이상")


def _generalization(recipe: Recipe) -> Iterator[Problem]:
    """What is asked of the search for levels."""
    wanted, place = recipe.generalization, ("generalization",)
    if wanted is None:
        return
    yield from _open_levels(recipe, wanted)
    if not 0 <= wanted.max_small_rate < 1:
        yield _range((*place, "max_small_rate"), "at least 0 and below 1", "0 이상 1 미만")
    if wanted.quality not in LEVEL_QUALITIES:
        facts = {"key": "quality", "choices": ", ".join(LEVEL_QUALITIES), **near_hint(wanted.quality, LEVEL_QUALITIES)}
        yield Problem("recipes.wrong-choice", (*place, "quality"), facts)
    for name, weight in wanted.weights.items():
        if wanted.quality != "loss" or not 0 < weight < math.inf:
            yield _range((*place, "weights", name), "above 0, with quality loss", "0보다 큰 수(quality가 loss일 때만)")
    if wanted.seconds < 1:
        yield _range((*place, "seconds"), "1 or more", "1 이상")


def _open_levels(recipe: Recipe, wanted: Generalization) -> Iterator[Problem]:
    """Levels can be found for hierarchies of quasi-identifiers, between bounds that leave a choice."""
    place = ("generalization", "lowest")
    levels = {rule_name(r): r.params.get("level") for r in recipe.columns if r.technique == "hierarchy"}
    counted = recipe.anonymity.quasi_identifiers if recipe.anonymity else ()
    for name, lowest in wanted.lowest.items():
        highest = levels.get(name)
        if name not in levels or name not in counted:
            yield Problem("recipes.level-not-open", (*place, name), {"name": name})
        elif isinstance(highest, int) and not 0 <= lowest <= highest:
            yield _range((*place, name), f"0 to the rule's level {highest}", f"0~규칙의 level {highest}")
    if not wanted.lowest:
        yield _range(place, "one or more columns", "하나 이상의 열")


def _rare_values(recipe: Recipe) -> Iterator[Problem]:
    """What leaves the institution's hands needs a search for rare values (가이드라인 본권 p.42-46, 별권 p.65-69)."""
    wanted = recipe.rare_values
    if wanted is None:
        if recipe.release_class is not ReleaseClass.INTERNAL:
            yield Problem("recipes.rare-unstated", ("release_class",))
        return
    if wanted.frequency < 1:
        yield _range(("rare_values", "frequency"), "1 or more", "1 이상")
    if wanted.method not in RARE_METHODS:
        facts = {"key": "method", "choices": ", ".join(RARE_METHODS), **near_hint(wanted.method, RARE_METHODS)}
        yield Problem("recipes.wrong-choice", ("rare_values", "method"), facts)
    elif not 0 < wanted.limit < (0.5 if wanted.method == "quantile" else math.inf):
        yield _range(("rare_values", "limit"), "above 0, and below 0.5 for quantile", "0보다 크고, quantile은 0.5 미만")
    if not wanted.source.strip():
        yield _range(("rare_values", "source"), "a text", "빈칸이 아닌 글")


def _statistic(statistic: Statistic, path: Path, *, has_subject: bool) -> Iterator[Problem]:
    """Bounds without which the stated ε (δ) would not hold."""
    epsilon, delta = exact_decimal(statistic.epsilon), exact_decimal(statistic.delta)
    if epsilon is None or epsilon <= 0:
        yield _range((*path, "epsilon"), "an exact decimal above 0", "0보다 큰 십진수")
    if statistic.mechanism == "gaussian" and (delta is None or not 0 < delta < 1):
        yield _range(
            (*path, "delta"),
            "an exact decimal between 0 and 1 for Gaussian noise",
            "가우시안 잡음에서는 0과 1 사이의 십진수",
        )
    if statistic.mechanism == "laplace" and delta != 0:
        yield _range((*path, "delta"), '"0" for Laplace noise', '라플라스 잡음에서는 "0"')
    if statistic.max_rows_per_subject < 1 or (statistic.max_rows_per_subject > 1 and not has_subject):
        yield _range(
            (*path, "max_rows_per_subject"),
            "1, or more where a subject is named",
            "1(subject를 지정한 경우에만 그 이상)",
        )
    if not _STATISTIC_NAME.fullmatch(statistic.name):
        yield _range((*path, "name"), "a file name of letters, digits, _ and -", "글자, 숫자, _, -로 된 파일 이름")
    if not statistic.categories or len(set(statistic.categories)) < len(statistic.categories):
        yield _range((*path, "categories"), "one or more, each once", "하나 이상이며 중복 없음")


def exact_decimal(text: str) -> Decimal | None:
    """The exact decimal of a text in plain or scientific notation; None where it is none or not finite."""
    try:
        number = Decimal(text) if re.fullmatch(r"[0-9.]+(?:[eE][-+]?[0-9]{1,3})?", text) else None
    except InvalidOperation:
        return None
    return number
