"""주소: road name or lot, down to building, 동 and 호. A district alone is no address; the number is what identifies."""

from __future__ import annotations

from pseudo.detect.places import DISTRICT, PROVINCE, TOWN
from pseudo.detect.rule import At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["KrAddress"]

NUMBER = r"(?:지하\s?)?(?<![0-9])[0-9]{1,5}(?:\s?-\s?[0-9]{1,4})?(?![0-9])"
NO_COUNT = r"(?!\s?(?:년|월|일|원|명|개|건|차|회|%|억|만|m|M|미터|km|세|살|점|위|시간|분|kg))"
ROAD = rf"[가-힣0-9·.]{{1,12}}(?:대로|로|길)(?:\s?[0-9]{{1,4}}(?:번|[가-하])?길)?\s?{NUMBER}{NO_COUNT}"
LOT = rf"[가-힣0-9·]{{1,6}}(?:동|리|가|읍|면)\s?(?:산\s?)?{NUMBER}(?:\s?번지)?{NO_COUNT}(?!\s?(?:층|호|동|통|반))"
HOUSES = (
    "아파트|APT|Apt|apt|빌라|빌딩|타워|오피스텔|맨션|주택|연립|단지|마을|자이|푸르지오|래미안|힐스테이트|아이파크|더샵|롯데캐슬|e편한세상|"
    "센터|프라자|플라자|상가|하우스|파크|타운|청사|회관|본관|별관|기숙사|병원|대학교|학교|원룸|팰리스|캐슬|스퀘어"
)
HOUSE = rf"[가-힣A-Za-z0-9·]{{0,12}}(?:{HOUSES})(?:\s?[0-9]{{1,2}}(?:차|단지))?"
UNIT = r"(?:(?:제\s?)?(?:지하|B)?\s?[0-9]{1,5}(?:-[0-9]{1,4})?\s?(?:동|호실|호|층)|[가-하A-Z]동)(?![가-힣]{2})"
BRACKETS = r"\((?![^()\n]{0,30}(?:[0-9]{5}|[0-9]{2,4}[ .-][0-9]{3,4}))[가-힣0-9A-Za-z ,·\-]{1,30}\)"
DETAIL = rf"(?:\s?,?\s?(?:{BRACKETS}|{HOUSE}(?![가-힣]{{3}})|{UNIT})){{0,5}}"
PAIR = r"[0-9]{1,4}동\s?(?:[0-9]{1,2}층\s?)?[0-9]{1,4}호"
ROAD_NUMBER = r"[로길]\s?(?:지하\s?)?[0-9]"
LOT_NUMBER = r"[동리가읍면]\s?(?:산\s?)?[0-9]"
UNIT_NUMBER = r"[0-9]\s?[동호층]"
START = r"(?<![가-힣A-Za-z0-9])"
REGION = rf"(?:{PROVINCE}\s?(?:{DISTRICT}\s?){{0,2}}|{START}{DISTRICT}\s(?:{DISTRICT}\s)?)(?:{TOWN}\s)?(?:{TOWN}\s)?"


class KrAddress(Rule):
    """Address (도로명주소법 제2조; 지번주소)."""

    info = EntityInfo("KR_ADDRESS", Text("주소", "address"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form("road", rf"{REGION}{ROAD}{DETAIL}", least=1, at=At.ANYWHERE, near=ROAD_NUMBER),
        Form("lot", rf"{REGION}{LOT}{DETAIL}", least=1, at=At.ANYWHERE, near=LOT_NUMBER),
        Form(
            "house",
            rf"{PROVINCE}?\s?{DISTRICT}\s(?:{DISTRICT}\s)?(?:{TOWN}\s)?{HOUSE}\s?,?\s?{UNIT}{DETAIL}",
            least=1,
            at=At.ANYWHERE,
            needs="동호층",
        ),
        Form("road alone", rf"{START}{ROAD}{DETAIL}", least=1, at=At.ANYWHERE, near=ROAD_NUMBER),
        Form(
            "lot alone",
            rf"{START}[가-힣]{{1,5}}[0-9]?(?:동|리)\s?(?:산\s?)?{NUMBER}(?:\s?번지)?{NO_COUNT}(?!\s?(?:층|호|동|통|반)){DETAIL}",
            labelled=True,
            least=1,
            at=At.ANYWHERE,
            needs="동리가읍면",
        ),
        Form("flat", rf"{START}(?:{HOUSE}\s?,?\s?)?{PAIR}", least=2, at=At.ANYWHERE, near=PAIR),
        Form(
            "region",
            rf"{PROVINCE}\s?{DISTRICT}(?:\s{DISTRICT})?(?:\s{TOWN}){{0,2}}(?![가-힣])",
            labelled=True,
            at=At.ANYWHERE,
            needs="시군구",
        ),
    )
    labels = (
        "주소", "도로명주소", "지번주소", "거주지", "소재지", "배송지", "주소지", "자택주소", "현주소", "등록기준지", "본적", "본점소재지",
        "사업장소재지", "거소", "수령지", "address", "addr",
    )  # fmt: skip
    hints = ("거주", "배송", "위치", "이사", "전입", "우편물", "자택", "송달", "방문지", "사는 곳", "발송")
    labels_after = (
        "에 거주",
        "에서 거주",
        "거주",
        "에 사는",
        "에 살",
        "소재",
        "에 위치",
        "번지",
        "으로 배송",
        "로 배송",
        "으로 이사",
    )
    vetoes = ("법률", "규칙", "조례")
    reach = 24
    rank = 6

    def judge(self, found: Found) -> Judgement:
        """By how far down it goes."""
        form = found.form.name
        detailed = found.text.rstrip().endswith(("호", "층", ")", "실"))
        if form == "region":
            named = found.adjacent and found.word in self.labels
            return Judgement(0.6 if named else 0.0, note="district only")
        if found.labelled:
            return Judgement(0.9, note="labelled")
        if form in {"road", "lot", "house"}:
            score = {"road": 0.8, "lot": 0.7, "house": 0.75}[form] + (0.05 if detailed else 0)
            return Judgement(min(score, 0.5) if found.label is Label.OTHER else score)
        if form == "flat":
            return Judgement(0.45 if found.text[0].isdigit() else 0.6)
        return Judgement(0.6 if detailed else 0.3)
