"""Resident and foreigner registration numbers by their parts: date of birth, sex, the rest (주민등록번호)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text
from pseudo.techniques.contract import Info, Output
from pseudo.techniques.parameters import Conflict
from pseudo.techniques.structured import Structured, joined, parts_of

if TYPE_CHECKING:
    from pseudo.kernels.ff1 import FF1

__all__ = ["Birth", "ResidentNumber", "ResidentNumberParams"]

CENTURIES = pa.array(["18", "19", "19", "20", "20", "19", "19", "20", "20", "18"])
"""Century of birth by the seventh digit of a resident or foreigner registration number, 0 to 9."""
SEXES = pa.array(["F", "M"] * 5)
"""Sex by the same digit: odd is male."""
SHOWN_MOST = 99
"""Beyond any readable part."""
SEVENTH = pa.array(list("0123456789"))
DATE = "[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"


class Birth(StrEnum):
    """What stays of the date of birth."""

    KEEP = "keep"
    YEAR = "year"
    DELETE = "delete"


@dataclass(frozen=True)
class ResidentNumberParams:
    """Parameters of ``rrn_parts``.

    Attributes
    ----------
    birth : Birth
        "keep": the date; "year": the year of four digits, or the first year of its band; "delete": nothing of it.
    keep_sex : bool
        Whether the sex stays readable.
    year_width : int
        Years in a band, with "year": 10 makes 1987 and 1983 both 1980.
    """

    birth: Birth
    keep_sex: bool
    year_width: int = 1


class ResidentNumber(Structured):
    """A resident or foreigner registration number by its parts: 900101-1234567, or without the hyphen.

    ======  ========  ======================  =========================================================
    birth   keep_sex  output                  encrypted
    ======  ========  ======================  =========================================================
    keep    true      900101-1dddddd          the last six digits, tweaked by the seven in sight
    keep    false     19900101-ddddddd        the last seven, tweaked by the date; the century is written
    year    true      1990-Mddddddddddddd     all thirteen
    year    false     1990-ddddddddddddd      all thirteen
    delete  true      -Mddddddddddddd         all thirteen: neither century nor date is in sight
    delete  false     -ddddddddddddd          all thirteen
    ======  ========  ======================  =========================================================

    Check digits are not looked at: numbers given since October 2020 have none. With "keep" and ``keep_sex`` the seventh digit also
    tells citizens from foreigners.
    """

    info = Info(
        name="rrn_parts",
        title=Text(
            ko="주민등록번호 구성요소별 형태보존 암호화",
            en="Format-preserving encryption of a resident number by its parts",
        ),
        family="cryptography",
        types=(ColumnType.TEXT,),
        reversible=True,
        keyed=True,
        output=Output.PSEUDONYM,
        trust="proven",
        source="NIST SP 800-38G, algorithm FF1; 주민등록법 시행규칙 제2조; 가명정보 처리 가이드라인 2026.3 별권 p.49-64",
        caution=Text(
            ko="키를 가진 사람은 원본으로 되돌릴 수 있습니다. 남긴 생년월일·출생연도·성별은 식별가능정보이므로 k-익명성 "
            "검토에 포함해야 합니다. 주민등록번호 처리에는 법령상 근거가 필요합니다(개인정보 보호법 제24조의2).",
            en="Who holds the key can undo it. A date or year of birth and a sex that are kept are quasi-identifiers. "
            "Processing resident numbers needs a statutory basis (PIPA Art. 24-2).",
        ),
    )
    Params = ResidentNumberParams
    params: ResidentNumberParams
    form = "YYMMDD-GNNNNNN"

    def check(self) -> None:
        """A domain, and a band where there is a year."""
        super().check()
        width = self.params.year_width
        if width < 1 or (width != 1 and self.params.birth is not Birth.YEAR):
            raise Conflict(
                ko="'year_width'는 1 이상이어야 하며, 'birth'가 year일 때만 1보다 클 수 있습니다",
                en="'year_width' must be 1 or more, and 1 unless 'birth' is year",
            )

    def turn(self, cells: pa.Array, cipher: FF1, *, inverse: bool) -> pa.Array:
        """The parts, put together for the other side."""
        return self._opened(cells, cipher) if inverse else self._shut(cells, cipher)

    def promises(self) -> tuple[Check, ...]:
        """Cells of the output's form."""
        return self.promised("matches", regex=f"^(?:{''.join(self._made_form().values())})?$")

    def _seen(self) -> int:
        """How many of the thirteen digits stand in the output as they are, from the start."""
        if self.params.birth is not Birth.KEEP:
            return 0
        return 7 if self.params.keep_sex else 6

    def _shut(self, cells: pa.Array, cipher: FF1) -> pa.Array:
        parts = parts_of(cells, {"date": DATE, "between": "-?", "seventh": "[0-9]", "tail": "[0-9]{6}"})
        digits = joined(parts["date"], parts["seventh"], parts["tail"])
        seen, rest = (pc.utf8_slice_codeunits(digits, a, b) for a, b in ((0, self._seen()), (self._seen(), None)))
        hidden = self.permuted(rest, seen, cipher, inverse=False)
        birth, sex = self._shown(parts["date"], parts["seventh"])
        return pc.if_else(parts["fits"], joined(birth, parts["between"], sex, hidden), None)

    def _shown(self, date: pa.Array, seventh: pa.Array) -> tuple[pa.Array, pa.Array]:
        """What of birth and sex stands in the output."""
        if self._seen() == 7:
            return date, seventh
        code = pc.index_in(seventh, value_set=SEVENTH)
        nothing = pa.array([""] * len(date), pa.string())
        sex = pc.fill_null(SEXES.take(code), "") if self.params.keep_sex else nothing
        if self.params.birth is Birth.DELETE:
            return nothing, sex
        whole = joined(pc.fill_null(CENTURIES.take(code), ""), date)
        return (whole if self.params.birth is Birth.KEEP else self._band(whole)), sex

    def _band(self, dates: pa.Array) -> pa.Array:
        """First year of each date's band; a row that is not of the form gives something, which is not used."""
        width = self.params.year_width
        years = (int(d[:4] or 0) for d in dates.to_pylist())
        return pa.array([f"{year // width * width:04d}" for year in years], pa.string())

    def _made_form(self) -> dict[str, str]:
        """The output's form, part by part."""
        whole = self._seen() == 7
        birth = {Birth.KEEP: "[0-9]{6}" if whole else "[0-9]{8}", Birth.YEAR: "[0-9]{4}", Birth.DELETE: ""}
        sex = "" if not self.params.keep_sex else "[0-9]" if whole else "[MF]"
        hidden = f"[0-9]{{{13 - self._seen()}}}"
        return {"birth": birth[self.params.birth], "between": "-?", "sex": sex, "hidden": hidden}

    def _opened(self, cells: pa.Array, cipher: FF1) -> pa.Array:
        parts = parts_of(cells, self._made_form())
        seen = pc.utf8_slice_codeunits(joined(parts["birth"], parts["sex"]), -self._seen() or SHOWN_MOST)
        digits = joined(seen, self.permuted(parts["hidden"], seen, cipher, inverse=True))
        date, rest = (pc.utf8_slice_codeunits(digits, a, b) for a, b in ((0, 6), (6, None)))
        return pc.if_else(parts["fits"], joined(date, parts["between"], rest), None)
