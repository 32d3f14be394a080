"""Hospital visits: a few visits a patient, more in winter for airways, diagnoses that fit sex and age, costs that add up.

Weights of diseases, ages and costs are orders of magnitude set by hand: plausible for practice, no estimates, and nothing to cite.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from pseudo.fictitious import REGIONS, VILLAGE
from pseudo.model import Check, Text
from pseudo.synth.fictitious import fictitious
from pseudo.synth.fields.contract import FieldModel

__all__ = ["MODEL"]

FIRST, DAYS = np.datetime64("2023-01-02"), 1095
VISITS_PER_PATIENT = 4
# 시도, in thousands of registered residents at about the end of 2023, rounded by hand (주민등록 인구통계, 행정안전부).
POPULATION = {
    "서울특별시": 9400, "부산광역시": 3300, "대구광역시": 2370, "인천광역시": 3000, "광주광역시": 1420, "대전광역시": 1440,
    "울산광역시": 1100, "세종특별자치시": 390, "경기도": 13630, "강원특별자치도": 1530, "충청북도": 1590, "충청남도": 2130,
    "전북특별자치도": 1750, "전라남도": 1800, "경상북도": 2550, "경상남도": 3250, "제주특별자치도": 675,
}  # fmt: skip
# Ten-year age groups from 0-9 on: share of patients.
AGES = np.array([6, 8, 11, 12, 14, 16, 17, 11, 5], float)
# KCD-8 code, department, weight, sex ("" both), least and greatest age, more in winter.
DIAGNOSES: tuple[tuple[str, str, float, str, int, int, bool], ...] = (
    ("I10.9", "내과", 14, "", 30, 120, False), ("E11.9", "내과", 10, "", 30, 120, False),
    ("E78.5", "내과", 8, "", 25, 120, False), ("J20.9", "내과", 9, "", 0, 120, True),
    ("K29.7", "내과", 6, "", 10, 120, False), ("J45.9", "내과", 3, "", 2, 120, True),
    ("N18.3", "내과", 2, "", 40, 120, False), ("I20.9", "내과", 2, "", 40, 120, False),
    ("J06.9", "소아청소년과", 30, "", 0, 15, True), ("A09.9", "소아청소년과", 8, "", 0, 15, False),
    ("M54.5", "정형외과", 9, "", 15, 120, False), ("M17.9", "정형외과", 6, "", 45, 120, False),
    ("S82.2", "정형외과", 2, "", 5, 120, False), ("K35.8", "외과", 2, "", 5, 120, False),
    ("K80.2", "외과", 2, "", 25, 120, False), ("C50.9", "외과", 1, "여", 30, 120, False),
    ("C61", "비뇨의학과", 1, "남", 50, 120, False), ("N40", "비뇨의학과", 4, "남", 45, 120, False),
    ("N39.0", "비뇨의학과", 3, "", 10, 120, False), ("O80.9", "산부인과", 2, "여", 20, 45, False),
    ("N92.0", "산부인과", 3, "여", 13, 55, False), ("D25.9", "산부인과", 2, "여", 25, 60, False),
    ("H25.9", "안과", 3, "", 55, 120, False), ("H10.9", "안과", 3, "", 0, 120, False),
    ("J30.4", "이비인후과", 6, "", 3, 120, False), ("H66.9", "이비인후과", 3, "", 0, 20, True),
    ("L20.9", "피부과", 4, "", 0, 120, False), ("L50.9", "피부과", 3, "", 0, 120, False),
    ("I63.9", "신경과", 2, "", 45, 120, True), ("G43.9", "신경과", 3, "", 12, 120, False),
    ("M51.2", "신경외과", 3, "", 20, 120, False), ("Z00.0", "가정의학과", 4, "", 20, 120, False),
)  # fmt: skip
WINTER = (1, 2, 3, 11, 12)
INSURANCE = {"건강보험": (0.95, 0.3), "의료급여": (0.03, 0.1), "자동차보험": (0.015, 0.0), "일반": (0.005, 1.0)}
"""Share of visits, and the part of the cost that a patient pays."""
KINDS = {"외래": (0.88, 10.6), "입원": (0.08, 14.0), "응급": (0.04, 12.0)}
"""Share of visits, and the mean logarithm of the cost in won."""


def generate(rows: int, rng: np.random.Generator) -> pa.Table:
    """The table; ``rows`` visits of about a quarter as many patients."""
    births, person = _patients(max(1, rows // VISITS_PER_PATIENT), rng)
    who = rng.integers(len(births), size=rows)
    day = np.maximum(FIRST + rng.integers(DAYS, size=rows), births[who])
    sexes = np.array(person["성별"])[who]
    ages = _ages(births[who], day)
    main = _diagnoses(sexes, ages, day, rng)
    other = _diagnoses(sexes, ages, day, rng)
    codes = np.array([row[0] for row in DIAGNOSES])
    kinds = rng.choice(list(KINDS), size=rows, p=[share for share, _ in KINDS.values()])
    inpatient = kinds == "입원"
    left = day + 1 + rng.gamma(1.5, 4.0, size=rows).astype(int)
    picked = pa.array(who)
    return pa.table(
        {
            **{name: pa.array(column).take(picked) for name, column in person.items()},
            "방문번호": fictitious("patient_id", rows, rng),
            "내원일자": pa.array(day),
            "입원일자": pa.array(day, mask=~inpatient),
            "퇴원일자": pa.array(left, mask=~inpatient),
            "진료구분": pa.array(kinds.tolist()),
            "진료과": pa.array([DIAGNOSES[i][1] for i in main]),
            "주상병코드": pa.array(codes[main].tolist()),
            "부상병코드": pa.array(codes[other].tolist(), mask=(rng.random(rows) >= 0.4) | (main == other)),
            **_costs(kinds, rng),
        }
    )


def _patients(count: int, rng: np.random.Generator) -> tuple[np.ndarray, dict[str, Any]]:
    decade = rng.choice(len(AGES), size=count, p=AGES / AGES.sum())
    births = np.datetime64("2023-01-01") - (decade * 3652 + rng.integers(3652, size=count))
    weights = np.array([POPULATION[name] for name in REGIONS], float)
    homes = rng.choice(list(REGIONS), size=count, p=weights / weights.sum())
    numbers = rng.integers(1, 1000, size=count)
    return births, {
        "환자번호": fictitious("patient_id", count, rng),
        "환자명": fictitious("person_name", count, rng),
        "주민등록번호": fictitious("rrn", count, rng),
        "전화번호": fictitious("phone", count, rng),
        "주소": [f"{home} {VILLAGE} {n}" for home, n in zip(homes, numbers, strict=True)],
        "생년월일": births,
        "성별": rng.choice(["남", "여"], size=count, p=[0.47, 0.53]).tolist(),
    }


def _ages(births: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Completed years at each visit."""
    months = day.astype("datetime64[M]").astype(int) - births.astype("datetime64[M]").astype(int)
    day_of_month = day - day.astype("datetime64[M]")
    born_on = births - births.astype("datetime64[M]")
    return np.asarray((months - (day_of_month < born_on)) // 12)


def _diagnoses(sexes: np.ndarray, ages: np.ndarray, day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Index into the table for each visit, by weight among the codes that fit sex, age and season."""
    winter = np.isin(day.astype("datetime64[M]").astype(int) % 12 + 1, WINTER)
    weights = np.empty((len(ages), len(DIAGNOSES)))
    for i, (_, _, weight, sex, least, most, seasonal) in enumerate(DIAGNOSES):
        fits = (ages >= least) & (ages <= most) & ((sexes == sex) if sex else True)
        weights[:, i] = weight * fits * np.where(winter & seasonal, 2.0, 1.0)
    total = weights.cumsum(axis=1)
    return np.asarray((total < (rng.random(len(ages)) * total[:, -1])[:, None]).sum(axis=1))


def _costs(kinds: np.ndarray, rng: np.random.Generator) -> dict[str, pa.Array[Any]]:
    """Insurance, total, the patient's and the insurer's part in won; log-normal, and the parts add up."""
    middle = np.array([KINDS[kind][1] for kind in kinds])
    total = rng.lognormal(middle, 0.6).astype(np.int64) // 10 * 10
    choice = rng.choice(len(INSURANCE), size=len(kinds), p=[share for share, _ in INSURANCE.values()])
    share = np.array([part for _, part in INSURANCE.values()])[choice]
    own = (total * share).astype(np.int64) // 100 * 100
    names = list(INSURANCE)
    return {
        "보험유형": pa.array([names[i] for i in choice]),
        "총진료비": pa.array(total),
        "본인부담금": pa.array(own),
        "공단부담금": pa.array(total - own),
    }


MODEL = FieldModel(
    name="healthcare/visits",
    title=Text(ko="병원 내원·진료비 기록", en="Hospital visits and costs"),
    sources=(
        "한국표준질병·사인분류(KCD-8): codes",
        "주민등록 인구통계(행정안전부): residents by first-level region, rounded",
        "국민건강보험법 시행령 별표 2: parts that patients pay, simplified",
    ),
    generate=generate,
    rules=(
        Check(
            "not_null",
            ("환자번호", "방문번호", "내원일자", "생년월일", "성별", "진료구분", "주상병코드"),
            {},
            "field model",
        ),
        Check("unique", ("방문번호",), {}, "field model"),
        Check("a_le_b", ("생년월일", "내원일자"), {}, "field model"),
        Check("a_le_b", ("내원일자", "퇴원일자"), {}, "field model"),
        Check("sum_equals", ("본인부담금", "공단부담금", "총진료비"), {"tolerance": 0}, "field model"),
        Check("between", ("본인부담금", "공단부담금", "총진료비"), {"min": 0}, "field model"),
        Check("between", ("내원일자",), {"min": "2023-01-02", "max": "2025-12-31"}, "field model"),
        Check("in_set", ("주상병코드", "부상병코드"), {"values": [row[0] for row in DIAGNOSES]}, "field model"),
        Check("in_set", ("보험유형",), {"values": list(INSURANCE)}, "field model"),
        Check("in_set", ("진료구분",), {"values": list(KINDS)}, "field model"),
    ),
)
