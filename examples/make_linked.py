"""Four linked tables of nobody: 환자 → 방문 → 검사 → 판독, seeded, in a folder beside their spec.

    python examples/make_linked.py linked/ --persons 2000 --seed 1
    pseudo synth tables linked/linked.yaml --rows 2000 --out synthetic/

Birth ≤ visit ≤ death; O80 (delivery) is of women only; a patient's systolic pressure drifts slowly from visit to visit.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from pseudo.entropy import seeded

if TYPE_CHECKING:
    from numpy.typing import NDArray

SPEC = Path(__file__).with_name("linked.yaml")
CODES = np.array(["I10", "E11", "J00", "K29", "O80"])


def _dates(days: NDArray[np.float64]) -> NDArray[np.str_]:
    whole = np.nan_to_num(days).astype(np.int64).astype("datetime64[D]").astype(str)
    return np.where(np.isnan(days), "", whole)


def linked_tables(persons: int, seed: int) -> dict[str, pd.DataFrame]:
    """The tables by name."""
    rng = seeded(seed, "examples/linked")
    birth = rng.integers(-12_000, 12_000, persons).astype(float)
    sex = rng.choice(["남", "여"], persons)
    dead = rng.random(persons) < 0.1
    death = np.where(dead, np.minimum(birth + rng.integers(8_000, 33_000, persons), 20_000), np.nan)
    patients = pd.DataFrame(
        {
            "환자번호": [f"P{i}" for i in range(persons)],
            "생년월일": _dates(birth),
            "성별": sex,
            "사망일자": _dates(death),
        }
    )
    last = np.where(dead, death, 20_400)
    count = rng.poisson(np.where(sex == "여", 5, 3))
    who = np.repeat(np.arange(persons), count)
    start = np.floor(birth[who] + rng.random(who.size) * (last - birth)[who])
    order = np.lexsort((start, who))
    start, old = start[order], ((start - birth[who])[order] > 15_000)
    odds = np.where(old[:, None], [0.4, 0.3, 0.2, 0.1, 0.0], [0.1, 0.1, 0.5, 0.2, 0.1])
    odds[sex[who] == "남", 4] = 0
    code = CODES[
        (rng.random(who.size)[:, None] > np.cumsum(odds / odds.sum(1, keepdims=True), axis=1)).sum(1).clip(0, 4)
    ]
    first = np.r_[True, np.diff(who) != 0]
    pressure, steps = np.empty(who.size), rng.normal(0, 4, who.size)
    for i in range(who.size):
        pressure[i] = 120 + 25 * rng.normal() if first[i] else 120 + 0.95 * (pressure[i - 1] - 120) + steps[i]
    stay = np.minimum(rng.poisson(np.where(code == "O80", 4, 1)), last[who] - start)
    visits = pd.DataFrame(
        {
            "방문번호": [f"V{i}" for i in range(who.size)],
            "환자번호": patients["환자번호"].to_numpy()[who],
            "방문일자": _dates(start),
            "퇴원일자": _dates(start + stay),
            "상병코드": code,
            "수축기혈압": pressure.round().astype(int).clip(60, 240),
        }
    )
    of = np.repeat(np.arange(who.size), rng.integers(0, 3, who.size))
    tests = pd.DataFrame(
        {
            "검사번호": [f"T{i}" for i in range(of.size)],
            "방문번호": visits["방문번호"].to_numpy()[of],
            "검사명": np.where(rng.random(of.size) < np.where(code[of] == "E11", 0.9, 0.2), "당화혈색소", "흉부방사선"),
        }
    )
    about = np.repeat(np.arange(of.size), rng.integers(0, 3, of.size))
    readings = pd.DataFrame(
        {
            "검사번호": tests["검사번호"].to_numpy()[about],
            "판정": rng.choice(["정상", "추적", "이상"], about.size, p=[0.7, 0.2, 0.1]),
        }
    )
    return {"patients": patients, "visits": visits, "tests": tests, "readings": readings}


def write(folder: Path, persons: int, seed: int) -> Path:
    """Write the tables as CSV and the spec beside them; gives the spec's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in linked_tables(persons, seed).items():
        table.to_csv(folder / f"{name}.csv", index=False)
    return Path(shutil.copy(SPEC, folder / SPEC.name))


if __name__ == "__main__":
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=Path)
    words.add_argument("--persons", type=int, default=2000)
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    write(given.folder, given.persons, given.seed)
