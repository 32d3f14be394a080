"""Text with marked names, made up: sentences, forms, tables, chats, logs, bare cells; and real sentences with other words put in.

Everything is drawn from one seeded stream; the same seed gives the same text. What the texts are made of lies in ``words``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lexicon import blocks, lines, rows, surname_shares, words
from naming import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    import numpy as np
    from lexicon import Lexicon

SLOT = re.compile(r"\{([A-Z]+)(?::([가-힣]+))?\}")
PARTICLES = {
    "가": ("이", "가"), "는": ("은", "는"), "를": ("을", "를"), "와": ("과", "와"), "과": ("과", "와"), "로": ("으로", "로"),
    "라고": ("이라고", "라고"), "야": ("아", "야"),
}  # fmt: skip
"""A particle as templates ask for it → behind a closed and behind an open syllable."""
SEPARATORS = ("\n", "\n", "\n", " / ", ", ", " | ", "  ", " ", "; ")
COLONS = (": ", ": ", ":", " : ", " ", "\t", " - ", "= ", "：")
SPEAKERS = ("{}: ", "[{}] [오후 2:13] ", "{} 오전 9:41\n", "{} : ", "({}) ", "2024-05-12 10:22, {} : ", "user={} msg=")
FREQUENT = 7_000
"""Nouns that count as frequent; the dictionary has them first."""
VILLAGES = ("동", "동", "리", "리", "읍", "면", "산", "천", "로", "길", "역", "1동", "2가")
OFFICES = ("청", "의회", "보건소", "교육청", "경찰서", "세무서", "병원")
FIRMS = ("전자", "건설", "산업", "상사", "시스템", "병원", "의원", "약국", "부동산", "식당")
BODIES = ("협회", "연구원", "공단", "재단", "진흥원", "위원회", "센터")


@dataclass(frozen=True)
class Marked:
    """A text and the places of its names."""

    text: str
    spans: tuple[tuple[int, int], ...]


class Draft:
    """A text under way."""

    def __init__(self) -> None:
        self.text = ""
        self.spans: list[tuple[int, int]] = []

    def add(self, text: str) -> None:
        """Plain text."""
        self.text += text

    def name(self, text: str) -> None:
        """A name."""
        self.spans.append((len(self.text), len(self.text) + len(text)))
        self.text += text

    def extend(self, other: Draft) -> None:
        """Another draft behind."""
        self.spans += [(a + len(self.text), b + len(self.text)) for a, b in other.spans]
        self.text += other.text

    def copy(self, marked: Marked, start: int, end: int) -> None:
        """A stretch of a text, with the names in it."""
        shift = len(self.text) - start
        self.spans += [(a + shift, b + shift) for a, b in marked.spans if start <= a and b <= end]
        self.text += marked.text[start:end]

    def done(self) -> Marked:
        """The finished text."""
        return Marked(self.text, tuple(self.spans))


def is_closed(word: str) -> bool:
    """Whether a word's last syllable has a final consonant."""
    return "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 > 0


def particle(word: str, wanted: str) -> str:
    """The form of a particle that fits a word's last syllable."""
    closed, opened = PARTICLES.get(wanted, (wanted, wanted))
    on_l = wanted == "로" and "가" <= word[-1] <= "힣" and (ord(word[-1]) - 0xAC00) % 28 == 8
    return closed if is_closed(word) and not on_l else opened


class Writer:
    """Writes marked texts."""

    def __init__(self, lexicon: Lexicon, random: np.random.Generator) -> None:
        self.random, self.people = random, People(lexicon, random)
        self.one: Callable[[list[str] | tuple[str, ...]], str] = self.people.one
        self.prose, self.messages, self.columns = lines("prose"), lines("messages"), lines("columns")
        self.fields, self.cells = blocks("fields"), blocks("cells")
        self.nouns, self.alike = lexicon.nouns, lexicon.alike
        surnames = surname_shares()
        self.fillers: dict[str, list[str]] = {line[0]: line[1:] for line in rows("words/fillers.txt")}
        self.fillers |= {
            "LATIN": words("latin"),
            "T": words("titles"),
            "LABEL": words("labels"),
            "DEPT": words("departments"),
        }
        self.fillers["PLACE"] = words("places") * 4
        self.fillers["PLACE"] += [w for w in lexicon.places if len(w) != 3 or surnames.get(w[0], 0) <= 100]
        self.fillers["PROPER"] = [w for w in lexicon.proper if len(w) not in {2, 3, 4} or w[0] not in surnames]
        self.fillers["BODY"] = [w for w in lexicon.bodies if len(w) != 3 or w[0] not in surnames]
        self.patterns: dict[str, list[str]] = defaultdict(list)
        for line in lines("patterns"):
            slot, pattern = line.split(" ", 1)
            self.patterns[slot].append(pattern)
        self.made = {"ORG": self.body, "NOUN": self.noun, "ADDR": self.address, "PLACE": self.place}
        self.made["VERB"] = lambda: self.noun() + self.one(self.endings)
        self.endings = words("endings")
        people = self.people
        self.names = {
            "N": self.usual, "K": people.full, "G": people.given_name, "S": people.surname, "A": people.any,
            "F": people.transliterated, "L": people.latin, "M": people.masked,
        }  # fmt: skip

    def noun(self) -> str:
        """A common noun; frequent ones, compounds and those that begin like a surname more often."""
        kind = self.random.random()
        frequent = min(FREQUENT, len(self.nouns))
        if kind < 0.1:
            return self.one(self.alike) + self.nouns[int(self.random.integers(frequent))]
        if kind < 0.4:
            return self.one(self.fillers["HARD"]) + (self.one(self.fillers["HARD"]) if kind < 0.15 else "")
        if kind < 0.6:
            return self.one(self.alike)
        return self.nouns[int(self.random.integers(frequent if kind < 0.85 else len(self.nouns)))]

    def place(self) -> str:
        """A place; a third of them villages and streets that no list knows."""
        place = self.one(self.fillers["PLACE"])
        if self.random.random() < 0.65 or len(place) < 2:
            return place
        return place[0] + self.one(self.fillers["PLACE"])[1] + self.one(VILLAGES)

    def body(self) -> str:
        """An organisation."""
        proper = self.one(self.fillers["PROPER"])
        made = (
            self.place() + self.one(OFFICES),
            self.one(("(주)", "㈜", "주식회사 ")) + proper,
            proper + self.one(FIRMS),
            self.noun() + self.one(BODIES),
        )
        kind = int(self.random.integers(6))
        return made[kind] if kind < len(made) else self.one(self.fillers["BODY"])

    def address(self) -> str:
        """An address."""
        place, district = self.place(), self.place()
        road = self.noun() + self.one(("로", "길", "대로", "동"))
        flat = self.digits(self.one(("", "", ", ##호", " ###동 ###호", ", #층")))
        return f"{place} {district} {road} {self.random.integers(1, 400)}{flat}"

    def digits(self, pattern: str) -> str:
        """A pattern with its digits and numbers."""
        most = {"#": (0, 10), "N": (1, 29), "M": (1, 13)}
        return re.sub("[#NM]", lambda m: str(self.random.integers(*most[m.group()])), pattern)

    def filler(self, slot: str) -> str:
        """Text without a name."""
        if slot in self.made:
            return self.made[slot]()
        if slot in self.patterns:
            return self.one(self.patterns[slot]) if slot == "SEX" else self.digits(self.one(self.patterns[slot]))
        return self.one(self.fillers[slot])

    def usual(self) -> str:
        """A full name, now and then spaced or masked."""
        kind = self.random.random()
        return self.people.full() if kind < 0.95 else self.people.spaced() if kind < 0.97 else self.people.masked()

    def fill(self, template: str) -> Draft:
        """A template with its slots filled."""
        draft, at = Draft(), 0
        for match in SLOT.finditer(template):
            draft.add(template[at : match.start()])
            slot, wanted = match.groups()
            if slot in self.names:
                word = self.names[slot]()
                draft.name(word)
                if slot == "K":
                    word = self.one(("", " ")) + self.one(self.fillers["T"])
                    draft.add(word)
            else:
                word = self.filler(slot)
                draft.add(word)
            if wanted and word:
                draft.add(particle(word, wanted))
            at = match.end()
        draft.add(template[at:])
        return draft

    def sentences(self) -> Marked:
        """One to four sentences of the templates."""
        draft, between = Draft(), self.one((" ", "\n", " ", "\n\n"))
        for count in range(int(self.random.integers(1, 5))):
            draft.add(between if count else "")
            draft.extend(self.fill(self.one(self.prose)))
        return draft.done()

    def form(self) -> Marked:
        """Fields of a form, in lines or in a row."""
        draft, between, colon = Draft(), self.one(SEPARATORS), self.one(COLONS)
        bullet = self.one(("", "", "", "- ", "○ ", "* ", "▷ "))
        if self.random.random() < 0.4:
            draft.add(
                self.noun()
                + self.one((" 신청서\n", " 접수증\n\n", " 확인서\n", " 기록지\n", "신청서\n\n", " 보고서\n"))
            )
        for count in range(int(self.random.integers(2, 9))):
            field = self.one(self.fields[0 if self.random.random() < 0.45 else 1])
            draft.add((between if count else "") + bullet)
            draft.extend(self.fill(field.replace("=", colon, 1)))
        if self.random.random() < 0.3:
            draft.add("\n")
            draft.extend(self.fill(self.one(self.prose)))
        return draft.done()

    def table(self) -> Marked:
        """A table, mostly with a name column among others."""
        chosen = self.random.permutation(len(self.columns))[: int(self.random.integers(1, 6))]
        columns = [tuple(self.columns[int(place)].split("=")) for place in chosen]
        if self.random.random() < 0.75:
            cell = self.one(("{N}", "{N}", "{N}", "{A}", "{M}"))
            columns.insert(int(self.random.integers(len(columns) + 1)), ("{LABEL}", cell))
        between = self.one((",", "\t", " | ", "|", "  ", ", ", " "))
        draft = Draft()
        for row in range(int(self.random.integers(2, 8))):
            for place, (head, cell) in enumerate(columns):
                draft.add(between if place else "\n" if row else "")
                draft.extend(self.fill(cell if row else head))
        return draft.done()

    def chat(self) -> Marked:
        """Messages with their senders, or lines of a log."""
        speakers = [self.people.full() for _ in range(int(self.random.integers(2, 4)))]
        head, behind = self.one(SPEAKERS).split("{}")
        draft = Draft()
        for count in range(int(self.random.integers(2, 7))):
            draft.add(("\n" if count else "") + head)
            draft.name(self.one(speakers))
            draft.add(behind)
            draft.extend(self.fill(self.one(self.prose if self.random.random() < 0.5 else self.messages)))
        return draft.done()

    def cell(self) -> Marked:
        """A cell of a table, by itself: a name or something else."""
        return self.fill(self.one(self.cells[0 if self.random.random() < 0.45 else 1])).done()


def corpus(lexicon: Lexicon, random: np.random.Generator, texts: int) -> Iterator[Marked]:
    """Made-up texts of every kind."""
    write = Writer(lexicon, random)
    kinds = (
        write.sentences,
        write.sentences,
        write.sentences,
        write.form,
        write.form,
        write.table,
        write.chat,
        write.cell,
        write.cell,
    )
    for _ in range(texts):
        yield kinds[int(random.integers(len(kinds)))]()


def reworded(texts: Iterable[Marked], lexicon: Lexicon, random: np.random.Generator) -> Iterator[Marked]:
    """The texts with other nouns in the place of theirs, half of them such as begin like a surname: a known word is no name."""
    ordinary = lexicon.nouns[:20_000]
    for marked in texts:
        draft, at = Draft(), 0
        for match in re.finditer("[가-힣]+", marked.text):
            named = any(start < match.end() and match.start() < end for start, end in marked.spans)
            length = 0 if named else lexicon.noun_length(match.group())
            if not length or random.random() > 0.4:
                continue
            pool = lexicon.alike if random.random() < 0.5 else ordinary
            draft.copy(marked, at, match.start())
            draft.add(pool[int(random.integers(len(pool)))])
            at = match.start() + length
        draft.copy(marked, at, len(marked.text))
        yield draft.done()


def renamed(texts: Iterable[Marked], lexicon: Lexicon, random: np.random.Generator) -> Iterator[Marked]:
    """The texts with other names of the same length in the place of Korean full names, so that fame teaches nothing."""
    people, surnames = People(lexicon, random), surname_shares()
    pool: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for _ in range(20_000):
        name = people.full()
        pool[len(name), is_closed(name)].append(name)
    for marked in texts:
        text = marked.text
        for start, end in marked.spans:
            word = text[start:end]
            if re.fullmatch("[가-힣]{3,4}", word) and word[0] in surnames:
                text = text[:start] + people.one(pool[len(word), is_closed(word)]) + text[end:]
        yield Marked(text, marked.spans)
