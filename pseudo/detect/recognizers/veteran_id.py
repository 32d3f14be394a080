"""보훈번호, 국가유공자번호, 장애인등록번호: no national format; the label is the evidence."""

from __future__ import annotations

from pseudo.detect.labelled import LabelledNumber
from pseudo.detect.rule import EntityInfo
from pseudo.model import Role, Text

__all__ = ["VeteranId"]


class VeteranId(LabelledNumber):
    """Number of a veteran's or a disabled person's registration."""

    info = EntityInfo("VETERAN_ID", Text("보훈번호", "veteran number"), Role.DIRECT_IDENTIFIER)
    labels = (
        "보훈번호", "보훈등록번호", "국가유공자번호", "국가유공자증번호", "국가유공자증 번호", "국가유공자 번호",
        "유공자번호", "유공자증번호", "장애인등록번호", "복지카드번호", "veteran id", "veteran no",
    )  # fmt: skip
