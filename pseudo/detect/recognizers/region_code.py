"""법정동코드 (10 digits), PNU (19 digits): a place down to the parcel."""

from __future__ import annotations

from pseudo.detect.labelled import QuasiRule
from pseudo.detect.rule import LEFT, RIGHT, EntityInfo, Form
from pseudo.model import Role, Text

__all__ = ["RegionCode"]


class RegionCode(QuasiRule):
    """Code of a district or parcel."""

    info = EntityInfo("REGION_CODE", Text("지역 코드", "region code"), Role.QUASI_IDENTIFIER)
    forms = (
        Form(
            "parcel", rf"{LEFT}(?:1[1]|2[6-9]|3[016]|4[1-8]|5[0-2])[0-9]{{8}}[12][0-9]{{8}}{RIGHT}", bare=True, least=19
        ),
        Form(
            "district",
            rf"{LEFT}(?:1[1]|2[6-9]|3[016]|4[1-8]|5[0-2])[0-9]{{8}}{RIGHT}",
            bare=True,
            labelled=True,
            least=10,
        ),
    )
    labels = ("법정동코드", "행정동코드", "행정구역코드", "필지고유번호", "pnu", "토지고유번호")
    scores = {"parcel": 0.6}  # noqa: RUF012  (read only)
