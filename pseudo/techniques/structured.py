"""Format-preserving encryption of numbers of a form: telephone and card here, resident numbers and accounts in files of their own.

What a part tells is shown or hidden by its own rule; hidden digits are encrypted with FF1 (NIST SP 800-38G), tweaked by the
digits that stay in sight, so that equal tails of different persons do not show as equal.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pseudo.kernels.ff1 import FF1

__all__ = [
    "LEAST_DIGITS", "Card", "CardParams", "Phone", "PhoneParams", "Structured", "digits_of", "joined", "parts_of", "refilled"
]  # fmt: skip

ZERO = ord("0")
LEAST_DIGITS = 6
"""Fewest digits that are encrypted: 10^6 values (NIST SP 800-38G Rev. 1)."""
MOST_CARD_DIGITS = 19
"""ISO/IEC 7812-1."""
PHONE = {
    # The prefixes are prefix-free and stay, so that a number falls into the same parts on the way back; with them a number has
    # nine digits or more, without them eight or fewer.
    "head": r"(?:(?:\+82[-. ]?\(?0?|\(?0)(?:1[016789]|2|[3-6][1-5]|70|80|50[2-9])[-. )]{0,2})?",
    "rest": r"[0-9]{3,4}[-. ]?[0-9]{4}",
}


class Structured(ColumnTechnique):
    """A technique on cells of one written form. The empty cell stays empty: it is no value. A subclass sets :meth:`turn`."""

    form: ClassVar[str]
    """The form in letters, for the error."""

    def check(self) -> None:
        """A domain."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The cells with their hidden digits encrypted."""
        del batch
        return self._turned(array, rows, inverse=False)

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's cells from output cells, by who holds the key."""
        return self._guarded(lambda array, _, at: self._turned(array, at, inverse=True), batch, rows)

    @abstractmethod
    def turn(self, cells: pa.Array, cipher: FF1, *, inverse: bool) -> pa.Array:
        """The other side of each cell, null where it is not of the form; ``cells`` are distinct and none is null."""

    def _turned(self, array: pa.Array, rows: Rows, *, inverse: bool) -> pa.Array:
        from pseudo.kernels.ff1 import FF1

        cipher = FF1(self.context.secret(f"{self.info.name}:{self.options.domain}", 32), 10)

        def turn(cells: pa.Array) -> pa.Array:
            return pc.if_else(pc.equal(cells, ""), cells, self.turn(cells, cipher, inverse=inverse))

        made = on_distinct(array, turn)
        unfit = pc.and_(made.is_null(), array.is_valid())
        if pc.any(unfit).as_py():
            self.refuse("techniques.not-of-form", unfit, rows, form=self.form)
        return made

    def permuted(self, digits: pa.Array, shown: pa.Array, cipher: FF1, *, inverse: bool) -> pa.Array:
        """Each row's digits under the domain and the row's ``shown`` digits as tweak; a row of no digits stays so."""
        offsets, data = _bytes(digits)
        starts, seen = _bytes(shown)
        domain = np.frombuffer(f"{self.options.domain}|".encode(), np.uint8)
        permute = cipher.decrypt if inverse else cipher.encrypt
        numerals = data - ZERO
        for rows, length, width in _groups(np.diff(offsets), np.diff(starts)):
            places = offsets[rows][:, None] + np.arange(length)
            own = seen[starts[rows][:, None] + np.arange(width)]
            tweaks = np.hstack([np.broadcast_to(domain, (len(rows), len(domain))), own])
            numerals[places] = permute(numerals[places], tweaks)
        return _array(offsets, numerals + ZERO)


@dataclass(frozen=True)
class PhoneParams:
    """No parameters."""


class Phone(Structured):
    """A telephone number: the prefix of network or area stays (010, 02, 070, also behind +82), the rest is encrypted.

    A number of seven or eight digits without a prefix (1588-1234, or a local one) is encrypted whole. Spaces, hyphens, dots and
    parentheses stay in their places.
    """

    info = Info(
        name="phone",
        title=Text(ko="전화번호 형태보존 암호화", en="Format-preserving encryption of telephone numbers"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="NIST SP 800-38G, algorithm FF1; 전기통신번호관리세칙; 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 원본으로 되돌릴 수 있습니다. 지역번호·통신망 식별번호와 번호의 길이가 드러나고, 결과가 "
            "다른 사람의 실제 번호일 수 있으므로 전화를 걸어서는 안 됩니다.",
            en="Who holds the key can undo it. Area or network and the number's length remain, and a result may be someone "
            "else's real number: never call it.",
        ),
    )
    Params = PhoneParams
    form = "0NN-NNNN-NNNN"

    def turn(self, cells: pa.Array, cipher: FF1, *, inverse: bool) -> pa.Array:
        """The subscriber's digits, encrypted or decrypted in place."""
        parts = parts_of(cells, PHONE)
        hidden = self.permuted(digits_of(parts["rest"]), digits_of(parts["head"]), cipher, inverse=inverse)
        return pc.if_else(parts["fits"], joined(parts["head"], refilled(parts["rest"], hidden)), None)

    def promises(self) -> tuple[Check, ...]:
        """Cells of the same form."""
        return self.promised("matches", regex=f"^(?:{''.join(PHONE.values())})?$")


@dataclass(frozen=True)
class CardParams:
    """Parameters of ``card``.

    Attributes
    ----------
    keep_issuer_digits : int
        Digits of the issuer that stay readable at the start: 0, 6 or 8 (ISO/IEC 7812-1).
    """

    keep_issuer_digits: int = 0


class Card(Structured):
    """A payment card number of 14 to 19 digits (15 or more where 8 stay), its Luhn check digit (ISO/IEC 7812-1) right again.

    The check digit is not encrypted. It is moved with that of the digits before it, so that a right one stays right, a wrong one
    wrong, and both come back.
    """

    info = Info(
        name="card",
        title=Text(ko="카드번호 형태보존 암호화", en="Format-preserving encryption of card numbers"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="NIST SP 800-38G, algorithm FF1; ISO/IEC 7812-1; 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 원본으로 되돌릴 수 있습니다. 남긴 발급사 번호와 번호의 길이가 드러나고, 결과가 다른 사람의 "
            "실제 카드번호와 우연히 같을 수 있습니다.",
            en="Who holds the key can undo it. Issuer digits that are kept and the number's length remain, and a result may by "
            "chance be someone else's real number.",
        ),
    )
    Params = CardParams
    params: CardParams
    form = "NNNN-NNNN-NNNN-NNNN"

    def check(self) -> None:
        """A domain, and an issuer's length that there is."""
        super().check()
        if self.params.keep_issuer_digits not in {0, 6, 8}:
            raise Conflict(
                ko="'keep_issuer_digits'는 0, 6, 8 가운데 하나여야 합니다",
                en="'keep_issuer_digits' must be 0, 6 or 8",
            )

    def turn(self, cells: pa.Array, cipher: FF1, *, inverse: bool) -> pa.Array:
        """The digits between issuer and check digit, encrypted or decrypted in place."""
        head = f"(?:[0-9][ -]?){{{self.params.keep_issuer_digits}}}"
        kept = self.params.keep_issuer_digits
        middle = f"(?:[0-9][ -]?){{{max(13 - kept, LEAST_DIGITS)},{MOST_CARD_DIGITS - 1 - kept}}}"
        parts = parts_of(cells, {"head": head, "middle": middle, "check": "[0-9]"})
        shown, hidden = digits_of(parts["head"]), digits_of(parts["middle"])
        made = self.permuted(hidden, shown, cipher, inverse=inverse)
        moved = _luhn(joined(shown, made)) - _luhn(joined(shown, hidden))
        check = _moved(parts["check"], moved)
        return pc.if_else(parts["fits"], joined(parts["head"], refilled(parts["middle"], made), check), None)

    def promises(self) -> tuple[Check, ...]:
        """14 to 19 digits with single spaces or hyphens between them."""
        return self.promised("matches", regex=f"^(?:(?:[0-9][ -]?){{13,{MOST_CARD_DIGITS - 1}}}[0-9])?$")


def parts_of(cells: pa.Array, form: dict[str, str]) -> dict[str, pa.Array]:
    """The named parts of each cell, empty where the cell is not of the form, and ``fits``: whether it is."""
    pattern = "".join(f"(?P<{name}>{part})" for name, part in form.items())
    found = pc.extract_regex(cells, pattern=f"^{pattern}$")
    parts = {name: pc.fill_null(pc.struct_field(found, name), "") for name in form}
    return {**parts, "fits": found.is_valid()}


def joined(*texts: pa.Array) -> pa.Array:
    """The texts of each row, one behind the other."""
    return pc.binary_join_element_wise(*texts, "")


def digits_of(texts: pa.Array) -> pa.Array:
    """The ASCII digits of each row and nothing else."""
    return pc.replace_substring_regex(texts, "[^0-9]", "")


def _bytes(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    """Offsets from 0 and the bytes of the rows, and of nothing beside them."""
    from pseudo.kernels.arrow import string_layout

    offsets, data, _ = string_layout(texts)
    return (offsets - offsets[0]).astype(np.int64), data[offsets[0] : offsets[-1]]


def _array(offsets: NDArray[np.int64], data: NDArray[np.uint8]) -> pa.Array:
    from pseudo.kernels.arrow import string_array

    return string_array(offsets, data.astype(np.uint8), np.ones(len(offsets) - 1, bool))


def refilled(texts: pa.Array, digits: pa.Array) -> pa.Array:
    """The texts with their digits replaced, one by one, by those of ``digits``; all else in its place."""
    offsets, data = _bytes(texts)
    made = data.copy()
    made[(data >= ZERO) & (data <= ZERO + 9)] = _bytes(digits)[1]
    return _array(offsets, made)


def _groups(lengths: NDArray[np.int64], widths: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], int, int]]:
    """Rows that share the length of their digits, above 0, and the width of what is shown."""
    for length, width in sorted(set(zip(lengths.tolist(), widths.tolist(), strict=True))):
        if length:
            yield np.flatnonzero((lengths == length) & (widths == width)), length, width


def _luhn(payloads: pa.Array) -> NDArray[np.int64]:
    """The check digit of each row of digits (ISO/IEC 7812-1, annex B)."""
    offsets, data = _bytes(payloads)
    row = np.repeat(np.arange(len(payloads)), np.diff(offsets))
    digit = data.astype(np.int64) - ZERO
    doubled = (offsets[1:][row] - np.arange(len(data))) % 2 == 1
    added = np.where(doubled, 2 * digit - 9 * (digit > 4), digit)
    return -np.bincount(row, added, len(payloads)).astype(np.int64) % 10


def _moved(check: pa.Array, by: NDArray[np.int64]) -> pa.Array:
    """Single digits moved round by so many, and an empty text left."""
    return pa.array(
        [str((int(c) + b) % 10) if c else "" for c, b in zip(check.to_pylist(), by.tolist(), strict=True)], pa.string()
    )
