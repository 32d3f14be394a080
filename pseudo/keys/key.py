"""One project's key in memory: what is derived from it, and its signature. Key material never shows itself.

Derivation is HKDF-SHA-256 (RFC 5869) with an ``info`` that is the canonical JSON of all that the bytes are for, so that
no two purposes can run into each other by joining texts. Texts are taken in Unicode form NFC: a recipient typed on
another system is the same recipient.

Not protected against: whoever reads this process's memory. Python cannot wipe bytes it has handed out.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import TYPE_CHECKING, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pseudo.model import canonical

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["KEY_BYTES", "Key", "hkdf_sha256", "signature_holds"]

KEY_BYTES = 32
DERIVATION = 1
"""Version of the derivation; any change of it gives every pseudonym anew and is a new number."""
SALT = b"pseudokit"


def hkdf_sha256(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    """Derive by HKDF with SHA-256, extract and expand (RFC 5869, section 2); ``length`` in bytes, at most 8160."""
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def signature_holds(verifying_key: str, message: bytes, signature: bytes) -> bool:
    """Check an Ed25519 signature (RFC 8032; 64 bytes) of the message against a public key (64 hexadecimal digits)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(verifying_key)).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


class Key:
    """The secret of a project (추가정보): keep it apart from what it pseudonymised (개인정보 보호법 제28조의4 제1항).

    Parameters
    ----------
    project : str
        The project it belongs to; enters every derivation.
    secret : bytes
        32 bytes from the operating system.
    vault : Path or str, optional
        Where the project's tokens are kept: a file beside the key's, or the URL of a PostgreSQL database.

    Notes
    -----
    It refuses to be copied or pickled, and its ``repr`` shows project and id only.
    """

    __slots__ = ("__secret", "id", "project", "vault")

    def __init__(self, project: str, secret: bytes, vault: Path | str | None = None) -> None:
        if len(secret) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes")
        self.project = project
        self.vault = vault
        self.__secret = bytes(secret)
        # Public: a hash of derived bytes tells nothing of the secret, and names the key in manifests and records.
        self.id = hashlib.sha256(self._own("id", KEY_BYTES)).hexdigest()[:16]

    def derive(self, recipient: str, domain: str, length: int, use: str = "pseudonym") -> bytes:
        """Bytes for one use with one recipient in one column domain of the project.

        Parameters
        ----------
        recipient : str
            Who will have the output; another recipient cannot link to this one's pseudonyms.
        domain : str
            The column domain; columns of one domain give the same value the same pseudonym.
        length : int
            Bytes, 1 to 8160. It enters the derivation: a shorter key is not the beginning of a longer one.
        use : str
            What the bytes are for.

        Returns
        -------
        bytes
            The same for the same arguments and key, always; different and independent otherwise.

        Examples
        --------
        >>> key = Key("심장병연구", bytes(range(32)))
        >>> key.derive("가나병원", "patient", 4).hex()
        '49d4d2df'
        """
        return self._bytes({"domain": domain, "kind": "derived", "recipient": recipient, "use": use}, length)

    def input_key(self) -> bytes:
        """32 bytes for the HMAC of a run's input, the same for all recipients."""
        return self._own("input", KEY_BYTES)

    def sign(self, message: bytes) -> bytes:
        """Sign the message with Ed25519 (RFC 8032): 64 bytes."""
        return self._signer().sign(message)

    @property
    def verifying_key(self) -> str:
        """The Ed25519 public key, 64 hexadecimal digits: public."""
        return self._signer().public_key().public_bytes_raw().hex()

    def _signer(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self._own("signature", KEY_BYTES))

    def _own(self, use: str, length: int) -> bytes:
        """Bytes for the key's own uses; ``kind`` keeps them apart from every :meth:`derive`."""
        return self._bytes({"kind": "own", "use": use}, length)

    def _bytes(self, purpose: dict[str, str], length: int) -> bytes:
        texts = {
            name: unicodedata.normalize("NFC", text) for name, text in {**purpose, "project": self.project}.items()
        }
        info = canonical({**texts, "derivation": DERIVATION, "length": length})
        return hkdf_sha256(self.__secret, SALT, info, length)

    def __repr__(self) -> str:
        return f"Key(project={self.project!r}, id={self.id!r})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        """Refuse: pickling and copying would put key material where nobody looks after it."""
        raise TypeError("a key is not copied or pickled")
