"""SHA-256 of two messages in turn by x86-64's own instructions for it (the SHA extensions).

With one message the processor would wait for every result; more than two do not fit its registers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from llvmlite import ir

from pseudo.kernels._sha2_message import padded_pieces
from pseudo.kernels._sha2_standard import SHA256
from pseudo.kernels._vector_ir import (
    I32,
    I64,
    constant,
    function,
    load,
    processor_features,
    shuffled,
    spread,
    store,
    swapped,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from pseudo.kernels._sha2_message import Block

__all__ = ["Streams"]

WORDS = ir.VectorType(I32, 4)
PAIR = ir.VectorType(I64, 2)
ORDER = [5, 4, 1, 0, 7, 6, 3, 2]
"""Of a state's words in two registers, as the instructions want them: f e b a and h g d c, the first one lowest."""

State = tuple[ir.Value, ir.Value]


class Streams:
    """The compression of SHA-256, message by message, their instructions interleaved."""

    sha = SHA256
    rows = 2

    def laid(self, words: NDArray[Any]) -> NDArray[Any]:
        """The state that has the same eight ``words`` for all messages."""
        return np.tile(words[ORDER], self.rows)

    def absorb(self, builder: ir.IRBuilder, old: ir.Value, block: Block, new: ir.Value) -> None:
        """Compress one block of every message into its state; a message that has ended keeps it."""
        _clean_registers(builder)
        messages = []
        for row in range(self.rows):
            pieces = padded_pieces(builder, block, row, SHA256, 16)
            words = [swapped(builder, builder.bitcast(piece, WORDS)) for piece in pieces]
            bits = load(builder, block.bits, I64, row)
            turned = builder.or_(builder.shl(bits, I64(32)), builder.lshr(bits, I64(32)))
            pair = builder.insert_element(constant(PAIR, 0), turned, I32(1))
            words[3] = builder.or_(words[3], builder.bitcast(pair, WORDS))
            messages.append(words)
        before = self._states(builder, old)
        for row, after in enumerate(_compressed(builder, before, messages)):
            counted = spread(builder, block.counted(builder, SHA256, I64, row), ir.VectorType(ir.IntType(1), 4))
            for half in range(2):
                store(builder, builder.select(counted, after[half], before[row][half]), new, 2 * row + half)

    def finish(self, builder: ir.IRBuilder, state: ir.Value, outer: ir.Value, digests: ir.Value) -> None:
        """The digests of the messages that are the inner digests in ``state``, after the key's block: big-endian, row by row."""
        _clean_registers(builder)
        padding = [constant(WORDS, [1 << 31, 0, 0, 0]), constant(WORDS, [0, 0, 0, 8 * (64 + 32)])]
        messages = [[*_in_order(builder, inner), *padding] for inner in self._states(builder, state)]
        for row, done in enumerate(_compressed(builder, self._states(builder, outer), messages)):
            for half, words in enumerate(_in_order(builder, done)):
                store(builder, swapped(builder, words), digests, 2 * row + half)

    def _states(self, builder: ir.IRBuilder, place: ir.Value) -> list[State]:
        halves = [load(builder, place, WORDS, at) for at in range(2 * self.rows)]
        return list(zip(halves[::2], halves[1::2], strict=True))


def _clean_registers(builder: ir.IRBuilder) -> None:
    """Clear the upper halves of wide registers, which SHA's instructions do not know.

    Some processors keep them at the cost of microseconds an instruction. From here on, vectors have 128 bits only.
    """
    if "avx" in processor_features():
        builder.call(function(builder, "llvm.x86.avx.vzeroupper", ir.VoidType()), [])


def _four_rounds(builder: ir.IRBuilder, state: State, words: ir.Value, t: int) -> State:
    rounds = function(builder, "llvm.x86.sha256rnds2", WORDS, WORDS, WORDS, WORDS)
    keyed = builder.add(words, constant(WORDS, SHA256.constants[t : t + 4]))
    first, second = state
    second = builder.call(rounds, [second, first, keyed])
    first = builder.call(rounds, [first, second, shuffled(builder, keyed, keyed, [2, 3, 2, 3])])
    return first, second


def _next_words(builder: ir.IRBuilder, words: Sequence[ir.Value]) -> ir.Value:
    """Four words of the schedule from the sixteen before them."""
    early, late = (function(builder, f"llvm.x86.sha256msg{number}", WORDS, WORDS, WORDS) for number in (1, 2))
    started = builder.add(
        builder.call(early, [words[0], words[1]]), shuffled(builder, words[2], words[3], [1, 2, 3, 4])
    )
    return builder.call(late, [started, words[3]])


def _compressed(builder: ir.IRBuilder, before: list[State], messages: list[list[ir.Value]]) -> list[State]:
    """FIPS 180-4, 6.2.2: four rounds of each message in turn."""
    states = list(before)
    for t in range(0, 64, 4):
        for row, words in enumerate(messages):
            if t >= 16:
                words[:] = [*words[1:], _next_words(builder, words)]
            states[row] = _four_rounds(builder, states[row], words[min(t // 4, 3)], t)
    return [(builder.add(old[0], new[0]), builder.add(old[1], new[1])) for old, new in zip(before, states, strict=True)]


def _in_order(builder: ir.IRBuilder, state: State) -> list[ir.Value]:
    """A state's words a to d, and e to h."""
    return [shuffled(builder, *state, order) for order in ([3, 2, 7, 6], [1, 0, 5, 4])]
