"""Which of the ten forms a case needs: the edition's table (본권 p.49), and what the worked examples show beside it.

The table alone is not enough: of the guideline's fifteen worked cases (별권 p.113-228) several leave out a form that it asks for, or
write one that it does not, and say why. The rules below give all fifteen.
"""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.model import Text
from pseudo.procedure.edition import Edition, edition
from pseudo.procedure.terms import Form, Need, RiskClass, Setting, Term, User

__all__ = ["Circumstances", "FormNeed", "Keeper", "keeper_of", "needs"]


class Keeper(Term):
    """Who keeps 서식 ➓."""

    BOTH = "both", "제공기관과 이용자"
    PROVIDER = "provider", "제공기관"
    PRIVACY_TEAM = "privacy_team", "개인정보 보호부서"


@dataclass(frozen=True)
class Circumstances:
    """What of a case decides its forms.

    Attributes
    ----------
    risk : RiskClass
        The class in the end.
    user : User
    setting : Setting
    controlled : bool
        Whether the provider controls where the data are used.
    unstructured : bool
    repeated : bool
        A repeated or similar use of an earlier case.
    other_recipient : bool
        Of such a use: whether the recipient is another.
    outside_reviewer : bool
        Whether somebody from outside reviews.
    """

    risk: RiskClass
    user: User
    setting: Setting
    controlled: bool
    unstructured: bool = False
    repeated: bool = False
    other_recipient: bool = False
    outside_reviewer: bool = False


@dataclass(frozen=True)
class FormNeed:
    """Whether a form is needed, and why where the table alone does not say so."""

    form: Form
    need: Need
    why: Text | None = None


def needs(case: Circumstances, rules: Edition | None = None) -> tuple[FormNeed, ...]:
    """Say of each of the ten forms whether the case needs it, in their order."""
    rules = rules or edition()
    return tuple(_need(form, case, rules) for form in Form)


def _need(form: Form, case: Circumstances, rules: Edition) -> FormNeed:
    by_table = rules.matrix[form][case.risk]
    rule = RULES.get(form)
    changed = rule(case) if rule else None
    return FormNeed(form, *changed) if changed and changed[0] is not by_table else FormNeed(form, by_table)


Change = tuple[Need, Text] | None


def _application(case: Circumstances) -> Change:
    if case.user is User.THIRD_PARTY:
        return Need.REQUIRED, Text("제3자가 신청합니다", "a third party applies")
    if case.risk is RiskClass.LOW:
        return Need.OPTIONAL, Text(
            "내부 결재나 공문으로 갈음할 수 있습니다(별권 p.83)", "an internal approval may stand for it"
        )
    return None


def _treatment(case: Circumstances) -> Change:
    if case.risk is not RiskClass.LOW:
        return None
    if case.repeated:
        return Need.OPTIONAL, Text(
            "반복·유사 활용으로 이전 문서를 씁니다(본권 p.50)", "a repeated use: the earlier one serves"
        )
    return Need.REQUIRED, Text("처음 하는 가명처리입니다", "it is done for the first time")


def _inspection(case: Circumstances) -> Change:
    if case.unstructured:
        return Need.REQUIRED, Text("비정형데이터가 있습니다(본권 p.45)", "there are unstructured data")
    return Need.NONE, Text("비정형데이터가 없습니다", "there are no unstructured data")


def _pledge(case: Circumstances) -> Change:
    if case.risk is not RiskClass.MEDIUM:
        return None
    if case.outside_reviewer:
        return Need.REQUIRED, Text("외부 위원이 검토합니다", "somebody from outside reviews")
    return Need.OPTIONAL, Text("외부 위원이 없습니다(별권 p.136-143)", "nobody from outside reviews")


def _commitment(case: Circumstances) -> Change:
    if case.repeated and case.other_recipient:
        return Need.REQUIRED, Text("제공받는 자가 바뀌었습니다(별권 p.118-122)", "the recipient is another")
    if case.user is User.INTERNAL and case.risk is RiskClass.HIGH:
        return Need.OPTIONAL, Text("내부에서 활용합니다(별권 p.91)", "it is used inside")
    if case.risk is RiskClass.MEDIUM and not case.controlled:
        return Need.REQUIRED, Text("제공기관이 통제하지 않는 환경입니다", "the provider does not control the place")
    return None


RULES = {
    Form.APPLICATION: _application,
    Form.TREATMENT_PLAN: _treatment,
    Form.TREATMENT_RESULT: _treatment,
    Form.INSPECTION: _inspection,
    Form.ADEQUACY_REVIEW: _treatment,
    Form.PLEDGE: _pledge,
    Form.COMMITMENT: _commitment,
}
"""What the circumstances of a case change in the table."""


def keeper_of(case: Circumstances) -> Keeper:
    """Say who keeps the ledger (서식 ➓), as the worked cases do."""
    if case.user is User.INTERNAL:
        return Keeper.PRIVACY_TEAM if case.risk is RiskClass.HIGH else Keeper.BOTH
    if case.setting.designated or (case.controlled and case.risk is not RiskClass.HIGH):
        return Keeper.PROVIDER
    return Keeper.BOTH
