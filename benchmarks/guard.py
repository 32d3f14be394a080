"""Instructions that the three main kernels take, counted by callgrind: a change that makes one 15 % longer fails.

    python benchmarks/guard.py            # compare with guard.json, status 1 where a kernel takes more
    python benchmarks/guard.py --write    # after a change that is meant to be so

Everything is compiled for one plain processor (AVX2, AES), so that counts are the same on any machine that has these, and
for the versions of Numba and LLVM that the counts were made with; elsewhere the guard says so and is skipped. What a
processor makes of the instructions is the benchmarks' business.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import llvmlite
import llvmlite.binding as llvm
import numba

COUNTS = Path(__file__).with_name("guard.json")
ALLOWED = 1.15
ROWS = 4096
NEEDED = (
    *("64bit", "cmov", "cx8", "cx16", "fxsr", "mmx", "sahf", "sse", "sse2", "sse3", "ssse3", "sse4.1", "sse4.2"),
    *("popcnt", "avx", "avx2", "bmi", "bmi2", "fma", "aes", "lzcnt", "movbe"),
)
"""What valgrind knows, and every x86-64 server of the last ten years has."""


def tasks() -> dict[str, Any]:
    """The kernels, each on as many rows."""
    import numpy as np

    from pseudo.kernels import ff1
    from pseudo.kernels.classes import class_ids
    from pseudo.kernels.sha256 import hmac_sha256_hex_rows

    offsets = np.arange(0, 14 * (ROWS + 1), 14, dtype=np.int32)
    data = np.resize(np.arange(48, 58, dtype=np.uint8), 14 * ROWS)
    numerals = np.resize(np.arange(10, dtype=np.uint8), (ROWS, 13))
    ff1.COMPILED_FROM = 1  # so few rows would be NumPy's and OpenSSL's
    cipher = ff1.FF1(bytes(16), 10)
    codes = np.stack([np.arange(ROWS, dtype=np.int32) * step % 97 for step in (1, 3, 5, 7, 11)], axis=1)
    return {
        "HMAC-SHA-256, 14 bytes": lambda: hmac_sha256_hex_rows(offsets, data, np.ones(ROWS, np.bool_), bytes(32), 16),
        "FF1, 13 digits": lambda: cipher.encrypt(numerals, b""),
        "classes, 5 columns": lambda: class_ids(codes, [97] * 5),
    }


def request(number: int) -> Any:
    """A function that asks callgrind for something: instructions of no effect, by which valgrind knows it is meant."""
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    word = ir.IntType(64)

    @intrinsic
    def ask(typing_context: Any) -> Any:  # noqa: ARG001 (Numba's form)
        def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:  # noqa: ARG001 (same)
            told = builder.alloca(ir.ArrayType(word, 6))
            builder.store(ir.Constant(told.type.pointee, [word(0x43540000 + number), *[word(0)] * 5]), told)
            code = "rolq $$3, %rdi; rolq $$13, %rdi; rolq $$61, %rdi; rolq $$51, %rdi; xchgq %rbx, %rbx"
            kind = ir.FunctionType(word, [word, told.type])
            return builder.asm(kind, code, "={rdx},{rdx},{rax},~{memory},~{cc}", [word(0), told], side_effect=True)

        return types.uint64(), emit

    @numba.njit("uint64()")
    def asked() -> int:
        return ask()

    return asked


def count() -> None:
    """Under callgrind: run every task twice, the second time counted and written to a file of its own."""
    llvm.initialize_native_asmparser()
    start, stop, dump = request(4), request(5), request(0)
    for task in tasks().values():
        task()
        start()
        task()
        dump()
        stop()


def counted(folder: Path) -> dict[str, int]:
    """Instructions a row of each task."""
    features = llvm.get_host_cpu_features()
    told = ",".join(f"{'+' if name in NEEDED else '-'}{name}" for name in features)
    environment = {**os.environ, "NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": told, "XDG_CACHE_HOME": str(folder)}
    child = [sys.executable, __file__, "--count"]
    subprocess.run(child, env=environment, check=True)  # compiles; callgrind finds it in the cache
    under = ["valgrind", "--tool=callgrind", "--instr-atstart=no", f"--callgrind-out-file={folder}/out"]
    subprocess.run([*under, *child], env=environment, check=True, capture_output=True)
    found = {}
    for number, name in enumerate(tasks(), 1):
        text = (folder / f"out.{number}").read_text()
        found[name] = int(re.findall(r"^totals: (\d+)", text, re.MULTILINE)[0]) // ROWS
    return found


def main() -> int:
    if "--count" in sys.argv:
        count()
        return 0
    versions = f"numba {numba.__version__}, llvmlite {llvmlite.__version__}"
    features = llvm.get_host_cpu_features()
    missing = [name for name in NEEDED if not features.get(name)]
    held = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    reason = ""
    if shutil.which("valgrind") is None:
        reason = "valgrind is not installed"
    elif missing:
        reason = f"this processor has no {', '.join(missing)}"
    elif versions != held.get("versions") and "--write" not in sys.argv:
        reason = f"the counts are of {held.get('versions')}, here is {versions}: --write makes new ones"
    if reason:
        print(f"guard skipped: {reason}")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        found = counted(Path(folder))
    if "--write" in sys.argv:
        COUNTS.write_text(json.dumps({"versions": versions, "instructions a row": found}, indent=2) + "\n")
    longer = 0
    for name, now in found.items():
        before = held.get("instructions a row", {}).get(name, now)
        longer += now > ALLOWED * before
        print(
            f"{name:26}{now:>8} instructions a row, {now / before - 1:+.1%}{'  LONGER' if now > ALLOWED * before else ''}"
        )
    return 1 if longer and "--write" not in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
