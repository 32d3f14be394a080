"""A hospital-visits table of nobody: seeded, realistic in its shapes and rules, with no real person in it.

    python examples/make_visits.py visits.csv --rows 50000 --seed 1

Rules that hold in every row: sex and birth date agree with the resident number; its check digit is right for births before
October 2020 and random after (as in life); diagnoses fit sex and age; admission ≤ discharge; the costs add up. Diagnoses that
need consent in principle do not occur. About one note in thirty holds a telephone number. Resident numbers are made up: any that
is somebody's is so by chance.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from people import addresses, birth_dates, names, phones, resident_numbers, write_table

from pseudo.entropy import seeded

if TYPE_CHECKING:
    import numpy as np

HEADER = (
    "환자번호",
    "환자명",
    "주민등록번호",
    "전화번호",
    "주소",
    "생년월일",
    "성별",
    "방문번호",
    "내원일자",
    "입원일자",
    "퇴원일자",
    "진료구분",
    "진료과",
    "주상병코드",
    "부상병코드",
    "보험유형",
    "총진료비",
    "본인부담금",
    "공단부담금",
    "메모",
)
FIRST_DAY, LAST_DAY = dt.date(2023, 1, 2), dt.date(2025, 12, 31)
VISITS_PER_PATIENT = 4

# KCD-8 code, department, weight, sex it occurs in ("" both), least and greatest age.
DIAGNOSES = (
    ("I10.9", "내과", 14, "", 30, 120),
    ("E11.9", "내과", 10, "", 30, 120),
    ("E78.5", "내과", 8, "", 25, 120),
    ("J20.9", "내과", 9, "", 0, 120),
    ("K29.7", "내과", 6, "", 10, 120),
    ("J45.9", "내과", 3, "", 2, 120),
    ("N18.3", "내과", 2, "", 40, 120),
    ("I20.9", "내과", 2, "", 40, 120),
    ("J06.9", "소아청소년과", 9, "", 0, 15),
    ("A09.9", "소아청소년과", 4, "", 0, 15),
    ("P59.9", "소아청소년과", 1, "", 0, 0),
    ("M54.5", "정형외과", 9, "", 15, 120),
    ("M17.9", "정형외과", 6, "", 45, 120),
    ("S82.2", "정형외과", 2, "", 5, 120),
    ("K35.8", "외과", 2, "", 5, 120),
    ("K80.2", "외과", 2, "", 25, 120),
    ("C50.9", "외과", 1, "여", 30, 120),
    ("C61", "비뇨의학과", 1, "남", 45, 120),
    ("N40", "비뇨의학과", 3, "남", 45, 120),
    ("N39.0", "비뇨의학과", 3, "", 10, 120),
    ("O80.9", "산부인과", 2, "여", 20, 45),
    ("N92.0", "산부인과", 3, "여", 13, 55),
    ("D25.9", "산부인과", 2, "여", 25, 60),
    ("H25.9", "안과", 3, "", 55, 120),
    ("H10.9", "안과", 3, "", 0, 120),
    ("J30.4", "이비인후과", 6, "", 3, 120),
    ("H66.9", "이비인후과", 3, "", 0, 20),
    ("L20.9", "피부과", 4, "", 0, 120),
    ("L50.9", "피부과", 3, "", 0, 120),
    ("I63.9", "신경과", 2, "", 45, 120),
    ("G43.9", "신경과", 3, "", 12, 120),
    ("S06.0", "신경외과", 1, "", 3, 120),
    ("M51.2", "신경외과", 3, "", 20, 120),
    ("Z00.0", "가정의학과", 4, "", 20, 120),
)
INSURANCE = (("건강보험", 0.93, 0.3), ("의료급여", 0.04, 0.1), ("자동차보험", 0.02, 0.0), ("일반", 0.01, 1.0))
"""Kind, share, the part of the cost that a patient pays."""
NOTES = (
    "증상 호전, 약 지속 복용",
    "혈압 조절 양호함",
    "검사 결과 설명함",
    "2주 후 재방문 예정",
    "보호자 동반 내원",
    "식이조절 및 운동 권고",
    "통증 지속되어 처방 변경",
    "수술 후 경과 관찰 중",
    "알레르기 병력 없음",
    "입원 치료 권유하였으나 외래 원함",
    "추가 영상검사 예약",
)


def visits(rows: int, seed: int) -> list[list[str]]:
    """The table's columns in the order of ``HEADER``, ``rows`` cells each."""
    rng = seeded(seed, "examples/visits")
    births, sexes, *person = patients(max(1, rows // VISITS_PER_PATIENT), rng)
    who = rng.integers(len(births), size=rows)
    span = (LAST_DAY - FIRST_DAY).days
    days = [
        max(FIRST_DAY + dt.timedelta(int(d)), births[p])
        for d, p in zip(rng.integers(span + 1, size=rows), who, strict=True)
    ]
    ages = [_age(births[p], day) for p, day in zip(who, days, strict=True)]
    codes, departments = diagnoses([sexes[p] for p in who], ages, rng)
    others = [
        c if keep else ""
        for c, keep in zip(diagnoses([sexes[p] for p in who], ages, rng)[0], rng.random(rows) < 0.4, strict=True)
    ]
    kinds = [str(k) for k in rng.choice(["외래", "입원", "응급"], size=rows, p=[0.86, 0.09, 0.05])]
    admitted, left = stays(days, kinds, rng)
    numbers, full_names, residents, telephones, homes = person
    insurances, total, own, insurer = costs(kinds, rng)
    return [
        *([column[p] for p in who] for column in (numbers, full_names, residents, telephones, homes)),
        [births[p].isoformat() for p in who],
        [sexes[p] for p in who],
        [f"V{day:%y%m%d}{i:07d}" for i, day in enumerate(days)],
        [day.isoformat() for day in days],
        admitted,
        left,
        kinds,
        departments,
        codes,
        others,
        insurances,
        total,
        own,
        insurer,
        notes(rows, rng),
    ]


def patients(
    count: int, rng: np.random.Generator
) -> tuple[list[dt.date], list[str], list[str], list[str], list[str], list[str], list[str]]:
    """Birth dates and sexes, then number, name, resident number, telephone and address of each patient."""
    births = birth_dates(count, dt.date(1930, 1, 1), LAST_DAY, rng)
    sexes = [str(s) for s in rng.choice(["남", "여"], size=count)]
    serials = rng.permutation(9_000_000)[:count] + 1_000_000
    return (
        births,
        sexes,
        [f"{n:08d}" for n in serials],
        names(count, sexes, rng),
        resident_numbers(births, sexes, rng),
        phones(count, rng),
        addresses(count, rng),
    )


def _age(birth: dt.date, day: dt.date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def diagnoses(sexes: list[str], ages: list[int], rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Codes and departments that fit each visit's sex and age, by weight."""
    tables: dict[tuple[str, int], list[tuple[str, str]]] = {}
    draws = rng.random(len(ages))
    picked = []
    for sex, age, draw in zip(sexes, ages, draws, strict=True):
        if (sex, age) not in tables:
            tables[sex, age] = [
                (code, department)
                for code, department, weight, only, least, most in DIAGNOSES
                if only in {"", sex} and least <= age <= most
                for _ in range(weight)
            ]
        fitting = tables[sex, age]
        picked.append(fitting[int(draw * len(fitting))])
    return [code for code, _ in picked], [department for _, department in picked]


def stays(days: list[dt.date], kinds: list[str], rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """Admission and discharge dates of inpatients, empty for the others."""
    lengths = 1 + rng.gamma(1.5, 4.0, size=len(days)).astype(int)
    pairs = [
        (day.isoformat(), (day + dt.timedelta(int(n))).isoformat()) if kind == "입원" else ("", "")
        for day, kind, n in zip(days, kinds, lengths, strict=True)
    ]
    return [a for a, _ in pairs], [d for _, d in pairs]


def costs(kinds: list[str], rng: np.random.Generator) -> tuple[list[str], list[str], list[str], list[str]]:
    """Insurance, total, patient's part and insurer's part in won; the parts add up to the total."""
    middle = {"외래": 10.8, "입원": 14.2, "응급": 12.2}
    totals = [int(t) // 10 * 10 for t in rng.lognormal([middle[kind] for kind in kinds], 0.6)]
    choice = rng.choice(len(INSURANCE), size=len(kinds), p=[share for _, share, _ in INSURANCE])
    own = [int(total * INSURANCE[i][2]) // 100 * 100 for total, i in zip(totals, choice, strict=True)]
    return (
        [INSURANCE[i][0] for i in choice],
        [str(t) for t in totals],
        [str(o) for o in own],
        [str(t - o) for t, o in zip(totals, own, strict=True)],
    )


def notes(rows: int, rng: np.random.Generator) -> list[str]:
    """Short notes, one in three empty, one in thirty with a telephone number."""
    texts = [NOTES[i] for i in rng.integers(len(NOTES), size=rows)]
    chance = rng.random(rows)
    numbers = phones(rows, rng)
    return [
        "" if c < 0.33 else f"{text}. 보호자 연락처 {number}" if c > 0.967 else text
        for text, c, number in zip(texts, chance, numbers, strict=True)
    ]


if __name__ == "__main__":
    write_table(__doc__, HEADER, visits)
