"""Two-way encryption (양방향 암호화) of whole cells: deterministic, so that equal cells stay equal, and authenticated.

The cipher stands behind :class:`Cipher`: an institution that must use a validated module (ARIA, SEED or LEA) adds one class
with these four things to ``CIPHERS`` and a member to :class:`CipherName`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV, AESSIV

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CIPHERS", "AesGcmSiv", "AesSiv", "Cipher", "CipherName", "Encrypt", "EncryptParams", "Written"]

TAG_BYTES = 16
"""Length of either cipher's tag: the shortest ciphertext, that of the empty cell."""


class Cipher(Protocol):
    """A deterministic authenticated cipher under one key.

    ``key_bytes`` is the key's length. Equal plaintexts give equal ciphertexts, 16 bytes longer than they.
    """

    key_bytes: ClassVar[int]

    def __init__(self, key: bytes) -> None: ...

    def encrypt(self, plain: bytes) -> bytes:
        """The ciphertext."""

    def decrypt(self, made: bytes) -> bytes:
        """The plaintext, or ``InvalidTag`` for bytes that this key did not make."""


class AesSiv:
    """AES-SIV with a 512-bit key, without nonce and associated data (RFC 5297, section 1.3.1: deterministic)."""

    key_bytes: ClassVar[int] = 64

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def encrypt(self, plain: bytes) -> bytes:
        """Synthetic IV and ciphertext (RFC 5297, section 2.6)."""
        return self._cipher.encrypt(plain, None)

    def decrypt(self, made: bytes) -> bytes:
        """The plaintext (RFC 5297, section 2.7)."""
        return self._cipher.decrypt(made, None)


class AesGcmSiv:
    """AES-256-GCM-SIV with the all-zero nonce (RFC 8452): under one nonce it shows which plaintexts are equal, no more."""

    key_bytes: ClassVar[int] = 32
    NONCE: ClassVar[bytes] = bytes(12)

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCMSIV(key)

    def encrypt(self, plain: bytes) -> bytes:
        """Ciphertext and tag (RFC 8452, section 4)."""
        return self._cipher.encrypt(self.NONCE, plain, None)

    def decrypt(self, made: bytes) -> bytes:
        """The plaintext (RFC 8452, section 5)."""
        return self._cipher.decrypt(self.NONCE, made, None)


class CipherName(StrEnum):
    """The ciphers there are."""

    AES_SIV = "aes_siv"
    AES_GCM_SIV = "aes_gcm_siv"


class Written(StrEnum):
    """How a ciphertext is written."""

    BASE64URL = "base64url"
    HEX = "hex"


CIPHERS: Mapping[CipherName, type[Cipher]] = {CipherName.AES_SIV: AesSiv, CipherName.AES_GCM_SIV: AesGcmSiv}


@dataclass(frozen=True)
class EncryptParams:
    """Parameters of ``aes_siv``.

    Attributes
    ----------
    cipher : CipherName
        "aes_siv" (RFC 5297) or "aes_gcm_siv" (RFC 8452, with a fixed nonce).
    written : Written
        "base64url" (RFC 4648, section 5, without padding) or "hex" (lower case).
    """

    cipher: CipherName = CipherName.AES_SIV
    written: Written = Written.BASE64URL


class Encrypt(ColumnTechnique):
    """Each cell's UTF-8 bytes, to the letter, encrypted under the column domain's key.

    Equal cells of one domain get equal ciphertexts in every table of the project for this recipient, so that linkage stays. The
    empty text is a value like any other.
    """

    info = Info(
        name="aes_siv",
        title=Text(ko="양방향 암호화", en="Two-way encryption (deterministic, authenticated)"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="RFC 5297 (AES-SIV); RFC 8452 (AES-GCM-SIV); 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 원본으로 되돌릴 수 있습니다. 같은 값은 같은 암호문이 되므로 빈도와 행 사이의 연결이 "
            "남고, 암호문의 길이로 원본의 길이를 알 수 있습니다. 국가·공공기관은 검증필 암호모듈 사용 의무를 확인해야 합니다.",
            en="Who holds the key can undo it. Equal values stay equal, so frequencies and links between rows remain, and "
            "the ciphertext's length tells the value's. Public bodies may have to use a validated module.",
        ),
    )
    Params = EncryptParams
    params: EncryptParams

    def check(self) -> None:
        """A domain."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The ciphertexts."""
        del batch, rows
        cipher = self._cipher()
        return on_distinct(
            array, lambda cells: _texts(self._write(cipher.encrypt(c.encode())) for c in _strings(cells))
        )

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's cells from output cells, by who holds the key (``techniques.not-decryptable``)."""
        return self._guarded(self._revealed, batch, rows)

    def promises(self) -> tuple[Check, ...]:
        """Ciphertexts of one alphabet, none shorter than a tag."""
        if self.params.written is Written.HEX:
            return self.promised("matches", regex=f"^(?:[0-9a-f]{{2}}){{{TAG_BYTES},}}$")
        return self.promised("matches", regex=f"^[A-Za-z0-9_-]{{{-(-TAG_BYTES * 8 // 6)},}}$")

    def _cipher(self) -> Cipher:
        name = self.params.cipher
        cls = CIPHERS[name]
        return cls(self.context.secret(f"{name.value}:{self.options.domain}", cls.key_bytes))

    def _write(self, made: bytes) -> str:
        if self.params.written is Written.HEX:
            return made.hex()
        return base64.urlsafe_b64encode(made).rstrip(b"=").decode()

    def _read(self, text: str) -> bytes:
        if self.params.written is Written.HEX:
            return bytes.fromhex(text)
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)

    def _revealed(self, array: pa.Array, _batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        cipher = self._cipher()
        found = on_distinct(array, lambda cells: _texts(self._opened(cipher, c) for c in _strings(cells)))
        strange = pc.and_(found.is_null(), array.is_valid())
        if pc.any(strange).as_py():
            self.refuse("techniques.not-decryptable", strange, rows)
        return found

    def _opened(self, cipher: Cipher, text: str) -> str | None:
        """The cell, or None for a text that this key did not make."""
        try:
            return cipher.decrypt(self._read(text)).decode()
        except (InvalidTag, ValueError, binascii.Error):
            return None


def _strings(cells: pa.Array) -> list[str]:
    found: list[str] = cells.to_pylist()
    return found


def _texts(made: object) -> pa.Array:
    return pa.array(made, pa.string())
