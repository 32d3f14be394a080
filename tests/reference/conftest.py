"""What the slow twins share: a string layout from rows, and laws that run fewer examples where nothing is compiled."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

EXAMPLES = 15 if os.environ.get("NUMBA_DISABLE_JIT") == "1" else 150
# A kernel compiles within its first example.
settings.register_profile("twins", deadline=None, max_examples=EXAMPLES)


@pytest.fixture(scope="package", autouse=True)
def _twins_profile():
    before = settings.get_current_profile_name()
    settings.load_profile("twins")
    yield
    settings.load_profile(before)


@pytest.fixture(scope="session")
def layout_of() -> Callable[[Sequence[str | bytes | None], int], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(offsets, data, valid) of rows, after ``ahead`` bytes of somebody else's; a null has a byte behind it."""

    def build(rows: Sequence[str | bytes | None], ahead: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        held = [b"?" if row is None else row.encode() if isinstance(row, str) else row for row in rows]
        offsets = np.cumsum([ahead, *map(len, held)]).astype(np.int32)
        data = np.frombuffer(b"!" * ahead + b"".join(held), np.uint8)
        return offsets, data, np.array([row is not None for row in rows], np.bool_)

    return build
