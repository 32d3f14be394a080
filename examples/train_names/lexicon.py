"""The model's word knowledge: known words by class, surnames, syllables of given names. Read from Kiwi's dictionary (Apache-2.0).

Full names of people are left out: what the model knows of names are surnames and, in aggregate, syllables and frequent given names.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from pseudo.detect.names.features import (
    ADVERB,
    BODY,
    FOREIGN,
    LABEL,
    NOUN,
    PLACE,
    PROPER,
    RARE_NOUN,
    RARE_PROPER,
    STEM,
    TITLE,
)
from pseudo.kernels.words import ENDING, GIVEN, INFLECTION, LONGEST, PAIRED, PARTICLE, fingerprint, look_up, pack

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

HERE = Path(__file__).parent
SIZE = 1 << 18
FREQUENT = 20
"""Persons per 10,000 from which a surname makes every proper noun of three syllables a possible name."""
OTHER = {"MAG", "MAJ", "MM", "IC", "NP", "NR", "NNB"}
NOUNS = {NOUN, RARE_NOUN, PROPER, RARE_PROPER, PLACE, BODY}
SYLLABLES = re.compile(r"[가-힣]{1,6}")
PLACES = re.compile(r".{1,4}(?:특별시|광역시|시|군|구|동|읍|면|리|도|로|길|역|산|강|천|섬|항|군도|반도)")
BODIES = re.compile(
    r".{1,4}(?:부|처|청|원|회|당|사|대|은행|그룹|전자|건설|병원|학교|대학|협회|공사|공단|재단|센터|신문|일보|방송|구단)"
)


@dataclass(frozen=True)
class Lexicon:
    """The tables that the model ships, and the lists that the generator draws from."""

    keys: npt.NDArray[np.uint32]
    classes: npt.NDArray[np.uint8]
    surnames: npt.NDArray[np.uint8]
    syllables: npt.NDArray[np.uint8]
    given: tuple[tuple[str, int], ...]
    foreign: tuple[str, ...]
    nouns: tuple[str, ...]
    proper: tuple[str, ...]
    places: tuple[str, ...]
    bodies: tuple[str, ...]
    alike: tuple[str, ...]

    def class_of(self, word: str) -> int:
        """The class of a known word, 0 where it is not known."""
        return look_up(self.keys, self.classes, fingerprint(word))

    def noun_length(self, word: str) -> int:
        """Syllables of the known noun that a word is, or is with a particle or an ending; 0 where it is none."""
        for length in range(min(len(word), LONGEST), 1, -1):
            rest = word[length:]
            if self.class_of(word[:length]) in NOUNS and (not rest or self.class_of(rest) in (PARTICLE, ENDING)):
                return length
        return 0


def rows(name: str) -> Iterator[list[str]]:
    """The fields of a data file beside this one, without comments."""
    for line in (HERE / name).read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split()


def surname_shares() -> dict[str, int]:
    """Surname → persons per 10,000."""
    return {word: int(share) for word, share in rows("surnames.tsv")}


def words(name: str) -> list[str]:
    """The words of ``words/NAME.txt``."""
    return [word for line in rows(f"words/{name}.txt") for word in line]


def lines(name: str) -> list[str]:
    """The lines of ``words/NAME.txt``, without comments."""
    return [
        line for line in (HERE / "words" / f"{name}.txt").read_text("utf-8").splitlines() if line and line[0] != "#"
    ]


def blocks(name: str) -> list[list[str]]:
    """The lines of ``words/NAME.txt`` in two blocks: with names, without."""
    found = lines(name)
    middle = found.index("--")
    return [found[:middle], found[middle + 1 :]]


def _morphemes() -> list[tuple[str, str]]:
    from kiwipiepy import Kiwi

    kiwi = Kiwi(num_workers=1)
    found: list[tuple[str, str]] = []
    while True:
        try:
            morpheme = kiwi.morpheme(len(found))
        except (ValueError, IndexError):
            return found
        found.append((morpheme.form, morpheme.tag))


def _foreign_names() -> Iterator[str]:
    """People's names of several words (Wikidata Q5 in Kiwi's dictionary)."""
    import kiwipiepy_model

    for line in (Path(kiwipiepy_model.__file__).parent / "multi.dict").read_text("utf-8").splitlines():
        name, *rest = line.split("\t")
        if rest and rest[-1].endswith("# Q5") and re.fullmatch(r"[가-힣]+(?: [가-힣]+){1,3}", name):
            yield name


def _given(morphemes: list[tuple[str, str]], surnames: dict[str, int]) -> Counter[str]:
    """Given names of two syllables by the number of surnames they stand behind."""
    behind: dict[str, set[str]] = defaultdict(set)
    for form, tag in morphemes:
        if tag == "NNP" and len(form) == 3 and surnames.get(form[0], 0) >= 8 and SYLLABLES.fullmatch(form):
            behind[form[1:]].add(form[0])
    place = re.compile(r".[면역읍항군로류국사당점]|[산천항역강].|나라|포항|수원|성남")
    return Counter(
        {name: len(found) for name, found in behind.items() if len(found) >= 3 and not place.fullmatch(name)}
    )


def _syllable_classes(given: Counter[str]) -> npt.NDArray[np.uint8]:
    """Class of a syllable: 1 + 4 × (frequency as first) + (frequency as last), each 0..3; 0 where it is in no given name."""
    table = np.zeros(65_536, np.uint8)
    first, last = Counter[str](), Counter[str]()
    for name, count in given.items():
        first[name[0]] += count
        last[name[1]] += count

    def level(count: int) -> int:
        return int(np.searchsorted([3, 30, 150], count, "right"))

    for syllable in sorted(first | last):
        table[ord(syllable)] = 1 + 4 * level(first[syllable]) + level(last[syllable])
    return table


def _personal(form: str, surnames: dict[str, int], given: Counter[str], syllables: npt.NDArray[np.uint8]) -> bool:
    """Whether a proper noun may be somebody's full or given name."""
    if form in given or (len(form) == 4 and form[:2] in surnames and form[2:] in given):
        return True
    if len(form) != 3 or form[0] not in surnames:
        return False
    if surnames[form[0]] >= FREQUENT and not PLACES.fullmatch(form) and not BODIES.fullmatch(form):
        return True
    return all(syllables[ord(c)] for c in form[1:])


def _class_of(form: str, tag: str, rank: int) -> int:
    if tag == "NNP":
        if PLACES.fullmatch(form):
            return PLACE
        rare = PROPER if rank < 30_000 else RARE_PROPER
        return BODY if BODIES.fullmatch(form) else rare
    if tag == "NNG":
        return NOUN if rank < 9_000 else RARE_NOUN
    if tag[0] == "J":
        return PARTICLE
    return STEM if tag[:2] in {"VV", "VA", "XR"} else ADVERB if tag in OTHER else 0


def _classified(
    morphemes: list[tuple[str, str]],
    surnames: dict[str, int],
    given: Counter[str],
    syllables: npt.NDArray[np.uint8],
    foreign: Counter[str],
) -> Iterator[tuple[str, int]]:
    """Words in the order of their claim: the first class of a word stands."""
    particles = words("particles")
    yield from ((word, PARTICLE) for word in particles)
    yield from ((word, ENDING) for word in words("endings"))
    yield from ((word, INFLECTION) for word in words("inflections"))
    yield from ((word, TITLE) for word in words("titles"))
    yield from ((word, LABEL) for word in words("labels"))
    yield from ((word, PLACE) for word in words("places"))
    for rank, (form, tag) in enumerate(morphemes):
        kind = _class_of(form, tag, rank) if SYLLABLES.fullmatch(form) else 0
        if not kind or (len(form) == 1 and kind not in (PARTICLE, ADVERB)):
            continue
        if tag == "NNP" and form in foreign:
            kind = FOREIGN
        elif tag == "NNP":
            shaped = len(form) == 3 and form[0] in surnames
            if _personal(form, surnames, given, syllables) or (rank > 60_000 and not shaped):
                continue
        yield form, kind


def build() -> Lexicon:
    """Read the dictionary and lay out the tables."""
    surnames = surname_shares()
    morphemes = _morphemes()
    given = _given(morphemes, surnames)
    syllables = _syllable_classes(given)
    table: dict[int, int] = {}
    lists: dict[int, list[str]] = defaultdict(list)
    foreign = list(_foreign_names())
    parts = Counter(part for name in foreign for part in name.split() if 2 <= len(part) <= LONGEST)
    parts = Counter({part: count for part, count in sorted(parts.items()) if count >= 3})
    for form, kind in _classified(morphemes, surnames, given, syllables, parts):
        if table.setdefault(fingerprint(form), kind) == kind:
            lists[kind].append(form)
    for part, count in parts.items():
        if count >= 6:
            table.setdefault(fingerprint(part), FOREIGN)
    for name, count in sorted(given.items()):
        table.setdefault(fingerprint(name, GIVEN), 1 + int(np.searchsorted([5, 10, 18], count, "right")))
    for name in surnames:
        if len(name) == 2:
            table.setdefault(fingerprint(name, PAIRED), 1)
    keys, classes = pack(table, SIZE)
    known = lists[NOUN] + lists[RARE_NOUN] + lists[PROPER] + lists[RARE_PROPER] + lists[PLACE] + lists[BODY]
    alike = dict.fromkeys(word for word in known if 2 <= len(word) <= 4 and word[0] in surnames)
    return Lexicon(
        keys, classes, _surname_classes(surnames), syllables, tuple(sorted(given.items())), tuple(foreign),
        tuple(dict.fromkeys(lists[NOUN] + lists[RARE_NOUN])), tuple(dict.fromkeys(lists[PROPER] + lists[RARE_PROPER])),
        tuple(dict.fromkeys(lists[PLACE])), tuple(dict.fromkeys(lists[BODY])), tuple(alike),
    )  # fmt: skip


def _surname_classes(surnames: dict[str, int]) -> npt.NDArray[np.uint8]:
    table = np.zeros(65_536, np.uint8)
    for name, share in surnames.items():
        if len(name) == 1:
            table[ord(name)] = 1 + int(np.searchsorted([3, 10, 40, 120, 400], share, "right"))
    return table
