"""What the kernels' tests share: string layouts that are as awkward as Arrow's may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@pytest.fixture(scope="session")
def layout() -> Callable[[Sequence[bytes | None]], tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Rows as (offsets, data, valid), with bytes before the first row and behind nulls and after the last one."""

    def build(rows: Sequence[bytes | None]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        held = [b"behind" if row is None else row for row in rows]
        offsets = 5 + np.concatenate([[0], np.cumsum([len(row) for row in held], dtype=np.int64)])
        data = np.frombuffer(b"ahead" + b"".join(held) + b"after", np.uint8)
        return offsets.astype(np.int32), data, np.array([row is not None for row in rows], np.bool_)

    return build
