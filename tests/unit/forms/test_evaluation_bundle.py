"""The exhibits of a case: all four with their days, and no name of a person."""

from __future__ import annotations

from sample_papers import CLEAN, REVIEW

from pseudo.forms.evaluation_bundle import bundle, masked
from pseudo.forms.pdf import render
from pseudo.procedure.exhibits import Document, Exhibits

EXHIBITS = Exhibits(
    "open_data",
    Document("문서-1", "2025-01-10"),
    None,
    Document("문서-3", "2025-02-20"),
    Document("문서-4", "2025-03-05"),
)
NAMES = ("김연구", "박담당", "서처리", "이위원", "최위원", "정위원", "노검수", "한분석")


def test_no_name_is_left_anywhere():
    assert not [name for name in NAMES if name in str(masked(CLEAN))]
    assert "김○○" in str(masked(CLEAN))
    assert masked(CLEAN).review.verdict is REVIEW.verdict
    assert masked(CLEAN).application.applicant.phone == ""


def test_a_name_in_a_text_is_masked_too():
    from dataclasses import replace

    spoken = replace(CLEAN, review=replace(REVIEW, opinion="김연구 교수의 설명을 들음"))
    assert masked(spoken).review.opinion == "김○○ 교수의 설명을 들음"


def test_the_sheet_has_four_exhibits_and_the_review():
    sheet = bundle(CLEAN, EXHIBITS, "공공데이터 제공 평가")
    text = str(sheet)
    assert all(
        word in text for word in ("문서-1", "문서-3", "문서-4", "2025-02-20", "공공데이터 제공 평가", "적정(승인)")
    )
    assert not [name for name in NAMES if name in text]
    assert render(sheet).startswith(b"%PDF")
