"""Persons kept back from learning, so that a synthesizer can be attacked with people that it has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pseudo.table.source import BATCH_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from pseudo.model import TableFacts
    from pseudo.table.source import Source

__all__ = ["Part", "hold_back"]


class Part:
    """Some rows of a source, as a source of its own.

    Parameters
    ----------
    source : Source
    kept : bool array, shape (n,)
        The rows that it has.
    """

    def __init__(self, source: Source, kept: NDArray[np.bool_]) -> None:
        self._source, self._kept = source, kept

    @property
    def facts(self) -> TableFacts:
        """The source's."""
        return self._source.facts

    @property
    def schema(self) -> pa.Schema:
        """The source's."""
        return self._source.schema

    def batches(self, columns: list[str] | None = None, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
        """The source's batches without the other rows."""
        start = 0
        for batch in self._source.batches(columns, rows):
            yield batch.filter(pa.array(self._kept[start : start + batch.num_rows]))
            start += batch.num_rows

    def mac(self, key: bytes) -> str:
        """The whole source's: what is read is all of it."""
        return self._source.mac(key)


def hold_back(source: Source, subject: str | None, share: float, seed: int) -> tuple[Part, Part]:
    """Split a table by persons, or by rows where no column tells persons apart.

    Which side a person is on hangs on the person's own identifier and the seed, and on nobody else: a table with one person more has
    all others where they were, so that what is private for each person of the learned part is private for each person of the table.

    Parameters
    ----------
    source : Source
        Its subject column alone is read, or its first.
    subject : str or None
    share : float
        Probability, above 0 and below 1, with which a person is kept back.
    seed : int

    Returns
    -------
    learned, held : Part
        All rows of a person are in one of them; rows without a subject are learned from.

    Raises
    ------
    ValueError
        Where ``share`` is not between 0 and 1.
    """
    import numpy as np

    from pseudo.entropy import seeded
    from pseudo.techniques.draws import row_draws, text_draws, unit

    if not 0 < share < 1:
        raise ValueError("the share to keep back is above 0 and below 1")
    key = seeded(seed, "synth/holdout").bytes(32)
    marks, start = [np.zeros(0, np.bool_)], 0
    for batch in source.batches([subject or source.schema.names[0]]):
        texts = batch.column(0).cast(pa.string())
        draws = text_draws(key, texts) if subject else row_draws(key, start, len(batch))
        marks.append(
            (unit(draws[:, 0]) < share) & (texts.is_valid().to_numpy(zero_copy_only=False) | (subject is None))
        )
        start += batch.num_rows
    held = np.concatenate(marks)
    return Part(source, ~held), Part(source, held)
