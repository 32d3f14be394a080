"""What makes a seed count in SDV: it samples from a fixed one, and its networks train from the process's global generators.

Sums of floating-point numbers depend on how many threads share them, so networks train and draw on one.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from pseudo.entropy import seeded

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["one_thread", "reseed", "seeded_training"]

_SEEDS = 2**32


def reseed(model: Any, seed: int) -> None:
    """Give model and transformers a seed of their own to sample from: SDV has no public way."""
    model.reset_sampling()
    model._set_random_state(_integer(seed, "synth/sample"))  # noqa: SLF001
    transformers = model._data_processor._hyper_transformer.field_transformers  # noqa: SLF001
    for name, transformer in sorted(transformers.items()):
        if transformer is not None:
            state = np.random.RandomState(_integer(seed, f"synth/sample/{name}"))
            transformer.set_random_state(state, "reverse_transform")


@contextmanager
def seeded_training(seed: int) -> Iterator[None]:
    """Training from a seed, on one thread and in this process; the generators of others are as they were afterwards.

    Without this joblib would hand the table to other processes, through files in a temporary folder.
    """
    import torch
    from joblib import parallel_config

    before = np.random.get_state()  # noqa: NPY002  (networks draw from the global generator)
    with one_thread(), torch.random.fork_rng(devices=[]), parallel_config(backend="sequential"):
        np.random.set_state(np.random.RandomState(_integer(seed, "synth/train")).get_state())  # noqa: NPY002
        torch.manual_seed(_integer(seed, "synth/train/torch"))
        try:
            yield
        finally:
            np.random.set_state(before)  # noqa: NPY002


@contextmanager
def one_thread() -> Iterator[None]:
    """Compute networks on one thread, so that the same seed gives the same rows on every machine of a kind."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _integer(seed: int, stream: str) -> int:
    return int(seeded(seed, stream).integers(_SEEDS))
