"""The contract of a technique: four functions that memory, streaming and a cluster share.

``collect(batch) → stat`` · ``merge(a, b) → stat`` · ``decide(stat) → state`` · ``apply(batch, state, rows) → batch``.

A technique sees Arrow record batches. What may not come in: a file, a frame library, a clock, randomness other than
``Context.secret`` (secret-keyed), ``Context.fresh`` (of this run) and ``rows`` (position), and a cell value in an error.

Two scopes:

- *column*: reads the source's columns named in :meth:`Technique.reads` and gives the output columns that take its
  column's place (none: deleted). All column techniques read the **source** batch, so their order does not matter.
- *table*: reads the whole batch that the column techniques made and gives a whole batch (rows may be fewer). It may give named
  second tables beside it, out of what it decided on.

Cells arrive as the plan's type says: ``text`` → ``pa.string()``, ``integer`` → ``pa.int64()``, ``number`` →
``pa.float64()``, ``date`` → ``pa.date32()``, ``datetime`` → ``pa.timestamp("us")``; those of other columns that a column
technique reads, as ``pa.string()``. ``keep`` alone gets and gives the source's own type.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable

from pseudo import entropy
from pseudo.model import ColumnType, NullRule

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pyarrow as pa

    from pseudo.model import Check, Span, Text

__all__ = ["Context", "Info", "Options", "Output", "Reversible", "Rows", "Technique", "Vault"]


@dataclass(frozen=True)
class Rows:
    """Where a batch stands in its table: the 0-based number of its first row."""

    start: int


class Vault(Protocol):
    """Random tokens and the values they stand for, the same in every run of a project for a recipient."""

    def tokens(self, domain: str, values: Sequence[str]) -> list[str]:
        """The token of each value in a column domain; a value without one gets one."""

    def values(self, domain: str, tokens: Sequence[str]) -> list[str | None]:
        """The value of each token; None for a token that was never given."""


@dataclass(frozen=True)
class Context:
    """What a run lends to its techniques.

    Attributes
    ----------
    secret : callable
        ``secret(domain, length)`` gives ``length`` bytes derived from the project's key for this recipient and column
        domain; the same arguments give the same bytes. Refuses where no key was given.
    find_spans : callable or None
        ``find_spans(texts)`` gives the found spans of each text, for free-text techniques.
    vault : Vault or None
        Tokens that are kept, for tokenisation; None where a run cannot reach the key store (on a cluster).
    fresh : bytes
        32 bytes from the operating system that no other run has, for noise that must never be drawn twice. All batches, threads
        and executors of a run have the same.
    """

    secret: Callable[[str, int], bytes] = field(repr=False)
    find_spans: Callable[[Sequence[str]], list[list[Span]]] | None = field(default=None, repr=False)
    vault: Vault | None = field(default=None, repr=False)
    fresh: bytes = field(default_factory=lambda: entropy.dp(32), repr=False)


class Output(Enum):
    """What can be read in the cells that a column technique gives: the planner and the gate go by it.

    ``UNSTATED`` is held to the strictest rule of each question. ``SOURCE``: cells or parts of cells as they were, perhaps of other rows.
    ``MASKED``: every cell with a part of it covered. ``COARSER``: categories, ranges or amounts made of the cells. ``TIED``: text or dates
    changed by what hangs on a pseudonym. ``PSEUDONYM``: what stands for the cell, perhaps in its form. ``NOTHING``: nothing of the cell.
    """

    UNSTATED = auto()
    SOURCE = auto()
    MASKED = auto()
    COARSER = auto()
    TIED = auto()
    PSEUDONYM = auto()
    NOTHING = auto()


@dataclass(frozen=True)
class Info:
    """The catalogue entry.

    Attributes
    ----------
    name : str
        Catalogue name, as recipes write it.
    title : Text
        The guideline's Korean term and the field's English one.
    family : str
        "suppression", "statistics", "generalization", "cryptography", "randomization" or "other" (별권 p.49-64).
    types : tuple of ColumnType
        Column types it takes.
    reversible, keyed : bool
        Whether the key's holder can undo it; whether it needs a key.
    trust : str
        "proven", "published" or "heuristic".
    source : str
        Standard, paper or page of the guideline.
    caution : Text
        What it does not protect against.
    output : Output
        What can be read in the cells that it gives. Of no meaning for a technique on the whole table.
    """

    name: str
    title: Text
    family: str
    types: tuple[ColumnType, ...]
    reversible: bool
    keyed: bool
    trust: str
    source: str
    caution: Text
    output: Output = Output.UNSTATED


@dataclass(frozen=True)
class Options:
    """How a technique is set up: the plan's entry for its column (or, in table scope, for the table).

    ``column`` is empty in table scope, where ``columns`` are those that the step works on. ``subject`` is the table's
    subject column, where the plan names one.
    """

    column: str
    type: ColumnType
    nulls: NullRule
    domain: str | None = None
    subject: str | None = None
    date_format: str | None = None
    columns: tuple[str, ...] = ()

    @classmethod
    def for_table(cls, columns: Sequence[str], subject: str | None) -> Options:
        """Of a step on the whole table: the types of its cells are its columns' own, and so are their missing cells."""
        return cls("", ColumnType.TEXT, NullRule.KEEP, subject=subject, columns=tuple(columns))


class Technique(ABC):
    """Base of every technique. A subclass sets ``info``, ``Params`` (a frozen, documented dataclass) and ``apply``.

    A technique on tables also says what it does to rows, so that a plan cannot undo with one step what another counted on:
    ``thins`` where rows leave by choice or by lot, ``counts`` where its promise rests on how many rows there are.

    Raises
    ------
    ValueError
        From ``__init__``, where parameters contradict each other; the message names parameters only.
    """

    info: ClassVar[Info]
    Params: ClassVar[type]
    scope: ClassVar[str] = "column"
    collects: ClassVar[bool] = False
    thins: ClassVar[bool] = False
    counts: ClassVar[bool] = False
    draws_anew: ClassVar[bool] = False
    """Whether its cells hang on ``Context.fresh``, so that each run gives others."""
    stays: ClassVar[bool] = False
    """Whether rare values of the source can be told from the output although a key or the whole table changes its cells."""

    def __init__(self, options: Options, params: Any, context: Context) -> None:
        self.options = options
        self.params = params
        self.context = context
        self.check()

    def check(self) -> None:  # noqa: B027  (a hook that few need)
        """Refuse parameters that contradict each other (``ValueError``). Overridden where there are such."""

    def reads(self) -> tuple[str, ...]:
        """Names of the columns it reads, its own first."""
        return (self.options.column,)

    def entities(self) -> tuple[str, ...]:
        """Kinds of finding that its parameters name; the planner refuses those that no finder knows."""
        return ()

    def changes(self) -> tuple[str, ...]:
        """In table scope: the columns whose cells it may change; empty where it only leaves rows out."""
        return ()

    def columns_after(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """In table scope: the columns of the table after it."""
        return columns

    def tables(self) -> dict[str, tuple[str, ...]]:
        """In table scope: the second tables that it makes, by name, with their columns."""
        return {}

    def beside(self, state: Any) -> dict[str, pa.Table]:
        """The second tables. Nothing in them may tell the order of the first one's rows."""
        del state
        return {}

    def computes(self) -> tuple[str, ...]:
        """In table scope: the columns that it needs in the plan's type, even where they are kept as the source has them."""
        return ()

    def collect(self, batch: pa.RecordBatch) -> Any:
        """A mergeable statistic of one batch: classes and counts, never rows. None where nothing is collected."""
        del batch
        return None

    def collect_at(self, batch: pa.RecordBatch, rows: Rows) -> Any:
        """What a run asks for: the statistic of the batch at this place. For the few column techniques to which places matter."""
        del rows
        return self.collect(batch)

    def merge(self, first: Any, second: Any) -> Any:
        """The statistic of both; associative and commutative."""
        del second
        return first

    def decide(self, stat: Any) -> Any:
        """What ``apply`` needs to know of the whole table."""
        del stat
        return None

    @abstractmethod
    def apply(self, batch: pa.RecordBatch, state: Any, rows: Rows) -> pa.RecordBatch:
        """The output batch. Neither ``batch`` nor ``state`` is changed."""

    def made_type(self) -> ColumnType:
        """The type of the output's cells, where it is one of the plan's types; the source's own for most."""
        return self.options.type

    def promises(self) -> tuple[Check, ...]:
        """What the release gate may expect of the output, whatever the input."""
        return ()

    def keeps(self, promise: Check) -> bool:
        """In table scope: whether what a column's technique promised of a column still holds when this one has changed it."""
        del promise
        return False

    def treats(self, kind: str, frequency: int) -> bool:
        """Whether a plan may say that this treats rare values (특이정보) of a column.

        Parameters
        ----------
        kind : str
            "category": values that at most ``frequency`` rows have; "number": values far from the others.
        frequency : int
            The recipe's limit.
        """
        del kind, frequency
        return False

    def collision_bits(self) -> float | None:
        """Length in bits of a pseudonym that two values may share by chance; None where none is made, or none is shared."""
        return None

    def facts(self, state: Any) -> dict[str, int | float]:
        """Counts of what was done that only the whole input shows ("suppressed_cells"), for the evidence."""
        del state
        return {}


@runtime_checkable
class Reversible(Protocol):
    """What a technique with ``info.reversible`` has beside the four functions."""

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's cells of the own column, by who holds the key.

        ``batch`` has the columns of :meth:`Technique.reads`: the own one as :meth:`Technique.apply` made it, the others
        as the source has them.
        """
