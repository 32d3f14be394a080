"""A military-personnel table of nobody: seeded, realistic in its shapes and rules, from public sources, without units.

    python examples/make_personnel.py personnel.csv --rows 50000 --seed 1

Rules that hold in every row: rank belongs to the status; service so far lies in the rank's window; entry at 18 or later (17 for
NCOs) and before the planned discharge; conscripts serve their service's term (육·해병 18, 해 20, 공 21 months) and are men;
the service number has its status's form. Shares are invented and tell nothing of any force.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
from people import addresses, names, phones, resident_numbers, write_table

from pseudo.entropy import seeded

if TYPE_CHECKING:
    from collections.abc import Sequence

HEADER = (
    "군번",
    "성명",
    "주민등록번호",
    "휴대전화번호",
    "소속부대",
    "군구분",
    "신분",
    "계급",
    "병과",
    "성별",
    "출생연도",
    "입대일자",
    "전역예정일자",
    "최종학력",
    "혈액형",
    "출신지역",
    "신장",
    "체중",
)
AS_OF = dt.date(2025, 12, 31)
SERVICES = {"육군": 0.72, "해군": 0.09, "공군": 0.13, "해병대": 0.06}
TERM_MONTHS = {"육군": 18, "해병대": 18, "해군": 20, "공군": 21}
# Rank, status, weight, least and greatest months of service, months from entry to planned discharge (0: the service's term).
RANKS = (
    ("이병", "병", 60, 0, 2, 0),
    ("일병", "병", 160, 2, 8, 0),
    ("상병", "병", 160, 8, 14, 0),
    ("병장", "병", 110, 14, 18, 0),
    ("하사", "부사관", 110, 0, 60, 84),
    ("중사", "부사관", 110, 48, 180, 240),
    ("상사", "부사관", 90, 120, 280, 324),
    ("원사", "부사관", 40, 228, 340, 384),
    ("준위", "준사관", 20, 120, 300, 348),
    ("소위", "장교", 25, 0, 12, 40),
    ("중위", "장교", 35, 13, 36, 64),
    ("대위", "장교", 45, 37, 130, 180),
    ("소령", "장교", 25, 110, 230, 288),
    ("중령", "장교", 12, 180, 310, 348),
    ("대령", "장교", 6, 260, 360, 396),
    ("준장", "장교", 1, 330, 372, 420),
)
OCCUPATIONS = {
    "육군": ("보병", "포병", "기갑", "방공", "공병", "통신", "병기", "수송", "병참", "의무", "군사경찰", "행정"),
    "해군": ("항해", "기관", "통신", "병기", "병참", "의무", "군사경찰", "행정"),
    "공군": ("조종", "항공정비", "방공", "통신", "병참", "의무", "군사경찰", "행정"),
    "해병대": ("보병", "포병", "기갑", "공병", "통신", "수송", "의무", "행정"),
}
EDUCATION = {
    "병": ("고졸", "대학 재학", "전문대졸"),
    "부사관": ("고졸", "전문대졸", "대졸"),
    "준사관": ("전문대졸", "대졸"),
    "장교": ("대졸", "석사"),
}
NUMBER_DIGITS = {"병": 8, "부사관": 6, "준사관": 5, "장교": 5}
WOMEN = {"병": 0.0, "부사관": 0.1, "준사관": 0.03, "장교": 0.1}


def personnel(rows: int, seed: int) -> list[list[str]]:
    """The table's columns in the order of ``HEADER``, ``rows`` cells each."""
    rng = seeded(seed, "examples/personnel")
    services = [str(s) for s in rng.choice(list(SERVICES), size=rows, p=list(SERVICES.values()))]
    weights = [weight for _, _, weight, *_ in RANKS]
    ranks = [RANKS[i] for i in rng.choice(len(RANKS), size=rows, p=[w / sum(weights) for w in weights])]
    statuses = [status for _, status, *_ in ranks]
    sexes = ["여" if draw < WOMEN[status] else "남" for draw, status in zip(rng.random(rows), statuses, strict=True)]
    entries, discharges = terms(ranks, services, rng)
    births = birth_days(entries, statuses, rng)
    height, weight = physique(sexes, rng)
    return [
        service_numbers(entries, statuses, rng),
        names(rows, sexes, rng),
        resident_numbers(births, sexes, rng),
        phones(rows, rng),
        [f"제{n}가상부대" for n in rng.integers(1, 200, size=rows)],
        services,
        statuses,
        [rank for rank, *_ in ranks],
        _one_of([OCCUPATIONS[service] for service in services], rng),
        sexes,
        [str(birth.year) for birth in births],
        [day.isoformat() for day in entries],
        [day.isoformat() for day in discharges],
        _one_of([EDUCATION[status] for status in statuses], rng),
        [str(b) for b in rng.choice(["A", "B", "O", "AB"], size=rows, p=[0.34, 0.27, 0.28, 0.11])],
        [" ".join(address.split()[:2]) for address in addresses(rows, rng)],
        height,
        weight,
    ]


def terms(
    ranks: Sequence[tuple[str, str, int, int, int, int]], services: list[str], rng: np.random.Generator
) -> tuple[list[dt.date], list[dt.date]]:
    """Entry, so that the service until ``AS_OF`` fits the rank, and planned discharge after ``AS_OF``."""
    draws = rng.random(len(ranks))
    entries, discharges = [], []
    for (_, _, _, least, most, term), service, draw in zip(ranks, services, draws, strict=True):
        total = term or TERM_MONTHS[service]
        days = int((least + draw * (min(most, total) - least)) * 30.4)
        entry = AS_OF - dt.timedelta(days)
        entries.append(entry)
        discharges.append(max(AS_OF, entry + dt.timedelta(int(total * 30.44))))
    return entries, discharges


def birth_days(entries: list[dt.date], statuses: list[str], rng: np.random.Generator) -> list[dt.date]:
    """Birth dates that make the age at entry at least 18 (NCOs 17, officers 22)."""
    youngest = {"병": 18, "부사관": 17, "준사관": 22, "장교": 22}
    beyond = rng.gamma(2.0, 1.2, size=len(entries))
    return [
        entry - dt.timedelta(int((youngest[status] + min(extra, 8.0)) * 365.25) + 1)
        for entry, status, extra in zip(entries, statuses, beyond, strict=True)
    ]


def service_numbers(entries: list[dt.date], statuses: list[str], rng: np.random.Generator) -> list[str]:
    """YY-N…: five digits for officers and warrant officers, six for NCOs, eight for soldiers; each once."""
    serials = rng.permutation(len(entries))
    made = []
    taken: dict[tuple[str, int], int] = {}
    for entry, status, serial in zip(entries, statuses, serials, strict=True):
        digits = NUMBER_DIGITS[status]
        year = f"{entry:%y}"
        count = taken.get((year, digits), 0)
        taken[year, digits] = count + 1
        number = 70_000_000 + int(serial) if digits == 8 else 10 ** (digits - 1) + count
        made.append(f"{year}-{number:0{digits}d}")
    return made


def physique(sexes: list[str], rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Height in cm and weight in kg, one decimal each."""
    man = np.array([sex == "남" for sex in sexes])
    height = np.clip(rng.normal(np.where(man, 174.5, 163.0), 5.6), 150, 200)
    bmi = np.clip(rng.normal(np.where(man, 23.8, 21.8), 2.8), 17, 34)
    return [f"{h:.1f}" for h in height], [f"{b * (h / 100) ** 2:.1f}" for h, b in zip(height, bmi, strict=True)]


def _one_of(choices: Sequence[Sequence[str]], rng: np.random.Generator) -> list[str]:
    return [few[int(draw * len(few))] for few, draw in zip(choices, rng.random(len(choices)), strict=True)]


if __name__ == "__main__":
    write_table(__doc__, HEADER, personnel)
