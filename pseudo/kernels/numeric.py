"""Clipping, rounding and ranges of float64 and int64 columns; integers never pass through a float.

Null is not known here: what stands in a null's place is computed like any other number, and the caller keeps the
validity.
"""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from pseudo.kernels._jit import jit
from pseudo.kernels._layout import read_only

__all__ = ["Mode", "clip_round", "range_index"]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Numbers = Floats | Integers
Mode = Literal["half_even", "floor"]

MODES = ("half_even", "floor")
INT64_MIN, INT64_MAX = -(2**63), 2**63 - 1
# From here on a double has no fraction, so a quotient this large is whole already.
WHOLE_FROM = 2.0**52


@jit
def _clip_round_floats(
    values: Floats, low: float, high: float, multiple: float, per_unit: float, down: bool, out: Floats
) -> None:
    """Clip, then round to ``multiple`` (0: not), or to ``1 / per_unit`` where that is not 0. NaN stays NaN."""
    for row in range(values.size):
        value = values[row]
        if value < low:
            value = low
        elif value > high:
            value = high
        out[row] = value
        if multiple == 0.0:
            continue
        quotient = value * per_unit if per_unit else value / multiple
        if abs(quotient) >= WHOLE_FROM:
            continue
        whole = np.floor(quotient) if down else np.rint(quotient)
        # Adding zero turns -0.0, which would tell the sign of what was rounded away, into 0.0.
        out[row] = (whole / per_unit if per_unit else whole * multiple) + 0.0


@jit
def _clip_round_integers(values: Integers, low: int, high: int, multiple: int, down: bool, out: Integers) -> None:
    """Clip, then round to ``multiple`` (1 or above). The caller has seen to it that nothing leaves int64."""
    for row in range(values.size):
        value = min(max(values[row], low), high)
        quotient = value // multiple
        rest = value - quotient * multiple
        gap = multiple - rest
        up = not down and (rest > gap or (rest == gap and quotient % 2 != 0))
        out[row] = value + gap if up else value - rest


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

    Returns
    -------
    array of the same type and shape
        NaN stays NaN and -0.0 becomes 0.0 (where rounded). An int64 whose multiple int64 cannot hold gets the nearest
        one it can.

    Raises
    ------
    ValueError
        For another type, a mode that does not exist, a multiple not above 0, ``low`` above ``high``, or a fraction
        for integers.

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
    if values.dtype == np.float64:
        return _rounded_floats(values, first, final, multiple, down=mode == "floor")
    if values.dtype == np.int64:
        return _rounded_integers(values, first, final, 1 if multiple is None else multiple, down=mode == "floor")
    raise ValueError(f"values are float64 or int64, not {values.dtype}")


def _rounded_floats(values: Any, low: float, high: float, multiple: float | None, *, down: bool) -> Floats:
    out = np.empty(values.shape, np.float64)
    per_unit = 0.0
    if multiple is not None and multiple < 1 and 1 / round(1 / multiple) == multiple:
        per_unit = float(round(1 / multiple))
    with np.errstate(over="ignore"):  # of interest only where Numba is switched off
        _clip_round_floats(read_only(values), float(low), float(high), float(multiple or 0), per_unit, down, out)
    return out


def _rounded_integers(values: Any, low: float, high: float, multiple: float, *, down: bool) -> Integers:
    out = np.empty(values.shape, np.int64)
    step = _whole(multiple)
    # The multiples that int64 holds: rounding from within them stays within them.
    least, most = -(-INT64_MIN // step) * step, INT64_MAX // step * step
    first, final = (bound if math.isinf(bound) else _whole(bound) for bound in (low, high))
    _clip_round_integers(
        read_only(values), int(min(max(first, least), most)), int(max(min(final, most), least)), step, down, out
    )
    return out


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
    out = np.empty(values.shape, np.int32)
    _range_index(read_only(values), read_only(edges), out)
    return out


def _whole(number: float) -> int:
    if number != int(number):
        raise ValueError("an int64 column takes whole bounds and a whole multiple")
    return int(number)
