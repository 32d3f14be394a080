"""Evaluate: what a synthetic table gives away about the rows that it was learned from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.entropy import seeded
from pseudo.errors import BadInput, UsageError, Where
from pseudo.workflow.prepare import as_source, quiet

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from pseudo.model import Evidence
    from pseudo.table.source import Source

__all__ = ["Evaluation", "evaluate"]

FEWEST_ROWS = 20
FEWEST_COLUMNS = 2


@dataclass(frozen=True)
class Evaluation:
    """What was measured of a synthetic table.

    Attributes
    ----------
    rows : dict
        Rows of the tables: "training", "synthetic" and, where one was given, "holdout".
    columns, left_out : tuple of str
        The columns that were compared, and those that were not: named by the user, or categories of which the synthetic table
        has none of the real values (fictitious identifiers).
    evidence : tuple of Evidence
        The figures.
    leaks : tuple of str
        Metrics that show, with all figures together at 95 %, that the synthetic rows say more of training rows than of others.
    beyond_guide : tuple of str
        Indicators of the Korean guide that are above the limit that halves of the training rows set.
    """

    rows: dict[str, int]
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    leaks: tuple[str, ...]
    beyond_guide: tuple[str, ...]
    schema_version: int = 1


def evaluate(
    training: Any,
    synthetic: Any,
    *,
    holdout: Any = None,
    secrets: Sequence[str] = (),
    known: Sequence[str] = (),
    without: Sequence[str] = (),
    attempts: int = 2000,
    seed: int = 0,
    progress: Callable[[str, int], None] = quiet,
    **reading: Any,
) -> Evaluation:
    """Try attacks on a synthetic table, and compute the Korean guide's indicators.

    Parameters
    ----------
    training, synthetic : path, frame or Source
        The rows that were learned from, and the synthetic ones. Columns that both have are compared.
    holdout : path, frame or Source, optional
        Rows of the same population that were not learned from. Without them only the guide's indicators are computed: an attack that
        succeeds on training rows may succeed on anybody.
    secrets : sequence of str
        Columns that an attacker wants to infer from all others.
    known : sequence of str
        What one data set knows of a person; the other knows the other columns. By default the first half of the columns. With
        ``secrets``, the keys of the guide's linkage risk too.
    without : sequence of str
        Columns to leave out.
    attempts : int
        Tries of each attack.
    seed : int
        Of the rows and queries that are drawn.

    Returns
    -------
    Evaluation

    Raises
    ------
    UsageError
        ``workflow.evaluate-columns``.
    BadInput
        ``workflow.evaluate-rows``; ``table.*`` where a table cannot be read.

    Notes
    -----
    Figures are exact ones of real rows: they are for the institution and its committee, not for the release. That no leak is shown says
    that these attacks found none, with these rows. All tables are held in memory, 8 bytes a cell.
    """
    from pseudo.risk.attacks import encode
    from pseudo.workflow.attacking import Attacks

    given = {"training": training, "synthetic": synthetic} | ({} if holdout is None else {"holdout": holdout})
    sources = {name: as_source(what, **reading) for name, what in given.items()}
    columns = _columns(list(sources.values()), [*secrets, *known, *without], without)
    tables = [_read(source, columns, progress) for source in sources.values()]
    records, apart = encode(tables, columns)
    kept = records[0].columns
    wrong = [name for name in (*secrets, *known) if name not in kept]
    if wrong or len(kept) < FEWEST_COLUMNS:
        raise UsageError("workflow.evaluate-columns", columns=", ".join(wrong or apart))
    attacks = Attacks(records, lambda what: seeded(seed, f"evaluate/{what}"), attempts, seed)
    evidence = (*attacks.guide(secrets, known), *attacks.on_holdout(secrets, known))
    counts = {name: table.num_rows for name, table in zip(sources, tables, strict=True)}
    return Evaluation(counts, kept, (*without, *apart), evidence, tuple(attacks.leaks), tuple(attacks.beyond))


def _columns(sources: Sequence[Source], named: Sequence[str], without: Sequence[str]) -> list[str]:
    """Columns that all tables have, in the training table's order."""
    shared = [name for name in sources[0].schema.names if all(name in other.schema.names for other in sources[1:])]
    unknown = [name for name in named if name not in shared]
    kept = [name for name in shared if name not in without]
    if unknown or len(kept) < FEWEST_COLUMNS:
        raise UsageError("workflow.evaluate-columns", columns=", ".join(unknown) or "-")
    return kept


def _read(source: Source, columns: list[str], progress: Callable[[str, int], None]) -> pa.Table:
    import pyarrow as pa

    batches = []
    for batch in source.batches(columns):
        batches.append(batch.select(columns))
        progress("read", batch.num_rows)
    table = (
        pa.Table.from_batches(batches) if batches else pa.table({name: pa.array([], pa.string()) for name in columns})
    )
    if table.num_rows < FEWEST_ROWS:
        raise BadInput("workflow.evaluate-rows", Where(file=source.facts.name), rows=table.num_rows, least=FEWEST_ROWS)
    return table
