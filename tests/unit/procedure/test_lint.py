"""The linter: nothing in a dossier without contradictions, and each planted one under its own code.

The numbers in brackets are those of the slips in the guideline's own examples that a reader of papers can know.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_papers import (
    ACCESS,
    APPLICANT,
    APPLICATION,
    CLEAN,
    COLUMNS,
    FILES,
    INSPECTION,
    LEDGER,
    MEMBERS,
    OFFICER,
    PERIOD,
    PLAN,
    RESULT,
    REVIEW,
    RISK_REVIEW,
    USAGE_PLAN,
)

from pseudo.errors import catalogue
from pseudo.procedure.lint import TOPICS, contradictions
from pseudo.procedure.papers import AccessLine, Extension, LedgerLine, Period, Pledge, RequestedData
from pseudo.procedure.terms import Ground, RiskClass, Sampling, Setting, User, Verdict
from pseudo.procedure.treatment import Distribution, Extremes, Share


def application(**changes):
    return {"application": replace(APPLICATION, **changes)}


def usage(**changes):
    return {"usage_plan": replace(USAGE_PLAN, **changes)}


def risk(**changes):
    return {"risk_review": replace(RISK_REVIEW, **changes)}


def plan(**changes):
    return {"treatment_plan": replace(PLAN, **changes)}


def column(n, **changes):
    return plan(columns=(*COLUMNS[:n], replace(COLUMNS[n], **changes), *COLUMNS[n + 1 :]))


def result(**changes):
    return {"treatment_result": replace(RESULT, **changes)}


def asked(*columns, **others):
    return application(data=(RequestedData("2025년 상담 기록", columns, 4_000),), **others)


def table(column, *shares, rows=10_000):
    made = tuple(Share(value, count, count / 10_000 if rate is None else rate) for value, count, rate in shares)
    return result(distributions=(Distribution("상담.txt", column, rows, made),))


def inspection(**changes):
    return {"inspections": (replace(INSPECTION, **changes),)}


def review(**changes):
    return {"review": replace(REVIEW, **changes)}


def ledger(n, **changes):
    return {"ledger": (*LEDGER[:n], replace(LEDGER[n], **changes), *LEDGER[n + 1 :])}


COLUMNS_ASKED = APPLICATION.data[0].columns
BY_REGION = "당뇨병 환자의 지역별 합병증 발생과 진료비의 관계를 분석하여 예측 모형을 검증한다."
WITHOUT_ADDRESS = tuple(column for column in COLUMNS_ASKED if column != "주소")
PLANTED = [
    # dates and periods
    ("lint.citation", usage(background="개인정보 보호법 제29조의2제2항에 따른다.")),  # [1]
    ("lint.citation", usage(background="보호법 제11조의2에 따른 업무지원을 받는다.")),  # [2]
    ("lint.citation", usage(background="소상공인기본법의 소상공인을 말한다.")),  # [3]
    ("lint.kind", column(1, treatment="일반라운딩-5세 내림")),  # [5]
    ("lint.destroyed-late", ledger(4, date="2027-06-02")),  # [6]
    ("lint.received", ledger(3, date="2026-12-09")),  # [6]
    ("lint.right-early", {"access": (ACCESS[0], replace(ACCESS[1], date="2027-05-01"))}),  # [6]
    ("lint.right-number", {"access": (ACCESS[0], replace(ACCESS[1], number="2026-0008"))}),  # [6]
    ("lint.years", usage(data="2023~2024년 상담 기록")),  # [7]
    ("lint.earlier", application(earlier="20261012-3")),  # [7]
    ("lint.repeat", {**application(earlier="2025-0003"),
                     **risk(grounds=(Ground.UNSTRUCTURED, Ground.REPEAT), changed=("recipient", "setting", "method"))}),  # [8]
    ("lint.identifier", asked(*COLUMNS_ASKED, "이름")),  # [9]
    ("lint.no-application", {"application": None}),  # [10]
    ("lint.date-order", risk(date="2026-10-07")),  # [11]
    ("lint.purpose-items", asked(*WITHOUT_ADDRESS, purpose_text=BY_REGION)),  # [11]
    ("lint.user-treats", usage(method="받은 데이터를 가명처리하여 분류 모형에 넣는다.")),  # [11]
    ("lint.items-missing", asked(*COLUMNS_ASKED, "가입일자")),  # [12]
    ("lint.items-extra", asked(*WITHOUT_ADDRESS)),  # [12]
    ("lint.column-count", plan(files=(replace(FILES[0], columns=4),))),  # [12]
    ("lint.share", table("나이", ("40-44", 6_000, 0.3), ("45-49", 3_000, 0.15))),  # [13]
    ("lint.cap", result(extremes=(Extremes("상담.txt", "진료비", 10_000, "0", 120, "900000", 43, "12000000", 1),))),  # [14, 23]
    ("lint.small", table("나이", ("40-44", 9_997, None), ("90+", 3, None))),  # [15]
    ("lint.quorum", review(members=MEMBERS[:1], external=0)),  # [16]
    ("lint.period-words", usage(background="합병증을 미리 안다. 이용 기간은 7개월이다.")),  # [17, 31]
    ("lint.number-date", {"number": "20261022-0007"}),  # [17, 32]
    ("lint.reason-tick", risk(reason="연구실로 반출하므로 병원이 통제할 수 없다.")),  # [17]
    ("lint.format", inspection(format_before="MP3 10,000건")),  # [18]
    ("lint.sample-share", inspection(why="건수가 많아 10% 표본을 무작위로 뽑음")),  # [18]
    ("lint.plan-result", result(columns=(replace(COLUMNS[0], treatment="숫자 7로 고정"), *COLUMNS[1:]))),  # [18, 27]
    ("lint.claim", inspection(result="표본 확인 결과 99.9% 이상 가명처리됨")),  # [18]
    ("lint.setting", application(controlled=False)),  # [18]
    ("lint.sum", table("나이", ("40-44", 6_000, None), ("45-49", 9_000, None))),  # [20]
    ("lint.level", table("주소", ("서울특별시 종로구", 9_000, None), ("울릉군 북면", 1_000, None))),  # [22]
    ("lint.roles", review(members=(OFFICER, *MEMBERS[1:]))),  # [24]
    ("lint.inspection-words", inspection(result="상담 기록을 전수 확인함")),  # [26, 30]
    ("lint.date-order", application(date="2026-11-25")),  # [28]
    ("lint.applicant", usage(lead=replace(APPLICANT, organization="마바연구원"))),  # [29]
    ("lint.not-inspected", inspection(looked_for=("첨부 파일",), technique="문자열 치환")),  # [29]
    ("lint.period-differs", usage(period=Period("2026-12-02", "2027-05-31"))),  # [33]
    ("lint.inspection-plan", column(5, treatment="식별정보 대체 뒤 전수 검수")),  # [33]
    ("lint.roles", risk(reviewer=replace(RESULT.operator))),  # [33]
    ("lint.total", plan(columns=(*COLUMNS[:4], replace(COLUMNS[4], treatment="상단코딩-99"), COLUMNS[5],
                                 replace(COLUMNS[3], column="합계", treatment="상단코딩-99")))),  # [35]
    ("lint.hash", column(0, treatment="일방향 암호화(SHA-256)", technique="")),  # [36]
    # their like
    ("lint.period", application(period=Period("2027-05-31", "2026-12-01"))),
    ("lint.use-over", application(period=Period("2026-11-01", "2026-11-15"))),
    ("lint.external", review(external=4)),
    ("lint.pledges", {"pledges": CLEAN.pledges[:2]}),
    ("lint.pledge-stranger", {"pledges": (*CLEAN.pledges, Pledge(replace(MEMBERS[0], name="누군가"), (False,) * 6, "2026-11-15"))}),
    ("lint.interest", {"pledges": (replace(CLEAN.pledges[0], interests=(True, *[False] * 5)), *CLEAN.pledges[1:])}),
    ("lint.verdict", review(answers=(replace(REVIEW.answers[0], adequate=False), *REVIEW.answers[1:]))),
    ("lint.conditions", review(verdict=Verdict.CONDITIONAL)),
    ("lint.user", application(user=User.INTERNAL)),
    ("lint.risk-class", risk(risk=RiskClass.LOW)),
    ("lint.adjustment", risk(adjustment="")),
    ("lint.adjustment", risk(adjustment="", risk=RiskClass.MEDIUM)),
    ("lint.repeat-of-nothing", risk(grounds=(Ground.UNSTRUCTURED, Ground.REPEAT))),
    ("lint.designated", risk(grounds=(Ground.UNSTRUCTURED, Ground.DESIGNATED))),
    ("lint.setting", application(setting=Setting.OUTSIDE)),
    ("lint.purpose", application(purpose_text="AI 학습 및 연구")),
    ("lint.subjects", usage(subjects=10_000)),
    ("lint.unstructured", application(unstructured=False)),
    ("lint.untreated", result(columns=COLUMNS[:-1])),
    ("lint.other-plan", result(plan="sha256:another")),
    ("lint.other-output", review(output="sha256:another")),
    ("lint.rows", table("나이", ("40-44", 4_000, 0.8), rows=5_000)),
    ("lint.grew", result(extremes=(Extremes("상담.txt", "진료비", 10_000, "0", 120, "900000", 104, "800000", 1),))),
    ("lint.more-persons", plan(files=(replace(FILES[0], subjects=10_001),))),
    ("lint.files", result(files=(replace(FILES[0], name="다른.txt"),))),
    ("lint.inspection-numbers", inspection(checked=10_001)),
    ("lint.inspection-mode", inspection(sampling=Sampling.WHOLE)),
    ("lint.unrepaired", inspection(sampling=Sampling.HEURISTIC, faults=3)),
    ("lint.look-again", inspection(faults=3, repaired=3)),
    ("lint.no-inspection", {"inspections": ()}),
    ("lint.destroyed-early", ledger(6, date="2026-11-01")),
    ("lint.key-left", {"ledger": (*LEDGER[:5], LEDGER[6])}),
    ("lint.provided-early", ledger(2, date="2026-11-01")),
    ("lint.right-never-given", {"access": ACCESS[1:]}),
    ("lint.rights-left", {"access": ACCESS[:1]}),
    ("lint.date-order", inspection(period=Period("2026-11-10", "2026-11-25"))),
]  # fmt: skip


def codes(dossier):
    return [problem.code for problem in contradictions(dossier)]


def test_a_clean_dossier_has_none():
    assert codes(CLEAN) == []


@pytest.mark.parametrize(("code", "planted"), PLANTED, ids=[f"{n}-{code}" for n, (code, _) in enumerate(PLANTED)])
def test_a_planted_contradiction_is_found(code, planted):
    assert code in codes(replace(CLEAN, **planted))


def test_every_rule_is_planted():
    wanted = {code for code in catalogue() if code.startswith("lint.")}
    assert wanted == {code for code, _ in PLANTED}
    assert len(PLANTED) >= 40


def test_every_function_of_a_topic_is_among_its_rules():
    for topic in TOPICS:
        public = {
            name for name, made in vars(topic).items()
            if callable(made) and getattr(made, "__module__", "") == topic.__name__ and not name.startswith("_")
        } - {"citations", "texts"}  # fmt: skip
        assert public == {rule.__name__ for rule in topic.RULES}


def test_an_empty_dossier_contradicts_nothing():
    assert codes(replace(CLEAN, **{name: type(getattr(CLEAN, name))() if isinstance(getattr(CLEAN, name), tuple) else None
                                   for name in ("application", "usage_plan", "risk_review", "treatment_plan", "treatment_result",
                                                "inspections", "review", "pledges", "commitment", "ledger", "access")})) == []  # fmt: skip


def test_an_extension_moves_the_day_of_destruction():
    late = replace(CLEAN, **ledger(4, date="2027-06-02"))
    assert "lint.destroyed-late" not in codes(replace(late, extensions=(Extension("2027-07-31", "분석이 늦어짐"),)))


def test_messages_hold_no_text_of_a_paper():
    marker = "가나다라표시자"
    marked = replace(CLEAN, **risk(reason=f"{marker} 통제할 수 없다."), **usage(background=f"{marker} 제29조의2제2항"))
    for problem in contradictions(marked):
        assert marker not in problem.text("ko") + problem.text("en")


def test_the_period_may_be_said_in_years():
    whole = Period("2026-12-01", "2027-11-30")
    year = replace(CLEAN, **application(period=whole), **usage(period=whole, background="이용 기간은 1년이다."))
    assert "lint.period-words" not in codes(year)
    assert "lint.period-words" in codes(replace(year, **usage(period=whole, background="이용 기간은 2년이다.")))


@pytest.mark.parametrize(
    "line",
    [LedgerLine("2026-12-01", "2026-0007", "가명정보", "제공", "합병증 예측", "서처리", "", PERIOD, "마바연구원")],
)
def test_another_recipient_in_the_ledger_is_found(line):
    assert "lint.applicant" in codes(replace(CLEAN, ledger=(*LEDGER[:2], line, *LEDGER[3:])))


def test_access_lines_of_two_people_do_not_mix():
    other = AccessLine("2026-12-01", "2026-0009", "다른이", "가나대학교", "부여", "조회")
    ended = replace(other, what="말소", date="2027-05-31")
    assert codes(replace(CLEAN, access=(*ACCESS, other, ended))) == []
