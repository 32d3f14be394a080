"""What a release folder is on disk: the names in it, how its files are listed, hashed and written."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from pseudo.ledger import Fault
from pseudo.model import ManifestFile, to_json

__all__ = ["EVIDENCE", "LEDGER", "MANIFEST", "SIGNATURE", "fingerprint", "list_files", "pretty", "write_synced"]

MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
EVIDENCE = "evidence.json"
LEDGER = "ledger.jsonl"


def list_files(folder: Path) -> tuple[dict[str, Path], tuple[str, ...], tuple[Fault, ...]]:
    """Everything in a folder, to any depth, links not followed.

    Returns
    -------
    files : dict
        Regular files by relative POSIX path, sorted.
    folders : tuple of str
        Relative POSIX paths of the folders.
    faults : tuple of Fault
        "evidence.not-regular" for each link, device, socket and unreadable file.
    """
    files: dict[str, Path] = {}
    folders: list[str] = []
    faults: list[Fault] = []
    for root, subfolders, names in os.walk(folder):
        for name in sorted(subfolders + names):
            path = Path(root, name)
            relative = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_file() or path.is_dir()) or not os.access(path, os.R_OK):
                faults.append(Fault("evidence.not-regular", shown(relative)))
            elif path.is_dir():
                folders.append(relative)
            else:
                files[relative] = path
    return dict(sorted(files.items())), tuple(sorted(folders)), tuple(faults)


def shown(path: str) -> str:
    """Make a path fit for a terminal and for JSON: escaped where it has control characters or is no Unicode."""
    return path if path.isprintable() else ascii(path)


def fingerprint(path: Path, name: str, shape: tuple[int, int] | None = None) -> ManifestFile:
    """Size and SHA-256 of a file; ``shape`` is (rows, columns) of a table."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
    rows, columns = shape or (None, None)
    return ManifestFile(name, size, sha256, rows, columns)


def pretty(value: Any) -> bytes:
    """Give a JSON file of a release the one form it has: sorted, indented, UTF-8, one newline at the end."""
    return (json.dumps(to_json(value), ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n").encode()


def write_synced(path: Path, content: bytes) -> None:
    """Write a file and have the disk hold it."""
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
