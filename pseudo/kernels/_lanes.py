"""One SHA-256 compression of several messages at once: vector instructions written as LLVM's own code.

LLVM does not find this form in scalar source. Vector IR is portable: where the processor's vectors are narrower, LLVM
splits ours, so the number of lanes decides speed and never the result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.core.typing.templates import Signature
from numba.extending import intrinsic

from pseudo.kernels._sha256_standard import ROUND_CONSTANTS

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LANES", "big_endian_word", "bit_lengths", "compress_lanes", "message_words", "put_rows", "tail_words"]


def _lanes() -> int:
    """As many 32-bit words as one vector register of the processor that Numba compiles for holds."""
    features = cpu_target.target_context.codegen().magic_tuple()[2].split(",")  # also what keys Numba's cache
    if "+avx512f" in features:
        return 16
    return 8 if "+avx2" in features else 4


LANES = _lanes()

declared: Any = cgutils.get_or_insert_function  # untyped


class _Vectors:
    """The operations of FIPS 180-4 (3.2 and 4.1.2) on vectors of 32-bit words, emitted by a builder."""

    def __init__(self, builder: ir.IRBuilder) -> None:
        self.builder = builder
        self.type = ir.VectorType(ir.IntType(32), LANES)

    def all(self, word: int) -> ir.Value:
        return ir.Constant(self.type, [word] * LANES)

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
        return self.builder.or_(self.right(word, count), self.builder.shl(word, self.all(32 - count)))

    def choice(self, e: ir.Value, f: ir.Value, g: ir.Value) -> ir.Value:
        return self.xor(g, self.builder.and_(e, self.xor(f, g)))

    def majority(self, a: ir.Value, b: ir.Value, c: ir.Value) -> ir.Value:
        return self.xor(b, self.builder.and_(self.xor(a, b), self.xor(b, c)))

    def sum0(self, a: ir.Value) -> ir.Value:
        return self.xor(self.rotated(a, 2), self.rotated(a, 13), self.rotated(a, 22))

    def sum1(self, e: ir.Value) -> ir.Value:
        return self.xor(self.rotated(e, 6), self.rotated(e, 11), self.rotated(e, 25))

    def small0(self, w: ir.Value) -> ir.Value:
        return self.xor(self.rotated(w, 7), self.rotated(w, 18), self.right(w, 3))

    def small1(self, w: ir.Value) -> ir.Value:
        return self.xor(self.rotated(w, 17), self.rotated(w, 19), self.right(w, 10))


def _rounds(on: _Vectors, before: list[ir.Value], words: list[ir.Value]) -> list[ir.Value]:
    """FIPS 180-4, 6.2.2, all rounds unrolled; of the schedule only the last sixteen words are held."""
    a, b, c, d, e, f, g, h = before
    for t in range(64):
        if t >= 16:
            late, early = on.small1(words[(t - 2) % 16]), on.small0(words[(t - 15) % 16])
            words[t % 16] = on.add(words[t % 16], early, words[(t - 7) % 16], late)
        first = on.add(on.add(words[t % 16], on.all(int(ROUND_CONSTANTS[t]))), h, on.choice(e, f, g), on.sum1(e))
        second = on.add(on.sum0(a), on.majority(a, b, c))
        h, g, f, e, d, c, b, a = g, f, e, on.add(d, first), c, b, a, on.add(first, second)
    return [on.add(old, new) for old, new in zip(before, [a, b, c, d, e, f, g, h], strict=True)]


Emitted = tuple[Signature, "Callable[..., Any]"]


def _called_in_kernels(typing: Callable[..., Emitted]) -> Any:
    """Numba's intrinsic. Its function is given types; whoever calls it in a kernel gives values: hence Any."""
    return intrinsic(typing)


@_called_in_kernels
def compress_lanes(typing_context: Any, state: types.Type, words: types.Type) -> Emitted:  # noqa: ARG001 (Numba's form)
    """Compress ``words`` (16, LANES) into ``state`` (8, LANES), one message a lane; both C-contiguous uint32."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        on = _Vectors(builder)
        starts = [
            builder.bitcast(context.make_array(kind)(context, builder, value).data, on.type.as_pointer())
            for kind, value in zip(signature.args, arguments, strict=True)
        ]
        places = [
            [builder.gep(start, [ir.Constant(ir.IntType(64), row)]) for row in range(rows)]
            for start, rows in zip(starts, (8, 16), strict=True)
        ]
        # NumPy promises the alignment of a word, not of a vector.
        before, message = ([builder.load(place, align=4) for place in side] for side in places)
        for place, new in zip(places[0], _rounds(on, before, message), strict=True):
            builder.store(new, place, align=4)
        return context.get_dummy_value()

    return types.void(state, words), emit


@_called_in_kernels
def big_endian_word(typing_context: Any, data: types.Type, position: types.Type) -> Emitted:  # noqa: ARG001 (same)
    """Read the word at ``data[position:position + 4]``, which the caller knows to be inside; ``data`` is uint8."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        start = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        place = builder.bitcast(builder.gep(start, [arguments[1]]), ir.IntType(32).as_pointer())
        return builder.bswap(builder.load(place, align=1))

    return types.uint32(data, types.int64), emit


def _gathered(builder: ir.IRBuilder, data: ir.Value, places: ir.Value, wanted: ir.Value) -> ir.Value:
    """The big-endian words at ``data + places`` of the lanes that want one; zero, and no reading, in the others."""
    word, wide = ir.VectorType(ir.IntType(32), LANES), ir.VectorType(ir.IntType(64), LANES)
    address, flag = ir.VectorType(ir.IntType(32).as_pointer(), LANES), ir.VectorType(ir.IntType(1), LANES)
    addresses = builder.inttoptr(
        builder.add(_spread(builder, builder.ptrtoint(data, ir.IntType(64)), wide), places), address
    )
    gather = declared(
        builder.module,
        ir.FunctionType(word, [address, ir.IntType(32), flag, word]),
        f"llvm.masked.gather.v{LANES}i32.v{LANES}p0",
    )
    swap = declared(builder.module, ir.FunctionType(word, [word]), f"llvm.bswap.v{LANES}i32")
    found = builder.call(gather, [addresses, ir.IntType(32)(1), wanted, ir.Constant(word, [0] * LANES)])
    return builder.call(swap, [found])


def _spread(builder: ir.IRBuilder, value: ir.Value, kind: ir.VectorType) -> ir.Value:
    """The same value in every lane."""
    nothing = ir.Constant(kind, ir.Undefined)
    first = builder.insert_element(nothing, value, ir.IntType(32)(0))
    return builder.shuffle_vector(first, nothing, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES))


def _starts(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> list[ir.Value]:
    """Where the array arguments' elements begin."""
    arrays = [pair for pair in zip(signature.args, arguments, strict=True) if isinstance(pair[0], types.Array)]
    return [context.make_array(kind)(context, builder, value).data for kind, value in arrays]


@_called_in_kernels
def tail_words(
    typing_context: Any,  # noqa: ARG001 (same)
    data: types.Type,
    starts: types.Type,
    lengths: types.Type,
    tails: types.Type,
) -> Emitted:
    """For rows of at least four bytes: what is behind the last whole word (0..3 bytes), a one bit, and zeros."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        on = _Vectors(builder)
        wide = ir.VectorType(ir.IntType(64), LANES)
        four = ir.Constant(wide, [4] * LANES)
        base, *places, out = _starts(context, builder, signature, arguments)
        start, length = (builder.load(builder.bitcast(p, wide.as_pointer()), align=8) for p in places)
        wanted = builder.icmp_signed(">=", length, four)
        last = _gathered(builder, base, builder.sub(builder.add(start, length), four), wanted)
        bits = builder.shl(builder.and_(builder.trunc(length, on.type), on.all(3)), on.all(3))
        word = builder.shl(builder.shl(last, builder.sub(on.all(24), bits)), on.all(8))  # a shift by 32 is not defined
        word = builder.or_(word, builder.lshr(on.all(0x80000000), bits))
        builder.store(word, builder.bitcast(out, on.type.as_pointer()), align=4)
        return context.get_dummy_value()

    return types.void(data, starts, lengths, tails), emit


@_called_in_kernels
def message_words(
    typing_context: Any,  # noqa: ARG001 (same)
    data: types.Type,
    starts: types.Type,
    lengths: types.Type,
    tails: types.Type,
    block: types.Type,
    t: types.Type,  # noqa: ARG001 (same)
    at: types.Type,  # noqa: ARG001 (same)
) -> Emitted:
    """The word at byte ``at`` of every lane's message into ``block[t]``: of the row, its tail, or zero behind it."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        on = _Vectors(builder)
        wide = ir.VectorType(ir.IntType(64), LANES)
        base, first, second, tail, out = _starts(context, builder, signature, arguments)
        start, length = (builder.load(builder.bitcast(p, wide.as_pointer()), align=8) for p in (first, second))
        here = _spread(builder, arguments[6], wide)
        behind = builder.sub(length, here)
        whole = builder.icmp_signed(">=", behind, ir.Constant(wide, [4] * LANES))
        ends = builder.icmp_unsigned("<", behind, ir.Constant(wide, [4] * LANES))
        word = _gathered(builder, base, builder.add(start, here), whole)
        word = builder.select(ends, builder.load(builder.bitcast(tail, on.type.as_pointer()), align=4), word)
        target = builder.gep(builder.bitcast(out, on.type.as_pointer()), [arguments[5]])
        builder.store(word, target, align=4)
        return context.get_dummy_value()

    return types.void(data, starts, lengths, tails, block, types.int64, types.int64), emit


@_called_in_kernels
def put_rows(typing_context: Any, state: types.Type, rows: types.Type, out: types.Type) -> Emitted:  # noqa: ARG001 (same)
    """Every lane's ``state`` as big-endian bytes into ``out[rows[lane]]``; ``out`` is uint32 of shape (n, 8)."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        on = _Vectors(builder)
        source, places, target = _starts(context, builder, signature, arguments)
        source = builder.bitcast(source, on.type.as_pointer())
        swap = declared(builder.module, ir.FunctionType(on.type, [on.type]), f"llvm.bswap.v{LANES}i32")
        held = [builder.gep(source, [ir.IntType(64)(t)]) for t in range(8)]
        held = [builder.call(swap, [builder.load(place, align=4)]) for place in held]
        for _ in range(3):  # interleaving the halves turns the index (word, lane) by one bit: three times is transposed
            pairs = [(held[i], held[i + 4]) for i in range(4)]
            held = [
                _picked(builder, low, high, [half * LANES // 2 + i // 2 + LANES * (i % 2) for i in range(LANES)])
                for low, high in pairs
                for half in range(2)
            ]
        piece = min(8, LANES)
        for lane in range(LANES):
            row = builder.load(builder.gep(places, [ir.IntType(64)(lane)]), align=8)
            for first in range(0, 8, piece):
                vector, offset = divmod(8 * lane + first, LANES)
                words = _picked(builder, held[vector], held[vector], list(range(offset, offset + piece)))
                place = builder.gep(target, [builder.add(builder.mul(row, ir.IntType(64)(8)), ir.IntType(64)(first))])
                builder.store(words, builder.bitcast(place, words.type.as_pointer()), align=4)
        return context.get_dummy_value()

    return types.void(state, rows, out), emit


def _picked(builder: ir.IRBuilder, low: ir.Value, high: ir.Value, indexes: list[int]) -> ir.Value:
    """The elements with these indexes of two vectors, one behind the other."""
    return builder.shuffle_vector(low, high, ir.Constant(ir.VectorType(ir.IntType(32), len(indexes)), indexes))


@_called_in_kernels
def bit_lengths(typing_context: Any, lengths: types.Type, number: types.Type, block: types.Type) -> Emitted:  # noqa: ARG001
    """Set words 14 and 15 of the lanes whose last block is this ``number``: the message's bits, with the key's block."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        on = _Vectors(builder)
        wide = ir.VectorType(ir.IntType(64), LANES)
        first, out = _starts(context, builder, signature, arguments)

        def all_lanes(value: int) -> ir.Value:
            return ir.Constant(wide, [value] * LANES)

        length = builder.load(builder.bitcast(first, wide.as_pointer()), align=8)
        last = builder.lshr(builder.add(length, all_lanes(8)), all_lanes(6))
        ends = builder.icmp_signed("==", last, _spread(builder, arguments[1], wide))
        bits = builder.shl(builder.add(length, all_lanes(64)), all_lanes(3))
        for t, part in ((14, builder.lshr(bits, all_lanes(32))), (15, bits)):
            place = builder.gep(builder.bitcast(out, on.type.as_pointer()), [ir.IntType(64)(t)])
            word = builder.select(ends, builder.trunc(part, on.type), builder.load(place, align=4))
            builder.store(word, place, align=4)
        return context.get_dummy_value()

    return types.void(lengths, types.int64, block), emit
