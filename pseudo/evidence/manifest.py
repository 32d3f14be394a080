"""manifest.json and manifest.sig: the signed table of contents that closes a release."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, Where
from pseudo.evidence.folder import LEDGER, MANIFEST, SIGNATURE, fingerprint, list_files, pretty, write_synced
from pseudo.ledger import read_ledger, sync_folder

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pseudo.keys import Key
    from pseudo.model import Manifest

__all__ = ["signed_message", "write_manifest"]

CONTEXT = b"pseudokit release manifest 1\x00"


def signed_message(manifest: bytes) -> bytes:
    """Put the bytes of manifest.json behind a context: nothing else that was signed can stand in for it."""
    return CONTEXT + manifest


def write_manifest(
    folder: Path, draft: Manifest, key: Key, shapes: Mapping[str, tuple[int, int]] | None = None
) -> Manifest:
    """Close a release: hash every file, fix the ledger's head, write manifest.json and sign it.

    Nothing in the folder may change afterwards, the ledger included.

    Parameters
    ----------
    folder : Path
        Holds everything else of the release, ledger.jsonl too.
    draft : Manifest
        ``files``, ``ledger_head``, ``ledger_length``, ``key_id`` and ``verifying_key`` are filled in here.
    key : Key
        The project's key; signs with Ed25519 (RFC 8032).
    shapes : mapping, optional
        (rows, columns) of the tables by their path in the folder.

    Returns
    -------
    Manifest
        As written.

    Raises
    ------
    BadInput
        evidence.not-regular: a link or device in the folder; evidence.missing-file: no ledger; a fault of the
        ledger's chain.
    """
    files, _, faults = list_files(folder)
    if LEDGER not in files:
        raise BadInput("evidence.missing-file", Where(file=LEDGER))
    entries, ledger_faults = read_ledger(files[LEDGER])
    for fault in (*faults, *ledger_faults):
        raise BadInput(fault.code, Where(file=fault.path), **fault.detail)
    shapes = shapes or {}
    closed = (MANIFEST, SIGNATURE)
    manifest = replace(
        draft,
        files=tuple(fingerprint(path, name, shapes.get(name)) for name, path in files.items() if name not in closed),
        ledger_head=entries[-1].hash if entries else "",
        ledger_length=len(entries),
        key_id=key.id,
        verifying_key=key.verifying_key,
    )
    content = pretty(manifest)
    write_synced(folder / MANIFEST, content)
    write_synced(folder / SIGNATURE, key.sign(signed_message(content)).hex().encode() + b"\n")
    sync_folder(folder)
    return manifest
