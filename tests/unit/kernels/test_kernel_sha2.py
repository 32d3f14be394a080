"""Rows hashed side by side: equal to the standard library whatever the lanes, the lengths and the neighbours."""

from __future__ import annotations

import hashlib
import hmac
import os
import subprocess
import sys

import llvmlite.binding
import numba
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pseudo.kernels import _hmac, sha256
from pseudo.kernels._sha2_standard import SHA256, SHA512
from pseudo.kernels.sha512 import hmac_sha512_rows

COMPILED = pytest.mark.skipif(bool(numba.config.DISABLE_JIT), reason="nothing is compiled here")
KEY = b"a key of the tests"
MANY = sha256.FEW_ROWS
BESIDE_SHA = ",+ssse3,+sse4.1"
PORTABLE = f"""
import hmac, sys
import numpy as np
from pseudo.kernels import sha256, sha512
rows = [bytes([i % 251]) * (i % 140) for i in range({MANY})]
offsets = np.cumsum([0, *map(len, rows)]).astype(np.int32)
layout = offsets, np.frombuffer(b"".join(rows), np.uint8), np.ones(len(rows), np.bool_)
for name, made in (("sha256", sha256.hmac_sha256_rows), ("sha512", sha512.hmac_sha512_rows)):
    assert [bytes(row) for row in made(*layout, {KEY!r})] == [hmac.digest({KEY!r}, row, name) for row in rows]
form = sys.modules.get("pseudo.kernels._sha2_ir")
print(form and (type(form.compression(32)).__name__, form.compression(32).rows, form.compression(64).rows), "numba" in sys.modules)
"""


def expected(rows, name="sha256"):
    return [bytes(hashlib.new(name).digest_size) if row is None else hmac.digest(KEY, row, name) for row in rows]


@pytest.fixture
def compiled(monkeypatch):
    """The compiled kernels for every number of rows (where anything is compiled)."""
    monkeypatch.setattr(_hmac, "FEW_ROWS", 0)


def features(*kept: str) -> str:
    """This processor's features for vectors and for SHA, all but ``kept`` switched off."""
    known = llvmlite.binding.get_host_cpu_features()
    special = (name for name in known if "avx" in name or name.startswith("sha"))
    return ",".join(f"{'+' if name in kept and known[name] else '-'}{name}" for name in special)


def test_the_constants_are_the_standards():
    assert (SHA256.constants[0], SHA256.constants[63]) == (0x428A2F98, 0xC67178F2)
    assert (SHA256.initial[0], SHA256.initial[7]) == (0x6A09E667, 0x5BE0CD19)
    assert (SHA512.constants[0], SHA512.constants[79]) == (0x428A2F98D728AE22, 0x6C44198C4A475817)
    assert (SHA512.initial[0], SHA512.initial[7]) == (0x6A09E667F3BCC908, 0x5BE0CD19137E2179)


# Lengths around the edges of words and blocks more often than others.
CELL = (
    st.none()
    | st.binary(max_size=5)
    | st.binary(min_size=50, max_size=70)
    | st.binary(min_size=105, max_size=135)
    | st.binary(max_size=400)
)


@pytest.mark.usefixtures("compiled")
@settings(deadline=None, max_examples=150)
@given(rows=st.lists(CELL, max_size=40), ahead=st.integers(0, 9), n_bytes=st.integers(1, 32))
def test_any_rows_in_any_company(rows, ahead, n_bytes):
    held = [b"behind" if row is None else row for row in rows]
    offsets = (ahead + np.cumsum([0, *map(len, held)])).astype(np.int32)
    layout = (
        offsets,
        np.frombuffer(b"!" * ahead + b"".join(held), np.uint8),
        np.array([r is not None for r in rows], bool),
    )
    digests = sha256.hmac_sha256_rows(*layout, KEY)
    assert [bytes(digest) for digest in digests] == expected(rows)
    assert [bytes(digest) for digest in hmac_sha512_rows(*layout, KEY)] == expected(rows, "sha512")
    characters = sha256.hmac_sha256_hex_rows(*layout, KEY, n_bytes)
    assert np.array_equal(characters, sha256.hex_rows(digests, n_bytes))
    assert [bytes(row).decode() for row in characters] == [digest[:n_bytes].hex() for digest in expected(rows)]


def test_the_paths_meet(layout):
    """One row fewer than the kernels take, and as many; wide offsets, nulls, and more rows than one slice."""
    cells = [None if i % 7 == 3 else f"{i:014}".encode() * (1 + (i % 50 == 0) * 9) for i in range(20_000)]
    for count in (MANY - 1, MANY, len(cells)):
        offsets, data, valid = layout(cells[:count])
        for width in (np.int32, np.int64):
            digests = sha256.hmac_sha256_rows(offsets.astype(width), data, valid, KEY)
            assert [bytes(digest) for digest in digests] == expected(cells[:count])
        assert np.array_equal(sha256.hmac_sha256_hex_rows(offsets, data, valid, KEY, 16), sha256.hex_rows(digests, 16))


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize(("name", "made"), [("sha256", sha256.hmac_sha256_rows), ("sha512", hmac_sha512_rows)])
def test_nothing_is_read_behind_the_data(name, made):
    """A row that ends where its memory ends, whatever lies behind it."""
    for length in range(140):
        whole = np.full(length + 8, 0xEE, np.uint8)
        whole[length:] = 0xFF
        digests = made(np.array([0, length], np.int32), whole[:length], np.ones(1, bool), KEY)
        assert [bytes(digests[0])] == expected([b"\xee" * length], name)


@COMPILED
@pytest.mark.parametrize(
    ("environment", "form", "needed"),
    [
        ({"NUMBA_CPU_NAME": "generic"}, "('Lanes', 4, 2)", ""),
        ({"NUMBA_CPU_FEATURES": features("avx", "avx2")}, "('Lanes', 8, 4)", "avx2"),
        ({"NUMBA_CPU_FEATURES": features("avx", "avx2", "sha") + BESIDE_SHA}, "('Streams', 2, 4)", "sha"),
    ],
)
def test_every_form_gives_the_same(environment, form, needed, tmp_path):
    """What :func:`test_the_paths_meet` shows of this processor's form, of those that it can be told to take."""
    if needed and not llvmlite.binding.get_host_cpu_features().get(needed):
        pytest.skip(f"this processor has no {needed}")
    from pseudo.kernels._sha2_ir import compression

    if form == str((type(compression(32)).__name__, compression(32).rows, compression(64).rows)):
        pytest.skip("this processor's own form, which the other tests take")
    everything = {**os.environ, **environment, "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", PORTABLE], env=everything, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == (f"{form} True\n", "")


def test_without_compiler_none_is_loaded():
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run([sys.executable, "-c", PORTABLE], env=environment, capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("None False\n", "")


def test_few_rows_load_no_compiler():
    code = (
        "import sys, numpy as np; from pseudo.kernels import sha256; one = np.array([0, 1], np.int32), np.ones(1, np.uint8), "
        "np.ones(1, np.bool_); made = sha256.hmac_sha256_rows(*one, b'k'); sha256.hex_rows(made, 9); "
        "sha256.base32_rows(made, 9); print('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_rfc_4231_sha_512(layout):
    digests = hmac_sha512_rows(*layout([b"what do ya want for nothing?", None]), b"Jefe")
    assert bytes(digests[0]).hex() == (
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    )
    assert not digests[1].any()
    assert sha256.hex_rows(digests, 64)[0].tobytes().decode() == bytes(digests[0]).hex()
