"""The report of a scan: one language at a time, nothing that was not measured, no value, nothing fetched."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from pseudo.detect import scan_source
from pseudo.model import ColumnVerdict, Scan, from_json, to_json
from pseudo.report import render_scan, scan_view
from pseudo.table import open_source

ROWS = 300
NAMES = [f"{family}{given}" for family in "김이박최정" for given in ("민수", "서연", "지호", "영희", "도윤", "하은")]
CELLS = {
    "성명": [NAMES[i % len(NAMES)] for i in range(ROWS)],
    "연락처": [f"010-{4000 + i}-{7000 + i}" for i in range(ROWS)],
    "주민등록번호": [f"{60 + i % 40}01{1 + i % 28:02d}-1{100000 + 317 * i:06d}" for i in range(ROWS)],
    "사업자번호": [f"120-81-{47000 + i}" for i in range(ROWS)],
    "진료과": [("내과", "외과")[i % 2] for i in range(ROWS)],
    "비고": ["도로 파손 신고가 들어와 현장을 확인함"] * (ROWS - 1) + ["보호자 010-1234-5678"],
    "처리코드": [f"A{i % 7}" for i in range(ROWS)],
    "기록": [("갑", "을") [i % 2] * (1 + i) for i in range(ROWS)],
}  # fmt: skip
LATIN = re.compile("[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def scan():
    return scan_source(open_source(pa.table(CELLS)))


def test_a_korean_scan_says_nothing_in_english(scan):
    assert {f.verdict for f in scan.columns} == set(ColumnVerdict)
    view = scan_view(scan, lang="ko")
    for column in view["columns"]:
        said = [column["verdict_title"], column["entity"], column["role"], *column["why"]]
        assert column["why"]
        assert not LATIN.search(" ".join(said)), column["column"]
    assert not any(LATIN.search(title) for _, title, _ in view["counts"])


def test_an_english_scan_says_nothing_in_korean(scan):
    for column in scan_view(scan, lang="en")["columns"]:
        said = [column["verdict_title"], column["entity"], column["role"], *column["why"]]
        assert not re.search(
            "[가-힣]", re.sub(r"\('[^']*'\)", "", " ".join(said))
        )  # an alias is quoted as it is written


def test_how_a_file_was_read_is_told_in_korean(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("이름\t값\n가\t1\n".encode("cp949"))
    read = scan_view(scan_source(open_source(path)), lang="ko")["read"]
    assert read.startswith("csv cp949 탭 LF")
    assert "문자 인코딩" in read
    assert not LATIN.search(read.split(";")[1])


def test_a_share_is_shown_only_where_values_were_held_against_a_form(scan):
    shares = {c["column"]: c["share"] for c in scan_view(scan, lang="ko")["columns"]}
    assert shares["연락처"] == 1.0
    assert scan["진료과"].verdict is ColumnVerdict.TYPED
    assert shares["진료과"] is shares["비고"] is shares["처리코드"] is None


def test_stray_hits_are_counted_with_their_rows(scan):
    why = {c["column"]: c["why"] for c in scan_view(scan, lang="ko")["columns"]}["비고"]
    assert why[-1] == f"섞여 있음: 전화번호 1건 (행 {ROWS})"


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_holds_no_value_and_asks_for_nothing(scan, lang):
    page = render_scan(scan, lang=lang)
    assert not [
        v for name, values in CELLS.items() if name != "진료과" for v in set(values) if len(v) > 4 and v in page
    ]
    assert not re.search(r"<script|https?://|url\(|@import|\ssrc=|\shref=", page)
    assert page.count("<tr ") == len(CELLS) + 1
    assert f'lang="{lang}"' in page


def test_a_column_called_by_markup_is_text():
    name = "<b>[red]"
    page = render_scan(scan_source(open_source(pa.table({name: ["1"]}))))
    assert name not in page
    assert "&lt;b&gt;[red]" in page


def test_a_scan_comes_back_from_json(scan):
    assert from_json(Scan, to_json(scan)) == scan
