"""Persons kept back from learning, so that a synthesizer can be attacked with people that it has not seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.entropy import seeded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from pseudo.model import TableFacts
    from pseudo.table.source import Source

__all__ = ["Part", "hold_back"]

BATCH_ROWS = 65_536


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
        import pyarrow as pa

        start = 0
        for batch in self._source.batches(columns, rows):
            yield batch.filter(pa.array(self._kept[start : start + batch.num_rows]))
            start += batch.num_rows

    def mac(self, key: bytes) -> str:
        """The whole source's: what is read is all of it."""
        return self._source.mac(key)


def hold_back(source: Source, subject: str | None, share: float, seed: int) -> tuple[Part, Part]:
    """Split a table by persons, or by rows where no column tells persons apart.

    Parameters
    ----------
    source : Source
        Its subject column alone is read, or its first.
    subject : str or None
    share : float
        Share of the persons to keep back, above 0 and below 1, rounded down.
    seed : int

    Returns
    -------
    learned, held : Part
        All rows of a person are in one of them; rows without a subject are taken for one person's.

    Raises
    ------
    ValueError
        Where ``share`` is not between 0 and 1.
    """
    import numpy as np

    from pseudo.table import dense_codes

    if not 0 < share < 1:
        raise ValueError("the share to keep back is above 0 and below 1")
    column = subject or source.schema.names[0]
    codes = dense_codes(source.batches([column]), [column])
    persons = codes.codes[:, 0] if subject else np.arange(len(codes.codes))
    count = int(persons.max(initial=-1)) + 1
    drawn = seeded(seed, "synth/holdout").permutation(count)[: int(share * count)]
    held = np.zeros(count, np.bool_)
    held[drawn] = True
    mask = held[persons] if count else np.zeros(0, np.bool_)
    return Part(source, ~mask), Part(source, mask)
