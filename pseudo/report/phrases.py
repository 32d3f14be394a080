"""What evidence says in English (units, methods, attackers, counts of checks), in the reader's language.

Evidence is written once, in English, and signed so; a report in Korean reads it from here. A phrase that is not here stays as it is.
"""

from __future__ import annotations

import re

__all__ = ["said"]

KOREAN = {
    "rows": "행",
    "cells": "칸",
    "columns": "열",
    "values": "값",
    "classes": "집합",
    "groups": "집단",
    "checks": "검사",
    "subjects": "정보주체",
    "nats": "nats(자연로그)",
    "rate_0_1": "비율(0~1)",
    "probability_0_1": "확률(0~1)",
    "counted while reading": "읽으면서 셈",
    "counted in the written file": "기록된 파일에서 셈",
    "counted while fitting and sampling": "학습과 생성 중에 셈",
    "rows generated": "생성한 행",
    "rows given to the engine": "엔진에 준 행",
    "every rule on every synthetic row": "모든 합성 행에 모든 규칙을 적용",
    "synthetic against training cells": "합성 값과 학습 값의 비교",
    "share of synthetic rows equal to a training row": "학습 행과 같은 합성 행의 비율",
    "share of one half of the training rows equal to a row of the other half, mean over random halvings": "학습 행을 무작위로 반씩 "
    "나눌 때 한쪽 행이 다른 쪽 행과 같은 비율의 평균",
    "Great Expectations on the written file": "기록된 파일에 대한 Great Expectations 검사",
    "OpenDP discrete Laplace noise on a vector of counts": "빈도 벡터에 OpenDP 이산 라플라스 잡음",
    "OpenDP discrete Gaussian noise on a vector of counts": "빈도 벡터에 OpenDP 이산 가우스 잡음",
    "discrete Gaussian noise on marginals, a tree chosen by noisy max, through OpenDP": "OpenDP로 주변분포에 이산 가우스 잡음을 넣고 "
    "noisy max로 트리를 고름",
    "number of equivalence classes": "동질집합의 수",
    "fewest subjects in an equivalence class": "동질집합에 든 가장 적은 정보주체 수",
    "fewest rows in an equivalence class": "동질집합에 든 가장 적은 행 수",
    "1 / fewest subjects in an equivalence class": "1 ÷ 동질집합에 든 가장 적은 정보주체 수",
    "1 / fewest rows in an equivalence class": "1 ÷ 동질집합에 든 가장 적은 행 수",
    "share of subjects that stand alone in an equivalence class": "동질집합에 혼자 있는 정보주체의 비율",
    "share of rows that stand alone in an equivalence class": "동질집합에 혼자 있는 행의 비율",
    "equivalence classes / subjects, each counted in every class it stands in": "동질집합 수 ÷ 정보주체 수(속한 동질집합마다 셈)",
    "equivalence classes / rows, each counted in every class it stands in": "동질집합 수 ÷ 행 수(속한 동질집합마다 셈)",
    "a missing value is a category of its own": "빈 칸은 하나의 범주로 봄",
    "prosecutor: knows the quasi-identifiers of one person and that the person is in the table": "검사 모형: 한 사람의 식별가능정보와 "
    "그 사람이 표에 있다는 사실을 앎",
    "marketer: links every unit of the table and is content with the average": "마케터 모형: 표의 모든 단위를 연결하며 평균적인 "
    "성공으로 만족함",
    "holds the training table and looks for equal rows in all learned columns": "학습 표를 가지고 학습한 모든 열이 같은 행을 찾음",
    "recipe": "레시피",
    "plan": "계획",
    "checked_count": "확인한 칸",
    "missing_count": "빈 칸",
    "unexpected_count": "어긋난 칸",
    "unreadable_count": "읽을 수 없는 칸",
    "raised_count": "판정 중 오류",
    "missing_columns": "없는 열",
    "row_count": "행 수",
    "class_count": "동질집합 수",
    "classes_below_k": "k 미만인 집합",
    "units_below_k": "k 미만인 집합의 단위",
    "minimum_class_size": "가장 작은 집합",
}
PREFIXES = (
    (re.compile(r"counted by (\w+)"), r"\1 기술이 셈"),
    (re.compile(r"engine (\w+)"), r"엔진 \1"),
    (re.compile(r"technique:(\w+)"), r"기술:\1"),
    (re.compile(r"recipe:(\w+)"), r"레시피:\1"),
    (re.compile(r"law:(.+)"), r"법령:\1"),
)


def said(text: str, lang: str) -> str:
    """A text of evidence, whose parts stand between semicolons, in Korean or as it is."""
    return text if lang != "ko" else "; ".join(_korean(part) for part in text.split("; "))


def _korean(part: str) -> str:
    if part in KOREAN:
        return KOREAN[part]
    for form, korean in PREFIXES:
        if form.fullmatch(part):
            return form.sub(korean, part)
    return part
