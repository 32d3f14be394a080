"""Made-up people: names by census share and by the frequency of given names, in every writing a record may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from lexicon import surname_shares, words

if TYPE_CHECKING:
    from lexicon import Lexicon

HANJA_SURNAMES = "金李朴崔鄭姜趙尹張林韓吳徐申權黃安宋洪柳"
HANJA = "哲洙英姬民秀俊浩成勳智慧恩美賢宇鎭炯在元東植基相炳鎬善玉順子正熙昌洛"
MASKS = ("OO", "○○", "**", "XX", "oo", "◯◯", "●●", "ㅇㅇ")


class People:
    """Draws names; all randomness comes from ``random``."""

    def __init__(self, lexicon: Lexicon, random: np.random.Generator) -> None:
        self.random, self.lexicon = random, lexicon
        shares = surname_shares()
        self.surnames = list(shares)
        weights = np.array(list(shares.values()), float) ** 0.75  # rarer surnames are shown more often than they live
        self.surname_weights = np.cumsum(weights / weights.sum())
        self.given = [name for name, _ in lexicon.given]
        counts = np.array([count for _, count in lexicon.given], float)
        self.given_weights = np.cumsum(counts / counts.sum())
        self.syllables = sorted({s for name in self.given for s in name})
        self.modern, self.plain, self.single = (words(n) for n in ("given_modern", "given_plain", "given_single"))
        self.foreign = lexicon.foreign
        self.latin_given, self.latin_family = words("latin_given"), words("latin_family")

    def one(self, options: list[str] | tuple[str, ...]) -> str:
        """Any of them, equally likely."""
        return options[int(self.random.integers(len(options)))]

    def _drawn(self, options: list[str], weights: np.ndarray) -> str:
        return options[min(int(np.searchsorted(weights, self.random.random())), len(options) - 1)]

    def surname(self) -> str:
        """A surname."""
        return self._drawn(self.surnames, self.surname_weights)

    def given_name(self) -> str:
        """A given name: frequent, modern, composed of two, plain Korean, or of one syllable."""
        kind = self.random.random()
        if kind < 0.45:
            return self._drawn(self.given, self.given_weights)
        if kind < 0.65:
            return self.one(self.modern)
        if kind < 0.9:
            first, second = self._drawn(self.given, self.given_weights), self._drawn(self.given, self.given_weights)
            return first[0] + second[1]
        if kind < 0.93:
            return self.one(self.plain)
        return self.one(self.single) if kind < 0.98 else self.one(self.syllables)

    def full(self) -> str:
        """Surname and given name; one that is a known noun as well is mostly drawn again."""
        name = self.surname() + self.given_name()
        while self.lexicon.noun_length(name) and self.random.random() < 0.9:
            name = self.surname() + self.given_name()
        return name

    def masked(self) -> str:
        """A name of which some syllables are hidden."""
        surname, given, mask = self.surname(), self.given_name(), self.one(MASKS)
        kind = self.random.integers(5)
        if kind < 2:
            return surname + mask
        if kind == 2:
            return surname + mask[0] * len(given)
        if kind == 3 and len(given) > 1:
            return surname + mask[0] + given[1:]
        return surname + given[:-1] + mask[0]

    def spaced(self) -> str:
        """A name written with spaces."""
        surname, given = self.surname(), self.given_name()
        if self.random.random() < 0.6:
            return " ".join(surname + given)
        return f"{surname} {given}"

    def transliterated(self) -> str:
        """A foreigner's name in Hangul."""
        name = self.one(self.foreign)
        kind = self.random.random()
        parts = name.split()[:3]
        if kind < 0.15:
            return "".join(parts[:2])
        return parts[-1] if kind < 0.25 and len(parts[-1]) > 2 else " ".join(parts)

    def latin(self) -> str:
        """A name in Latin letters, in one of the usual orders and cases."""
        given, family = self.one(self.latin_given), self.one(self.latin_family)
        name = self.one([f"{given} {family}", f"{family}, {given}", f"{family} {given}", f"{given} {family}"])
        return name.upper() if self.random.random() < 0.4 else name

    def chinese(self) -> str:
        """A Korean name in Chinese characters."""
        return self.one(list(HANJA_SURNAMES)) + self.one(list(HANJA)) + self.one(list(HANJA))

    def any(self) -> str:
        """A name in any writing."""
        kind = self.random.random()
        for share, draw in ((0.68, self.full), (0.8, self.masked), (0.87, self.spaced), (0.94, self.transliterated)):
            if kind < share:
                return draw()
        return self.latin() if kind < 0.985 else self.chinese()
