"""Great Expectations leaves no trace: no network, no file, no log line, no changed setting of the process."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from pseudo.errors import InternalError
from pseudo.model import Outcome
from pseudo.validators import run_gate
from pseudo.validators.loading import load_gx
from pseudo.validators.runner import quiet

ROOT = Path(__file__).resolve().parents[3]

GATE = """
import json, socket, sys
from pathlib import Path


def closed(*_, **__):
    raise OSError("sockets are closed")


socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = socket.create_connection = closed
written = []


def watch(event, args):
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        written.append(str(args[0]))
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        written.append(event)


from pseudo.kernels import classes  # compiles, and caches machine code only
from pseudo.model import Check, Plan, Purpose, ReleaseClass, Text
from pseudo.validators import run_gate, suite_json
import numpy as np
ids, n_classes = classes.class_ids(np.zeros((1, 1), np.int32), [1])
classes.class_counts(ids, n_classes)
classes.distinct_per_class(*[np.zeros(1, np.int64)] * 2, 1)

sys.addaudithook(watch)
checks = (Check("not_null", ("a",)), Check("unique", ("a",)), Check("no_identifier"), Check("type", ("a",), {"type": "text"}),
          Check("k_anonymity", ("a",), {"k": 1, "unit": "row"}))
plan = Plan("r", "1", "d", ReleaseClass.INTERNAL, Purpose.RESEARCH, Text("", ""), "p", "r", None, (), None, checks=checks)
suite_json(plan)
print(json.dumps([[r.outcome for r in run_gate(Path(sys.argv[1]), plan)], written]))
"""


def test_no_network_and_nothing_written(tmp_path) -> None:
    places = {name: tmp_path / name for name in ("cwd", "tmp", "home")}
    for place in places.values():
        place.mkdir()
    data, script = tmp_path / "release.csv", tmp_path / "gate.py"
    data.write_text("a,b\nx,1\ny,2\n", "utf-8")
    script.write_text(GATE, "utf-8")
    environment = {
        "PATH": os.environ["PATH"],
        "TMPDIR": str(places["tmp"]),
        "HOME": str(places["home"]),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(
        [sys.executable, str(script), str(data)],
        cwd=places["cwd"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outcomes, written = json.loads(done.stdout)
    assert outcomes == ["pass"] * 6
    assert [name for name in written if name != os.devnull and "__pycache__" not in name] == []
    assert done.stderr == ""
    assert [list(place.iterdir()) for place in places.values()] == [[], [], []]


def test_importing_the_room_imports_neither_gx_nor_pandas() -> None:
    code = (
        "import sys, pseudo.validators as v; v.check_kinds(); v.check_params_schema('in_set'); "
        "print([m for m in ('great_expectations', 'pandas', 'numba') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_in_a_checkout_the_bare_name_is_the_same_room() -> None:
    code = "import validators, pseudo.validators; assert validators is pseudo.validators; print(validators.__name__)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "pseudo.validators"


def test_an_import_of_gx_that_asks_to_exit_is_an_error_and_not_a_success(monkeypatch) -> None:
    class Exits:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "great_expectations":
                sys.exit(0)

    for name in [name for name in sys.modules if name.split(".")[0] == "great_expectations"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Exits(), *sys.meta_path])
    with pytest.raises(InternalError) as stopped:
        load_gx()
    assert stopped.value.code == "validators.gx-stopped"


def test_the_process_keeps_its_settings(plan, check, csv) -> None:
    import pandas as pd

    log = logging.getLogger("great_expectations")
    before = (log.propagate, log.handlers[:], warnings.showwarning, pd.get_option("mode.copy_on_write"))
    run_gate(csv("a", "1", "2"), plan(check("not_null", "a")))
    assert before == (log.propagate, log.handlers, warnings.showwarning, pd.get_option("mode.copy_on_write"))
    assert os.environ["GX_ANALYTICS_ENABLED"] == "false"


def test_gx_and_its_children_are_silent_meanwhile(caplog) -> None:
    with quiet():
        logging.getLogger("great_expectations.validator.metrics_calculator").error("a cell")
    assert "a cell" not in caplog.text
    logging.getLogger("great_expectations.validator").error("something else")
    assert "something else" in caplog.text


def test_a_gate_runs_where_the_user_has_a_gx_context_of_their_own(plan, check, csv) -> None:
    gx = load_gx()
    own = gx.get_context(mode="ephemeral")
    own.suites.add(gx.ExpectationSuite(name="mine"))
    assert run_gate(csv("a", "1", "2"), plan(check("not_null", "a")))[0].outcome is Outcome.PASS
    assert [suite.name for suite in own.suites.all()] == ["mine"]
