"""Detection against ko-pii, maskingtape and Presidio: precision and recall on text, collisions, CPU seconds.

    pip install -r benchmarks/requirements.txt
    python benchmarks/bench_detect.py accuracy --data FOLDER     # the three labelled corpora, by path
    python benchmarks/bench_detect.py generated                  # held-out documents of detect_documents.py
    python benchmarks/bench_detect.py collisions
    python benchmarks/bench_detect.py speed

Typed overlap: a marked span is found where a reported span of the same kind overlaps it; a reported span of an evaluated kind that
overlaps no marked span of its kind is wrong. Resident and foreigner numbers count as one kind. With ``--check`` the command ends
with status 1 below a bar. All contenders work on the same texts in the same run.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from detect_peers import finders, presidio_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

Gold = list[tuple[str, int, int]]
RESIDENT = {"KR_FRN": "KR_RRN"}
KINDS = {
    "maskingtape_500": {
        "rrn": "KR_RRN", "phone": "PHONE_NUMBER", "email": "EMAIL_ADDRESS", "birth_date": "KR_BIRTH_DATE", "passport": "KR_PASSPORT",
        "driver_license": "KR_DRIVER_LICENSE", "card": "CREDIT_CARD", "biz_reg": "KR_BRN", "account": "KR_BANK_ACCOUNT",
        "address": "KR_ADDRESS",
    },
    "documents_187": {
        "RRN": "KR_RRN", "FRN": "KR_RRN", "PHONE": "PHONE_NUMBER", "FAX": "PHONE_NUMBER", "EMAIL": "EMAIL_ADDRESS",
        "DT_BIRTH": "KR_BIRTH_DATE", "PASSPORT": "KR_PASSPORT", "DRIVER_LICENSE": "KR_DRIVER_LICENSE", "CARD": "CREDIT_CARD",
        "BUSINESS_REG": "KR_BRN", "CORP_REG": "KR_CRN", "ACCOUNT": "KR_BANK_ACCOUNT", "VEHICLE": "KR_VEHICLE", "IP": "IP_ADDRESS",
        "MEDICAL_INSURANCE": "KR_HEALTH_INSURANCE", "POSTAL_CODE": "KR_POSTAL_CODE", "EMPLOYEE_ID": "STUDENT_OR_EMPLOYEE_ID",
        "ADDRESS": "KR_ADDRESS",
    },
}  # fmt: skip
KINDS["admin_documents_1398"] = {k: v for k, v in KINDS["documents_187"].items() if k not in {"FAX", "EMPLOYEE_ID"}}
FORMATLESS = ("KR_ADDRESS",)
"""Kinds with no format of their own: shown, not in the bar of structured kinds."""
UNIQUE = ("KR_RRN", "KR_PASSPORT", "KR_DRIVER_LICENSE")


@dataclass
class Counts:
    """Found, missed and wrong, by kind."""

    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)

    def add(self, gold: Gold, reported: Gold, kinds: set[str]) -> None:
        """Count one text."""
        matched = set()
        for kind, start, end in gold:
            over = {i for i, (k, s, e) in enumerate(reported) if k == kind and s < end and start < e}
            (self.found if over else self.missed)[kind] += 1
            matched |= over
        for index, (kind, _, _) in enumerate(reported):
            if kind in kinds and index not in matched:
                self.wrong[kind] += 1

    def rates(self, kinds: Iterable[str]) -> tuple[float, float, float]:
        """Precision, recall and F1 over some kinds together."""
        found, missed, wrong = (sum(c[k] for k in kinds) for c in (self.found, self.missed, self.wrong))
        precision, recall = found / max(1, found + wrong), found / max(1, found + missed)
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def corpus(path: Path) -> Iterator[tuple[str, Gold]]:
    """Texts and marked spans; where a corpus gives no offsets, every occurrence of the marked text."""
    kinds = KINDS[path.stem]
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        marks = record.get("labels") or record.get("spans") or []
        gold = [(kinds[k], m["start"], m["end"]) for m in marks if (k := m.get("kind") or m.get("label")) in kinds]
        for kind, value in {(m["type"], m["text"]) for m in record.get("pii", [])}:
            place = text.find(value)
            while kind in kinds and value and place >= 0:
                gold.append((kinds[kind], place, place + len(value)))
                place = text.find(value, place + len(value))
        yield text, gold


def measure(find: Callable[[str], Gold], texts: list[tuple[str, Gold]], kinds: set[str]) -> Counts:
    counts = Counts()
    for text, gold in texts:
        reported = [(RESIDENT.get(kind, kind), start, end) for kind, start, end in find(text)]
        counts.add([(RESIDENT.get(kind, kind), s, e) for kind, s, e in gold], reported, kinds)
    return counts


def accuracy(options: argparse.Namespace) -> list[str]:
    """All finders on the three corpora."""
    below = []
    for name, kinds in KINDS.items():
        texts = list(corpus(Path(options.data) / f"{name}.jsonl"))
        evaluated = set(kinds.values())
        print(f"\n{name}: {len(texts)} texts, {sum(len(g) for _, g in texts)} spans")
        below += compare(name, texts, evaluated, bar=0.97 if name != "admin_documents_1398" else 0.0)
    return below


def compare(name: str, texts: list[tuple[str, Gold]], kinds: set[str], bar: float) -> list[str]:
    structured = [k for k in kinds if k not in FORMATLESS]
    best: dict[str, float] = {}
    print(f"{'':24}{'precision':>10}{'recall':>10}{'F1':>10}   address F1")
    for finder, find in finders().items():
        counts = measure(find, texts, kinds)
        rates = counts.rates(structured)
        best[finder] = rates[2]
        print(f"{finder:24}" + "".join(f"{r:>10.4f}" for r in rates) + f"{counts.rates(FORMATLESS)[2]:>13.4f}")
        if finder == "pseudokit":
            details(counts, kinds)
    ours = best.pop("pseudokit")
    below = [f"{name}: F1 {ours:.4f}, the bar is {bar}"] if ours < bar else []
    return below + [f"{name}: F1 {ours:.4f}, {peer} has {f1:.4f}" for peer, f1 in best.items() if f1 >= ours]


def details(counts: Counts, kinds: set[str]) -> None:
    for kind in sorted(kinds):
        precision, recall, _ = counts.rates([kind])
        numbers = f"{counts.found[kind]} found, {counts.missed[kind]} missed, {counts.wrong[kind]} wrong"
        print(f"    {kind:26}{precision:>8.4f}{recall:>8.4f}   {numbers}")


def generated(options: argparse.Namespace) -> list[str]:
    """Held-out documents: the unique identifiers' and every kind's precision and recall."""
    from detect_documents import documents
    from detect_values import MAKERS

    made = list(documents(options.documents, options.seed))
    texts = [(d.text, list(d.labels)) for d in made]
    kinds = {RESIDENT.get(k, k) for k in MAKERS}
    below = compare("generated", texts, kinds, bar=0.0)
    counts = measure(finders()["pseudokit"], texts, kinds)
    precision, recall, _ = counts.rates(UNIQUE)
    print(f"resident, foreigner, passport and licence numbers together: precision {precision:.4f}, recall {recall:.4f}")
    below += (
        [f"generated, unique identifiers: {recall:.4f} / {precision:.4f}"] if recall < 0.995 or precision < 0.98 else []
    )
    for kind in sorted(kinds - set(FORMATLESS)):
        precision, recall, _ = counts.rates([kind])
        below += (
            [f"generated, {kind}: precision {precision:.4f}, recall {recall:.4f}"]
            if min(precision, recall) < 0.97
            else []
        )
    return below


def collisions(options: argparse.Namespace) -> list[str]:
    """Numbers that are no identifier: how many are taken for one."""
    from detect_collisions import HIGH, KINDS, collisions_of

    below = []
    print(f"{'':24}{'flagged %':>12}{'high %':>10}   ko-pii, maskingtape, Presidio flagged %")
    for kind in KINDS:
        numbers = collisions_of(kind, options.count)
        from pseudo.detect import find_spans

        found = [[s for s in spans if s.entity not in KINDS[kind]] for spans in find_spans(numbers)]
        flagged = sum(map(bool, found)) / len(numbers)
        high = sum(any(s.score >= HIGH for s in spans) for spans in found) / len(numbers)
        peers = []
        for name, find in finders().items():
            if name in {"ko-pii", "maskingtape", "Presidio ≥ 0.5"}:
                sample = numbers[: options.peers]
                peers.append(sum(any(e not in KINDS[kind] for e, *_ in find(n)) for n in sample) / len(sample))
        print(f"{kind:24}{100 * flagged:>12.2f}{100 * high:>10.2f}   " + ", ".join(f"{100 * p:.1f}" for p in peers))
        below += [f"{kind}: {flagged:.4f} flagged, {high:.4f} surely"] if flagged > 0.01 or high > 0 else []
    return below


def speed(options: argparse.Namespace) -> list[str]:
    """Characters and cells per CPU-second by rules, without names, and cells against Presidio; with ``--data`` its documents too."""
    from detect_documents import documents

    from pseudo.detect import column_hits
    from pseudo.detect.search import search_texts
    from pseudo.detect.spans import chosen, standing

    rules = tuple(rule for rule in chosen(quasi_identifiers=False) if rule.info.entity != "PERSON")

    def by_rules(given: list[str]) -> int:
        return sum(len(standing(hits)) for hits in search_texts(given, rules))

    texts = [d.text for d in documents(options.documents, options.seed)]
    cells = list(dict.fromkeys(mixed_cells(options.cells)))
    column = pa.array(cells)
    long = ["\n".join(texts[i : i + 20]) for i in range(0, len(texts), 20)]
    folder = Path(options.data) if options.data else None
    papers = [text for text, _ in corpus(folder / "admin_documents_1398.jsonl")][:400] if folder else long
    runs: dict[str, list[float]] = defaultdict(list)
    engine = presidio_engine(context=False)
    by_rules(texts[:50])
    for _ in range(options.repeats):
        for name, work, size in (
            ("characters of dense text", lambda: by_rules(long), sum(map(len, long))),
            ("characters of free text", lambda: by_rules(papers), sum(map(len, papers))),
            ("mixed cells, spans", lambda: by_rules(cells), len(cells)),
            ("mixed cells, column", lambda: column_hits(column), len(cells)),
            (
                "the same cells, Presidio",
                lambda: [engine.analyze(c, language="ko") for c in cells[: options.peers]],
                options.peers,
            ),
        ):
            start = time.process_time()
            work()
            runs[name].append(size / (time.process_time() - start))
    rates = {name: statistics.median(seen) for name, seen in runs.items()}
    for name, rate in rates.items():
        print(f"{name:32}{rate:>12,.0f} per CPU-second")
    for name in ("mixed cells, spans", "mixed cells, column"):
        ratio = rates[name] / rates["the same cells, Presidio"]
        print(f"{name + ', against Presidio':42}{ratio:>8.1f} ×")
    bars = {"characters of free text": 300_000, "mixed cells, column": 20_000}
    below = [f"{name}: {rates[name]:,.0f}, the bar is {bar:,}" for name, bar in bars.items() if rates[name] < bar]
    return below + ([f"column of cells: {ratio:.1f} × Presidio, the bar is 10 ×"] if ratio < 10 else [])


def mixed_cells(count: int) -> list[str]:
    """Cells of a table of people: identifiers, names, codes, amounts, dates, short notes, in equal parts."""
    import numpy as np
    from detect_documents import NAMES, noise
    from detect_values import MAKERS, Draw

    draw = Draw(np.random.default_rng(5))
    columns: list[Callable[[], str]] = [
        lambda: draw.pick(NAMES) + draw.digits(1), lambda: f"{draw.between(1, 900)},{draw.digits(3)}", lambda: f"A-{draw.digits(6)}",
        lambda: f"2026-0{draw.between(1, 9)}-{draw.between(10, 28)} 0{draw.between(1, 9)}:{draw.between(10, 59)}", lambda: noise(draw),
        lambda: "강남구 보건소 " + draw.pick(NAMES), lambda: f"{draw.random.uniform(0, 400):.3f}", lambda: draw.digits(10),
    ]  # fmt: skip
    people = (
        "KR_RRN",
        "PHONE_NUMBER",
        "EMAIL_ADDRESS",
        "KR_ADDRESS",
        "KR_BANK_ACCOUNT",
        "KR_BIRTH_DATE",
        "CREDIT_CARD",
        "KR_BRN",
    )
    columns += [lambda kind=kind: MAKERS[kind](draw) for kind in people]
    return [columns[i % len(columns)]() for i in range(count)]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("task", choices=["accuracy", "generated", "collisions", "speed"])
    options.add_argument("--data", help="folder with the labelled corpora")
    options.add_argument("--documents", type=int, default=4_000)
    options.add_argument("--seed", type=int, default=20261125)
    options.add_argument("--count", type=int, default=20_000, help="numbers of each kind of collision")
    options.add_argument("--cells", type=int, default=40_000)
    options.add_argument("--peers", type=int, default=2_000, help="cells or numbers for the slow ones")
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--check", action="store_true")
    chosen = options.parse_args()
    tasks = {"accuracy": accuracy, "generated": generated, "collisions": collisions, "speed": speed}
    below = tasks[chosen.task](chosen)
    print(*below, sep="\n")
    if below and chosen.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
