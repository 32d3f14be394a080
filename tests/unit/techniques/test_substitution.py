"""Fictitious values: marked, consistent, irreversible, and shared by columns and texts of a domain."""

from __future__ import annotations

import re
from collections import Counter

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import BadInput
from pseudo.fictitious import KINDS, SURNAMES, SYLLABLES, is_marked, region_of, without_marked
from pseudo.model import ColumnType, NullRule, Span
from pseudo.techniques.contract import Context, Options
from pseudo.techniques.free_text import FICTITIOUS
from pseudo.testing import context, run

REAL = [
    "홍길동", "김민준", "900101-1234567", "010-1234-5678", "010-2000-0000", "kim@example.com", "110-123-456789", "20-70001234",
    "4242-4242-4242-4242", "서울특별시 강남구 테헤란로 152", "가상현실", "예시마을", "견본", "P-000123", "김민준 (가상)",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_of_a_kind_is_marked_and_no_real_one(kind):
    numbers = range(0, KINDS[kind].values, max(KINDS[kind].values // 500, 1))
    made = [KINDS[kind].write(n) for n in (*numbers, KINDS[kind].values - 1)]
    assert all(re.fullmatch(KINDS[kind].pattern, value) and is_marked(value) for value in made)
    if kind != "natural_name":  # some names are of either sex
        assert len(set(made)) == len(set(numbers) | {KINDS[kind].values - 1})
    assert not any(is_marked(value) for value in REAL)
    assert all(without_marked(f"담당 {value}, 끝") == "담당  , 끝" for value in made)


@pytest.mark.parametrize("text", [*REAL, "1010-0000-1234", "010-0000-12345", "x010-0000-1234", "한김가상"])
def test_real_values_are_not_passed_over(text):
    assert without_marked(text) == text


@pytest.mark.parametrize("kind", KINDS)
def test_equal_cells_get_equal_values_and_other_keys_others(setup, kind):
    params = {"kind": kind, "per": "value"}
    cells = [f"값 {n}" for n in range(40)]
    made = setup.treat([*cells, "값-0", None, ""], "substitute", params)
    assert made[40:] == [made[0], None, ""]
    assert all(map(is_marked, made[:41]))
    assert made[:40] != setup.treat(cells, "substitute", params, key=b"second")
    assert made[:40] != setup.treat(cells, "substitute", params, domain="보호자")


def test_a_subject_has_one_value(setup):
    params = {"kind": "phone", "per": "subject"}
    made = setup.treat(["010-1", "010-2", "010-1"], "substitute", params, subjects=["가", "가", "나"])
    assert made[0] == made[1] != made[2]
    with pytest.raises(BadInput) as caught:
        setup.treat(["010-1", "010-2"], "substitute", params, subjects=["가", None])
    assert (caught.value.code, caught.value.where.rows) == ("techniques.subject-missing", (2,))


def test_surnames_stay_where_they_are_frequent_and_are_drawn_by_frequency_else(setup):
    keep = {"kind": "natural_name", "per": "value", "keep_surname": True}
    made = setup.treat(["남궁민수", "남민수", "김철수", "뷁철수", "김"], "substitute", keep)
    assert [made[0][:2], made[1][0], made[2][0]] == ["남궁", "남", "김"]
    assert made[1][:2] != "남궁"
    assert made[3][0] != "뷁"
    names = setup.treat([f"이름{n}" for n in range(4000)], "substitute", {"kind": "natural_name", "per": "value"})
    share = Counter(name[0] for name in names)["김"] / 4000
    expected = SURNAMES["김"] / sum(SURNAMES.values())
    assert abs(share - expected) < 5 * (expected * (1 - expected) / 4000) ** 0.5


def test_the_sex_stays_where_a_column_tells_it():
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    params = {"kind": "natural_name", "per": "value", "sex_column": "성별"}
    cells, sexes = [f"이름{n}" for n in range(60)], ["남", "F", "여자"] * 20
    batch = pa.record_batch([pa.array(cells), pa.array(sexes)], names=["열", "성별"])
    made = run(techniques.create("substitute", options, params, context()), batch)["열"].to_pylist()
    for name, sex in zip(made, sexes, strict=True):
        first, second = name.removesuffix("(가상)")[-2:]
        firsts, seconds = SYLLABLES["남" if sex == "남" else "여"]
        assert first in firsts
        assert second in seconds


def test_regions_stay_where_the_plan_keeps_them(setup):
    cells = ["서울 강남구 테헤란로 152", "전라북도 전주시", "강원도", "미국 뉴욕", "서울대로 1"]
    made = setup.treat(cells, "substitute", {"kind": "address", "per": "value", "keep_region": True})
    assert [m.split()[0] for m in made] == ["서울특별시", "전북특별자치도", "강원특별자치도", "가상시", "가상시"]
    assert all(m.split()[1:3] == ["견본구", "예시마을"] for m in made)
    assert {m.split()[0] for m in setup.treat(cells, "substitute", {"kind": "address", "per": "value"})} == {"가상시"}
    assert region_of("  ") is None


@pytest.mark.parametrize(
    "params", [{"kind": "phone", "keep_surname": True}, {"kind": "rrn", "keep_region": True},
               {"kind": "person_name", "sex_column": "성별"}, {"kind": "real_name"}],
)  # fmt: skip
def test_what_a_kind_has_not_cannot_be_kept(setup, params):
    with pytest.raises(BadInput, match=r"techniques\.params"):
        setup.make("substitute", {"per": "value", **params})


def spans(texts):
    """Every word in angle brackets, the entity before a colon."""
    return [[Span(m.start(), m.end(), m[1], 0.9) for m in re.finditer(r"<([A-Z_]+):[^>]*>", t)] for t in texts]


def rewritten(texts, params, *, key=b"first"):
    options = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")
    technique = techniques.create("rewrite_text", options, params, Context(context(key).secret, spans))
    return run(technique, pa.record_batch([pa.array(texts)], names=["열"]))["열"].to_pylist()


@pytest.mark.parametrize(
    ("operator", "made"),
    [("tag", "담당 [성명]은 부재"), ("mask", "담당 ***********는 부재"), ("delete", "담당 는 부재")],
)
def test_each_operator_leaves_what_it_says(operator, made):
    assert rewritten(["담당 <PERSON:홍길>는 부재"], {"default": operator}) == [made]


def test_entities_have_operators_of_their_own_and_particles_agree():
    params = {"default": "tag", "by_entity": {"PERSON": "fictitious", "KR_RRN": "delete", "PHONE_NUMBER": "hmac"}}
    (made,) = rewritten(["<PERSON:홍길동>은 <PHONE_NUMBER:010-1>로, <KR_RRN:9>. <KR_CRN:1>을"], params)
    name, rest = re.fullmatch(r"(.(?:가상|견본|예시))(.*)", made).groups()
    assert rest.startswith("는 " if name.endswith("시") else "은 ")
    assert re.search(r" \[전화번호 [A-Z2-7]{13}\](으로|로), \. \[법인등록번호\]를$", rest)


def test_the_same_words_become_the_same_everywhere_whatever_their_marks():
    params = {"default": "hmac"}
    texts = ["a <PHONE_NUMBER:010-1234-5678>", "b <PHONE_NUMBER:０１０ 12345678> c <PHONE_NUMBER:010-1234-5679>"]
    first, second = rewritten(texts, params)
    tokens = re.findall("[A-Z2-7]{13}", first + second)
    assert tokens[0] == tokens[1] != tokens[2]
    assert rewritten(texts, params, key=b"second") != [first, second]


def test_a_text_and_a_column_of_the_domain_agree(setup):
    word = "<PERSON:홍길동>"
    (token,) = rewritten([word], {"default": "hmac"})
    column = {"length_bits": 64, "alphabet": "base32", "normalize": "alnum"}
    assert token == f"[성명 {setup.treat([word], 'hmac', column)[0]}]"
    assert rewritten([word], {"default": "fictitious"}) == setup.treat(
        [word], "substitute", {"kind": "person_name", "per": "value"}
    )


def test_only_what_has_fictitious_values_can_have_them():
    assert set(FICTITIOUS.values()) <= set(KINDS)
    with pytest.raises(BadInput, match="KR_CRN"):
        rewritten([""], {"default": "tag", "by_entity": {"KR_CRN": "fictitious"}})
    assert rewritten(["<KR_CRN:1>"], {"default": "fictitious"}) == ["[법인등록번호]"]
