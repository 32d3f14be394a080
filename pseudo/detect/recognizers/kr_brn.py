"""사업자등록번호: 3-2-5. Middle 01-79, 89, 90-99: a sole proprietor, so personal data; 81-88: a company."""

from __future__ import annotations

from pseudo.detect import checksums
from pseudo.detect.rule import LEFT, LEFT_OPEN, RIGHT, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrBrn"]


class KrBrn(Rule):
    """Business registration number."""

    info = EntityInfo("KR_BRN", Text("사업자등록번호", "business registration number"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("hyphens", rf"{LEFT_OPEN}[0-9]{{3}}\s?-\s?[0-9]{{2}}\s?-\s?[0-9]{{5}}{RIGHT}", least=10),
        Form("spaces", rf"{LEFT}[0-9]{{3}} [0-9]{{2}} [0-9]{{5}}{RIGHT}", least=10),
        Form("bare", rf"{LEFT}[0-9]{{10}}{RIGHT}", bare=True, least=10, weak=True),
        Form(
            "odd separators",
            rf"{LEFT_OPEN}[0-9]{{3}}[ -./]?[0-9]{{2}}[ -./]?[0-9]{{5}}{RIGHT}",
            labelled=True,
            least=10,
        ),
    )
    labels = (
        "사업자등록번호", "사업자 등록번호", "사업자등록", "사업자번호", "사업자 번호", "사업자", "고유번호증", "business registration",
        "business no", "brn",
    )  # fmt: skip
    hints = ("(주)", "주식회사", "유한회사", "상호", "업체명", "공급자", "공급받는자", "거래처번호")
    vetoes = ("법정동", "행정", "코드", "대장", "회원", "부품", "예산")
    chance = 1 / 10
    rank = 4

    def judge(self, found: Found) -> Judgement:
        """Check first; a failing check beside a label is kept as suspect."""
        check = checksums.brn(found.digits)
        if found.labelled:
            return Judgement(0.95 if check else 0.55, check, "labelled" if check else "labelled, check digit fails")
        if not check:
            return Judgement(0.1, check)
        if found.label is Label.OTHER:
            return Judgement(0.2, check, "another label")
        return Judgement({"hyphens": 0.75, "spaces": 0.55}.get(found.form.name, 0.3), check)
