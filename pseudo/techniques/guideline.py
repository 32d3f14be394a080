"""The 29 techniques that the guideline lists (가명정보 처리 가이드라인 2026.3 별권 p.49-64), and what stands for each of them here."""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.model import Text

__all__ = ["ENTRIES", "Entry"]


@dataclass(frozen=True)
class Entry:
    """One technique of the guideline.

    Attributes
    ----------
    title : Text
        Its name in the guideline, and in English.
    family : str
        As :attr:`pseudo.techniques.contract.Info.family`.
    by : tuple of str
        Catalogue names of the techniques that implement it.
    elsewhere : Text or None
        The part of pseudokit that stands for it, where it is no technique on columns or adds to one.
    absent : Text or None
        Why it is not offered.
    """

    title: Text
    family: str
    by: tuple[str, ...] = ()
    elsewhere: Text | None = None
    absent: Text | None = None


RECIPIENT = Text(
    ko="키가 프로젝트·제공받는 자·열 도메인마다 다르게 유도되어, 같은 값도 제공받는 자마다 다른 가명이 됩니다.",
    en="Keys are derived for each project, recipient and column domain, so a value has another pseudonym for each recipient.",
)
ORDER = Text(
    ko="암호문만으로 순서와 대략의 크기가 드러나 분포를 아는 사람은 대부분의 값을 복원할 수 있으므로(Naveed 등 2015), 사유를 적어 "
    "수용하지 않으면 거부됩니다. 순서만 필요하면 'range' 또는 'round'가 낫습니다.",
    en="Refused unless what it shows is accepted with a reason: order and rough size, from which who knows the distribution "
    "recovers most values (Naveed et al. 2015). 'range' or 'round' keep order better.",
)
HOMOMORPHIC = Text(
    ko="암호문을 푸는 키를 가진 사람만 결과를 쓸 수 있어 공개하거나 제공할 표를 만드는 방법이 아니며, 잡음 없는 계산 결과는 그 자체로 "
    "원본을 드러낼 수 있습니다. 매개변수 선택과 능동 공격자에 대한 안전성도 전문가의 설계가 필요합니다.",
    en="Not offered: only who holds the key can use a result, so it makes no table to release, and exact results of a "
    "computation can disclose the data by themselves. Parameters and active attackers need a design of their own.",
)
SHARING = Text(
    ko="서로 공모하지 않는 여러 서버가 프로토콜을 함께 실행해야 하므로 한 기관에서 파일을 처리하는 도구로는 성립하지 않습니다.",
    en="Not offered: it takes several servers that run a protocol together and do not collude; a tool that turns one "
    "institution's file into another cannot provide that.",
)
SYNTHETIC = Text(
    ko="`pseudo synth`: 합성 데이터의 생성과 안전성·유용성 검증.",
    en="`pseudo synth`: synthesis, with tests of safety and utility.",
)
DIFFERENTIAL = Text(
    ko="`pseudo stats`와 레시피의 'statistics': 예산이 기록되는 차분 프라이버시 통계(`pseudo budget`).",
    en="`pseudo stats` and a recipe's 'statistics': figures with differential privacy on a recorded budget (`pseudo budget`).",
)

_SUPPRESSION = (
    Entry(Text("삭제", "Suppression"), "suppression", ("delete",)),
    Entry(Text("부분삭제", "Partial suppression"), "suppression", ("truncate", "redact_text", "rewrite_text")),
    Entry(Text("행 항목 삭제", "Record suppression"), "suppression", ("drop_rows", "local_suppression")),
    Entry(Text("로컬 삭제", "Local suppression"), "suppression", ("local_suppression", "suppress_rare")),
    Entry(Text("마스킹", "Masking"), "suppression", ("mask", "redact_text")),
)
_STATISTICS = (
    Entry(Text("총계처리", "Aggregation"), "statistics", ("aggregate",)),
    Entry(Text("부분총계", "Micro aggregation"), "statistics", ("aggregate", "microaggregation")),
)
_GENERALIZATION = (
    Entry(Text("일반 라운딩", "Rounding"), "generalization", ("round", "date_floor")),
    Entry(Text("랜덤 라운딩", "Random rounding"), "generalization", ("random_round",)),
    Entry(Text("제어 라운딩", "Controlled rounding"), "generalization", ("controlled_round",)),
    Entry(Text("상하단코딩", "Top and bottom coding"), "generalization", ("top_bottom", "quantile_top_bottom")),
    Entry(Text("로컬 일반화", "Local generalization"), "generalization", ("local_generalization",)),
    Entry(Text("범위 방법", "Data range"), "generalization", ("range", "age_band")),
    Entry(Text("문자데이터 범주화", "Categorization of text data"), "generalization", ("recode", "hierarchy")),
)
_CRYPTOGRAPHY = (
    Entry(Text("양방향 암호화", "Two-way encryption"), "cryptography", ("aes_siv", "ff1")),
    Entry(
        Text("일방향 암호화(암호학적 해시함수)", "One-way encryption (cryptographic hash)"),
        "cryptography",
        ("hmac", "matching_key"),
    ),
    Entry(Text("순서보존 암호화", "Order-preserving encryption"), "cryptography", ("ope",), elsewhere=ORDER),
    Entry(
        Text("형태보존 암호화", "Format-preserving encryption"),
        "cryptography",
        ("ff1", "rrn_parts", "phone", "card", "account"),
    ),
    Entry(Text("동형 암호화", "Homomorphic encryption"), "cryptography", absent=HOMOMORPHIC),
    Entry(Text("다형성 암호화", "Polymorphic encryption"), "cryptography", ("hmac", "ff1"), elsewhere=RECIPIENT),
)
_RANDOMIZATION = (
    Entry(Text("잡음 추가", "Noise addition"), "randomization", ("noise", "date_shift")),
    Entry(Text("순열(치환)", "Permutation"), "randomization", ("permute", "pram")),
    Entry(Text("토큰화", "Tokenisation"), "randomization", ("token_vault",)),
    Entry(
        Text("(의사)난수생성기", "(Pseudo-)random number generator"),
        "randomization",
        ("token_vault", "noise", "pram", "substitute"),
    ),
)
_OTHER = (
    Entry(Text("표본추출", "Sampling"), "other", ("sampling",)),
    Entry(Text("해부화", "Anatomization"), "other", ("anatomize",)),
    Entry(Text("합성데이터", "Synthetic data"), "other", elsewhere=SYNTHETIC),
    Entry(Text("동형비밀분산", "Homomorphic secret sharing"), "other", absent=SHARING),
    Entry(
        Text("차분 프라이버시", "Differential privacy"),
        "other",
        ("randomized_response", "local_laplace"),
        elsewhere=DIFFERENTIAL,
    ),
)

ENTRIES = (*_SUPPRESSION, *_STATISTICS, *_GENERALIZATION, *_CRYPTOGRAPHY, *_RANDOMIZATION, *_OTHER)
"""All 29, in the guideline's order."""
