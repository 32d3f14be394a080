"""Names in text: what is found and what is left, in other wording than the model was trained on; laws; the weights file."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from importlib import resources
from itertools import pairwise
from pathlib import Path

import numba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.detect import find
from pseudo.detect.names import find_names, whole_names
from pseudo.detect.names.model import TOGETHER, card
from pseudo.errors import InternalError

SLOW = numba.config.DISABLE_JIT
LAW = settings(max_examples=5 if SLOW else 60, deadline=None)

FOUND = [
    "면회 온 사람은 ⟦조은별⟧이라는 분이고 관계는 이모랍니다.",
    "접종 담당 보건교사 ⟦명재현⟧ 선생님께 알레르기 여부를 꼭 말씀드리세요",
    "보증금은 집주인 ⟦탁정숙⟧ 할머니 통장으로 보냈습니다.",
    "⟦길현승⟧이 어제 퇴원했다고 병동에서 연락이 왔다.",
    "수술 동의서에는 큰아들 ⟦도경민⟧과 며느리 ⟦표수아⟧가 서명했다.",
    "훈련소 동기인 ⟦맹주호⟧한테서 편지가 왔다",
    "진정인 ⟦구자명⟧ (남, 61세)",
    "상담 이력: ⟦서문혜린⟧ 학생, 진로 고민으로 방문",
    "입회인 : ⟦ 하 태 윤 ⟧".replace("⟦ ", "⟦").replace(" ⟧", "⟧"),
    "회신은 인사혁신팀 ⟦반주은⟧ 파트장 앞으로 부탁드립니다",
    "성명 | 나이\n⟦피현수⟧ | 34\n⟦어진솔⟧ | 51",
    "제보자는 ⟦최OO⟧ 씨로만 표기한다",
    "대상: ⟦강*우⟧ 외 2명",
    "남편 ⟦황보석⟧ 씨가 사망신고를 하러 왔다.",
    "“⟦염지수⟧ 간호사님 덕분에 잘 치료받고 갑니다”",
    "호스피스 병동 자원봉사자 ⟦안젤리나 로페즈⟧ 씨",
]
LEFT = [
    "이상 소견이 없어 정기 검진만 권고하였다.",
    "정도가 심하면 전문의와 상의하십시오.",
    "고려 시대 유물이 한강 유역에서 출토되었다.",
    "신라면 두 봉지와 우유를 샀다.",
    "강남구 역삼동에서 서초구 방배동으로 이사했다.",
    "주민등록번호와 연락처를 함께 적어 주십시오.",
    "신청인은 구비 서류를 지참하여야 한다.",
    "담당자: 미정",
    "조사 결과 오류가 발견되어 전산 자료를 정정하였습니다.",
    "안전관리 계획서를 제출하시기 바랍니다.",
    "기관 전화번호는 국번 없이 110번입니다.",
    "한국도로공사와 국민연금공단이 협약을 맺었다.",
    "user_id=8812 status=OK latency=35ms",
    "하자 보수 기간은 2년으로 한다.",
    "최근 이용자 수가 늘어 서비스가 지연되고 있습니다.",
]


def marked(text):
    plain, spans = "", []
    for piece in text.split("⟦"):
        inside, closed, rest = piece.partition("⟧")
        if closed:
            spans.append((len(plain), len(plain) + len(inside)))
        plain += inside + rest
    return plain, spans


def people(text):
    return [(s.start, s.end) for s in find(text) if s.entity == "PERSON"]


@pytest.mark.parametrize("text", FOUND)
def test_found(text):
    plain, spans = marked(text)
    assert people(plain) == spans


@pytest.mark.parametrize("text", LEFT)
def test_left(text):
    assert people(text) == []


@pytest.mark.parametrize("particle", ["가", "는", "를", "의", "에게", "와", "도", "한테", "께서", "입니다", "이라고"])
def test_particles_stay_outside(particle):
    text = f"어제 김철수{particle} 도착"
    assert people(text) == [(3, 6)]


def test_a_surname_alone_is_no_finding():
    assert people("김 과장님께 보고했습니다.") == []
    assert [n.end - n.start for n in find_names(["김 과장님께 보고했습니다."])[0]] == [1]


def test_reasons_name_the_evidence_and_no_text():
    span = next(s for s in find("보호자 성명: 윤서아 님") if s.entity == "PERSON")
    assert "label before" in span.why
    assert "title behind" in span.why
    assert "surname and given name" in span.why
    assert "윤" not in span.why
    assert 0.9 < span.score <= 1


def test_odd_writing_is_found_where_it_stands():
    text = "담당자：\u200b홍\u00ad길동\u3000주무관"
    (start, end) = people(text)[0]
    assert text[start:end] == "홍\u00ad길동"


def test_latin_parts_of_addresses_are_no_names():
    assert people("seojun.kim@example.kr, kim_minsu82@naver.com, https://x.kr/John") == []


@LAW
@given(st.text(max_size=80))
def test_any_text_is_read_and_every_span_slices_it(text):
    for name in find_names([text])[0]:
        assert 0 <= name.start < name.end <= len(text)
        assert 0 <= name.probability <= 1 + 1e-9
    names = find_names([text])[0]
    assert all(a.end <= b.start for a, b in pairwise(names))


ALPHABET = "김이박철수민서가는님씨 :\n교수성명서울시*○Aa1\ud800\0"


@LAW
@given(st.lists(st.text(alphabet=ALPHABET, max_size=25), max_size=6))
def test_texts_do_not_influence_one_another(texts):
    together = find_names(texts)
    alone = [find_names([text])[0] for text in texts]
    assert [[(n.start, n.end) for n in names] for names in together] == [
        [(n.start, n.end) for n in names] for names in alone
    ]


def test_a_long_text_is_parted_without_losing_names():
    line = "접수자는 배수민 주임입니다.\n"
    text = line * (2 * TOGETHER // len(line)) if not SLOW else line * 30
    names = find_names([text])[0]
    assert len(names) == text.count("배수민")
    assert {text[n.start : n.end] for n in names} == {"배수민"}


def test_whole_cells():
    names = ["김철수", "남궁민수", "이서연", "박 진 우", "최○○", "정민"]
    others = [
        "서울특별시",
        "이상 없음",
        "정형외과",
        "강남구",
        "김철수 외 3명",
        "",
        "12345",
        "신라면",
        "전산팀",
        "주차장",
    ]
    assert (whole_names(names) > 0.5).all()
    assert (whole_names(others) < 0.5).all()


def test_the_weights_are_the_recorded_ones():
    data = resources.files("pseudo.detect.names").joinpath("weights.npz").read_bytes()
    assert hashlib.sha256(data).hexdigest() == card()["sha256"]
    assert len(data) < 4_000_000
    assert card()["licence"] == "CC-BY-SA-4.0"


DAMAGED = """
from pathlib import Path
from pseudo.detect import find
from pseudo.detect.names import model
model.card = lambda: {"sha256": "0" * 64}
try:
    find("성명 표적이름 010-1234-5678")
except Exception as error:
    assert "표적" not in str(error) and error.__cause__ is None
    print(type(error).__name__)
"""


def test_damaged_weights_are_refused_without_a_text():
    run = subprocess.run([sys.executable, "-c", DAMAGED], capture_output=True, text=True, timeout=120, check=True)
    assert run.stdout.strip() == InternalError.__name__
    assert "표적" not in run.stderr


def test_nothing_of_the_model_is_loaded_before_it_is_needed():
    code = "import sys, pseudo.detect\nassert 'pseudo.detect.names.model' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], timeout=120, check=True)


def test_the_recorded_cross_validation_meets_the_bars():
    full = card()["cross_validation"]["full_names_overlap"]
    assert full["precision"] >= 0.95
    assert full["recall"] >= 0.90


def test_the_documentation_states_the_recorded_figures():
    text = (Path(__file__).parents[3] / "docs" / "names.md").read_text("utf-8")
    for kind in ("full_names_overlap", "full_names_exact", "all_names_exact"):
        rates = card()["cross_validation"][kind]
        assert " | ".join(f"{rates[name]:.3f}" for name in ("precision", "recall", "f1")) in text


def test_a_stretch_without_letters_is_passed_over_and_what_follows_keeps_its_place():
    text = "0" * TOGETHER + " 접수자는 배수민 주임입니다."
    assert [text[n.start : n.end] for n in find_names([text, "○○○", "010-1234-5678"])[0]] == ["배수민"]
    assert find_names(["○○○", "010-1234-5678", ""]) == [[], [], []]
