"""The upper half of a 128-bit product, which NumPy and Numba do not have."""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

__all__ = ["high_product"]


def _high_product(typing_context: Any, a: Any, b: Any) -> Any:  # noqa: ARG001 (Numba's form)
    """``a * b // 2^64`` of two uint64 (for kernels)."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 (same)
        wide = ir.IntType(128)
        product = builder.mul(*(builder.zext(argument, wide) for argument in arguments))
        return builder.trunc(builder.lshr(product, wide(64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


def _exactly(a: np.uint64, b: np.uint64) -> np.uint64:
    """The same where nothing is compiled."""
    return np.uint64(int(a) * int(b) >> 64)


settings: Any = numba.config
high_product: Any = _exactly if settings.DISABLE_JIT else intrinsic(_high_product)  # called from compiled code
