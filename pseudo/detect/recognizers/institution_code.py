"""기관코드: seven digits (행정표준코드), beside the word."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, RIGHT, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["InstitutionCode"]


class InstitutionCode(QuasiRule):
    """Code of an institution."""

    info = EntityInfo("INSTITUTION_CODE", Text("기관 코드", "institution code"), Role.QUASI_IDENTIFIER)
    forms = (Form("seven", rf"{LEFT}[0-9A-Z][0-9]{{6}}{RIGHT}", bare=True, labelled=True, least=6),)
    labels = ("기관코드", "행정기관코드", "요양기관기호", "요양기관번호", "학교코드")
