"""Format-preserving encryption of bank account numbers (계좌번호)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.contract import Info, Output
from pseudo.techniques.structured import LEAST_DIGITS, Structured, digits_of, parts_of, refilled

if TYPE_CHECKING:
    from pseudo.kernels.ff1 import FF1

__all__ = ["Account", "AccountParams"]

MOST_DIGITS = 20
FORM = f"[0-9](?:[- ]?[0-9]){{{LEAST_DIGITS - 1},{MOST_DIGITS - 1}}}"


@dataclass(frozen=True)
class AccountParams:
    """No parameters."""


class Account(Structured):
    """An account number of 6 to 20 digits, encrypted whole; single hyphens and spaces stay in their places.

    Banks write branch, kind of account and check digits in places of their own, so no part is shown: each would tell the bank,
    and the kind of account may tell more. The check digits of the result are as good as random.
    """

    info = Info(
        name="account",
        title=Text(ko="계좌번호 형태보존 암호화", en="Format-preserving encryption of account numbers"),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="NIST SP 800-38G, algorithm FF1 (domain of 10^6 or more: Rev. 1); 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 원본으로 되돌릴 수 있습니다. 자릿수와 구분 기호의 위치로 은행을 짐작할 수 있고, 결과가 다른 "
            "사람의 실제 계좌번호와 우연히 같을 수 있으므로 송금에 쓰여서는 안 됩니다.",
            en="Who holds the key can undo it. Length and places of the separators may tell the bank, and a result may by chance "
            "be someone else's real number: never send money to it.",
        ),
    )
    Params = AccountParams
    form = "NNN-NN-NNNNNN"

    def turn(self, cells: pa.Array, cipher: FF1, *, inverse: bool) -> pa.Array:
        """The digits, encrypted or decrypted in place."""
        parts = parts_of(cells, {"number": FORM})
        nothing = pa.array([""] * len(cells), pa.string())
        hidden = self.permuted(digits_of(parts["number"]), nothing, cipher, inverse=inverse)
        return pc.if_else(parts["fits"], refilled(parts["number"], hidden), None)

    def promises(self) -> tuple[Check, ...]:
        """Cells of the same form."""
        return self.promised("matches", regex=f"^(?:{FORM})?$")
