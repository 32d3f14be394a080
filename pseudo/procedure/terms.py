"""The closed choices of the procedure, with the guideline's Korean words beside them (가명정보 처리 가이드라인 2026.3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

__all__ = [
    "BackTo",
    "Form",
    "Ground",
    "HealthBasis",
    "HealthClass",
    "Need",
    "Provided",
    "RiskClass",
    "Sampling",
    "Setting",
    "Stage",
    "Term",
    "User",
    "Verdict",
]


class Term(StrEnum):
    """A choice with a Korean word: ``member.ko``."""

    ko: str

    def __new__(cls, value: str, ko: str = "") -> Self:
        """A member of this value."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.ko = ko
        return made


class User(Term):
    """Who uses the data: step 1 of the risk rule (본권 p.37-38)."""

    INTERNAL = "internal", "내부 활용"
    THIRD_PARTY = "third_party", "제3자 제공"


class Setting(Term):
    """Where the data are used (서식 ➊ 처리 환경)."""

    INTERNAL = "internal", "내부 분석 공간"
    PROVIDER_ROOM = "provider_room", "제공기관 분석 공간"
    INNOVATION_ZONE = "innovation_zone", "개인정보 이노베이션 존"
    EXPERT_BODY = "expert_body", "결합전문기관"
    DATA_BODY = "data_body", "데이터전문기관"
    OUTSIDE = "outside", "외부 반출"
    OTHER = "other", "기타"

    @property
    def designated(self) -> bool:
        """Whether the government designated it as a safe environment: the class may then be lowered."""
        return self in (Setting.INNOVATION_ZONE, Setting.EXPERT_BODY, Setting.DATA_BODY)


class RiskClass(Term):
    """The three classes; there is no score, and the guideline refuses one (본권 p.41)."""

    LOW = "low", "저위험"
    MEDIUM = "medium", "중위험"
    HIGH = "high", "고위험"

    @property
    def rank(self) -> int:
        """0, 1, 2."""
        return list(RiskClass).index(self)


class Ground(Term):
    """What may move the class from where the two steps put it (본권 p.38-40)."""

    REPEAT = "repeat", "반복·유사 활용"
    DESIGNATED = "designated", "정부 지정 안전한 처리환경"
    UNSTRUCTURED = "unstructured", "비정형데이터 포함"
    DATA = "data", "데이터 자체 위험도"
    CONTEXT = "context", "처리 맥락"
    OWN_RULES = "own_rules", "기관 자체 지침"


class HealthClass(Term):
    """Health data that are used with consent as a rule (보건의료데이터 활용 가이드라인 2025.12)."""

    MENTAL = "mental_illness", "정신질환"
    AIDS = "aids", "후천성면역결핍증"
    SEXUALLY_TRANSMITTED = "sexually_transmitted", "성매개감염병"
    RARE = "rare_disease", "희귀질환"
    ABUSE = "abuse", "학대·낙태 관련"


class HealthBasis(Term):
    """What allows such data in a case."""

    CONSENT = "consent", "정보주체 동의"
    APPROVAL = "approval", "사유·추가 보호대책과 심의위원회 승인"


class Verdict(Term):
    """What an adequacy review finds (서식 ➐)."""

    APPROVED = "approved", "적정(승인)"
    CONDITIONAL = "conditional", "조건부 승인"
    REJECTED = "rejected", "부적정(반려)"


class BackTo(Term):
    """Where a rejected case goes (본권 p.47-50: 1-3 again, or more treatment)."""

    PREPARATION = "preparation", "사전준비"
    RISK_REVIEW = "risk_review", "위험성 검토"
    TREATMENT = "treatment", "가명처리"


class Stage(Term):
    """Where a case stands: the five steps (본권 p.23), and the end."""

    PREPARATION = "preparation", "1 사전준비"
    RISK_REVIEW = "risk_review", "2 위험성 검토"
    TREATMENT = "treatment", "3 가명처리"
    ADEQUACY_REVIEW = "adequacy_review", "4 적정성 검토"
    MANAGEMENT = "management", "5 안전한 관리"
    DESTROYED = "destroyed", "파기"
    CLOSED = "closed", "종결"


class Provided(Term):
    """What leaves: decides what may be opened to anyone (본권 p.12-13)."""

    PSEUDONYMISED = "pseudonymised", "가명정보"
    STATISTICS = "statistics", "통계"
    SYNTHETIC = "synthetic", "합성데이터"
    ANONYMOUS = "anonymous", "익명정보"


class Sampling(Term):
    """How treated unstructured data are looked at (본권 p.69-71, 서식 ➏)."""

    WHOLE = "whole", "전수"
    PART = "part", "부분"
    STATISTICAL = "statistical", "통계적 표본"
    HEURISTIC = "heuristic", "휴리스틱 표본"


class Form(Term):
    """The ten forms (별권 p.83-93)."""

    APPLICATION = "application", "가명정보 이용·제공 신청서"
    USAGE_PLAN = "usage_plan", "가명정보 활용 계획서"
    RISK_REVIEW = "risk_review", "위험성 검토서"
    TREATMENT_PLAN = "treatment_plan", "가명처리 계획서"
    TREATMENT_RESULT = "treatment_result", "가명처리 결과서"
    INSPECTION = "inspection", "비정형데이터 추가검수 결과서"
    ADEQUACY_REVIEW = "adequacy_review", "적정성 검토 결과서"
    PLEDGE = "pledge", "적정성 평가위원 서약서"
    COMMITMENT = "commitment", "안전조치 이행 확약서"
    LEDGER = "ledger", "가명(추가)정보 관리대장"

    @property
    def number(self) -> int:
        """1 to 10."""
        return list(Form).index(self) + 1

    @property
    def symbol(self) -> str:
        """➊ to ➓."""
        return "➊➋➌➍➎➏➐➑➒➓"[self.number - 1]


class Need(Term):
    """Whether a case needs a form."""

    REQUIRED = "required", "작성"
    OPTIONAL = "optional", "선택"
    NONE = "none", "해당 없음"
