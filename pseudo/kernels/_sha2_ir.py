"""The compression functions as kernels call them: SHA-256 on arrays of 32-bit words, SHA-512 on arrays of 64-bit words.

Which form they take is decided by the processor that Numba compiles for: SHA-256 in sixteen lanes where registers have
512 bits, else by the processor's SHA instructions, else in eight lanes or four; SHA-512 in half as many.
"""

from __future__ import annotations

import platform
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import types

from pseudo.kernels._sha2_lanes import Lanes
from pseudo.kernels._sha2_message import Block
from pseudo.kernels._sha2_standard import SHA256, SHA512
from pseudo.kernels._sha2_streams import Streams
from pseudo.kernels._vector_ir import (
    I8,
    I64,
    Emitted,
    array_starts,
    called_in_kernels,
    constant,
    load,
    processor_features,
    shuffled,
    store,
)

__all__ = ["absorb", "address", "compression", "finish", "put_hex"]


@cache
def compression(word_bits: int) -> Lanes | Streams:
    """The form that is compiled here for words of 32 bits (SHA-256) or 64 (SHA-512)."""
    features = processor_features()
    sha = SHA256 if word_bits == 32 else SHA512
    if "avx512f" in features:
        return Lanes(sha, 512)
    if sha is SHA256 and {"sha", "ssse3", "sse4.1"} <= features and platform.machine() in {"x86_64", "AMD64"}:
        return Streams()
    return Lanes(sha, 256 if "avx2" in features else 128)


@called_in_kernels
def absorb(typing_context: Any, old: types.Type, blocks: types.Type, new: types.Type) -> Emitted:  # noqa: ARG001 (Numba's form)
    """Compress a block of every message: from the states ``old`` to ``new``; ``blocks`` (3, rows) is :class:`Block`'s."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        form = compression(signature.args[0].dtype.bitwidth)
        before, numbers, after = array_starts(context, builder, signature, arguments)
        columns = [builder.gep(numbers, [I64(form.rows * column)]) for column in range(3)]
        form.absorb(builder, before, Block(*columns), after)
        return context.get_dummy_value()

    return types.void(old, blocks, new), emit


@called_in_kernels
def finish(
    typing_context: Any,  # noqa: ARG001 (same)
    state: types.Type,
    outer: types.Type,
    digests: types.Type,
    first: types.Type,  # noqa: ARG001 (same)
) -> Emitted:
    """HMAC's outer hash of the inner digests in ``state``, from the key's ``outer`` state, to ``digests[first:]``."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        form = compression(signature.args[0].dtype.bitwidth)
        inner, key, out = array_starts(context, builder, signature, arguments)
        form.finish(builder, inner, key, builder.gep(out, [builder.mul(arguments[3], I64(8))]))
        return context.get_dummy_value()

    return types.void(state, outer, digests, types.int64), emit


@called_in_kernels
def address(typing_context: Any, data: types.Type, position: types.Type) -> Emitted:  # noqa: ARG001 (same)
    """Where ``data[position]`` lies, ``data`` being bytes. Whoever uses the number keeps the array alive meanwhile."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        (start,) = array_starts(context, builder, signature, arguments)
        return builder.add(builder.ptrtoint(start, I64), arguments[1])

    return types.int64(data, types.int64), emit


@called_in_kernels
def put_hex(
    typing_context: Any,  # noqa: ARG001 (same)
    digests: types.Type,
    first: types.Type,  # noqa: ARG001 (same)
    characters: types.Type,
    at: types.Type,  # noqa: ARG001 (same)
) -> Emitted:
    """Bytes ``first`` to ``first + 16`` of ``digests`` in lower-case hexadecimal, to ``characters`` from ``at`` on."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        source, target = (
            builder.gep(builder.bitcast(start, I8.as_pointer()), [place])
            for start, place in zip(array_starts(context, builder, signature, arguments), arguments[1::2], strict=True)
        )
        held = load(builder, source, ir.VectorType(I8, 16))
        halves = builder.lshr(held, constant(held.type, 4)), builder.and_(held, constant(held.type, 15))
        digits = shuffled(builder, *halves, [place for byte in range(16) for place in (byte, 16 + byte)])
        kind = digits.type
        letter = builder.icmp_signed(">", digits, constant(kind, 9))
        zero = builder.select(letter, constant(kind, ord("a") - 10), constant(kind, ord("0")))
        store(builder, builder.add(digits, zero), target)
        return context.get_dummy_value()

    return types.void(digests, types.int64, characters, types.int64), emit


def initial_state(words: np.dtype[Any]) -> Any:
    """The standard's initial state as the compression of such ``words`` holds it."""
    form = compression(8 * words.itemsize)
    return form.laid(np.array(form.sha.initial, words))
