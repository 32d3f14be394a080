"""The record of cases: 10,000 cases and 1,000,000 lines, listed and verified in seconds and in bounded memory.

    python benchmarks/bench_cases.py [--cases 10000] [--lines 1000000] [--check]

A case is registered, and then has pledges filed until the record has so many lines: the record's own papers, written as the store
writes them. Listing and reading one case are timed beside a verification of the whole record; the peak of memory is that of a process
which does nothing else.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from ratios import options

from pseudo.ledger import GENESIS
from pseudo.model import to_json
from pseudo.procedure.case import Case
from pseudo.procedure.papers import Application, Pledge
from pseudo.procedure.reading import load_paper
from pseudo.procedure.record import draw_line
from pseudo.procedure.shelf import FILE, SCHEMA
from pseudo.procedure.steps import after

PAPERS = Path(__file__).resolve().parents[1] / "examples/cases/healthcare"
BAR_SECONDS, BAR_MIB = 60.0, 512


def write_record(folder: Path, cases: int, lines: int) -> None:
    """A record as the store would have written it, in one transaction."""
    application = load_paper(PAPERS / "application.yaml", Application)
    pledge = load_paper(PAPERS / "pledge-1.yaml", Pledge)
    folder.mkdir(mode=0o700)
    rows, states, head = [], [], GENESIS
    each = lines // cases
    for n in range(cases):
        case = Case(f"2026-{n + 1:05d}")
        paper = replace(application, title=f"사안 {n + 1}")
        for step, written in [("application", paper)] + [("pledge", pledge)] * (each - 1):
            facts = {"case": case.id, "by": "담당자", "edition": case.edition, "paper": to_json(written)}
            line = draw_line(len(rows), head, step, facts)
            head = line.hash
            rows.append((line.seq, case.id, line.content))
        case = after(case, "application", paper)
        states.append((case.id, case.stage.value, "", case.title, case.ends, ""))
    with sqlite3.connect(folder / FILE) as store:
        store.executescript(SCHEMA)
        store.executemany("INSERT INTO line VALUES (?, ?, ?)", rows)
        store.executemany("INSERT INTO cases VALUES (?, ?, ?, ?, ?, ?)", states)
    (folder / FILE).chmod(0o600)


def timed(what: str, folder: Path) -> tuple[float, float]:
    """CPU seconds of one call, and the peak MiB of a process that does it alone."""
    program = (
        "import sys, time; from pathlib import Path; from pseudo.procedure import CaseStore\n"
        "store = CaseStore(Path(sys.argv[1])); start = time.process_time()\n"
        f"found = store.{what}\n"
        "if not isinstance(found, (list, tuple)) and hasattr(found, '__next__'): found = sum(1 for _ in found)\n"
        "assert getattr(found, 'ok', True), found.faults[:3]\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1]\n"
        "print(time.process_time() - start, int(peak) / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], check=True, capture_output=True, text=True)
    seconds, peak = map(float, done.stdout.split())
    return seconds, peak


def main() -> None:
    """Print seconds and MiB; with ``--check`` end with status 1 beyond the bars."""
    chosen = options(__doc__, cases=10_000, lines=1_000_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "cases"
        write_record(folder, chosen.cases, chosen.lines)
        failed = False
        for what in ("cases()", "case('2026-00007')", "every()", "verify()"):
            seconds, peak = timed(what, folder)
            failed |= seconds > BAR_SECONDS or peak > BAR_MIB
            print(f"{what:22} {seconds:8.2f} CPU-s {peak:8.0f} MiB")
    sys.exit(1 if failed and chosen.check else 0)


if __name__ == "__main__":
    main()
