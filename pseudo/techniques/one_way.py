"""Keyed one-way pseudonyms (일방향 암호화): HMAC-SHA-256 or HMAC-SHA-512, cut to a stated length.

There is no unkeyed hash and no salt to choose: the key is derived, 32 or 64 bytes of it, and cannot be left out.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_repeated
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Alphabet", "Hash", "Hmac", "HmacParams", "Normalize"]

LEAST_BITS = 64


class Hash(StrEnum):
    """The hash under the HMAC."""

    SHA256 = "sha256"
    SHA512 = "sha512"

    @property
    def bits(self) -> int:
        """Bits of its digest, and of the key."""
        return int(self.value[3:])


class Alphabet(StrEnum):
    """How a pseudonym is written."""

    HEX = "hex"
    BASE32 = "base32"
    BINARY = "binary"


class Normalize(StrEnum):
    """What counts as the same value before it is hashed."""

    NFC = "nfc"
    DIGITS = "digits"
    ALNUM = "alnum"


@dataclass(frozen=True)
class HmacParams:
    """Parameters of ``hmac``.

    Attributes
    ----------
    length_bits : int
        Length of the pseudonym in bits: a multiple of 8 from 64 to 256, or to 512 with "sha512". 128 keeps collisions out of
        reach of any table.
    alphabet : Alphabet
        "hex" (lower case), "base32" (RFC 4648, without padding) or "binary": the bytes themselves, 16 for 128 bits, in Parquet
        and Arrow files; CSV and Excel files show them in hexadecimal.
    normalize : Normalize
        "nfc": Unicode NFC, nothing else. "digits": NFKC, then digits only, so that 010-1234-5678 and
        ０１０１２３４５６７８ are one person's. "alnum": NFKC, then letters and digits only, in upper case.
    hash : Hash
        "sha256", or "sha512" where a rule asks for it: slower, and no safer at the same length.
    """

    length_bits: int
    alphabet: Alphabet = Alphabet.HEX
    normalize: Normalize = Normalize.NFC
    hash: Hash = Hash.SHA256


class Hmac(ColumnTechnique):
    """HMAC-SHA-256 (or 512) of the normalised UTF-8 text under the column domain's key, cut to its first ``length_bits``.

    Equal normalised values of one domain get equal pseudonyms in every table of the project for this recipient. The
    empty text is a value like any other (a missing cell is not: it stays missing).
    """

    info = Info(
        name="hmac",
        title=Text(ko="일방향 암호화(메시지 인증 코드)", en="Keyed one-way pseudonym (HMAC-SHA-2)"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="RFC 2104; FIPS 198-1; FIPS 180-4; 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 값을 하나씩 대입해 원본을 찾을 수 있으므로 키(추가정보)를 분리 보관해야 합니다. "
            "같은 값은 같은 가명이 되므로 빈도와 행 사이의 연결은 남습니다.",
            en="Who holds the key can try every value, so the key (additional information) is kept apart. Equal values "
            "stay equal: frequencies and links between rows remain.",
        ),
    )
    Params = HmacParams
    params: HmacParams
    takes_dictionaries = True

    def check(self) -> None:
        """A domain, and a length of whole bytes within bounds."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        bits, most = self.params.length_bits, self.params.hash.bits
        if not (LEAST_BITS <= bits <= most and bits % 8 == 0):
            raise Conflict(
                ko=f"'length_bits'는 {LEAST_BITS}~{most} 사이의 8의 배수여야 합니다",
                en=f"'length_bits' must be a multiple of 8 from {LEAST_BITS} to {most}",
            )

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The pseudonyms; of each distinct value once where values repeat much."""
        del batch
        made = on_repeated(array, self._pseudonyms)
        if made.null_count > array.null_count or (pa.types.is_dictionary(made.type) and made.dictionary.null_count):
            lost = pc.and_(pc.is_null(_plain(made)), pc.is_valid(_plain(array)))
            if pc.any(lost).as_py():
                self.refuse("techniques.empty-normal-form", lost, rows, normalize=self.params.normalize.value)
        return made

    def _pseudonyms(self, texts: pa.Array) -> pa.Array:
        """A pseudonym for each text; null where there is something, of which the normal form leaves nothing."""
        from pseudo.kernels.arrow import fixed_binary_array, fixed_hex_array, string_layout
        from pseudo.kernels.sha256 import base32_rows, hex_rows, hmac_sha256_hex_rows

        normal = normalized(texts, self.params.normalize)
        if self.params.normalize is not Normalize.NFC:
            lost = pc.and_(pc.equal(normal, ""), pc.not_equal(texts, ""))
            normal = pc.if_else(lost, None, normal)
        offsets, data, valid = string_layout(normal)
        length = self.params.length_bits // 8
        if self.params.alphabet is Alphabet.HEX and self.params.hash is Hash.SHA256:
            return fixed_hex_array(hmac_sha256_hex_rows(offsets, data, valid, self._key(), length), valid)
        digests = self._digests(offsets, data, valid)
        if self.params.alphabet is Alphabet.BINARY:
            return fixed_binary_array(digests[:, :length], valid)
        write = hex_rows if self.params.alphabet is Alphabet.HEX else base32_rows
        return fixed_hex_array(write(digests, length), valid)

    def collision_bits(self) -> float:
        """Its length: the output is a pseudo-random function's."""
        return float(self.params.length_bits)

    def promises(self) -> tuple[Check, ...]:
        """Pseudonyms of one length and alphabet; of bytes, the column's type says it."""
        bits = self.params.length_bits
        if self.params.alphabet is Alphabet.BINARY:
            return self.not_null()
        if self.params.alphabet is Alphabet.HEX:
            return self.promised("matches", regex=f"^[0-9a-f]{{{bits // 4}}}$")
        return self.promised("matches", regex=f"^[A-Z2-7]{{{-(-bits // 5)}}}$")

    def _key(self) -> bytes:
        """The domain's key; another one for each hash, as no key serves two algorithms."""
        if self.params.hash is Hash.SHA256:
            return self.context.secret(str(self.options.domain), 32)
        return self.context.secret(f"hmac_sha512:{self.options.domain}", 64)

    def _digests(
        self, offsets: NDArray[np.int32] | NDArray[np.int64], data: NDArray[np.uint8], valid: NDArray[np.bool_]
    ) -> NDArray[np.uint8]:
        from pseudo.kernels.sha256 import hmac_sha256_rows
        from pseudo.kernels.sha512 import hmac_sha512_rows

        rows = hmac_sha256_rows if self.params.hash is Hash.SHA256 else hmac_sha512_rows
        return rows(offsets, data, valid, self._key())


def normalized(array: pa.Array, normalize: Normalize) -> pa.Array:
    """The texts that are hashed, one for each row."""
    from pseudo.kernels.arrow import string_array, string_layout
    from pseudo.kernels.ascii import is_ascii, translate_rows

    offsets, data, valid = string_layout(array)
    if is_ascii(offsets, data):  # which is its own NFC and NFKC
        if normalize is Normalize.NFC:
            return array
        return string_array(*translate_rows(offsets, data, valid, _table(normalize)), valid)
    if normalize is Normalize.NFC:
        return pc.utf8_normalize(array, form="NFC")
    wide = pc.utf8_normalize(array, form="NFKC")
    if normalize is Normalize.DIGITS:
        return pc.replace_substring_regex(wide, r"[^0-9]", "")
    return pc.utf8_upper(pc.replace_substring_regex(wide, r"[^\p{L}\p{N}]", ""))


def _table(normalize: Normalize) -> Any:
    """What each ASCII byte is in the normal form, as a uint8 array; 0 where it is left out."""
    kept = string.digits if normalize is Normalize.DIGITS else string.digits + string.ascii_letters
    table = np.zeros(256, np.uint8)
    table[list(kept.encode())] = list(kept.upper().encode())
    return table


def _plain(array: pa.Array) -> pa.Array:
    return array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
