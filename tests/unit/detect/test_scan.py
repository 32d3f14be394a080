"""Column verdicts: name and values together."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest

from pseudo.detect import scan_source
from pseudo.errors import BadInput
from pseudo.model import ColumnVerdict, Role

ROWS = 1_500


def _people(maker):
    """A table of fictitious people, and what its columns are."""
    pick = maker.random.choice
    residents = [maker.rrn() for _ in range(ROWS)]
    names = [
        "".join(x)
        for x in zip(
            pick(list("김이박최정강조윤"), ROWS),
            pick(list("민서지수영"), ROWS),
            pick(list("우연호진"), ROWS),
            strict=True,
        )
    ]
    return {
        "환자번호": ([f"P{i:07d}" for i in range(ROWS)], "PATIENT_ID"),
        "성명": (names, "PERSON"),
        "주민등록번호": ([f"{r[:6]}-{r[6:]}" for r in residents], "KR_RRN"),
        "RRNO": (residents, "KR_RRN"),
        "연락처": ([f"010-{a}-{b}" for a, b in zip(maker.several(4, ROWS), maker.several(4, ROWS), strict=True)], "PHONE_NUMBER"),
        "MBTLNUM": ([f"10{x}" for x in maker.several(8, ROWS)], "PHONE_NUMBER"),  # a spreadsheet took the leading zero
        "이메일": ([f"u{i}@example.kr" for i in range(ROWS)], "EMAIL_ADDRESS"),
        "카드번호": ([maker.card() for _ in range(ROWS)], "CREDIT_CARD"),
        "계좌번호": (maker.several(12, ROWS), "KR_BANK_ACCOUNT"),
        "사업자번호": ([maker.brn(45) for _ in range(ROWS)], "KR_BRN"),
        "법인번호": ([maker.crn() for _ in range(ROWS)], "KR_CRN"),
        "면허번호": ([f"11-{x[:2]}-{x[2:8]}-{x[8:]}" for x in maker.several(10, ROWS)], "KR_DRIVER_LICENSE"),
        "생년월일": ([f"{'19' if r[6] in '12' else '20'}{r[:6]}" for r in residents], "KR_BIRTH_DATE"),
        "성별": ([("남", "여")[i % 2] for i in range(ROWS)], "GENDER"),
        "연령": ([str(20 + i % 60) for i in range(ROWS)], "AGE"),
        "우편번호": ([f"06{x}" for x in maker.several(3, ROWS)], "KR_POSTAL_CODE"),
        "상병코드": ([f"J{i % 90:02d}" for i in range(ROWS)], "DIAGNOSIS"),
        "군번": ([f"{10 + i % 15}-7{x}" for i, x in enumerate(maker.several(7, ROWS))], "KR_MILITARY_ID"),
        "진료일": (maker.moments("%Y-%m-%d", ROWS), "EVENT_DATE"),
        "처리일시": (maker.moments("%Y%m%d%H%M", ROWS), None),
        "접수번호": ([f"202401{i:06d}" for i in range(ROWS)], None),
        "법정동코드": (maker.several(10, ROWS), None),
        "위도": ([repr(float(x)) for x in maker.random.uniform(33, 38, ROWS)], None),
        "상품코드": ([maker.gtin() for _ in range(ROWS)], None),
        "금액": ([f"{int(x):,}" for x in maker.random.integers(0, 10**7, ROWS)], None),
    }  # fmt: skip


def test_every_column_with_its_name(source, maker):
    people = _people(maker)
    scan = scan_source(source({name: values for name, (values, _) in people.items()}))
    assert {f.column: f.entity for f in scan.columns} == {name: entity for name, (_, entity) in people.items()}
    for finding in scan.columns:
        typed = people[finding.column][1] is not None
        assert finding.verdict is (ColumnVerdict.TYPED if typed else ColumnVerdict.CODE)


BY_VALUE = {"PERSON", "KR_RRN", "PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "KR_BRN", "KR_CRN", "KR_DRIVER_LICENSE"}


def test_specific_columns_without_their_names(source, maker):
    people = {f"c{i}": pair for i, (name, pair) in enumerate(_people(maker).items()) if name != "MBTLNUM"}
    scan = scan_source(source({name: values for name, (values, _) in people.items()}))
    expected = {name: entity if entity in BY_VALUE else None for name, (_, entity) in people.items()}
    assert {f.column: f.entity for f in scan.columns} == expected


def test_values_outweigh_a_wrong_name(source, maker):
    people = _people(maker)
    wrong = {
        "전화번호": people["주민등록번호"][0],
        "비고": people["이메일"][0],
        "성별": people["연락처"][0],
        "주민등록번호": people["금액"][0],
    }
    scan = scan_source(source(wrong))
    assert [f.entity for f in scan.columns] == ["KR_RRN", "EMAIL_ADDRESS", "PHONE_NUMBER", None]


def test_a_code_column_passes_checks_by_chance_only(source, maker):
    finding = scan_source(source({"x": maker.several(10, ROWS)})).columns[0]
    assert finding.verdict is ColumnVerdict.CODE
    true = scan_source(source({"x": [maker.brn(45) for _ in range(ROWS)]})).columns[0]
    assert true.entity == "KR_BRN"
    assert true.rates["checksum_rate_0_1"] == 1.0
    assert true.rates["chance_rate_0_1"] == 0.1


def test_companies_numbers_are_no_personal_data(source, maker):
    scan = scan_source(
        source(
            {"사업자번호": [maker.brn(81) for _ in range(200)], "사업자등록번호": [maker.brn(10) for _ in range(200)]}
        )
    )
    assert [f.role for f in scan.columns] == [Role.OTHER, Role.DIRECT_IDENTIFIER]


def test_newer_resident_numbers_fail_their_checks_and_are_found(source, maker):
    values = [maker.rrn(checked=False) for _ in range(ROWS)]
    scan = scan_source(source({"주민번호": values, "x": [f"{v[:6]}-{v[6:]}" for v in values]}))
    assert [f.entity for f in scan.columns] == ["KR_RRN", "KR_RRN"]


def test_stray_hits_do_not_retype(source):
    cells = ["정상"] * 400
    cells[3] = "보호자 010-1234-5678"
    cells[250] = "주민번호 960121-1021413"
    finding = scan_source(source({"비고": cells}, batch_rows=100)).columns[0]
    assert finding.verdict is not ColumnVerdict.TYPED
    assert [(s.entity, s.count, s.rows) for s in finding.stray] == [("KR_RRN", 1, (251,)), ("PHONE_NUMBER", 1, (4,))]


def test_a_mixture_of_identifiers_is_listed(source, maker):
    kinds = ["010-1234-{:04d}", "u{}@example.kr", "-", "정상 {}"]
    finding = scan_source(source({"c1": [kinds[i % 4].format(i) for i in range(800)]})).columns[0]
    assert {s.entity: s.count for s in finding.stray} == {"PHONE_NUMBER": 200, "EMAIL_ADDRESS": 200}


def test_free_text(source):
    cells = [f"안녕하세요 {i}번 민원입니다. 도로가 파손되어 신고합니다 010-1234-{i:04d}" for i in range(300)]
    finding = scan_source(source({"c1": cells})).columns[0]
    assert finding.verdict is ColumnVerdict.FREE_TEXT
    assert finding.role is Role.FREE_TEXT
    assert finding.stray[0].count == 300


def test_arrow_types(source, maker):
    residents = [maker.rrn() for _ in range(300)]
    table = pa.table(
        {
            "주민번호": pa.array([int(r) for r in residents], pa.int64()),
            "resident_no": pa.array([float(r) for r in residents]),
            "생년월일": pa.array([dt.date(1990, 1, 1 + i % 28) for i in range(300)]),
            "수정일": pa.array([dt.datetime(2024, 1, 1, i % 24) for i in range(300)]),  # noqa: DTZ001  (Arrow's naive timestamp)
            "위도": pa.array([33 + i / 997 for i in range(300)]),
            "동의": pa.array([i % 2 == 0 for i in range(300)]),
            "x": pa.nulls(300),
        }
    )
    scan = scan_source(source(table))
    assert [f.entity for f in scan.columns] == ["KR_RRN", "KR_RRN", "KR_BIRTH_DATE", None, None, None, None]
    assert scan["수정일"].verdict is ColumnVerdict.CODE
    assert scan["위도"].role is Role.QUASI_IDENTIFIER


def test_nested_columns_are_refused(source):
    with pytest.raises(BadInput, match=r"detect\.column-type"):
        scan_source(source(pa.table({"x": [[1, 2], [3]]})))


def test_the_finding_depends_on_neither_batches_nor_order(source, maker):
    people = _people(maker)
    table = pa.table({name: values for name, (values, _) in people.items()})
    whole = scan_source(source(table)).columns
    parts = scan_source(source(table, batch_rows=97)).columns
    turned = scan_source(source(table.take(list(reversed(range(ROWS)))))).columns
    assert [(f.entity, f.score, f.rates) for f in whole] == [(f.entity, f.score, f.rates) for f in parts]
    assert [(f.entity, f.score, f.rates) for f in whole] == [(f.entity, f.score, f.rates) for f in turned]


def test_distinct_values_are_estimated(source, maker):
    finding = scan_source(source({"x": maker.several(9, 30_000), "y": ["a", "b"] * 15_000})).columns
    assert 0.9 < finding[0].rates["distinct"] / 30_000 < 1.1
    assert finding[0].rates["sampled"] < 3_000
    assert finding[1].rates["distinct"] == 2
    assert finding[1].verdict is ColumnVerdict.CODE


def test_rare_shapes_reach_the_sample(maker):
    from pseudo.detect.sample import ColumnSample

    sample = ColumnSample()
    sample.add(pa.array([*maker.several(9, 30_000), "010-1234-5678"]))
    assert "010-1234-5678" in set(sample.values())


def test_nulls_and_progress(source):
    seen = []
    scan = scan_source(source({"x": [None, "", "  ", "a"]}, batch_rows=2), progress=seen.append)
    assert scan.columns[0].rates["null_rate_0_1"] == 0.75
    assert seen == [2, 2]


def test_an_empty_table(source):
    scan = scan_source(source({"주민등록번호": pa.array([], pa.string())}))
    assert scan.columns[0].rates["rows"] == 0


def test_no_value_in_the_report(source, maker):
    people = _people(maker)
    scan = scan_source(source({name: values for name, (values, _) in people.items()}))
    report = repr(scan)
    for name in ("주민등록번호", "성명", "연락처", "이메일", "접수번호"):
        assert not [v for v in people[name][0][:200] if v in report]


NOTES = ["통증 지속되어 처방 변경", "수술 후 경과 관찰", "혈압 조절 양호함"] * 20


def test_short_notes_are_free_text_where_the_name_says_so(source):
    assert scan_source(source({"메모": NOTES}))["메모"].verdict is ColumnVerdict.FREE_TEXT
    assert scan_source(source({"구역": NOTES}))["구역"].verdict is not ColumnVerdict.FREE_TEXT


def test_phrases_with_an_identifier_among_them_are_free_text_whatever_the_name(source):
    finding = scan_source(source({"구역": [*NOTES, "보호자 연락처 문의 010-2345-6789"]}))["구역"]
    assert finding.verdict is ColumnVerdict.FREE_TEXT
    assert [hit.entity for hit in finding.stray] == ["PHONE_NUMBER"]
