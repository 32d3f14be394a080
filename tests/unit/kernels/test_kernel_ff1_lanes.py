"""The arithmetic of the compiled rounds at its edges, and the compiled rounds against NumPy's on more than one group."""

from __future__ import annotations

import numpy as np
import pytest

from pseudo.entropy import seeded
from pseudo.kernels import ff1_lanes
from pseudo.kernels._jit import jit
from pseudo.kernels.aes import LANES
from pseudo.kernels.ff1_batched import permute_batched, round_states
from pseudo.kernels.ff1_digits import digits_of, number_of
from pseudo.kernels.ff1_exact import halves
from pseudo.kernels.ff1_lanes import SMALL, _quotient, _remainder, _small_remainder, permute_lanes

COMPILED = pytest.mark.skipif(not ff1_lanes.usable(), reason="nothing is compiled, or there are no AES instructions")
KEY = bytes(range(32))
DIVISORS = [
    2,
    3,
    5,
    7,
    10,
    36,
    255,
    256,
    65_535,
    65_536,
    10**6,
    10**7,
    10**8,
    2**32 - 1,
    2**32,
    2**32 + 1,
    10**9,
    36**9,
]
DIVISORS += [36**10, 10**16, 3**35, 2**55 + 1, 2**56 - 1, 2**56]


@jit
def remainders(numbers, divisor, reciprocal, out):
    for at in range(numbers.size):
        out[0, at] = _remainder(numbers[at], divisor, reciprocal)
        out[1, at] = _quotient(numbers[at], reciprocal)
        out[2, at] = _small_remainder(numbers[at], divisor, reciprocal)


@jit
def digits(numbers, out):
    for at in range(numbers.size):
        out[0, at] = digits_of(numbers[at])
        out[1, at] = number_of(out[0, at])


@COMPILED
@pytest.mark.parametrize("divisor", DIVISORS)
def test_remainders_as_python_has_them(divisor):
    factors = [1, 2, 3, 2**31, 2**32, 2**63 // divisor, (2**64 - 1) // divisor]
    near = {factor * divisor + step for factor in factors for step in (-2, -1, 0, 1, 2)}
    shifted = {2**power + step for power in (31, 32, 33, 63, 64) for step in (-2, -1, 0, 1)}
    random = seeded(3, f"ff1/remainders/{divisor}").integers(0, 2**64 - 1, 5000, dtype=np.uint64).tolist()
    numbers = sorted(number for number in near | shifted | set(random) if 0 <= number < 2**64)
    out = np.empty((3, len(numbers)), np.uint64)
    remainders(np.array(numbers, np.uint64), np.uint64(divisor), np.uint64(2**64 // divisor), out)
    assert out[0].tolist() == [number % divisor for number in numbers]
    if divisor <= SMALL:
        assert out[2].tolist() == out[0].tolist()
    assert {number // divisor - low for number, low in zip(numbers, out[1].tolist(), strict=True)} <= {0, 1, 2, 3}


@COMPILED
def test_eight_digits_of_every_piece_and_of_the_ends():
    pieces = np.arange(10**4, dtype=np.uint64)
    ends = seeded(4, "ff1/digits").integers(0, 10**8, 50_000).astype(np.uint64)
    numbers = np.concatenate([pieces, pieces * np.uint64(10**4), pieces * np.uint64(10_001), ends])
    out = np.empty((2, len(numbers)), np.uint64)
    digits(numbers, out)
    expected = [f"{number:08d}" for number in numbers.tolist()]
    assert out[1].tolist() == numbers.tolist()
    assert (out[0] + np.uint64(0x3030303030303030)).astype("<u8").tobytes() == "".join(expected).encode()


@COMPILED
@pytest.mark.parametrize("inverse", [False, True])
@pytest.mark.parametrize(
    ("radix", "length"),
    [(10, length) for length in range(6, 33)]
    + [(1000, 5), (2, 112), (2, 64), (36, 4), (36, 20), (256, 14), (257, 5), (65_536, 6)],
)
def test_as_numpy_has_it(radix, length, inverse):
    random = seeded(6, f"ff1/lanes/{radix}/{length}")
    rows = random.integers(0, radix, (2 * LANES + 3, length)).astype(np.uint8 if radix <= 256 else np.uint16)
    rows[0], rows[1] = 0, radix - 1
    shape = halves(radix, length, bytes(5))
    states = round_states(KEY, shape, random.integers(0, 256, (len(rows), 5), dtype=np.uint8))
    for used in (states, states[:1]):
        expected = permute_batched(KEY, radix, shape, used, rows, inverse=inverse)
        assert (permute_lanes(KEY, radix, shape, used, rows, inverse=inverse) == expected).all()
        few = slice(0, LANES + 1)  # the last row has no word's length behind it
        made = permute_lanes(KEY, radix, shape, used[few], rows[few].astype(np.uint16), inverse=inverse)
        assert (made == expected[few]).all()
