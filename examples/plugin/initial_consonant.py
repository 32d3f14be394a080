"""A technique outside pseudokit: what is left of a text is the initial consonant (초성) of its first Hangul syllable."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows

CONSONANTS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIRST_SYLLABLE, LAST_SYLLABLE, SYLLABLES_EACH = 0xAC00, 0xD7A3, 21 * 28
"""Unicode, chapter 3.12: a syllable's initial consonant is its place from the first one divided by 588."""


@dataclass(frozen=True)
class InitialConsonantParams:
    """Parameters of ``initial_consonant``.

    Attributes
    ----------
    other : str
        What stands for a text that does not begin with a Hangul syllable.
    """

    other: str


class InitialConsonant(ColumnTechnique):
    """김민수 → ㄱ."""

    info = Info(
        name="initial_consonant",
        title=Text(ko="부분삭제(초성)", en="Partial suppression: initial consonant"),
        family="suppression",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        output=Output.SOURCE,
        trust="heuristic",
        source="The Unicode Standard, 3.12 (Conjoining Jamo Behavior)",
        caution=Text(
            ko="드문 성씨는 초성만으로도 좁혀질 수 있습니다.",
            en="A rare family name is narrowed down by its consonant.",
        ),
    )
    Params = InitialConsonantParams
    params: InitialConsonantParams

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The consonants."""
        del batch, rows
        return on_distinct(pc.utf8_normalize(array, form="NFC"), self._initials)

    def promises(self) -> tuple[Check, ...]:
        """A consonant, or the word for everything else."""
        return self.promised("in_set", values=[*CONSONANTS, self.params.other])

    def _initials(self, texts: pa.Array) -> pa.Array:
        return pa.array([self._initial(text) for text in texts.to_pylist()], pa.string())

    def _initial(self, text: str) -> str:
        place = ord(text[0]) if text else 0
        if not FIRST_SYLLABLE <= place <= LAST_SYLLABLE:
            return self.params.other
        return CONSONANTS[(place - FIRST_SYLLABLE) // SYLLABLES_EACH]
