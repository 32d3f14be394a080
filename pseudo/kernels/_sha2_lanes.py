"""SHA-256 or SHA-512 of several messages at once, one in each lane of the processor's vectors.

The number of lanes decides speed and never the result. A state is eight vectors, each holding one word of every message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils as _cgutils

from pseudo.kernels._sha2_message import padded_pieces
from pseudo.kernels._vector_ir import I64, constant, load, shuffled, spread, store, swapped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pseudo.kernels._sha2_message import Block
    from pseudo.kernels._sha2_standard import Sha2

__all__ = ["Lanes"]

cgutils: Any = _cgutils  # half of it has types

CHUNK_BITS = 128  # shuffles within a chunk of a wide register cost less than across


class _Functions:
    """The operations of FIPS 180-4 (3.2, 4.1.2 and 4.1.3) on vectors of words, emitted by a builder."""

    def __init__(self, builder: ir.IRBuilder, sha: Sha2, kind: ir.VectorType) -> None:
        self.builder, self.sha, self.kind = builder, sha, kind

    def all(self, word: int) -> ir.Value:
        return constant(self.kind, word)

    def add(self, first: ir.Value, *others: ir.Value) -> ir.Value:
        for other in others:
            first = self.builder.add(first, other)
        return first

    def xor(self, first: ir.Value, *others: ir.Value) -> ir.Value:
        for other in others:
            first = self.builder.xor(first, other)
        return first

    def right(self, word: ir.Value, count: int) -> ir.Value:
        return self.builder.lshr(word, self.all(count))

    def rotated(self, word: ir.Value, count: int) -> ir.Value:
        left = self.builder.shl(word, self.all(self.sha.word_bits - count))
        return self.builder.or_(self.right(word, count), left)

    def choice(self, e: ir.Value, f: ir.Value, g: ir.Value) -> ir.Value:
        return self.xor(g, self.builder.and_(e, self.xor(f, g)))

    def majority(self, a: ir.Value, b: ir.Value, c: ir.Value) -> ir.Value:
        return self.xor(b, self.builder.and_(self.xor(a, b), self.xor(b, c)))

    def sum(self, number: int, word: ir.Value) -> ir.Value:
        return self.xor(*(self.rotated(word, count) for count in self.sha.sums[number]))

    def small(self, number: int, word: ir.Value) -> ir.Value:
        first, second, shift = self.sha.smalls[number]
        return self.xor(self.rotated(word, first), self.rotated(word, second), self.right(word, shift))

    def round(self, state: Sequence[ir.Value], keyed: ir.Value) -> list[ir.Value]:
        """One round (6.2.2 and 6.4.2, step 3); ``keyed`` is the round's word and its constant together."""
        a, b, c, d, e, f, g, h = state
        first = self.add(keyed, h, self.choice(e, f, g), self.sum(1, e))
        second = self.add(self.sum(0, a), self.majority(a, b, c))
        return [self.add(first, second), a, b, c, self.add(d, first), e, f, g]

    def compressed(self, before: Sequence[ir.Value], message: Sequence[ir.Value]) -> list[ir.Value]:
        """All rounds: the first sixteen, then a loop over the others in sixteens, whose words replace those before them.

        Written out one by one, they are no faster and take the compiler several times as long.
        """
        builder, constants = self.builder, self.sha.constants
        state = list(before)
        for word, constant_of_round in zip(message, constants, strict=False):
            state = self.round(state, self.add(word, self.all(constant_of_round)))
        held = [cgutils.alloca_once_value(builder, value) for value in (*state, *message)]
        word = self.kind.element
        listed = ir.Constant(ir.ArrayType(word, len(constants) - 16), [ir.Constant(word, k) for k in constants[16:]])
        table = builder.bitcast(cgutils.global_constant(builder, "round_constants", listed), word.as_pointer())
        with cgutils.for_range(builder, I64(len(constants) // 16 - 1)) as sixteen:
            values = [builder.load(place) for place in held]
            state, words = values[:8], values[8:]
            for t in range(16):
                late, early = self.small(1, words[t - 2]), self.small(0, words[(t + 1) % 16])
                words[t] = self.add(words[t], early, words[(t + 9) % 16], late)
                place = builder.add(builder.mul(sixteen.index, I64(16)), I64(t))
                constant_of_round = spread(builder, builder.load(builder.gep(table, [place])), self.kind)
                state = self.round(state, self.add(words[t], constant_of_round))
            for value, place in zip((*state, *words), held, strict=True):
                builder.store(value, place)
        return [self.add(old, builder.load(place)) for old, place in zip(before, held, strict=False)]


class Lanes:
    """The compression of ``sha`` in registers of ``register_bits``."""

    def __init__(self, sha: Sha2, register_bits: int) -> None:
        self.sha = sha
        self.rows = register_bits // sha.word_bits
        self.kind = ir.VectorType(ir.IntType(sha.word_bits), self.rows)
        self._chunk = CHUNK_BITS // sha.word_bits

    def laid(self, words: NDArray[Any]) -> NDArray[Any]:
        """The state that has the same eight ``words`` for all messages."""
        return np.repeat(words, self.rows)

    def absorb(self, builder: ir.IRBuilder, old: ir.Value, block: Block, new: ir.Value) -> None:
        """Compress one block of every message into its state; a message that has ended keeps it."""
        on = _Functions(builder, self.sha, self.kind)
        register_bytes = self.rows * self.sha.word_bits // 8
        rows = [padded_pieces(builder, block, row, self.sha, register_bytes) for row in range(self.rows)]
        words: list[ir.Value] = []
        for pieces in zip(*rows, strict=True):
            words += self._transposed(builder, [builder.bitcast(piece, self.kind) for piece in pieces])
        words = [swapped(builder, word) for word in words]
        wide = ir.VectorType(I64, self.rows)
        bits = load(builder, block.bits, wide)
        if self.sha.word_bits == 32:
            words[14] = builder.or_(words[14], builder.trunc(builder.lshr(bits, constant(wide, 32)), self.kind))
            bits = builder.trunc(bits, self.kind)
        words[15] = builder.or_(words[15], bits)
        before = [load(builder, old, self.kind, t) for t in range(8)]
        counted = block.counted(builder, self.sha, wide)
        for t, after in enumerate(on.compressed(before, words)):
            store(builder, builder.select(counted, after, before[t]), new, t)

    def finish(self, builder: ir.IRBuilder, state: ir.Value, outer: ir.Value, digests: ir.Value) -> None:
        """The digests of the messages that are the inner digests in ``state``, after the key's block: big-endian, row by row."""
        on = _Functions(builder, self.sha, self.kind)
        inner, key = ([load(builder, place, self.kind, t) for t in range(8)] for place in (state, outer))
        padding = [1 << self.sha.word_bits - 1, *[0] * 6, self.sha.block_bytes * 8 + self.sha.word_bits * 8]
        done = on.compressed(key, [*inner, *map(on.all, padding)])
        done = [swapped(builder, word) for word in done]
        size = self._chunk
        for part in range(8 // size):
            for k, column in enumerate(self._in_chunks(builder, done[size * part : size * (part + 1)])):
                for chunk in range(self.rows // size):
                    words = shuffled(builder, column, column, range(size * chunk, size * (chunk + 1)))
                    store(builder, words, digests, (size * chunk + k) * (8 // size) + part)

    def _in_chunks(self, builder: ir.IRBuilder, vectors: Sequence[ir.Value]) -> Sequence[ir.Value]:
        """As many vectors as a chunk has words; the square of words in each chunk transposed."""
        step = 1
        while step < len(vectors):
            low = [
                side * self.rows + chunk + first + word
                for chunk in range(0, self.rows, self._chunk)
                for first in range(0, self._chunk // 2, step)
                for side in range(2)
                for word in range(step)
            ]
            high = [place + self._chunk // 2 for place in low]
            paired = [
                [shuffled(builder, vectors[i], vectors[i + step], order) for order in (low, high)]
                for first in range(0, len(vectors), 2 * step)
                for i in range(first, first + step)
            ]
            vectors = [vector for pair in paired for vector in pair]
            step *= 2
        return vectors

    def _dealt(self, builder: ir.IRBuilder, vectors: Sequence[ir.Value]) -> Sequence[ir.Value]:
        """As many vectors as a vector has chunks: the i-th chunk of all of them is the i-th result."""
        if len(vectors) == 1:
            return vectors
        even = [
            side * self.rows + chunk + word
            for side in range(2)
            for chunk in range(0, self.rows, 2 * self._chunk)
            for word in range(self._chunk)
        ]
        sides = []
        for order in (even, [place + self._chunk for place in even]):
            pairs = zip(vectors[::2], vectors[1::2], strict=True)
            sides.append(self._dealt(builder, [shuffled(builder, a, b, order) for a, b in pairs]))
        return [vector for pair in zip(*sides, strict=True) for vector in pair]

    def _transposed(self, builder: ir.IRBuilder, rows: Sequence[ir.Value]) -> Sequence[ir.Value]:
        """As many vectors as a vector has words: the t-th word of all of them is the t-th result."""
        size = self._chunk
        groups = [self._in_chunks(builder, rows[first : first + size]) for first in range(0, self.rows, size)]
        columns = [self._dealt(builder, column) for column in zip(*groups, strict=True)]
        return [columns[t % size][t // size] for t in range(self.rows)]
