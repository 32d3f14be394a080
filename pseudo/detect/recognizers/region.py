"""시군구·읍면동 without a number: a region, no address."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.places import DISTRICT, PROVINCE, TOWN
from pseudo.detect.rule import At, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["Region"]


class Region(QuasiRule):
    """District or town."""

    info = EntityInfo("REGION", Text("거주 지역", "region"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "district",
            rf"(?<![가-힣]){PROVINCE}\s?{DISTRICT}(?:\s{DISTRICT})?(?:\s{TOWN}){{0,2}}(?![가-힣0-9]{{3}})",
            at=At.ANYWHERE,
            needs="시군구",
        ),
        Form("town", rf"(?<![가-힣]){DISTRICT}\s{TOWN}(?=\s|에|의|으|,|\.|$)", at=At.ANYWHERE, needs="읍면동리"),
    )
    labels = ("거주지역", "지역", "시군구", "읍면동", "행정동")
    scores = {"district": 0.6, "town": 0.5}  # noqa: RUF012  (read only)
