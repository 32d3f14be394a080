"""Slices, nulls and empty arrays through the adapter and back."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from pseudo.kernels.arrow import fixed_hex_array, string_array, string_layout, validity

ROWS = ["홍길동", None, "", "abc", None, "😀", "z", None, "0123456789", "끝"] * 3


def rows_of(offsets: np.ndarray, data: np.ndarray, valid: np.ndarray) -> list[str | None]:
    pieces = [data[offsets[row] : offsets[row + 1]].tobytes().decode() for row in range(valid.size)]
    return [piece if known else None for piece, known in zip(pieces, valid, strict=True)]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@pytest.mark.parametrize("start", [0, 1, 7, 8, 9, 17, 30])
@pytest.mark.parametrize("length", [0, 1, 8, 30])
def test_slices_and_nulls(kind, start, length):
    array = pa.array(ROWS, kind).slice(start, length)
    assert rows_of(*string_layout(array)) == array.to_pylist()
    assert validity(array).tolist() == array.is_valid().to_pylist()


def test_the_data_is_not_copied():
    array = pa.array(ROWS)
    offsets, data, _ = string_layout(array.slice(3))
    _, starts, content = array.buffers()
    assert data.ctypes.data == content.address
    assert offsets.ctypes.data == starts.address + 3 * 4
    assert not data.flags.writeable


def test_the_layout_keeps_its_buffers_alive():
    offsets, data, valid = string_layout(pa.array([str(row) * 50 for row in range(1000)]))
    pa.array(["x" * 100_000])  # would reuse freed memory
    assert rows_of(offsets, data, valid)[999] == "999" * 50


@pytest.mark.parametrize("array", [pa.array([], pa.string()), pa.nulls(0, pa.string()), pa.array(ROWS)[5:5]])
def test_no_row(array):
    offsets, data, valid = string_layout(array)
    assert (offsets.size, valid.size) == (1, 0)
    assert len(string_array(np.zeros(1, np.int32), data, valid)) == 0


def test_only_nulls():
    offsets, data, valid = string_layout(pa.nulls(3, pa.string()))
    assert rows_of(offsets, data, valid) == [None] * 3


@pytest.mark.parametrize("kind", [np.int32, np.int64])
def test_back_to_an_array(kind):
    array = string_array(
        np.array([0, 3, 3, 9], kind), np.frombuffer("abc가나".encode(), np.uint8), np.array([True, False, True])
    )
    array.validate(full=True)
    assert array.type == pa.string()
    assert array.to_pylist() == ["abc", None, "가나"]
    assert string_array(*string_layout(array)).equals(array)


def test_neighbours_of_a_slice_do_not_travel_with_it():
    array = string_array(*string_layout(pa.array(["secret", "a", "bc", "secret"])[1:3]))
    array.validate(full=True)
    assert array.to_pylist() == ["a", "bc"]
    assert array.buffers()[2].to_pybytes() == b"abc"


def test_bytes_behind_a_null_are_refused():
    with pytest.raises(ValueError, match="null row"):
        string_array(np.array([0, 3], np.int32), np.frombuffer(b"abc", np.uint8), np.array([False]))


def test_fixed_width_rows_leave_out_what_stands_at_nulls():
    characters = np.frombuffer(b"00112233", np.uint8).reshape(4, 2)
    array = fixed_hex_array(characters, np.array([True, False, True, False]))
    array.validate(full=True)
    assert array.to_pylist() == ["00", None, "22", None]
    assert array.buffers()[2].to_pybytes() == b"0022"
    assert fixed_hex_array(characters, np.ones(4, np.bool_)).to_pylist() == ["00", "11", "22", "33"]
    assert len(fixed_hex_array(characters[:0], np.ones(0, np.bool_))) == 0


@pytest.mark.parametrize("array", [pa.array([1]), pa.array([b"x"]), pa.array(["x"]).dictionary_encode()])
def test_another_type_is_refused(array):
    with pytest.raises(TypeError, match="string array"):
        string_layout(array)
