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
    "steps": "단위",
    "the population's budget": "모집단의 예산",
    "a person's m rows add m in all, and all can fall into one cell": "한 사람의 m개 행은 모두 m을 더하며, 한 칸에 몰릴 수 있음",
    "a person's m rows lie in m cells at the most, and add 1 to each": "한 사람의 m개 행은 많아야 m개 칸에 있으며, 칸마다 1을 더함",
    "a person's m rows add m times the limit that is farther from 0": "한 사람의 m개 행은 0에서 더 먼 한계의 m배를 더함",
    "m times half the distance of the limits to the sum, m to the count": "합에는 두 한계 사이 거리 절반의 m배, 행 수에는 m",
    "a person's m rows add m to the counts of each length of runs": "한 사람의 m개 행은 구간 길이마다 빈도에 m을 더함",
    "a person's m rows have m keys at the most, and can all have one": "한 사람의 m개 행은 많아야 m개 값을 가지며, 모두 한 값일 수 있음",
    "nats": "nats(자연로그)",
    "rate_0_1": "비율(0~1)",
    "probability_0_1": "확률(0~1)",
    "counted while reading": "읽으면서 셈",
    "counted in the written file": "기록된 파일에서 셈",
    "counted while fitting and sampling": "학습과 생성 중에 셈",
    "rows generated": "생성한 행",
    "columns whose category was asked for": "범주를 지정하여 뽑은 열",
    "SHA-256 of the kept model that the rows were drawn from": "행을 뽑은 보관 모형의 SHA-256",
    "a budget (ε) was given, and this engine guarantees by it": "예산(ε)이 주어져 차등정보보호 엔진을 고름",
    "no budget (ε) was given; of the engines without a guarantee this one has the least room for learning rows by heart": "예산(ε)이 "
    "없어 보장이 없는 엔진 가운데 행을 외울 여지가 가장 적은 것을 고름",
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
    "none": "없음",
    "rows kept back from the engine": "엔진에 주지 않고 빼 둔 행",
    "synthetic rows identical to a training row": "학습 행과 똑같은 합성 행",
    "the same, each over its multiplicity": "같은 행을 학습 행의 중복 수로 나누어 셈",
    "synthetic rows nearer to a training row than it is to any other": "가장 가까운 학습 행과의 거리가 그 행에서 다른 학습 "
    "행까지의 거리보다 가까운 합성 행",
    "training rows whose target most synthetic rows of the same keys have (CAP above 0.7)": "키가 같은 합성 행 대부분과 목표 값이 같은 "
    "학습 행(CAP 0.7 초과)",
    "share of conditions isolating a synthetic row that isolate a real one": "합성 행 하나만 골라내는 조건이 실제 행도 하나만 골라낸 비율",
    "share of rows whose two parts have one nearest synthetic row": "두 부분에서 가장 가까운 합성 행이 같은 행의 비율",
    "share of rows whose secret the nearest synthetic row has": "가장 가까운 합성 행의 값이 비밀 값과 같은 행의 비율",
    "share of rare rows whose nearest synthetic row, by what is known, gives every other cell": "아는 열로 가장 가까운 "
    "합성 행이 나머지 모든 칸을 맞히는 희소한 행의 비율",
    "share of rows alone among real rows that are in the synthetic table as they are": "실제 행 가운데 홀로 있는 행이 합성 표에 그대로 "
    "있는 비율",
    "(training - holdout) / (1 - holdout)": "(학습 − 빼 둔 행) ÷ (1 − 빼 둔 행)",
    "synthetic rows nearer to training than to as many holdout rows": "같은 수의 빼 둔 행보다 학습 행에 더 가까운 합성 행",
    "a diagnostic, never sufficient": "참고 수치이며 이것만으로는 충분하지 않음",
    "isolates a person by conditions read off the synthetic rows": "합성 행에서 읽은 조건으로 한 사람을 골라냄",
    "holds two data sets with different columns of the same persons": "같은 사람들의 서로 다른 열을 담은 두 자료를 가짐",
    "knows all of a person's columns but one": "한 사람의 열을 하나만 빼고 모두 앎",
    "knows some columns of a person who stands apart and wants all others": "동떨어진 사람의 일부 열을 알고 나머지를 알아내려 함",
    "looks the synthetic rows up among real ones": "합성 행을 실제 행에서 찾아봄",
    "knows a person's whole row and asks whether it was learned from": "한 사람의 행 전체를 알고 그 행이 학습에 쓰였는지 알아내려 함",
}
PREFIXES = (
    (re.compile(r"counted by (\w+)"), r"\1 기술이 셈"),
    (re.compile(r"engine (\w+)"), r"엔진 \1"),
    (re.compile(r"technique:(\w+)"), r"기술:\1"),
    (re.compile(r"recipe:(\w+)"), r"레시피:\1"),
    (re.compile(r"law:(.+)"), r"법령:\1"),
    (
        re.compile(r"\((.+), (.+)\)-differential privacy for each person"),
        r"정보주체마다 (ε, δ) = (\1, \2)인 차등정보보호",
    ),
    (re.compile(r"\((.+), (.+)\)-differential privacy for each row"), r"행마다 (ε, δ) = (\1, \2)인 차등정보보호"),
    (re.compile(r"AUC, by distance to the nearest synthetic row"), r"AUC, 가장 가까운 합성 행까지의 거리"),
    (re.compile(r"AUC, by nearest-neighbour density ratio"), r"AUC, 최근접 이웃으로 어림한 밀도비"),
    (
        re.compile(r"members found while 1 % of the others are taken for one, by .+"),
        r"다른 행의 1 %를 학습 행으로 잘못 볼 때 찾아낸 학습 행의 비율",
    ),
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
