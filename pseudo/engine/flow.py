"""Batches through threads, in order and a few at a time: one reads, two work, and the caller writes.

pyarrow and the kernels release the GIL, so that the three go on side by side. The windows bound how many batches are in memory,
whatever the table.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from pseudo.techniques.contract import Rows

__all__ = ["ahead", "ordered"]

T = TypeVar("T")

THREADS = 2
WINDOW = 2 * THREADS
"""Batches being worked on, or done and waiting for their turn, at the most."""

READ_AHEAD = 2
"""Batches read and not yet worked on, at the most."""


def ahead(items: Iterator[T], depth: int = READ_AHEAD) -> Iterator[T]:
    """``items``, of which up to ``depth`` are made in a thread before they are asked for. An error comes in its turn."""
    end: Any = object()
    with ThreadPoolExecutor(1, "read") as reader:
        waiting = deque(reader.submit(next, items, end) for _ in range(depth))
        try:
            while (item := waiting.popleft().result()) is not end:
                waiting.append(reader.submit(next, items, end))
                yield item
        finally:
            reader.shutdown(cancel_futures=True)


def ordered(
    batches: Iterator[tuple[pa.RecordBatch, Rows]], work: Callable[[pa.RecordBatch, Rows], T]
) -> Iterator[tuple[T, int]]:
    """``work`` on each batch in threads, while the next are read in another; results in order, with the batch's rows."""
    waiting: deque[tuple[Future[T], int]] = deque()
    with ThreadPoolExecutor(THREADS, "work") as pool:
        try:
            for batch, rows in ahead(batches):
                waiting.append((pool.submit(work, batch, rows), batch.num_rows))
                if len(waiting) >= WINDOW:
                    future, count = waiting.popleft()
                    yield future.result(), count
            while waiting:
                future, count = waiting.popleft()
                yield future.result(), count
        finally:
            pool.shutdown(cancel_futures=True)
