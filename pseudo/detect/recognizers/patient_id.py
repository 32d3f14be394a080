"""환자번호: every hospital has its own; the label is the evidence."""

from __future__ import annotations

from pseudo.detect.labelled import LabelledNumber
from pseudo.detect.rule import EntityInfo
from pseudo.model import Role, Text

__all__ = ["PatientId"]


class PatientId(LabelledNumber):
    """Patient or chart number."""

    info = EntityInfo("PATIENT_ID", Text("환자번호", "patient number"), Role.DIRECT_IDENTIFIER)
    labels = (
        "환자등록번호", "환자번호", "환자 id", "병록번호", "차트번호", "챠트번호", "차트", "챠트", "등록번호(환자)",
        "수진자번호", "의무기록번호", "진료번호", "진료카드번호", "환자 등록번호", "원무번호", "mrn", "patient id",
        "patient no", "chart no",
    )  # fmt: skip
