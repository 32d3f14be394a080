"""차종, 연식: the word or year behind the label."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["VehicleModel"]


class VehicleModel(QuasiRule):
    """Model or year of a vehicle."""

    info = EntityInfo("VEHICLE_MODEL", Text("차종·연식", "vehicle model or year"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "word",
            r"(?<![가-힣A-Za-z0-9])(?!없|해당|미상|모름|불명|미기재)[가-힣A-Za-z][가-힣A-Za-z·]{1,14}(?![A-Za-z0-9])",
            labelled=True,
            at=At.ANYWHERE,
        ),
        Form("year", rf"{LEFT}(?:19|20)?[0-9]{{2}}\s?년?\s?식?(?![0-9])", labelled=True),
    )
    labels = ("차종", "차명", "모델명(차량)", "연식", "최초등록일")
