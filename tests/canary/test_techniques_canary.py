"""A marker in the data, every technique, every way to fail: the marker is in no message, log or printed word."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from functools import partial
from types import SimpleNamespace

import pyarrow as pa
import pytest

from pseudo import techniques
from pseudo.errors import PseudoError
from pseudo.model import ColumnType, NullRule
from pseudo.techniques.contract import Context, Options
from pseudo.testing import context, run

MARKER = "카나리아9001011234567"
TEXT, INTEGER, NUMBER, DATE, DATETIME = ColumnType
STRINGS = pa.array([None, MARKER, f"\ud55c {MARKER}", "Ａ" + MARKER])
BROKEN_UTF8 = pa.array([MARKER.encode(), MARKER.encode() + b"\xff\xfe\xc3"]).view(pa.string())
FAR = 987654321987654321
NUMBERS = pa.array([float("nan"), 987654321.987654321, None])
DATES = pa.array([dt.date(9999, 12, 31), None, dt.date(1, 1, 1)])

PARAMS = {
    "keep": (TEXT, {}),
    "delete": (TEXT, {}),
    "hmac": (TEXT, {"length_bits": 128, "normalize": "digits"}),
    "ff1": (TEXT, {}),
    "aes_siv": (TEXT, {}),
    "rrn_parts": (TEXT, {"birth": "year", "keep_sex": True}),
    "phone": (TEXT, {}),
    "card": (TEXT, {}),
    "account": (TEXT, {}),
    "ope": (INTEGER, {"least": 0, "most": 9, "accept_leakage": "순서가 필요한 시험용 열"}),
    "matching_key": (TEXT, {"with_columns": [], "digest": "salted_sha512"}),
    "serial": (TEXT, {}),
    "token_vault": (TEXT, {}),
    "mask": (TEXT, {"keep_separators": True}),
    "truncate": (TEXT, {"keep_words": 1}),
    "round": (NUMBER, {"to": 10, "mode": "floor"}),
    "range": (INTEGER, {"width": 5}),
    "top_bottom": (INTEGER, {"top": 5}),
    "age_band": (DATE, {"at": "2026-01-01", "width": 5, "top": 80}),
    "date_floor": (DATETIME, {"unit": "month"}),
    "date_shift": (DATE, {"max_days": 3}),
    "recode": (TEXT, {"map": {"a": "b"}}),
    "redact_text": (TEXT, {"operator": "tag"}),
    "rewrite_text": (TEXT, {"default": "fictitious", "by_entity": {"KR_RRN": "hmac"}}),
    "substitute": (TEXT, {"kind": "natural_name", "per": "value", "keep_surname": True}),
    "random_round": (NUMBER, {"to": 10}),
    "controlled_round": (INTEGER, {"to": 5, "rows": "행"}),
    "noise": (INTEGER, {"spread": 3, "shape": "uniform", "per": "subject"}),
    "quantile_top_bottom": (INTEGER, {"least": 2, "top_share": 0.4}),
    "pram": (TEXT, {"keep_rate": 0.5}),
    "permute": (TEXT, {}),
    "randomized_response": (TEXT, {"categories": ["a", "b"], "epsilon": 1}),
    "local_laplace": (NUMBER, {"low": 0, "high": 9, "step": 1, "epsilon": 1}),
    "aggregate": (NUMBER, {"statistic": "mean", "least": 2}),
    "hierarchy": (TEXT, {"level": 1, "built": "kcd"}),
    "local_generalization": (INTEGER, {"top": 5}),
    "sampling": (TEXT, {"rate": 0.5}),
    "drop_rows": (TEXT, {"rarer_than": 2}),
    "anatomize": (TEXT, {"l": 2, "table": "병명표", "group": "집단"}),
    "suppress_rare": (TEXT, {"rarer_than": 3, "other": "기타"}),
    "microaggregation": (NUMBER, {"k": 2}),
    "local_suppression": (TEXT, {"k": 5, "unit": "row", "max_suppressed_rate": 0.0}),
}
INPUTS = {
    "text": STRINGS,
    "broken": BROKEN_UTF8,
    "bytes": pa.array([MARKER.encode()]),
    "dictionary": STRINGS.dictionary_encode(),
    "large": STRINGS.cast(pa.large_string()),
    "view": STRINGS.cast(pa.string_view()),
    "nested": pa.array([[MARKER]]),
    "integers": pa.array([FAR, None]),
    "numbers": NUMBERS,
    "dates": DATES,
    "moments": pa.array([dt.date(9999, 12, 31)], pa.date32()).cast(pa.timestamp("us")),
    "none": pa.nulls(2),
}
FORBIDDEN = (MARKER, MARKER[:8], "9001011234567", str(FAR), "987654321", "9999-12-31", "0001-01-01", "카나리아")


def raising(text, _error=ValueError):
    """A key store or finder whose own error holds a cell."""
    raise _error(f"{MARKER} {text}")


CONTEXTS = {
    "usual": context(),
    "no key": Context(lambda *_: raising("key"), context().find_spans),
    "no finder": Context(context().secret),
    "bad finder": Context(context().secret, partial(raising, _error=KeyError)),
    "short finder": Context(context().secret, lambda _: []),
    "bad vault": Context(context().secret, vault=SimpleNamespace(tokens=lambda _, values: raising(values))),
}


def stop(technique, batch):
    """Everything that the run's error can print, its traceback as Python shows it; empty where it goes well."""
    try:
        run(technique, batch)
    except PseudoError as error:
        return said(error)
    return ""


def said(error):
    return "".join(
        [
            *(error.message(lang) for lang in ("en", "ko")),
            repr(error),
            repr(error.to_json()),
            repr(error.facts),
            *traceback.format_exception(error),
        ]
    )


def test_every_technique_is_here():
    assert set(PARAMS) == set(techniques.catalogue())


@pytest.mark.parametrize("given", sorted(CONTEXTS))
@pytest.mark.parametrize("name", sorted(PARAMS))
def test_no_way_to_fail_tells_a_cell(name, given, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    kind, params = PARAMS[name]
    stopped = 0
    for nulls in NullRule:
        table = techniques.catalogue()[name].scope == "table"
        columns = ("열",) if table and name != "sampling" else ()
        options = Options("" if table else "열", kind, nulls, domain="환자", subject="주체", columns=columns)
        technique = techniques.create(name, options, params, CONTEXTS[given])
        assert MARKER not in repr(technique) + repr(technique.__dict__)
        for array in INPUTS.values():
            for subject in (pa.array([MARKER] * len(array)), pa.nulls(len(array), pa.string())):
                batch = pa.record_batch([array, subject], names=["열", "주체"])
                message = stop(technique, batch)
                stopped += bool(message)
                assert not [word for word in FORBIDDEN if word in message]
    assert stopped
    out, err = capfd.readouterr()
    assert not [word for word in FORBIDDEN if word in caplog.text + out + err]
