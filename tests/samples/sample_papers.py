"""A dossier without a contradiction, for tests to plant some in. People and bodies are made up."""

from __future__ import annotations

from pseudo.model import Purpose
from pseudo.procedure.dossier import Dossier
from pseudo.procedure.papers import (
    AccessLine,
    AdequacyReview,
    Answer,
    Application,
    Commitment,
    Handler,
    Inspection,
    LedgerLine,
    Period,
    Person,
    Pledge,
    RequestedData,
    RiskReview,
    UsagePlan,
)
from pseudo.procedure.terms import Ground, RiskClass, Sampling, Setting, User, Verdict
from pseudo.procedure.treatment import (
    ColumnTreatment,
    Distribution,
    Extremes,
    FileOverview,
    Share,
    TreatmentPlan,
    TreatmentResult,
)

APPLICANT = Person("김연구", "가나대학교 의료정보학과", "교수")
OFFICER = Person("박담당", "한국병원 데이터전략팀", "팀장")
OPERATOR = Person("서처리", "한국병원 데이터전략팀", "주임")
MEMBERS = (
    Person("이위원", "한국병원 개인정보보호팀", "위원장"),
    Person("최위원", "한국병원 의료윤리위원회", "위원"),
    Person("정위원", "다라법률사무소", "외부 위원"),
)
PERIOD = Period("2026-12-01", "2027-05-31")
QUESTIONS = ("purpose", "items", "risk", "treatment", "attainable")

APPLICATION = Application(
    title="당뇨병 환자의 상담과 진료비",
    applicant=APPLICANT,
    user=User.THIRD_PARTY,
    purpose=Purpose.RESEARCH,
    purpose_text="당뇨병 환자의 연령대별 진료비와 상담 내용의 관계를 분석하여 합병증 예측 모형을 검증한다.",
    data=(RequestedData("2025년 상담 기록", ("고객번호", "나이", "주소", "진료비", "약제비", "상담내용"), 4_000),),
    setting=Setting.PROVIDER_ROOM,
    controlled=True,
    period=PERIOD,
    date="2026-10-12",
    unstructured=True,
)
USAGE_PLAN = UsagePlan(
    title=APPLICATION.title,
    lead=APPLICANT,
    background="합병증이 오기 전의 상담에 단서가 있는지 알려져 있지 않다. 이용 기간은 6개월이다.",
    data="2025년 상담 기록",
    method="상담에서 증상 표현을 뽑아 진료비와 함께 분류 모형에 넣고, 떼어 둔 환자에서 검증한다.",
    period=PERIOD,
    outcome="합병증 위험이 높은 환자를 먼저 살핀다.",
    subjects=4_000,
)
RISK_REVIEW = RiskReview(
    reviewer=OFFICER,
    date="2026-10-20",
    user=User.THIRD_PARTY,
    controlled=True,
    reason="병원이 통제하는 분석실에서만 이용한다.",
    risk=RiskClass.HIGH,
    grounds=(Ground.UNSTRUCTURED,),
    adjustment="상담내용이 비정형데이터이므로 상향한다.",
    opinion="고위험으로 하여 위원회에서 심의한다.",
)
COLUMNS = (
    ColumnTreatment("상담.txt", "고객번호", "KEY·식별자", "식별정보", "일방향 암호화(HMAC)", technique="hmac"),
    ColumnTreatment("상담.txt", "나이", "범주형", "식별가능정보", "범위 방법-5세"),
    ColumnTreatment("상담.txt", "주소", "범주형", "식별가능정보", "부분삭제-동 이하 삭제"),
    ColumnTreatment("상담.txt", "진료비", "수치형", "기타 속성", "상단코딩-99", limit_rate=0.99),
    ColumnTreatment("상담.txt", "약제비", "수치형", "기타 속성", "라운딩-1000"),
    ColumnTreatment("상담.txt", "상담내용", "텍스트", "자유서식 텍스트", "식별정보 대체"),
)
FILES = (FileOverview("상담.txt", "주", 6, 10_000, 4_000),)
PLAN = TreatmentPlan(FILES, COLUMNS, "2026-11-02", OPERATOR, "sha256:plan")
AGES = (
    Share("40-44", 4_000, 0.4),
    Share("45-49", 3_500, 0.35),
    Share("그 밖의 값", 2_500, 0.25, "값 6개를 합침"),
)
RESULT = TreatmentResult(
    date="2026-11-09",
    operator=OPERATOR,
    files=FILES,
    columns=COLUMNS,
    distributions=(
        Distribution("상담.txt", "나이", 10_000, AGES),
        Distribution("상담.txt", "주소", 10_000, (Share("서울특별시 종로구", 6_000, 0.6), Share("경기도 수원시 팔달구", 4_000, 0.4))),
    ),
    extremes=(Extremes("상담.txt", "진료비", 10_000, "0", 120, "900000", 104, "12000000", 1),),
    output="sha256:out",
    plan="sha256:plan",
)  # fmt: skip
INSPECTION = Inspection(
    title="상담 기록",
    format_before="txt 10,000건",
    format_after="txt",
    technique="개체명 인식과 대체",
    period=Period("2026-11-10", "2026-11-13"),
    place="한국병원 분석실",
    sampling=Sampling.STATISTICAL,
    why="건수가 많아 3% 표본을 무작위로 뽑음",
    looked_for=("상담내용의 이름·전화·주소",),
    total=10_000,
    checked=300,
    faults=0,
    repaired=0,
    result="표본에서 오류를 찾지 못함",
    inspectors=(Person("노검수", "한국병원 데이터전략팀"),),
    author=OFFICER,
)
REVIEW = AdequacyReview(
    date="2026-11-20",
    members=MEMBERS,
    verdict=Verdict.APPROVED,
    answers=tuple(Answer(question, adequate=True) for question in QUESTIONS),
    opinion="승인한다.",
    external=1,
    face_to_face=True,
    output="sha256:out",
)
LEDGER = (
    LedgerLine("2026-11-09", "2026-0007", "추가정보", "생성", "키", "서처리"),
    LedgerLine("2026-11-09", "2026-0007", "가명정보", "생성", "상담 기록", "서처리"),
    LedgerLine("2026-12-01", "2026-0007", "가명정보", "제공", "합병증 예측", "서처리", "", PERIOD, "가나대학교 김연구"),
    LedgerLine("2026-12-01", "2026-0007", "가명정보", "보관", "분석", "김연구", side="user"),
    LedgerLine("2027-05-30", "2026-0007", "가명정보", "파기", "삭제", "김연구", side="user"),
    LedgerLine("2027-05-31", "2026-0007", "추가정보", "파기", "키 삭제", "서처리"),
    LedgerLine("2027-05-31", "2026-0007", "가명정보", "파기", "삭제", "서처리"),
)
ACCESS = (
    AccessLine("2026-12-01", "2026-0007", "한분석", "가나대학교 의료정보학과", "부여", "조회"),
    AccessLine("2027-05-31", "2026-0007", "한분석", "가나대학교 의료정보학과", "말소", "조회"),
)

CLEAN = Dossier(
    number="2026-0007",
    application=APPLICATION,
    usage_plan=USAGE_PLAN,
    risk_review=RISK_REVIEW,
    treatment_plan=PLAN,
    treatment_result=RESULT,
    inspections=(INSPECTION,),
    review=REVIEW,
    pledges=tuple(Pledge(member, (False,) * 6, "2026-11-15") for member in MEMBERS),
    commitment=Commitment("2026-11-25", APPLICANT, (Handler(Person("한분석", "가나대학교 의료정보학과"), "분석"),)),
    ledger=LEDGER,
    access=ACCESS,
)
