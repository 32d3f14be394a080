"""Blocks of padded messages (FIPS 180-4, 5.1), taken straight from a column's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llvmlite import ir

from pseudo.kernels._vector_ir import I8, I64, constant, load, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pseudo.kernels._sha2_standard import Sha2

__all__ = ["Block", "padded_pieces"]


@dataclass(frozen=True)
class Block:
    """One block of each of some messages, as pointers to 64-bit numbers, one a message.

    Attributes
    ----------
    addresses : ir.Value
        Of the block's first byte in memory. All bytes of a block can be read there.
    behind : ir.Value
        How many bytes of the message there are from there on; negative where it has ended before.
    bits : ir.Value
        The message's length in bits in its last block, zero in the others.
    """

    addresses: ir.Value
    behind: ir.Value
    bits: ir.Value

    def counted(self, builder: ir.IRBuilder, sha: Sha2, kind: ir.Type, at: int = 0) -> ir.Value:
        """Flags of ``kind`` (one number, or a vector of them): whether this block belongs to the padded message."""
        least = -sha.length_bytes
        behind = load(builder, self.behind, kind, at)
        bound = constant(kind, least) if isinstance(kind, ir.VectorType) else I64(least)
        return builder.icmp_signed(">=", behind, bound)


def padded_pieces(builder: ir.IRBuilder, block: Block, row: int, sha: Sha2, width: int) -> Sequence[ir.Value]:
    """The block of message ``row`` in vectors of ``width`` bytes: its bytes, a one bit behind their end, and zeros."""
    kind = ir.VectorType(I8, width)
    middle = sha.block_bytes // 2  # places are counted from there, so that a byte holds -1 and the block's end
    behind = load(builder, block.behind, I64, row)
    for sign, bound in (("<", -1), (">", sha.block_bytes)):
        behind = builder.select(builder.icmp_signed(sign, behind, I64(bound)), I64(bound), behind)
    end = spread(builder, builder.trunc(builder.sub(behind, I64(middle)), I8), kind)
    start = builder.inttoptr(load(builder, block.addresses, I64, row), I8.as_pointer())
    pieces = []
    for first in range(0, sha.block_bytes, width):
        places = constant(kind, range(first - middle, first - middle + width))
        held = builder.select(
            builder.icmp_signed("<", places, end), load(builder, start, kind, first // width), constant(kind, 0)
        )
        mark = builder.select(builder.icmp_signed("==", places, end), constant(kind, 0x80), constant(kind, 0))
        pieces.append(builder.or_(held, mark))
    return pieces
