"""Signed statements about a release: in-toto Statement v1 in a DSSE envelope, which other tools read, too.

Sources: in-toto attestation framework, ``spec/v1/statement.md``; DSSE 1.0 (``secure-systems-lab/dsse``), whose pre-authentication
encoding keeps a signed payload from being taken for one of another type.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pseudo.errors import BadInput, Where
from pseudo.keys import signature_holds
from pseudo.ledger import Fault
from pseudo.model import canonical

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pseudo.keys import Key

__all__ = ["PAYLOAD_TYPE", "STATEMENT_TYPE", "Statement", "attest", "attestation_faults", "read_attestation"]

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"


@dataclass(frozen=True)
class Statement:
    """What is said of which files: name → SHA-256 (hexadecimal), the kind of what is said, and what."""

    subjects: dict[str, str]
    predicate_type: str
    predicate: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The statement in the framework's words."""
        named = [{"name": name, "digest": {"sha256": digest}} for name, digest in sorted(self.subjects.items())]
        return {
            "_type": STATEMENT_TYPE,
            "subject": named,
            "predicateType": self.predicate_type,
            "predicate": self.predicate,
        }


def encoding(payload_type: str, payload: bytes) -> bytes:
    """DSSE's pre-authentication encoding: what is signed.

    Examples
    --------
    >>> encoding("http://example.com/HelloWorld", b"hello world")
    b'DSSEv1 29 http://example.com/HelloWorld 11 hello world'
    """
    kind = payload_type.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def attest(statement: Statement, key: Key) -> bytes:
    """The signed envelope as JSON; Ed25519 (RFC 8032), the key named by its public half."""
    payload = canonical(statement.to_json())
    signature = key.sign(encoding(PAYLOAD_TYPE, payload))
    envelope = {
        "payloadType": PAYLOAD_TYPE,
        "payload": base64.b64encode(payload).decode(),
        "signatures": [{"keyid": key.verifying_key, "sig": base64.b64encode(signature).decode()}],
    }
    return (json.dumps(envelope, indent=1) + "\n").encode()


def read_attestation(content: bytes, name: str = "") -> tuple[Statement, tuple[str, ...]]:
    """Read an envelope: the statement, and the public keys whose signatures hold.

    Raises
    ------
    BadInput
        ``evidence.attestation``: no envelope of a statement.
    """
    try:
        payload, signatures, statement = _opened(json.loads(content))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadInput("evidence.attestation", Where(file=name or None)) from None
    message = encoding(PAYLOAD_TYPE, payload)
    return statement, tuple(key for key, signature in signatures if signature_holds(key, message, signature))


def _opened(envelope: Any) -> tuple[bytes, list[tuple[str, bytes]], Statement]:
    """Payload, signatures by key, and statement; any error of a wrong shape."""
    payload = base64.b64decode(envelope["payload"], validate=True)
    signatures = [(str(one["keyid"]), base64.b64decode(one["sig"], validate=True)) for one in envelope["signatures"]]
    said = json.loads(payload)
    if envelope["payloadType"] != PAYLOAD_TYPE or said["_type"] != STATEMENT_TYPE:
        raise ValueError("of another type")
    subjects = {str(one["name"]): str(one["digest"]["sha256"]) for one in said["subject"]}
    return payload, signatures, Statement(subjects, str(said["predicateType"]), dict(said["predicate"]))


def attestation_faults(
    content: bytes, subjects: dict[str, str], predicate_type: str, trusted_key: str | None, name: str = ""
) -> Iterator[Fault]:
    """Hold an envelope against files: signed, by the trusted key where one is given, of this kind, and about these files.

    Parameters
    ----------
    subjects : dict
        Name → SHA-256 of each file that it must be about, as it is now.
    """
    try:
        statement, keys = read_attestation(content, name)
    except BadInput as error:
        yield Fault(error.code, name)
        return
    if not keys or (trusted_key is not None and trusted_key not in keys):
        yield Fault("evidence.attestation-signature", name)
    if statement.predicate_type != predicate_type:
        yield Fault("evidence.attestation-kind", name)
    if statement.subjects != subjects:
        yield Fault("evidence.attestation-subject", name)
