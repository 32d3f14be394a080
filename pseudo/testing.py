"""The laws that every technique obeys, as a test for plug-ins: :func:`check_technique`.

Needs hypothesis (``pip install 'pseudokit[test]'``). All cells here are made up,
so a failing example may show them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import math
import re
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pseudo import entropy
from pseudo.errors import InternalError, MissingExtra, PseudoError, catalogue
from pseudo.model import Check, ColumnType, NullRule, Span
from pseudo.table import frame_source
from pseudo.techniques.column import ARROW_TYPES
from pseudo.techniques.contract import Context, Reversible, Rows, Technique

try:
    from hypothesis import HealthCheck, given, settings
    from hypothesis import strategies as st
except ImportError:
    raise MissingExtra("general.extra-missing", extra="test") from None

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hypothesis.strategies import SearchStrategy

    Cells = tuple[pa.DataType, SearchStrategy[Any]]

__all__ = ["cells", "check_technique", "context", "run", "tables"]

BATCH_SIZES = (1, 3, 7)
THREADS = 3
TEXT_LAYOUTS = (pa.dictionary(pa.int32(), pa.string()), pa.string_view(), pa.large_string())
ROWS = 12
NOT_OURS = "law broken: every stop is an error of pseudokit, not {}"
CANARY = "카나리아-CANARY-900101-1234567"
AWKWARD = (
    "",
    " ",
    "０１０－１２３４",
    "가",
    "\u1100\u1161",
    "e\u0301",
    "🙂👩‍👩‍👧",
    "홍길동",
    "010-1234-5678",
    "\n",
    "\x00",
)


def context(key: bytes = b"first") -> Context:
    """A run's context for tests: secrets derived from ``key``, and a finder of digit runs."""

    def secret(domain: str, length: int) -> bytes:
        return hashlib.shake_256(key + b"\x00" + domain.encode()).digest(length)

    def find_spans(texts: Sequence[str]) -> list[list[Span]]:
        return [[Span(m.start(), m.end(), "PHONE_NUMBER", 0.9) for m in re.finditer(r"\d{3,}", t)] for t in texts]

    return Context(secret, find_spans, _Memory(), bytes(32))


class _Memory:
    """A vault that forgets with the run."""

    def __init__(self) -> None:
        self._tokens: dict[tuple[str, str], str] = {}

    def tokens(self, domain: str, values: Sequence[str]) -> list[str]:
        return [self._tokens.setdefault((domain, value), entropy.secret(16).hex()) for value in values]

    def values(self, domain: str, tokens: Sequence[str]) -> list[str | None]:
        known = {token: value for (of, value), token in self._tokens.items() if of == domain}
        return [known.get(token) for token in tokens]


def cells(kind: ColumnType) -> SearchStrategy[Any]:
    """Cells of a column type: for text empty, full-width, combining, emoji and Hangul in both forms among others."""
    return {
        ColumnType.TEXT: st.one_of(st.sampled_from(AWKWARD), st.text(max_size=ROWS)),
        ColumnType.INTEGER: st.one_of(st.integers(-100, 200), st.integers(-(2**63), 2**63 - 1)),
        ColumnType.NUMBER: st.one_of(st.floats(-100, 200), st.floats()),
        ColumnType.DATE: st.dates(),
        ColumnType.DATETIME: st.datetimes(),
    }[kind]


def tables(
    technique: Technique, own: SearchStrategy[Any] | None = None, others: Mapping[str, Cells] | None = None
) -> SearchStrategy[pa.RecordBatch]:
    """Batches of 0 to 12 rows with the columns that a technique reads.

    Parameters
    ----------
    technique : Technique
        Its type says what its own column holds; other columns are text with few distinct values.
    own : strategy, optional
        Cells of its own column, where the type alone would mostly give cells that it refuses.
    others : mapping of str to (pa.DataType, strategy), optional
        Columns it reads whose cells are not such text.
    """
    column, kind = technique.options.column, technique.options.type
    few = st.sampled_from(["가", "나", "다", "라"])
    columns: dict[str, SearchStrategy[Any]] = dict.fromkeys(technique.reads(), few)
    types = {name: pa.string() for name in columns}
    if column:
        columns[column], types[column] = own if own is not None else cells(kind), ARROW_TYPES[kind]
    else:
        columns["rest"], types["rest"] = st.integers(0, 9), pa.int64()
    for name, (type_, made) in (others or {}).items():
        columns[name], types[name] = made, type_
    full = st.lists(st.fixed_dictionaries(columns), max_size=ROWS)
    named = technique.options.subject  # a row always has a subject
    gaps = {name: some if name == named else st.one_of(st.none(), some) for name, some in columns.items()}
    rows = st.one_of(full, st.lists(st.fixed_dictionaries(gaps), max_size=ROWS))
    return rows.map(lambda made: pa.RecordBatch.from_pylist(made, schema=pa.schema(types)))


def run(technique: Technique, batch: pa.RecordBatch, size: int | None = None, threads: int = 1) -> pa.Table:
    """Collect, merge, decide and apply over batches of ``size`` rows (one batch by default), in so many threads."""
    pieces = _pieces(batch, size)
    with ThreadPoolExecutor(threads) as pool:
        each = pool.map if threads > 1 else map
        stats = list(each(lambda piece: technique.collect_at(*piece), pieces)) if technique.collects else [None]
        state = technique.decide(reduce(technique.merge, stats))
        made = list(each(lambda piece: technique.apply(piece[0], state, piece[1]), pieces))
    return pa.Table.from_batches(made).combine_chunks()


def check_technique(
    make: Callable[[Context], Technique],
    own: SearchStrategy[Any] | None = None,
    *,
    others: Mapping[str, Cells] | None = None,
    examples: int = 50,
) -> None:
    """Hold a technique against every law of the contract.

    Parameters
    ----------
    make : callable
        ``make(context)`` gives the technique, set up, for instance by :func:`pseudo.techniques.create`.
    own : strategy, optional
        Cells of its own column; see :func:`tables`.
    others : mapping of str to (pa.DataType, strategy), optional
        Types and cells of the other columns it reads; see :func:`tables`.
    examples : int
        Number of tables tried.

    Raises
    ------
    AssertionError
        Naming the law that is broken.

    Notes
    -----
    The laws: the same output for any batch size, number of threads, slice and text layout; merge associative and commutative;
    missing cells as the null rule says; input untouched; one schema, and the promises kept; another key another output if
    and only if keyed; reversible if and only if declared; every stop an error of pseudokit without a cell in it.

    Examples
    --------
    >>> from pseudo import techniques
    >>> from pseudo.model import ColumnType, NullRule
    >>> from pseudo.techniques.contract import Options
    >>> options = Options("금액", ColumnType.INTEGER, NullRule.KEEP)
    >>> check_technique(lambda c: techniques.create("round", options, {"to": 10, "mode": "floor"}, c), examples=5)
    """
    first, second = make(context(b"first")), make(context(b"second"))
    _need(isinstance(first, Reversible) == first.info.reversible, "reversible if and only if declared")
    rules = list(NullRule) if first.scope == "column" else [first.options.nulls]
    made_up = tables(first, own, others)
    differed = [_check_rule(_with_nulls(first, rule), _with_nulls(second, rule), made_up, examples) for rule in rules]
    _need(any(differed) == first.info.keyed, "another key, another output: if and only if keyed")
    _check_canary(first)


def _check_rule(first: Technique, second: Technique, made_up: SearchStrategy[pa.RecordBatch], examples: int) -> bool:
    """The laws on made-up tables; whether the two, which have other keys, ever gave another output."""
    differed = False

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(made_up)
    def laws(batch: pa.RecordBatch) -> None:
        nonlocal differed
        before = pa.RecordBatch.from_pylist(batch.to_pylist(), schema=batch.schema)
        made = _try(first, batch)
        _check_batches(first, batch, made)
        _check_merge(first, batch, made)
        _check_nulls(first, batch, made)
        if made is not None:
            _check_schema(first, batch, made)
            _check_promises(first, made)
            _check_reveal(first, batch, made)
            differed |= _try(second, batch) != made
        _need(_same(batch, before), "input untouched")

    laws()
    return differed


def _try(technique: Technique, batch: pa.RecordBatch, size: int | None = None, threads: int = 1) -> pa.Table | None:
    """The output, or None where the technique refused; any other exception, or a cell in an error, breaks a law."""
    try:
        return run(technique, batch, size, threads)
    except InternalError as error:
        raise AssertionError(NOT_OURS.format(error.code)) from error
    except PseudoError as error:
        _check_error(error, _distinctive(technique, batch))
        return None
    except Exception as error:
        raise AssertionError(NOT_OURS.format(type(error).__name__)) from error


def _check_batches(technique: Technique, batch: pa.RecordBatch, made: pa.Table | None) -> None:
    for size in BATCH_SIZES:
        _need(_same(_try(technique, batch, size), made), f"same output for any batch size ({size})")
    among = pa.Table.from_batches([batch] * 3).combine_chunks().to_batches()
    slice_ = among[0].slice(batch.num_rows, batch.num_rows) if among else batch
    _need(_same(_try(technique, slice_), made), "same output for a slice")
    _need(_same(_try(technique, batch, 1, threads=THREADS), made), f"same output for {THREADS} threads")
    layout = TEXT_LAYOUTS[batch.num_rows % len(TEXT_LAYOUTS)]
    _need(_same(_try(technique, _laid_out(batch, layout)), made), f"same output for {layout}")


def _laid_out(batch: pa.RecordBatch, kind: pa.DataType) -> pa.RecordBatch:
    """The batch as a source gives it whose text columns are of another type, in chunks with offsets."""
    fields = [field.with_type(kind) if pa.types.is_string(field.type) else field for field in batch.schema]
    cast = pa.Table.from_batches([batch, batch]).cast(pa.schema(fields))
    chunks = [cast.slice(start, 2) for start in range(batch.num_rows, 2 * batch.num_rows, 2)]
    source = frame_source(pa.concat_tables(chunks) if chunks else cast.slice(0, 0))
    batches = list(source.batches())
    return pa.Table.from_batches(batches, source.schema).combine_chunks().to_batches()[0] if batches else batch


def _check_merge(technique: Technique, batch: pa.RecordBatch, made: pa.Table | None) -> None:
    if not technique.collects or batch.num_rows < 3:
        return
    cuts = ((0, 1), (1, 1), (2, batch.num_rows))
    a, b, c = (technique.collect_at(batch.slice(start, size), Rows(start)) for start, size in cuts)
    merge = technique.merge
    for law, stat in (
        ("associative", merge(merge(a, b), c)),
        ("associative", merge(a, merge(b, c))),
        ("commutative", merge(merge(c, b), a)),
    ):
        try:
            again = pa.Table.from_batches([technique.apply(batch, technique.decide(stat), Rows(0))])
        except PseudoError:
            again = None
        _need(_same(again, made), f"merge {law}")


def _check_nulls(technique: Technique, batch: pa.RecordBatch, made: pa.Table | None) -> None:
    if technique.scope != "column":
        return
    missing = batch.column(technique.options.column).is_null()
    if technique.options.nulls is NullRule.REFUSE:
        _need(made is None or not any(missing.to_pylist()), "missing cells refused")
    if made is not None and made.num_columns:
        _need(made.column(0).is_null().to_pylist() == missing.to_pylist(), "missing cells, and no others, stay missing")


def _check_schema(technique: Technique, batch: pa.RecordBatch, made: pa.Table) -> None:
    _need(made.schema.equals(run(technique, batch.slice(0, 0)).schema), "one schema, whatever the rows")
    if technique.scope == "table":
        wanted = technique.columns_after(tuple(batch.schema.names))
        kept = [name for name in wanted if name in batch.schema.names]
        _need(made.column_names == list(wanted), "the columns that it says")
        _need(made.select(kept).schema.equals(pa.schema([batch.schema.field(n) for n in kept])), "each in its type")
    if technique.scope == "column":
        _need(made.column_names in ([], [technique.options.column]), "no column but its own")
        _need(not made.num_columns or made.num_rows == batch.num_rows, "a cell for each row")


def _check_promises(technique: Technique, made: pa.Table) -> None:
    for check in technique.promises():
        if check.table:
            continue  # of a second table, which the rows of this one do not show
        if check.kind == "k_anonymity":
            by = technique.options.subject if check.params["unit"] == "subject" else None
            _need(_smallest_class(made, check.columns, by) >= check.params["k"], "promise k_anonymity")
            continue
        for column in check.columns:
            if check.kind == "absent":
                _need(column not in made.column_names, "promise absent")
                continue
            values = made.column(column).to_pylist()
            _need(all(_holds(check, v) for v in values if v is not None), f"promise {check.kind}")
            _need(check.kind != "not_null" or None not in values, "promise not_null")


def _smallest_class(made: pa.Table, columns: Sequence[str], subject: str | None) -> float:
    """Units in the smallest class; infinite where there is none."""
    members: dict[str, set[Any]] = {}
    keys = zip(*(made.column(name).to_pylist() for name in columns), strict=True)
    units = made.column(subject).to_pylist() if subject else range(made.num_rows)
    for key, unit in zip(keys, units, strict=True):
        members.setdefault(repr(key), set()).add(unit)
    return min(map(len, members.values()), default=math.inf)


def _holds(check: Check, value: Any) -> bool:
    """Whether a cell keeps a promise, read in the plainest way."""
    params = check.params
    if check.kind == "in_set":
        return value in params["values"]
    if check.kind == "between":
        return bool(params.get("min", value) <= value <= params.get("max", value))
    if check.kind == "matches":
        return re.search(params["regex"], value) is not None
    return check.kind == "not_null"


def _check_reveal(technique: Technique, batch: pa.RecordBatch, made: pa.Table) -> None:
    if not isinstance(technique, Reversible):
        return
    own = technique.options.column
    arrays = {name: batch.column(name) for name in technique.reads()} | {own: made.column(own).combine_chunks()}
    back = technique.reveal(pa.record_batch(list(arrays.values()), names=list(arrays)), Rows(0))
    _need(back.column(own).equals(batch.column(own)), "what is declared reversible comes back")


def _check_canary(technique: Technique) -> None:
    """A marker in every column, among cells of the right kind and in place of them, is in no error."""
    names = list(technique.reads())
    for array in (pa.array([CANARY] * 3), pa.array([None, CANARY, "\u200b" + CANARY]), pa.array([CANARY.encode()] * 3)):
        try:
            run(technique, pa.record_batch([array] * len(names), names=names))
        except PseudoError as error:
            _check_error(error, [CANARY])
        except Exception as error:
            raise AssertionError(NOT_OURS.format(type(error).__name__)) from error


def _check_error(error: PseudoError, values: list[str]) -> None:
    _need(
        error.__cause__ is None and (error.__context__ is None or error.__suppress_context__), "errors raised from None"
    )
    said = [error.message("en"), error.message("ko"), repr(error), repr(error.to_json()), repr(error.facts)]
    said += traceback.format_exception_only(error)
    fixed = f"{catalogue()[error.code]} {type(error).__module__}.{type(error).__qualname__} {sorted(error.to_json())}"
    told = [value for value in values if value not in fixed and any(value in text for text in said)]
    _need(not told, "no cell in an error")


def _distinctive(technique: Technique, batch: pa.RecordBatch) -> list[str]:
    """Cells, as text, that cannot stand in a message by chance."""
    known = f"{technique.params!r} {technique.info.name} {technique.options.column}"
    values = (str(v) for column in batch.columns for v in column.to_pylist() if not isinstance(v, (int, float)))
    return [value for value in values if len(value) >= 8 and value not in known]


def _with_nulls(technique: Technique, rule: NullRule) -> Technique:
    options = dataclasses.replace(technique.options, nulls=rule)
    return type(technique)(options, technique.params, technique.context)


def _pieces(batch: pa.RecordBatch, size: int | None) -> list[tuple[pa.RecordBatch, Rows]]:
    step = size or max(batch.num_rows, 1)
    return [(batch.slice(start, step), Rows(start)) for start in range(0, max(batch.num_rows, 1), step)]


def _same(first: Any, second: Any) -> bool:
    """Equal rows in equal order; NaN equals NaN."""
    if first is None or second is None:
        return first is second
    return bool(first.schema.equals(second.schema)) and repr(first.to_pylist()) == repr(second.to_pylist())


def _need(holds: bool, law: str) -> None:
    if not holds:
        raise AssertionError(f"law broken: {law}")
