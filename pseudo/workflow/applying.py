"""Apply: a plan is run into a candidate, the gate re-reads the candidate from disk, and only what passes becomes a release."""

from __future__ import annotations

from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from pseudo import clock
from pseudo.errors import GateFailed, PolicyRefused, UsageError
from pseudo.model import Evidence, Manifest, Outcome, ReleaseClass
from pseudo.workflow.candidate import candidate
from pseudo.workflow.prepare import as_source, quiet
from pseudo.workflow.release import Release, data_files, table_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa

    from pseudo.engine import RunFacts
    from pseudo.evidence import Ledger
    from pseudo.keys import Key
    from pseudo.model import CheckResult, Plan
    from pseudo.table.source import Source
    from pseudo.techniques.contract import Context

__all__ = ["Bench", "apply", "bench", "context_of", "data_path", "lineage", "versions", "write_table"]

RECORDED = ("pseudokit", "pyarrow", "numba", "cryptography", "presidio-analyzer", "great-expectations", "opendp")

ENGINES = ("local", "spark")


class Bench:
    """A candidate on the bench: its folder, its ledger, the key that will sign it.

    :meth:`gate` and :meth:`close` are the only way from here to a release.
    """

    def __init__(self, folder: Path, ledger: Ledger, key: Key, plan: Plan) -> None:
        self.folder = folder
        self.ledger = ledger
        self.key = key
        self.plan = plan
        self.evidence: list[Evidence] = []
        self.results: list[CheckResult] = []

    def gate(self, progress: Callable[[str, int], None]) -> None:
        """Re-read the data files and run the plan's whole suite; measure what ``verify`` will measure again.

        Raises
        ------
        GateFailed
            Where a check did not pass; ``results`` holds all verdicts.
        """
        from pseudo.validators import gate_tables, measure_tables, reopen_tables, require_pass, suite_json

        tables = reopen_tables(data_files(self.folder, self.plan))
        self.results = gate_tables(tables, self.plan, lambda rows: progress("gate", rows))
        counts = {o.value: sum(r.outcome is o for r in self.results) for o in Outcome}
        self.ledger.append("gate", **counts)
        try:
            require_pass(self.results)
        except GateFailed as failed:
            failed.results = tuple(self.results)
            raise
        self.evidence += measure_tables(tables, self.plan, self.results)
        for name in tables:
            _write_json(self.folder / f"suite{name and f'-{name}'}.json", suite_json(self.plan.of_table(name)))

    def close(self, input_mac: str, *, kind: str, seed: int | None = None) -> None:
        """Write plan, evidence, ledger's last line and the signed manifest; ``input_mac`` is the input's under :meth:`mac_of`."""
        from pseudo.evidence import write_evidence, write_manifest
        from pseudo.planning import dump_plan

        (self.folder / "plan.yaml").write_text(dump_plan(self.plan), "utf-8")
        write_evidence(self.folder, self.evidence, self.results)
        self.ledger.append("released", plan=self.plan.digest, kind=kind)
        draft = Manifest(
            created=clock.now(),
            kind=kind,
            plan_digest=self.plan.digest,
            release_class=self.plan.release_class.value,
            project=self.plan.project,
            recipient=self.plan.recipient,
            key_id="",
            input_mac=input_mac,
            files=(),
            versions=versions(),
            ledger_head="",
            ledger_length=0,
            verifying_key="",
            seed=seed,
        )
        write_manifest(self.folder, draft, self.key, self._shapes())

    def mac_of(self, source: Source) -> str:
        """The input's HMAC under the project's key, for the manifest."""
        return source.mac(self.key.input_key())

    def _shapes(self) -> dict[str, tuple[int, int]]:
        found = {(f.table, f.metric): f.value for f in self.evidence if f.basis == "release" and not f.columns}
        shapes = {}
        for name, path in data_files(self.folder, self.plan).items():
            rows, columns = found.get((name, "rows")), found.get((name, "columns"))
            if isinstance(rows, int) and isinstance(columns, int):
                shapes[f"data/{path.name}"] = (rows, columns)
        return shapes


@contextmanager
def bench(out: Path, plan: Plan, *, keys: Path | None, force: bool) -> Iterator[Bench]:
    """A candidate with its key opened and its ledger begun; published at the end of the block, swept away on any error."""
    from pseudo.evidence import Ledger
    from pseudo.keys import KeyStore, refuse_shared_tree

    store = KeyStore(keys)
    refuse_shared_tree(store.path, out)
    key = store.open(plan.project)
    with candidate(out, force=force) as made:
        (made.folder / "data").mkdir()
        ledger = Ledger(made.folder / "ledger.jsonl")
        ledger.append("planned", recipe=plan.recipe, recipe_digest=plan.recipe_digest, plan=plan.digest)
        yield Bench(made.folder, ledger, key, plan)
        made.publish()


def apply(
    what: Any,
    plan: Plan,
    out: str | Path,
    *,
    keys: Path | None = None,
    force: bool = False,
    format: str | None = None,  # noqa: A002  (the word users know)
    engine: str = "local",
    master: str = "local[*]",
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> Release:
    """Pseudonymize a table by a plan and release what passes the gate.

    Parameters
    ----------
    what : path, "-", frame or Source
        The table the plan was made for; never changed.
    plan : Plan
        What to do; nothing else is done.
    out : path
        The release's folder. It appears whole, after the gate, or not at all.
    keys : path, optional
        Key store; must not share a tree with ``out``.
    force : bool
        Replace a release that is there.
    format : str, optional
        "csv", "xlsx", "parquet" or "arrow"; the input's by default, Parquet where the input is a frame or a database.
    engine, master : str
        "local", or "spark" for Parquet with the cluster's address; the output is the same.

    Returns
    -------
    Release
        The folder, read.

    Raises
    ------
    GateFailed
        ``validators.gate-failed``; nothing is released.
    BadInput, PolicyRefused, UsageError
        Before anything is released.
    """
    from pseudo.planning import check_plan

    check_plan(plan)
    if plan.release_class is ReleaseClass.OPEN:
        raise PolicyRefused("workflow.open-format")
    on_spark = engine_named(engine) == "spark"
    source, out = as_source(what, **reading, **({"parts": True} if on_spark else {})), Path(out)
    with bench(out, plan, keys=keys, force=force) as work:
        statistics = _statistics(plan)
        data = data_path(work.folder, plan, format or _like_input(source))
        _transform(work, source, data, statistics, master if on_spark else None, progress)
        work.gate(progress)
        _release_statistics(work, statistics)
        work.close(work.mac_of(source), kind="pseudonymized")
    return Release(out)


def _transform(
    work: Bench,
    source: Source,
    data: Path,
    statistics: list[Any],
    master: str | None,
    progress: Callable[[str, int], None],
) -> None:
    """Run the plan's steps into the data file, here or (with a ``master``) on Spark, and note what was counted."""
    from pseudo.engine import Pipeline, run

    context = context_of(work.plan, work.key)
    pipeline = Pipeline(work.plan, context)
    pipeline.check_schema(source.schema, source.facts.name)
    with _Sink(data) as sink:
        if master is None:
            facts = run(pipeline, source, sink.write, watch=_watcher(work.plan, statistics), progress=progress)
        else:
            facts = _run_on_spark(work.plan, context, source, sink, statistics, master, progress)
    for name, table in facts.tables.items():
        write_table(data.with_name(f"{name}{data.suffix}"), table)
    work.ledger.append("transformed", rows_in=facts.rows_in, rows_out=facts.rows_out, passes=facts.passes)
    work.evidence += _input_evidence(facts)


def write_table(path: Path, table: pa.Table) -> None:
    """A whole table into a file of the format that its name says."""
    from pseudo.table import open_sink

    with open_sink(path, None, table.schema) as sink:
        for batch in table.to_batches():
            sink.write(batch)


def engine_named(name: str) -> str:
    """The engine's name, checked (``general.unknown-choice``)."""
    if name not in ENGINES:
        raise UsageError(
            "general.unknown-choice", what_en="engine", what_ko="엔진", name=name, choices=", ".join(ENGINES)
        )
    return name


def _run_on_spark(
    plan: Plan,
    context: Context,
    source: Source,
    sink: _Sink,
    statistics: list[Any],
    master: str,
    progress: Callable[[str, int], None],
) -> RunFacts:
    """The same run on a cluster; the counts for the private statistics are a pass of their own there."""
    from pseudo.engine.counting import SubjectCounts
    from pseudo.engine.spark import Cluster, session
    from pseudo.table.dataset import DatasetSource

    if not isinstance(source, DatasetSource):
        raise UsageError("table.parts-are-parquet")
    with session(master) as started:
        cluster = Cluster(started, plan, context, source)
        facts = cluster.run(sink.write, progress=progress)
        if statistics and source.parts:
            facts.passes += 1
            found = cluster.gather(SubjectCounts(plan.statistics, plan.subject), progress)
            for pair, stat in zip(statistics, found, strict=True):
                pair[1] = pair[0].merge(pair[1], stat)
    return facts


def _like_input(source: Source) -> str:
    """The format of the input's file; Parquet where it is none, to keep its types."""
    from pseudo.table import formats

    return source.facts.format if source.facts.format in formats() else "parquet"


def data_path(folder: Path, plan: Plan, kind: str) -> Path:
    """Where the data file stands: named after the recipe, not after the input, whose name may say too much."""
    from pseudo.table import suffix

    return folder / "data" / f"{table_name(plan)}{suffix(kind)}"


def context_of(plan: Plan, key: Key) -> Context:
    """What a run lends its techniques: secrets derived for the plan's recipient, the free-text finder, the token vault."""
    from pseudo.keys import TokenVault
    from pseudo.techniques.contract import Context

    def find(texts: Sequence[str]) -> Any:
        from pseudo.detect import find_spans

        return find_spans(texts)

    def secret(domain: str, length: int) -> bytes:
        return key.derive(plan.recipient, domain, length)

    return Context(secret, find, TokenVault(key, plan.recipient))


def versions() -> dict[str, str]:
    """Versions of what decides the output's bytes and verdicts."""
    return {name: metadata.version(name) for name in RECORDED}


class _Sink:
    """A sink that opens with the first batch, when the output's schema is known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.sink: Any = None

    def __enter__(self) -> Self:
        return self

    def write(self, batch: pa.RecordBatch) -> None:
        from pseudo.table import open_sink

        if self.sink is None:
            self.sink = open_sink(self.path, None, batch.schema)
            self.sink.__enter__()
        self.sink.write(batch)

    def __exit__(self, *error: object) -> None:
        if self.sink is not None:
            self.sink.__exit__(*error)


def _input_evidence(facts: RunFacts) -> list[Evidence]:
    """What only the whole input shows: rows read, and what each step counted."""
    found = [Evidence("rows_in", facts.rows_in, "rows", "counted while reading", "pseudokit", "input", facts.rows_in)]
    for technique, columns, counts in facts.steps:
        for metric, value in counts.items():
            unit = "rate_0_1" if metric.endswith("_rate_0_1") else metric.rsplit("_", 1)[-1]
            found.append(
                Evidence(metric, value, unit, f"counted by {technique}", "pseudokit", "input", facts.rows_in, columns)
            )
    return found


def _statistics(plan: Plan) -> list[Any]:
    if not plan.statistics:
        return []
    from pseudo.dp import Budget, CountTable

    Budget().check(lineage(plan), [(s.epsilon, s.delta) for s in plan.statistics])
    tables = [CountTable(statistic) for statistic in plan.statistics]
    return [[table, table.empty] for table in tables]


def lineage(plan: Plan) -> str:
    """The subject population whose budget is spent: the project and the column domain of its subjects, not a file."""
    domain = plan.column(plan.subject).domain if plan.subject else None
    return f"{plan.project}/{domain or plan.recipe}"


def _watcher(plan: Plan, statistics: list[Any]) -> Callable[[pa.RecordBatch, Any], None] | None:
    """Counts for the private statistics, collected from the source's batches as they pass."""
    if not statistics:
        return None
    from pseudo.engine.counting import SubjectCounts

    counts = SubjectCounts(plan.statistics, plan.subject)

    def watch(batch: pa.RecordBatch, rows: Any) -> None:
        for pair, stat in zip(statistics, counts.collect(None, batch, rows), strict=True):
            pair[1] = pair[0].merge(pair[1], stat)

    return watch


def _release_statistics(work: Bench, statistics: list[Any]) -> None:
    """Pay for all in one amount and draw the noise, last: what the gate refused has cost no budget."""
    if not statistics:
        return
    from pseudo.dp import Budget
    from pseudo.dp.amount import decimal_text

    folder = work.folder / "statistics"
    folder.mkdir()
    for table, _ in statistics:
        table.noise()  # what no scale gives is refused before it is paid
    epsilon, delta = (
        decimal_text(sum(amounts)) for amounts in zip(*((t.epsilon, t.delta) for t, _ in statistics), strict=True)
    )
    names = ", ".join(table.statistic.name for table, _ in statistics)
    Budget().spend(lineage(work.plan), epsilon, delta, f"counts:{names}")
    for table, stat in statistics:
        released, evidence = table.drawn(stat, lineage(work.plan))
        write_table(folder / f"{table.statistic.name}.csv", released)
        work.evidence += evidence
        work.ledger.append(
            "statistic", name=table.statistic.name, epsilon=table.statistic.epsilon, delta=table.statistic.delta
        )


def _write_json(path: Path, data: Any) -> None:
    import json

    path.write_text(json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
