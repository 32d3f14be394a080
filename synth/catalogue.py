"""The engines in one table: where each lives, what it guarantees, what it costs, what it is for. And how ``auto`` chooses.

What may not come in: an engine. The table is read to print it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.model import Text

__all__ = ["ENGINES", "Engine", "choose"]

_NONE = Text("형식적 보장 없음", "no formal guarantee")


@dataclass(frozen=True)
class Engine:
    """An engine as a user chooses it.

    Attributes
    ----------
    module, class_name : str
        Where it lives, under ``pseudo.synth``.
    guarantee, cost, use : Text
        The formal guarantee; fitting time; what it is for. Times are orders of magnitude on one core.
    trained : bool
        Whether it is a network, with epochs and a batch size.
    """

    module: str
    class_name: str
    guarantee: Text
    cost: Text
    use: Text
    trained: bool = False


ENGINES = {
    "copula_gan": Engine(
        "sdv.gan",
        "CopulaGan",
        _NONE,
        Text("느림(ctgan과 비슷)", "slow (about as ctgan)"),
        Text(
            "SDV CopulaGAN: 치우친 숫자 열을 먼저 정규분포로 바꾸어 학습",
            "SDV's CopulaGAN: skewed numbers made normal before learning",
        ),
        trained=True,
    ),
    "ctgan": Engine(
        "sdv.gan",
        "Ctgan",
        _NONE,
        Text("느림(1만 행 × 300 에포크에 여러 분)", "slow (minutes for 10,000 rows × 300 epochs)"),
        Text(
            "SDV CTGAN: 행이 많고(수천 이상) 관계가 복잡한 표. 작은 표는 외울 수 있음",
            "SDV's CTGAN: thousands of rows with complex relations; a small table may be learned by heart",
        ),
        trained=True,
    ),
    "dp_marginals": Engine(
        "dp_marginals",
        "DpMarginals",
        Text("행에 대한 (ε, δ)-차등정보보호", "(ε, δ)-differential privacy of the rows"),
        Text("빠름(초). 예산을 씀", "fast (seconds); spends budget"),
        Text(
            "범주와 범위가 공개된 표. 모형을 저장하여 여러 번 생성",
            "tables with public categories and ranges; its model may be kept and drawn from",
        ),
    ),
    "gaussian_copula": Engine(
        "sdv.copula",
        "GaussianCopula",
        _NONE,
        Text("보통(1만 행에 몇 초)", "moderate (seconds for 10,000 rows)"),
        Text(
            "SDV 가우시안 코퓰러: 열별 분포와 두 열의 상관만 배움. 행을 외울 여지가 가장 적음",
            "SDV's Gaussian copula: distributions and correlations only, so the least room for learning rows by heart",
        ),
    ),
    "tvae": Engine(
        "sdv.gan",
        "Tvae",
        _NONE,
        Text("느림(ctgan의 절반 이하)", "slow (less than half of ctgan)"),
        Text(
            "SDV TVAE: ctgan보다 빠르고 흔한 값에 충실함. 드문 값은 잘 나오지 않음",
            "SDV's TVAE: faster than ctgan, true to what is common; seldom gives what is rare",
        ),
        trained=True,
    ),
}
"""Engine name → the engine."""

_BUDGET = Text(
    "예산(ε)이 주어져 차등정보보호 엔진을 골랐습니다", "a budget (ε) was given, and this engine guarantees by it"
)
_NO_BUDGET = Text(
    "예산(ε)이 없어 보장이 없는 엔진 가운데 행을 외울 여지가 가장 적은 것을 골랐습니다",
    "no budget (ε) was given; of the engines without a guarantee this one has the least room for learning rows by heart",
)


def choose(epsilon: str | None) -> tuple[str, Text]:
    """Choose as ``auto`` does: "dp_marginals" where a budget is given, "gaussian_copula" elsewhere.

    A network is never chosen: whether it fits a table, and has not learned it by heart, is for a person to see.

    Returns
    -------
    name : str
    reason : Text
    """
    return ("dp_marginals", _BUDGET) if epsilon is not None else ("gaussian_copula", _NO_BUDGET)
