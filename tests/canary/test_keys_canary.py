"""Key material shows itself nowhere but in the key file: not in errors, reprs, records, manifests, logs or output."""

import base64
import copy
import json
import logging
import pickle
import shutil
import traceback

import pytest

from pseudo import entropy
from pseudo.evidence import Ledger, write_manifest
from pseudo.keys import KeyStore
from pseudo.model import Manifest, to_json

MARKER = b"CANARY-key-material-0123456789ab"
assert len(MARKER) == 32


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setattr(entropy, "secret", lambda length: (MARKER * 9)[:length])
    return KeyStore(tmp_path / "keys")


def forms(material):
    """The ways in which bytes could be written."""
    return [
        material,
        material.hex().encode(),
        material.hex().upper().encode(),
        base64.b64encode(material).rstrip(b"="),
        base64.urlsafe_b64encode(material).rstrip(b"="),
        repr(material)[2:-1].encode(),
        str(list(material))[1:-1].encode(),
        str(int.from_bytes(material, "big")).encode(),
        str(int.from_bytes(material, "little")).encode(),
    ]


def secrets(key):
    made = [MARKER, key.input_key(), key.derive("r", "d", 32), key._own("signature", 32), key._own("id", 32)]
    return [form for material in made for form in forms(material)]


def everything_said(error):
    """An error as any handler could print it, with all it holds on to."""
    parts = ["".join(traceback.format_exception(error)), repr(error)]
    while error is not None:
        parts += [str(error), repr(error.args), repr(vars(error))]
        parts += [str(error.to_json())] if hasattr(error, "to_json") else []
        error = error.__context__ or error.__cause__
    return "\n".join(parts)


def mishaps(store):
    """Things that go wrong around a key, each with the file put back afterwards."""
    path = store.path / "p.key"
    whole = path.read_bytes()

    def spoilt(content, action):
        def run():
            path.write_bytes(content)
            try:
                action()
            finally:
                path.write_bytes(whole)

        return run

    def with_mode(mode):
        def run():
            path.chmod(mode)
            try:
                store.open("p")
            finally:
                path.chmod(0o600)

        return run

    data = json.loads(whole)
    yield "exists", lambda: store.new("p")
    yield "shared", with_mode(0o644)
    spoils = {
        "cut": whole[:-1],
        "not UTF-8": whole[:-1] + b"\xff}",
        "not hexadecimal": whole.replace(MARKER.hex().encode(), MARKER),
        "short": whole.replace(MARKER.hex().encode(), MARKER.hex().encode()[:-2]),
        "other project": whole.replace(b'"p"', b'"q"'),
        "unknown field": json.dumps({**data, MARKER.hex(): 1}).encode(),
        "secret in another field": json.dumps({**data, "created": [MARKER.hex()]}).encode(),
        "other version": json.dumps({**data, "schema_version": 9}).encode(),
        "raw": MARKER,
    }
    for name, content in spoils.items():
        for action in (store.open, store.info, lambda p: store.list(), lambda p: store.destroy(p, "사유")):
            yield name, spoilt(content, lambda action=action: action("p"))
    key = store.open("p")
    yield "copy", lambda: copy.copy(key)
    yield "deepcopy", lambda: copy.deepcopy(key)
    yield "pickle", lambda: pickle.dumps(key)
    yield "too long", lambda: key.derive("r", "d", 10**6)
    yield "negative", lambda: key.derive("r", "d", -1)
    yield "attribute", lambda: key.secret
    yield "message", lambda: key.sign("text")
    yield "json", lambda: json.dumps(key)
    yield "vars", lambda: vars(key)


def test_no_mishap_shows_key_material(store, capfd, caplog):
    caplog.set_level(logging.DEBUG)
    store.new("p")
    found = secrets(store.open("p"))
    said = []
    for name, mishap in mishaps(store):
        with pytest.raises(BaseException) as caught:  # noqa: PT011  (whatever it raises must not show the key)
            mishap()
        said.append((name, everything_said(caught.value)))
    output = capfd.readouterr()
    said += [("stdout", output.out), ("stderr", output.err), ("log", caplog.text)]
    assert len(said) > 45
    leaks = [name for name, text in said for secret in found if secret in text.encode(errors="surrogateescape")]
    assert leaks == []


def test_the_canary_would_be_seen(store):
    """The search itself finds a leak when there is one."""
    store.new("p")
    text = everything_said(ValueError(f"bad key {MARKER.hex()}"))
    assert any(secret in text.encode() for secret in secrets(store.open("p")))


def test_records_and_releases_hold_no_key_material(store, tmp_path):
    info = store.new("p")
    key = store.open("p")
    found = secrets(key)
    folder = tmp_path / "release"
    folder.mkdir()
    Ledger(folder / "ledger.jsonl").append("released", key=key.id)
    draft = Manifest("t", "k", "d", "internal", "p", "r", "", "m", (), {}, "", 0, "")
    write_manifest(folder, draft, key)
    shutil.copy(store.path / "ledger.jsonl", folder / "store-ledger.jsonl")
    gone = store.destroy("p", "사유")
    shutil.copy(store.path / "ledger.jsonl", folder / "store-ledger-2.jsonl")
    texts = [path.read_bytes() for path in folder.iterdir()]
    texts += [repr([key, info, gone, store]).encode(), str(key).encode(), f"{key}".encode()]
    texts += [json.dumps(to_json(info)).encode()]
    assert [secret for secret in found for text in texts if secret in text] == []
    assert len(list(folder.iterdir())) == 5


def test_only_the_key_file_holds_the_key(store):
    store.new("p")
    holders = [path.name for path in store.path.rglob("*") if MARKER.hex().encode() in path.read_bytes()]
    assert holders == ["p.key"]
