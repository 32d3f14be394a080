"""SDV's Gaussian copula (single table). SDV gives no formal privacy guarantee.

References
----------
.. [1] N. Patki, R. Wedge, K. Veeramachaneni, The Synthetic Data Vault, IEEE DSAA 2016.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pseudo.synth.sdv.base import SdvSynthesizer

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["GaussianCopula"]


class GaussianCopula(SdvSynthesizer):
    """The engine ``gaussian_copula``. Its fit draws nothing that the seed could change."""

    name: ClassVar[str] = "gaussian_copula"

    def _made(self, metadata: Any) -> Any:
        from sdv.single_table import GaussianCopulaSynthesizer

        return GaussianCopulaSynthesizer(metadata)

    def _learn(self, model: Any, tables: dict[str, pd.DataFrame], seed: int) -> None:
        del seed
        model.fit(tables)
