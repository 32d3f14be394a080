"""The generator of marked texts and the counting of names; training itself needs a dictionary that is not installed here."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = Path(__file__).parents[3] / "examples" / "train_names"


@pytest.fixture(scope="module")
def script():
    """The scripts as modules; path and modules are left as they were."""
    before, known = list(sys.path), set(sys.modules)
    sys.path.insert(0, str(FOLDER))
    yield importlib.import_module
    sys.path[:] = before
    for name in {"generate", "lexicon", "measure", "naming"} - known:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def lexicon(script):
    """A small one, without the dictionary."""
    module = script("lexicon")
    surnames = module.surname_shares()
    nouns = ("사람", "정부", "이상", "고려", "조사", "장소")
    keys, classes = module.pack({module.fingerprint(noun): module.NOUN for noun in nouns}, 64)
    table = module._surname_classes(surnames)
    given = (("지현", 20), ("철수", 9), ("민우", 12))
    return module.Lexicon(
        keys,
        classes,
        table,
        table,
        given,
        ("제임스 윌슨",),
        nouns,
        ("브리티시",),
        ("서울",),
        ("한빛대학교",),
        ("이상", "고려"),
    )


def written(script, lexicon, seed):
    return list(script("generate").corpus(lexicon, np.random.default_rng(seed), 150))


def test_the_same_seed_writes_the_same_texts(script, lexicon):
    assert written(script, lexicon, 3) == written(script, lexicon, 3)
    assert written(script, lexicon, 3) != written(script, lexicon, 4)


def test_spans_mark_names_and_nothing_is_left_to_fill(script, lexicon):
    texts = written(script, lexicon, 5)
    assert sum(len(marked.spans) for marked in texts) > 100
    for marked in texts:
        assert "{" not in marked.text.replace("{}", "")
        ends = 0
        for start, end in sorted(marked.spans):
            assert ends <= start < end <= len(marked.text)
            assert marked.text[start:end].strip() == marked.text[start:end]
            ends = end


def test_renaming_keeps_places_and_replaces_full_names(script, lexicon):
    generate = script("generate")
    text = generate.Marked("어제 유재석이 왔다", ((3, 6),))
    renamed = next(generate.renamed([text], lexicon, np.random.default_rng(1)))
    assert renamed.spans == text.spans
    assert renamed.text[3:6] != "유재석"
    assert renamed.text[:3] + renamed.text[6:] == "어제 이 왔다"


def test_rewording_moves_the_spans_with_the_words(script, lexicon):
    generate = script("generate")
    text = generate.Marked("정부 사람 조사 이상 김철수 장소", ((12, 15),))
    for seed in range(20):
        reworded = next(generate.reworded([text], lexicon, np.random.default_rng(seed)))
        ((start, end),) = reworded.spans
        assert reworded.text[start:end] == "김철수"


@pytest.mark.parametrize(("word", "wanted", "form"), [("철수", "가", "가"), ("지현", "가", "이"), ("서울", "로", "로")])
def test_particles_fit_the_last_syllable(script, word, wanted, form):
    assert script("generate").particle(word, wanted) == form


def test_counting(script):
    measure = script("measure")
    counts = measure.count({(0, 3), (5, 8)}, {(0, 3), (6, 9), (10, 12)})
    assert (counts.right, counts.wrong, counts.missed) == (1, 1, 2)
    counts = measure.count({(0, 3), (5, 8)}, {(0, 3), (6, 9), (10, 12)}, overlap=True)
    assert (counts.right, counts.wrong, counts.missed) == (2, 0, 1)
    assert measure.is_full("남궁민수")
    assert not measure.is_full("제임스윌슨")
