"""Local differential privacy (지역 차분 프라이버시): randomized response on categories, discrete Laplace noise on numbers."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pseudo.model import Check, ColumnType, Text, fraction_of
from pseudo.techniques.amounts import NumberTechnique, as_array
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Output, Rows
from pseudo.techniques.parameters import Conflict

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

    from pseudo.techniques.contract import Context

__all__ = ["LocalLaplace", "LocalLaplaceParams", "RandomizedResponse", "RandomizedResponseParams"]

MOST = 2**31


@dataclass(frozen=True)
class RandomizedResponseParams:
    """Parameters of ``randomized_response``.

    Attributes
    ----------
    categories : tuple of str
        All values that the column may hold, two or more; public. A cell of another value stops the run.
    epsilon : float
        ε of one cell, above 0, at most 10: above that hardly a cell changes.
    """

    categories: tuple[str, ...]
    epsilon: float


class RandomizedResponse(ColumnTechnique):
    """Each cell stays with the probability e^ε / (e^ε + k - 1) and else becomes any other category, each as likely (k-ary).

    For any two values of a cell and any outcome the probabilities differ by a factor of e^ε at the most.
    """

    info = Info(
        name="randomized_response",
        title=Text(ko="무작위 응답(지역 차분 프라이버시)", en="Randomized response (local differential privacy)"),
        family="randomization",
        types=(ColumnType.TEXT,),
        reversible=False,
        keyed=False,
        output=Output.SOURCE,
        trust="proven",
        source="Warner 1965; Kairouz, Oh & Viswanath 2014; Canonne, Kamath & Steinke 2020 (exact trials)",
        caution=Text(
            ko="ε은 칸 하나의 것입니다. 한 사람의 여러 행과 여러 열에서는 더해지고, 다시 실행할 때마다 또 더해집니다. "
            "빈 칸은 빈 칸으로 남아 그 사실이 드러납니다. 범주별 수는 보정해야 하며(pseudo.dp.estimators), 다른 열과의 관계는 흐려집니다.",
            en="ε is that of one cell. It adds up over a person's rows and columns, and over runs. A missing cell stays missing, "
            "which shows. Counts need a correction (pseudo.dp.estimators), and relations to other columns blur.",
        ),
    )
    Params = RandomizedResponseParams
    draws_anew = True
    params: RandomizedResponseParams

    def check(self) -> None:
        """Categories and an ε that a fraction holds."""
        if len(set(self.params.categories)) < max(2, len(self.params.categories)):
            raise Conflict(
                ko="'categories'는 서로 다른 둘 이상이어야 합니다", en="'categories' must be two or more, each once"
            )
        _check_epsilon(self.params.epsilon)

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The responses."""
        from pseudo.kernels.draws import response_rows

        del batch
        categories = pa.array(self.params.categories, pa.string())
        place = pc.index_in(array, value_set=categories)
        unknown = pc.and_(array.is_valid(), place.is_null())
        if pc.any(unknown).as_py():
            self.refuse("techniques.unknown-category", unknown, rows)
        cells = place.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int32)
        epsilon = fraction_of(self.params.epsilon)
        key = _key(self.context, self.options.column)
        response_rows(key, 0, rows.start, len(categories), epsilon.numerator, epsilon.denominator, cells)
        return categories.take(pa.array(cells, mask=array.is_null().to_numpy(zero_copy_only=False)))

    def promises(self) -> tuple[Check, ...]:
        """One of the categories."""
        return self.promised("in_set", values=list(self.params.categories))

    def facts(self, state: object) -> dict[str, int | float]:
        """ε of one cell."""
        del state
        return {"epsilon_per_cell_nats": self.params.epsilon}


@dataclass(frozen=True)
class LocalLaplaceParams:
    """Parameters of ``local_laplace``.

    Attributes
    ----------
    low : float
        Public lower limit, a multiple of ``step``; a cell below is taken as the limit.
    high : float
        Public upper limit, a multiple of ``step``; a cell above is taken as the limit.
    step : float
        What the output is a multiple of, in the column's unit; whole on an integer column.
    epsilon : float
        ε of one cell, above 0, at most 10: above that hardly a cell changes.
    """

    low: float
    high: float
    step: float
    epsilon: float


class LocalLaplace(NumberTechnique):
    """Each number, within limits and rounded to the step, plus discrete Laplace noise of the scale (high - low) / ε.

    For any two values of a cell and any outcome the probabilities differ by a factor of e^ε at the most. The mean of many cells is
    without bias; one cell says little.
    """

    info = Info(
        name="local_laplace",
        title=Text(
            ko="이산 라플라스 잡음(지역 차분 프라이버시)", en="Discrete Laplace noise (local differential privacy)"
        ),
        family="randomization",
        types=(ColumnType.INTEGER, ColumnType.NUMBER),
        reversible=False,
        keyed=False,
        output=Output.COARSER,
        trust="proven",
        source="Dwork, McSherry, Nissim & Smith 2006; Ghosh, Roughgarden & Sundararajan 2009; Canonne, Kamath & Steinke 2020",
        caution=Text(
            ko="ε은 칸 하나의 것입니다. 한 사람의 여러 행과 여러 열에서는 더해지고, 다시 실행할 때마다 또 더해집니다. "
            "빈 칸은 빈 칸으로 남습니다. 결과는 한도를 벗어날 수 있으며, 잘라 내면 평균이 치우칩니다.",
            en="ε is that of one cell. It adds up over a person's rows and columns, and over runs. A missing cell stays missing. "
            "Results can lie beyond the limits; cutting them off biases their mean.",
        ),
    )
    Params = LocalLaplaceParams
    draws_anew = True
    params: LocalLaplaceParams

    def check(self) -> None:
        """Limits in order, on a grid that 31 bits hold."""
        low, high, step = self.params.low, self.params.high, self.params.step
        if not np.isfinite([low, high, step]).all() or not low < high or step <= 0:
            raise Conflict(
                ko="'low'는 'high'보다 작고 'step'은 0보다 커야 합니다",
                en="'low' must be below 'high', and 'step' above 0",
            )
        self.check_whole(low=low, high=high, step=step)
        _check_epsilon(self.params.epsilon)
        exact = fraction_of(step)
        if fraction_of(low) % exact or fraction_of(high) % exact:
            raise Conflict(
                ko="'low'와 'high'는 'step'의 배수여야 합니다", en="'low' and 'high' must be multiples of 'step'"
            )
        if max(self._scale.numerator, self._scale.denominator, abs(low / step), abs(high / step)) >= MOST:
            raise Conflict(
                ko="한도를 'step'으로 나눈 단계 수나 'epsilon'의 자릿수가 너무 많습니다",
                en="there are too many steps between the limits, or too many digits in 'epsilon'",
            )

    def change(self, array: pa.Array, batch: pa.RecordBatch, rows: Rows) -> pa.Array:
        """The noisy numbers."""
        from pseudo.kernels.draws import laplace_rows

        del batch
        values, step = self.finite(array, rows), self.params.step
        steps = np.rint(np.clip(values, self.params.low, self.params.high) / step).astype(np.int64)
        noise: NDArray[np.int64] = np.empty(len(steps), np.int64)
        scale = self._scale
        laplace_rows(_key(self.context, self.options.column), 0, rows.start, scale.numerator, scale.denominator, noise)
        if self.options.type is ColumnType.INTEGER:
            return as_array((steps + noise) * int(step), array)
        exact = fraction_of(step)
        return as_array((steps + noise) * float(exact.numerator) / float(exact.denominator), array)

    def facts(self, state: object) -> dict[str, int | float]:
        """ε of one cell, and the noise's scale in the column's unit."""
        del state
        return {"epsilon_per_cell_nats": self.params.epsilon}

    @property
    def _scale(self) -> Fraction:
        """Of the noise, in steps."""
        width = (fraction_of(self.params.high) - fraction_of(self.params.low)) / fraction_of(self.params.step)
        return width / fraction_of(self.params.epsilon)


def _check_epsilon(epsilon: float) -> None:
    if not 0 < epsilon <= 10 or max(fraction_of(epsilon).as_integer_ratio()) >= MOST:
        raise Conflict(
            ko="'epsilon'은 0보다 크고 10 이하인, 아홉 자리 이내의 십진수여야 합니다",
            en="'epsilon' must be a decimal above 0, 10 at most, of nine digits or fewer",
        )


def _key(context: Context, column: str) -> NDArray[np.uint32]:
    """The column's key for this run alone."""
    return np.frombuffer(hmac.digest(context.fresh, f"local:{column}".encode(), "sha256"), np.uint32)
