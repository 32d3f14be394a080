"""The plan of a small visits table, to the letter: whoever changes what a reviewer sees changes this file too.

To renew it after a wanted change: ``PSEUDO_RENEW_GOLDEN=1 pytest tests/golden/test_plan_golden.py``, and read the difference.
"""

import os
from pathlib import Path

from pseudo.model import ColumnFinding, ColumnVerdict, RareFinding, Role, Scan, TableFacts
from pseudo.planning import build_plan, dump_plan, load_plan
from pseudo.recipes import load_recipe

GOLDEN = Path(__file__).with_name("plan_visits.yaml")
FOUND = {
    "환자번호": ("PATIENT_ID", Role.DIRECT_IDENTIFIER),
    "환자명": ("PERSON", Role.DIRECT_IDENTIFIER),
    "주민등록번호": ("KR_RRN", Role.DIRECT_IDENTIFIER),
    "주소": ("KR_ADDRESS", Role.DIRECT_IDENTIFIER),
    "생년월일": ("KR_BIRTH_DATE", Role.QUASI_IDENTIFIER),
    "성별": ("GENDER", Role.QUASI_IDENTIFIER),
    "내원일자": (None, Role.OTHER),
    "진료과": (None, Role.OTHER),
    "본인부담금": (None, Role.OTHER),
    "메모": (None, Role.FREE_TEXT),
}


def golden_plan():
    findings = [
        ColumnFinding(
            name, ColumnVerdict.TYPED if entity else ColumnVerdict.CLEAN, entity, role, 0.9, {"distinct": 12_000.0}
        )
        for name, (entity, role) in FOUND.items()
    ]
    scan = Scan(TableFacts("visits.csv", "csv", tuple(FOUND), rows=50_000), tuple(findings))
    formats = {"생년월일": "%Y-%m-%d", "내원일자": "%Y%m%d"}
    rare = (
        RareFinding("성별", "frequency", 3.0, 1, 2, 50_000),
        RareFinding("진료과", "frequency", 3.0, 4, 7, 50_000),
        RareFinding("본인부담금", "sigma", 3.0, 210, 640, 49_000),
    )
    return build_plan(
        load_recipe("healthcare/visits"),
        scan,
        project="당뇨코호트",
        recipient="대학연구팀",
        date_formats=formats,
        measure=lambda plan: rare,
    )


def test_the_plan_is_the_golden_one():
    text = dump_plan(golden_plan())
    if os.environ.get("PSEUDO_RENEW_GOLDEN"):
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")


def test_the_golden_plan_can_still_be_read():
    assert load_plan(GOLDEN) == golden_plan()
