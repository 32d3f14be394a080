"""What the slow twins share: a string layout from rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@pytest.fixture(scope="session")
def layout_of() -> Callable[[Sequence[str | bytes | None], int], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(offsets, data, valid) of rows, after ``ahead`` bytes of somebody else's; a null has a byte behind it."""

    def build(rows: Sequence[str | bytes | None], ahead: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        held = [b"?" if row is None else row.encode() if isinstance(row, str) else row for row in rows]
        offsets = np.cumsum([ahead, *map(len, held)]).astype(np.int32)
        data = np.frombuffer(b"!" * ahead + b"".join(held), np.uint8)
        return offsets, data, np.array([row is not None for row in rows], np.bool_)

    return build
