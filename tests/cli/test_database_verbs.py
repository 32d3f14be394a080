"""Databases as a user meets them: scan, plan and apply read a table by a service's name; export writes what verifies."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest

import pseudo as pseudokit
from pseudo import Release
from pseudo.table import frame_source, open_source
from pseudo.table.databases import Address, write_tables

pytest.importorskip("adbc_driver_manager", reason="pip install 'pseudokit[database]'")
CANARY = "canary-2718"


@pytest.fixture(scope="module")
def registry(pseudo, server, visits):
    """``pseudo`` with the service file in its environment, and the made-up visits as a table of the server."""
    pseudo.environment.update(server.environment)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        write_tables(Address.of(server.address), {"visits": open_source(visits)}, replace=True, progress=lambda _: None)
        yield pseudo


@pytest.fixture(scope="module")
def release(registry, recipes, visits, tmp_path_factory):
    """A Parquet release of the same visits as a CSV file."""
    out = tmp_path_factory.mktemp("out") / "release"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PSEUDO_HOME", str(registry.home))
        plan = pseudokit.plan(visits, recipes("healthcare/visits"), project="demo")
        pseudokit.apply(visits, plan, out, format="parquet")
    return out


def test_the_same_rows_from_a_table_and_from_a_file_give_the_same_bytes(registry, server, recipes, release, tmp_path):
    recipe = ("--recipe", recipes("healthcare/visits"), "--project", "demo")
    registry("apply", server.address, "--table", "public.visits", *recipe, "--out", tmp_path / "release")
    made, expected = Release(tmp_path / "release"), Release(release)
    assert made.data.read_bytes() == expected.data.read_bytes()
    password = Path(server.environment["PGSERVICEFILE"]).read_text("utf-8").partition("password=")[2].strip()
    assert password not in "".join(
        p.read_text("utf-8", "ignore") for p in (tmp_path / "release").rglob("*") if p.is_file()
    )


def test_a_query_chooses_columns_and_rows(registry, server, tmp_path):
    (tmp_path / "q.sql").write_text('SELECT "환자번호", "진료과" FROM visits ORDER BY 1, 2 LIMIT 100;\n', "utf-8")
    found = json.loads(registry("scan", server.address, "--query", tmp_path / "q.sql", "--json").stdout)
    assert [c["column"] for c in found["columns"]] == ["환자번호", "진료과"]
    assert (found["table"]["format"], found["table"]["rows"]) == ("postgresql", 100)


def test_a_password_in_an_address_is_refused_and_not_repeated(registry, release):
    for words in (("scan", f"postgresql://u:{CANARY}@h/d"), ("export", release, f"postgresql:///d?password={CANARY}")):
        done = registry(*words, "--table", "t", code=2)
        assert "[table.password-in-address]" in done.stderr
        assert CANARY not in done.stderr + done.stdout


def test_a_release_is_exported_whole_and_replaces_only_when_told(registry, server, release):
    place = Address.of(server.address)
    write_tables(place, {"released": frame_source(pa.table({"a": ["old"]}))}, replace=True, progress=lambda _: None)
    key = json.loads(registry("key", "show", "demo", "--json").stdout)["keys"][0]["verifying_key"]
    words = ("export", release, server.address, "--table", "released", "--trusted-key", key, "--json")
    assert "[table.exists-in-database]" in registry(*words, code=2).stderr
    assert json.loads(registry(*words, "--force").stdout)["tables"] == [{"table": "released", "rows": 2000}]
    rows = [row for b in open_source(server.address, table="released").batches() for row in b.to_pylist()]
    assert rows == Release(release).table().to_pylist()


def test_what_does_not_verify_is_not_exported(registry, release, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(release, copy)
    data = bytearray(Release(copy).data.read_bytes())
    data[len(data) // 2] ^= 1
    Release(copy).data.write_bytes(data)
    done = registry("export", copy, f"sqlite:///{tmp_path}/t.db", "--table", "t", code=3)
    assert "[workflow.export-unverified]" in done.stderr
    words = ("export", release, f"sqlite:///{tmp_path}/t.db", "--table", "t", "--trusted-key", "00" * 32)
    assert "[workflow.export-unverified]" in registry(*words, code=3).stderr
    assert not (tmp_path / "t.db").exists()
    assert "[workflow.not-released]" in registry("export", tmp_path, "sqlite:///t.db", "--table", "t", code=4).stderr


def test_a_cell_in_a_driver_s_words_stays_there(registry, server, tmp_path):
    place = Address.of(server.address)
    write_tables(place, {"notes": frame_source(pa.table({"n": [CANARY]}))}, replace=True, progress=lambda _: None)
    (tmp_path / "q.sql").write_text("SELECT n::integer AS n FROM notes")
    done = registry("scan", server.address, "--query", tmp_path / "q.sql", code=4, env={"PSEUDO_DEBUG": "1"})
    assert "[table.database-refused]" in done.stderr
    assert CANARY not in done.stderr + done.stdout
