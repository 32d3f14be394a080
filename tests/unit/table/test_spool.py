"""What comes once and is read many times: the same bytes at any place, and noise on the disk."""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.table.raw import Raw
from pseudo.table.spool import Spool

MARKER = b"honggildong-4412"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.binary(max_size=100), max_size=8), st.lists(st.tuples(st.integers(0, 700), st.integers(0, 90))))
def test_reads_are_those_of_a_plain_file(pieces, places):
    whole = b"".join(pieces)
    with Spool() as spool:
        for piece in pieces:
            assert spool.write(piece) == len(piece)
            assert spool.tell() <= len(whole)
        raw = Raw(spool, "t")
        assert raw.size == len(whole)
        for at, length in places:
            window = raw.window()
            window.seek(at)
            assert window.read(length) == whole[at : at + length]
            spool.seek(at)
            assert spool.read(length) == whole[at : at + length]


def test_writing_goes_to_the_end_wherever_the_position_stands():
    with Spool() as spool:
        spool.write(b"abc")
        spool.seek(0)
        spool.write(b"def")
        spool.seek(0)
        assert spool.readall() == b"abcdef"


def test_the_disk_holds_no_plain_byte_and_no_two_spools_the_same():
    held = []
    for _ in range(2):
        with Spool() as spool:
            spool.write(MARKER * 1000)
            held.append(os.pread(spool.fileno(), 1 << 20, 0))
    assert len(held[0]) == len(MARKER) * 1000
    assert MARKER[:6] not in held[0]
    assert held[0] != held[1]
    assert len({held[0][i : i + 16] for i in range(0, 16_000, 16)}) == 1000  # no keystream is used twice
