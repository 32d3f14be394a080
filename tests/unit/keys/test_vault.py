"""The token vault: the same tokens in every run, at the same time too, and nothing to read in the file."""

from __future__ import annotations

import stat
import subprocess
import sys

import pytest

from pseudo.errors import BadInput, PolicyRefused, UsageError
from pseudo.keys import Key, KeyStore, TokenVault

VALUES = [f"홍길동-{n:06d}" for n in range(50)]


@pytest.fixture
def store(tmp_path):
    made = KeyStore(tmp_path / "keys")
    made.new("demo")
    return made


def vault(store, recipient="병원"):
    return TokenVault(store.open("demo"), recipient)


def test_tokens_are_random_and_stay_the_same_in_the_next_run(store, tmp_path):
    first = vault(store).tokens("환자", VALUES)
    assert vault(store).tokens("환자", VALUES[::-1]) == first[::-1]
    assert len(set(first)) == len(VALUES)
    assert all(len(token) == 32 and int(token, 16) >= 0 for token in first)
    other = KeyStore(tmp_path / "other")
    other.new("demo")
    assert not set(vault(other).tokens("환자", VALUES)) & set(first)


def test_values_come_back_in_their_domain_for_their_recipient_only(store):
    tokens = vault(store).tokens("환자", VALUES)
    assert vault(store).values("환자", [*tokens, "0" * 32]) == [*VALUES, None]
    assert set(vault(store).values("보호자", tokens)) == {None}
    assert set(vault(store, "연구팀").values("환자", tokens)) == {None}


def test_domains_and_recipients_do_not_link(store):
    sets = [set(vault(store, r).tokens(d, VALUES)) for r in ("병원", "연구팀") for d in ("환자", "보호자")]
    assert len(set.union(*sets)) == 4 * len(VALUES)


def test_the_file_is_the_owner_s_and_says_nothing(store):
    vault(store).tokens("환자", VALUES)
    (path,) = store.path.glob("*.vault")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = b"".join(p.read_bytes() for p in store.path.iterdir())
    assert not any(value.encode() in content for value in VALUES)
    path.chmod(0o640)
    with pytest.raises(PolicyRefused) as caught:
        vault(store).tokens("환자", VALUES)
    assert caught.value.code == "keys.open-to-others"


def test_a_destroyed_key_leaves_a_vault_that_nobody_reads(store):
    tokens = vault(store).tokens("환자", VALUES)
    store.destroy("demo", "처리 목적 달성")
    store.new("demo")
    assert set(vault(store).values("환자", tokens)) == {None}
    assert not set(vault(store).tokens("환자", VALUES)) & set(tokens)


@pytest.mark.parametrize("damage", ["text", "link", "folder"])
def test_a_file_that_is_no_vault_is_refused_without_a_cell(store, damage, tmp_path):
    path = store.path / "demo.vault"
    if damage == "text":
        path.write_text("홍길동 is no database, " * 100)
        path.chmod(0o600)
    elif damage == "link":
        path.symlink_to(tmp_path / "elsewhere")
    else:
        path.mkdir(mode=0o700)
    with pytest.raises(BadInput) as caught:
        vault(store).tokens("환자", VALUES)
    assert caught.value.code == "keys.vault-unreadable"
    assert "홍길동" not in caught.value.message("en") + caught.value.message("ko")
    assert not (tmp_path / "elsewhere").exists()


def test_a_batch_that_fails_half_way_gives_no_tokens(store, monkeypatch):
    from pseudo import entropy

    given = iter([b"a" * 16, b"b" * 16, b"a" * 16])
    monkeypatch.setattr(entropy, "secret", lambda _: next(given))  # the third token clashes with the first
    with pytest.raises(BadInput):
        vault(store).tokens("환자", VALUES[:3])
    monkeypatch.undo()
    assert vault(store).values("환자", [(b"a" * 16).hex(), (b"b" * 16).hex()]) == [None, None]


def test_runs_at_the_same_time_agree(store):
    code = (
        "import sys; from pathlib import Path; from pseudo.keys import KeyStore, TokenVault\n"
        "vault = TokenVault(KeyStore(Path(sys.argv[1])).open('demo'), '병원')\n"
        "values = [f'홍길동-{n:06d}' for n in range(int(sys.argv[2]), 3000)]\n"
        "tokens = [t for at in range(0, len(values), 100) for t in vault.tokens('환자', values[at:at + 100])]\n"
        "print('\\n'.join(tokens))"
    )
    runs = [
        subprocess.Popen([sys.executable, "-c", code, store.path, str(start)], stdout=subprocess.PIPE, text=True)
        for start in (0, 500, 0)
    ]
    first, second, third = (run.communicate()[0].split() for run in runs)
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert first == third
    assert first[500:] == second
    assert len(set(first)) == 3000


def test_a_key_from_nowhere_has_no_vault():
    with pytest.raises(UsageError) as caught:
        TokenVault(Key("demo", bytes(32)), "병원").tokens("환자", VALUES)
    assert caught.value.code == "keys.no-vault"
