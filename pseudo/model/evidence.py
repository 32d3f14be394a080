"""What was measured, and the list of what a release holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

__all__ = ["Evidence", "Manifest", "ManifestFile"]


@dataclass(frozen=True)
class Evidence:
    """One figure, with what is needed to judge it. Reports print numbers from here only.

    Attributes
    ----------
    metric : str
        "rows", "minimum_class_size", "suppressed_cells", "epsilon_spent", ...
    value : int, float, str, bool or None
        The figure; None where it does not apply. A text value is a digest or an exact decimal, never a cell.
    unit : str
        "rows", "subjects", "cells", "rate_0_1", "nats", "".
    columns : tuple of str
        What it is about; empty for the table.
    method, source : str
        How it was computed, and the standard, article or paper that defines it.
    basis : str
        "release": recomputed by ``pseudo verify`` from the files; "input": known only while the input was read.
    n : int
        Number of units it rests on.
    seed : int or None
        Seed of a sampled figure.
    interval : tuple of float or None
        95 % confidence interval where the figure is an estimate.
    attacker : str
        The attacker model of a risk figure.
    table : str
        The second table of the release that it is about; empty for the table itself.
    """

    metric: str
    value: int | float | str | bool | None
    unit: str
    method: str
    source: str
    basis: str
    n: int
    columns: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    seed: int | None = None
    interval: tuple[float, float] | None = None
    attacker: str = ""
    table: str = ""


@dataclass(frozen=True)
class ManifestFile:
    """A file of the release: path inside it, size in bytes, SHA-256, and for tables rows and columns."""

    path: str
    bytes: int
    sha256: str
    rows: int | None = None
    columns: int | None = None


@dataclass(frozen=True)
class Manifest:
    """The table of contents of a release.

    ``input_mac`` is HMAC-SHA-256 of the input under a key of the project: it lets the controller show which input was used,
    and gives an outsider nothing to test guesses against. ``ledger_head`` and ``ledger_length`` fix the ledger's last line.
    ``verifying_key`` is the project's Ed25519 public key, hexadecimal; the signature stands in ``manifest.sig``.
    """

    created: str
    kind: str
    plan_digest: str
    release_class: str
    project: str
    recipient: str
    key_id: str
    input_mac: str
    files: tuple[ManifestFile, ...]
    versions: dict[str, str]
    ledger_head: str
    ledger_length: int
    verifying_key: str
    seed: int | None = None
    schema_version: int = 1
