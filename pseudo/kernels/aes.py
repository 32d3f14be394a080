"""AES-128, AES-192 and AES-256 (FIPS 197) in the processor's own instructions, many blocks at once, for other kernels.

x86-64's AES instructions (AES-NI, and VAES where there are wide registers) take the same time for any key and data.
There is no table-based AES here, which would not: where the instructions are missing, :func:`register_words` says 0,
and a kernel leaves the work to ``cryptography``. It is the raw block function: no mode, no authentication.
"""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING, Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils as _cgutils
from numba.core import codegen
from numba.extending import intrinsic

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["LANES", "encrypt_lanes", "key_schedule", "register_words"]

LANES = 128
"""Blocks of one call: enough that the latency of instructions and of memory is hidden, few enough for the L1 cache."""

KEY_BYTES = (16, 24, 32)
BLOCK_BYTES = 16
REGISTERS = 8
"""Registers whose rounds are interleaved: an AES round takes 3 to 4 cycles, and one or two start in every cycle."""

cgutils: Any = _cgutils  # half of it has types, and mypy would ask for the rest
WORD, INDEX = ir.IntType(64), ir.IntType(32)
SUFFIXES = {2: "", 4: ".256", 8: ".512"}


def _times_x(value: int) -> int:
    """Multiply by x in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (FIPS 197, 4.3)."""
    return (value << 1) ^ (0x11B if value & 0x80 else 0)


def _s_box() -> bytes:
    """Compute the substitution of FIPS 197, 5.1.1: the inverse in GF(2^8), then the affine map."""
    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] ^ _times_x(powers[-1]))  # 3 generates the group
    logarithm = {power: exponent for exponent, power in enumerate(powers)}
    inverses = [0, *(powers[-logarithm[value] % 255] for value in range(1, 256))]
    box = []
    for inverse in inverses:
        doubled = inverse << 8 | inverse
        turned = inverse ^ doubled >> 7 ^ doubled >> 6 ^ doubled >> 5 ^ doubled >> 4
        box.append(turned & 0xFF ^ 0x63)
    return bytes(box)


def key_schedule(key: bytes) -> NDArray[np.uint8]:
    """Expand a key to round keys (FIPS 197, 5.2).

    Parameters
    ----------
    key : bytes
        16, 24 or 32 bytes.

    Returns
    -------
    uint8 array of shape (rounds + 1, 16)
        10, 12 or 14 rounds. Secret as the key is.

    Raises
    ------
    ValueError
        For any other length; the message names the length only.
    """
    if len(key) not in KEY_BYTES:
        raise ValueError(f"an AES key has 16, 24 or 32 bytes, not {len(key)}")
    step = len(key) // 4
    words = [key[i : i + 4] for i in range(0, len(key), 4)]
    box = _s_box()
    constant = 1
    for i in range(step, 4 * (step + 7)):
        word = words[-1]
        if i % step == 0:
            word = word[1:].translate(box) + word[:1].translate(box)
            word = bytes([word[0] ^ constant]) + word[1:]
            constant = _times_x(constant)
        elif step == 8 and i % step == 4:
            word = word.translate(box)
        words.append(bytes(a ^ b for a, b in zip(words[i - step], word, strict=True)))
    return np.array(list(b"".join(words)), np.uint8).reshape(-1, BLOCK_BYTES)


def register_words() -> int:
    """64-bit words in the widest register that has AES rounds: 8 or 4 (VAES), 2 (AES-NI), 0 where there are none.

    Decided by the features that Numba compiles for, so by ``NUMBA_CPU_NAME`` and ``NUMBA_CPU_FEATURES`` too.
    """
    settings: Any = numba.config
    told: str | None = settings.CPU_FEATURES
    compiler: Any = codegen
    features = set((compiler.get_host_cpu_features() if told is None else told).split(","))
    if "+aes" not in features or platform.machine() not in {"x86_64", "AMD64"}:
        return 0
    if {"+vaes", "+avx512f", "+avx512bw"} <= features:
        return 8
    return 4 if {"+vaes", "+avx2"} <= features else 2


def _encrypt_lanes(
    typing_context: Any,  # noqa: ARG001 (Numba passes it)
    schedule: Any,
    first: Any,
    last: Any,
    out_first: Any,
    out_last: Any,
) -> Any:
    """Encrypt :data:`LANES` blocks (for kernels; compiled into them).

    ``schedule`` is :func:`key_schedule`'s. ``first`` and ``last``, uint64 of shape (LANES,), are the blocks' halves as
    big-endian numbers; so are ``out_first`` and ``out_last``, which are written.
    """

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        arrays = [
            context.make_array(kind)(context, builder, held)
            for kind, held in zip(signature.args, arguments, strict=True)
        ]
        rows = cgutils.unpack_tuple(builder, arrays[0].shape)[0]
        keys = _RoundKeys(builder, ir.VectorType(WORD, register_words()), arrays[0].data, rows)
        for start in range(0, LANES, REGISTERS // 2 * keys.kind.count):
            _emit(builder, keys, [array.data for array in arrays[1:]], start)
        return context.get_dummy_value()

    return types.void(schedule, first, last, out_first, out_last), generate


encrypt_lanes: Any = intrinsic(_encrypt_lanes)  # called from compiled code, with arrays


class _RoundKeys:
    """Round keys in LLVM's terms, each repeated over a register of ``kind``; ``rows`` is the number of keys."""

    def __init__(self, builder: Any, kind: Any, data: Any, rows: Any) -> None:
        self.builder, self.kind, self.data = builder, kind, data
        self.last = builder.sub(rows, WORD(1))

    def load(self, number: Any) -> Any:
        place = self.builder.gep(self.data, [self.builder.mul(number, WORD(BLOCK_BYTES))])
        block = self.builder.load(self.builder.bitcast(place, ir.VectorType(WORD, 2).as_pointer()), align=1)
        return _shuffled(self.builder, block, block, [0, 1] * (self.kind.count // 2))


def _shuffled(builder: Any, a: Any, b: Any, order: list[int]) -> Any:
    return builder.shuffle_vector(a, b, ir.Constant(ir.VectorType(INDEX, len(order)), order))


def _paired(builder: Any, a: Any, b: Any, odd: int) -> Any:
    """The even (or odd) words of ``a``, each followed by its neighbour of ``b``; applied twice, all is as it was."""
    count = a.type.count
    return _shuffled(builder, a, b, [at for i in range(odd, count, 2) for at in (i, count + i)])


def _named(builder: Any, name: str, kind: Any, n_arguments: int) -> Any:
    """LLVM's intrinsic ``name`` on vectors of ``kind``."""
    return cgutils.get_or_insert_function(builder.module, ir.FunctionType(kind, [kind] * n_arguments), name)


def _emit(builder: Any, keys: _RoundKeys, arrays: list[Any], start: int) -> None:
    """The rounds of the blocks from ``start`` on that fill :data:`REGISTERS` registers; ``arrays``: two in, two out."""
    kind = keys.kind
    count = kind.count
    swap = _named(builder, f"llvm.bswap.v{count}i64", kind, 1)
    middle = _named(builder, f"llvm.x86.aesni.aesenc{SUFFIXES[count]}", kind, 2)
    final = _named(builder, f"llvm.x86.aesni.aesenclast{SUFFIXES[count]}", kind, 2)
    groups = range(start, start + REGISTERS // 2 * count, count)

    def place(data: Any, at: int) -> Any:
        return builder.bitcast(builder.gep(data, [WORD(at)]), kind.as_pointer())

    states = []
    whitening = keys.load(WORD(0))
    for at in groups:
        halves = [builder.call(swap, [builder.load(place(data, at), align=8)]) for data in arrays[:2]]
        for odd in range(2):
            states.append(cgutils.alloca_once(builder, kind))
            builder.store(builder.xor(_paired(builder, halves[0], halves[1], odd), whitening), states[-1])
    with cgutils.for_range(builder, builder.sub(keys.last, WORD(1))) as loop:
        key = keys.load(builder.add(loop.index, WORD(1)))
        for state in states:
            builder.store(builder.call(middle, [builder.load(state), key]), state)
    key = keys.load(keys.last)
    done = [builder.call(final, [builder.load(state), key]) for state in states]
    for number, at in enumerate(groups):
        for odd, data in enumerate(arrays[2:]):
            half = _paired(builder, done[2 * number], done[2 * number + 1], odd)
            builder.store(builder.call(swap, [half]), place(data, at), align=8)
