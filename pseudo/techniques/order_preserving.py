"""Order-preserving encryption (순서보존 암호화) of integers and dates, for who accepts what it shows.

The scheme is that of Boldyreva, Chenette, Lee and O'Neill (EUROCRYPT 2009): a random strictly increasing function from the
domain into a larger range, of which only the part that is asked for is drawn. The range is halved again and again; a
hypergeometric number, from a coin that HMAC-SHA-256 gives for the place, says how many values of the domain go into its lower half.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import BadInput
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, no_cells
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import number_draws
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Integers = NDArray[np.int64]

__all__ = ["OrderPreserving", "OrderPreservingParams", "decrypted", "encrypted", "range_bits"]

MOST_VALUES = 2**31
LEAST_RANGE_BITS, MOST_RANGE_BITS = 32, 59
"""59 bits are 18 digits, which every reader of the plan and the table takes for a number."""
REASON_LETTERS = 10
"""A reason has words; fewer letters than this are none."""
EPOCH = dt.date(1970, 1, 1)
FIRST_DAY, LAST_DAY = ((day - EPOCH).days for day in (dt.date(1800, 1, 1), dt.date(2199, 12, 31)))
LEAKAGE = Text(
    ko="순서보존 암호문은 값의 순서와 같음을 모두 드러내고, 값의 상위 절반 비트(대략의 크기와 간격)도 드러냅니다. 값의 분포를 "
    "아는 사람은 키 없이도 대부분의 값을 복원할 수 있습니다. 그래도 필요하면 'accept_leakage'에 사유(10자 이상)를 적으십시오",
    en="ciphertexts show order and equality of all values, and about the upper half of each value's bits (size and distances); who "
    "knows the distribution recovers most values without the key. If it is needed all the same, give the reason (10 "
    "characters or more) as 'accept_leakage'",
)


@dataclass(frozen=True)
class OrderPreservingParams:
    """Parameters of ``ope``.

    Attributes
    ----------
    accept_leakage : str
        Why what the ciphertexts show is acceptable here, in 10 characters or more; without it the technique is refused.
    least : int or None
        Least value that may occur, on a column of integers; dates go from 1800-01-01 to 2199-12-31.
    most : int or None
        Greatest value that may occur; ``most - least`` below 2^31. Both are part of the key: other bounds, other ciphertexts.
    """

    accept_leakage: str = ""
    least: int | None = None
    most: int | None = None


class OrderPreserving(ColumnTechnique):
    """Each integer or date (as its day) becomes a larger integer, and a greater one always a greater one.

    The range has twice the domain's bits, 32 to 59. Values are encrypted once a batch however often they stand in it.
    """

    info = Info(
        name="ope",
        title=Text(ko="순서보존 암호화", en="Order-preserving encryption"),
        family="cryptography",
        types=(ColumnType.INTEGER, ColumnType.DATE),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="published",
        source="Boldyreva, Chenette, Lee & O'Neill, EUROCRYPT 2009 (scheme) and CRYPTO 2011 (what it leaks); Naveed, Kamara & "
        "Wright, CCS 2015 (recovery by the distribution); 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키가 없어도 값의 순서·같음과 상위 절반 비트가 드러나며, 값이 촘촘하거나 분포가 알려진 열(나이, 날짜, 금액)은 대부분 "
            "복원됩니다. 암호화라기보다 순서를 남긴 범주화로 보고 식별가능정보로 다루어야 합니다. 키를 가진 사람은 되돌릴 수 있습니다.",
            en="Order, equality and about the upper half of the bits show without the key; a dense column or one of known "
            "distribution (ages, dates, amounts) is mostly recovered. Treat the result as a quasi-identifier, not as "
            "encrypted. Who holds the key can undo it.",
        ),
    )
    Params = OrderPreservingParams
    params: OrderPreservingParams
    stays = True

    def check(self) -> None:
        """A domain, a reason, and bounds for integers only."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if len(self.params.accept_leakage.strip()) < REASON_LETTERS:
            raise Conflict(ko=LEAKAGE.ko, en=LEAKAGE.en)
        given = (self.params.least, self.params.most)
        if self.options.type is ColumnType.DATE:
            if given != (None, None):
                raise Conflict(
                    ko="날짜 열에는 'least'와 'most'를 쓰지 않습니다",
                    en="'least' and 'most' are for integers, not dates",
                )
        elif None in given or not 0 < self._bounds()[1] - self._bounds()[0] < MOST_VALUES:
            raise Conflict(
                ko="정수 열에는 'least'보다 큰 'most'가 필요하며, 차이는 2^31보다 작아야 합니다",
                en="integers need 'least' and 'most', the greater by less than 2^31",
            )

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The ciphertexts, int64."""
        del batch
        least, most = self._bounds()
        numbers = array if self.options.type is ColumnType.INTEGER else array.cast(pa.int32()).cast(pa.int64())
        beyond = pc.or_(pc.less(numbers, least), pc.greater(numbers, most))
        if pc.any(beyond).as_py():
            self.refuse("techniques.out-of-bounds", beyond, rows)
        plain, spread = np.unique(numbers.drop_null().to_numpy(), return_inverse=True)
        made = encrypted(plain - least, most - least + 1, self._key())
        return _filled(made[spread], array)

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's cells from ciphertexts, by who holds the key (``techniques.not-decryptable``)."""
        array = batch.column(self.options.column)
        if array.type != pa.int64():
            raise BadInput("techniques.cell-type", self.where(), wanted="int64", found=str(array.type))
        with no_cells(self):
            return pa.record_batch([self._opened(array, rows)], names=[self.options.column])

    def made_type(self) -> ColumnType:
        """Integers, of dates too."""
        return ColumnType.INTEGER

    def promises(self) -> tuple[Check, ...]:
        """Numbers of the range."""
        least, most = self._bounds()
        return self.promised("between", min=0, max=2 ** range_bits(most - least + 1) - 1)

    def _opened(self, array: pa.Array, rows: Rows) -> pa.Array:
        least, most = self._bounds()
        made, spread = np.unique(array.drop_null().to_numpy(), return_inverse=True)
        plain, right = decrypted(made, most - least + 1, self._key())
        wrong = np.zeros(len(array), np.bool_)
        wrong[array.is_valid().to_numpy(zero_copy_only=False)] = ~right[spread]
        if wrong.any():
            self.refuse("techniques.not-decryptable", wrong, rows)
        numbers = _filled(plain[spread] + least, array)
        return numbers.cast(pa.int32()).cast(pa.date32()) if self.options.type is ColumnType.DATE else numbers

    def _bounds(self) -> tuple[int, int]:
        if self.options.type is ColumnType.DATE:
            return FIRST_DAY, LAST_DAY
        return self.params.least or 0, self.params.most or 0

    def _key(self) -> bytes:
        least, most = self._bounds()
        return self.context.secret(f"ope:{least}:{most}:{self.options.domain}", 32)


def range_bits(values: int) -> int:
    """Bits of the range for a domain of so many values: twice its own, 32 to 59."""
    return min(max(2 * (values - 1).bit_length(), LEAST_RANGE_BITS), MOST_RANGE_BITS)


def encrypted(plain: Integers, values: int, key: bytes) -> Integers:
    """Ciphertexts of rising, distinct numbers 0 ≤ n < ``values``: rising and distinct, below 2^range_bits."""
    return _descended(plain, values, key, opens=False)[0]


def decrypted(made: Integers, values: int, key: bytes) -> tuple[Integers, NDArray[np.bool_]]:
    """The numbers behind rising, distinct ciphertexts, and which of these the key can have made; others give a 0."""
    bits = range_bits(values)
    inside = (made >= 0) & (made < 2**bits)
    plain, found = _descended(made[inside], values, key, opens=True)
    numbers, right = np.zeros(len(made), np.int64), np.zeros(len(made), np.bool_)
    right[inside] = found == made[inside]
    numbers[inside] = np.where(right[inside], plain, 0)
    return numbers, right


def _descended(sought: Integers, values: int, key: bytes, *, opens: bool) -> tuple[Integers, Integers]:
    """Walk all sought numbers (or, to open, ciphertexts) down the halvings of the range, level by level.

    Returns ciphertexts and numbers; to open, the numbers and what their ciphertexts are (-1 where no number is there).
    """
    from pseudo.kernels.hypergeometric import halved

    count, size = len(sought), 2 ** range_bits(values)
    first, many, start = np.zeros(count, np.int64), np.full(count, values, np.int64), np.zeros(count, np.int64)
    cipher = np.full(count, -1, np.int64)
    active = np.arange(count)
    for level in range(range_bits(values) + 1):
        single = active[many[active] == 1]
        own = number_draws(key, start[single], np.full(len(single), 2 * level + 1, np.int64))[:, 0]
        cipher[single] = start[single] + (own & np.uint64(size - 1)).astype(np.int64)
        active = active[many[active] > 1]
        if not len(active):
            break
        new = np.flatnonzero(
            np.diff(start[active], prepend=-1)
        )  # the numbers rise, so those of one part stand together
        part = np.repeat(np.arange(len(new)), np.diff(np.append(new, len(active))))
        nodes = active[new]
        coins = number_draws(key, start[nodes], np.full(len(nodes), 2 * level, np.int64))[:, 0]
        lower = halved(np.full(len(nodes), size, np.int64), many[nodes], coins)[part]
        size //= 2
        right = sought[active] - start[active] >= size if opens else sought[active] - first[active] >= lower
        first[active] += np.where(right, lower, 0)
        many[active] = np.where(right, many[active] - lower, lower)
        start[active] += np.where(right, size, 0)
    return (first, cipher) if opens else (cipher, sought)


def _filled(present: Integers, like: pa.Array) -> pa.Array:
    """The numbers in the places of the cells that ``like`` has, and its nulls."""
    there = like.is_valid().to_numpy(zero_copy_only=False)
    numbers = np.zeros(len(like), np.int64)
    numbers[there] = present
    return pa.array(numbers, mask=~there if like.null_count else None)
