"""A hint to the processor: this place of an array will be wanted soon."""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core import cgutils as _cgutils
from numba.extending import intrinsic

__all__ = ["prefetch"]

cgutils: Any = _cgutils  # half of it has types, and mypy would ask for the rest


def _prefetch(typing_context: Any, array: Any, place: Any) -> Any:  # noqa: ARG001 (Numba's form)
    """Fetch ``array[place]`` (one-dimensional, contiguous) into the cache, to be written (for kernels)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        held = context.make_array(signature.args[0])(context, builder, arguments[0])
        word, byte = ir.IntType(32), ir.IntType(8).as_pointer()
        hint = ir.FunctionType(ir.VoidType(), [byte, word, word, word])
        address = builder.bitcast(builder.gep(held.data, [arguments[1]]), byte)
        called = cgutils.get_or_insert_function(builder.module, hint, "llvm.prefetch.p0")
        builder.call(called, [address, word(1), word(3), word(1)])  # to write, kept as long as can be, data
        return context.get_dummy_value()

    return types.void(array, place), generate


def _nothing(array: Any, place: Any) -> None:
    """Where nothing is compiled, there is nothing to tell."""


settings: Any = numba.config
prefetch: Any = _nothing if settings.DISABLE_JIT else intrinsic(_prefetch)  # called from compiled code
