"""Categories, and free text rewritten span by span."""

from __future__ import annotations

import dataclasses
import logging

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.detect import entities, korean_recognizers
from pseudo.errors import BadInput, InternalError, UsageError
from pseudo.model import ColumnType, NullRule, Span
from pseudo.techniques import create
from pseudo.techniques.contract import Context, Options
from pseudo.techniques.free_text import LABELS
from pseudo.testing import context, run

TAG, MASK = {"operator": "tag"}, {"operator": "mask"}


def redacted(text, spans, params):
    options = Options("열", ColumnType.TEXT, NullRule.KEEP)
    finder = Context(context().secret, lambda texts: [spans for _ in texts])
    batch = pa.record_batch([pa.array([text])], names=["열"])
    return run(create("redact_text", options, params, finder), batch)["열"][0].as_py()


def test_recode(setup):
    params = {"map": {"VIP": "1등급", "S": "1등급", "1등급": "1등급"}}
    assert setup.treat(["VIP", "1등급", None], "recode", params) == ["1등급", "1등급", None]
    assert setup.treat(["VIP", "?", None], "recode", params | {"other": "기타"}) == ["1등급", "기타", None]
    with pytest.raises(BadInput) as caught:
        setup.treat(["VIP", "?", None, "vip"], "recode", params)
    assert (caught.value.code, caught.value.where.rows) == ("techniques.unknown-category", (2, 4))
    with pytest.raises(BadInput, match="empty"):
        setup.make("recode", {"map": {}})


def test_found_spans_are_named_in_korean_and_the_rest_stays(setup):
    cells = ["전화 01012345678로 연락", "이상 없음", None, "전화 01012345678로 연락"]
    tagged = ["전화 [전화번호]로 연락", "이상 없음", None, "전화 [전화번호]로 연락"]
    assert setup.treat(cells, "redact_text", TAG) == tagged
    assert setup.treat(cells, "redact_text", MASK)[0] == "전화 ***********로 연락"


def test_labels_are_the_detectors_own_words():
    titles = {name: info.title.ko for name, info in entities().items()}
    assert {name: titles[name] for name in LABELS} == LABELS
    assert {entity for r in korean_recognizers() for entity in r.supported_entities} <= set(LABELS)


def test_an_entity_without_a_word_goes_by_its_name():
    assert redacted("abc", [Span(0, 3, "NEW_KIND", 0.5)], TAG) == "[NEW_KIND]"


SPANS = st.lists(
    st.builds(
        lambda start, length, entity, score: Span(start, min(start + length, 12), entity, score),
        st.integers(0, 11),
        st.integers(1, 8),
        st.sampled_from(["PERSON", "PHONE_NUMBER", "KR_RRN"]),
        st.floats(0.1, 1),
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(SPANS)
def test_overlapping_spans_leave_no_character_behind_and_touch_no_other(spans):
    text = "가나다라마바사 아자 차"
    covered = {i for s in spans for i in range(s.start, s.end)}
    assert redacted(text, spans, MASK) == "".join("*" if i in covered else c for i, c in enumerate(text))
    kept = [c for i, c in enumerate(text) if i not in covered and c != " "]
    tagged = redacted(text, spans, TAG)
    assert all(tagged.count(c) == 1 for c in kept)
    assert not any(text[i] in tagged for i in covered if text[i] != " ")


def test_without_a_finder_it_stops_before_a_cell_leaves():
    bare = dataclasses.replace(context(), find_spans=None)
    technique = create("redact_text", Options("열", ColumnType.TEXT, NullRule.KEEP), TAG, bare)
    with pytest.raises(UsageError, match="no-finder"):
        run(technique, pa.record_batch([pa.array(["x"])], names=["열"]))


def test_a_failing_finder_tells_nothing_of_the_cell(caplog):
    """A span beyond the text makes Presidio's anonymizer raise; a finder may raise with the text itself."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(InternalError) as caught:
        redacted("카나리아-1234", [Span(0, 99, "PERSON", 0.9)], TAG)
    assert caught.value.__cause__ is None
    assert "카나리아" not in str(caught.value) + repr(caught.value) + caplog.text
