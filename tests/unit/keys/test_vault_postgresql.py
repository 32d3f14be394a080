"""The token vault in a real PostgreSQL: the same laws as in SQLite, and no password anywhere."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pseudo.errors import BadInput, UsageError
from pseudo.keys import KeyStore, TokenVault

VALUES = [f"홍길동-{n:06d}" for n in range(50)]


@pytest.fixture
def store(tmp_path):
    made = KeyStore(tmp_path / "keys")
    made.new("demo")
    return made


@pytest.fixture
def placed(store, postgres):
    store.place_vault("demo", postgres)
    return store


def vault(store, recipient="병원"):
    return TokenVault(store.open("demo"), recipient)


def stored(url):
    from adbc_driver_postgresql import dbapi

    with dbapi.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT sealed, token FROM pseudo_token")
        return cursor.fetch_arrow_table().to_pylist()


def test_tokens_stay_and_come_back_and_the_table_says_nothing(placed, postgres):
    twice = [*VALUES, VALUES[0], ""]
    first = vault(placed).tokens("환자", twice)
    assert first[0] == first[-2]
    assert vault(placed).tokens("환자", twice[::-1]) == first[::-1]
    assert vault(placed).values("환자", [*first, "0" * 32]) == [*twice, None]
    assert set(vault(placed).values("보호자", first)) == {None}
    assert set(vault(placed, "연구팀").values("환자", first)) == {None}
    rows = stored(postgres)
    assert {row["token"] for row in rows} == set(first)
    assert not any(value.encode() in row["sealed"] for row in rows for value in VALUES)
    assert not list(placed.path.glob("*.vault"))


def test_a_batch_that_fails_half_way_gives_no_tokens(placed, postgres, monkeypatch):
    from pseudo import entropy

    vault(placed).tokens("환자", ["먼저"])
    given = iter([b"a" * 16, b"b" * 16, b"a" * 16])
    monkeypatch.setattr(entropy, "secret", lambda _: next(given))  # the third token clashes with the first
    with pytest.raises(BadInput) as caught:
        vault(placed).tokens("환자", VALUES[:3])
    assert (caught.value.code, caught.value.facts["reason"]) == ("keys.vault-server", "SQLSTATE 23505")
    assert len(stored(postgres)) == 1


def test_runs_at_the_same_time_agree(placed):
    """Three processes bring the same values in opposite orders: no deadlock, one token for each."""
    code = (
        "import sys; from pathlib import Path; from pseudo.keys import KeyStore, TokenVault\n"
        "vault = TokenVault(KeyStore(Path(sys.argv[1])).open('demo'), '병원')\n"
        "values = [f'홍길동-{n:06d}' for n in range(2000)][::int(sys.argv[2])]\n"
        "tokens = [t for at in range(0, 2000, 200) for t in vault.tokens('환자', values[at:at + 200])]\n"
        "print('\\n'.join(tokens[::int(sys.argv[2])]))"
    )
    command = [sys.executable, "-c", code, placed.path]
    runs = [subprocess.Popen([*command, step], stdout=subprocess.PIPE, text=True) for step in ("1", "-1", "1")]
    first, second, third = (run.communicate()[0].split() for run in runs)
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert first == second == third
    assert len(set(first)) == 2000


def test_a_place_is_given_once_and_before_any_token(store):
    vault(store).tokens("환자", VALUES)
    with pytest.raises(UsageError) as caught:
        store.place_vault("demo", "postgresql://?service=a")
    assert caught.value.code == "keys.vault-used"
    store.new("other")
    store.place_vault("other", "postgresql://?service=a")
    with pytest.raises(UsageError) as caught:
        store.place_vault("other", "postgresql://?service=b")
    assert caught.value.code == "keys.vault-used"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://me:h0rse@host/db", "keys.vault-password"),
        ("postgresql://me:@host/db", "keys.vault-password"),
        ("postgresql://me@host/db?password=h0rse", "keys.vault-password"),
        ("postgresql://me@host/db?sslpassword=h0rse", "keys.vault-password"),
        ("host=host password=h0rse", "keys.vault-url"),
        ("mysql://me@host/db", "keys.vault-url"),
        ("postgresql://[h0rse", "keys.vault-url"),
    ],
)
def test_a_password_in_the_url_is_refused_and_not_repeated(store, url, code):
    with pytest.raises(UsageError) as caught:
        store.place_vault("demo", url)
    assert caught.value.code == code
    assert "h0rse" not in caught.value.message("en") + caught.value.message("ko") + repr(caught.value)
    assert "h0rse" not in "".join(path.read_text() for path in store.path.iterdir())


def test_a_server_that_is_not_there_is_said_so(store, tmp_path):
    pytest.importorskip("adbc_driver_postgresql")
    store.place_vault("demo", f"postgresql:///db?host={tmp_path}")
    with pytest.raises(BadInput) as caught:
        vault(store).tokens("환자", VALUES)
    assert caught.value.code == "keys.vault-server"
    assert str(tmp_path) not in caught.value.message("en")


def test_the_url_file_is_the_owner_s(placed):
    from pseudo.errors import PolicyRefused

    (placed.path / "demo.vault-url").chmod(0o644)
    with pytest.raises(PolicyRefused):
        placed.open("demo")
