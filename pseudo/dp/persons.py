"""Rows by person: whose they are, and which of each person's are looked at.

Which rows of a person are kept hangs on that person's rows alone. That is what lets a bound on a person's rows be a bound on what the
person changes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput, Where

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["digests", "first_of_each", "refuse_missing"]


def digests(subject: pa.StringArray, start: int) -> NDArray[np.uint64]:
    """128 bits of BLAKE2b of each row's subject, shape (len(subject), 2): two subjects of a table never meet.

    Parameters
    ----------
    subject : pa.StringArray
    start : int
        Number of the first row in the table, from 0, for the error.

    Raises
    ------
    BadInput
        ``dp.subject-missing``: rows without a subject.
    """
    refuse_missing(subject, start)
    coded = subject.dictionary_encode()
    names = coded.dictionary.cast(pa.binary()).to_pylist()
    words = b"".join(hashlib.blake2b(name or b"", digest_size=16).digest() for name in names)
    found = np.frombuffer(words, np.uint64).reshape(-1, 2)
    return np.asarray(found[np.asarray(coded.indices)])


def refuse_missing(subject: pa.StringArray, start: int) -> None:
    """Refuse rows without a subject (``dp.subject-missing``); ``start`` is the number of the first row in the table, from 0."""
    if subject.null_count:
        missing = np.flatnonzero(np.asarray(pc.is_null(subject)))
        rows = [start + int(row) + 1 for row in missing[:8]]
        raise BadInput("dp.subject-missing", Where(rows=rows, count=len(missing)))


def first_of_each(people: NDArray[np.generic], order: NDArray[np.generic], most: int) -> NDArray[np.int64]:
    """Indexes of the ``most`` rows of each person that come first by ``order``; O(n log n).

    Parameters
    ----------
    people : array, shape (n,) or (n, w)
        Who each row is of.
    order : array, shape (n,)
    most : int

    Returns
    -------
    int64 array
        Persons together, each one's rows in order.
    """
    columns = people if people.ndim == 2 else people[:, None]
    rows = np.lexsort((order, *columns.T[::-1]))
    sorted_people = columns[rows]
    begins = np.ones(len(rows), bool)
    begins[1:] = (sorted_people[1:] != sorted_people[:-1]).any(axis=1)
    position = np.arange(len(rows))
    rank = position - np.maximum.accumulate(np.where(begins, position, 0))
    kept: NDArray[np.int64] = rows[rank < most]
    return kept
