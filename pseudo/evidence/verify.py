"""The check of a release folder from nothing but its files, and perhaps the signer's key.

It trusts no file: links are not followed, paths of the manifest are compared and never opened, and every fault is told,
not only the first. It opens no key store. What it cannot know it says (``unchecked``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from pseudo.evidence.folder import LEDGER, MANIFEST, SIGNATURE, fingerprint, list_files, pretty, shown
from pseudo.evidence.manifest import signed_message
from pseudo.keys import signature_holds
from pseudo.ledger import Fault, read_ledger
from pseudo.model import Manifest, from_json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["VerifyReport", "verify_folder"]

SCHEMA_VERSION = 1
SIGNATURE_FORM = re.compile(rb"[0-9a-f]{128}\n")


@dataclass(frozen=True)
class VerifyReport:
    """What verification found.

    Attributes
    ----------
    faults : tuple of Fault
        Everything that is wrong; empty for a whole release.
    unchecked : tuple of Fault
        What could not be checked; not wrong, but not shown to be right either.
    manifest : Manifest or None
        As read; None where it could not be.
    files : int
        Files whose digest was computed.
    """

    faults: tuple[Fault, ...]
    unchecked: tuple[Fault, ...]
    manifest: Manifest | None
    files: int

    @property
    def ok(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.faults


def verify_folder(folder: Path, trusted_key: str | None = None, plan_digest: str | None = None) -> VerifyReport:
    """Recompute every digest of a release and check its signature and ledger. Raises nothing for what it finds.

    Parameters
    ----------
    folder : Path
        The release.
    trusted_key : str, optional
        The institution's Ed25519 public key (64 hexadecimal digits), got over another way than the release. Without it
        a release that was rewritten *and signed anew* cannot be told from an honest one, and the report says so.
    plan_digest : str, optional
        The digest computed from the folder's plan by whoever can read plans; compared with the manifest's.

    Notes
    -----
    Not shown by a faultless report: that the figures are right. They are recomputed by the caller, who can read tables.
    """
    if folder.is_symlink() or not folder.is_dir():
        return VerifyReport((Fault("evidence.missing-folder", shown(folder.name)),), (), None, 0)
    files, folders, faults = list_files(folder)
    manifest, manifest_faults = _read_manifest(files)
    found = [*faults, *manifest_faults]
    unchecked: list[Fault] = []
    if manifest is not None:
        found += _signature_faults(files, manifest, trusted_key)
        found += _file_faults(files, folders, manifest)
        found += _ledger_faults(files, manifest)
        if plan_digest is None:
            unchecked.append(Fault("evidence.plan-not-compared"))
        elif plan_digest != manifest.plan_digest:
            found.append(Fault("evidence.plan-digest"))
    if trusted_key is None:
        unchecked.append(Fault("evidence.signer-not-pinned", MANIFEST))
    hashed = len({entry.path for entry in manifest.files} & set(files)) if manifest else 0
    return VerifyReport(tuple(found), tuple(unchecked), manifest, hashed)


def _read_manifest(files: dict[str, Path]) -> tuple[Manifest | None, list[Fault]]:
    if MANIFEST not in files:
        return None, [Fault("evidence.missing-file", MANIFEST)]
    content = files[MANIFEST].read_bytes()
    try:
        data = json.loads(content.decode())
    except (ValueError, RecursionError):
        return None, [Fault("evidence.manifest-unreadable", MANIFEST, {"reason": "JSON"})]
    version = data.get("schema_version") if isinstance(data, dict) else None
    if type(version) is not int or version != SCHEMA_VERSION:
        return None, [Fault("evidence.schema-version", MANIFEST, {"known": SCHEMA_VERSION})]
    try:
        manifest = from_json(Manifest, data)
        fixed_form = pretty(manifest) == content
    except ValueError as fault:
        # The codec's messages name the path of a field, never its content.
        return None, [Fault("evidence.manifest-unreadable", MANIFEST, {"reason": shown(str(fault))})]
    if not fixed_form:
        return manifest, [Fault("evidence.manifest-unreadable", MANIFEST, {"reason": "not in its fixed form"})]
    return manifest, []


def _signature_faults(files: dict[str, Path], manifest: Manifest, trusted_key: str | None) -> Iterator[Fault]:
    if trusted_key is not None and trusted_key != manifest.verifying_key:
        yield Fault("evidence.signer", MANIFEST)
    if SIGNATURE not in files:
        yield Fault("evidence.missing-file", SIGNATURE)
        return
    signature = files[SIGNATURE].read_bytes()
    message = signed_message(files[MANIFEST].read_bytes())
    signer = trusted_key or manifest.verifying_key
    # Exactly the written form: bytes.fromhex alone would take capitals and spaces, that is, changed bytes.
    if not SIGNATURE_FORM.fullmatch(signature) or not signature_holds(
        signer, message, bytes.fromhex(signature.decode())
    ):
        yield Fault("evidence.signature", SIGNATURE)


def _file_faults(files: dict[str, Path], folders: tuple[str, ...], manifest: Manifest) -> Iterator[Fault]:
    names = [entry.path for entry in manifest.files]
    for position, name in enumerate(names):
        if not _plain_path(name) or name in names[:position]:
            yield Fault("evidence.bad-path", shown(name))
    for entry in manifest.files:
        if not _plain_path(entry.path):
            continue
        if entry.path not in files:
            yield Fault("evidence.missing-file", shown(entry.path))
            continue
        actual = fingerprint(files[entry.path], entry.path)
        if (actual.bytes, actual.sha256) != (entry.bytes, entry.sha256):
            yield Fault("evidence.digest-mismatch", shown(entry.path))
    listed = {*names, MANIFEST, SIGNATURE}
    parents = {str(parent) for name in names for parent in PurePosixPath(name).parents}
    for name in (*files, *folders):
        if name not in listed and name not in parents:
            yield Fault("evidence.unlisted-file", shown(name))


def _plain_path(name: str) -> bool:
    """Whether a path is relative, stays inside, is in its one plain form, and is not the manifest's own."""
    path = PurePosixPath(name)
    plain = str(path) == name and not path.is_absolute() and not {"..", "."} & set(path.parts)
    return plain and "\\" not in name and name.isprintable() and name not in {"", MANIFEST, SIGNATURE}


def _ledger_faults(files: dict[str, Path], manifest: Manifest) -> Iterator[Fault]:
    if LEDGER not in files:
        yield Fault("evidence.missing-file", LEDGER)
        return
    entries, faults = read_ledger(files[LEDGER])
    yield from faults
    head = entries[-1].hash if entries else ""
    if (head, len(entries)) != (manifest.ledger_head, manifest.ledger_length):
        yield Fault("evidence.ledger-head", LEDGER, {"expected": manifest.ledger_length, "found": len(entries)})
