"""What a release brings into its case: forms ➍ and ➎, and what it is known by."""

from __future__ import annotations

from dataclasses import dataclass

from pseudo.procedure.papers import TreatmentPlan, TreatmentResult  # noqa: TC001  (read at run time, by the codec)

__all__ = ["Treated"]


@dataclass(frozen=True)
class Treated:
    """A verified release as the case's record knows it: no value of a cell, the distributions of ➎ lie beside the sealed output.

    Attributes
    ----------
    plan, result
        Forms ➍ and ➎; ``result`` without distributions.
    release_class : str
        The plan's: "internal", "provision" or "open".
    kind : str
        "pseudonymized", "synthetic" or "statistics".
    project, recipient : str
        Whose key, whose pseudonyms.
    attacked : bool
        Whether synthetic rows were attacked with rows that were kept back (`pseudo synth --holdout`), and passed.
    """

    plan: TreatmentPlan
    result: TreatmentResult
    release_class: str
    kind: str
    project: str
    recipient: str
    attacked: bool = False
