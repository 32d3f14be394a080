"""Korean names in text: recorded cross-validation, documents the model was not trained on, characters per CPU-second.

    python benchmarks/bench_names.py --data FOLDER --check

FOLDER holds ``admin_documents_1398.jsonl``, ``documents_187.jsonl``, ``maskingtape_500.jsonl`` (see benchmarks/README.md). Findings
and names are matched where they overlap. In the administrative documents, whose labels have no places, a name is every place at
which a labelled name stands.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from pseudo.detect import find_spans
from pseudo.detect.names import find_names
from pseudo.detect.names.model import card

FILES = {"admin_documents_1398": "PERSON", "documents_187": "PERSON", "maskingtape_500": "name"}
BARS = {"full_precision": 0.95, "full_recall": 0.90, "admin_f1": 0.90, "characters_per_second": 60_000}
Spans = list[tuple[int, int]]


@dataclass
class Outcome:
    """Right findings, wrong ones and missed names of a corpus, with the wrong and missed words."""

    right: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, found: Spans, true: Spans) -> None:
        """Count a document."""
        lost = [span for span in true if not _met(span, found)]
        self.right += len(true) - len(lost)
        self.missed.update(text[slice(*span)] for span in lost)
        self.wrong.update(text[slice(*span)] for span in found if not _met(span, true))

    @property
    def rates(self) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        precision = self.right / max(1, self.right + self.wrong.total())
        recall = self.right / max(1, self.right + self.missed.total())
        return precision, recall, 2 * precision * recall / max(1e-9, precision + recall)


def _met(span: tuple[int, int], others: Spans) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def documents(path: Path, label: str) -> list[tuple[str, Spans]]:
    """Texts and the places of their names."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        record = json.loads(line)
        text = record["text"]
        if "pii" in record:
            words = {entry["text"] for entry in record["pii"] or [] if entry["type"] == label}
            spans = {m.span() for word in words for m in re.finditer(re.escape(word), text)}
        else:
            marks = record.get("spans", record.get("labels", []))
            spans = {(m["start"], m["end"]) for m in marks if m.get("label", m.get("kind")) == label}
        found.append((text, sorted(spans)))
    return found


def measured(records: list[tuple[str, Spans]]) -> Outcome:
    """How the findings of ``find_spans`` fare."""
    outcome = Outcome()
    for (text, true), spans in zip(records, find_spans([text for text, _ in records]), strict=True):
        outcome.add(text, [(s.start, s.end) for s in spans if s.entity == "PERSON"], true)
    return outcome


def speed(texts: list[str], repeats: int) -> tuple[float, float | None]:
    """Characters per CPU-second by the model and, where it is installed, by Kiwi's tagging alone (median of the repeats)."""
    size = sum(map(len, texts))

    def rate(work: object) -> float:
        times = []
        for _ in range(repeats):
            start = time.process_time()
            work()  # type: ignore[operator]
            times.append(time.process_time() - start)
        return size / statistics.median(times)

    find_names(texts[:5])
    ours = rate(lambda: find_names(texts))
    try:
        from kiwipiepy import Kiwi
    except ImportError:
        return ours, None
    kiwi = Kiwi(num_workers=1)
    kiwi.tokenize(texts[0])
    return ours, rate(lambda: [kiwi.tokenize(text) for text in texts])


def main() -> int:
    """Print the tables; with ``--check`` 1 where a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled documents")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--errors", type=int, default=0, help="print so many of the most frequent wrong and missed words"
    )
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    folds = card()["cross_validation"]
    print("cross-validation on KLUE-NER, as recorded with the weights (five folds)")
    for name in ("all_names_exact", "full_names_exact", "full_names_overlap"):
        print(
            f"  {name:20} P {folds[name]['precision']:.3f}  R {folds[name]['recall']:.3f}  F1 {folds[name]['f1']:.3f}"
        )
    print("  probability stated   spans  right")
    for row in folds["reliability"]:
        share = f"{row['right'] / row['spans']:.3f}" if row["spans"] else "-"
        print(f"  {row['from']:.2f} to {row['to']:.2f}      {row['spans']:7}  {share}")
    reached = {
        "full_precision": folds["full_names_overlap"]["precision"],
        "full_recall": folds["full_names_overlap"]["recall"],
    }
    texts: list[str] = []
    for file, label in FILES.items():
        records = documents(options.data / f"{file}.jsonl", label)
        texts += [text for text, _ in records]
        outcome = measured(records)
        precision, recall, f1 = outcome.rates
        counts = f"{outcome.right} right, {outcome.wrong.total()} wrong, {outcome.missed.total()} missed"
        print(f"{file:24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({counts})")
        if options.errors:
            print("  wrong: ", outcome.wrong.most_common(options.errors))
            print("  missed:", outcome.missed.most_common(options.errors))
        if file.startswith("admin"):
            reached["admin_f1"] = f1
    ours, kiwi = speed(texts, options.repeats)
    reached["characters_per_second"] = ours
    beside = f", {ours / kiwi:.1f} x Kiwi's tagging" if kiwi else ""
    print(f"{ours:,.0f} characters per CPU-second{beside}")
    missed = [name for name, bar in BARS.items() if reached[name] < bar]
    if options.check and missed:
        print("below the bar:", ", ".join(missed))
    return 1 if options.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
