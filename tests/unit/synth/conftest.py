"""A small table of hospital visits, made from a seed, and the recipe that synthesises it. No real person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

from pseudo.model import (
    Anonymity,
    ColumnRule,
    ColumnType,
    NullRule,
    Purpose,
    Recipe,
    ReleaseClass,
    Role,
    SynthConstraint,
    SynthSpec,
    TableFacts,
    Text,
    Unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

ROWS = 600
DISTRICTS = {"서울특별시": ["종로구", "마포구", "강남구"], "부산광역시": ["해운대구", "수영구"]}
WHY = Text("시험", "test")


def _rule(name: str, role: Role, kind: ColumnType = ColumnType.TEXT, date_format: str | None = None) -> ColumnRule:
    return ColumnRule(
        role=role, technique="keep", nulls=NullRule.KEEP, reason=WHY, names=(name,), type=kind, date_format=date_format
    )


@pytest.fixture
def recipe() -> Recipe:
    direct, quasi, sensitive = Role.DIRECT_IDENTIFIER, Role.QUASI_IDENTIFIER, Role.SENSITIVE
    return Recipe(
        name="test/visits",
        version="1",
        title=WHY,
        description=WHY,
        release_class=ReleaseClass.INTERNAL,
        purpose=Purpose.RESEARCH,
        purpose_text=WHY,
        subject="환자번호",
        columns=(
            _rule("환자번호", direct),
            _rule("환자명", direct),
            _rule("주민등록번호", direct),
            _rule("생년월일", quasi, ColumnType.DATE, "%Y-%m-%d"),
            _rule("성별", quasi),
            _rule("시도", quasi),
            _rule("시군구", quasi),
            _rule("내원일자", quasi, ColumnType.DATE, "%Y-%m-%d"),
            _rule("퇴원일자", quasi, ColumnType.DATE, "%Y-%m-%d"),
            _rule("재원일수", sensitive, ColumnType.INTEGER),
            _rule("상병코드", sensitive),
            _rule("본인부담금", sensitive, ColumnType.INTEGER),
            _rule("공단부담금", sensitive, ColumnType.INTEGER),
            _rule("총진료비", sensitive, ColumnType.INTEGER),
            _rule("체온", sensitive, ColumnType.NUMBER),
            _rule("비고", Role.FREE_TEXT),
        ),
        anonymity=Anonymity(5, Unit.SUBJECT, ("생년월일", "성별"), 0.1),
        synth=SynthSpec(
            fictitious={"환자번호": "patient_id", "환자명": "person_name", "주민등록번호": "rrn"},
            categories={"성별": ("남", "여")},
            drop=("비고",),
            constraints=(
                SynthConstraint("inequality", ("생년월일", "내원일자")),
                SynthConstraint("inequality", ("내원일자", "퇴원일자")),
                SynthConstraint("fixed_combinations", ("시도", "시군구")),
                SynthConstraint("positive", ("본인부담금",)),
                SynthConstraint(
                    "derived", ("총진료비", "본인부담금", "공단부담금"), {"expression": "본인부담금 + 공단부담금"}
                ),
                SynthConstraint(
                    "derived", ("재원일수", "퇴원일자", "내원일자"), {"expression": "퇴원일자 - 내원일자 + 1"}
                ),
            ),
        ),
    )


@pytest.fixture
def visits() -> pa.Table:
    """600 visits of about 300 patients, typed."""
    rng = np.random.Generator(np.random.Philox(7))
    patient = rng.integers(300, size=ROWS)
    birth = 19_000 - 25_000 * rng.beta(2, 2, size=300)
    admitted = rng.integers(19_358, 19_723, size=ROWS)
    discharged = admitted + rng.poisson(3, size=ROWS)
    province = rng.choice(list(DISTRICTS), size=ROWS, p=[0.7, 0.3])
    own = rng.gamma(2, 15_000, size=ROWS).round().astype(np.int64) + 1
    insurer = (own * rng.uniform(1, 4, size=ROWS)).round().astype(np.int64)
    out = rng.random(ROWS) < 0.2

    def days(values: np.ndarray[Any, Any]) -> pa.Array:
        return pa.array(values.astype(np.int32)).cast(pa.date32())

    def optional(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
        return np.where(out, None, values.astype(object))

    return pa.table(
        {
            "환자번호": [f"P{n:05d}" for n in patient],
            "환자명": [f"홍길동{n}" for n in patient],
            "주민등록번호": [f"8{n % 10}0101-1{n:06d}" for n in patient],
            "생년월일": days(birth[patient]),
            "성별": np.where(patient % 2 == 0, "남", "여"),
            "시도": province,
            "시군구": [str(rng.choice(DISTRICTS[p])) for p in province],
            "내원일자": days(admitted),
            "퇴원일자": pa.array(
                [
                    None if o else dt.date(1970, 1, 1) + dt.timedelta(int(d))
                    for o, d in zip(out, discharged, strict=True)
                ]
            ),
            "재원일수": pa.array(optional(discharged - admitted + 1), pa.int64()),
            "상병코드": rng.choice(["J00", "I10", "E11", "K29"], size=ROWS),
            "본인부담금": own,
            "공단부담금": insurer,
            "총진료비": own + insurer,
            "체온": rng.normal(36.6, 0.4, size=ROWS).round(1),
            "비고": [f"메모 {n}" for n in range(ROWS)],
        }
    )


class FrameSource:
    """A source over a table in memory."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self.schema = table.schema
        self.facts = TableFacts("memory", "frame", tuple(table.column_names), table.num_rows)
        self.asked: set[str] = set()

    def batches(self, columns: list[str] | None = None, rows: int = 100) -> Iterator[pa.RecordBatch]:
        names = columns or self._table.column_names
        self.asked.update(names)
        yield from self._table.select(names).to_batches(max_chunksize=rows)

    def mac(self, key: bytes) -> str:
        raise NotImplementedError


@pytest.fixture
def as_source() -> type[FrameSource]:
    return FrameSource
