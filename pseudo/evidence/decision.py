"""A review's signed decision, held against a release's folder; nothing of the institution's records is needed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pseudo.evidence.attestation import attestation_faults, read_attestation
from pseudo.evidence.folder import MANIFEST
from pseudo.ledger import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["PREDICATE", "SUBJECT", "decision_faults"]

PREDICATE = "tag:pseudokit,2026:adequacy-review/v1"
SUBJECT = MANIFEST
"""It holds the digest of every other file of a release."""
REJECTED = "rejected"


def decision_faults(folder: Path, decision: Path, key: str | None) -> Iterator[Fault]:
    """Hold a signed decision against a release: its signature, that it is about these files, and that it approves them.

    Parameters
    ----------
    folder : Path
        The release.
    decision : Path
        What `pseudo case attest` wrote.
    key : str or None
        The public key (hexadecimal) of who signs decisions, got by another way; without it any signer passes.
    """
    manifest = folder / SUBJECT
    subjects = {SUBJECT: hashlib.sha256(manifest.read_bytes()).hexdigest()} if manifest.is_file() else {}
    content = decision.read_bytes()
    found = list(attestation_faults(content, subjects, PREDICATE, key, decision.name))
    yield from found
    if not any(fault.code == "evidence.attestation" for fault in found):
        said = read_attestation(content)[0].predicate
        if said.get("verdict") == REJECTED or said.get("open_conditions"):
            yield Fault("evidence.attestation-rejected", decision.name)
