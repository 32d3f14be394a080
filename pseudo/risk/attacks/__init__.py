"""Attacks on synthetic rows: what they give away about the rows that they were learned from, beyond what they say of anybody.

Each attack is tried on training rows and on control rows that the synthesizer has not seen. To add one, write a file with a function
that takes :class:`Records` and a seeded generator.
"""

from pseudo.risk.attacks.copying import copying
from pseudo.risk.attacks.guide import Indicator, inference_risk, linkage_risk, single_out_risk
from pseudo.risk.attacks.membership import Membership, by_density_ratio, by_distance, nearer_to_training
from pseudo.risk.attacks.neighbours import inference, linkability
from pseudo.risk.attacks.rates import SURE, Attack, Rate
from pseudo.risk.attacks.reconstruction import reconstruction
from pseudo.risk.attacks.records import NEAR, Records, encode
from pseudo.risk.attacks.shadow import FEWEST_RUNS, Shadow, shadow, signs
from pseudo.risk.attacks.singling_out import singling_out

__all__ = [
    "FEWEST_RUNS",
    "NEAR",
    "SURE",
    "Attack",
    "Indicator",
    "Membership",
    "Rate",
    "Records",
    "Shadow",
    "by_density_ratio",
    "by_distance",
    "copying",
    "encode",
    "inference",
    "inference_risk",
    "linkability",
    "linkage_risk",
    "nearer_to_training",
    "reconstruction",
    "shadow",
    "signs",
    "single_out_risk",
    "singling_out",
]
