"""좌표: latitude and longitude of Korea together, or one beside its label, with four decimals (about 10 m) or seconds."""

from __future__ import annotations

from pseudo.detect.rule import At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["GeoCoordinate"]

LATITUDE = r"3[2-9]\.[0-9]{4,16}"
LONGITUDE = r"1(?:2[4-9]|3[0-2])\.[0-9]{4,16}"
BETWEEN = r"\s?(?:°|도)?\s?[NE]?\s?[,/;|]?\s{0,2}(?:경도|위도|동경|북위|[Ll]on(?:gitude)?|[Ll]at(?:itude)?|lng|[xyXYNE])?\"?\s?[:=]?\s?"
LEFT = r"(?<![0-9.])(?<![A-Za-z][0-9])"
SEXAGESIMAL = r"[0-9]{2,3}\s?[°도]\s?[0-9]{1,2}\s?['′분]\s?[0-9]{1,2}(?:\.[0-9]{1,4})?\s?[\"″초]\s?[NE]?"


class GeoCoordinate(Rule):
    """Place on the map (WGS 84)."""

    info = EntityInfo("GEO_COORDINATE", Text("좌표", "coordinate"), Role.QUASI_IDENTIFIER)
    forms = (
        Form("latitude and longitude", rf"{LEFT}{LATITUDE}{BETWEEN}{LONGITUDE}(?![0-9.])", least=6, first="3"),
        Form("longitude and latitude", rf"{LEFT}{LONGITUDE}{BETWEEN}{LATITUDE}(?![0-9.])", least=6, first="1"),
        Form(
            "degrees",
            rf"{LEFT}{SEXAGESIMAL}(?:\s?,?\s?(?:동경|E)?\s?{SEXAGESIMAL})?",
            least=2,
            at=At.ANYWHERE,
            near=r"[0-9]\s?[°도]\s?[0-9]",
        ),
        Form("one", rf"{LEFT}(?:{LATITUDE}|{LONGITUDE})(?![0-9.])", labelled=True, least=6, first="13"),
    )
    labels = (
        "좌표", "위도", "경도", "위경도", "북위", "동경", "gps", "latitude", "longitude", "lat", "lon", "lng", "위도·경도", "위치좌표",
    )  # fmt: skip
    rank = 0

    def judge(self, found: Found) -> Judgement:
        """A pair says enough; one number needs its label."""
        if found.labelled:
            return Judgement(0.85, note="labelled")
        if found.form.name == "one" or found.label is Label.OTHER:
            return Judgement(0.2)
        return Judgement(0.75)
