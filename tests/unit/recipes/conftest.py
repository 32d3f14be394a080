"""A small good recipe, to be spoilt in one place at a time."""

import pytest

from pseudo.recipes import lint_recipe

GOOD = """\
name: test/members
version: "1"
title: {ko: 회원, en: Members}
description: {ko: 시험용, en: For tests}
release_class: provision
purpose: scientific_research
purpose_text:
  ko: 당뇨병 환자의 연령대별 재입원 요인을 분석한다.
  en: Predictors of readmission among diabetes patients by age band.
subject: member_id
columns:
  - names: [member_id, 회원번호]
    role: direct_identifier
    technique: hmac
    params: {length_bits: 128}
    domain: member
    nulls: refuse
    reason: {ko: 가명, en: pseudonym}
  - names: [age, 나이]
    role: quasi_identifier
    technique: range
    type: integer
    params: {width: 5}
    nulls: keep
    reason: {ko: 구간, en: range}
  - names: [rrn, 주민등록번호]
    role: direct_identifier
    technique: delete
    nulls: keep
    reason: {ko: 삭제, en: deleted}
  - names: [ward, 병동]
    role: other
    technique: keep
    nulls: keep
    reason: {ko: 그대로, en: kept}
anonymity: {k: 5, unit: subject, quasi_identifiers: [age], max_suppressed_rate: 0.1}
rare_values: {frequency: 3, method: sigma, limit: 3, source: 별권 p.65-66}
checks:
  - {kind: not_null, columns: [member_id]}
statistics:
  - name: by-ward
    column: ward
    categories: [가, 나]
    mechanism: laplace
    epsilon: "0.5"
    max_rows_per_subject: 2
"""


@pytest.fixture
def good():
    return GOOD


@pytest.fixture
def lint(tmp_path):
    """Lint the good recipe with ``old`` replaced by ``new``."""

    def run(old="", new=""):
        assert not old or GOOD.count(old) == 1, "the spoilt place must be one"
        path = tmp_path / "recipe.yaml"
        path.write_text(GOOD.replace(old, new) if old else GOOD, "utf-8")
        return lint_recipe(path)

    return run


@pytest.fixture
def line_of():
    """The 1-based line of a text in the good recipe."""

    def find(text):
        return next(i for i, line in enumerate(GOOD.splitlines(), 1) if text in line)

    return find
