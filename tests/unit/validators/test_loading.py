"""The spared import of Great Expectations: it spares what it says, the gate judges as with all of it, and it may fail."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PROGRAM = """
import json, sys
from pathlib import Path

import pseudo.validators.loading as loading
from pseudo.model import Check, from_json, to_json, Plan

{before}
gx = loading.load_gx()
kinds = {{name: type(module).__name__ for name, module in sys.modules.items()}}
print(json.dumps({{
    "postponed": [n for n in loading.LATER if kinds.get(n) == "_LazyModule"],
    "clients": sorted(n for n in kinds if loading.CLIENTS.fullmatch(n)),
    "unbuilt": sum(kind == "_Names" for kind in kinds.values()),
    "built": sorted(n for n, kind in kinds.items() if loading.SOURCES.fullmatch(n) and kind != "_Names"),
}}))
from pseudo.validators import run_gate
plan = from_json(Plan, json.loads(Path(sys.argv[1]).read_text()))
print(json.dumps(to_json(run_gate(Path(sys.argv[2]), plan))))
{after}
"""


@pytest.fixture
def judged(tmp_path, plan, check, csv):
    """What one process imported of GX, and its verdicts on a table that breaks half of its checks."""
    from pseudo.model import to_json

    table = csv("a,b,c", "1,x,2024-01-01", "2,,2024-01-02", "2,900101-1234568,2024-01-02")
    checks = (
        check("row_count", min=1),
        check("not_null", "a", "b"),
        check("unique", "a"),
        check("in_set", "b", values=["x"]),
        check("between", "a", min=0, max=1),
        check("no_identifier"),
        check("k_anonymity", "a", k=2, unit="row"),
    )
    written = tmp_path / "plan.json"
    written.write_text(json.dumps(to_json(plan(*checks))), "utf-8")

    def run(before: str = "", after: str = "") -> tuple[dict, list]:
        program = PROGRAM.format(before=before, after=after)
        words = [sys.executable, "-c", program, str(written), str(table)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        loaded, results = done.stdout.splitlines()[:2]
        return json.loads(loaded), json.loads(results)

    return run


def test_a_process_of_our_own_loads_no_other_data_source_and_judges_the_same(judged) -> None:
    loaded, spared = judged("loading.own_process()")
    assert loaded["postponed"] == ["altair", "jsonschema", "mistune", "scipy.stats"]
    assert loaded["clients"] == []
    assert loaded["built"] == []
    assert loaded["unbuilt"] > 0
    plainly, whole = judged("import great_expectations")
    assert plainly["postponed"] == []
    assert {result["outcome"] for result in whole} == {"pass", "fail"}
    assert spared == whole


def test_elsewhere_everything_of_gx_works_and_what_was_postponed_comes_when_it_is_used(judged) -> None:
    after = "import altair; assert altair.Chart; context = gx.get_context(mode='ephemeral'); context.data_sources.add_pandas_s3"
    loaded, _ = judged(after=after)
    assert "scipy.stats" in loaded["postponed"]
    assert loaded["unbuilt"] == 0


def test_where_sparing_fails_gx_is_imported_plainly(judged) -> None:
    loaded, results = judged("import re; loading.own_process(); loading.CLIENTS = re.compile('marshmallow')")
    assert loaded["unbuilt"] == 0
    assert len(results) > 0
