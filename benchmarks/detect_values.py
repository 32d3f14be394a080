"""Fictitious identifiers in many writings, for the held-out documents of ``detect_documents.py``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

__all__ = ["HIDDEN", "MAKERS", "Draw"]

REGIONS = {
    "서울특별시": ("강남구 테헤란로", "노원구 동일로", "마포구 월드컵북로5길", "종로구 자하문로24길"),
    "부산광역시": ("해운대구 센텀중앙로", "사하구 낙동대로398번길"),
    "경기도": ("수원시 영통구 광교중앙로", "고양시 일산동구 중앙로1275번길", "가평군 청평면 경춘로"),
    "강원특별자치도": ("춘천시 중앙로", "평창군 대관령면 올림픽로"),
    "전북특별자치도": ("전주시 완산구 홍산로", "군산시 대학로"),
    "제주특별자치도": ("제주시 연북로", "서귀포시 중정로61번길"),
    "세종특별자치시": ("한누리대로", "조치원읍 새내로"),
    "경북": ("포항시 남구 시청로", "안동시 퇴계로"),
    "충남": ("천안시 서북구 번영로", "홍성군 홍북읍 충남대로"),
}
LOTS = (
    "서울 관악구 봉천동",
    "대구광역시 수성구 범어동",
    "전라남도 순천시 낙안면 동내리",
    "경남 거제시 고현동",
    "인천 남동구 구월동",
)
BUILDINGS = ("푸른마을아파트", "한빛타워", "래미안 2단지", "은하빌라", "세진오피스텔")
PLATE_LETTERS = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호배바사아자"
PLATE_REGIONS = ("서울", "경기", "부산", "대구", "인천", "전남")
AREAS = (
    "02",
    "031",
    "032",
    "033",
    "041",
    "042",
    "043",
    "044",
    "051",
    "052",
    "053",
    "054",
    "055",
    "061",
    "062",
    "063",
    "064",
)
LICENCE_REGIONS = (11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 28)
LICENCE_NAMES = ("서울", "부산", "경기", "강원", "충북", "전남", "경남", "대구")
HIDDEN = ("\u200b", "\u00ad", "\u2060")
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass
class Draw:
    """Random choices from one seeded generator."""

    random: np.random.Generator

    def pick(self, choices: Any) -> Any:
        """One of a tuple, list or string."""
        return choices[int(self.random.integers(len(choices)))]

    def digits(self, count: int) -> str:
        """So many digits."""
        return "".join(map(str, self.random.integers(0, 10, count)))

    def between(self, low: int, high: int) -> int:
        """An integer of low..high, both included."""
        return int(self.random.integers(low, high + 1))

    def chance(self, rate: float) -> bool:
        """Yes at a rate."""
        return bool(self.random.random() < rate)


def _close(body: str, weights: tuple[int, ...], close: Callable[[int], int]) -> str:
    return body + str(close(sum(int(d) * w for d, w in zip(body, weights, strict=False))))


def _born(draw: Draw, low: int = 1930, high: int = 2024) -> tuple[int, int, int]:
    return draw.between(low, high), draw.between(1, 12), draw.between(1, 28)


def _resident(draw: Draw, genders: tuple[str, str], shift: int) -> str:
    year, month, day = _born(draw)
    body = f"{year % 100:02d}{month:02d}{day:02d}{draw.pick(genders[year >= 2000])}{draw.digits(5)}"
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    if year >= 2020 or draw.chance(0.3):
        return body + draw.digits(1)
    return _close(body, weights, lambda s: (shift - s % 11) % 10)


def _parts(draw: Draw, parts: list[str], *, bare: float, odd: bool = True) -> str:
    """Groups joined by one of the separators that people use."""
    if draw.chance(bare):
        return "".join(parts)
    odds = ("-", "-", "-", "-", " - ", " ", "–", "‑", "−", "－") if odd else ("-",)
    return draw.pick(odds).join(parts)


def _disguised(draw: Draw, value: str) -> str:
    """Now and then in full width, or with an invisible character inside."""
    if draw.chance(0.06):
        return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value)
    if draw.chance(0.03):
        at = draw.between(1, len(value) - 1)
        return value[:at] + draw.pick(HIDDEN) + value[at:]
    return value


def rrn(draw: Draw) -> str:
    number = _resident(draw, ("12", "34"), 11)
    if draw.chance(0.05):
        return number[:6] + "-" + number[6] + "******"
    return _disguised(draw, _parts(draw, [number[:6], number[6:]], bare=0.2))


def frn(draw: Draw) -> str:
    number = _resident(draw, ("56", "78"), 13)
    return _disguised(draw, _parts(draw, [number[:6], number[6:]], bare=0.2))


def passport(draw: Draw) -> str:
    letter = draw.pick("MMMMSRGD")
    if draw.chance(0.5):
        return _disguised(draw, f"{letter}{draw.digits(3)}{draw.pick('ABCDEFGHKLMN')}{draw.digits(4)}")
    return _disguised(draw, f"{letter}{draw.digits(8)}")


def licence(draw: Draw) -> str:
    tail = [f"{draw.between(0, 99):02d}", draw.digits(6), draw.digits(2)]
    if draw.chance(0.15):
        return f"{draw.pick(LICENCE_NAMES)} {tail[0]}-{tail[1]}-{tail[2]}"
    return _disguised(draw, _parts(draw, [str(draw.pick(LICENCE_REGIONS)), *tail], bare=0.12))


def phone(draw: Draw) -> str:
    kind = draw.between(0, 9)
    if kind <= 4:
        parts = ["010", str(draw.between(2000, 9999)), draw.digits(4)]
        if draw.chance(0.15):
            return "+82 10-" + "-".join(parts[1:]) if draw.chance(0.5) else "+8210" + "".join(parts[1:])
        joined = draw.pick(("-", "-", "-", ".", " ", "")).join(parts)
        return _disguised(draw, joined)
    if kind <= 7:
        area, middle = draw.pick(AREAS), str(draw.between(200, 9999))
        return draw.pick(
            (
                f"{area}-{middle}-{draw.digits(4)}",
                f"({area}) {middle}-{draw.digits(4)}",
                f"{area}){middle}-{draw.digits(4)}",
            )
        )
    if kind == 8:
        return f"{draw.pick(('1588', '1577', '1644', '1899', '1661'))}-{draw.digits(4)}"
    return f"{draw.pick(('070', '0505', '0507', '080'))}-{draw.between(200, 9999)}-{draw.digits(4)}"


def email(draw: Draw) -> str:
    user = draw.pick(("mina", "js.park", "k_dohyun", "hr-team", "lee+news", "admin01", "yj"))
    host = draw.pick(("mail.kr", "korea.go.kr", "example.com", "snuh-demo.org", "co-op.or.kr", "한글메일.한국"))
    return _disguised(draw, f"{user}{draw.between(1, 999)}@{host}")


def card(draw: Draw) -> str:
    body = draw.pick(("4", "51", "53", "55", "9410", "62", "35")) + draw.digits(16)
    body = body[:15]
    total = sum(sum(divmod(2 * int(d), 10)) for d in body[::2]) + sum(int(d) for d in body[1::2])
    number = body + str((10 - total % 10) % 10)
    if draw.chance(0.1):
        return f"{number[:4]}-****-****-{number[12:]}"
    return _disguised(draw, _parts(draw, [number[i : i + 4] for i in range(0, 16, 4)], bare=0.2, odd=False))


def brn(draw: Draw) -> str:
    body = f"{draw.between(101, 899)}{draw.between(1, 99):02d}{draw.digits(4)}"
    number = _close(body, (1, 3, 7, 1, 3, 7, 1, 3, 5), lambda s: (10 - (s + int(body[8]) * 5 // 10) % 10) % 10)
    if draw.chance(0.2):
        number = number[:9] + draw.digits(1)
    return _disguised(draw, _parts(draw, [number[:3], number[3:5], number[5:]], bare=0.15))


def crn(draw: Draw) -> str:
    body = draw.pick(("1101", "1311", "1801", "2001", "1244")) + draw.pick(("11", "14", "21", "71")) + draw.digits(6)
    number = _close(body, (1, 2) * 6, lambda s: (10 - s % 10) % 10)
    return _disguised(draw, _parts(draw, [number[:6], number[6:]], bare=0.15))


def account(draw: Draw) -> str:
    layout = draw.pick(((6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 6, 5), (3, 4, 4, 2), (3, 6, 2, 3), (4, 2, 7), (4, 4, 4)))
    parts = [draw.digits(n) for n in layout]
    parts[0] = draw.pick("123456789") + parts[0][1:]
    return _disguised(draw, _parts(draw, parts, bare=0.2, odd=False))


def birth_date(draw: Draw) -> str:
    year, month, day = _born(draw)
    return draw.pick((
        f"{year}년 {month}월 {day}일", f"{year}-{month:02d}-{day:02d}", f"{year}.{month:02d}.{day:02d}", f"{year}. {month}. {day}.",
        f"{year}/{month:02d}/{day:02d}", f"{year}{month:02d}{day:02d}", f"{year % 100:02d}.{month:02d}.{day:02d}",
        f"{year % 100:02d}{month:02d}{day:02d}", f"'{year % 100:02d}.{month}.{day}", f"{year}年 {month}月 {day}日",
    ))  # fmt: skip


def vehicle(draw: Draw) -> str:
    number = str(draw.between(10, 69)) if draw.chance(0.5) else str(draw.between(100, 699))
    space = draw.pick(("", " "))
    plate = f"{number}{draw.pick(PLATE_LETTERS)}{space}{draw.between(1000, 9999)}"
    return f"{draw.pick(PLATE_REGIONS)}{space}{plate}" if draw.chance(0.2) else plate


def address(draw: Draw) -> str:
    if draw.chance(0.25):
        lot = f"{draw.pick(LOTS)} {draw.pick(('', '', '산'))}{draw.between(1, 999)}"
        return f"{lot}-{draw.between(1, 40)}" if draw.chance(0.6) else f"{lot}번지"
    region = draw.pick(tuple(REGIONS))
    road = f"{region} {draw.pick(REGIONS[region])}{draw.pick((' ', ' ', ''))}{draw.between(1, 400)}"
    if draw.chance(0.3):
        road += f"-{draw.between(1, 40)}"
    if draw.chance(0.5):
        road += f", {draw.pick((draw.pick(BUILDINGS) + ' ', ''))}{draw.between(101, 130)}동 {draw.between(101, 2503)}호"
    return road


def postal_code(draw: Draw) -> str:
    return f"{draw.between(1, 63):02d}{draw.digits(3)}"


def health_insurance(draw: Draw) -> str:
    return draw.pick(("{0}-{1}", "{0}{1}")).format(draw.between(1, 8), draw.digits(10))


def military_id(draw: Draw) -> str:
    return f"{draw.pick(('98', '03', '12', '15', '19', '21', '23'))}-{draw.digits(draw.pick((5, 6, 8)))}"


def patient_id(draw: Draw) -> str:
    return draw.pick(("{0}", "P{0}", "{0}")).format(draw.digits(draw.between(7, 9)))


def member_id(draw: Draw) -> str:
    return draw.pick(
        (f"20{draw.between(10, 26)}{draw.digits(5)}", f"E{draw.digits(6)}", f"{draw.between(10, 26)}{draw.digits(6)}")
    )


def veteran_id(draw: Draw) -> str:
    return f"{draw.between(10, 99)}-{draw.digits(6)}"


def customs_code(draw: Draw) -> str:
    return f"P{draw.between(11, 26)}{draw.digits(10)}"


def ci(draw: Draw) -> str:
    return "".join(draw.pick(BASE64) for _ in range(86)) + "=="


def imei(draw: Draw) -> str:
    body = "35" + draw.digits(12)
    doubled = sum(sum(divmod(2 * int(d), 10)) for d in body[1::2]) + sum(int(d) for d in body[::2])
    return body + str((10 - doubled % 10) % 10)


def ip(draw: Draw) -> str:
    if draw.chance(0.2):
        return "2001:db8:" + ":".join(f"{draw.between(1, 65535):x}" for _ in range(6))
    return ".".join(str(draw.between(1, 254)) for _ in range(4))


def coordinate(draw: Draw) -> str:
    latitude, longitude = draw.random.uniform(33.2, 38.4), draw.random.uniform(125.1, 129.6)
    return draw.pick(("{0:.6f}, {1:.6f}", "{0:.5f},{1:.5f}", "{0:.7f} / {1:.7f}")).format(latitude, longitude)


MAKERS: dict[str, Callable[[Draw], str]] = {
    "KR_RRN": rrn, "KR_FRN": frn, "KR_PASSPORT": passport, "KR_DRIVER_LICENSE": licence, "PHONE_NUMBER": phone,
    "EMAIL_ADDRESS": email, "CREDIT_CARD": card, "KR_BRN": brn, "KR_CRN": crn, "KR_BANK_ACCOUNT": account,
    "KR_BIRTH_DATE": birth_date, "KR_VEHICLE": vehicle, "KR_ADDRESS": address, "KR_POSTAL_CODE": postal_code,
    "KR_HEALTH_INSURANCE": health_insurance, "KR_MILITARY_ID": military_id, "PATIENT_ID": patient_id,
    "STUDENT_OR_EMPLOYEE_ID": member_id, "VETERAN_ID": veteran_id, "KR_CUSTOMS_CODE": customs_code, "KR_CI": ci,
    "IMEI": imei, "IP_ADDRESS": ip, "GEO_COORDINATE": coordinate,
}  # fmt: skip
