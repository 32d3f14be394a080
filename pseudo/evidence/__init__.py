"""Evidence: ledgers, the figures of a release, its signed manifest, and the check of it all from the files on disk."""

from __future__ import annotations

from pseudo.evidence.attestation import Statement, attest, attestation_faults, read_attestation
from pseudo.evidence.figures import read_evidence, write_evidence
from pseudo.evidence.manifest import write_manifest
from pseudo.evidence.verify import VerifyReport, verify_folder
from pseudo.ledger import Entry, Fault, Ledger, chained_entries, read_ledger

__all__ = [
    "Entry",
    "Fault",
    "Ledger",
    "Statement",
    "VerifyReport",
    "attest",
    "attestation_faults",
    "chained_entries",
    "read_attestation",
    "read_evidence",
    "read_ledger",
    "verify_folder",
    "write_evidence",
    "write_manifest",
]
