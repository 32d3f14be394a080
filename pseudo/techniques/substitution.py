"""Substitution with fictitious values (가상값 대체): consistent by value or by subject, marked, and never undone.

What the values are, and how one can tell that they are nobody's, stands in :mod:`pseudo.fictitious`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.fictitious import (
    GIVEN_NAMES,
    KINDS,
    MARK,
    SAMPLE_SURNAMES,
    SURNAMES,
    SYLLABLES,
    VILLAGE,
    region_of,
)
from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.column import ColumnTechnique, on_distinct
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.draws import text_draws, unit
from pseudo.techniques.one_way import Normalize, normalized
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Draws = NDArray[np.uint64]

__all__ = ["FictitiousKind", "Per", "Substitute", "SubstituteParams", "drawn"]

NAMES = frozenset({"person_name", "natural_name"})
SEXES = {
    "남": "남",
    "남자": "남",
    "남성": "남",
    "M": "남",
    "m": "남",
    "여": "여",
    "여자": "여",
    "여성": "여",
    "F": "여",
    "f": "여",
}


class FictitiousKind(StrEnum):
    """What the values are; a key of :data:`pseudo.fictitious.KINDS`."""

    ACCOUNT = "account"
    ADDRESS = "address"
    CARD = "card"
    EMAIL = "email"
    MILITARY_ID = "military_id"
    NATURAL_NAME = "natural_name"
    PATIENT_ID = "patient_id"
    PERSON_NAME = "person_name"
    PHONE = "phone"
    RRN = "rrn"


class Per(StrEnum):
    """What a fictitious value belongs to."""

    VALUE = "value"
    SUBJECT = "subject"


@dataclass(frozen=True)
class SubstituteParams:
    """Parameters of ``substitute``.

    Attributes
    ----------
    kind : FictitiousKind
        "person_name" (김가상), "natural_name" (김민준(가상)), "rrn", "phone", "email", "address", "account", "card",
        "military_id" or "patient_id".
    per : Per
        "value": equal cells get equal values. "subject": a subject has one value, whatever stands in its cells.
    keep_surname : bool
        The surname stays, where it is one of the 35 most frequent; names only. Others are drawn by their frequency.
    sex_column : str or None
        The column that tells the sex (남, 여, 남자, F, ...), for ``natural_name``; other words get names of either sex.
    keep_region : bool
        The first-level region (시도) stays, where the cell begins with one; addresses only.
    """

    kind: FictitiousKind
    per: Per
    keep_surname: bool = False
    sex_column: str | None = None
    keep_region: bool = False


class Substitute(ColumnTechnique):
    """Each cell becomes a marked fictitious value that the domain's key draws. The empty text stays: it is no value.

    Several persons may get one value: there are 54 names of the first kind and 10,000 telephones. Whom it belongs to cannot be
    told from the value, nor can the cell be had back by who holds the key, except by trying.
    """

    info = Info(
        name="substitute",
        title=Text(ko="가상값 대체", en="Substitution with fictitious values"),
        family="randomization",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="published",
        source="가명정보 처리 가이드라인 2026.3 별권 p.49-64, p.227; RFC 2104; RFC 2606",
        caution=Text(
            ko="같은 값은 같은 가상값이 되므로 빈도와 행 사이의 연결이 남고, 키를 가진 사람은 값을 대입해 볼 수 있습니다. 서로 다른 "
            "사람이 같은 가상값을 받을 수 있어 사람을 세는 데 쓸 수 없습니다. 남긴 성씨와 시도는 식별가능정보입니다.",
            en="Equal values stay equal: frequencies and links remain, and who holds the key can try values. Different persons may "
            "get one value, so persons cannot be counted by it. A surname or region that is kept is a quasi-identifier.",
        ),
    )
    Params = SubstituteParams
    params: SubstituteParams

    def check(self) -> None:
        """A domain, and what is kept only where the kind has it."""
        if self.options.domain is None:
            raise Conflict(ko="열의 'domain'(가명 도메인)이 필요합니다", en="the column needs a 'domain'")
        kind = self.params.kind.value
        if self.params.per is Per.SUBJECT and self.options.subject is None:
            raise Conflict(
                ko="'per'가 subject이면 레시피에 subject가 필요합니다", en="'per: subject' needs the recipe's subject"
            )
        wrong = {
            "keep_surname": self.params.keep_surname and kind not in NAMES,
            "keep_region": self.params.keep_region and kind != "address",
            "sex_column": self.params.sex_column is not None and kind != "natural_name",
        }
        for name, given in wrong.items():
            if given:
                raise Conflict(ko=f"'{name}'은(는) '{kind}'에 쓸 수 없습니다", en=f"'{name}' is not for '{kind}'")

    def reads(self) -> tuple[str, ...]:
        """Its own column, the subject's where it counts, and the sex's."""
        subject = self.options.subject if self.params.per is Per.SUBJECT else None
        return tuple(dict.fromkeys(n for n in (self.options.column, subject, self.params.sex_column) if n))

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The fictitious values."""
        present = pc.and_(array.is_valid(), pc.not_equal(array, ""))
        whose = array
        if self.params.per is Per.SUBJECT:
            whose = batch.column(str(self.options.subject))
            lost = pc.and_(present, whose.is_null())
            if pc.any(lost).as_py():
                self.refuse("techniques.subject-missing", lost, rows, subject=self.options.subject)
        key = self.context.secret(f"substitute:{self.params.kind.value}:{self.options.domain}", 32)
        made = self._made(array, whose, batch, key)
        return pc.if_else(present, made, array)

    def promises(self) -> tuple[Check, ...]:
        """Marked values and nothing else."""
        return self.promised("matches", regex=f"^(?:{KINDS[self.params.kind.value].pattern})?$")

    def _made(self, array: pa.Array, whose: pa.Array, batch: pa.RecordBatch, key: bytes) -> pa.Array:
        kind = self.params.kind.value
        whose = normalized(whose, Normalize.ALNUM)  # marks and spaces do not matter
        parts = kind == "natural_name" or self.params.keep_surname
        if not parts:
            made = on_distinct(whose, lambda cells: pa.array(drawn(kind, text_draws(key, cells)), pa.string()))
            if not self.params.keep_region:
                return made
            regions = on_distinct(array, lambda cells: pa.array([region_of(c) for c in cells.to_pylist()], pa.string()))
            numbers = pc.replace_substring_regex(made, rf"^.* {VILLAGE} ", "")
            return pc.if_else(regions.is_valid(), pc.binary_join_element_wise(regions, VILLAGE, numbers, " "), made)
        draws = text_draws(key, whose)
        surnames = _surnames(draws[:, 0], natural=kind == "natural_name")
        if self.params.keep_surname:
            surnames = pc.coalesce(on_distinct(array, _surname_of), surnames)
        return pc.binary_join_element_wise(surnames, self._given(draws, batch), "")

    def _given(self, draws: Draws, batch: pa.RecordBatch) -> pa.Array:
        """Given names, of the sex that the row's column tells where one is named."""
        if self.params.kind is FictitiousKind.PERSON_NAME:
            return _picked(GIVEN_NAMES, draws[:, 1])
        column = self.params.sex_column
        told = [SEXES.get(c or "") for c in batch.column(column).to_pylist()] if column else [None] * len(draws)
        either = np.where(draws[:, 3] % np.uint64(2), "남", "여")
        sexes = [a or b for a, b in zip(told, either.tolist(), strict=True)]
        first, second = ((draws[:, i] % np.uint64(len(SYLLABLES["남"][0]))).tolist() for i in (1, 2))
        return pa.array(
            [SYLLABLES[s][0][a] + SYLLABLES[s][1][b] + MARK for s, a, b in zip(sexes, first, second, strict=True)],
            pa.string(),
        )


def drawn(kind: str, draws: Draws) -> list[str]:
    """A fictitious value of a kind for each draw."""
    numbers: list[int] = (draws[:, 0] % np.uint64(KINDS[kind].values)).tolist()
    return [KINDS[kind].write(number) for number in numbers]


def _surnames(draws: Draws, *, natural: bool) -> pa.Array:
    """By their frequency in the population, or one as likely as the other."""
    if not natural:
        return _picked(SAMPLE_SURNAMES, draws)
    upto = np.cumsum(list(SURNAMES.values())) / sum(SURNAMES.values())
    places = np.searchsorted(upto, unit(draws), side="right").clip(max=len(upto) - 1)
    return pa.array(list(SURNAMES)).take(pa.array(places))


def _picked(words: Sequence[str], draws: Draws) -> pa.Array:
    places: NDArray[Any] = (draws % np.uint64(len(words))).astype(np.int64)
    return pa.array(words, pa.string()).take(pa.array(places))


def _surname_of(cells: pa.Array) -> pa.Array:
    """Each name's surname where it is a frequent one, the longer one first; else null."""
    known = sorted(SURNAMES, key=len, reverse=True)
    texts = pc.utf8_normalize(cells, form="NFC").to_pylist()
    return pa.array([next((s for s in known if text.startswith(s) and text != s), None) for text in texts], pa.string())
