"""ChaCha20's block function (RFC 8439, 2.3) for sixteen rows at once, one in each lane of the processor's vectors.

A row has a nonce of its own, so its words hang on key, stream and row alone: no batch, thread or order changes them.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba.core import types

from pseudo.kernels._vector_ir import I32, Emitted, array_starts, called_in_kernels, constant, function, spread, store

__all__ = ["LANES", "WORDS", "chacha_blocks"]

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


def _emitted(typing_context: Any, key: Any, counter: Any, row: Any, stream: Any, out: Any) -> Emitted:  # noqa: ARG001 (Numba's form)
    """Write block ``counter`` of the rows ``row`` to ``row + 15``, a word of all rows after the other (for kernels)."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        key_start, out_start = array_starts(context, builder, signature, arguments)
        start = _start(builder, key_start, *arguments[1:4])
        state = _rounds(builder, start)
        for word, (value, before) in enumerate(zip(state, start, strict=True)):
            store(builder, builder.add(value, before), out_start, word)
        return context.get_dummy_value()

    return types.void(key, types.uint32, types.uint64, types.uint32, out), emit


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


def _plainly(key: Any, counter: Any, row: Any, stream: Any, out: Any) -> None:
    """The same without a compiler."""
    rows = np.arange(LANES, dtype=np.uint64) + np.uint64(row)
    start = np.empty((WORDS, LANES), np.uint32)
    start[:4], start[4:12] = np.array(CONSTANTS, np.uint32)[:, None], np.asarray(key, np.uint32)[:, None]
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
    out[:] = (state + start).reshape(-1)


settings: Any = numba.config
chacha_blocks: Any = _plainly if settings.DISABLE_JIT else called_in_kernels(_emitted)
