"""What column names say."""

from __future__ import annotations

import pytest

from pseudo.detect.headers import FREE_TEXT, OTHER, entities, read_header
from pseudo.model import Role


@pytest.mark.parametrize(
    ("name", "entity", "score"),
    [
        ("주민등록번호", "KR_RRN", 1.0),
        ("RRNO", "KR_RRN", 1.0),
        ("신청인 전화번호", "PHONE_NUMBER", 0.8),
        ("PTNT_TELNO", "PHONE_NUMBER", 0.8),
        ("MBTLNUM", "PHONE_NUMBER", 1.0),
        ("전화번호(휴대폰)1", "PHONE_NUMBER", 1.0),
        ("phone_home", "PHONE_NUMBER", 0.6),
        ("EML_ADDR", "EMAIL_ADDRESS", 1.0),
        ("Ｅ－ｍａｉｌ", "EMAIL_ADDRESS", 1.0),
        ("ADDR", "KR_ADDRESS", 1.0),
        ("BRTHDT", "KR_BIRTH_DATE", 1.0),
        ("BRNO", "KR_BRN", 1.0),
        ("CRNO", "KR_CRN", 1.0),
        ("ACTNO", "KR_BANK_ACCOUNT", 1.0),
        ("FRNR", "KR_FRN", 1.0),
        ("환자명", "PERSON", 1.0),
        ("patientName", "PERSON", 1.0),
        ("환자 번호", "PATIENT_ID", 1.0),
        ("군번", "KR_MILITARY_ID", 1.0),
        ("우편번호", "KR_POSTAL_CODE", 1.0),
        ("상병코드", "DIAGNOSIS", 1.0),
        ("행정구역코드", "REGION_CODE", 1.0),
        ("휴대전화 수신여부", OTHER, 0.8),
        ("처리일시", OTHER, 1.0),
        ("홈페이지주소", OTHER, 1.0),
        ("비고", FREE_TEXT, 1.0),
        ("column_3", None, 0.0),
        ("", None, 0.0),
    ],
)
def test_names(name, entity, score):
    header = read_header(name)
    assert (header.entity, header.score) == (entity, score)


def test_roles():
    info = entities()
    assert info["PERSON"].role is Role.DIRECT_IDENTIFIER
    assert info["GENDER"].role is Role.QUASI_IDENTIFIER
    assert info["DIAGNOSIS"].role is Role.SENSITIVE
    assert info["KR_CRN"].role is Role.OTHER
    assert all(i.title.ko and i.title.en for i in info.values())


def test_no_alias_belongs_to_two_entities():
    from pseudo.detect.headers import _data, _squeeze

    seen = {}
    for entity, entry in _data().items():
        for alias in {_squeeze(str(a)) for a in entry["aliases"]}:
            assert seen.setdefault(alias, entity) == entity
