"""What people write for a case: one frozen type a paper. The ten forms, the linter and the case's rules read these and nothing else.

Texts are the institution's own words, in Korean as a rule. Dates are ``YYYY-MM-DD``, in Korea's time. Names are those of staff and
applicants, never of data subjects.
"""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.model import Purpose  # noqa: TC001  (read at run time, by the codec)
from pseudo.procedure.terms import (
    BackTo,
    Ground,
    HealthBasis,
    HealthClass,
    Provided,
    RiskClass,
    Sampling,
    Setting,
    User,
    Verdict,
)

__all__ = [
    "AccessLine",
    "AdequacyReview",
    "Answer",
    "Application",
    "Combination",
    "Commitment",
    "Destruction",
    "Extension",
    "Handler",
    "Incident",
    "Inspection",
    "LedgerLine",
    "Period",
    "Person",
    "Pledge",
    "RequestedData",
    "RiskReview",
    "SensitiveBasis",
    "UsagePlan",
]


@dataclass(frozen=True)
class Person:
    """Somebody who acts in the case: name, body or department, position; telephone and e-mail where a form asks for them."""

    name: str
    organization: str
    position: str = ""
    phone: str = ""
    email: str = ""

    def is_same(self, other: Person) -> bool:
        """Whether both are one person: the same name in the same body."""
        return (self.name.strip(), self.organization.strip()) == (other.name.strip(), other.organization.strip())


@dataclass(frozen=True)
class Period:
    """First and last day."""

    start: str
    end: str


@dataclass(frozen=True)
class RequestedData:
    """One set of data asked for: what it is called, the columns, the number of persons where it is known."""

    name: str
    columns: tuple[str, ...]
    subjects: int | None = None


@dataclass(frozen=True)
class Combination:
    """Joining with data of another controller, which an expert body does (제28조의3): what it is joined with, and which body."""

    data: str
    body: str


@dataclass(frozen=True)
class SensitiveBasis:
    """A class of health data that is used with consent as a rule, and what allows it here.

    Attributes
    ----------
    health_class : HealthClass
        Which.
    basis : HealthBasis or None
        Consent, or an approved exception; None until there is one, which stops the case.
    text : str
        Which consent, or which reason and which approval.
    """

    health_class: HealthClass
    basis: HealthBasis | None = None
    text: str = ""


@dataclass(frozen=True)
class Application:
    """서식 ➊ 이용·제공 신청서.

    Attributes
    ----------
    title : str
        What the case is called.
    applicant : Person
        Who asks.
    user : User
        Inside the controller, or a third party.
    purpose, purpose_text
        One of the law's three purposes, and what is studied, analysed or verified.
    data : tuple of RequestedData
        What is asked for.
    setting : Setting
        Where it is used.
    controlled : bool
        Whether the provider controls that place (step 2 of the risk rule).
    period : Period
        When it is used.
    date : str
        Day of the application.
    provided : Provided
        What leaves.
    open_to_all : bool
        Whether anybody may have it.
    unstructured : bool
        Whether there are images, voices, videos or free texts.
    repeats : int
        How many times it is provided.
    earlier : str
        The earlier case of a repeated or similar use.
    combination : Combination or None
        Joining with another controller's data.
    health : tuple of SensitiveBasis
        Classes of health data that need a basis, one entry for each that the data hold.
    abroad : str
        Country and basis of a transfer abroad (제28조의8); empty for none.
    extendable : str
        Directly connected uses declared beforehand (본권 p.29-30).
    retention : Period or None
        A period of processing that is set apart from the use (제28조의4 제2항).
    number : str
        The reception's number, where it has one already.
    """

    title: str
    applicant: Person
    user: User
    purpose: Purpose
    purpose_text: str
    data: tuple[RequestedData, ...]
    setting: Setting
    controlled: bool
    period: Period
    date: str
    provided: Provided = Provided.PSEUDONYMISED
    open_to_all: bool = False
    unstructured: bool = False
    repeats: int = 1
    earlier: str = ""
    combination: Combination | None = None
    health: tuple[SensitiveBasis, ...] = ()
    abroad: str = ""
    extendable: str = ""
    retention: Period | None = None
    number: str = ""


@dataclass(frozen=True)
class UsagePlan:
    """서식 ➋ 활용 계획서: who leads, why, with what, how, until when, and what is hoped for."""

    title: str
    lead: Person
    background: str
    data: str
    method: str
    period: Period
    outcome: str
    subjects: int | None = None


@dataclass(frozen=True)
class RiskReview:
    """서식 ➌ 위험성 검토서.

    Attributes
    ----------
    reviewer : Person
        Of the providing institution.
    date : str
        Day of the review.
    user, controlled
        Steps 1 and 2, as the reviewer sees them.
    reason : str
        Why, in words.
    grounds : tuple of Ground
        What moves the class or argues for it.
    risk : RiskClass
        The class in the end.
    adjustment : str
        Why it is another than the two steps give, or why unstructured data do not raise it.
    changed : tuple of str
        For a repeated or similar use: which of purpose, items, recipient, method, setting changed.
    opinion : str
        The summary.
    """

    reviewer: Person
    date: str
    user: User
    controlled: bool
    reason: str
    risk: RiskClass
    grounds: tuple[Ground, ...] = ()
    adjustment: str = ""
    changed: tuple[str, ...] = ()
    opinion: str = ""


@dataclass(frozen=True)
class Inspection:
    """서식 ➏ 비정형데이터 추가검수 결과서.

    ``total`` files were made, ``checked`` of them looked at, ``faults`` had something left in them; ``repaired`` of these were
    treated again. ``confidence`` (0..1) belongs to a statistical sample.
    """

    title: str
    format_before: str
    format_after: str
    technique: str
    period: Period
    place: str
    sampling: Sampling
    why: str
    looked_for: tuple[str, ...]
    total: int
    checked: int
    faults: int
    repaired: int
    result: str
    inspectors: tuple[Person, ...]
    author: Person
    confidence: float = 0.95


@dataclass(frozen=True)
class Answer:
    """One of the five questions of 서식 ➐: whether it is fulfilled, and what was said."""

    question: str
    adequate: bool
    opinion: str = ""


@dataclass(frozen=True)
class AdequacyReview:
    """서식 ➐ 적정성 검토 결과서.

    Attributes
    ----------
    members : tuple of Person
        Who decided.
    external : int
        How many of them come from outside.
    face_to_face : bool
        Whether they met.
    answers : tuple of Answer
        The five questions.
    conditions : tuple of str
        Of a conditional approval.
    back_to : BackTo or None
        Where a rejected case goes.
    opinion : str
        Of the chair.
    output : str
        Digest of what was judged.
    """

    date: str
    members: tuple[Person, ...]
    verdict: Verdict
    answers: tuple[Answer, ...]
    opinion: str
    external: int = 0
    face_to_face: bool = False
    conditions: tuple[str, ...] = ()
    back_to: BackTo | None = None
    output: str = ""
    supplement: bool = False


@dataclass(frozen=True)
class Pledge:
    """서식 ➑ 적정성 평가위원 서약서: the six questions on interests, answered by the member (True: there is one)."""

    member: Person
    interests: tuple[bool, ...]
    date: str


@dataclass(frozen=True)
class Handler:
    """Who handles the data at the user's: a person and what for."""

    person: Person
    role: str


@dataclass(frozen=True)
class Commitment:
    """서식 ➒ 안전조치 이행 확약서."""

    date: str
    responsible: Person
    handlers: tuple[Handler, ...]


@dataclass(frozen=True)
class LedgerLine:
    """서식 ➓ 처리대장: a line. ``what`` is 생성, 이용, 제공, 보관 or 파기; ``info`` is 가명정보 or 추가정보; ``side`` provider or user."""

    date: str
    number: str
    info: str
    what: str
    text: str
    by: str
    responsible: str = ""
    period: Period | None = None
    recipient: str = ""
    side: str = "provider"


@dataclass(frozen=True)
class AccessLine:
    """서식 ➓ 접근권한 관리대장: a right given or taken. ``what`` is 부여 or 말소."""

    date: str
    number: str
    person: str
    organization: str
    what: str
    scope: str
    reason: str = ""
    address: str = ""
    by: str = ""


@dataclass(frozen=True)
class Extension:
    """A longer period, and why (본권 p.52: judged by the reason alone)."""

    end: str
    reason: str


@dataclass(frozen=True)
class Incident:
    """Identifiable information arose (제28조의5 제2항): what happened, and what was done at once.

    ``stopped``, ``recovered`` and ``destroyed`` are days, empty until done.
    """

    date: str
    text: str
    stopped: str = ""
    recovered: str = ""
    destroyed: str = ""


@dataclass(frozen=True)
class Destruction:
    """The end: what was destroyed (data, keys and additional information), by whom, how, and that the recipient did so too."""

    date: str
    method: str
    by: Person
    data: bool
    additional_information: bool
    recipient_confirmed: bool
    witness: str = ""
