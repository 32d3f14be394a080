"""Clipping, rounding and ranges of float64 and int64 columns; integers never pass through a float.

Null is not known here: what stands in a null's place is computed like any other number, and the caller keeps the
validity.
"""

from __future__ import annotations

import math
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only
from pseudo.kernels._memory import empty
from pseudo.kernels._wide import high_product

__all__ = ["WHOLE_FROM", "Mode", "clip_round", "range_index"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Numbers = Floats | Integers
Mode = Literal["half_even", "floor"]

MODES = ("half_even", "floor")
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
# From here on a double has no fraction, so a quotient this large is whole already.
WHOLE_FROM = 2.0**52
ONE = np.uint64(1)


@jit
def _clip_floats(values: Floats, low: float, high: float, out: Floats) -> None:
    """NaN and -0.0 stay what they are."""
    for row in range(values.size):
        value = values[row]
        value = low if value < low else value  # noqa: FURB136 (NaN stays)
        out[row] = high if value > high else value  # noqa: FURB136 (same)


@jit
def _clip_round_floats(
    values: Floats, low: float, high: float, multiple: float, per_unit: float, down: bool, out: Floats
) -> None:
    """Clip, then round to ``multiple``, or to ``1 / per_unit`` where that is not 0. NaN stays NaN.

    Nothing here branches by the cell, so that the compiler makes vector instructions of it.
    """
    for row in range(values.size):
        value = values[row]
        value = low if value < low else value  # noqa: FURB136 (NaN stays)
        value = high if value > high else value  # noqa: FURB136 (same)
        quotient = value * per_unit if per_unit else value / multiple
        whole = np.floor(quotient) if down else np.rint(quotient)
        # Adding zero turns -0.0, which would tell the sign of what was rounded away, into 0.0.
        rounded = (whole / per_unit if per_unit else whole * multiple) + 0.0
        out[row] = value if abs(quotient) >= WHOLE_FROM else rounded


@jit
def _clip_integers(values: Integers, low: np.int64, high: np.int64, out: Integers) -> None:
    for row in range(values.size):
        out[row] = min(max(values[row], low), high)


@jit
def _clip_round_integers(
    values: Integers,
    low: np.int64,
    high: np.int64,
    multiple: np.uint64,
    reciprocal: np.uint64,
    least: np.int64,
    odd: np.uint64,
    down: bool,
    out: Integers,
) -> None:
    """Clip, then round to ``multiple``. The caller has seen to it that nothing leaves int64.

    ``least`` is a multiple at or below ``low``, and ``odd`` is 1 where it is an odd one. The quotient of what is above it
    is Barrett's: the upper half of the product with ``reciprocal``, 2^64 // multiple, or 1 more.
    """
    for row in range(values.size):
        value = np.uint64(min(max(values[row], low), high))
        over = np.uint64(value - np.uint64(least))
        quotient = np.uint64(high_product(over, reciprocal))
        rest = np.uint64(over - np.uint64(quotient * multiple))
        behind = rest >= multiple
        rest = np.uint64(rest - multiple) if behind else rest
        quotient += np.uint64(behind)
        gap = np.uint64(multiple - rest)
        up = (not down) & ((rest > gap) | ((rest == gap) & ((np.uint64(quotient + odd) & ONE) == ONE)))
        out[row] = np.int64(value + gap if up else value - rest)


@jit
def _range_index(values: Numbers, edges: Numbers, out: NDArray[np.int32]) -> None:
    """How many of the rising ``edges`` are at or below each value; -1 for NaN."""
    for row in range(values.size):
        value = values[row]
        first, last = 0, edges.size
        while first < last:
            middle = (first + last) // 2
            if edges[middle] <= value:
                first = middle + 1
            else:
                last = middle
        out[row] = -1 if value != value else first  # noqa: PLR0124 (NaN is what differs from itself)


def clip_round(
    values: Numbers,
    low: float | None = None,
    high: float | None = None,
    multiple: float | None = None,
    mode: Mode = "half_even",
    out: Numbers | None = None,
) -> Numbers:
    """Clip to ``[low, high]``, then round to a multiple.

    Parameters
    ----------
    values : float64 or int64 array of shape (n,)
    low, high : float or int, optional
        Bounds in the column's unit; whole numbers for an int64 column. The rounded value may pass a bound that is no
        multiple.
    multiple : float or int, optional
        What results are multiples of, above 0; a whole number for an int64 column. Without it, only clipped.
    mode : {"half_even", "floor"}
        To the nearest multiple, ties to the even one; or to the one at or below.
    out : array of the same type and shape, optional
        Where the result is put; may be ``values`` itself.

    Returns
    -------
    array of the same type and shape
        ``out``, or a new one. NaN stays NaN and -0.0 becomes 0.0 (where rounded). An int64 whose multiple int64 cannot
        hold gets the nearest one it can.

    Raises
    ------
    ValueError
        For another type, a mode that does not exist, a multiple not above 0, ``low`` above ``high``, a fraction for
        integers, or an ``out`` that does not fit.

    Notes
    -----
    A float is rounded as ``value / multiple`` says in float64. A multiple that is the inverse of a whole number (0.1,
    0.25) is taken as that fraction, so 0.1 gives 0.3 and not 0.30000000000000004.
    """
    first, final = (-math.inf if low is None else low), (math.inf if high is None else high)
    if mode not in MODES:
        raise ValueError(f"there is no rounding mode {mode!r}")
    if multiple is not None and not (0 < multiple < math.inf and 1 / multiple < math.inf):
        raise ValueError("a multiple is above 0 and finite")
    if not first <= final:
        raise ValueError("the lower bound is not at or below the upper one")
    if values.dtype not in {np.dtype(np.float64), np.dtype(np.int64)}:
        raise ValueError(f"values are float64 or int64, not {values.dtype}")
    given: Any = empty(values.shape, values.dtype) if out is None else out
    if given.dtype != values.dtype or given.shape != values.shape or not given.flags.c_contiguous:
        raise ValueError(f"the output is contiguous {values.dtype} of shape {values.shape}")
    with np.errstate(over="ignore", invalid="ignore"):  # of interest only where Numba is switched off
        if values.dtype == np.float64:
            _treat_floats(values, first, final, multiple, given, down=mode == "floor")
        else:
            _treat_integers(values, first, final, 1 if multiple is None else multiple, given, down=mode == "floor")
    return cast("Numbers", given)


def _treat_floats(values: Any, low: float, high: float, multiple: float | None, out: Floats, *, down: bool) -> None:
    if multiple is None:
        _clip_floats(read_only(values), float(low), float(high), out)
        return
    per_unit = float(round(1 / multiple)) if multiple < 1 and 1 / round(1 / multiple) == multiple else 0.0
    _clip_round_floats(read_only(values), float(low), float(high), float(multiple), per_unit, down, out)


def _treat_integers(values: Any, low: float, high: float, multiple: float, out: Integers, *, down: bool) -> None:
    step = _whole(multiple)
    # The multiples that int64 holds: rounding from within them stays within them.
    least, most = -(-INT64_MIN // step) * step, INT64_MAX // step * step
    first, final = (bound if math.isinf(bound) else _whole(bound) for bound in (low, high))
    bounds = np.int64(min(max(first, least), most)), np.int64(max(min(final, most), least))
    if step == 1:
        _clip_integers(read_only(values), *bounds, out)
        return
    divisor = np.uint64(step), np.uint64(2**64 // step)
    odd = np.uint64(least // step % 2)
    _clip_round_integers(read_only(values), *bounds, *divisor, np.int64(least), odd, down, out)


def range_index(values: Numbers, edges: Numbers) -> NDArray[np.int32]:
    """Which range each value falls into.

    Parameters
    ----------
    values : float64 or int64 array of shape (n,)
    edges : array of the same type, of shape (m,)
        Rising. Ranges are ``[edges[k-1], edges[k])``: an edge belongs to the range above it.

    Returns
    -------
    int32 array of shape (n,)
        0 below the first edge, ``k`` within range ``k``, ``m`` at or above the last edge; -1 for NaN.

    Raises
    ------
    ValueError
        Where types differ or the edges do not rise.
    """
    if values.dtype != edges.dtype or values.dtype not in {np.dtype(np.float64), np.dtype(np.int64)}:
        raise ValueError(f"values and edges are both float64 or both int64, not {values.dtype} and {edges.dtype}")
    if not bool((edges[1:] > edges[:-1]).all()) or bool(np.isnan(edges).any()):
        raise ValueError("edges must rise")
    out = empty(values.shape, np.int32)
    _range_index(read_only(values), read_only(edges), out)
    return out


def _whole(number: float) -> int:
    if number != int(number):
        raise ValueError("an int64 column takes whole bounds and a whole multiple")
    return int(number)
