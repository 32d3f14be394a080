"""학번·사번: every school and employer has its own; the label is the evidence."""

from __future__ import annotations

from pseudo.detect.labelled import LabelledNumber
from pseudo.detect.rule import EntityInfo
from pseudo.model import Role, Text

__all__ = ["StudentOrEmployeeId"]


class StudentOrEmployeeId(LabelledNumber):
    """Student, employee or official's number."""

    info = EntityInfo("STUDENT_OR_EMPLOYEE_ID", Text("학번·사번", "student or employee number"), Role.DIRECT_IDENTIFIER)
    labels = (
        "학번", "사번", "사원번호", "직원번호", "교번", "임직원번호", "교직원번호", "학생번호", "수험번호",
        "공무원번호", "사원증번호", "학생증번호", "사원 id", "직원 id", "employee id", "employee no", "emp no",
        "student id", "student no", "staff no",
    )  # fmt: skip
