"""Between pyarrow's string arrays and the arrays that kernels take. The only kernel module that imports pyarrow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from pseudo.kernels._layout import Bytes, Offsets, Valid, read_only, text_layout

__all__ = [
    "fixed_binary_array",
    "fixed_hex_array",
    "in_row_order",
    "repeated",
    "string_array",
    "string_layout",
    "validity",
]

LARGEST_INT32 = 2**31 - 1


def validity(array: pa.Array[Any]) -> Valid:
    """One flag a row, False for null, of any array that has a validity bitmap (sliced or not); shape (n,)."""
    if array.null_count == 0:
        return np.ones(len(array), np.bool_)
    buffers: list[Any] = array.buffers()
    bitmap = np.frombuffer(buffers[0], np.uint8)
    first = array.offset // 8
    bits = np.unpackbits(bitmap[first : (array.offset + len(array) + 7) // 8], bitorder="little")
    return bits[array.offset - 8 * first :][: len(array)].view(np.bool_)


def string_layout(array: pa.StringArray | pa.LargeStringArray) -> tuple[Offsets, Bytes, Valid]:
    """Give the buffers of a string array, read-only and not copied.

    Parameters
    ----------
    array : pyarrow.StringArray or pyarrow.LargeStringArray
        Sliced arrays too: the offsets then start where the slice does.

    Returns
    -------
    offsets : int32 or int64 array of shape (n + 1,)
    data : uint8 array
        The bytes of the whole buffer; a slice's neighbours are in it.
    valid : bool array of shape (n,)

    Raises
    ------
    TypeError
        For any other type; the message names the type.
    """
    if pa.types.is_string(array.type):
        width: Any = np.int32
    elif pa.types.is_large_string(array.type):
        width = np.int64
    else:
        raise TypeError(f"a string array is needed, not {array.type}")
    buffers: list[Any] = array.buffers()
    _, starts, content = buffers
    # An empty array may come without buffers.
    offsets = np.frombuffer(starts, width)[array.offset :][: len(array) + 1] if len(array) else np.zeros(1, width)
    data = np.frombuffer(content, np.uint8) if content is not None else np.empty(0, np.uint8)
    return read_only(offsets), read_only(data), validity(array)


def string_array(offsets: Offsets, data: Bytes, valid: Valid) -> pa.StringArray:
    """Make a string array over the given rows, and of nothing beside them.

    Parameters
    ----------
    offsets : int32 or int64 array of shape (n + 1,)
        Narrowed to int32, which a batch's text fits.
    data : uint8 array
        UTF-8 of all rows. What stands before the first and after the last row is left out.
    valid : bool array of shape (n,)
        False for null. Null rows must be empty: bytes behind a null would travel with an Arrow file, unseen.

    Raises
    ------
    ValueError
        Where the layout is not sound, a null row holds bytes, or the text is larger than 2 GiB.
    """
    offsets, data, valid = text_layout(offsets, data, valid)
    first, last = int(offsets[0]), int(offsets[-1])
    if last - first > LARGEST_INT32:
        raise ValueError("the text of one batch is larger than 2 GiB")
    if bool((np.diff(offsets)[~valid] != 0).any()):
        raise ValueError("a null row holds bytes")
    narrow = (offsets - first).astype(np.int32, copy=False)
    bitmap = None if valid.all() else _buffer(np.packbits(valid, bitorder="little"))
    return pa.StringArray.from_buffers(len(valid), _buffer(narrow), _buffer(data[first:last]), bitmap)


def fixed_hex_array(characters: Bytes, valid: Valid) -> pa.StringArray:
    """Make a string array of ASCII rows that all have one length, such as tokens in hexadecimal.

    Parameters
    ----------
    characters : uint8 array of shape (n, width)
        ASCII codes. What stands in null rows is left out.
    valid : bool array of shape (n,)
        False for null.
    """
    rows, width = characters.shape
    if valid.shape == (rows,) and valid.all() and rows * width <= LARGEST_INT32:  # sound by its shape alone
        starts = np.arange(rows + 1, dtype=np.int32) * np.int32(width)
        return pa.StringArray.from_buffers(rows, _buffer(starts), _buffer(np.ascontiguousarray(characters).reshape(-1)))
    offsets = np.zeros(rows + 1, np.int64)
    np.cumsum(valid, out=offsets[1:])
    return string_array(offsets * width, np.ascontiguousarray(characters[valid]).reshape(-1), valid)


def fixed_binary_array(rows: Bytes, valid: Valid) -> pa.FixedSizeBinaryArray:
    """Make an array of rows of bytes that all have one length.

    Parameters
    ----------
    rows : uint8 array of shape (n, width)
        The bytes; zeros stand under null rows, whatever is given for them.
    valid : bool array of shape (n,)
        False for null.
    """
    if valid.shape != rows.shape[:1]:
        raise ValueError(f"validity of shape {valid.shape} for rows of shape {rows.shape}")
    data = np.where(valid[:, None], rows, 0).astype(np.uint8)
    bitmap = None if valid.all() else _buffer(np.packbits(valid, bitorder="little"))
    return pa.Array.from_buffers(pa.binary(rows.shape[1]), len(rows), [bitmap, _buffer(data.reshape(-1))])


def repeated(array: pa.StringArray) -> pa.DictionaryArray | None:
    """The rows over a dictionary of their distinct values, where values repeat so much that this pays; else None.

    The dictionary is in the order of the rows, has no null, and may hold a value more than once.
    """
    from pseudo.kernels._hmac import compiled

    if compiled(len(array)) is None:
        return None
    from pseudo.kernels.distinct import repeated_rows

    found = repeated_rows(*string_layout(array))
    if found is None:
        return None
    numbers, firsts = found
    return pa.DictionaryArray.from_arrays(_codes(numbers, array.null_count), array.take(pa.array(firsts)), safe=False)


def in_row_order(array: pa.DictionaryArray) -> pa.DictionaryArray:
    """The same rows over a dictionary of the values that they hold, in the order in which they first do.

    A dictionary may be sorted, and hold values of rows that are not there any more: neither may reach an output.
    """
    from pseudo.kernels._hmac import compiled

    indices = array.indices.cast(pa.int32())
    if compiled(len(array)) is None or array.dictionary.null_count:
        return array.dictionary_decode().dictionary_encode()
    from pseudo.kernels.distinct import first_seen

    codes = np.frombuffer(indices.buffers()[1], np.int32)[indices.offset :][: len(indices)]
    numbers, used = first_seen(read_only(codes), validity(indices), len(array.dictionary))
    if numbers.base is codes.base and len(used) == len(array.dictionary):
        return pa.DictionaryArray.from_arrays(indices, array.dictionary, safe=False)
    return pa.DictionaryArray.from_arrays(
        _codes(numbers, array.null_count), array.dictionary.take(pa.array(used)), safe=False
    )


def _codes(numbers: Any, null_count: int) -> pa.Array:
    return pa.array(numbers, mask=numbers < 0 if null_count else None)


def _buffer(array: Any) -> pa.Buffer:  # Any: pyarrow's stubs do not know that a NumPy array is a buffer
    return pa.py_buffer(array)
