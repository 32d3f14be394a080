"""evidence.json: the figures of a release and the gate's verdicts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, Where
from pseudo.evidence.folder import EVIDENCE, pretty, write_synced
from pseudo.model import CheckResult, Evidence, from_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["read_evidence", "write_evidence"]


@dataclass(frozen=True)
class _Record:
    """The file's content."""

    evidence: tuple[Evidence, ...]
    checks: tuple[CheckResult, ...]
    schema_version: int = 1


def write_evidence(folder: Path, evidence: Sequence[Evidence], checks: Sequence[CheckResult]) -> None:
    """Write evidence.json; the same content gives the same bytes."""
    write_synced(folder / EVIDENCE, pretty(_Record(tuple(evidence), tuple(checks))))


def read_evidence(folder: Path) -> tuple[tuple[Evidence, ...], tuple[CheckResult, ...]]:
    """Read the figures and verdicts of a release.

    Raises
    ------
    BadInput
        evidence.record-unreadable, with the path of the field that is wrong.
    """
    try:
        record = from_json(_Record, json.loads((folder / EVIDENCE).read_bytes()))
    except json.JSONDecodeError as fault:
        reason = f"line {fault.lineno}"
    except (ValueError, RecursionError) as fault:
        reason = "not UTF-8 JSON" if isinstance(fault, (UnicodeError, RecursionError)) else str(fault)
    except OSError as fault:
        reason = fault.strerror or "I/O"
    else:
        if record.schema_version == 1:
            return record.evidence, record.checks
        reason = "$.schema_version"
    raise BadInput("evidence.record-unreadable", Where(file=EVIDENCE), reason=reason)
