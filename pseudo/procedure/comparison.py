"""What differs between a repeated or similar case and the earlier one, so that a review looks at that alone (본권 p.50).

Both come from the record: papers and figures, no cell of a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.model import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.procedure.case import Case

__all__ = ["TOPICS", "Difference", "changed", "differences"]

TOPICS = {
    "purpose": Text("목적", "purpose"),
    "items": Text("이용 항목", "items"),
    "recipient": Text("제공받는 자", "recipient"),
    "method": Text("활용 방법·범위", "method of use"),
    "setting": Text("처리 환경", "setting"),
    "period": Text("이용 기간", "period"),
    "treatment": Text("가명처리 방법", "treatment"),
    "figures": Text("측정 수치", "figures"),
}
"""The first five are the words of ``changed`` in form ➌."""
OF_FORM = tuple(TOPICS)[:5]


@dataclass(frozen=True)
class Difference:
    """One thing that is another one now: topic (:data:`TOPICS`), which (a column, a figure; empty for the whole), before, and now.

    An empty ``before`` or ``now``: it was, or is, not there.
    """

    topic: str
    what: str
    before: str
    now: str


def differences(case: Case, earlier: Case) -> list[Difference]:
    """Everything that differs, topic by topic.

    What either case has not reached yet (a usage plan, a treatment, figures) is not compared: :attr:`Case.treatment_plan` tells.
    """
    before, now = _facts(earlier), _facts(case)
    found = []
    for topic in TOPICS:
        if topic in before and topic in now:
            old, new = before[topic], now[topic]
            names = [*old, *(name for name in new if name not in old)]
            found += [
                Difference(topic, name, old.get(name, ""), new.get(name, ""))
                for name in names
                if old.get(name) != new.get(name)
            ]
    return found


def changed(found: list[Difference]) -> tuple[str, ...]:
    """The words for ``changed`` in form ➌."""
    topics = {difference.topic for difference in found}
    return tuple(topic for topic in OF_FORM if topic in topics)


def _facts(case: Case) -> dict[str, dict[str, str]]:
    return {topic: dict(facts) for topic, facts in _by_topic(case)}


def _by_topic(case: Case) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    paper = case.application
    if paper is not None:
        yield "purpose", [("", f"{paper.purpose.ko}: {paper.purpose_text}"), ("provided", paper.provided.ko)]
        yield "items", [(f"{data.name}.{column}", "○") for data in paper.data for column in data.columns]
        combined = f"{paper.combination.data} ({paper.combination.body})" if paper.combination else ""
        recipient = [("", f"{paper.applicant.organization} {paper.applicant.name}"), ("combination", combined)]
        yield "recipient", [*recipient, ("user", paper.user.ko), ("abroad", paper.abroad)]
        yield "setting", [("", paper.setting.ko), ("controlled", "○" if paper.controlled else "×")]
        yield "period", [("", f"{paper.period.start} ~ {case.ends}")]
    if case.usage_plan is not None:
        yield "method", [("", case.usage_plan.method)]
    if case.treatment_plan is not None:
        yield "treatment", [(column.column, column.treatment) for column in case.treatment_plan.columns]
    if case.figures:
        yield (
            "figures",
            [(" ".join((figure.metric, *figure.columns)), f"{figure.value} {figure.unit}") for figure in case.figures],
        )
