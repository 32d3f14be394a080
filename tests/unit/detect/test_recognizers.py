"""What each rule finds and what it leaves; a rule without cases here fails."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pseudo.detect import find
from pseudo.detect.recognizers import rules

# Marked texts: the entity stands between ⟦ and ⟧.
FOUND = {
    "KR_RRN": [
        "⟦960121-1021413⟧이야",
        "주민등록번호 ⟦9601211021413⟧로 접수",
        "주민번호: ⟦９６０１２１－１０２１４１３⟧",
        "주민번호는 ⟦96\u200b0121-1021413⟧입니다",
        "신분증 ⟦960121–1021413⟧ 확인",
        "주민번호 ⟦960121.1021413⟧",
        "주민번호 ⟦960121 1021413⟧",
        "아이 ⟦211005-3123456⟧ 접종",  # born after 2020-10-05: the check digit fails
        "주민등록번호 ⟦211005-3123456⟧",
        "성명 홍길동(⟦960121-1******⟧)",
        "주민번호⟦960121-1021413⟧번",
        "주민등록번호 앞자리와 성별(⟦960121-1⟧)을 확인",
        "주민번호는 ⟦960121-1xxxxxxx⟧ 입니다",
    ],
    "KR_FRN": [
        "외국인등록번호는 ⟦850126-6401473⟧이며",
        "⟦850126-6401475⟧",
        "국내거소신고번호 ⟦8501266401475⟧",
    ],
    "KR_PASSPORT": [
        "여권번호 ⟦M12345678⟧로 출국",
        "⟦M123A4567⟧",
        "여권번호: ⟦G123B4567⟧입니다",
        "여권번호 (일본): ⟦TK4827193⟧",
        "여권번호 ⟦Ｍ１２３４５６７８⟧이며",
    ],
    "KR_DRIVER_LICENSE": [
        "⟦11-12-345678-90⟧",
        "운전면허번호 ⟦111234567890⟧를",
        "면허번호는 ⟦26 95 912677 43⟧이며",
        "⟦서울 93-123456-78⟧ 소지",
        "운전면허번호: ⟦11-20-45-12-345-67⟧",
    ],
    "KR_BRN": [
        "⟦124-81-00998⟧",
        "사업자등록번호 ⟦1248100998⟧",
        "사업자등록번호: ⟦206-18-12345⟧",  # the check digit fails, the label says so
    ],
    "KR_CRN": [
        "⟦110111-1129497⟧",
        "법인등록번호 ⟦1101111129497⟧",
        "법인등록번호: ⟦184717-0058492⟧",
        "법인 ⟦130111-0006246⟧와",
    ],
    "PHONE_NUMBER": [
        "연락처 ⟦010-1234-5678⟧로",
        "⟦01012345678⟧",
        "⟦010.1234.5678⟧",
        "TEL⟦010-1234-5678⟧",
        "⟦02-123-4567⟧",
        "⟦(02) 123-4567⟧",
        "⟦031-8015-8200⟧",
        "문의 ⟦0505 7616 7136⟧로",
        "⟦070-1234-5678⟧",
        "⟦1588-1234⟧",
        "⟦+82-10-1234-5678⟧",
        "⟦+821012345678⟧로",
        "휴대폰 ⟦010-****-5678⟧",
        "국민은행 ⟦02-123-4567⟧",  # a bank's name is no account label for its telephone
        "전화: ⟦０１０－１２３４－５６７８⟧",
    ],
    "EMAIL_ADDRESS": [
        "⟦hong.gd+x@example.co.kr⟧으로",
        "메일은⟦a@b.kr⟧입니다",
        "⟦abc@한글도메인.한국⟧으로",
        "⟦ａｂｃ＠example.com⟧",
    ],
    "CREDIT_CARD": [
        "⟦4242-4242-4242-4242⟧",
        "⟦4242424242424242⟧",
        "카드번호 ⟦5424-1234-5678-9012⟧",  # Luhn fails, the label says so
        "⟦3782-822463-10005⟧",
        "⟦4111-****-****-1111⟧",
        "⟦5378713315098393⟧ 카드로",
    ],
    "KR_BANK_ACCOUNT": [
        "계좌는 ⟦523-14-394-9446⟧입니다",
        "신한은행 ⟦110-487-153649⟧로 송금",
        "앞으로 ⟦031-974-424035⟧ 계좌에",
        "환불 계좌번호는 ⟦48800239167475⟧이며",
    ],
    "KR_BIRTH_DATE": [
        "생년월일 ⟦1990-01-01⟧",
        "(⟦1991년 3월 27일⟧생)",
        "생년월일: ⟦19900101⟧",
        "생년월일은 ⟦900101⟧이며",
        "그는 ⟦1972년⟧생이다",
        "생일 ⟦1990. 1. 1⟧.",
    ],
}

NOT_FOUND = {
    "KR_RRN": ["960231-1021413", "접수번호 960121-1021410", "2960121-10214139", "8801011234567 바코드",
               "961321-1021413", "a9601211021413f"],
    "KR_FRN": ["850126-1401473", "송장번호 850126-6401470"],
    "KR_PASSPORT": ["모델명 M123A4567", "M1234567", "XM123456789", "제품번호 M12345678"],
    "KR_DRIVER_LICENSE": ["처리일시 202401011230", "111234567890", "송장번호 11-12-345678-90", "1-11-12-345678-90"],
    "KR_BRN": ["1234567890", "주문번호 124-81-00998", "2061812345", "법정동코드 1168010100", "206-18-12345"],
    "KR_CRN": ["110111-1129490", "1234561234567"],
    "PHONE_NUMBER": ["버전 010.1234.5678", "2024-01-15",
                     "송장번호 00-5612-5872", "0312345678", "127.0101234", "1800-1850", "x01012345678y"],
    "EMAIL_ADDRESS": ["a@b", "@홍길동", "변수@값"],
    "CREDIT_CARD": ["4242-4242-4242-4241", "127.4242424242424242", "주문번호 4242424242424241"],
    "KR_BANK_ACCOUNT": ["110-487-153649", "48800239167475", "계좌 12-34-5", "국민은행 02-123-4567"],
    "KR_BIRTH_DATE": ["1990-01-01", "시행일 2026-01-01", "생년월일 1990-13-01", "생년월일 1990-01-01, 가입일 2015-03-02의 3월"],
}  # fmt: skip


@pytest.mark.parametrize(("entity", "marked"), [(e, t) for e, texts in FOUND.items() for t in texts])
def test_found(entity, marked):
    start, end = marked.index("⟦"), marked.index("⟧") - 1
    text = marked.replace("⟦", "").replace("⟧", "")
    assert (entity, start, end) in [(s.entity, s.start, s.end) for s in find(text)]


@pytest.mark.parametrize(
    ("entity", "text"), [(e, t) for e, texts in NOT_FOUND.items() for t in texts if "가입일" not in t]
)
def test_not_found(entity, text):
    assert entity not in {s.entity for s in find(text)}


def test_a_second_date_with_another_label_is_no_birth_date():
    spans = find("생년월일 1990-01-01, 가입일 2015-03-02")
    assert [(s.entity, s.start) for s in spans] == [("KR_BIRTH_DATE", 5)]


def test_every_rule_has_cases():
    names = {rule.info.entity for rule in rules()}
    assert names == set(FOUND) == set(NOT_FOUND)


def test_one_span_wins_where_several_overlap():
    spans = find("법인등록번호 110111-1129497, 계좌 110-487-153649, 010-1234-5678")
    assert [s.entity for s in spans] == ["KR_CRN", "KR_BANK_ACCOUNT", "PHONE_NUMBER"]
    assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("plain", "better"),
    [
        ("960121-1021414", "960121-1021413"),  # a passing check
        ("960121-1021414", "주민번호 960121-1021414"),  # a label
        ("124-81-00998", "사업자등록번호 124-81-00998"),
    ],
)
def test_evidence_raises_confidence(plain, better):
    assert find(better)[0].score > find(plain)[0].score


def test_a_failing_check_is_no_filter():
    assert find("960121-1021414")[0].score >= 0.5


def test_the_why_names_form_label_and_check_and_no_value():
    span = find("주민등록번호 960121-1021413")[0]
    assert "hyphen" in span.why
    assert "주민등록번호" in span.why
    assert "check digit passes" in span.why
    assert "960121" not in span.why


def test_a_veto_is_the_adjacent_label_only():
    assert find("운송장 발송 후 문자 안내, 받는 분은 010-1234-5678")[0].entity == "PHONE_NUMBER"
