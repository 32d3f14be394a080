"""A law suite that cannot fail is no suite: one broken plug-in for each law."""

from __future__ import annotations

import ctypes
import hashlib
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from pseudo import testing
from pseudo.errors import BadInput, Where
from pseudo.model import Check, ColumnType, NullRule, Text
from pseudo.techniques.column import ColumnTechnique
from pseudo.techniques.contract import Info, Options, Technique
from pseudo.testing import check_technique


@dataclass(frozen=True)
class NoParams:
    """None."""


NOTE = Text(ko="시험", en="test")
INFO = Info("plug", NOTE, "other", (ColumnType.TEXT,), False, False, "heuristic", "none", NOTE)
OPTIONS = Options("열", ColumnType.TEXT, NullRule.KEEP, domain="환자")


class Plug(ColumnTechnique):
    info = INFO
    Params = NoParams

    def change(self, array, batch, rows):
        return pc.utf8_upper(array)


class DependsOnBatchSize(Plug):
    def change(self, array, batch, rows):
        return pc.if_else(array.is_valid(), pa.scalar(str(len(array))), None)


class ReadsBeyondASlice(Plug):
    def change(self, array, batch, rows):
        whole = np.frombuffer(array.buffers()[2] or b"", np.uint8)
        return pc.if_else(array.is_valid(), pa.scalar(str(whole.sum())), None)


class FillsNulls(Plug):
    def change(self, array, batch, rows):
        return array.fill_null("없음")


class IgnoresNullRule(Plug):
    def apply(self, batch, state, rows):
        return pa.record_batch([pc.utf8_upper(batch.column("열"))], names=["열"])


class WritesIntoTheInput(Plug):
    def change(self, array, batch, rows):
        data = array.buffers()[2]
        if data is not None and data.size:
            ctypes.memset(data.address, ord("X"), data.size)
        return array


class ChangesType(Plug):
    def change(self, array, batch, rows):
        return array.cast(pa.large_string()) if len(array) > 2 else array


class OtherName(Plug):
    def apply(self, batch, state, rows):
        return super().apply(batch, state, rows).rename_columns(["다른 열"])


class BreaksItsPromise(Plug):
    def promises(self):
        return (Check("in_set", ("열",), {"values": ["가"]}),)


class SaysItIsKeyed(Plug):
    info = replace(INFO, keyed=True)


class KeyedButDoesNotSay(Plug):
    def change(self, array, batch, rows):
        key = self.context.secret("x", 8)
        cells = [None if c is None else hashlib.sha256(key + c.encode()).hexdigest() for c in array.to_pylist()]
        return pa.array(cells, pa.string())


class SaysItIsReversible(Plug):
    info = replace(INFO, reversible=True)


class RevealsSomethingElse(Plug):
    info = replace(INFO, reversible=True)

    def reveal(self, batch, rows):
        return batch


class PutsCellsInErrors(Plug):
    def change(self, array, batch, rows):
        if cells := [c for c in array.to_pylist() if c]:
            raise BadInput("techniques.params", Where(), technique="plug", problems_en=cells[0], problems_ko="")
        return array


class ChainsTheLibrarysError(Plug):
    def change(self, array, batch, rows):
        try:
            pc.cast(array, pa.int64())
        except pa.ArrowInvalid as error:
            raise BadInput("techniques.no-finder", technique="plug") from error
        return array


class LetsALibraryRaise(Technique):
    info = INFO
    Params = NoParams

    def apply(self, batch, state, rows):
        return pa.record_batch([pc.cast(batch.column("열"), pa.int64()).cast(pa.string())], names=["열"])


class Collecting(Plug):
    """Right: the longest text, so that its mutants below are the only thing wrong."""

    collects = True

    def collect(self, batch):
        return max((len(c) for c in batch.column("열").to_pylist() if c is not None), default=0)

    def merge(self, first, second):
        return max(first, second)

    def decide(self, stat):
        return stat or 0

    def apply(self, batch, state, rows):
        lengths = pc.if_else(batch.column("열").is_valid(), pa.scalar(str(state)), None)
        if self.options.nulls is NullRule.REFUSE and batch.column("열").null_count:
            self.refuse("techniques.null-refused", batch.column("열").is_null(), rows)
        return pa.record_batch([lengths], names=["열"])

    def _check_type(self, array):
        """Any."""


class MergeTakesTheFirst(Collecting):
    def merge(self, first, second):
        return first


class MergeIsNotAssociative(Collecting):
    def merge(self, first, second):
        return abs(first - second)


@pytest.mark.parametrize("plug", [Plug, Collecting])
def test_a_right_plug_in_passes(plug):
    check_technique(lambda given: plug(OPTIONS, NoParams(), given), examples=30)


@pytest.mark.parametrize(
    ("plug", "law"),
    [
        (DependsOnBatchSize, "batch size"),
        (ReadsBeyondASlice, "batch size|slice"),
        (FillsNulls, "stay missing"),
        (IgnoresNullRule, "missing cells refused"),
        (WritesIntoTheInput, "input untouched|same output|no others"),
        (ChangesType, "one schema|batch size"),
        (OtherName, "no column but its own"),
        (BreaksItsPromise, "promise in_set"),
        (SaysItIsKeyed, "another key"),
        (KeyedButDoesNotSay, "another key"),
        (SaysItIsReversible, "reversible if and only if declared"),
        (RevealsSomethingElse, "comes back"),
        (PutsCellsInErrors, "no cell in an error"),
        (ChainsTheLibrarysError, "from None"),
        (LetsALibraryRaise, "an error of pseudokit"),
        (MergeTakesTheFirst, "merge|batch size"),
        (MergeIsNotAssociative, "merge|batch size"),
    ],
)
def test_a_broken_plug_in_is_caught(plug, law):
    with pytest.raises(AssertionError, match=f"law broken: .*(?:{law})"):
        check_technique(lambda given: plug(OPTIONS, NoParams(), given), examples=60)


def test_a_cell_that_is_a_word_of_the_message_is_no_leak_and_any_other_is():
    """Made-up cells may happen to be letters of the catalogue's own text; a cell among the facts is a leak all the same."""
    fixed = BadInput("techniques.null-refused", Where(column="열", rows=[1], count=1), technique="ff1")
    testing._check_error(fixed, ["techniqu"])
    told = BadInput("techniques.null-refused", Where(column="열", rows=[1], count=1), technique="비밀의셀값입니다")
    with pytest.raises(AssertionError, match="no cell in an error"):
        testing._check_error(told, ["비밀의셀값입니다"])
