"""The risk class by the guideline's own rule (2026.3 본권 p.37-40, 서식 ➌): two steps, and adjustments with a reason.

There is no score: the guideline refuses one (본권 p.41). k, uniqueness and attacks are evidence beside it and never enter it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.model import Text
from pseudo.procedure.terms import Ground, RiskClass, User

__all__ = ["RiskDecision", "decide"]

LOWERING = {Ground.REPEAT, Ground.DESIGNATED, Ground.DATA, Ground.CONTEXT, Ground.OWN_RULES}
RAISING = {Ground.UNSTRUCTURED, Ground.DATA, Ground.CONTEXT, Ground.OWN_RULES}


@dataclass(frozen=True)
class RiskDecision:
    """What the rule says before a person decides.

    Attributes
    ----------
    base : RiskClass
        By the two steps.
    allowed : tuple of RiskClass
        The classes that the named grounds let a reviewer choose; ``base`` among them.
    advised : RiskClass
        The least class that the guideline advises: one more where there are unstructured data.
    steps : tuple of Text
        The steps and the grounds in words.
    """

    base: RiskClass
    allowed: tuple[RiskClass, ...]
    advised: RiskClass
    steps: tuple[Text, ...]


def decide(user: User, controlled: bool, grounds: tuple[Ground, ...] = ()) -> RiskDecision:
    """Apply the rule.

    Parameters
    ----------
    user : User
        Step 1: inside use is low.
    controlled : bool
        Step 2, of a third party: whether the provider controls where the data are used; medium if so, else high.
    grounds : tuple of Ground
        Repeated or similar use and a designated environment let the class go down to low; unstructured data advise one class more;
        the data themselves, the context and the institution's own rules may move it either way. Each needs a reason in words.

    Examples
    --------
    >>> decide(User.THIRD_PARTY, True, (Ground.UNSTRUCTURED,)).advised.ko
    '고위험'
    """
    base = _base(user, controlled)
    allowed = {base}
    if LOWERING & set(grounds):
        allowed |= {risk for risk in RiskClass if risk.rank < base.rank}
    if RAISING & set(grounds):
        allowed |= {risk for risk in RiskClass if risk.rank > base.rank}
    raised = list(RiskClass)[min(base.rank + 1, RiskClass.HIGH.rank)]
    advised = raised if Ground.UNSTRUCTURED in grounds else base
    ordered = tuple(risk for risk in RiskClass if risk in allowed)
    return RiskDecision(base, ordered, advised, _steps(user, controlled, grounds, base))


def _base(user: User, controlled: bool) -> RiskClass:
    if user is User.INTERNAL:
        return RiskClass.LOW
    return RiskClass.MEDIUM if controlled else RiskClass.HIGH


def _steps(user: User, controlled: bool, grounds: tuple[Ground, ...], base: RiskClass) -> tuple[Text, ...]:
    steps = [Text(f"Step 1 활용 주체: {user.ko}", f"Step 1, who uses it: {user.value}")]
    if user is User.THIRD_PARTY:
        ko = "통제 가능한 환경" if controlled else "통제 불가능한 환경"
        en = "an environment that the provider controls" if controlled else "one that the provider does not control"
        steps.append(Text(f"Step 2 처리 환경: 제공기관이 {ko}", f"Step 2, where: {en}"))
    steps.append(Text(f"자동 도출: {base.ko}", f"by the two steps: {base.value}"))
    if grounds:
        named = ", ".join(ground.ko for ground in grounds), ", ".join(ground.value for ground in grounds)
        steps.append(Text(f"조정 근거: {named[0]}", f"grounds named: {named[1]}"))
    return tuple(steps)
