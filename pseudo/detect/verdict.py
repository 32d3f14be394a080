"""The verdict on a column: name, form, check digits and shape weighed as log-odds.

The weights are judgements, kept in one place. What they must hold to is in the tests: a checksum's pass rate is compared with
chance, a name alone types no column whose values contradict it, and values alone do where they are specific.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.detect import why
from pseudo.detect.headers import FREE_TEXT, OTHER, Header, Kind, kinds, read_header
from pseudo.detect.normalize import normalize
from pseudo.detect.recognizers import rules
from pseudo.detect.search import fits
from pseudo.model import ColumnFinding, ColumnVerdict, Role, StrayHit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.detect.rule import Rule
    from pseudo.detect.sample import ColumnSample

__all__ = ["Evidence", "judge"]

PRIOR = -3.0
NAMED = 4.0
NAMED_OTHERWISE = -1.5
NAMED_OTHER = -3.0
NO_MATCH = -4.0
CHECK_CEILING = 6.0
ENOUGH = 50
"""Numbers after which more of them add nothing to a check's log-odds."""
NAMED_SHARE = 0.1
"""With the name's word, this share of matching values is enough (a quarter of the cells of real telephone columns)."""
NAMED_FLOOR = -1.0
"""What failing checks may cost a column that bears the name: sample data and newer numbers fail them too."""
COMPANY_SHARE = 0.95
CATEGORIES = 50
FREE_SHARE = 0.3
PHRASE_WORDS = 3
PHRASE_SHARE = 0.2
"""In a column called a note, this share of cells with so many words makes it free text, however short its sentences."""
CODE_SHARE = 0.9
PLACEHOLDER = re.compile(r"[-.·/ ]{1,3}|(?i:null|nan|none|n/a|na|없음|해당없음|미상|불명|미기재)")
CODE = re.compile(r"[0-9A-Za-z,.:/+\-_ %()~]*[0-9][0-9A-Za-z,.:/+\-_ %()~]*|[A-Z]{1,4}")
COMPANY = range(81, 89)


@dataclass(frozen=True)
class Evidence:
    """How one entity fares in a column: shares over the sampled distinct values, and the odds that come of it.

    ``match`` is None where the name alone speaks: no value was held against a form.
    """

    entity: str
    match: float | None
    mean: float
    checked: int = 0
    passed: float = 0.0
    chance: float = 0.0
    odds: float = 0.0

    @property
    def score(self) -> float:
        """The odds as a confidence in 0..1."""
        return 1 / (1 + math.exp(-self.odds))


def judge(name: str, sample: ColumnSample, stray: Sequence[StrayHit], *, dated: bool = False) -> ColumnFinding:
    """The finding of one column.

    Parameters
    ----------
    name : str
        The column's name.
    sample : ColumnSample
        What was kept of it.
    stray : sequence of StrayHit
        Identifiers in its cells, by value.
    dated : bool
        Whether the file types it as date or time.
    """
    header = read_header(name)
    cells = [c for c in (normalize(v).text.strip() for v in sample.values()) if c and not PLACEHOLDER.fullmatch(c)]
    best = max(_evidence(cells, header, sample, dated=dated), key=lambda e: e.odds, default=None)
    free = _free_share(cells)
    rates = _rates(sample, header, best, free)
    if best and best.score > 0.5:
        return _typed(name, best, header, rates, stray, cells)
    doubt = round(1 - (best.score if best else 0.0), 3)
    phrases = sum(_words(c) >= PHRASE_WORDS for c in cells) / len(cells) if cells else 0.0
    called = header.entity == FREE_TEXT and (free > 0.02 or phrases >= PHRASE_SHARE)
    if free >= FREE_SHARE or called or (stray and phrases >= 0.5):
        reasons = (why.sentences(max(free, phrases)), *why.named(header))
        return ColumnFinding(
            name, ColumnVerdict.FREE_TEXT, None, Role.FREE_TEXT, max(free, 0.6), rates, reasons, tuple(stray)
        )
    named = kinds().get(header.entity or "")
    coded = dated or _categories(sample) or _share(CODE, cells) >= CODE_SHARE or bool(named and named.code)
    verdict = ColumnVerdict.CODE if coded else ColumnVerdict.CLEAN
    role = named.info.role if named and named.code else Role.OTHER
    reasons = (*why.named(header), why.dates() if dated else why.coded() if coded else why.nothing())
    return ColumnFinding(name, verdict, None, role, doubt, rates, reasons, tuple(stray))


def _evidence(cells: list[str], header: Header, sample: ColumnSample, *, dated: bool) -> list[Evidence]:
    """The evidence of every entity that the name or a value speaks for."""
    if not cells:
        return []
    asked = [(name, kind) for name, kind in kinds().items() if not kind.code and (not dated or kind.dates)]
    ruled = {rule.info.entity: rule for rule in rules() if not rule.asked}
    found: list[Evidence | None] = []
    for name, kind in asked:
        if kind.values is None and name in ruled:
            found.append(_by_rule(ruled[name], cells, header))
        else:
            found.append(_by_form(kind, cells, header, sample))
    return [evidence for evidence in found if evidence is not None]


def _by_rule(rule: Rule, cells: list[str], header: Header) -> Evidence:
    fitting = fits(rule, cells)
    match = len(fitting) / len(cells)
    mean = sum(j.score for j in fitting) / len(fitting) if fitting else 0.0
    checks = [j.check for j in fitting if j.check is not None]
    passed = sum(checks) / len(checks) if checks else 0.0
    odds = _odds(rule.info.entity, match, mean, header)
    if checks and rule.chance:
        floor = NAMED_FLOOR if header.entity == rule.info.entity else rule.check_floor
        odds += max(floor, _check_odds(len(checks), passed, rule.chance))
    return Evidence(rule.info.entity, match, mean, len(checks), passed, rule.chance or 0.0, odds)


def _by_form(kind: Kind, cells: list[str], header: Header, sample: ColumnSample) -> Evidence | None:
    entity = kind.info.entity
    if kind.values is None:
        return Evidence(entity, None, 0.0, odds=PRIOR + NAMED * header.score) if header.entity == entity else None
    match = _share(kind.values, cells)
    odds = _odds(entity, match, kind.strength, header)
    if kind.identifies:
        odds += 1.0 if _uniqueness(sample) > 0.5 else -2.0 if _uniqueness(sample) < 0.01 else 0.0
    return Evidence(entity, match, kind.strength, odds=odds)


def _odds(entity: str, match: float, mean: float, header: Header) -> float:
    """Log-odds of name and form: the more a single cell proves, the more a column of them does."""
    if header.entity == entity:
        named = NAMED * header.score
    else:
        named = {None: 0.0, FREE_TEXT: 0.0, OTHER: NAMED_OTHER}.get(header.entity, NAMED_OTHERWISE)
        if (kind := kinds().get(header.entity or "")) and kind.code:
            named = NAMED_OTHER
    if match == 0:
        return PRIOR + named + NO_MATCH
    weight = min(8.0, max(0.5, 10 * (mean - 0.05)))
    form = weight * (2 * match - 1)
    if header.entity == entity and match >= NAMED_SHARE:
        form = max(form, 0.5)
    return PRIOR + named + form


def _check_odds(count: int, passed: float, chance: float) -> float:
    """Log-likelihood ratio of the pass rate against chance, at most ``CHECK_CEILING``.

    A true column passes all, or about half where newer numbers have no check digit; the likelier of the two is taken.
    """
    seen = min(count, ENOUGH)

    def odds(true: float) -> float:
        return seen * (passed * math.log(true / chance) + (1 - passed) * math.log((1 - true) / (1 - chance)))

    return min(CHECK_CEILING, max(odds(0.97), odds(0.5)))


def _typed(
    name: str, best: Evidence, header: Header, rates: dict[str, float], stray: Sequence[StrayHit], cells: list[str]
) -> ColumnFinding:
    info = kinds()[best.entity].info
    role, reasons = info.role, [*why.named(header)]
    if best.match is not None:
        reasons.append(why.form(best.entity, best.match))
    if best.checked:
        reasons.append(why.pass_rate(best.passed, best.chance))
    if best.entity == "KR_BRN" and _company_share(cells) >= COMPANY_SHARE:
        role = Role.OTHER
        reasons.append(why.companies())
    others = tuple(s for s in stray if s.entity != best.entity)
    return ColumnFinding(
        name, ColumnVerdict.TYPED, best.entity, role, round(best.score, 3), rates, tuple(reasons), others
    )


def _company_share(cells: list[str]) -> float:
    digits = [d for d in ("".join(ch for ch in c if "0" <= ch <= "9") for c in cells) if len(d) == 10]
    return sum(int(d[3:5]) in COMPANY for d in digits) / len(digits) if digits else 0.0


def _free_share(cells: list[str]) -> float:
    """Share of values that read as sentences: long, of several words, mostly letters."""
    return sum(_sentence(c) for c in cells) / len(cells) if cells else 0.0


def _sentence(cell: str) -> bool:
    letters = sum(ch.isalpha() for ch in cell)
    return len(cell) >= 15 and _words(cell) >= 4 and letters >= 0.5 * len(cell)


def _words(cell: str) -> int:
    """Words that hold a letter, Hangul or other."""
    return sum(any(ch.isalpha() for ch in word) for word in cell.split())


def _share(pattern: re.Pattern[str], cells: list[str]) -> float:
    return sum(pattern.fullmatch(c) is not None for c in cells) / len(cells) if cells else 0.0


def _categories(sample: ColumnSample) -> bool:
    """Whether few values stand for many rows."""
    return 0 < sample.distinct <= CATEGORIES and _uniqueness(sample) < 0.1


def _uniqueness(sample: ColumnSample) -> float:
    present = sample.rows - sample.nulls
    return min(1.0, sample.distinct / present) if present else 0.0


def _rates(sample: ColumnSample, header: Header, best: Evidence | None, free: float) -> dict[str, float]:
    rates = {
        "rows": float(sample.rows),
        "distinct": float(sample.distinct),
        "sampled": float(sum(1 for _ in sample.values())),
        "shapes": float(sample.shapes),
        "null_rate_0_1": sample.nulls / sample.rows if sample.rows else 0.0,
        "uniqueness_0_1": _uniqueness(sample),
        "header_score_0_1": header.score,
        "free_text_0_1": free,
    }
    if best:
        rates["best_score_0_1"] = best.score
        if best.match is not None:
            rates["match_rate_0_1"] = best.match
        if best.checked:
            rates |= {"checksum_rate_0_1": best.passed, "chance_rate_0_1": best.chance}
    return {key: round(value, 4) for key, value in rates.items()}
