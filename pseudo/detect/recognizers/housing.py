"""단지, 층, 전용면적, 계약월: together they name a dwelling."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Housing"]


class Housing(QuasiRule):
    """Floor, area or month of contract of a dwelling."""

    info = EntityInfo("HOUSING", Text("주택 정보", "dwelling"), Role.QUASI_IDENTIFIER)
    forms = (
        Form("area", rf"{LEFT}[0-9]{{2,3}}(?:\.[0-9]{{1,4}})?(?:\s?(?:m2|제곱미터|평))?(?![0-9.])", labelled=True),
        Form("floor", rf"{LEFT}[0-9]{{1,2}}\s?층(?![가-힣]{{2}})", labelled=True),
        Form("month", rf"{LEFT}20[0-9]{{2}}[-.년]?\s?(?:0?[1-9]|1[0-2])\s?월?(?![0-9])", labelled=True),
    )
    labels = ("전용면적", "거주층", "층수", "계약월", "계약년월", "단지명")
