"""Eight bytes of an array as one 64-bit word, wherever they lie."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = ["load_word", "store_word"]

WORD = ir.IntType(64)


def _place(context: Any, builder: Any, kind: Any, array: Any, position: Any) -> Any:
    data = context.make_array(kind)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [position]), WORD.as_pointer())


def _load_word(typing_context: Any, data: Any, position: Any) -> Any:  # noqa: ARG001 (Numba's form)
    """Read ``data[position:position + 8]`` (uint8, and inside: the caller knows), its first byte the lowest (for kernels)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.load(_place(context, builder, signature.args[0], *arguments), align=1)

    return types.uint64(data, types.int64), generate


def _store_word(typing_context: Any, data: Any, position: Any, word: Any) -> Any:  # noqa: ARG001 (same)
    """Write what :func:`load_word` reads (for kernels)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        builder.store(arguments[2], _place(context, builder, signature.args[0], *arguments[:2]), align=1)
        return context.get_dummy_value()

    return types.void(data, types.int64, types.uint64), generate


load_word: Any = intrinsic(_load_word)  # called from compiled code, on x86-64 only: the first byte is the lowest there
store_word: Any = intrinsic(_store_word)
