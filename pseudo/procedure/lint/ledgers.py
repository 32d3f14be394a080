"""The ledger: nothing after the period, nothing received late, rights as long as data, numbers that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.procedure.case import day_of
from pseudo.recipes.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.dossier import Dossier

__all__ = ["RULES"]

LATE_DAYS = 1
"""What a provider hands over is received on the same day or the next."""


def destroyed_late(dossier: Dossier) -> Iterator[Problem]:
    """Data are destroyed when the period is over, not later; and not before they were made."""
    end = _end(dossier)
    made = [line.date for line in dossier.ledger if line.what == "생성"]
    for n, line in enumerate(dossier.ledger):
        if line.what != "파기":
            continue
        if end and line.side == "user" and line.date > end:
            yield Problem("lint.destroyed-late", ("ledger", n), {"end": end})
        if made and line.date < min(made):
            yield Problem("lint.destroyed-early", ("ledger", n))


def _end(dossier: Dossier) -> str:
    if dossier.extensions:
        return max(extension.end for extension in dossier.extensions)
    periods = [line.period.end for line in dossier.ledger if line.what == "제공" and line.period]
    if periods:
        return max(periods)
    return dossier.application.period.end if dossier.application else ""


def other_ledger_period(dossier: Dossier) -> Iterator[Problem]:
    """The ledger's period is the application's."""
    for n, line in enumerate(dossier.ledger):
        if (
            line.what == "제공"
            and line.period
            and dossier.application
            and line.period.end != dossier.application.period.end
        ):
            yield Problem("lint.period-differs", ("ledger", n))


def received_late(dossier: Dossier) -> Iterator[Problem]:
    """What was handed over was received then."""
    given = [day_of(line.date) for line in dossier.ledger if line.what == "제공" and line.side == "provider"]
    for n, line in enumerate(dossier.ledger):
        day = day_of(line.date)
        if line.side != "user" or line.what != "보관" or day is None:
            continue
        if given and all(other is None or not 0 <= (day - other).days <= LATE_DAYS for other in given):
            yield Problem("lint.received", ("ledger", n))


def no_destruction_of_key(dossier: Dossier) -> Iterator[Problem]:
    """Additional information that was made is destroyed with the data, or before."""
    destroyed = {line.info for line in dossier.ledger if line.what == "파기" and line.side == "provider"}
    made = {line.info for line in dossier.ledger if line.what == "생성" and line.side == "provider"}
    if "가명정보" in destroyed and "추가정보" in made - destroyed:
        yield Problem("lint.key-left", ("ledger",))


def provided_before_made(dossier: Dossier) -> Iterator[Problem]:
    """Data are made before they are handed over."""
    made = [line.date for line in dossier.ledger if line.what == "생성" and line.info == "가명정보"]
    for n, line in enumerate(dossier.ledger):
        if line.what == "제공" and (not made or line.date < min(made)):
            yield Problem("lint.provided-early", ("ledger", n))


def rights_taken_early(dossier: Dossier) -> Iterator[Problem]:
    """A right lasts until the data are destroyed, or its holder is no longer named; it is taken under the number it was given under."""
    destroyed = [line.date for line in dossier.ledger if line.what == "파기" and line.side == "user"]
    given: dict[str, tuple[str, str]] = {}
    for n, line in enumerate(dossier.access):
        if line.what == "부여":
            given[line.person] = (line.number, line.date)
            continue
        number, day = given.get(line.person, ("", ""))
        if not day or line.date < day:
            yield Problem("lint.right-never-given", ("access", n))
        elif line.number != number:
            yield Problem("lint.right-number", ("access", n))
        named = dossier.commitment is None or any(h.person.name == line.person for h in dossier.commitment.handlers)
        if destroyed and line.date < min(destroyed) and named:
            yield Problem("lint.right-early", ("access", n))


def rights_left(dossier: Dossier) -> Iterator[Problem]:
    """After the destruction nobody has a right."""
    destroyed = any(line.what == "파기" and line.side == "user" for line in dossier.ledger)
    open_rights = {a.person for a in dossier.access if a.what == "부여"} - {
        a.person for a in dossier.access if a.what == "말소"
    }
    if destroyed and open_rights:
        yield Problem("lint.rights-left", ("access",), {"count": len(open_rights)})


RULES = (
    destroyed_late,
    other_ledger_period,
    received_late,
    no_destruction_of_key,
    provided_before_made,
    rights_taken_early,
    rights_left,
)
