"""Time stamps by RFC 3161: a server that both sides trust says that some bytes were there at a time.

The server gets a SHA-512 digest and a random number, nothing else. A stamp is checked without a network, against the certificates of
an authority that are given. Not checked: whether the authority withdrew its server's certificate since (CRL, OCSP).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pseudo.errors import BadInput, MissingExtra, UsageError

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["read_authorities", "request_stamp", "stamp_time"]

WAIT_SECONDS = 30.0
MOST_BYTES = 1 << 20
"""A stamp with its chain of certificates has a few thousand."""
SHA512 = "2.16.840.1.101.3.4.2.3"


def request_stamp(message: bytes, url: str) -> str:
    """Ask a server for a stamp over bytes, which do not leave: only their digest does.

    Parameters
    ----------
    message : bytes
    url : str
        ``http`` or ``https``; a stamp is signed, so that the way may be open.

    Returns
    -------
    str
        The server's answer (TimeStampResp, RFC 3161 section 2.4.2) in base64.

    Raises
    ------
    UsageError
        ``evidence.timestamp-url``.
    MissingExtra
        ``evidence.timestamp-extra``.
    BadInput
        ``evidence.timestamp-server``: no answer, none that grants, or one to another question.
    """
    import urllib.request
    from http.client import HTTPException

    library = _library()
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise UsageError("evidence.timestamp-url")
    asked = library.TimestampRequestBuilder().data(message).build()
    request = urllib.request.Request(url, asked.as_bytes(), {"Content-Type": "application/timestamp-query"})  # noqa: S310  (scheme checked)
    try:
        with urllib.request.urlopen(request, timeout=WAIT_SECONDS) as answer:  # noqa: S310
            content = answer.read(MOST_BYTES)
    except (OSError, ValueError, HTTPException) as error:
        raise BadInput("evidence.timestamp-server", reason=type(error).__name__) from None
    made = _decoded(content, library)
    if made is None:
        raise BadInput("evidence.timestamp-server", reason="not granted")
    if made.tst_info.nonce != asked.nonce or not _is_over(made, message):
        raise BadInput("evidence.timestamp-server", reason="an answer to another question")
    return base64.b64encode(content).decode()


def read_authorities(content: bytes) -> tuple[Any, ...]:
    """The certificates of an authority in PEM, its root and, where the stamps lack them, those between.

    Raises
    ------
    BadInput
        ``evidence.timestamp-authority``.
    """
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(content))
    except ValueError:
        raise BadInput("evidence.timestamp-authority") from None


def stamp_time(stamp: str, message: bytes, authorities: tuple[Any, ...]) -> str | None:
    """When the bytes were there, in UTC by the second, or None where the stamp does not hold.

    A stamp holds when it grants, is signed by a certificate that may stamp (id-kp-timeStamping) and that leads to one of
    ``authorities``, both valid at that time, and its digest is that of ``message``.

    Raises
    ------
    MissingExtra
        ``evidence.timestamp-extra``.
    """
    library = _library()
    try:
        content = base64.b64decode(stamp, validate=True)
    except (binascii.Error, ValueError):
        return None
    made = _decoded(content, library)
    if made is None or not _is_over(made, message):
        return None
    builder = library.VerifierBuilder(roots=list(authorities))
    try:
        builder.build().verify_message(made, message)
    except (library.VerificationError, ValueError):
        return None
    return str(made.tst_info.gen_time.strftime("%Y-%m-%dT%H:%M:%SZ"))


def _library() -> ModuleType:
    try:
        import rfc3161_client
    except ImportError:
        raise MissingExtra("evidence.timestamp-extra") from None
    return rfc3161_client


def _decoded(content: bytes, library: ModuleType) -> Any:
    """A granted answer, or None."""
    try:
        made = library.decode_timestamp_response(content)
        granted = made.status == 0 and made.tst_info
    except ValueError:
        return None
    return made if granted else None


def _is_over(made: Any, message: bytes) -> bool:
    imprint = made.tst_info.message_imprint
    found = imprint.hash_algorithm.dotted_string, imprint.message
    return bool(found == (SHA512, hashlib.sha512(message).digest()))
