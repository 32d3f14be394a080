"""우편번호: five digits since 2015-08-01 (01-63), six before; only beside 우편번호, 우 or an address."""

from __future__ import annotations

from pseudo.detect.places import PROVINCE
from pseudo.detect.rule import LEFT, RIGHT, EntityInfo, Form, Found, Judgement, Rule
from pseudo.model import Role, Text

__all__ = ["KrPostalCode"]

CODE = r"(?:0[1-9]|[1-5][0-9]|6[0-3])[0-9]{3}(?![0-9])"
OLD = r"[1-7][0-9]{2}-[0-9]{3}(?![0-9])"

MARKS = [
    rf"(?<={mark})(?<![가-힣A-Za-z0-9]{mark})"
    for mark in ("우", "우 ", "우:", "우: ", r"\(우\)", r"\(우\) ", r"우\)", r"우\) ")
]
"""우 before a number, in its writings; never the end of a word."""


class KrPostalCode(Rule):
    """Postcode (국가기초구역번호; 도로명주소법 제21조)."""

    info = EntityInfo("KR_POSTAL_CODE", Text("우편번호", "postcode"), Role.QUASI_IDENTIFIER)
    forms = (
        Form("우", rf"(?:{'|'.join(MARKS)})(?:{CODE}|{OLD})", least=5),
        Form("before an address", rf"(?<![0-9A-Za-z\-])\(?(?P<v>{CODE})[)\]]?\s?,?\s?(?={PROVINCE})", least=5),
        Form("behind an address", rf"(?:(?<=[동호층)0-9])|(?<=[동호층)0-9]\s))\((?P<v>{CODE})\)", least=5, first="("),
        Form("labelled", rf"{LEFT}(?:{CODE}|{OLD}){RIGHT}", labelled=True, least=5),
    )
    labels = ("우편번호", "우편 번호", "우편", "(우)", "zip code", "zipcode", "zip", "postal code", "postcode")
    rank = 5

    def judge(self, found: Found) -> Judgement:
        """The word or the address beside it is the evidence."""
        if found.form.name == "labelled":
            return Judgement(0.9 if found.adjacent else 0.3, note="labelled")
        return Judgement(0.9 if found.labelled else 0.75)
