"""혼인, 세대원수, 가구유형: the word or number behind the label."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["MaritalStatus"]


class MaritalStatus(QuasiRule):
    """Marital status or household."""

    info = EntityInfo("MARITAL_STATUS", Text("혼인·가구", "marital status or household"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "word",
            r"(?<![가-힣])(?:기혼|미혼(?![모부])|이혼|사별|별거|동거|재혼|유배우|1인가구|다문화가구|한부모|조손|부부)(?:\s?가구|가정)?(?![가-힣]{2})",
            at=At.ANYWHERE,
            needs="혼별거우가모손부",
        ),
        Form("number", rf"{LEFT}[0-9]{{1,2}}\s?(?:명|인|남매)?(?![0-9])", labelled=True),
    )
    labels = (
        "혼인상태",
        "혼인여부",
        "결혼여부",
        "가구유형",
        "가구원수",
        "세대원수",
        "가족수",
        "자녀수",
        "marital status",
    )
    scores = {"word": 0.5}  # noqa: RUF012  (read only)
