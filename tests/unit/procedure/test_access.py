"""접근권한 관리대장 from the record: rights begin with what somebody did, and none is left after the end."""

from __future__ import annotations

from dataclasses import replace

from sample_papers import APPLICANT, CLEAN, OFFICER

from pseudo.procedure.dossier import dossier_of
from pseudo.procedure.lint import contradictions
from pseudo.procedure.papers import Commitment, Destruction, Handler, Person
from pseudo.procedure.steps import Provide, Withdrawal
from pseudo.procedure.terms import Stage

ONE, OTHER = (Handler(Person(name, "가나대학교"), "분석") for name in ("한분석", "두분석"))
OUTPUT = CLEAN.treatment_result.output


def committed(day, *handlers):
    return Commitment(day, APPLICANT, handlers)


def rights(store, case):
    return [(line.date, line.person, line.what, line.scope) for line in dossier_of(case, store.entries(case.id)).access]


def test_rights_come_and_go_with_the_record(store, to_stage):
    case = to_stage(store, Stage.MANAGEMENT)
    operator = CLEAN.treatment_result.operator.name
    made = [(CLEAN.treatment_result.date, operator, "부여", "생성")]
    assert rights(store, case) == made
    store.record(case.id, "commitment", committed("2026-11-25", ONE), "김연구")
    case = store.record(case.id, "provision", Provide("2026-12-01", OUTPUT), "서처리")
    made += [("2026-12-01", "한분석", "부여", "조회")]
    assert rights(store, case) == made
    case = store.record(case.id, "commitment", committed("2027-01-10", OTHER), "김연구")
    made += [("2027-01-10", "한분석", "말소", "조회"), ("2027-01-10", "두분석", "부여", "조회")]
    assert rights(store, case) == made
    paper = Destruction("2027-05-31", "삭제", OFFICER, data=True, additional_information=True, recipient_confirmed=True)
    case = store.record(case.id, "destruction", paper, "박담당")
    made += [("2027-05-31", operator, "말소", "생성"), ("2027-05-31", "두분석", "말소", "조회")]
    assert rights(store, case) == made
    dossier = replace(CLEAN, commitment=case.commitment, access=dossier_of(case, store.entries(case.id)).access)
    assert not [problem.code for problem in contradictions(dossier) if problem.code.startswith("lint.right")]


def test_what_never_left_gives_nobody_a_right_to_read(store, to_stage):
    case = to_stage(store, Stage.MANAGEMENT)
    case = store.record(case.id, "withdrawal", Withdrawal("2026-12-01", "취소"), "박담당")
    assert [(line[2], line[3]) for line in rights(store, case)] == [("부여", "생성"), ("말소", "생성")]
