"""SDV's networks (single table): CTGAN, TVAE, CopulaGAN. SDV gives no formal privacy guarantee, and a network can learn rows by heart.

They are trained on the processor, on one thread, from the fit's seed.

References
----------
.. [1] L. Xu, M. Skoularidou, A. Cuesta-Infante, K. Veeramachaneni, Modeling Tabular Data using Conditional GAN, NeurIPS 2019.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from pseudo.errors import BadInput, UsageError
from pseudo.synth.contract import Learning
from pseudo.synth.sdv.base import SdvSynthesizer
from pseudo.synth.sdv.seeding import one_thread, seeded_training

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["CopulaGan", "Ctgan", "Tvae"]

_TOGETHER = 10
"""Rows that CTGAN's discriminator judges together: a batch is a multiple of it."""
_COMPONENTS = 11
"""Widest coding of a number: ten normal components, and the place in one of them."""
_MOST_CELLS = 2**28
"""Cells of the coded table; 2 GiB of doubles."""


class _Network(SdvSynthesizer):
    """What the networks share.

    Raises
    ------
    UsageError
        ``synth.batch-size``.
    BadInput
        ``synth.too-wide``; those of :class:`SdvSynthesizer`.
    """

    trained: ClassVar[bool] = True
    _class: ClassVar[str]
    _steps: ClassVar[int]
    """Steps of an optimizer in a batch."""

    def __init__(self, learning: Learning | None = None) -> None:
        self._settings = learning or Learning()
        if self._settings.epochs < 1 or self._settings.batch_size < _TOGETHER or self._settings.batch_size % _TOGETHER:
            raise UsageError("synth.batch-size", multiple=_TOGETHER)
        super().__init__()

    def facts(self) -> dict[str, int]:
        """See :meth:`Synthesizer.facts`."""
        return {**super().facts(), "epochs": self._settings.epochs, "batch_size": self._settings.batch_size}

    def _made(self, metadata: Any) -> Any:
        import sdv.single_table

        model = getattr(sdv.single_table, self._class)(
            metadata, epochs=self._settings.epochs, batch_size=self._settings.batch_size, enable_gpu=False
        )
        model._print_warning = lambda _: None  # noqa: SLF001  (it writes to the standard output)
        return model

    def _learn(self, model: Any, tables: dict[str, pd.DataFrame], seed: int) -> None:
        rows = min(self._settings.batch_size, *(len(table) for table in tables.values()))
        with seeded_training(seed), self._told(rows):
            model.fit(tables)
        del model._print_warning  # noqa: SLF001  (no function of ours in a stored model)
        if sampler := getattr(model._model, "_data_sampler", None):  # noqa: SLF001
            sampler._rid_by_cat_cols = []  # noqa: SLF001  (which rows have which category: needed while training only)

    @contextmanager
    def _told(self, rows: int) -> Iterator[None]:
        """Tell ``progress`` of each batch: through torch, since SDV has only a bar on the terminal."""
        from torch.optim.optimizer import register_optimizer_step_post_hook

        thread, seen = threading.get_ident(), 0

        def stepped(*_: object) -> None:
            nonlocal seen
            if threading.get_ident() == thread:
                seen += 1
                if seen % self._steps == 0:
                    self._settings.progress("train", rows)

        handle = register_optimizer_step_post_hook(stepped)
        try:
            yield
        finally:
            handle.remove()

    def _refuse(self, frame: pd.DataFrame) -> None:
        width = sum(
            frame[name].nunique() + 1 if frame[name].dtype == np.dtype(object) else _COMPONENTS for name in frame
        )
        if len(frame) * width > _MOST_CELLS:
            raise BadInput("synth.too-wide", rows=len(frame), width=width)

    def _draw(self, rows: int) -> pd.DataFrame:
        with one_thread():
            return super()._draw(rows)

    def __getstate__(self) -> dict[str, Any]:
        """The state without the listener of the progress."""
        settings = Learning(self._settings.epochs, self._settings.batch_size)
        return {**self.__dict__, "_settings": settings}


class Ctgan(_Network):
    """The engine ``ctgan``."""

    name: ClassVar[str] = "ctgan"
    _class, _steps = "CTGANSynthesizer", 2


class Tvae(_Network):
    """The engine ``tvae``."""

    name: ClassVar[str] = "tvae"
    _class, _steps = "TVAESynthesizer", 1


class CopulaGan(_Network):
    """The engine ``copula_gan``."""

    name: ClassVar[str] = "copula_gan"
    _class, _steps = "CopulaGANSynthesizer", 2
