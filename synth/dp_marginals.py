"""Differentially private marginals: one-way counts, a tree of two-way counts, rows drawn from the distribution that they tell of.

The engine reads its table for one thing only: to have its noisy counts measured (:mod:`pseudo.dp.marginals`, where the claim stands).
Grids, categories and rules are public, what follows is post-processing. So the rows it gives are (ε, δ)-differentially private for the
persons of the table, however many rows are drawn, by whatever seed. Not covered: what else is computed on the table (the figures of the
internal evidence, a gate's verdict), and which tables the recipe's author thought of.

References
----------
.. [1] R. McKenna, G. Miklau, D. Sheldon, Winning the NIST Contest, Journal of Privacy and Confidentiality 11(3), 2021.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from pseudo.dp.marginals import Marginals, Measured, bounded
from pseudo.entropy import seeded
from pseudo.errors import BadInput, PolicyRefused
from pseudo.model import Evidence
from pseudo.synth.coding import Coded, unit_codes
from pseudo.synth.contract import Synthesizer
from pseudo.synth.grid import STEPS, Grid, dictionaries, grids
from pseudo.synth.records import Adjusted
from pseudo.synth.sampling import assemble, obeying_rows
from pseudo.synth.training import Training

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from pseudo.synth.contract import Privacy
    from pseudo.synth.task import ColumnSpec, SynthTask

__all__ = ["DpMarginals"]

SOURCE = "McKenna, Miklau and Sheldon 2021; Bun and Steinke 2016; Canonne, Kamath and Steinke 2020; OpenDP 0.16"
NOT_PROTECTED = (
    "facts about the population that hold whether or not a person takes part",
    "other outputs on the same people outside this budget, the exact figures of this evidence among them",
    "people who stand under several subject identifiers",
)


class DpMarginals(Synthesizer):
    """The engine ``dp_marginals``.

    Raises
    ------
    UsageError
        ``dp.amount``, ``dp.delta``, ``dp.max-rows``; ``dp.too-many-cells``.
    PolicyRefused
        ``synth.not-public`` for columns without a public grid and for rules that allow the table's own combinations;
        ``synth.person-unnamed``; ``dp.no-budget``, ``dp.overspent``, ``dp.no-scale``.
    """

    name: ClassVar[str] = "dp_marginals"
    private: ClassVar[bool] = True

    def __init__(self, privacy: Privacy) -> None:
        self._privacy = privacy
        self._mechanism = Marginals(privacy.epsilon, privacy.delta, privacy.max_rows_per_subject)
        self._task: SynthTask
        self._grids: list[Grid]
        self._measured: Measured
        self._records: Adjusted
        self._training: Training
        self._rejected = 0

    @property
    def guarantee(self) -> str:
        """What is claimed of the rows."""
        return f"({self._privacy.epsilon}, {self._privacy.delta})-differential privacy for each {self._unit}"

    def fit(self, table: pa.Table, task: SynthTask, seed: int) -> None:
        """See :meth:`Synthesizer.fit`. The noise has no seed: two fits differ, and each spends the budget."""
        del seed
        privacy = self._privacy
        self._set_up(task)
        rows = bounded(unit_codes(table, task.subject), privacy.max_rows_per_subject)
        codes = np.column_stack([grid.encode(table)[rows] for grid in self._grids])
        sizes, ordered = [grid.size for grid in self._grids], [grid.is_ordered for grid in self._grids]
        what = f"synthetic rows of {len(sizes)} columns"
        self._learn(self._mechanism.measure(codes, sizes, ordered, privacy.budget, privacy.lineage, what))

    @property
    def measured(self) -> Measured:
        """What was learned, and may be kept: noisy counts."""
        return self._measured

    def restore(self, task: SynthTask, measured: Measured) -> None:
        """Take up what another run learned under the same task; nothing is spent."""
        self._set_up(task)
        sizes = [grid.size for grid in self._grids]
        if [len(one) for one in measured.ones] != sizes:
            raise BadInput("synth.model-unreadable")
        self._learn(measured)

    def _set_up(self, task: SynthTask) -> None:
        """Everything that is public: grids, rules, what sampling asks for."""
        self._task, privacy = task, self._privacy
        if task.subject is None and privacy.max_rows_per_subject != 1:
            raise PolicyRefused("synth.person-unnamed", rows=privacy.max_rows_per_subject)
        modelled = [column for column in task.learned if not column.derived]
        self._grids = grids(modelled)
        if combined := [c for rule in task.constraints if rule.kind == "fixed_combinations" for c in rule.columns]:
            raise PolicyRefused("synth.not-public", columns=", ".join(f"'{name}'" for name in combined))
        self._training = _public(self._grids, [column for column in task.learned if column.derived])

    def _learn(self, measured: Measured) -> None:
        self._measured = measured
        self._records = Adjusted.fitted(measured)

    def sample(self, rows: int, seed: int) -> pa.Table:
        """See :meth:`Synthesizer.sample`."""
        generator = seeded(seed, "synth/dp_marginals")

        def draw(count: int) -> pd.DataFrame:
            codes = self._records.draw(count, generator)
            made = {grid.column.name: grid.decode(codes[:, j], generator) for j, grid in enumerate(self._grids)}
            for rule in self._task.constraints:
                if rule.kind == "inequality":
                    self._put_in_order(made, *rule.columns)
            return pd.DataFrame(made)

        frame, self._rejected = obeying_rows(draw, self._training, self._task, rows)
        return assemble(frame, self._training, self._task, seed)

    def facts(self) -> dict[str, int]:
        """See :meth:`Synthesizer.facts`. None of them counts real rows."""
        return {"rejected_rows": self._rejected, "measured_pairs": len(self._measured.pairs)}

    def claims(self) -> list[Evidence]:
        """ε, δ, sensitivity and noise, with what the claim rests on."""
        privacy, measured = self._privacy, self._measured
        params = {
            "lineage": privacy.lineage,
            "neighbours": f"add or remove one {self._unit} with all rows",
            "unit_of_privacy": self._unit,
            "max_rows_per_subject": privacy.max_rows_per_subject,
            "composition": "zero-concentrated within the release; epsilons and deltas of a lineage add up",
            "columns": len(self._grids),
            "not_protected": list(NOT_PROTECTED),
        }
        figures: list[tuple[str, str | int | float, str]] = [
            ("epsilon_spent", privacy.epsilon, "nats"),
            ("delta_spent", privacy.delta, "probability_0_1"),
            ("l2_sensitivity", privacy.max_rows_per_subject, "rows"),
            ("noise_scale_one_way", measured.scale, "rows"),
        ]
        if measured.pair_scales:
            figures.append(("noise_scale_two_way", max(measured.pair_scales.values()), "rows"))
        method = "discrete Gaussian noise on marginals and on the scores that choose pairs, through OpenDP"
        cells = sum(grid.size for grid in self._grids)
        return [Evidence(m, value, unit, method, SOURCE, "input", cells, (), params) for m, value, unit in figures]

    def _put_in_order(self, made: dict[str, NDArray[np.float64]], low: str, high: str) -> None:
        """Change two cells that stand in the wrong order with each other, where the grids allow it.

        Rejecting all such rows would thin out those that have both cells: two dates of one bin are in the wrong order half the time.
        """
        grids = {grid.column.name: grid for grid in self._grids}
        if not {low, high} <= grids.keys() or grids[low].step != grids[high].step:
            return
        first, second = made[low], made[high]
        wrong = first > second
        for name, cells in ((low, second), (high, first)):
            least, most = self._training.bounds[name]
            wrong &= (cells >= least) & (cells <= most)
        made[low], made[high] = np.where(wrong, second, first), np.where(wrong, first, second)

    @property
    def _unit(self) -> str:
        return "row" if self._task.subject is None else "person"


def _public(made: list[Grid], derived: list[ColumnSpec]) -> Training:
    """What is known of the columns before any table is read, in the form that sampling takes."""
    numeric = [grid for grid in made if not grid.column.categorical]
    frame = pd.DataFrame({grid.column.name: np.zeros(0) for grid in made})
    decimals = {grid.column.name: _decimals(grid.step) for grid in numeric}
    for column in derived:
        decimals[column.name] = _decimals(column.step or STEPS.get(column.type, 0.0))
    bounds = {g.column.name: (g.column.low, g.column.low + (g.steps - 1) * g.step) for g in numeric}
    return Training(Coded(frame, dictionaries(made), decimals), bounds, {})


def _decimals(step: float) -> int:
    """Decimals with which multiples of a step are written, 6 at most and where it is 0."""
    return next((places for places in range(6) if step and round(step, places) == step), 6)
