"""The gate's verdicts: what opens the door, and what never does."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pseudo.errors import BadInput, GateFailed
from pseudo.model import Check, CheckResult, Outcome, to_json
from pseudo.validators import gate, require_pass, run_gate


def test_a_check_whose_column_is_missing_fails(plan, check, csv) -> None:
    checks = (
        check("in_set", "sex", values=["F"]),
        check("a_le_b", "a", "b"),
        check("k_anonymity", "id", "zip", k=1, unit="row"),
        check("no_identifier", "memo"),
    )
    results = run_gate(csv("id,a", "x,1"), plan(*checks))
    assert [result.outcome for result in results] == [Outcome.FAIL] * 4
    assert all(result.observed == {"missing_columns": 1} for result in results)


def test_a_file_without_rows_proves_nothing(plan, check, csv) -> None:
    checks = (
        check("not_null", "id"),
        check("unique", "id"),
        check("k_anonymity", "id", k=2, unit="row"),
        check("no_identifier"),
        check("type", "id", type="text"),
        check("absent", "name"),
        check("row_count", min=1),
    )
    results = run_gate(csv("id"), plan(*checks))
    verdicts = {result.check.kind: result.outcome for result in results}
    assert verdicts.pop("absent") is Outcome.PASS
    assert verdicts.pop("row_count") is Outcome.FAIL
    assert set(verdicts.values()) == {Outcome.INCONCLUSIVE}
    with pytest.raises(GateFailed):
        require_pass(results)


def test_results_stand_in_the_plans_order_and_name_their_expectation(plan, check, csv) -> None:
    the_plan = plan(check("row_count", min=1), check("not_null", "b", "a"), check("unique", "a"), check("absent", "z"))
    results = run_gate(csv("a,b", "1,2"), the_plan)
    assert [(r.check.kind, r.check.columns) for r in results] == [
        ("row_count", ()),
        ("not_null", ("b",)),
        ("not_null", ("a",)),
        ("unique", ("a",)),
        ("absent", ("z",)),
    ]
    assert results[1].expectation == "expect_column_values_to_not_be_null"


def test_a_check_asked_twice_is_answered_twice(plan, check, csv) -> None:
    """GX's suites are sets; no answer may get lost there."""
    results = run_gate(csv("a,b", "x,1", "x,2"), plan(*[check("unique", "a"), check("not_null", "a", "b")] * 2))
    fail, passed = Outcome.FAIL, Outcome.PASS
    assert [r.outcome for r in results] == [fail, passed, passed] * 2
    assert results[:3] == results[3:]


def test_the_file_is_read_from_disk_each_time(plan, check, csv) -> None:
    the_plan = plan(check("not_null", "a"))
    assert run_gate(csv("a,b", "1,1"), the_plan)[0].outcome is Outcome.PASS
    assert run_gate(csv("a,b", ",1"), the_plan)[0].outcome is Outcome.FAIL


@pytest.mark.parametrize(
    ("kind", "columns", "params", "code"),
    [
        ("no_identifer", ("a",), {}, "validators.unknown-check"),
        ("not_null", (), {}, "validators.check-columns"),
        ("a_le_b", ("a",), {}, "validators.check-columns"),
        ("row_count", ("a",), {"min": 1}, "validators.check-columns"),
        ("not_null", ("a",), {"mostly": 0.9}, "validators.check-parameters"),
        ("in_set", ("a",), {}, "validators.check-parameters"),
        ("in_set", ("a",), {"values": []}, "validators.check-parameters"),
        ("in_set", ("a",), {"values": ["x", 1]}, "validators.check-parameters"),
        ("in_set", ("a",), {"values": [True]}, "validators.check-parameters"),
        ("between", ("a",), {}, "validators.check-parameters"),
        ("between", ("a",), {"min": 2, "max": 1}, "validators.check-parameters"),
        ("between", ("a",), {"min": 2, "max": "2024-01-01"}, "validators.check-parameters"),
        ("between", ("a",), {"min": "soon"}, "validators.check-parameters"),
        ("between", ("a",), {"min": "2024-01-01T00:00:00+09:00"}, "validators.check-parameters"),
        ("matches", ("a",), {"regex": "("}, "validators.check-parameters"),
        ("sum_equals", ("a", "b", "c"), {"tolerance": -1}, "validators.check-parameters"),
        ("sum_equals", ("a", "b", "c"), {"tolerance": float("nan")}, "validators.check-parameters"),
        ("k_anonymity", ("a",), {"unit": "row"}, "validators.check-parameters"),
        ("k_anonymity", ("a",), {"k": 0, "unit": "row"}, "validators.check-parameters"),
        ("k_anonymity", ("a",), {"k": 5, "unit": "subject"}, "validators.check-parameters"),
        ("type", ("a",), {"type": "money"}, "validators.check-parameters"),
        ("type", ("a",), {"type": "date", "date_format": "%A"}, "validators.check-parameters"),
        ("a_le_b", ("a", "when"), {}, "validators.check-parameters"),
        ("row_count", (), {"min": -1}, "validators.check-parameters"),
    ],
)
def test_a_plan_that_asks_nonsense_is_refused(kind, columns, params, code, plan, csv) -> None:
    with pytest.raises(BadInput) as refused:
        run_gate(csv("a,b,c,when", "1,2,3,4"), plan(Check(kind, columns, params), types={"when": "date"}))
    assert refused.value.code == code
    assert refused.value.message("ko")


def test_an_unknown_kind_gets_the_nearest_name(plan, csv) -> None:
    with pytest.raises(BadInput, match="Did you mean: no_identifier"):
        run_gate(csv("a", "1"), plan(Check("no_identifer", ("a",))))


def result(outcome: Outcome, kind: str = "unique") -> CheckResult:
    return CheckResult(Check(kind, ("a",)), outcome)


def test_only_pass_opens_the_door() -> None:
    require_pass([result(Outcome.PASS), result(Outcome.PASS)])
    for shut in (Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.NOT_APPLICABLE):
        with pytest.raises(GateFailed) as refused:
            require_pass([result(Outcome.PASS, "not_null"), result(shut)])
        assert refused.value.exit_code == 3
        assert "unique(a)" in str(refused.value)
        assert "not_null" not in str(refused.value)


def test_a_gate_that_checks_nothing_stays_shut() -> None:
    with pytest.raises(GateFailed, match="nothing-checked"):
        require_pass([])


def test_an_expectation_that_raises_is_no_pass(plan, check, csv, monkeypatch) -> None:
    from pseudo.validators.expectations import readable

    def explode(*_: object) -> int:
        raise RuntimeError("secret cell")

    monkeypatch.setattr(readable, "_unreadable", explode)
    results = run_gate(csv("a,b", "1,2"), plan(check("type", "a", type="integer"), check("not_null", "a")))
    assert [r.outcome for r in results] == [Outcome.INCONCLUSIVE, Outcome.PASS]
    assert results[0].observed["raised_count"] == 1
    assert "secret" not in str(to_json(results))


def test_a_broken_great_expectations_is_no_pass(plan, check, csv, monkeypatch) -> None:
    monkeypatch.setattr(gate.Runner, "validate", lambda *_: None)
    checks = (check("not_null", "a"), check("unique", "a"), check("absent", "z"), check("row_count", min=1))
    results = run_gate(csv("a,b", "1,2"), plan(*checks))
    assert {r.outcome for r in results} == {Outcome.INCONCLUSIVE}


def test_columns_that_no_check_reads_are_not_read(plan, check, csv, monkeypatch) -> None:
    asked: list[list[str] | None] = []
    opened = gate.reopen

    def spy(path):
        source = opened(path)
        batches = source.batches

        def watched(columns=None, *args):
            asked.append(columns)
            return batches(columns, *args)

        monkeypatch.setattr(source, "batches", watched, raising=False)
        return source

    monkeypatch.setattr(gate, "reopen", spy)
    run_gate(csv("a,b,c,d", "1,2,3,4"), plan(check("not_null", "b"), check("unique", "c")))
    assert asked == [["b"], ["c"]]


def test_a_typed_file_is_judged_by_the_plan_too(plan, check, tmp_path) -> None:
    path = tmp_path / "release.parquet"
    table = pa.table(
        {
            "age": pa.array([1, 200, None], pa.int64()),
            "in": pa.array([0, 19_000, None], pa.date32()),
            "sex": pa.array(["F", "M", None]).dictionary_encode(),
        }
    )
    pq.write_table(table, path)
    checks = (
        check("between", "age", min=0, max=120),
        check("between", "in", min="1970-01-01", max="2030-01-01"),
        check("in_set", "sex", values=["F", "M"]),
        check("type", "in", type="date", date_format="%Y%m%d"),
        check("matches", "age", regex="[0-9]+"),
    )
    types = {"age": "integer", "in": "date", "sex": "text"}
    results = run_gate(path, plan(*checks, types=types, formats={"in": "%Y%m%d"}))
    assert [r.outcome for r in results] == [Outcome.FAIL, *[Outcome.PASS] * 4]


ROWS = st.lists(
    st.tuples(st.sampled_from(["", "F", "M", "X"]), st.integers(-5, 5), st.integers(-5, 5), st.sampled_from("abcd")),
    min_size=1,
    max_size=12,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, chunk=st.integers(1, 5))
def test_the_size_of_a_chunk_never_changes_a_result(rows, chunk, plan, check, csv, monkeypatch) -> None:
    data = csv("sex,a,b,id", *(",".join(map(str, row)) for row in rows))
    checks = (
        check("in_set", "sex", values=["F", "M"]),
        check("not_null", "sex"),
        check("a_le_b", "a", "b"),
        check("unique", "id"),
        check("k_anonymity", "sex", k=2, unit="subject", subject="id"),
        check("row_count", min=3),
    )
    the_plan = plan(*checks, types={"a": "integer", "b": "integer"})
    whole = run_gate(data, the_plan)
    with monkeypatch.context() as patch:
        patch.setattr(gate, "CHUNK_ROWS", chunk)
        assert run_gate(data, the_plan) == whole

    in_set, not_null, a_le_b, unique, k_anonymity, row_count = (r.outcome is Outcome.PASS for r in whole)
    assert in_set == all(sex in {"", "F", "M"} for sex, *_ in rows)
    assert not_null == all(sex for sex, *_ in rows)
    assert a_le_b == all(a <= b for _, a, b, _ in rows)
    assert unique == (len({row[3] for row in rows}) == len(rows))
    classes = {row[0]: {other[3] for other in rows if other[0] == row[0]} for row in rows}
    assert k_anonymity == all(len(subjects) >= 2 for subjects in classes.values())
    assert row_count == (len(rows) >= 3)


def test_progress_adds_up_to_the_rows(plan, check, csv):
    seen: list[int] = []
    run_gate(csv("a", *["1"] * 7), plan(check("not_null", "a")), seen.append)
    assert sum(seen) == 7
