"""A release on disk, read."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from pseudo.errors import BadInput, Where
from pseudo.evidence import read_evidence, read_ledger, read_manifest
from pseudo.planning import load_plan

if TYPE_CHECKING:
    import pyarrow as pa

    from pseudo.model import CheckResult, Evidence, Manifest, Plan

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
        return read_manifest(self.path)

    @cached_property
    def plan(self) -> Plan:
        """The plan that was applied."""
        return load_plan(self.path / "plan.yaml")

    @cached_property
    def evidence(self) -> list[Evidence]:
        """The figures."""
        return read_evidence(self.path)[0]

    @cached_property
    def results(self) -> list[CheckResult]:
        """The gate's verdicts."""
        return read_evidence(self.path)[1]

    @cached_property
    def ledger(self) -> list[dict[str, object]]:
        """The ledger's entries."""
        return read_ledger(self.path / "ledger.jsonl")[0]

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

        source = open_source(self.data)
        return pa.Table.from_batches(source.batches(), schema=source.schema)
