"""What kernels that are written as LLVM's own code share: operations on vectors, and where arrays lie.

LLVM does not find the vector form of a hash function in scalar source. Vector IR is portable: where the processor's
registers are narrower, LLVM splits ours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llvmlite import ir
from numba.core import cgutils, types
from numba.core.registry import cpu_target
from numba.core.typing.templates import Signature
from numba.extending import intrinsic

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = [
    "I8",
    "I32",
    "I64",
    "Emitted",
    "array_starts",
    "called_in_kernels",
    "constant",
    "function",
    "load",
    "processor_features",
    "shuffled",
    "spread",
    "store",
    "swapped",
    "word_at",
]

I8, I32, I64 = ir.IntType(8), ir.IntType(32), ir.IntType(64)

Emitted = tuple[Signature, "Callable[..., Any]"]


def processor_features() -> frozenset[str]:
    """The features that Numba compiles for, in LLVM's names; ``NUMBA_CPU_NAME`` and ``NUMBA_CPU_FEATURES`` decide."""
    listed = cpu_target.target_context.codegen().magic_tuple()[2].split(",")  # also what keys Numba's cache
    return frozenset(feature[1:] for feature in listed if feature.startswith("+"))


def called_in_kernels(typing: Callable[..., Emitted]) -> Any:
    """Numba's intrinsic. Its function is given types; whoever calls it in a kernel gives values: hence Any."""
    return intrinsic(typing)


def function(builder: ir.IRBuilder, name: str, result: ir.Type, *arguments: ir.Type) -> Any:
    """LLVM's own function ``name``, declared once a module."""
    declared: Any = cgutils.get_or_insert_function  # untyped
    return declared(builder.module, ir.FunctionType(result, list(arguments)), name)


def constant(kind: ir.VectorType, words: Sequence[int] | int) -> ir.Constant:
    """A vector of the given words, or of one in every lane."""
    return ir.Constant(kind, [words] * kind.count if isinstance(words, int) else list(words))


def shuffled(builder: ir.IRBuilder, a: ir.Value, b: ir.Value, order: Sequence[int]) -> ir.Value:
    """Lanes of ``a`` and, counted on, of ``b``, in the given order."""
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(I32, len(order)), list(order)))


def spread(builder: ir.IRBuilder, value: ir.Value, kind: ir.VectorType) -> ir.Value:
    """The same value in every lane."""
    nothing = ir.Constant(kind, ir.Undefined)
    return shuffled(builder, builder.insert_element(nothing, value, I32(0)), nothing, [0] * kind.count)


def swapped(builder: ir.IRBuilder, words: ir.Value) -> ir.Value:
    """Every word with its bytes turned round."""
    kind = words.type
    return builder.call(function(builder, f"llvm.bswap.v{kind.count}i{kind.element.width}", kind, kind), [words])


def load(builder: ir.IRBuilder, place: ir.Value, kind: ir.Type, at: int = 0) -> ir.Value:
    """Load the ``at``-th ``kind`` behind ``place``, which need not be aligned."""
    typed = builder.bitcast(place, kind.as_pointer())
    return builder.load(builder.gep(typed, [I64(at)]), align=1)


def store(builder: ir.IRBuilder, value: ir.Value, place: ir.Value, at: int = 0) -> None:
    """Undo :func:`load`."""
    typed = builder.bitcast(place, value.type.as_pointer())
    builder.store(value, builder.gep(typed, [I64(at)]), align=1)


def array_starts(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> list[ir.Value]:
    """Where the elements of the array arguments begin."""
    arrays = [pair for pair in zip(signature.args, arguments, strict=True) if isinstance(pair[0], types.Array)]
    return [context.make_array(kind)(context, builder, value).data for kind, value in arrays]


@called_in_kernels
def word_at(typing_context: Any, data: types.Type, position: types.Type) -> Emitted:  # noqa: ARG001 (Numba's form)
    """The eight bytes of ``data`` from ``position`` on as a number, the first one lowest; they are inside of it."""

    def emit(context: Any, builder: ir.IRBuilder, signature: Any, arguments: Any) -> ir.Value:
        (start,) = array_starts(context, builder, signature, arguments)
        return load(builder, builder.gep(start, [arguments[1]]), I64)

    return types.uint64(data, types.int64), emit
