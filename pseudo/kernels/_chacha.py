"""ChaCha20's block function (RFC 8439, 2.3) for sixteen rows at once, one in each lane of the processor's vectors.

A row has a nonce of its own, so its words hang on key, stream and row alone: no batch, thread or order changes them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types

from pseudo.kernels._vector_ir import (
    I32,
    I64,
    Emitted,
    array_starts,
    called_in_kernels,
    constant,
    function,
    spread,
    store,
)

__all__ = ["LANES", "WORDS", "chacha_blocks", "place_of", "set_word", "word_at_place"]

LANES, WORDS = 16, 16
CONSTANTS = (0x61707865, 0x3320646E, 0x79622D32, 0x6B206574)
KIND = ir.VectorType(I32, LANES)
QUARTERS = (
    ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)),
    ((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)),
)
"""The columns and the diagonals of a double round (2.3)."""
ROTATIONS = ((0, 1, 3, 16), (2, 3, 1, 12), (0, 1, 3, 8), (2, 3, 1, 7))
"""Of a quarter round (2.1): places of a += b; d ^= a; d <<<= n."""
DOUBLE_ROUNDS = 10


def _blocks(typing_context: Any, place: Any, key: Any, counter: Any, row: Any, stream: Any, out: Any) -> Emitted:  # noqa: ARG001 (Numba's form)
    """Write block ``counter`` of the rows ``row`` to ``row + 15``, a word of all rows after the other (for kernels).

    ``key`` and ``out`` are numbers of words behind ``place``.
    """

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:  # noqa: ARG001 (same)
        place, key, counter, row, stream, out = arguments
        start = _start(builder, _pointer(builder, place, key), counter, row, stream)
        state, target = _rounds(builder, start), _pointer(builder, place, out)
        for word, (value, before) in enumerate(zip(state, start, strict=True)):
            store(builder, builder.add(value, before), target, word)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.uint32, types.uint64, types.uint32, types.int64), emit


def _place(typing_context: Any, words: Any) -> Emitted:  # noqa: ARG001 (same)
    """Where the words lie: a number, as a call that takes an array counts its references. Who uses it keeps the array alive."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        (start,) = array_starts(context, builder, signature, arguments)
        return builder.ptrtoint(start, I64)

    return types.int64(words), emit


def _word(typing_context: Any, place: Any, at: Any) -> Emitted:  # noqa: ARG001 (same)
    """The word ``at`` behind a place."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:  # noqa: ARG001 (same)
        return builder.load(_pointer(builder, *arguments))

    return types.uint32(types.int64, types.int64), emit


def _set(typing_context: Any, place: Any, at: Any, word: Any) -> Emitted:  # noqa: ARG001 (same)
    """Write the word ``at`` behind a place."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:  # noqa: ARG001 (same)
        builder.store(arguments[2], _pointer(builder, *arguments[:2]))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.uint32), emit


def _plain_set(words: Any, at: Any, word: Any) -> None:
    words[at] = word


def _pointer(builder: ir.IRBuilder, place: ir.Value, at: ir.Value) -> ir.Value:
    return builder.gep(builder.inttoptr(place, I32.as_pointer()), [at])


def _start(builder: ir.IRBuilder, key: ir.Value, counter: ir.Value, row: ir.Value, stream: ir.Value) -> list[ir.Value]:
    """The state before the rounds (2.3): constants, key, counter, and as the nonce the row's two words and the stream."""
    words = [constant(KIND, word) for word in CONSTANTS]
    words += [spread(builder, builder.load(builder.gep(key, [I32(word)])), KIND) for word in range(8)]
    wide = ir.VectorType(row.type, LANES)
    rows = builder.add(spread(builder, row, wide), constant(wide, list(range(LANES))))
    low, high = builder.trunc(rows, KIND), builder.trunc(builder.lshr(rows, constant(wide, 32)), KIND)
    return [*words, spread(builder, counter, KIND), low, high, spread(builder, stream, KIND)]


def _rounds(builder: ir.IRBuilder, start: list[ir.Value]) -> list[ir.Value]:
    """Twenty rounds."""
    state, turn = list(start), function(builder, f"llvm.fshl.v{LANES}i32", KIND, KIND, KIND, KIND)
    for _ in range(DOUBLE_ROUNDS):
        for quarters in QUARTERS:
            for places in quarters:
                for a, b, d, count in ROTATIONS:
                    x, y, z = places[a], places[b], places[d]
                    state[x] = builder.add(state[x], state[y])
                    changed = builder.xor(state[z], state[x])
                    state[z] = builder.call(turn, [changed, changed, constant(KIND, count)])
    return state


def _plain_blocks(words: Any, key: Any, counter: Any, row: Any, stream: Any, out: Any) -> None:
    """The same without a compiler, where a place is the array itself."""
    rows = np.arange(LANES, dtype=np.uint64) + np.uint64(row)
    start = np.empty((WORDS, LANES), np.uint32)
    start[:4], start[4:12] = np.array(CONSTANTS, np.uint32)[:, None], words[key : key + 8, None]
    start[12], start[13], start[14], start[15] = counter, rows & np.uint64(0xFFFFFFFF), rows >> np.uint64(32), stream
    state = start.copy()
    for _ in range(DOUBLE_ROUNDS):
        for quarters in QUARTERS:
            for places in quarters:
                for a, b, d, count in ROTATIONS:
                    x, y, z = places[a], places[b], places[d]
                    state[x] += state[y]
                    changed = state[z] ^ state[x]
                    state[z] = (changed << np.uint32(count)) | (changed >> np.uint32(32 - count))
    words[out : out + WORDS * LANES] = (state + start).reshape(-1)


settings: Any = numba.config
chacha_blocks: Any = _plain_blocks if settings.DISABLE_JIT else called_in_kernels(_blocks)
place_of: Any = (lambda words: words) if settings.DISABLE_JIT else called_in_kernels(_place)
set_word: Any = _plain_set if settings.DISABLE_JIT else called_in_kernels(_set)
word_at_place: Any = (lambda words, at: words[at]) if settings.DISABLE_JIT else called_in_kernels(_word)
