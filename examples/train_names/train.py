"""Train the model of Korean names, cross-validate it, and write the weights that pseudokit ships.

    python examples/train_names/train.py --klue klue_ner_half.tsv            # folds, then the weights
    python examples/train_names/train.py --klue klue_ner_half.tsv --fold 0   # one fold, to try something

Needs kiwipiepy (its dictionary, Apache-2.0) and Numba; no network. One thread, fixed seeds: the same versions write the same bytes.
KLUE-NER is CC BY-SA 4.0, and so are the weights (see NOTICE).
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
from dataclasses import dataclass, fields, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from generate import Marked, corpus, renamed, reworded
from learn import Corpus, compact, train
from lexicon import Lexicon, build
from measure import Counts, count, is_full

from pseudo.detect.names.features import APART, TAGS, codes_of, kinds, templates
from pseudo.detect.names.model import Model, Tables, read_tables
from pseudo.kernels.words import views

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEED = 20_260_501
TEXTS = 5_500
COPIES = 3
EPOCHS = 3
LEAST = 4
ROWS = 1 << 20
KEPT = 400_000
FOLDS = 5
CAUTION = 0.8
"""Taken off the score of a name's beginning: made-up texts hold more names than real ones do. From the folds: where both bars are met."""
TEMPERATURE = 1.7
"""What scores are divided by, so that probabilities are as often right as they say; from the folds."""
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01)
ROOM = Path(__file__).parents[2] / "pseudo" / "detect" / "names"


def read_klue(path: Path) -> list[Marked]:
    """The sentences of a KLUE-NER file with the places of their people (PS)."""
    texts: list[Marked] = []
    for block in path.read_text("utf-8").split("\n\n"):
        lines = [line for line in block.split("\n") if line and not line.startswith("##")]
        pairs = [line.rsplit("\t", 1) for line in lines]
        if not pairs:
            continue
        spans, start = [], None
        for place, tag in enumerate([tag for _, tag in pairs] + ["O"]):
            if start is not None and tag != "I-PS":
                spans.append((start, place))
                start = None
            if tag == "B-PS":
                start = place
        texts.append(Marked("".join(char for char, _ in pairs), tuple(spans)))
    return texts


def tagged(marked: Marked) -> np.ndarray:
    """The tag of each character."""
    tags = np.zeros(len(marked.text), np.int8)
    for start, end in marked.spans:
        tags[start:end] = TAGS.index("I")
        tags[start], tags[end - 1] = TAGS.index("B"), TAGS.index("E")
        if end - start == 1:
            tags[start] = TAGS.index("S")
    return tags


def assembled(texts: Iterable[Marked], lexicon: Lexicon) -> Corpus:
    """The texts as the learner wants them, each between two gaps."""
    gap = np.zeros(len(APART), np.int8)
    codes, tags = [], []
    for marked in texts:
        codes.append(codes_of(APART + marked.text + APART))
        tags.append(np.concatenate([gap, tagged(marked), gap]))
    starts = np.cumsum([0, *map(len, codes)])
    joined = np.concatenate(codes)
    seen = views(joined, kinds()[joined], lexicon.surnames, lexicon.syllables, lexicon.keys, lexicon.classes)
    return Corpus(seen, np.concatenate(tags), starts.astype(np.int64))


def fitted(sentences: Sequence[Marked], lexicon: Lexicon) -> Tables:
    """The model that sentences, reworded sentences and made-up texts give."""
    random = np.random.default_rng(SEED)
    pool = [*sentences]
    for _ in range(COPIES):
        pool += renamed(reworded(sentences, lexicon, random), lexicon, random)
    pool += corpus(lexicon, random, TEXTS)
    together = assembled(pool, lexicon)
    print(f"{len(pool)} texts, {together.views.shape[1]} characters", flush=True)
    trained = train(together, templates(), epochs=EPOCHS, seed=SEED, least=LEAST)
    marks, weights, scale = compact(together, trained, templates(), rows=ROWS, keep=KEPT)
    words = (lexicon.keys, lexicon.classes, lexicon.surnames, lexicon.syllables)
    return Tables(*words, marks, weights, scale, trained.moves)


def settled(tables: Tables) -> Tables:
    """The tables with caution and temperature in them."""
    moves = tables.moves.copy()
    moves[:, [TAGS.index("B"), TAGS.index("S")]] -= np.float32(CAUTION)
    return replace(tables, scale=tables.scale / TEMPERATURE, moves=moves / np.float32(TEMPERATURE))


@dataclass
class Validation:
    """Counts over the folds, and how often spans of a stated probability were right."""

    every: Counts
    exact: Counts
    overlapping: Counts
    sure: np.ndarray
    right: np.ndarray

    @classmethod
    def empty(cls) -> Validation:
        """Nothing counted yet."""
        size = len(BINS) - 1
        return cls(Counts(), Counts(), Counts(), np.zeros(size, int), np.zeros(size, int))

    def add(self, model: Model, sentences: Sequence[Marked], least: float) -> None:
        """Count a fold. Spans below ``least`` are no findings, but they stand in the table of probabilities."""
        for marked, names in zip(sentences, model.find([m.text for m in sentences]), strict=True):
            found = {(n.start, n.end) for n in names if n.probability >= least}
            self.every += count(found, marked.spans)
            self.exact += count(found, marked.spans, lambda a, b, t=marked.text: is_full(t[a:b]))
            self.overlapping += count(found, marked.spans, lambda a, b, t=marked.text: is_full(t[a:b]), overlap=True)
            for name in names:
                if name.end - name.start > 1:
                    place = int(np.searchsorted(BINS, name.probability, "right")) - 1
                    self.sure[place] += 1
                    self.right[place] += (name.start, name.end) in marked.spans

    def facts(self) -> dict[str, object]:
        """As it stands in the card."""
        table = [
            {"from": low, "to": min(high, 1.0), "spans": int(n), "right": int(r)}
            for low, high, n, r in zip(BINS, BINS[1:], self.sure, self.right, strict=False)
        ]
        return {
            "all_names_exact": self.every.facts(),
            "full_names_exact": self.exact.facts(),
            "full_names_overlap": self.overlapping.facts(),
            "reliability": table,
        }


def fold_tables(sentences: Sequence[Marked], lexicon: Lexicon, fold: int, folder: Path | None) -> Tables:
    """The model of all folds but one, kept in a folder."""
    kept = folder / f"fold_{fold}.npz" if folder else None
    if kept and kept.exists():
        return read_tables(kept.read_bytes())
    tables = fitted([s for i, s in enumerate(sentences) if i % FOLDS != fold], lexicon)
    if kept:
        kept.write_bytes(packed(tables))
    return tables


def validated(
    sentences: Sequence[Marked], lexicon: Lexicon, folds: Iterable[int], least: float, folder: Path | None
) -> Validation:
    """Each fold by the model of the others."""
    result = Validation.empty()
    for fold in folds:
        model = Model(settled(fold_tables(sentences, lexicon, fold, folder)))
        result.add(model, [s for i, s in enumerate(sentences) if i % FOLDS == fold], least)
        print(f"fold {fold}: {json.dumps(result.facts())}", flush=True)
    return result


def packed(tables: Tables) -> bytes:
    """The tables as a file."""
    buffer = io.BytesIO()
    np.savez_compressed(buffer, **{field.name: np.asarray(getattr(tables, field.name)) for field in fields(tables)})
    return buffer.getvalue()


def card(sentences: int, least: float, facts: dict[str, object]) -> dict[str, object]:
    """What is recorded of the weights, without their digest."""
    return {
        "licence": "CC-BY-SA-4.0",
        "trained_on": [
            f"KLUE-NER, {sentences} sentences of the published development set (CC BY-SA 4.0, KLUE-benchmark/KLUE)",
            f"{TEXTS} texts of the generator",
            f"word lists from kiwipiepy {version('kiwipiepy')} (Apache-2.0)",
        ],
        "seed": SEED,
        "versions": {name: version(name) for name in ("numpy", "numba")},
        "least": least,
        "cross_validation": facts,
    }


def write(tables: Tables, facts: dict[str, object], folder: Path) -> None:
    """The weights and the card beside them."""
    data = packed(tables)
    (folder / "weights.npz").write_bytes(data)
    whole = {"sha256": hashlib.sha256(data).hexdigest(), **facts}
    (folder / "weights.json").write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", "utf-8")


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--klue", type=Path, required=True, help="sentences of KLUE-NER, a character and its tag per line"
    )
    parser.add_argument("--out", type=Path, default=ROOM, help="where weights.npz and weights.json go")
    parser.add_argument("--fold", type=int, help="cross-validate this fold only and write nothing")
    parser.add_argument("--folds", type=Path, help="a folder to keep the models of the folds in, or to take them from")
    parser.add_argument("--least", type=float, default=0.4, help="probability from which a span is a finding")
    options = parser.parse_args()
    lexicon, sentences = build(), read_klue(options.klue)
    if options.folds:
        options.folds.mkdir(exist_ok=True)
    folds = range(FOLDS) if options.fold is None else [options.fold]
    facts = validated(sentences, lexicon, folds, options.least, options.folds).facts()
    if options.fold is not None:
        return
    write(settled(fitted(sentences, lexicon)), card(len(sentences), options.least, facts), options.out)


if __name__ == "__main__":
    main()
