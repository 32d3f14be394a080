"""The figures of an evaluation: each attack as evidence, and which of them show a leak."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pseudo.model import Evidence
from pseudo.risk import attacks
from pseudo.risk.attacks import SURE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np

    from pseudo.risk.attacks import Attack, Indicator, Membership, Records

__all__ = ["Attacks"]

GUIDE = "합성데이터 생성·활용 안내서 2024-12, 부록 2·4"
CARLINI = "Carlini et al. 2022 (Membership inference attacks from first principles)"
GIOMI = "Giomi et al. 2023 (Anonymeter); WP29 Opinion 05/2014"
METHODS = {
    "singling_out": "share of conditions isolating a synthetic row that isolate a real one",
    "linkability": "share of rows whose two parts have one nearest synthetic row",
    "inference": "share of rows whose secret the nearest synthetic row has",
    "reconstruction": "share of rare rows whose nearest synthetic row, by what is known, gives every other cell",
    "copying": "share of rows alone among real rows that are in the synthetic table as they are",
}
ATTACKERS = {
    "singling_out": "isolates a person by conditions read off the synthetic rows",
    "linkability": "holds two data sets with different columns of the same persons",
    "inference": "knows all of a person's columns but one",
    "reconstruction": "knows some columns of a person who stands apart and wants all others",
    "copying": "looks the synthetic rows up among real ones",
    "membership": "knows a person's whole row and asks whether it was learned from",
}


class Attacks:
    """Runs attacks on encoded tables: training, synthetic and, where there is one, holdout rows."""

    def __init__(
        self, tables: Sequence[Records], random: Callable[[str], np.random.Generator], attempts: int, seed: int
    ) -> None:
        self.training, self.synthetic, *rest = tables
        self.control = rest[0] if rest else None
        self.random, self.attempts, self.seed = random, attempts, seed
        self.leaks: list[str] = []
        self.beyond: list[str] = []

    def guide(self, secrets: Sequence[str], known: Sequence[str]) -> list[Evidence]:
        """The Korean guide's indicators; of linkage where keys and secrets are named."""
        both = self.training, self.synthetic
        whole = self.training.columns
        alone = attacks.single_out_risk(*both, self.random("single-out"))
        weighted = attacks.single_out_risk(*both, self.random("single-out"), weighted=True)
        nearer = attacks.inference_risk(*both, self.random("inference-risk"))
        made = [
            self._indicator("guide_single_out_0_1", alone, "synthetic rows identical to a training row", whole),
            self._indicator("guide_single_out_weighted_0_1", weighted, "the same, each over its multiplicity", whole),
            self._indicator(
                "guide_inference_0_1", nearer, "synthetic rows nearer to a training row than it is to any other", whole
            ),
        ]
        for secret in secrets if known else ():
            keys = [name for name in known if name != secret]
            linked = attacks.linkage_risk(*both, keys, secret, self.random(f"linkage-risk/{secret}"))
            method = "training rows whose target most synthetic rows of the same keys have (CAP above 0.7)"
            made.append(self._indicator("guide_linkage_0_1", linked, method, (secret, *keys)))
        return made

    def on_holdout(self, secrets: Sequence[str], known: Sequence[str]) -> list[Evidence]:
        """What holds more for training rows than for rows that were not learned from."""
        if self.control is None:
            return []
        tables, tries = (self.training, self.synthetic, self.control), self.attempts
        columns = self.training.columns
        left = list(known) or list(columns[: len(columns) // 2])
        right = [name for name in columns if name not in left]
        found = [attacks.singling_out(*tables, self.random("singling-out"), attempts=tries), attacks.copying(*tables)]
        if right:
            found.append(attacks.linkability(*tables, left, right, self.random("linkability"), attempts=tries))
            found.append(attacks.reconstruction(*tables, left, self.random("reconstruction"), attempts=tries))
        found += [attacks.inference(*tables, one, self.random(f"inference/{one}"), attempts=tries) for one in secrets]
        share, n = attacks.nearer_to_training(*tables, self.random("nearer"), attempts=tries)
        by_distance = attacks.by_distance(*tables, self.random("distance"), attempts=tries)
        by_ratio = attacks.by_density_ratio(*tables, self.random("ratio"), attempts=tries)
        return [
            *(self._attack(attack) for attack in found),
            *self._membership("distance", by_distance, "distance to the nearest synthetic row", "Chen et al. 2020"),
            *self._membership(
                "density_ratio", by_ratio, "nearest-neighbour density ratio", "van Breugel et al. 2023 (DOMIAS)"
            ),
            Evidence(
                "nearer_to_training_0_1",
                share,
                "rate_0_1",
                "synthetic rows nearer to training than to as many holdout rows; a diagnostic, never sufficient",
                "Yao et al. 2025 (The DCR Delusion)",
                "input",
                n,
                columns,
                seed=self.seed,
            ),
        ]

    def _indicator(self, metric: str, found: Indicator, method: str, columns: tuple[str, ...]) -> Evidence:
        if not found.is_within:
            self.beyond.append(metric)
        params = {"limit": found.limit}
        return Evidence(metric, found.value, "rate_0_1", method, GUIDE, "input", found.n, columns, params, self.seed)

    def _attack(self, found: Attack) -> Evidence:
        if found.interval(SURE)[0] > 0:
            of_one = f": {found.columns[0]}" if found.name == "inference" else ""
            self.leaks.append(f"{found.name}_risk_0_1{of_one}")
        params = {
            "training": found.on_training.successes,
            "control": found.on_control.successes,
            "control_tries": found.on_control.tries,
            "by_chance": found.baseline.successes,
            "is_weak": found.is_weak,
        }
        return Evidence(
            f"{found.name}_risk_0_1",
            found.risk,
            "rate_0_1",
            METHODS[found.name] + "; (training - holdout) / (1 - holdout)",
            GIOMI if found.name not in {"copying", "reconstruction"} else "this project (docs/attacks.md)",
            "input",
            found.on_training.tries,
            found.columns,
            params,
            self.seed,
            found.interval(),
            ATTACKERS[found.name],
        )

    def _membership(self, kind: str, found: Membership, method: str, source: str) -> list[Evidence]:
        if found.interval(SURE)[0] > 0.5:
            self.leaks.append(f"membership_{kind}_auc")
        about: dict[str, Any] = {
            "columns": self.training.columns,
            "seed": self.seed,
            "attacker": ATTACKERS["membership"],
        }
        told, sure = f"AUC, by {method}", f"members found while 1 % of the others are taken for one, by {method}"
        return [
            Evidence(
                f"membership_{kind}_auc",
                found.auc,
                "",
                told,
                source,
                "input",
                found.n,
                interval=found.interval(),
                **about,
            ),
            Evidence(
                f"membership_{kind}_at_1_percent_0_1", found.sure, "rate_0_1", sure, CARLINI, "input", found.n, **about
            ),
        ]
