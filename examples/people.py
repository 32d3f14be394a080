"""Parts of people who do not exist: names, birth dates, resident numbers, telephones, addresses. Shared by the example tables."""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.fictitious import SURNAMES, SYLLABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

# First-level region, weight, some of its second-level regions, some roads. Sejong has no second level.
REGIONS = (
    (
        "서울특별시",
        300,
        ("종로구", "중구", "마포구", "강남구", "송파구", "노원구", "관악구", "은평구", "강서구", "성북구"),
        ("세종대로", "양화로", "테헤란로", "올림픽로"),
    ),
    (
        "경기도",
        260,
        ("수원시 영통구", "성남시 분당구", "고양시 일산동구", "용인시 기흥구", "부천시", "안양시 동안구", "남양주시"),
        ("광교로", "판교로", "중앙로"),
    ),
    ("부산광역시", 70, ("해운대구", "부산진구", "사하구", "동래구"), ("센텀중앙로", "중앙대로")),
    ("인천광역시", 60, ("연수구", "남동구", "부평구"), ("인천타워대로", "부평대로")),
    ("경상남도", 50, ("창원시 성산구", "김해시", "진주시"), ("중앙대로", "진주대로")),
    ("대구광역시", 45, ("수성구", "달서구", "중구"), ("달구벌대로", "동대구로")),
    ("경상북도", 40, ("포항시 남구", "구미시", "경주시"), ("중앙로", "원화로")),
    ("충청남도", 38, ("천안시 서북구", "아산시"), ("불당대로", "온천대로")),
    ("대전광역시", 30, ("유성구", "서구"), ("대학로", "둔산로")),
    ("전라남도", 26, ("순천시", "여수시", "목포시"), ("중앙로", "여문로")),
    ("전북특별자치도", 26, ("전주시 완산구", "익산시"), ("홍산로", "무왕로")),
    ("광주광역시", 26, ("북구", "서구"), ("상무중앙로", "서암대로")),
    ("충청북도", 25, ("청주시 흥덕구", "충주시"), ("가로수로", "중원대로")),
    ("강원특별자치도", 22, ("춘천시", "원주시", "강릉시"), ("중앙로", "경강로")),
    ("울산광역시", 18, ("남구", "중구"), ("삼산로", "번영로")),
    ("제주특별자치도", 10, ("제주시", "서귀포시"), ("연북로", "중앙로")),
    ("세종특별자치시", 8, ("",), ("한누리대로", "도움1로")),
)
CHECK_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
NO_CHECK_DIGIT_FROM = dt.date(2020, 10, 5)
"""Resident numbers issued from this day on have six random digits."""


def names(count: int, sexes: list[str], rng: np.random.Generator) -> list[str]:
    """Surnames by frequency with two made-up syllables."""
    weights = list(SURNAMES.values())
    surnames = rng.choice(list(SURNAMES), size=count, p=[w / sum(weights) for w in weights])
    first, second = rng.integers(14, size=count), rng.integers(14, size=count)
    return [
        f"{surname}{SYLLABLES[sex][0][a]}{SYLLABLES[sex][1][b]}"
        for surname, sex, a, b in zip(surnames, sexes, first, second, strict=True)
    ]


def birth_dates(count: int, first: dt.date, last: dt.date, rng: np.random.Generator) -> list[dt.date]:
    """Dates between ``first`` and ``last``, most in the middle of the span."""
    days = (rng.beta(1.6, 1.4, size=count) * ((last - first).days + 1)).astype(int)
    return [first + dt.timedelta(int(d)) for d in days]


def resident_numbers(births: list[dt.date], sexes: list[str], rng: np.random.Generator) -> list[str]:
    """YYMMDD-GNNNNNN that agrees with birth date and sex; check digit right before October 2020, random from then on."""
    tails = rng.integers(1_000_000, size=len(births))
    return [_resident_number(birth, sex, int(tail)) for birth, sex, tail in zip(births, sexes, tails, strict=True)]


def _resident_number(birth: dt.date, sex: str, tail: int) -> str:
    gender = (1 if sex == "남" else 2) + (2 if birth.year >= 2000 else 0)
    if birth >= NO_CHECK_DIGIT_FROM:
        return f"{birth:%y%m%d}-{gender}{tail:06d}"
    digits = f"{birth:%y%m%d}{gender}{tail % 100_000 * 96 // 100:05d}"  # office codes end at 95
    check = (11 - sum(w * int(d) for w, d in zip(CHECK_WEIGHTS, digits, strict=True)) % 11) % 10
    return f"{digits[:6]}-{digits[6:]}{check}"


def phones(count: int, rng: np.random.Generator) -> list[str]:
    """010-NNNN-NNNN."""
    pairs = zip(rng.integers(2000, 10_000, size=count), rng.integers(10_000, size=count), strict=True)
    return [f"010-{a}-{b:04d}" for a, b in pairs]


def addresses(count: int, rng: np.random.Generator) -> list[str]:
    """Road-name addresses: real regions by population, a road's name, made-up numbers."""
    weights = [weight for _, weight, _, _ in REGIONS]
    chosen = rng.choice(len(REGIONS), size=count, p=[w / sum(weights) for w in weights])
    picks = rng.random((count, 2))
    numbers = rng.integers(1, [400, 30, 20], size=(count, 3))
    made = []
    for region, (first, second), (building, block, floor) in zip(chosen, picks, numbers, strict=True):
        name, _, districts, roads = REGIONS[region]
        district, road = districts[int(first * len(districts))], roads[int(second * len(roads))]
        made.append(" ".join(f"{name} {district} {road} {building}, {100 + block}동 {floor}01호".split()))
    return made


def write_table(about: str, header: Sequence[str], make: Callable[[int, int], list[list[str]]]) -> None:
    """The command line of an example: a CSV of what ``make(rows, seed)`` gives, column by column."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--rows", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with given.output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(zip(*make(given.rows, given.seed), strict=True))
    print(f"{given.rows} rows, {len(header)} columns, seed {given.seed}: {given.output}", file=sys.stderr)
