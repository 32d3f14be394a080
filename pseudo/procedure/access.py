"""접근권한 관리대장 (form ➓), written from the record: who had the data, since when, until when.

The record knows who treated, who was named in the commitment when the output left, and when it was destroyed. What an institution's
own systems granted beside that (accounts, addresses) is not in it; the column of addresses stays empty for people.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.procedure.papers import AccessLine, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pseudo.ledger import Entry
    from pseudo.procedure.case import Case

__all__ = ["access_lines"]

MAKE, READ = "생성", "조회"
Rights = dict[tuple[str, str], tuple[Person, str]]
"""Who has a right now, and which."""


def access_lines(case: Case, entries: Iterable[Entry]) -> Iterator[AccessLine]:
    """Give the rights of a case in the order of the record.

    The operator may make the data from the treatment on. Whoever the commitment names, or the applicant where the case needs none, may
    read them from the provision on; a later commitment gives and takes. All rights end with the destruction, or the withdrawal. After a
    combination the data are with the expert body, and no reader is known.
    """
    rights: Rights = {}
    handlers: list[Person] = []
    given = False
    for entry in entries:
        paper, by = entry.facts["paper"], str(entry.facts["by"])
        if entry.event == "treatment":
            operator = _person(paper["result"]["operator"])
            yield from _give(case, rights, [operator], MAKE, paper["result"]["date"], by)
        elif entry.event == "commitment":
            handlers = [_person(handler["person"]) for handler in paper["handlers"]]
            if given:
                gone = [
                    key
                    for key, (person, scope) in rights.items()
                    if scope == READ and _key(person) not in map(_key, handlers)
                ]
                yield from _take(case, rights, gone, paper["date"], by, "확약서에서 빠짐")
                yield from _give(case, rights, handlers, READ, paper["date"], by)
        elif entry.event == "provision":
            given = True
            readers = handlers or ([case.application.applicant] if case.application else [])
            yield from _give(case, rights, readers, READ, paper["date"], by)
        elif entry.event in ("destruction", "withdrawal"):
            yield from _take(
                case, rights, list(rights), paper["date"], by, "파기" if entry.event == "destruction" else "종결"
            )


def _person(data: Any) -> Person:
    return Person(data["name"], data["organization"])


def _key(person: Person) -> tuple[str, str]:
    return person.name.strip(), person.organization.strip()


def _give(case: Case, rights: Rights, people: list[Person], scope: str, day: str, by: str) -> Iterator[AccessLine]:
    reason = "가명처리" if scope == MAKE else "가명정보 이용"
    for person in people:
        if _key(person) not in rights:
            rights[_key(person)] = person, scope
            yield AccessLine(day, case.id, person.name, person.organization, "부여", scope, reason, by=by)


def _take(
    case: Case, rights: Rights, keys: list[tuple[str, str]], day: str, by: str, reason: str
) -> Iterator[AccessLine]:
    for key in keys:
        person, scope = rights.pop(key)
        yield AccessLine(day, case.id, person.name, person.organization, "말소", scope, reason, by=by)
