"""계좌번호: 10-14 digits in the banks' groups. The label is the evidence; the form alone is next to nothing."""

from __future__ import annotations

import re

from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrBankAccount"]

BANKS = (
    "국민은행", "신한은행", "우리은행", "하나은행", "농협은행", "농협", "기업은행", "카카오뱅크", "토스뱅크",
    "케이뱅크", "우체국", "새마을금고", "수협은행", "수협", "부산은행", "대구은행", "경남은행", "광주은행", "전북은행",
    "제주은행", "씨티은행", "제일은행", "산업은행", "신협", "은행",
)  # fmt: skip
TELEPHONE = re.compile(r"0[0-9]{1,2}[- ]?[0-9]{3,4}[- ]?[0-9]{4}")


class KrBankAccount(Rule):
    """Bank account number. No public check digit."""

    info = EntityInfo("KR_BANK_ACCOUNT", Text("계좌번호", "bank account number"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form(
            "groups",
            rf"{LEFT_OPEN}[0-9]{{2,6}}[- ][0-9]{{2,8}}[- ][0-9]{{1,8}}(?:[- ][0-9]{{1,4}})?{RIGHT}",
            least=10,
            weak=True,
        ),
        Form("bare", rf"{LEFT}[0-9]{{10,14}}{RIGHT}", bare=True, least=10, weak=True),
    )
    labels = (
        "계좌번호",
        "계좌 번호",
        "계좌",
        "입금",
        "예금",
        "환급",
        "통장",
        "이체",
        "송금",
        "bank account",
        "account no",
    )
    hints = BANKS
    labels_after = ("예금주", "계좌", "통장", "송금", "입금", "이체", "환급")
    rank = 8

    def judge(self, found: Found) -> Judgement:
        """The label decides; digits in all must be a bank's."""
        if not 10 <= len(found.digits) <= 14:
            return Judgement(0)
        if found.labelled:
            telephone = TELEPHONE.fullmatch(found.text) is not None
            return Judgement(
                0.9 if found.label is Label.OWN and not telephone else 0.5 if telephone else 0.85, note="labelled"
            )
        return Judgement(0.05 if found.label is Label.OTHER else 0.2)
