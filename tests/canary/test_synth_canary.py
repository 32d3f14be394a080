"""A planted value is found in no output, evidence, message, log, warning or file of synthesis, whatever fails."""

from __future__ import annotations

import dataclasses
import datetime as dt
import logging
import traceback
import warnings

import pyarrow as pa
import pytest

from pseudo.errors import PseudoError
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
    to_json,
)
from pseudo.synth import synthesize

MARK = "카나리아XQZ77"
NUMBER = 987654321
DAY = dt.date(1887, 3, 9)
MARKS = (MARK, str(NUMBER), "987654", "1887", "18870309", "-30247")
ROWS = 200


class Source:
    def __init__(self, table):
        self._table, self.schema = table, table.schema
        self.facts = TableFacts("memory", "frame", tuple(table.column_names))

    def batches(self, columns=None, rows=100):
        yield from self._table.select(columns or self._table.column_names).to_batches(max_chunksize=rows)

    def mac(self, key):
        raise NotImplementedError


def rule(name, role=Role.OTHER, kind=ColumnType.TEXT):
    return ColumnRule(role, "keep", NullRule.KEEP, Text("시험", "test"), names=(name,), type=kind)


@pytest.fixture
def recipe():
    why = Text("시험", "test")
    direct = Role.DIRECT_IDENTIFIER
    return Recipe(
        name="test/canary",
        version="1",
        title=why,
        description=why,
        release_class=ReleaseClass.INTERNAL,
        purpose=Purpose.RESEARCH,
        purpose_text=why,
        subject="id",
        columns=(
            rule("id", direct),
            rule("name", direct),
            rule("note", Role.FREE_TEXT),
            rule("code"),
            rule("site"),
            rule("ward"),
            rule("sex"),
            rule("cost", kind=ColumnType.INTEGER),
            rule("born", kind=ColumnType.DATE),
            rule("seen", kind=ColumnType.DATE),
        ),
        anonymity=Anonymity(5, Unit.SUBJECT, ("sex",), 0.1),
        synth=SynthSpec(
            fictitious={"id": "patient_id", "name": "person_name"},
            categories={"sex": ("F", "M")},
            drop=("note",),
            constraints=(
                SynthConstraint("inequality", ("born", "seen")),
                SynthConstraint("fixed_combinations", ("site", "ward")),
            ),
        ),
    )


@pytest.fixture
def table():
    """Person 7 stands out in every column: identifier, rare categories, extremes."""

    def planted(values, mark):
        return [*values[:7], mark, *values[8:]]

    days = [dt.date(1960, 1, 1) + dt.timedelta(37 * n) for n in range(ROWS)]
    seen = [dt.date(2023, 1, 1) + dt.timedelta(n) for n in range(ROWS)]
    return pa.table(
        {
            "id": planted([f"P{n}" for n in range(ROWS)], MARK),
            "name": [MARK] * ROWS,
            "note": [f"{MARK} {n}" for n in range(ROWS)],
            "code": planted([f"C{n % 4}" for n in range(ROWS)], MARK),
            "site": [f"S{n % 2}" for n in range(ROWS)],
            "ward": planted([f"W{n % 2}" for n in range(ROWS)], MARK),
            "sex": planted(["FM"[n % 2] for n in range(ROWS)], MARK),
            "cost": planted([1_000 + 13 * n for n in range(ROWS)], NUMBER),
            "born": planted(days, DAY),
            "seen": seen,
        }
    )


@pytest.fixture
def watched(caplog, capfd, tmp_path, monkeypatch):
    """Everything that could carry a value: logs at every level, both streams, warnings, files."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")

        def everything():
            streams = capfd.readouterr()
            files = [p.read_text("utf-8", errors="replace") for p in tmp_path.rglob("*") if p.is_file()]
            told = [str(w.message) for w in caught]
            return "\n".join([caplog.text, streams.out, streams.err, *files, *told])

        yield everything


def found(text):
    return [mark for mark in MARKS if mark in text]


def test_the_marker_is_nowhere_in_a_synthesis(table, recipe, watched):
    made = synthesize(Source(table), recipe, rows=2_000, seed=1)
    assert found(str(made.table.to_pydict())) == []
    assert found(str(to_json(made.evidence))) == []
    assert found(repr(made)) == []
    assert found(watched()) == []


def test_the_marker_is_nowhere_in_what_sdv_is_told(table, recipe, monkeypatch):
    import sdv.single_table

    seen = []
    fit = sdv.single_table.GaussianCopulaSynthesizer.fit

    def spy(self, data):
        seen.append(str(self.metadata.to_dict()) + str({k: v.to_dict() for k, v in data.items()}))
        return fit(self, data)

    monkeypatch.setattr(sdv.single_table.GaussianCopulaSynthesizer, "fit", spy)
    synthesize(Source(table), recipe, rows=5, seed=1)
    assert found(seen[0]) == []
    assert "range" not in seen[0]
    assert "C1" not in seen[0]  # not even a common category's name


def broken(table, name, values):
    return table.set_column(table.column_names.index(name), name, pa.array(values))


FAILURES = {
    "contradiction": lambda t, r: (broken(t, "seen", [DAY] * ROWS), r),
    "all different": lambda t, r: (broken(t, "code", [f"{MARK}{n}" for n in range(ROWS)]), r),
    "nothing public": lambda t, r: (broken(t, "sex", [MARK] * ROWS), r),
    "too few": lambda t, r: (t.slice(7, 1), r),
    "text as number": lambda t, r: (broken(t, "cost", [True] * ROWS), r),
    "text as date": lambda t, r: (broken(t, "born", [NUMBER] * ROWS), r),
    "infinite": lambda t, r: (broken(t, "cost", [float("inf"), *[float(NUMBER)] * (ROWS - 1)]), r),
    "not covered": lambda t, r: (t, dataclasses.replace(r, synth=dataclasses.replace(r.synth, fictitious={}))),
    "no threshold": lambda t, r: (t, dataclasses.replace(r, anonymity=None)),
}


@pytest.mark.parametrize("failure", sorted(FAILURES))
def test_the_marker_is_in_no_error(failure, table, recipe, watched):
    with pytest.raises(PseudoError) as raised:
        synthesize(Source(FAILURES[failure](table, recipe)[0]), FAILURES[failure](table, recipe)[1], rows=5, seed=1)
    assert_silent(raised.value, watched())


@pytest.mark.parametrize("stage", ["fit", "_sample_with_progress_bar", "_set_random_state", "add_constraints"])
def test_the_marker_is_in_no_failure_of_sdv(stage, table, recipe, watched, monkeypatch):
    import sdv.single_table

    def fail(self, *_args, **_kwargs):
        logging.getLogger("sdv.single_table.base").critical(MARK)
        logging.getLogger("rdt.transformers").warning(MARK)
        warnings.warn(MARK, stacklevel=1)
        raise ValueError(f"invalid values: {MARK} {NUMBER}")

    monkeypatch.setattr(sdv.single_table.GaussianCopulaSynthesizer, stage, fail)
    with pytest.raises(PseudoError) as raised:
        synthesize(Source(table), recipe, rows=5, seed=1)
    assert raised.value.code == "synth.engine-failed"
    assert_silent(raised.value, watched())


def assert_silent(error, told):
    words = "".join(traceback.format_exception(error)) + str(error.to_json()) + error.message("ko") + repr(error.facts)
    assert found(words + told) == []
    assert error.__context__ is None
