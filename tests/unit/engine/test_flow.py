"""Batches through threads: in order, a few at a time, an error in its turn, and nothing read once nobody listens."""

from __future__ import annotations

import threading
import time

import pyarrow as pa
import pytest

from pseudo.engine.flow import READ_AHEAD, WINDOW, ahead, ordered
from pseudo.techniques.contract import Rows


def batch(number: int) -> tuple[pa.RecordBatch, Rows]:
    return pa.record_batch({"n": [number]}), Rows(number)


def test_results_come_in_order_however_long_each_takes() -> None:
    def work(one: pa.RecordBatch, rows: Rows) -> int:
        time.sleep(0.01 if rows.start % 3 == 0 else 0)
        return one.column(0)[0].as_py()

    assert list(ordered((batch(i) for i in range(20)), work)) == [(i, 1) for i in range(20)]


def test_reading_runs_in_a_thread_of_its_own_and_no_further_ahead_than_the_windows() -> None:
    read: list[int] = []
    threads: set[str] = set()

    def source():
        for number in range(100):
            read.append(number)
            threads.add(threading.current_thread().name)
            yield batch(number)

    results = ordered(source(), lambda _batch, rows: rows.start)
    for done in range(30):
        assert next(results) == (done, 1)
        assert len(read) <= done + 1 + WINDOW + READ_AHEAD
    results.close()
    assert len(threads) == 1
    assert threads.pop().startswith("read")
    seen = len(read)
    time.sleep(0.02)
    assert len(read) == seen <= 30 + WINDOW + READ_AHEAD
    assert not [t for t in threading.enumerate() if t.name.startswith(("read", "work"))]


def test_an_error_of_the_source_comes_after_what_was_read_before_it() -> None:
    def source():
        yield from (batch(i) for i in range(3))
        raise LookupError

    results = ahead(source())
    assert [next(results)[1].start for _ in range(3)] == [0, 1, 2]
    with pytest.raises(LookupError):
        next(results)


def test_an_error_of_the_work_is_raised_at_its_batch_and_ends_the_flow() -> None:
    def work(_batch: pa.RecordBatch, rows: Rows) -> int:
        if rows.start == 2:
            raise LookupError
        return rows.start

    results = ordered((batch(i) for i in range(50)), work)
    assert [next(results)[0], next(results)[0]] == [0, 1]
    with pytest.raises(LookupError):
        next(results)
    assert list(results) == []
