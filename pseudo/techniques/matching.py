"""Matching keys for combination (결합키) and the serial number beside them (일련번호).

Institutions that combine their tables agree on columns, their order, algorithm and salt (가명정보 처리 가이드라인 2026.3 별권
p.18-19). Here the salt is derived from the project's key, so the body that manages matching keys (결합키관리기관) makes a project of
its own for the combination, and every party puts that project's key file into its key store and plans for the same recipient.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.one_way import Normalize, normalized
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Digest", "MatchingKey", "MatchingKeyParams", "Serial", "SerialParams"]

SEPARATOR = "\x1f"
"""Between the parts (ASCII unit separator); a cell that holds it is refused, so that no two rows of parts join to one text."""


class Digest(StrEnum):
    """How the joined parts are digested."""

    HMAC_SHA256 = "hmac_sha256"
    HMAC_SHA512 = "hmac_sha512"
    SALTED_SHA256 = "salted_sha256"
    SALTED_SHA512 = "salted_sha512"

    @property
    def hash(self) -> str:
        """The hash's name in ``hashlib``."""
        return self.value.rsplit("_", 1)[1]


@dataclass(frozen=True)
class MatchingKeyParams:
    """Parameters of ``matching_key``.

    Attributes
    ----------
    with_columns : tuple of str
        The table's names of the columns that are joined behind its own, in this order.
    digest : Digest
        "hmac_sha256", "hmac_sha512" (key as long as the digest), or "salted_sha256", "salted_sha512" (salt as long as the digest,
        before the text).
    normalize : Normalize
        Of each part, as for ``hmac``: "nfc"; "digits"; "alnum", which makes dates and telephones with and without marks the same.
    """

    with_columns: tuple[str, ...]
    digest: Digest
    normalize: Normalize = Normalize.NFC


class MatchingKey(ColumnTechnique):
    """The digest, in lower-case hexadecimal, of the parts' normalised UTF-8 joined by U+001F.

    A row where a part is missing or nothing is left of it after normalisation stops the run: half a key would match strangers.
    """

    info = Info(
        name="matching_key",
        title=Text(ko="결합키 생성", en="Matching key for combination"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="가명정보 처리 가이드라인 2026.3 별권 p.18-19; RFC 2104; FIPS 180-4",
        caution=Text(
            ko="솔트나 키를 가진 사람은 값을 대입해 원본을 찾을 수 있으므로 결합키관리기관만 보관해야 합니다. 이름이 바뀌거나 "
            "표기가 다른 사람은 결합되지 않습니다. 결합이 끝나면 결합키를 삭제해야 합니다.",
            en="Who holds the salt can try every value. Persons whose name changed or is written differently do not match. The "
            "key is deleted after the combination.",
        ),
    )
    Params = MatchingKeyParams
    params: MatchingKeyParams

    def check(self) -> None:
        """A domain, and every part once."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        if len(set(self.reads())) != len(self.reads()):
            raise Conflict(ko="'with_columns'에 같은 열이 두 번 있습니다", en="'with_columns' names a column twice")

    def reads(self) -> tuple[str, ...]:
        """The parts, in their order."""
        return (self.options.column, *self.params.with_columns)

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The matching keys."""
        present = array.is_valid()
        parts = [normalized(batch.column(name), self.params.normalize) for name in self.reads()]
        for name, part in zip(self.reads(), parts, strict=True):
            unfit = pc.or_(
                pc.fill_null(pc.equal(part, ""), True), pc.fill_null(pc.match_substring(part, SEPARATOR), True)
            )
            if pc.any(pc.and_(unfit, present)).as_py():
                self.refuse("techniques.key-part", pc.and_(unfit, present), rows, part=name)
        digest = self._digest()
        joined = pc.binary_join_element_wise(*parts, SEPARATOR).to_pylist()
        return pa.array(
            [digest(text.encode()) if kept else None for text, kept in zip(joined, present.to_pylist(), strict=True)],
            pa.string(),
        )

    def collision_bits(self) -> float:
        """The digest's length."""
        return 8.0 * self._size()

    def promises(self) -> tuple[Check, ...]:
        """Digests of one length."""
        return self.promised("matches", regex=f"^[0-9a-f]{{{2 * self._size()}}}$")

    def _size(self) -> int:
        return hashlib.new(self.params.digest.hash).digest_size

    def _digest(self) -> Callable[[bytes], str]:
        name = self.params.digest
        salt = self.context.secret(f"{name.value}:{self.options.domain}", self._size())
        if name in {Digest.SALTED_SHA256, Digest.SALTED_SHA512}:
            return lambda text: hashlib.new(name.hash, salt + text).hexdigest()
        return lambda text: hmac.digest(salt, text, name.hash).hex()


@dataclass(frozen=True)
class SerialParams:
    """Parameters of ``serial``.

    Attributes
    ----------
    start : int
        Number of the table's first row.
    """

    start: int = 1


class Serial(ColumnTechnique):
    """The row's number in the table, in place of each cell: what the parties link their own rows by after the combination.

    For a table with one row a subject. A missing cell stays missing; the null rule "refuse" says that there is none.
    """

    info = Info(
        name="serial",
        title=Text(ko="일련번호 부여", en="Serial number"),
        family="other",
        types=tuple(ColumnType),
        reversible=False,
        keyed=False,
        output=Output.NOTHING,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.18-19",
        caution=Text(
            ko="원본의 행 순서를 그대로 드러냅니다. 순서에 뜻이 있으면(접수순, 가나다순) 먼저 섞어야 합니다.",
            en="It shows the rows' order in the source: shuffle first where the order has a meaning.",
        ),
    )
    Params = SerialParams
    params: SerialParams

    def check(self) -> None:
        """No negative number."""
        if self.params.start < 0:
            raise Conflict(ko="'start'는 0 이상이어야 합니다", en="'start' must be 0 or more")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The numbers."""
        del batch
        numbers = pa.array(np.arange(len(array), dtype=np.int64) + (rows.start + self.params.start))
        return pc.if_else(array.is_valid(), numbers, None)

    def promises(self) -> tuple[Check, ...]:
        """No number below the first."""
        return self.promised("between", min=self.params.start)
