"""What tests share: a home of their own, the shared data, and a PostgreSQL server.

No test touches a user's keys, budgets or databases.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """Keys, budgets and logs of a test stay in its own folder; the kernel cache is shared, so that kernels compile once."""
    monkeypatch.setenv("PSEUDO_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("PSEUDO_KEYS", raising=False)
    monkeypatch.setenv("PSEUDO_LANG", "en")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of shared data; tests that need it are skipped, visibly, where it is absent."""
    folder = Path(os.environ.get("PSEUDO_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"shared data are not here ({folder.name}); set PSEUDO_SHARED_DATA")
    return folder


@pytest.fixture(scope="session")
def _cluster():
    """A cluster of Debian's PostgreSQL in a folder of its own: a Unix socket, no port, a password for everybody."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    pytest.importorskip("adbc_driver_postgresql", reason="needs pip install 'pseudokit[database]'")
    if not found:
        pytest.skip("PostgreSQL is not here: apt-get install postgresql")
    programs = max(found, key=lambda folder: float(folder.parent.name))
    folder = Path(tempfile.mkdtemp(prefix="pg"))  # short: a socket's path has 107 bytes at most
    password = secrets.token_hex(16)
    (folder / "password").write_text(password)
    account = {}
    if os.getuid() == 0:  # the server refuses root
        user = pwd.getpwnam("postgres")
        account = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        for path in (folder, folder / "password"):
            os.chown(path, user.pw_uid, user.pw_gid)

    def run(program, *words):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [programs / program, "-D", folder / "data", *words]
        subprocess.run(command, check=True, cwd=folder, timeout=60, **quiet, **account)

    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=20"
    try:
        run("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync", "-A", "scram-sha-256",
            f"--pwfile={folder / 'password'}")  # fmt: skip
        run("pg_ctl", "-w", "-l", folder / "log", "-o", options, "start")
        try:
            yield folder, password
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL: its URL without a password, and the environment in which libpq finds one."""

    address: str
    environment: dict[str, str]


@pytest.fixture(scope="session")
def server(_cluster, tmp_path_factory):
    """One database for the whole session; a test that needs an empty one of its own takes ``postgres``."""
    folder, password = _cluster
    service = tmp_path_factory.mktemp("service") / "pg_service.conf"
    service.write_text(f"[registry]\nhost={folder}\ndbname=postgres\nuser=postgres\npassword={password}\n")
    return Server("postgresql:///?service=registry", {"PGSERVICEFILE": str(service)})


@pytest.fixture
def postgres(_cluster, monkeypatch, tmp_path):
    """The URL of an empty database, without its password: that stands in the service file that PGSERVICEFILE names.

    The database is removed with the test; programs that the test starts inherit the service file.
    """
    from adbc_driver_postgresql import dbapi

    folder, password = _cluster
    name = f"t{secrets.token_hex(6)}"
    service = tmp_path / "pg_service.conf"
    who = f"host={folder}\nuser=postgres\npassword={password}\n"
    service.write_text(f"[pseudo_test]\ndbname={name}\n{who}\n[pseudo_all]\ndbname=postgres\n{who}")
    monkeypatch.setenv("PGSERVICEFILE", str(service))

    def say(command):
        url = "postgresql://?service=pseudo_all"
        with dbapi.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute(command)

    say(f"CREATE DATABASE {name}")
    yield "postgresql://?service=pseudo_test"
    say(f"DROP DATABASE {name} WITH (FORCE)")
