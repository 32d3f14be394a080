"""Real public tables and labelled texts beside the project."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from pseudo.detect import find, scan_source
from pseudo.model import ColumnVerdict, Role

TABLES = {
    "district_codes_2017.csv": {"시도명": "REGION", "시군구명": "REGION", "읍면동명": "REGION"},
    "jeju_shelters_cp949_cr_lines.csv": {"위치": "KR_ADDRESS"},
    "pollution_2012_cp949.csv": {"시도": "REGION", "시군구": "REGION", "읍면동": "REGION"},
    "seoul_bike_stations.csv": {"주소": "KR_ADDRESS"},
    "seoul_rent_2016_no_header.csv": {},
    "libraries_2016_cp949_misquoted.csv": {
        "시도명": "REGION",
        "시군구명": "REGION",
        "소재지도로명주소": "KR_ADDRESS",
        "도서관전화번호": "PHONE_NUMBER",
    },
}

MASKINGTAPE = {
    "rrn": {"KR_RRN", "KR_FRN"}, "phone": {"PHONE_NUMBER"}, "email": {"EMAIL_ADDRESS"}, "birth_date": {"KR_BIRTH_DATE"},
    "passport": {"KR_PASSPORT"}, "driver_license": {"KR_DRIVER_LICENSE"}, "card": {"CREDIT_CARD"}, "biz_reg": {"KR_BRN"},
    "account": {"KR_BANK_ACCOUNT"},
}  # fmt: skip
DOCUMENTS = {
    "RRN": {"KR_RRN", "KR_FRN"}, "FRN": {"KR_RRN", "KR_FRN"}, "PHONE": {"PHONE_NUMBER"}, "FAX": {"PHONE_NUMBER"},
    "EMAIL": {"EMAIL_ADDRESS"}, "DT_BIRTH": {"KR_BIRTH_DATE"}, "PASSPORT": {"KR_PASSPORT"}, "DRIVER_LICENSE": {"KR_DRIVER_LICENSE"},
    "CARD": {"CREDIT_CARD"}, "BUSINESS_REG": {"KR_BRN"}, "CORP_REG": {"KR_CRN"}, "ACCOUNT": {"KR_BANK_ACCOUNT"},
    "VEHICLE": {"KR_VEHICLE"}, "IP": {"IP_ADDRESS"}, "MEDICAL_INSURANCE": {"KR_HEALTH_INSURANCE"}, "POSTAL_CODE": {"KR_POSTAL_CODE"},
}  # fmt: skip


@pytest.mark.shared
@pytest.mark.parametrize("name", TABLES)
def test_public_tables(name, shared, read_public_table, source):
    scan = scan_source(source(read_public_table(shared / "tables" / name)))
    assert {f.column: f.entity for f in scan.columns if f.verdict is ColumnVerdict.TYPED} == TABLES[name]


@pytest.mark.shared
def test_shifted_telephones_are_stray_hits(shared, read_public_table, source):
    scan = scan_source(source(read_public_table(shared / "tables" / "libraries_2016_cp949_misquoted.csv")))
    hits = {s.entity: s.count for s in scan["부지면적"].stray}
    assert hits["PHONE_NUMBER"] > 500
    assert scan["부지면적"].verdict is not ColumnVerdict.TYPED


@pytest.mark.shared
@pytest.mark.parametrize("name", ["위도", "경도"])
def test_coordinates_are_codes(name, shared, read_public_table, source):
    finding = scan_source(source(read_public_table(shared / "tables" / "seoul_bike_stations.csv")))[name]
    assert (finding.verdict, finding.role, finding.stray) == (ColumnVerdict.CODE, Role.QUASI_IDENTIFIER, ())


def _measure(path, spans_key, kind_key, wanted):
    """Precision and recall over typed overlaps, structured kinds only."""
    counts = Counter()
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        found = find(record["text"])
        matched = set()
        for gold in record[spans_key]:
            kinds = wanted.get(gold[kind_key])
            if kinds is None:
                continue
            over = {
                i for i, s in enumerate(found) if s.entity in kinds and s.start < gold["end"] and gold["start"] < s.end
            }
            counts["found" if over else "missed"] += 1
            matched |= over
        evaluated = set().union(*wanted.values())
        counts["wrong"] += sum(i not in matched for i, s in enumerate(found) if s.entity in evaluated)
    return counts["found"] / (counts["found"] + counts["wrong"]), counts["found"] / (counts["found"] + counts["missed"])


@pytest.mark.shared
def test_floor_on_maskingtape(shared):
    precision, recall = _measure(shared / "pii" / "maskingtape_500.jsonl", "labels", "kind", MASKINGTAPE)
    assert precision >= 0.99
    assert recall >= 0.99


@pytest.mark.shared
def test_floor_on_documents(shared):
    precision, recall = _measure(shared / "pii" / "documents_187.jsonl", "spans", "label", DOCUMENTS)
    assert precision >= 0.98
    assert recall >= 0.97
