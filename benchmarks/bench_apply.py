"""The main job end to end, as a user runs it: peak memory and CPU of ``pseudo apply``, beside a peer on the same file.

    python benchmarks/bench_apply.py --rows 1000000 --runs 3

Ours reads, scans, plans, pseudonymises, reaches k, re-reads the written file and runs the whole gate on it, and signs. The peer
(pandas and ``hmac``) does the column treatment alone: read, HMAC, shift, cut, write; no k, no gate, no evidence. Figures are
medians; CPU seconds of the whole process, children included. The run fails if the peak memory reaches 1.5 GiB.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_GIB = 1.5
PEER = """
import hashlib, hmac, sys
import pandas as pd
table = pd.read_csv(sys.argv[1], dtype=str, keep_default_na=False)
key = bytes(32)
token = lambda cell: hmac.digest(key, cell.encode(), "sha256")[:16].hex()
days = lambda cell: pd.Timedelta(days=hmac.digest(key, cell.encode(), "sha256")[0] - 128)
shift = table["환자번호"].map(days)
table["환자번호"], table["방문번호"] = table["환자번호"].map(token), table["방문번호"].map(token)
for name in ("내원일자", "입원일자", "퇴원일자"):
    table[name] = (pd.to_datetime(table[name], errors="coerce") + shift).dt.strftime("%Y-%m-%d")
table["주소"] = table["주소"].str.split(" ").str[0]
table["주상병코드"], table["부상병코드"] = table["주상병코드"].str[:3], table["부상병코드"].str[:3]
table.drop(columns=["환자명", "주민등록번호", "전화번호", "메모", "총진료비"]).to_csv(sys.argv[2], index=False)
"""


def measured(*words: str, env: dict[str, str] | None = None) -> tuple[float, float]:
    """CPU seconds and peak GiB of a command, children included."""
    process = subprocess.Popen([sys.executable, *words], env=env, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {words[0:3]}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**20


def main() -> None:
    """Make the table, run both, print a row each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pseudokit-bench-"))
    try:
        run(asked.rows, asked.runs, folder)
    finally:
        shutil.rmtree(folder)


def run(rows: int, runs: int, folder: Path) -> None:
    """Both contestants in turns, in one run."""
    table, out = folder / "visits.csv", folder / "release"
    subprocess.run(
        [sys.executable, ROOT / "examples/make_visits.py", table, "--rows", str(rows), "--seed", "1"], check=True
    )
    env = {**os.environ, "PSEUDO_HOME": str(folder / "home")}
    pseudo = ("-m", "pseudo")
    subprocess.run([sys.executable, *pseudo, "key", "new", "bench"], env=env, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(
        [sys.executable, *pseudo, "budget", "grant", "bench/patient", "--epsilon", "1000"], env=env, check=True
    )
    ours, peers = [], []
    for _ in range(runs):
        words = (
            "apply",
            str(table),
            "--recipe",
            "healthcare/visits",
            "--project",
            "bench",
            "--out",
            str(out),
            "--force",
        )
        ours.append(measured(*pseudo, *words, env=env))
        peers.append(measured("-c", PEER, str(table), str(folder / "peer.csv")))
    report(rows, ours, peers)


def report(rows: int, ours: list[tuple[float, float]], peers: list[tuple[float, float]]) -> None:
    """Print medians, and stop with an error above the memory limit."""
    cpu, peak = (statistics.median(column) for column in zip(*ours, strict=True))
    peer_cpu, peer_peak = (statistics.median(column) for column in zip(*peers, strict=True))
    print(
        json.dumps(
            {
                "rows": rows,
                "runs": len(ours),
                "pseudo apply, CPU s": round(cpu, 1),
                "pandas + hmac, CPU s": round(peer_cpu, 1),
                "CPU ratio (ours / peer)": round(cpu / peer_cpu, 2),
                "pseudo apply, peak GiB": round(peak, 2),
                "pandas + hmac, peak GiB": round(peer_peak, 2),
            },
            indent=1,
            ensure_ascii=False,
        )
    )
    if max(gib for _, gib in ours) >= LIMIT_GIB:
        sys.exit(f"peak memory reached {LIMIT_GIB} GiB")


if __name__ == "__main__":
    main()
