"""Format-preserving encryption (형태보존 암호화): FF1 on the characters of an alphabet, all else in its place."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["FF1Alphabet", "FF1Params", "FormatPreserving"]

LEAST_DOMAIN = 1_000_000
"""Smallest number of values that may be encrypted (NIST SP 800-38G Rev. 1, requirement on radix^minlen)."""
MOST_CHARACTERS = 256
"""Longest run of characters that is encrypted; longer cells are no identifiers."""
DIGITS = b"0123456789"
LOWER = b"abcdefghijklmnopqrstuvwxyz"
FOREIGN, SEPARATOR = -2, -1


class FF1Alphabet(StrEnum):
    """The characters that are encrypted among themselves."""

    DIGITS = "digits"
    LOWER_ALNUM = "lower_alnum"
    UPPER_ALNUM = "upper_alnum"

    @property
    def letters(self) -> bytes:
        """Its characters in the order of their numerals."""
        return {"digits": DIGITS, "lower_alnum": DIGITS + LOWER, "upper_alnum": DIGITS + LOWER.upper()}[self.value]


@dataclass(frozen=True)
class FF1Params:
    """Parameters of ``ff1``.

    Attributes
    ----------
    alphabet : FF1Alphabet
        "digits", "lower_alnum" (0-9a-z) or "upper_alnum" (0-9A-Z). ASCII spaces and punctuation stay where they are.
    keep_first : int
        Characters of the alphabet at the start that stay readable.
    keep_last : int
        Characters of the alphabet at the end that stay readable.
    """

    alphabet: FF1Alphabet = FF1Alphabet.DIGITS
    keep_first: int = 0
    keep_last: int = 0


class FormatPreserving(ColumnTechnique):
    """FF1 (NIST SP 800-38G) under the column domain's key, with the domain's name as tweak.

    Cells may have different lengths; each length is a permutation of its own. The empty cell stays empty: it is no
    value.
    """

    info = Info(
        name="ff1",
        title=Text(ko="형태보존 암호화", en="Format-preserving encryption (FF1)"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="NIST SP 800-38G, algorithm FF1; 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 원본으로 되돌릴 수 있습니다. 길이, 구분 기호, 남긴 글자와 값의 일치 여부가 "
            "드러나고, 결과가 다른 사람의 실제 번호와 우연히 같을 수 있습니다.",
            en="Who holds the key can undo it. Length, separators, kept characters and equality of values remain visible, "
            "and a result may by chance be someone else's real number.",
        ),
    )
    Params = FF1Params
    params: FF1Params

    def check(self) -> None:
        """A domain, and counts of kept characters that are not negative."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if self.params.keep_first < 0 or self.params.keep_last < 0:
            raise Conflict(
                ko="'keep_first'와 'keep_last'는 0 이상이어야 합니다",
                en="'keep_first' and 'keep_last' must be 0 or more",
            )

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The encrypted cells."""
        del batch
        return self._transform(array, rows, decrypt=False)

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's cells from output cells, by who holds the key."""
        return self._guarded(lambda array, _, at: self._transform(array, at, decrypt=True), batch, rows)

    def promises(self) -> tuple[Check, ...]:
        """Nothing but the alphabet and ASCII punctuation."""
        letters = {"digits": "0-9", "lower_alnum": "0-9a-z", "upper_alnum": "0-9A-Z"}[self.params.alphabet.value]
        return self.promised("matches", regex=rf"^[{letters} !-/:-@\[-`{{-~]*$")

    def _transform(self, array: pa.Array, rows: Rows, *, decrypt: bool) -> pa.Array:
        from pseudo.kernels.arrow import string_array, string_layout, validity
        from pseudo.kernels.ff1 import FF1

        offsets, data, _ = string_layout(pc.fill_null(array, ""))
        data, offsets = data[offsets[0] : offsets[-1]], offsets - offsets[0]
        letters = np.frombuffer(self.params.alphabet.letters, np.uint8)
        numerals = _numeral_table(letters)[data]
        cipher = FF1(self.context.secret(f"ff1:{self.options.domain}", 32), len(letters))
        turn = cipher.decrypt if decrypt else cipher.encrypt
        tweak = str(self.options.domain).encode()
        made = data.copy()
        columns = self._same_columns(offsets, numerals, rows)
        if columns is not None:
            cells = numerals.reshape(-1, int(np.diff(offsets).max()))
            made.reshape(cells.shape)[:, columns] = letters[turn(cells[:, columns].astype(np.uint8), tweak)]
            return string_array(offsets, made, validity(array))
        where, lengths = self._encrypted(offsets, numerals, rows)
        row_of = np.repeat(lengths, lengths)
        for length in np.unique(lengths[lengths > 0]):
            places = where[row_of == length]
            block = numerals[places].reshape(-1, length).astype(np.uint8)
            made[places] = letters[turn(block, tweak).reshape(-1)]
        return string_array(offsets, made, validity(array))

    def _same_columns(
        self, offsets: NDArray[np.int32], numerals: NDArray[np.int8], rows: Rows
    ) -> NDArray[np.int64] | None:
        """Where the encrypted characters stand, if that is the same in all filled cells; None otherwise."""
        widths = np.diff(offsets)
        widest = int(widths.max(initial=0))
        if not widest or not ((widths == widest) | (widths == 0)).all() or (numerals == FOREIGN).any():
            return None
        inside = numerals.reshape(-1, widest) >= 0
        if not (inside == inside[0]).all():
            return None
        columns = np.flatnonzero(inside[0])
        columns = columns[self.params.keep_first : max(len(columns) - self.params.keep_last, 0)]
        self._check_domain(widths > 0, np.where(widths > 0, len(columns), 0), rows)
        return columns

    def _encrypted(
        self, offsets: NDArray[np.int32], numerals: NDArray[np.int8], rows: Rows
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Byte positions that are encrypted, in order, and how many there are in each row (int64[n])."""
        size = len(offsets) - 1
        row_of = np.repeat(np.arange(size), np.diff(offsets))
        foreign = np.bincount(row_of[numerals == FOREIGN], minlength=size).astype(bool)
        if foreign.any():
            self.refuse("techniques.foreign-character", foreign, rows, alphabet=self.params.alphabet.value)
        inside = np.flatnonzero(numerals >= 0)
        count = np.bincount(row_of[inside], minlength=size)
        rank = np.arange(len(inside)) - np.repeat(np.cumsum(count) - count, count)
        first, last = self.params.keep_first, self.params.keep_last
        turned = inside[(rank >= first) & (rank < np.repeat(count, count) - last)]
        lengths = np.maximum(count - first - last, 0)
        self._check_domain(np.diff(offsets) > 0, lengths, rows)
        return turned, lengths

    def _check_domain(self, filled: NDArray[np.bool_], lengths: NDArray[np.int64], rows: Rows) -> None:
        alphabet = self.params.alphabet
        least = math.ceil(math.log(LEAST_DOMAIN, len(alphabet.letters)) - 1e-9)
        small = filled & (lengths < least)
        if small.any():
            self.refuse("techniques.domain-too-small", small, rows, least=least, alphabet=alphabet.value)
        long = lengths > MOST_CHARACTERS
        if long.any():
            self.refuse("techniques.cell-too-long", long, rows, most=MOST_CHARACTERS)


def _numeral_table(letters: NDArray[np.uint8]) -> NDArray[np.int8]:
    """Byte → numeral, ``SEPARATOR`` (ASCII space and punctuation) or ``FOREIGN``: int16[256]."""
    table = np.full(256, FOREIGN, np.int8)
    for byte in range(0x20, 0x7F):
        if not chr(byte).isalnum():
            table[byte] = SEPARATOR
    table[letters] = np.arange(len(letters))
    return table
