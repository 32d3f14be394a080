"""Tokenisation (토큰화): random tokens that say nothing of the value, and a vault that remembers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.errors import UsageError
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from pseudo.techniques.contract import Vault

__all__ = ["Tokenize", "TokenizeParams"]


@dataclass(frozen=True)
class TokenizeParams:
    """No parameters: a token has 128 random bits, in lower-case hexadecimal."""


class Tokenize(ColumnTechnique):
    """Each distinct value, to the letter, gets a random token that the vault keeps in the key store's tree.

    Equal values of one domain get equal tokens in every run of the project for this recipient, as long as the vault and the key
    are there. The empty text is a value like any other.
    """

    info = Info(
        name="token_vault",
        title=Text(ko="토큰화", en="Tokenisation with a vault"),
        family="randomization",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64; ISO/IEC 20889:2018 (tokenization)",
        caution=Text(
            ko="토큰 저장소와 키를 가진 사람은 원본으로 되돌릴 수 있으므로 분리 보관하고, 목적을 달성하면 파기해야 합니다. 토큰 "
            "저장소를 잃으면 같은 값에 다른 토큰이 부여됩니다. 같은 값은 같은 토큰이 되므로 빈도와 연결은 남습니다.",
            en="Who holds vault and key can undo it: keep them apart, destroy them in time. A lost vault gives new tokens. Equal "
            "values stay equal: frequencies and links between rows remain.",
        ),
    )
    Params = TokenizeParams

    def check(self) -> None:
        """A domain."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The tokens."""
        del batch, rows
        vault, domain = self._vault(), str(self.options.domain)
        return on_distinct(array, lambda cells: pa.array(vault.tokens(domain, cells.to_pylist()), pa.string()))

    def reveal(self, batch: pa.RecordBatch, rows: Rows) -> pa.RecordBatch:
        """The source's cells from tokens, by who holds vault and key (``techniques.not-decryptable``)."""
        return self._guarded(self._revealed, batch, rows)

    def promises(self) -> tuple[Check, ...]:
        """Tokens and nothing else."""
        return self.promised("matches", regex="^[0-9a-f]{32}$")

    def _vault(self) -> Vault:
        if self.context.vault is None:
            raise UsageError("techniques.no-vault", self.where())
        return self.context.vault

    def _revealed(self, array: pa.Array, _batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        vault, domain = self._vault(), str(self.options.domain)
        found = on_distinct(array, lambda cells: pa.array(vault.values(domain, cells.to_pylist()), pa.string()))
        strange = pc.and_(found.is_null(), array.is_valid())
        if pc.any(strange).as_py():
            self.refuse("techniques.not-decryptable", strange, rows)
        return found
