"""Names of Korean places as they are written before a street: provinces by all their names, districts by their endings."""

from __future__ import annotations

__all__ = ["DISTRICT", "PROVINCE", "PROVINCES", "TOWN"]

PROVINCES = (
    "서울특별시", "서울시", "서울", "부산광역시", "부산시", "부산", "대구광역시", "대구시", "대구", "인천광역시", "인천시", "인천",
    "광주광역시", "광주시", "광주", "대전광역시", "대전시", "대전", "울산광역시", "울산시", "울산", "세종특별자치시", "세종시", "세종",
    "경기도", "경기", "강원특별자치도", "강원도", "강원", "충청북도", "충북", "충청남도", "충남", "전북특별자치도", "전라북도", "전북",
    "전라남도", "전남", "경상북도", "경북", "경상남도", "경남", "제주특별자치도", "제주도", "제주",
)  # fmt: skip
PROVINCE = "(?:" + "|".join(PROVINCES) + ")"
DISTRICT = "[가-힣]{1,4}(?:시|군|구)"
TOWN = r"[가-힣]{1,5}[0-9]{0,2}(?:읍|면|동|가|리)"
