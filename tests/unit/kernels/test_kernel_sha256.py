"""RFC 4231 and RFC 4648 vectors, and the shapes of an Arrow layout."""

from __future__ import annotations

import hmac

import numpy as np
import pytest

from pseudo.kernels.sha256 import base32_rows, hex_rows, hmac_sha256_rows

LARGE_KEY_DATA = (
    b"This is a test using a larger than block-size key and a larger than block-size data. "
    b"The key needs to be hashed before being used by the HMAC algorithm."
)
RFC_4231 = [
    (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (b"Jefe", b"what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (bytes(range(1, 26)), b"\xcd" * 50, "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
    (b"\x0c" * 20, b"Test With Truncation", "a3b6167473100ee06e0c796c2955552b"),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (b"\xaa" * 131, LARGE_KEY_DATA, "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
]


@pytest.mark.parametrize(("key", "message", "expected"), RFC_4231)
def test_rfc_4231(layout, key, message, expected):
    digests = hmac_sha256_rows(*layout([message]), key)
    assert hex_rows(digests, len(expected) // 2)[0].tobytes().decode() == expected


@pytest.mark.parametrize("offset_type", [np.int32, np.int64])
def test_every_length_around_the_block_edges(layout, offset_type):
    lengths = [0, 1, 3, 4, 14, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 128, 300]
    rows = [bytes(range(length % 251)) + b"x" * (length - length % 251) for length in lengths]
    offsets, data, valid = layout(rows)
    digests = hmac_sha256_rows(offsets.astype(offset_type), data, valid, b"k" * 32)
    assert [bytes(digest) for digest in digests] == [hmac.digest(b"k" * 32, row, "sha256") for row in rows]


def test_null_rows_are_zero_and_do_not_touch_their_neighbours(layout):
    digests = hmac_sha256_rows(*layout([b"a", None, b"c"]), b"k")
    assert not digests[1].any()
    assert [bytes(digests[row]) for row in (0, 2)] == [hmac.digest(b"k", row, "sha256") for row in (b"a", b"c")]


def test_no_row(layout):
    digests = hmac_sha256_rows(*layout([]), b"k")
    assert digests.shape == (0, 32)
    assert hex_rows(digests, 16).shape == (0, 32)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"f", b"MY"),
        (b"fo", b"MZXQ"),
        (b"foo", b"MZXW6"),
        (b"foob", b"MZXW6YQ"),
        (b"fooba", b"MZXW6YTB"),
        (b"foobar", b"MZXW6YTBOI"),
    ],
)
def test_rfc_4648_base32(text, expected):
    digests = np.zeros((1, 32), np.uint8)
    digests[0, : len(text)] = np.frombuffer(text, np.uint8)
    assert base32_rows(digests, len(text))[0].tobytes() == expected


@pytest.mark.parametrize("n_bytes", [0, 33])
@pytest.mark.parametrize("write", [hex_rows, base32_rows])
def test_more_bytes_than_a_digest_has_are_refused(write, n_bytes):
    with pytest.raises(ValueError, match="bytes cannot be taken"):
        write(np.zeros((1, 32), np.uint8), n_bytes)


@pytest.mark.parametrize(
    ("offsets", "valid"),
    [
        ([0, 9], [True]),  # past the data
        ([2, 1], [True]),  # falling
        ([-1, 1], [True]),  # before the data
        ([0, 1], [True, True]),  # one offset too few
    ],
)
def test_offsets_that_would_read_foreign_memory_are_refused(offsets, valid):
    with pytest.raises(ValueError, match="string"):
        hmac_sha256_rows(np.array(offsets, np.int32), np.zeros(4, np.uint8), np.array(valid), b"k")
