"""Signed statements: the standard's vectors, and no change that stays unseen."""

from __future__ import annotations

import base64
import json

import pytest

from pseudo.errors import BadInput
from pseudo.evidence import Statement, attest, attestation_faults, read_attestation
from pseudo.evidence.attestation import PAYLOAD_TYPE, encoding
from pseudo.keys import Key

KEY = Key("심의", bytes(range(32)))
KIND = "tag:pseudokit,2026:adequacy-review/v1"
SUBJECTS = {"manifest.json": "ab" * 32}
ENVELOPE = attest(Statement(SUBJECTS, KIND, {"verdict": "approved"}), KEY)


def faults(content=ENVELOPE, subjects=SUBJECTS, kind=KIND, key=KEY.verifying_key):
    return [fault.code for fault in attestation_faults(content, subjects, kind, key)]


def changed(**changes):
    return json.dumps({**json.loads(ENVELOPE), **changes}).encode()


def payload(**changes):
    said = json.loads(base64.b64decode(json.loads(ENVELOPE)["payload"]))
    return base64.b64encode(json.dumps({**said, **changes}).encode()).decode()


def test_the_pre_authentication_encoding_of_the_standard():
    """DSSE, protocol.md: the test vector."""
    assert (
        encoding("http://example.com/HelloWorld", b"hello world")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_an_honest_statement_has_no_fault():
    assert faults() == []
    statement, keys = read_attestation(ENVELOPE)
    assert (statement.subjects, statement.predicate, keys) == (SUBJECTS, {"verdict": "approved"}, (KEY.verifying_key,))


def test_the_envelope_has_the_frameworks_fields():
    envelope = json.loads(ENVELOPE)
    said = json.loads(base64.b64decode(envelope["payload"]))
    assert envelope["payloadType"] == PAYLOAD_TYPE
    assert set(said) == {"_type", "subject", "predicateType", "predicate"}
    assert said["subject"] == [{"name": "manifest.json", "digest": {"sha256": "ab" * 32}}]


def test_every_changed_byte_is_a_fault():
    for place in range(len(ENVELOPE)):
        content = ENVELOPE[:place] + bytes([ENVELOPE[place] ^ 1]) + ENVELOPE[place + 1 :]
        if json_equal(content):
            continue
        assert faults(content), place


def json_equal(content):
    """Whether a change is of white space only, which carries nothing."""
    try:
        return json.loads(content) == json.loads(ENVELOPE)
    except ValueError:
        return False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"payload": payload(predicate={"verdict": "rejected"})}, "evidence.attestation-signature"),
        ({"payload": payload(_type="https://in-toto.io/Statement/v0.1")}, "evidence.attestation"),
        ({"payloadType": "text/plain"}, "evidence.attestation"),
        ({"signatures": []}, "evidence.attestation-signature"),
        ({"signatures": [{"keyid": "x", "sig": "AAAA"}]}, "evidence.attestation-signature"),
    ],
)
def test_a_forged_envelope(changes, code):
    assert faults(changed(**changes)) == [code]


def test_another_file_kind_or_key():
    assert faults(subjects={"manifest.json": "cd" * 32}) == ["evidence.attestation-subject"]
    assert faults(subjects={}) == ["evidence.attestation-subject"]
    assert faults(kind="tag:other") == ["evidence.attestation-kind"]
    assert faults(key=Key("심의", bytes(32)).verifying_key) == ["evidence.attestation-signature"]
    assert faults(key=None) == []


def test_what_is_no_envelope():
    for content in (b"", b"[]", b"{}", b"{" * 5000, b"\xff"):
        with pytest.raises(BadInput, match=r"evidence\.attestation"):
            read_attestation(content)
