"""What column techniques share: cell types, null rule, row numbers, and the boundary that keeps cells out of errors."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import SHOWN_ROWS, BadInput, InternalError, PseudoError, Where
from pseudo.model import Check, ColumnType, NullRule
from pseudo.techniques.contract import Rows, Technique

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["ARROW_TYPES", "ColumnTechnique", "OwnColumn", "nfc", "no_cells", "on_distinct", "on_repeated"]

ARROW_TYPES = {
    ColumnType.TEXT: pa.string(),
    ColumnType.INTEGER: pa.int64(),
    ColumnType.NUMBER: pa.float64(),
    ColumnType.DATE: pa.date32(),
    ColumnType.DATETIME: pa.timestamp("us"),
}
"""How the cells of a plan's type arrive."""


@contextmanager
def no_cells(technique: Technique) -> Iterator[None]:
    """Let errors of pseudokit pass, and of any other only its kind: a library's message may hold a cell."""
    try:
        yield
    except PseudoError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever a library raises)
        where = Where(column=technique.options.column or None)
        kind = type(error).__name__
        raise InternalError("techniques.failed", where, technique=technique.info.name, kind=kind) from None


class OwnColumn(Technique):
    """A technique that turns its column into one column of the same name.

    Where it stops over a cell, the error knows the rows and nothing else: ``techniques.null-refused``,
    ``techniques.cell-type``, the technique's own, and ``techniques.failed`` for whatever a library raised.
    """

    takes_dictionaries: ClassVar[bool] = False
    """Whether it also takes its column as a dictionary array, and then gives one."""

    def _guarded(
        self, change: Callable[[pa.Array, pa.RecordBatch, Rows], pa.Array], batch: pa.RecordBatch, rows: Rows
    ) -> pa.RecordBatch:
        """The column through ``change``, with the type and the null rule checked first."""
        array = batch.column(self.options.column)
        self._check_type(array)
        if self.options.nulls is NullRule.REFUSE and array.null_count:
            self.refuse("techniques.null-refused", array.is_null(), rows)
        with no_cells(self):
            return pa.record_batch([change(array, batch, rows)], names=[self.options.column])

    def _check_type(self, array: pa.Array) -> None:
        wanted = ARROW_TYPES[self.options.type]
        held = array.type.value_type if self.takes_dictionaries and pa.types.is_dictionary(array.type) else array.type
        if held != wanted:
            raise BadInput("techniques.cell-type", self.where(), wanted=str(wanted), found=str(array.type))

    def where(self) -> Where:
        """The technique's column."""
        return Where(column=self.options.column)

    def refuse(self, code: str, bad: Any, rows: Rows, **facts: object) -> NoReturn:
        """Raise ``BadInput`` with the rows where the mask ``bad`` (Arrow or NumPy, one per row) is true."""
        mask = np.asarray(pc.fill_null(bad, False) if isinstance(bad, pa.Array) else bad, dtype=bool)
        hits = np.flatnonzero(mask)
        shown = tuple(int(i) + rows.start + 1 for i in hits[:SHOWN_ROWS])
        where = Where(column=self.options.column, rows=shown, count=len(hits))
        raise BadInput(code, where, technique=self.info.name, **facts)

    def promised(self, kind: str, **params: object) -> tuple[Check, ...]:
        """A promise on the output column, and ``not_null`` where missing cells are refused."""
        return (Check(kind, (self.options.column,), dict(params), f"technique:{self.info.name}"), *self.not_null())

    def not_null(self) -> tuple[Check, ...]:
        """The promise that follows from the null rule alone."""
        if self.options.nulls is NullRule.KEEP:
            return ()
        return (Check("not_null", (self.options.column,), {}, f"technique:{self.info.name}"),)


class ColumnTechnique(OwnColumn):
    """A technique that needs to know nothing of the whole table. A subclass sets :meth:`change`."""

    def apply(self, batch: pa.RecordBatch, state: Any, rows: Rows) -> pa.RecordBatch:
        """The column, changed."""
        del state
        return self._guarded(self.change, batch, rows)

    @abstractmethod
    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The new cells of ``array``, the technique's own column of ``batch``; a null stays one."""


def nfc(array: pa.Array) -> pa.Array:
    """The texts in NFC, and nothing behind a null; the array itself where that is plain to see, which is soon seen."""
    from pseudo.kernels.arrow import string_layout
    from pseudo.kernels.text import is_plainly_nfc

    return array if is_plainly_nfc(*string_layout(array)) else pc.utf8_normalize(array, form="NFC")


def on_distinct(array: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """``change`` on the distinct values only (a null is none of them), spread over the rows again."""
    encoded = array.dictionary_encode()
    return change(encoded.dictionary).take(encoded.indices)


def on_repeated(array: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """``change`` of each row or, where values repeat so much that it pays, of each value once; for a fast ``change``.

    A dictionary array gives a dictionary array: of the values that its rows hold only, and in the rows' order.
    """
    from pseudo.kernels.arrow import in_row_order, repeated

    if pa.types.is_dictionary(array.type):
        coded = in_row_order(array)
        return pa.DictionaryArray.from_arrays(coded.indices, change(coded.dictionary), safe=False)  # bounds are known
    found = repeated(array)
    return change(array) if found is None else change(found.dictionary).take(found.indices)
