"""What a private engine learned, as data: noisy counts, the policy they were taken under, and who signed it. JSON, never a pickle.

Only an engine with a guarantee is stored: everything in its model is noisy already, so keeping it and drawing from it, however often,
spends nothing more (post-processing). What SDV's models hold is exact: they are sealed (:mod:`pseudo.synth.sdv.sealed`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from pseudo.dp.marginals import Measured
from pseudo.errors import BadInput, Where
from pseudo.keys import signature_holds
from pseudo.model import canonical, from_json, to_json
from pseudo.synth.kept import Kept

if TYPE_CHECKING:
    from pathlib import Path

    from pseudo.keys import Key

__all__ = ["StoredModel", "read_model"]

CONTEXT = b"pseudokit stored model 1\x00"


@dataclass(frozen=True)
class StoredModel(Kept):
    """A fitted private engine.

    Attributes
    ----------
    epsilon, delta, lineage : str
        What was spent, of whose budget.
    max_rows_per_subject : int
    ones : tuple of tuple of float
        Noisy counts of each column.
    groups : tuple of tuple of int
        Group of each value of each column, for pairs.
    pairs, pair_scales : dict
        "i,j" → noisy counts of the pair's groups, row after row; and the scale of their noise.
    scale : float
        Of the noise of one-way counts.
    verifying_key, signature : str
        Who signed it (Ed25519, hexadecimal).
    """

    epsilon: str
    delta: str
    lineage: str
    max_rows_per_subject: int
    ones: tuple[tuple[float, ...], ...]
    groups: tuple[tuple[int, ...], ...]
    pairs: dict[str, tuple[float, ...]]
    scale: float
    pair_scales: dict[str, float]
    verifying_key: str = ""
    signature: str = ""
    schema_version: int = 2

    def signed(self, key: Key) -> StoredModel:
        """The model signed by the project's key."""
        draft = replace(self, verifying_key=key.verifying_key, signature="")
        return replace(draft, signature=key.sign(draft.message()).hex())

    def message(self) -> bytes:
        """The signed bytes."""
        return CONTEXT + canonical(replace(self, signature=""))

    @property
    def measured(self) -> Measured:
        """The noisy counts."""
        ones = tuple(np.array(one, np.float64) for one in self.ones)
        groups = tuple(np.array(group, np.int64) for group in self.groups)
        pairs, scales = {}, {}
        for place, counts in self.pairs.items():
            i, j = map(int, place.split(","))
            pairs[i, j] = np.array(counts, np.float64).reshape(int(groups[i].max()) + 1, int(groups[j].max()) + 1)
            scales[i, j] = self.pair_scales[place]
        return Measured(ones, groups, pairs, self.scale, scales)

    def write(self, path: Path) -> None:
        """Write the model as JSON."""
        path.write_text(json.dumps(to_json(self), ensure_ascii=False) + "\n", "utf-8")


def read_model(path: Path, verifying_key: str) -> StoredModel:
    """Read a model that the project's key signed.

    Raises
    ------
    BadInput
        ``synth.model-unreadable``: no stored model; ``synth.model-signature``: not signed by this key, or changed.
    """
    try:
        model = from_json(StoredModel, json.loads(path.read_text("utf-8")))
        signature = bytes.fromhex(model.signature)
    except (ValueError, RecursionError):
        raise BadInput("synth.model-unreadable", Where(file=path.name)) from None
    if model.verifying_key != verifying_key or not signature_holds(verifying_key, model.message(), signature):
        raise BadInput("synth.model-signature", Where(file=path.name))
    return model
