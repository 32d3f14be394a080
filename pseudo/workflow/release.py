"""A release on disk, read."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, Where
from pseudo.evidence import read_evidence, read_ledger
from pseudo.model import Manifest, from_json
from pseudo.planning import load_plan

if TYPE_CHECKING:
    import pyarrow as pa

    from pseudo.evidence import Entry
    from pseudo.model import CheckResult, Evidence, Plan

__all__ = ["Release"]


class Release:
    """A release folder: data, plan, evidence, ledger, manifest. Reads what it is asked for and changes nothing.

    Parameters
    ----------
    path : path
        The folder that ``apply`` wrote.

    Raises
    ------
    BadInput
        ``workflow.not-released``: there is no manifest.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        if not (self.path / "manifest.json").is_file():
            raise BadInput("workflow.not-released", Where(file=str(path)))

    def __repr__(self) -> str:
        """The folder and the plan's digest; never a cell."""
        return f"Release({str(self.path)!r}, plan={self.manifest.plan_digest!r})"

    @cached_property
    def manifest(self) -> Manifest:
        """The table of contents."""
        return from_json(Manifest, json.loads((self.path / "manifest.json").read_bytes()))

    @cached_property
    def plan(self) -> Plan:
        """The plan that was applied."""
        return load_plan(self.path / "plan.yaml")

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The figures."""
        return list(read_evidence(self.path)[0])

    @cached_property
    def results(self) -> list[CheckResult]:
        """The gate's verdicts."""
        return list(read_evidence(self.path)[1])

    @cached_property
    def ledger(self) -> list[Entry]:
        """The ledger's entries."""
        return list(read_ledger(self.path / "ledger.jsonl")[0])

    @property
    def data(self) -> Path:
        """The data file."""
        for file in self.manifest.files:
            if file.path.startswith("data/"):
                return self.path / file.path
        raise BadInput("workflow.not-released", Where(file=str(self.path)))

    def table(self) -> pa.Table:
        """The released rows as an Arrow table."""
        import pyarrow as pa

        from pseudo.table import open_source

        source = open_source(self.data, header=None if self.data.suffix in (".parquet", ".arrow") else True)
        return pa.Table.from_batches(source.batches(), schema=source.schema)
