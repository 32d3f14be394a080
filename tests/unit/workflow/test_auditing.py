"""An audit of engines: one that copies belies its claim, one that learns nothing does not, and a person's rows go together."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

from pseudo import synth
from pseudo.entropy import seeded
from pseudo.errors import BadInput, UsageError
from pseudo.model import (
    ColumnRule,
    ColumnType,
    NullRule,
    Purpose,
    Recipe,
    ReleaseClass,
    Role,
    SynthRange,
    SynthSpec,
    Text,
)
from pseudo.workflow.auditing import _Likeness, audit_engine

WHY = Text("연구에 필요", "needed for the study")
JOBS = tuple("가나다라마")


def recipe(subject="환자"):
    rules = (
        ColumnRule(Role.DIRECT_IDENTIFIER, "delete", NullRule.KEEP, WHY, names=("환자",)),
        ColumnRule(Role.QUASI_IDENTIFIER, "keep", NullRule.KEEP, WHY, names=("나이",), type=ColumnType.INTEGER),
        ColumnRule(Role.QUASI_IDENTIFIER, "keep", NullRule.KEEP, WHY, names=("직업",)),
    )
    return Recipe(
        name="test/audit",
        version="1",
        title=WHY,
        description=WHY,
        release_class=ReleaseClass.INTERNAL,
        purpose=Purpose.RESEARCH,
        purpose_text=Text("연령대별 재입원 요인을 분석", "predictors of readmission by age band"),
        subject=subject,
        columns=rules,
        anonymity=None,
        synth=SynthSpec(ranges={"나이": SynthRange(0, 120)}, categories={"직업": JOBS}, drop=("환자",)),
    )


def people(persons=60, rows=2):
    random = seeded(1, "test/audit")
    ages, jobs = random.integers(20, 70, persons), random.integers(0, 4, persons)
    ages[0], jobs[0] = 119, 4
    return pa.table(
        {
            "환자": [f"P{i}" for i in range(persons) for _ in range(rows)],
            "나이": np.repeat(ages, rows),
            "직업": [JOBS[job] for job in jobs for _ in range(rows)],
        }
    )


class Engine:
    """What the audit asks of an engine."""

    guarantee = "(0.1, 0)-differential privacy for each person"

    def __init__(self, *, copies):
        self.copies, self.seen, self.table = copies, [], None

    def fit(self, table, task, seed):
        self.seen.append(table.num_rows)
        self.table = table

    def sample(self, rows, seed):
        if self.copies:
            return self.table
        random = seeded(seed, "test/engine")
        return pa.table({"나이": random.integers(20, 70, rows), "직업": [JOBS[i] for i in random.integers(0, 4, rows)]})


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (pa.array(["a", "b", None, "a"]), [True, False, False, True]),
        (pa.array([10.0, 10.9, None, 60.0]), [True, True, False, False]),
        (pa.array([dt.date(2026, 1, 1), dt.date(2026, 1, 2), None, dt.date(2026, 12, 1)]), [True, True, False, False]),
        (pa.array([None, "b", None, "a"]), [True, False, True, False]),
    ],
)
def test_cells_that_are_a_persons(cells, found):
    assert _Likeness(cells, 0).of(cells).tolist() == found
    assert "2026" not in repr(_Likeness(cells, 0))


def figures(found):
    return {figure.metric: figure.value for figure in found.evidence}


@pytest.fixture
def engine(monkeypatch):
    def put(*, copies):
        made = Engine(copies=copies)
        monkeypatch.setattr(synth, "create", lambda name, privacy=None: made)
        return made

    return put


def test_an_engine_that_copies_belies_its_claim(engine):
    made = engine(copies=True)
    found = audit_engine(people(), recipe(), epsilon="0.1", runs=20)
    assert figures(found)["shadow_membership_auc"] == 1.0
    assert figures(found)["audited_epsilon_floor"] > 0.1
    assert found.breaks_its_claim
    assert set(made.seen) == {120, 118}  # with the person, and without both of the person's rows


def test_an_engine_that_learns_nothing_shows_nothing(engine):
    engine(copies=False)
    found = audit_engine(people(), recipe(), epsilon="0.1", runs=60)
    assert figures(found)["audited_epsilon_floor"] == 0
    assert not found.breaks_its_claim


def test_without_a_claim_there_is_none_to_break(engine):
    engine(copies=True)
    assert not audit_engine(people(), recipe(), runs=8).breaks_its_claim


def test_the_command_says_so_and_ends_with_three(engine, tmp_path, monkeypatch):
    from pyarrow import csv

    from pseudo.cli.synth_audit import command
    from pseudo.workflow import auditing

    engine(copies=True)
    csv.write_csv(people(), tmp_path / "t.csv")
    audit = auditing.audit_engine
    monkeypatch.setattr(auditing, "audit_engine", lambda what, policy, **more: audit(what, recipe(), **more))
    words = [str(tmp_path / "t.csv"), "--recipe", "any", "--epsilon", "0.1", "--runs", "20"]
    done = CliRunner().invoke(command, words)
    assert done.exit_code == 3
    assert "P1" not in done.output


@pytest.mark.parametrize("runs", [6, 9])
def test_odd_or_few_runs_are_refused(runs):
    with pytest.raises(UsageError, match=r"workflow\.audit-runs"):
        audit_engine(people(), recipe(), runs=runs)


def test_too_few_persons_are_refused():
    with pytest.raises(BadInput, match=r"workflow\.audit-persons"):
        audit_engine(people(19), recipe(), runs=8)
