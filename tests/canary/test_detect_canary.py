"""No cell leaves detection but as offsets and counts: not in errors, reports, logs or output."""

from __future__ import annotations

import json
import logging
import traceback

import pyarrow as pa
import pytest

from pseudo.detect import column_hits, find, find_spans, korean_recognizers, scan_source
from pseudo.errors import BadInput, InternalError, UsageError
from pseudo.model import TableFacts, to_json

MARKER = "960121-1021413"
TEXT = f"카나리아쫑이 주민등록번호 {MARKER}, 전화 010-9182-7364, canary.zz@example.kr"
SECRETS = (MARKER, "010-9182-7364", "canary.zz", "카나리아쫑이")


class OneTable:
    def __init__(self, table):
        self.table = table
        self.schema = table.schema
        self.facts = TableFacts("memory", "arrow", tuple(table.column_names), table.num_rows)

    def batches(self, columns=None, rows=65_536):
        return iter(self.table.to_batches(max_chunksize=rows))

    def mac(self, key):
        return key.hex()


def _clean(*written):
    for secret in SECRETS:
        assert not [w for w in written if secret in w]


@pytest.fixture(autouse=True)
def _watch(caplog, capfd):
    caplog.set_level(logging.DEBUG)
    yield
    out = capfd.readouterr()
    _clean(out.out, out.err, caplog.text)


def test_the_marker_is_found_and_not_repeated():
    spans = find(TEXT)
    assert {s.entity for s in spans} >= {"KR_RRN", "PHONE_NUMBER", "EMAIL_ADDRESS"}
    _clean(repr(spans), json.dumps(to_json(spans)))


def test_explanations_hold_no_text():
    results = [r for recognizer in korean_recognizers() for r in recognizer.analyze(TEXT, [])]
    assert results
    _clean(*(str(r) + str(r.to_dict()) + str(r.analysis_explanation.to_dict()) for r in results))


def test_a_scan_holds_no_cell():
    cells = [TEXT, MARKER, "canary.zz@example.kr", "카나리아쫑이"] * 30
    scan = scan_source(
        OneTable(pa.table({"비고": cells, "주민등록번호": [MARKER] * 120, "성명": ["카나리아쫑이"] * 120}))
    )
    assert scan["주민등록번호"].entity == "KR_RRN"
    _clean(repr(scan), json.dumps(to_json(scan), ensure_ascii=False))


def test_cells_by_value_hold_no_cell():
    _clean(repr(column_hits(pa.array([TEXT, MARKER]))))


def _explode(*args):
    raise RuntimeError(f"could not parse {args!r} {TEXT}")


@pytest.mark.parametrize(
    "call",
    [
        lambda: find(TEXT),
        lambda: find_spans([TEXT]),
        lambda: column_hits(pa.array([TEXT])),
        lambda: scan_source(OneTable(pa.table({"비고": [TEXT]}))),
    ],
)
def test_a_failing_rule_says_nothing_of_the_cell(call, monkeypatch):
    monkeypatch.setattr("pseudo.detect.reading._in_front", _explode)
    with pytest.raises(InternalError, match=r"detect\.failed") as caught:
        call()
    _clean(
        str(caught.value),
        repr(caught.value),
        json.dumps(caught.value.to_json()),
        "".join(traceback.format_exception(caught.value)),
    )
    assert caught.value.__suppress_context__


def test_a_failing_verdict_says_nothing_of_the_cell(monkeypatch):
    monkeypatch.setattr("pseudo.detect.verdict.fits", _explode)
    with pytest.raises(InternalError, match=r"detect\.failed") as caught:
        scan_source(OneTable(pa.table({"비고": [TEXT, MARKER]})))
    _clean("".join(traceback.format_exception(caught.value)))


def test_what_is_no_text_is_refused_by_its_type():
    with pytest.raises(UsageError, match=r"detect\.not-text") as caught:
        find(TEXT.encode())  # type: ignore[arg-type]
    _clean(str(caught.value))


def test_a_nested_cell_is_refused_by_its_type():
    with pytest.raises(BadInput, match=r"detect\.column-type") as caught:
        scan_source(OneTable(pa.table({"x": [[TEXT]]})))
    _clean("".join(traceback.format_exception(caught.value)))
