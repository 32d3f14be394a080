"""신용카드번호: prefix and length of the schemes, Luhn, masked forms, domestic-only 9xxx."""

from __future__ import annotations

from pseudo.detect import checksums
from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["CreditCard"]

SCHEME = r"(?:[45689][0-9]{3}|35[0-9]{2}|2[2-7][0-9]{2})"
AMEX = r"3[47][0-9]{2}"
MASK = r"[*xX●]"
DINERS = r"3[0689][0-9]{2}"


class CreditCard(Rule):
    """Payment card number (ISO/IEC 7812-1)."""

    info = EntityInfo("CREDIT_CARD", Text("카드번호", "payment card number"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("grouped", rf"{LEFT_OPEN}(?<!\.){SCHEME}([- ])[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{4}}{RIGHT}", least=16),
        Form(
            "masked",
            rf"{LEFT_OPEN}(?<!\.){SCHEME}[- ]?(?:[0-9]{{2}}{MASK}{{2}}|[0-9]{{4}}|{MASK}{{4}})[- ]?{MASK}{{4}}[- ]?"
            r"(?:[0-9]{4}|[0-9]{3}\*)(?![0-9A-Za-z*])",
            least=8,
        ),
        Form(
            "labelled",
            rf"{LEFT_OPEN}[0-9]{{4}}([- ])[0-9]{{4}}\1[0-9]{{4}}\1[0-9]{{4}}{RIGHT}",
            labelled=True,
            least=16,
        ),
        Form(
            "masked",
            rf"(?<![0-9*xX●-])(?:[0-9]{{4}}|{MASK}{{4}})(?:[- ](?:[0-9]{{4}}|{MASK}{{4}}|[0-9]{{2}}{MASK}{{2}})){{3}}(?![0-9A-Za-z*●-])",
            labelled=True,
            least=4,
            at=At.ANYWHERE,
            near=MASK + "{4}",
        ),
        Form("grouped 15", rf"{LEFT_OPEN}(?<!\.){AMEX}[- ][0-9]{{6}}[- ][0-9]{{5}}{RIGHT}", least=15),
        Form("grouped 14", rf"{LEFT_OPEN}(?<!\.){DINERS}[- ][0-9]{{6}}[- ][0-9]{{4}}{RIGHT}", least=14),
        Form(
            "bare",
            rf"{LEFT}(?<!\.)(?:{SCHEME}[0-9]{{12}}|{AMEX}[0-9]{{11}}|{DINERS}[0-9]{{10}}){RIGHT}",
            bare=True,
            least=14,
        ),
    )
    labels = ("카드번호", "카드 번호", "신용카드", "체크카드", "법인카드", "카드", "credit card", "card no", "card")
    hints = ("결제", "승인")
    labels_after = ("카드",)
    vetoes = ("주문", "시리얼")
    chance = 1 / 10
    check_floor = -3.0

    def judge(self, found: Found) -> Judgement:
        """Luhn; beside a label also without it (samples and benchmarks often fail it)."""
        if found.form.name == "masked":
            return Judgement(0.9 if found.labelled else 0.6, note="masked")
        check = checksums.luhn(found.digits)
        if found.labelled:
            return Judgement(0.95 if check else 0.6, check, "labelled" if check else "labelled, check digit fails")
        if not check:
            return Judgement(0.25 if not found.form.bare else 0.1, check)
        if found.label is Label.OTHER:
            return Judgement(0.3, check, "another label")
        return Judgement(0.6 if found.form.bare else 0.8, check)
