"""Attacks on synthetic tables: which known-bad ones are caught, and CPU seconds beside anonymeter's.

    python benchmarks/bench_attacks.py [--peer PYTHON] [--attempts 2000] [--alarms N] [--check]

UCI Adult without weight and the number of education (``../shared/data/microdata``): a third of the rows for training, one as holdout, one
as honest "synthetic" rows. Known-bad: a copy, a bootstrap, a copy with jitter, sequential trees that end in leaves of five rows
(scikit-learn), and honest rows of which 1 % are training rows. ``--peer`` names the interpreter of another environment with anonymeter;
its three evaluators run on the copy and the honest rows with the same attempts, and both risks are shown. ``--alarms`` draws so many
other thirds and counts those of whose honest rows a leak is said to be shown.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.tree import DecisionTreeClassifier

import pseudo
from pseudo.entropy import seeded

ADULT = Path(__file__).resolve().parents[2] / "shared/data/microdata/adult_uci.csv"
DROPPED = ["fnlwgt", "education-num"]
NUMBERS = ["age", "capital-gain", "capital-loss", "hours-per-week"]
SECRET, KNOWN = "occupation", ["age", "workclass", "education", "marital-status", "relationship", "race"]
BAR = 20
PEER = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import pandas as pd
from anonymeter.evaluators import InferenceEvaluator, LinkabilityEvaluator, SinglingOutEvaluator
training, synthetic, control = (pd.read_csv(path) for path in sys.argv[1:4])
attempts, secret, known = int(sys.argv[4]), sys.argv[5], sys.argv[6].split(",")
others = [name for name in training.columns if name not in known]
made = {
    "singling_out": lambda: SinglingOutEvaluator(ori=training, syn=synthetic, control=control, n_attacks=attempts, n_cols=4),
    "linkability": lambda: LinkabilityEvaluator(
        ori=training, syn=synthetic, control=control, n_attacks=attempts, aux_cols=(known, others), n_neighbors=1),
    "inference": lambda: InferenceEvaluator(ori=training, syn=synthetic, control=control, n_attacks=attempts,
        aux_cols=[name for name in training.columns if name != secret], secret=secret),
}
found = {}
for name, make in made.items():
    start = time.process_time()
    evaluator = make()
    evaluator.evaluate(**({"mode": "multivariate"} if name == "singling_out" else {"n_jobs": 1}))
    risk = evaluator.risk(confidence_level=0.95)
    found[name] = [time.process_time() - start, float(risk.value), [float(end) for end in risk.ci]]
print(json.dumps(found))
"""


def jittered(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Ages one year and hours two hours up or down."""
    moved = frame.copy()
    for column, most in (("age", 1), ("hours-per-week", 2)):
        moved[column] = moved[column].astype(int) + random.integers(-most, most + 1, len(moved))
    return moved.astype(str)


def trees(frame: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Columns one after another from trees of those before, each cell drawn from its leaf (Reiter 2005; synthpop)."""
    codes = {name: pd.factorize(frame[name], sort=True) for name in frame}
    real = np.column_stack([codes[name][0] for name in frame])
    made = np.empty_like(real)
    made[:, 0] = real[random.integers(0, len(real), len(real)), 0]
    for column in range(1, real.shape[1]):
        tree = DecisionTreeClassifier(min_samples_leaf=5, random_state=0).fit(real[:, :column], real[:, column])
        shares = tree.predict_proba(made[:, :column]).cumsum(axis=1)
        made[:, column] = tree.classes_[
            (random.random((len(made), 1)) > shares).sum(axis=1).clip(max=len(tree.classes_) - 1)
        ]
    return pd.DataFrame({name: codes[name][1].to_numpy()[made[:, i]] for i, name in enumerate(frame)})


def thirds(run: int) -> list[pd.DataFrame]:
    """Training rows, holdout and honest rows, drawn anew for each run."""
    frame = pd.read_csv(ADULT, dtype=str).drop(columns=DROPPED)
    order = seeded(run, "benchmarks/attacks").permutation(len(frame))
    return [frame.iloc[part] for part in np.split(order[: len(frame) // 3 * 3], 3)]


def tables() -> tuple[pd.DataFrame, pd.DataFrame, dict[str, pd.DataFrame]]:
    """Training rows, holdout, and the synthetic tables by name."""
    training, holdout, honest = thirds(1)
    random = seeded(1, "benchmarks/attacks/made")
    hidden = pd.concat([honest.iloc[: len(honest) * 99 // 100], training.iloc[: len(honest) // 100]])
    drawn = training.iloc[random.integers(0, len(training), len(training))]
    return (
        training,
        holdout,
        {
            "copy": training,
            "bootstrap": drawn,
            "jitter": jittered(training, random),
            "trees": trees(training, random),
            "1 % real rows": hidden,
            "honest": honest,
        },
    )


def against(
    peer: str, training: pd.DataFrame, holdout: pd.DataFrame, made: pd.DataFrame, attempts: int
) -> dict[str, Any]:
    """CPU seconds, risk and interval of anonymeter's evaluators."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [str(Path(folder) / name) for name in ("t.csv", "s.csv", "c.csv")]
        for frame, path in zip((training, made, holdout), paths, strict=True):
            frame.to_csv(path, index=False)
        done = subprocess.run(
            [peer, "-c", PEER, *paths, str(attempts), SECRET, ",".join(KNOWN)],
            capture_output=True,
            text=True,
            check=True,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ours(training: pd.DataFrame, holdout: pd.DataFrame, made: pd.DataFrame, attempts: int) -> dict[str, Any]:
    """The same of this project's, after a run that compiles."""
    import pyarrow as pa

    from pseudo.risk import attacks

    tables, _ = attacks.encode(
        [pa.Table.from_pandas(f, preserve_index=False) for f in (training, made, holdout)], list(training)
    )
    others = [name for name in training if name not in KNOWN]
    runs = {
        "singling_out": lambda: attacks.singling_out(*tables, seeded(1, "bench"), attempts=attempts),
        "linkability": lambda: attacks.linkability(*tables, KNOWN, others, seeded(1, "bench"), attempts=attempts),
        "inference": lambda: attacks.inference(*tables, SECRET, seeded(1, "bench"), attempts=attempts),
    }
    found = {}
    for name, run in runs.items():
        run()
        start = time.process_time()
        attack = run()
        found[name] = [time.process_time() - start, attack.risk, attack.interval()]
    return found


def alarms(runs: int, attempts: int) -> int:
    """Of so many honest tables, those of which a leak is said to be shown."""
    found = 0
    for run in range(2, runs + 2):
        training, holdout, honest = thirds(run)
        how = {"holdout": holdout, "secrets": [SECRET], "known": KNOWN, "attempts": attempts, "seed": run}
        found += bool(pseudo.evaluate(training, honest, **how).leaks)
    return found


def main() -> None:
    """Attack, compare, hold to the bars."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", help="interpreter of an environment with anonymeter")
    parser.add_argument("--attempts", type=int, default=2000)
    parser.add_argument("--alarms", type=int, default=0, help="honest tables to count false alarms on")
    parser.add_argument("--check", action="store_true", help="end with status 1 below a bar")
    chosen = parser.parse_args()
    training, holdout, made = tables()
    below = []
    for name, frame in made.items():
        start = time.process_time()
        found = pseudo.evaluate(
            training, frame, holdout=holdout, secrets=[SECRET], known=KNOWN, attempts=chosen.attempts
        )
        taken = time.process_time() - start
        leaks, beyond = ", ".join(found.leaks) or "none shown", ", ".join(found.beyond_guide) or "within"
        print(f"{name:<14} {taken:5.1f} CPU-s  leaks: {leaks}; guide: {beyond}")
        below += [name] if bool(found.leaks) != (name != "honest") else []
    if chosen.peer:
        for name in ("copy", "honest"):
            theirs = against(chosen.peer, training, holdout, made[name], chosen.attempts)
            for attack, (taken, risk, interval) in ours(training, holdout, made[name], chosen.attempts).items():
                peer_taken, peer_risk, peer_interval = theirs[attack]
                ratio = peer_taken / taken
                print(
                    f"{name}, {attack:<13} {ratio:6.0f}x anonymeter's CPU rate; risk {risk:.3f} ({interval[0]:.3f}-{interval[1]:.3f}), "
                    f"anonymeter's {peer_risk:.3f} ({peer_interval[0]:.3f}-{peer_interval[1]:.3f})"
                )
                below += [f"{attack} on {name}"] if ratio < BAR else []
    if chosen.alarms:
        raised = alarms(chosen.alarms, chosen.attempts)
        print(f"false alarms: {raised} of {chosen.alarms} honest tables (bar 5 %)")
        below += ["false alarms"] if raised > 0.05 * chosen.alarms else []
    if chosen.check and below:
        sys.exit("below the bar: " + "; ".join(below))


if __name__ == "__main__":
    main()
