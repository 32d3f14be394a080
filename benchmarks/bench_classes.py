"""Equivalence classes against polars and DuckDB, as ratios with bars.

    python benchmarks/bench_classes.py [--rows 10000000] [--repeats 3] [--check]

Five int32 columns and about 2 million classes, with every combination of values occurring and with one in 10^10. All count
the rows of each class; the kernel's time includes looking for each column's largest code. ``class_ids`` gives each row its
class as well, which neither of the others does here; the persons of each class are counted by all three. Bars stand for the
first two tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import duckdb
import numpy as np
import polars as pl
from ratios import Contender, compare, finish, options, processor

from pseudo.entropy import seeded
from pseudo.kernels.classes import class_ids, class_sizes, distinct_per_class

if TYPE_CHECKING:
    from collections.abc import Callable

CLASSES = 2_000_000
NAMES = ["a", "b", "c", "d", "e"]
DENSE, SPARSE = [100, 2, 50, 20, 10], [1000, 400, 500, 90, 3000]


def codes_of(sizes: list[int], rows: int) -> np.ndarray:
    """Rows drawn from so many combinations; int32, shape (n, 5), Fortran order."""
    random = seeded(2, f"benchmarks/classes/{sizes}")
    drawn = np.array([random.integers(0, size, CLASSES, dtype=np.int32) for size in sizes])
    if np.prod(sizes) == CLASSES:
        drawn = np.array(np.unravel_index(np.arange(CLASSES), sizes), np.int32)
    return np.ascontiguousarray(drawn[:, random.integers(0, CLASSES, rows)]).T


def sizes_of(codes: np.ndarray) -> list[int]:
    return [int(column.max()) + 1 for column in codes.T]


def same(name: str, ours: np.ndarray, theirs: Any) -> None:
    if not np.array_equal(np.sort(ours), np.sort(np.asarray(theirs))):
        raise SystemExit(f"{name}: another result")


def peers(codes: np.ndarray, persons: np.ndarray) -> tuple[dict[str, Callable[[], Any]], dict[str, Callable[[], Any]]]:
    """What polars and DuckDB do, on columns that they hold already: rows of each class, persons of each class."""
    frame = pl.DataFrame({**dict(zip(NAMES, codes.T, strict=True)), "person": persons})
    connection = duckdb.connect()
    connection.execute("create table held as select * from frame")
    by = ", ".join(NAMES)

    def asked(figure: str) -> Callable[[], Any]:
        query = f"select {figure} as n from held group by {by}"  # noqa: S608 (names of ours)
        return lambda: connection.execute(query).fetchnumpy()["n"]

    def grouped(figure: pl.Expr) -> Callable[[], Any]:
        return lambda: frame.group_by(NAMES).agg(figure.alias("n"))["n"]

    rows = {"polars group_by": grouped(pl.len()), "DuckDB": asked("count(*)")}
    people = {"polars group_by": grouped(pl.col("person").n_unique()), "DuckDB": asked("count(distinct person)")}
    return rows, people


def contest(title: str, sizes: list[int], rows: int, repeats: int) -> list[str]:
    codes = codes_of(sizes, rows)
    persons = seeded(3, "benchmarks/persons").integers(0, rows // 3, rows, dtype=np.int32)
    by_rows, by_persons = peers(codes, persons)

    def ours() -> np.ndarray:
        return class_sizes(codes, sizes_of(codes))

    def numbered() -> tuple[np.ndarray, int]:
        return class_ids(codes, sizes_of(codes))

    def people() -> np.ndarray:
        ids, n_classes = numbered()
        return distinct_per_class(ids, persons, n_classes)

    for name, run in by_rows.items():
        same(name, ours(), run())
    for name, run in by_persons.items():
        same(name, people(), run())
    bars = {"polars group_by": 15, "DuckDB": 4}
    counting = [Contender("kernel", ours, rows)]
    counting += [Contender(name, run, rows, bars[name]) for name, run in by_rows.items()]
    counting.append(Contender("kernel, a number for each row too", numbered, rows))
    counted = [Contender("kernel", people, rows), *(Contender(name, run, rows) for name, run in by_persons.items())]
    return [*compare(title, counting, repeats), *compare(f"{title}, persons", counted, 1)]


def main() -> None:
    chosen = options(__doc__, rows=10_000_000, repeats=3)
    print(processor())
    below = contest("5 columns, every combination occurs", DENSE, chosen.rows, chosen.repeats)
    below += contest("5 columns, one combination of 10^10 occurs", SPARSE, chosen.rows, chosen.repeats)
    finish(below, check=chosen.check)


if __name__ == "__main__":
    main()
