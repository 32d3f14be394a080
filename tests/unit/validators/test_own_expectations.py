"""Our own expectations, as anyone may use them in a Great Expectations context of their own; and their slow twins."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.validators import expectations as own
from pseudo.validators.expectations.classes import class_sizes
from pseudo.validators.loading import load_gx

VALUE_FREE = {"result_format": "COMPLETE", "exclude_unexpected_values": True}

FRAME = pd.DataFrame(
    {
        "sex": ["F", "F", "M", None],
        "who": ["a", "b", "a", "a"],
        "memo": ["", "전화 010-1234-5678", None, "정상"],
        "when": ["20240101", "20240231", None, "x"],
        "a": [1.0, 2.0, np.nan, 4.0],
        "b": [1.0, 2.0, 3.0, 4.0],
        "c": [2.0, 5.0, 3.0, 8.0],
    }
)


@pytest.fixture(scope="module")
def batch():
    gx = load_gx()
    asset = gx.get_context(mode="ephemeral").data_sources.add_pandas("theirs").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": FRAME})


@pytest.mark.parametrize(
    ("expectation", "success", "counts"),
    [
        (own.ExpectColumnToBeAbsent(column="name"), True, {"unexpected_count": 0}),
        (own.ExpectColumnToBeAbsent(column="who"), False, {"unexpected_count": 1}),
        (own.ExpectColumnValuesToHoldNoKoreanIdentifier(column="memo"), False, {"unexpected_count": 1}),
        (
            own.ExpectColumnValuesToHoldNoKoreanIdentifier(column="memo", accepts=["PHONE_NUMBER"]),
            True,
            {"unexpected_count": 0, "missing_count": 1},
        ),
        (
            own.ExpectColumnValuesToBeReadableAs(column="when", cell_type="date", date_format="%Y%m%d"),
            False,
            {"unexpected_count": 2, "missing_count": 1, "element_count": 4},
        ),
        (
            own.ExpectLastColumnToEqualSumOfOthers(column_list=["a", "b", "c"], tolerance=0),
            False,
            {"unexpected_count": 1, "missing_count": 1},
        ),
        (
            own.ExpectEquivalenceClassesToReachK(column_list=["sex"], k=1),
            True,
            {"observed_value": 1, "class_count": 3, "classes_below_k": 0},
        ),
        (
            own.ExpectEquivalenceClassesToReachK(column_list=["sex"], k=2, subject_column="who"),
            False,
            {"observed_value": 1, "classes_below_k": 2, "units_below_k": 2},
        ),
    ],
    ids=lambda value: getattr(value, "expectation_type", None),
)
def test_in_a_context_of_their_own(batch, expectation, success, counts) -> None:
    result = batch.validate(expectation, result_format=VALUE_FREE)
    assert not result.exception_info.get("raised_exception")
    assert result.success is success
    assert counts.items() <= result.result.items()


CELLS = st.sampled_from(["x", "y", None])


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, st.sampled_from(["1", "2", None])), min_size=1, max_size=15))
def test_classes_are_those_of_a_dictionary(rows) -> None:
    frame = pd.DataFrame(rows, columns=["q", "r", "who"])
    counted: dict[tuple[str | None, str | None], list[str | None]] = defaultdict(list)
    for q, r, who in rows:
        counted[q, r].append(who)
    by_row = class_sizes(frame, ["q", "r"], None)
    by_subject = class_sizes(frame, ["q", "r"], "who")
    assert sorted(by_row) == sorted(len(whos) for whos in counted.values())
    assert sorted(by_subject) == sorted(len(set(whos)) for whos in counted.values())
