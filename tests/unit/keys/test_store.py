"""Custody: who can read, what is overwritten, what stays on record."""

import os
import stat

import pytest

from pseudo.errors import BadInput, PolicyRefused, PseudoError, UsageError
from pseudo.keys import KeyStore, refuse_shared_tree
from pseudo.ledger import read_ledger


@pytest.fixture
def store(tmp_path):
    return KeyStore(tmp_path / "home" / "keys")


def refused(code, action, error=PseudoError):
    with pytest.raises(error) as caught:
        action()
    assert caught.value.code == code
    return caught.value


def test_new_key_is_for_its_owner_only_whatever_the_umask(store):
    before = os.umask(0)
    try:
        store.new("심장병연구")
    finally:
        os.umask(before)
    assert stat.S_IMODE(store.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((store.path / "심장병연구.key").stat().st_mode) == 0o600


def test_opened_key_is_the_one_that_was_made(store):
    info = store.new("p")
    key = store.open("p")
    assert (info.id, info.verifying_key, info.status) == (key.id, key.verifying_key, "active")
    assert store.info("p") == info
    assert store.list() == [info]
    assert KeyStore(store.path).open("p").derive("r", "d", 16) == key.derive("r", "d", 16)


def test_two_projects_have_two_keys(store):
    assert store.new("a").id != store.new("b").id
    assert [info.project for info in store.list()] == ["a", "b"]


def test_a_key_is_never_overwritten(store):
    info = store.new("p")
    before = (store.path / "p.key").read_bytes()
    refused("keys.exists", lambda: store.new("p"), UsageError)
    assert (store.path / "p.key").read_bytes() == before
    assert store.info("p") == info


@pytest.mark.parametrize(
    "name",
    ["", "..", ".hidden", "-option", "a/b", "../a", "/a", "A", "a b", "a\n", "a\x00", "가" * 65, "ㄱ", "a\\b", "*"],
)
def test_a_project_name_is_no_path(store, name):
    for action in (store.new, store.open, store.info):
        refused("keys.project-name", lambda action=action: action(name), UsageError)
    assert not store.path.exists()


def test_decomposed_name_is_the_same_project(store):
    import unicodedata

    info = store.new("연구")
    assert store.info(unicodedata.normalize("NFD", "연구")) == info


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_key_file_that_others_can_touch_is_refused(store, mode):
    store.new("p")
    (store.path / "p.key").chmod(mode)
    error = refused("keys.open-to-others", lambda: store.open("p"), PolicyRefused)
    assert f"{mode:04o}" in str(error)


def test_a_store_that_others_can_touch_is_refused(store):
    store.new("p")
    store.path.chmod(0o750)
    refused("keys.open-to-others", lambda: store.open("p"), PolicyRefused)
    refused("keys.open-to-others", lambda: store.new("q"), PolicyRefused)


def test_a_link_is_no_key(store):
    store.new("p")
    (store.path / "q.key").symlink_to("p.key")
    refused("keys.unreadable", lambda: store.open("q"), BadInput)
    refused("keys.exists", lambda: store.new("q"), UsageError)


@pytest.mark.parametrize(
    "spoil", [lambda c: c[:-3], lambda _: b"", lambda c: c.replace(b'"p"', b'"q"'), lambda _: b"\xff{"]
)
def test_a_spoilt_key_file_is_refused(store, spoil):
    store.new("p")
    path = store.path / "p.key"
    path.write_bytes(spoil(path.read_bytes()))
    error = refused("keys.malformed", lambda: store.open("p"), BadInput)
    assert error.__context__ is None


def test_a_key_file_of_another_project_is_refused(store):
    store.new("p")
    (store.path / "p.key").rename(store.path / "q.key")
    refused("keys.malformed", lambda: store.open("q"), BadInput)


def test_absent_key(store):
    for action in (store.open, store.info, lambda p: store.destroy(p, "사유")):
        refused("keys.absent", lambda action=action: action("p"), UsageError)
    assert store.list() == []


def test_destroyed_key_is_gone_and_its_record_stays(store, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1835395200")  # 2028-02-29: three years later there is no such day
    made = store.new("p")
    gone = store.destroy("p", " 처리 목적 달성 ")
    assert (gone.status, gone.id, gone.reason) == ("destroyed", made.id, "처리 목적 달성")
    assert (gone.destroyed, gone.record_until) == ("2028-02-29T00:00:00Z", "2031-03-01")
    assert gone.verifying_key == made.verifying_key
    assert not (store.path / "p.key").exists()
    assert KeyStore(store.path).info("p") == gone
    refused("keys.absent", lambda: store.open("p"))
    events = [entry.event for entry in read_ledger(store.path / "ledger.jsonl")[0]]
    assert events == ["key-created", "key-destroying", "key-destroyed"]


def test_destruction_overwrites_before_it_unlinks(store):
    store.new("p")
    path = store.path / "p.key"
    content = path.read_bytes()
    os.link(path, store.path / "other-name")  # the same blocks under another name: what a mere unlink would leave
    store.destroy("p", "사유")
    left = (store.path / "other-name").read_bytes()
    assert len(left) == len(content)
    assert left != content


def test_a_project_made_again_has_another_key_and_both_are_listed(store):
    first = store.new("p")
    store.destroy("p", "사고 대응")
    second = store.new("p")
    assert first.id != second.id
    assert store.info("p") == second
    assert [(info.id, info.status) for info in store.list()] == [(first.id, "destroyed"), (second.id, "active")]


def test_destruction_needs_a_reason(store):
    store.new("p")
    refused("keys.reason-missing", lambda: store.destroy("p", "  "), UsageError)
    assert store.open("p")


@pytest.mark.parametrize("stage", ["_erase", "overwritten", "unlinked"])
def test_a_destruction_cut_short_is_taken_up_again(store, monkeypatch, stage):
    made = store.new("p")
    whole = KeyStore._erase

    def cut(self, project):
        if stage == "overwritten":
            (self.path / "p.key").write_bytes(b"\x00" * 40)
        elif stage == "unlinked":
            whole(self, project)
        raise KeyboardInterrupt

    monkeypatch.setattr(KeyStore, "_erase", cut)
    with pytest.raises(KeyboardInterrupt):
        store.destroy("p", "보유기간 경과")
    monkeypatch.undo()
    if stage == "unlinked":
        assert store.info("p").status == "destroyed"  # by the announcement: the deed was done
    else:
        gone = store.destroy("p", "다시")
        assert (gone.id, gone.reason) == (made.id, "보유기간 경과")
    assert [(info.id, info.status) for info in store.list()] == [(made.id, "destroyed")]
    again = store.new("p")
    assert [(info.id, info.status) for info in store.list()] == [(made.id, "destroyed"), (again.id, "active")]


def test_a_changed_record_is_refused(store):
    store.new("p")
    ledger = store.path / "ledger.jsonl"
    ledger.write_bytes(ledger.read_bytes().replace(b"key-created", b"key-creates"))
    refused("evidence.ledger-broken", store.list, BadInput)
    refused("evidence.ledger-broken", lambda: store.new("q"), BadInput)
    assert not (store.path / "q.key").exists()


def test_full_disk_leaves_no_half_key(store, monkeypatch):
    store.new("p")

    real = os.fsync
    calls = []

    def fsync(descriptor):
        calls.append(descriptor)
        if len(calls) == 2:  # the first is the ledger's line, the second the key's
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(OSError, match="No space"):
        store.new("q")
    monkeypatch.undo()
    assert not (store.path / "q.key").exists()
    assert store.new("q").status == "active"


def test_default_store_is_where_paths_says(monkeypatch, tmp_path):
    monkeypatch.setenv("PSEUDO_KEYS", str(tmp_path / "k"))
    assert KeyStore().path == tmp_path / "k"


@pytest.mark.parametrize(
    ("keys", "out", "apart"),
    [
        ("keys", "keys", False),
        ("out/keys", "out", False),
        ("keys", "keys/out", False),
        ("keys", "out", True),
        ("keys", "keys2", True),
        ("out/../keys", "out", True),
        ("keys", "link", False),
    ],
)
def test_store_and_output_are_in_separate_trees(tmp_path, keys, out, apart):
    (tmp_path / "keys").mkdir()
    (tmp_path / "link").symlink_to("keys")
    if apart:
        refuse_shared_tree(tmp_path / keys, tmp_path / out)
    else:
        refused("keys.shared-tree", lambda: refuse_shared_tree(tmp_path / keys, tmp_path / out), PolicyRefused)
