"""Leaving part of a text: masking in place (마스킹) and cutting off (부분삭제)."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, nfc
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

__all__ = ["Mask", "MaskParams", "Truncate", "TruncateParams"]

SEPARATORS = " " + string.punctuation
"""What ``keep_separators`` leaves in place: ASCII space and punctuation."""

WHITE_SPACE = "\t\n\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
"""What stands between words: white space of ASCII, and Unicode's separators (categories Zs, Zl and Zp)."""


@dataclass(frozen=True)
class MaskParams:
    """Parameters of ``mask``.

    Attributes
    ----------
    keep_first : int
        Characters that stay readable at the start.
    keep_last : int
        Characters that stay readable at the end.
    mask_character : str
        The one character that takes the place of each masked one.
    keep_separators : bool
        Whether ASCII spaces and punctuation stay where they are, uncounted: 010-****-5678.
    """

    keep_first: int = 0
    keep_last: int = 0
    mask_character: str = "*"
    keep_separators: bool = False


class Mask(ColumnTechnique):
    """The middle of each text masked, by characters of its NFC form.

    A text with no more characters than are kept is masked whole, so that none comes out as it went in for being short.
    """

    info = Info(
        name="mask",
        title=Text(ko="마스킹", en="Masking"),
        family="suppression",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        output=Output.MASKED,
        trust="heuristic",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (masking)",
        caution=Text(
            ko="글자 수와 남긴 글자는 그대로 드러납니다. 남긴 글자만으로 값이 특정될 수 있는지 확인해야 합니다.",
            en="Length and kept characters remain; they may be enough to tell the value.",
        ),
    )
    Params = MaskParams
    params: MaskParams

    def check(self) -> None:
        """Counts of 0 or more and one mask character."""
        if self.params.keep_first < 0 or self.params.keep_last < 0:
            raise Conflict(
                ko="'keep_first'와 'keep_last'는 0 이상이어야 합니다",
                en="'keep_first' and 'keep_last' must be 0 or more",
            )
        if len(self.params.mask_character) != 1:
            raise Conflict(ko="'mask_character'는 한 글자여야 합니다", en="'mask_character' must be one character")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The masked texts."""
        from pseudo.kernels.arrow import string_array, string_layout
        from pseudo.kernels.text import mask_rows

        del batch, rows
        offsets, data, valid = string_layout(nfc(array))
        kept = self.params.keep_first, self.params.keep_last
        made = mask_rows(offsets, data, valid, *kept, self.params.mask_character, self._separators())
        return string_array(*made, valid)

    def promises(self) -> tuple[Check, ...]:
        """No more readable characters than are kept."""
        masked = re.escape(self.params.mask_character + self._separators())
        most = self.params.keep_first + self.params.keep_last
        return self.promised("matches", regex=f"^[{masked}]*(?:[^{masked}][{masked}]*){{0,{most}}}$")

    def _separators(self) -> str:
        return SEPARATORS if self.params.keep_separators else ""


@dataclass(frozen=True)
class TruncateParams:
    """Parameters of ``truncate``; exactly one of ``keep_characters`` and ``keep_words``.

    Attributes
    ----------
    keep_characters : int or None
        Characters kept from the start.
    keep_words : int or None
        Words kept from the start: 2 leaves 서울특별시 종로구 of an address.
    separator : str
        The one character between words; a space stands for any white space, however much of it.
    """

    keep_characters: int | None = None
    keep_words: int | None = None
    separator: str = " "


class Truncate(ColumnTechnique):
    """The start of each text, by characters of its NFC form or by words; runs of separators count as one."""

    info = Info(
        name="truncate",
        title=Text(ko="부분삭제", en="Partial suppression"),
        family="suppression",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        output=Output.SOURCE,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.86 (부분삭제-시도 이하)",
        caution=Text(
            ko="띄어쓰기 없이 적힌 주소처럼 구분 기호가 없는 값은 한 단어로 보아 그대로 남습니다. "
            "남은 지역에 사람이 적을 수 있습니다.",
            en="A text without separators is one word and stays whole. What is left may still be shared by few people.",
        ),
    )
    Params = TruncateParams
    params: TruncateParams

    def check(self) -> None:
        """One of the two counts, 1 or more, and one separator character."""
        given = [n for n in (self.params.keep_characters, self.params.keep_words) if n is not None]
        if len(given) != 1 or given[0] < 1:
            raise Conflict(
                ko="'keep_characters'와 'keep_words' 중 하나만 1 이상으로 정해야 합니다",
                en="exactly one of 'keep_characters' and 'keep_words' must be given, 1 or more",
            )
        if len(self.params.separator) != 1:
            raise Conflict(ko="'separator'는 한 글자여야 합니다", en="'separator' must be one character")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The starts of the texts."""
        from pseudo.kernels.arrow import string_array, string_layout
        from pseudo.kernels.text import keep_words

        del batch, rows
        text = nfc(array)
        if self.params.keep_characters is not None:
            return pc.utf8_slice_codeunits(text, 0, self.params.keep_characters)
        layout = string_layout(text)
        between = WHITE_SPACE if self.params.separator == " " else self.params.separator
        made = keep_words(*layout, int(self.params.keep_words or 1), between, self.params.separator)
        return string_array(*made, layout[2])

    def promises(self) -> tuple[Check, ...]:
        """No more characters or words than are kept."""
        if self.params.keep_characters is not None:
            return self.promised("matches", regex=rf"^[\s\S]{{0,{self.params.keep_characters}}}$")
        between = re.escape(self.params.separator)
        most = int(self.params.keep_words or 0) - 1
        return self.promised("matches", regex=f"^[^{between}]*(?:{between}[^{between}]*){{0,{most}}}$")
