"""The auditor's program: one file that verifies a release with nothing but Python 3.11 and ``cryptography``.

It recomputes digests, signature and ledger, and holds a review's decision against the release. Figures and checks need readers of tables,
and the plan a reader of YAML: it says that it did not recompute them.
"""

from __future__ import annotations

import argparse
import io
import sys
import zipfile
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.errors import language
from pseudo.evidence.decision import decision_faults
from pseudo.evidence.verify import verify_folder
from pseudo.ledger import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.resources.abc import Traversable

__all__ = ["main", "program"]

PARTS = ("__init__.py", "clock.py", "entropy.py", "paths.py", "ledger.py", "errors", "model", "keys", "evidence")
"""What of the package it needs; none of it imports more than the standard library and ``cryptography`` at its door."""
START = "from pseudo.evidence.auditor import main\nmain()\n"
FIRST_LINE = b"#!/usr/bin/env python3\n"


def program() -> bytes:
    """The program as a zipapp (PEP 441); the same bytes for the same version."""
    made = io.BytesIO(FIRST_LINE)
    made.seek(0, io.SEEK_END)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("__main__.py", START.encode()), *_files()):
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return made.getvalue()


def _files() -> Iterator[tuple[str, bytes]]:
    root = resources.files("pseudo")
    for part in PARTS:
        yield from _below(root / part, f"pseudo/{part}")


def _below(place: Traversable, name: str) -> Iterator[tuple[str, bytes]]:
    if place.is_dir():
        for inner in sorted(place.iterdir(), key=lambda one: one.name):
            if inner.name != "__pycache__":
                yield from _below(inner, f"{name}/{inner.name}")
    elif name.endswith((".py", ".toml")):
        yield name, place.read_bytes()


def main() -> None:
    """Verify what the command line names; exit code 0 where nothing is wrong, 3 where something is."""
    korean = language() == "ko"
    parser = argparse.ArgumentParser(
        prog="verify.pyz",
        description="릴리스의 지문, 서명, 원장을 파일에서 다시 계산합니다."
        if korean
        else "Recompute a release's digests, signature and ledger from its files.",
    )
    parser.add_argument("release", type=Path)
    parser.add_argument("--trusted-key", help="기관의 공개키(16진수)" if korean else "the institution's public key")
    parser.add_argument(
        "--decision", type=Path, help="적정성 검토 결정서" if korean else "the review's signed decision"
    )
    parser.add_argument(
        "--decision-key", help="결정에 서명한 키의 공개키" if korean else "public key of who signs decisions"
    )
    chosen = parser.parse_args()
    report = verify_folder(chosen.release, chosen.trusted_key)
    faults = list(report.faults)
    if chosen.decision:
        faults += decision_faults(chosen.release, chosen.decision, chosen.decision_key)
    _say(faults, [*report.unchecked, Fault("evidence.not-recomputed-here")], report.files, korean=korean)
    sys.exit(3 if faults else 0)


def _say(faults: list[Fault], unchecked: list[Fault], files: int, *, korean: bool) -> None:
    for words, found in ((("불일치: ", "FAULT: "), faults), (("확인하지 않음: ", "Not checked: "), unchecked)):
        for fault in found:
            sys.stderr.write(f"{words[0 if korean else 1]}{fault.message()}\n")
    if korean:
        told = f"{len(faults)}건이 맞지 않습니다." if faults else "모두 일치합니다."
        sys.stdout.write(f"파일 {files}개의 지문과 서명, 원장을 확인했습니다: {told}\n")
    else:
        told = f"{len(faults)} do not match." if faults else "all match."
        sys.stdout.write(f"Checked digests of {files} files, signature and ledger: {told}\n")
