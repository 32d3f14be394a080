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

__all__ = ["Release", "data_files", "table_name"]


def table_name(plan: Plan) -> str:
    """What the data file of the table itself is called, without its ending: as the recipe."""
    return plan.recipe.rsplit("/", 1)[-1]


def data_files(folder: Path, plan: Plan) -> dict[str, Path]:
    """The data files of a release's folder by table: the table itself under the empty name, first.

    Raises
    ------
    BadInput
        ``workflow.other-tables``: they are not those that the plan's checks are about.
    """
    found = {path.name.removesuffix(path.suffix): path for path in sorted((folder / "data").glob("*"))}
    wanted = {check.table or table_name(plan) for check in plan.checks} | {table_name(plan)}
    if set(found) != wanted or len(found) != len(list((folder / "data").iterdir())):
        raise BadInput("workflow.other-tables", Where(file=str(folder)), wanted=", ".join(sorted(wanted)))
    main = found.pop(table_name(plan))
    return {"": main, **found}


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

    @cached_property
    def tables(self) -> dict[str, Path]:
        """The data files by table: the table itself under the empty name, first, then the second ones by theirs."""
        return data_files(self.path, self.plan)

    @property
    def data(self) -> Path:
        """The data file of the table itself."""
        return self.tables[""]

    def table(self, name: str = "") -> pa.Table:
        """The released rows as an Arrow table; those of a second table by its name."""
        import pyarrow as pa

        from pseudo.table import open_source

        data = self.tables[name]
        source = open_source(data, header=None if data.suffix in (".parquet", ".arrow") else True)
        return pa.Table.from_batches(source.batches(), schema=source.schema)
