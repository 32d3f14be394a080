"""Held-out documents: made-up texts with marked identifiers, in other wording than any corpus that detection was built on.

What varies: kind and writing of the value (``detect_values.py``), the word that names it, what stands between, where it stands
(sentence, form, line below, table, list, log, chat, no word at all), line breaks, and numbers around it that are no identifiers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from detect_values import HIDDEN, MAKERS, Draw

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Document", "documents"]

WORDS: dict[str, tuple[str, ...]] = {
    "KR_RRN": (
        "주민등록번호",
        "주민번호",
        "주민 등록 번호",
        "주민등록 번호",
        "주민등록번호(뒷자리 포함)",
        "실명번호",
        "주민No.",
        "RRN",
        "고객 주민번호",
        "대표자 주민등록번호",
        "피보험자 주민번호",
    ),
    "KR_FRN": (
        "외국인등록번호",
        "외국인 등록번호",
        "외국인번호",
        "국내거소신고번호",
        "거소신고번호",
        "외국인등록증 번호",
        "ARC No.",
        "등록외국인 번호",
    ),
    "KR_PASSPORT": (
        "여권번호",
        "여권 번호",
        "여권No",
        "Passport No.",
        "여권",
        "소지 여권번호",
        "여권(번호)",
        "passport number",
    ),
    "KR_DRIVER_LICENSE": (
        "운전면허번호",
        "운전면허 번호",
        "면허번호",
        "면허증 번호",
        "운전면허증번호",
        "자동차운전면허 번호",
        "면허 No.",
        "driver's license no.",
    ),
    "PHONE_NUMBER": (
        "전화",
        "연락처",
        "휴대폰",
        "휴대전화번호",
        "핸드폰 번호",
        "TEL",
        "Tel.",
        "H.P",
        "대표전화",
        "팩스",
        "FAX",
        "비상연락망",
        "자택 전화",
        "☎",
        "M.",
        "유선",
    ),
    "EMAIL_ADDRESS": ("이메일", "전자우편", "E-mail", "메일 주소", "email", "회신 메일"),
    "CREDIT_CARD": ("카드번호", "신용카드", "결제카드", "법인카드 번호", "체크카드번호", "Card No."),
    "KR_BRN": ("사업자등록번호", "사업자번호", "사업자 등록 번호", "등록번호(사업자)", "사업자NO", "공급자 사업자번호"),
    "KR_CRN": ("법인등록번호", "법인 등록번호", "법인번호", "법인등기번호"),
    "KR_BANK_ACCOUNT": (
        "계좌번호",
        "입금계좌",
        "환불 계좌",
        "급여 계좌",
        "통장번호",
        "국민은행",
        "농협",
        "카카오뱅크 계좌",
        "자동이체 계좌번호",
    ),
    "KR_BIRTH_DATE": ("생년월일", "생일", "출생일", "출생연월일", "생년월일(음력)", "DOB", "생 년 월 일"),
    "KR_VEHICLE": ("차량번호", "차량 등록번호", "자동차등록번호", "차번호", "방문차량", "주차 차량"),
    "KR_ADDRESS": ("주소", "거주지", "소재지", "배송지", "주 소", "사업장 주소", "도로명주소", "본점 소재지"),
    "KR_POSTAL_CODE": ("우편번호", "(우)", "우편 번호", "우편번호(5자리)"),
    "KR_HEALTH_INSURANCE": ("건강보험증번호", "건강보험증 번호", "보험증번호", "건강보험번호", "건보증번호"),
    "KR_MILITARY_ID": ("군번", "군번(병)", "복무자 군번"),
    "PATIENT_ID": ("환자등록번호", "병록번호", "차트번호", "환자번호", "MRN", "등록번호(환자)", "챠트 No."),
    "STUDENT_OR_EMPLOYEE_ID": ("학번", "사번", "사원번호", "직원번호", "교번", "임직원번호"),
    "VETERAN_ID": ("보훈번호", "국가유공자번호", "국가유공자증 번호"),
    "KR_CUSTOMS_CODE": ("개인통관고유부호", "통관부호", "개인통관부호", "PCCC"),
    "KR_CI": ("CI", "연계정보", "연계정보(CI)"),
    "IMEI": ("IMEI", "단말기 고유번호", "단말기식별번호"),
    "IP_ADDRESS": ("IP", "접속IP", "IP주소", "client_ip", "접속 아이피"),
    "GEO_COORDINATE": ("좌표", "위도·경도", "GPS", "발생 위치(위경도)"),
}
ALONE = (
    "KR_RRN",
    "KR_FRN",
    "KR_DRIVER_LICENSE",
    "PHONE_NUMBER",
    "EMAIL_ADDRESS",
    "CREDIT_CARD",
    "KR_VEHICLE",
    "KR_ADDRESS",
    "KR_CUSTOMS_CODE",
    "KR_CI",
    "IP_ADDRESS",
    "GEO_COORDINATE",
)
"""Kinds that stand without a word as well, where written with their separators."""
BEHIND = {
    "KR_BANK_ACCOUNT": "{v} 계좌로 이체 요망",
    "CREDIT_CARD": "{v} 카드로 승인됨",
    "PHONE_NUMBER": "{v}로 전화 주세요",
    "KR_BIRTH_DATE": "{n} 씨({v}생)는 대상자가 아닙니다",
    "KR_VEHICLE": "{v} 차량이 소방로를 막고 있어요",
    "KR_ADDRESS": "{v}에 거주하는 {n} 씨",
    "EMAIL_ADDRESS": "{v}으로 회신 바람",
    "KR_PASSPORT": "{v} 여권을 분실했습니다",
    "KR_RRN": "{v} {n}",
    "KR_FRN": "{v} (체류자격 F-4)",
}
NAMES = ("김하늘", "박서준", "이도윤", "최은영", "정태호", "응우옌 티 란", "오세린", "한지우")
BETWEEN = (": ", " : ", " ", ":", "는 ", " - ", "→", " = ", "(", "  ", "\t", ":\n", "는(은) ", " 확인: ", "가 ")
AFTER = ("", "", "", "입니다.", "임", "이며 ", "로 확인됨", "으로 등록되어 있음", ", ", " / ", "인데요,", ".")
SENTENCES = (
    "신청인 {n}의 {w}는 {v}이고, 서류 보완이 필요합니다.",
    "{n}님 {w} {v} 변경 요청드립니다.",
    "접수자가 불러 준 {w}가 {v}인지 다시 확인해 주세요.",
    "어제 통화하신 분 {w}요? {v}라고 적혀 있네요.",
    "[본인확인] {w}={v} 일치",
    "수급자 {n} ({w}: {v})에 대한 조사를 마침.",
    "{w}란에 {v}이라고 기재함.",
    "{w}를 {v}로 정정하여 주시기 바랍니다.",
    "서류상 {w} {v}과 시스템 정보가 다릅니다.",
    "{w}\n{v}\n위와 같이 신고합니다.",
    "가. {w}: {v}\n나. 기타: 해당 없음",
    "<td>{w}</td><td>{v}</td>",
    '{{"{w}": "{v}"}}',
    "2026-03-02 09:12:44 INFO verify {w}={v} status=OK",
    "① {w}  {v}",
    "※ {w}({v})는 마스킹 후 공유할 것",
    "문의하신 {w}는 아래와 같습니다.\n▶ {v}",
    "{n} / {w} {v} / 비고 없음",
    "•{w}：{v}",
    "{w}[{v}]",
    "회원 가입 시 입력한 {w}('{v}')로 조회하세요.",
)
NOISE = (
    "접수번호 2026-{d4}-{d6} 건입니다.",
    "총 사업비는 {d3},{d3},000원입니다.",
    "회의는 2026. 4. {day}. 14:00에 열립니다.",
    "처리일시 202604{day}1530 기준.",
    "「민원 처리에 관한 법률」 제{d2}조제1항에 따릅니다.",
    "운송장번호 {d12} 조회 바랍니다.",
    "상품코드 880{d10} 재고 {d2}개.",
    "시행일은 2025년 7월 1일이다.",
    "버전 3.{d2}.1 배포 완료.",
    "문서번호 행정과-{d5}(2026.3.{day}.)",
    "법정동코드 11680{d3}00 참고.",
    "계약기간: 2024.01.01 ~ 2026.12.31",
    "주문번호 {d4}{d4}{d4}",
    "전년 대비 12.{d2}% 증가, {d4}건.",
    "면적 84.{d2}㎡, {d2}층.",
    "예산과목 210-{d2}, 사업코드 {d5}.",
    "이번 분기 목표는 3,{d3}명이다.",
    "점검 결과 이상 없음.",
    "대법원 20{day}다{d5} 판결 참조.",
    "발행일 2025-11-{day}, 유효기간 90일.",
    "epoch 17{d8} 에 기록됨.",
    "시리얼 SN{d8}, 로트 L{d6}.",
    "3-{d3} 강의실 / 좌석 M{d3}",
    "관리번호 A-{d5}-{d3}.",
    "2026년 제{d2}차 위원회 {d2}:{d2}",
    "모델 KX-{d4}B, 부품 {d3}-{d5}-{d2}",
    "승인번호 {d8} 거래금액 {d2},000원",
)


@dataclass(frozen=True)
class Document:
    """A text, the marked ``(kind, start, end)`` in it, and the frame it was made by."""

    text: str
    labels: tuple[tuple[str, int, int], ...]
    frame: str


def documents(count: int, seed: int = 20261125) -> Iterator[Document]:
    """``count`` documents from a seed."""
    draw = Draw(np.random.default_rng(seed))
    frames = {
        "sentence": _sentence,
        "form": _form,
        "table": _table,
        "alone": _alone,
        "behind": _behind,
        "nothing": _nothing,
    }
    shares = np.array([0.34, 0.26, 0.12, 0.12, 0.08, 0.08])
    for _ in range(count):
        frame = str(draw.random.choice(list(frames), p=shares))
        marked = frames[frame](draw)
        before, after = (draw.pick(("", f"{noise(draw)} ", f"{noise(draw)}\n")) for _ in range(2))
        yield _unmarked(f"{before}{marked}{draw.pick((' ', chr(10)))}{after}", frame)


def noise(draw: Draw) -> str:
    """A sentence with numbers that are no identifiers."""
    text = draw.pick(NOISE).replace("{day}", f"{draw.between(10, 28)}")
    for length in (2, 3, 4, 5, 6, 8, 10, 12):
        while f"{{d{length}}}" in text:
            text = text.replace(f"{{d{length}}}", draw.digits(length), 1)
    return text


def _mark(draw: Draw, kind: str, value: str | None = None) -> str:
    return f"⟦{kind}|{value or MAKERS[kind](draw)}⟧"


def _kind(draw: Draw) -> str:
    """The four unique identifiers are drawn as often as all others together."""
    return draw.pick(tuple(MAKERS)[:4]) if draw.chance(0.5) else draw.pick(tuple(MAKERS)[4:])


def _sentence(draw: Draw) -> str:
    kind = _kind(draw)
    frame = draw.pick(SENTENCES)
    return frame.format(n=draw.pick(NAMES), w=draw.pick(WORDS[kind]), v=_mark(draw, kind))


def _form(draw: Draw) -> str:
    kinds = [_kind(draw) for _ in range(draw.between(1, 4))]
    lines = []
    for kind in dict.fromkeys(kinds):
        between = draw.pick(BETWEEN)
        value = _mark(draw, kind) + (")" if between == "(" else "")
        lines.append(
            f"{draw.pick(('', '- ', '· ', '2) ', ''))}{draw.pick(WORDS[kind])}{between}{value}{draw.pick(AFTER)}"
        )
    if draw.chance(0.5):
        lines.insert(0, f"성명: {draw.pick(NAMES)}")
    return draw.pick(("\n", "\n", " / ", ", ")).join(lines)


def _table(draw: Draw) -> str:
    kinds = list(dict.fromkeys(_kind(draw) for _ in range(draw.between(2, 3))))
    head = ["성명", *(draw.pick(WORDS[k]) for k in kinds), "비고"]
    rows = [
        [draw.pick(NAMES), *(_mark(draw, k) for k in kinds), draw.pick(("-", "정상", "재확인"))]
        for _ in range(draw.between(1, 3))
    ]
    style = draw.pick(("markdown", "tab", "pipe"))
    if style == "tab":
        return "\n".join("\t".join(r) for r in [head, *rows])
    lines = ["| " + " | ".join(r) + " |" for r in [head, *rows]]
    if style == "markdown":
        lines.insert(1, "|" + "---|" * len(head))
    return "\n".join(lines)


def _alone(draw: Draw) -> str:
    kind = draw.pick(ALONE[:4]) if draw.chance(0.5) else draw.pick(ALONE)
    value = MAKERS[kind](draw)
    while _bare(value) and kind not in {"KR_CUSTOMS_CODE", "KR_CI"}:
        value = MAKERS[kind](draw)
    return f"{draw.pick(NAMES)}{draw.pick((' ', '(', ', ', '님 '))}{_mark(draw, kind, value)}{draw.pick(('', ' ', ')', ' 확인', '입니다'))}"


def _behind(draw: Draw) -> str:
    kind = draw.pick(tuple(BEHIND))
    value = MAKERS[kind](draw)
    while kind in {"KR_RRN", "KR_FRN"} and _bare(value):
        value = MAKERS[kind](draw)
    return BEHIND[kind].format(v=_mark(draw, kind, value), n=draw.pick(NAMES))


def _bare(value: str) -> bool:
    """Whether it is digits alone, whatever their width and whatever invisible stands between."""
    return "".join(c for c in value if c not in HIDDEN).isdecimal()


def _nothing(draw: Draw) -> str:
    return " ".join(noise(draw) for _ in range(draw.between(1, 3)))


def _unmarked(marked: str, frame: str) -> Document:
    text, labels = "", []
    rest = marked
    while "⟦" in rest:
        before, _, rest = rest.partition("⟦")
        inner, _, rest = rest.partition("⟧")
        kind, _, value = inner.partition("|")
        text += before
        labels.append((kind, len(text), len(text) + len(value)))
        text += value
    return Document(text + rest, tuple(labels), frame)
