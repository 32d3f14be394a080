"""A fitted engine of SDV on disk: personal data of the institution, encrypted under the project's key.

SDV's engines hold exact frequencies and extremes, and their format is a pickle, which runs code when it is loaded. So the file is
AES-256-GCM under a key derived from the project's: without that key nothing can be read, and nothing is unpickled before the tag, the
keyed digest of all that stands in the file, has been found right. Mode 0600, and never inside a release. The versions of the libraries
stand in clear, and are authenticated: another version is told, not tried.
"""

from __future__ import annotations

import json
import os
import pickle
import platform
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pseudo import entropy
from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import canonical, from_json
from pseudo.synth.kept import Kept
from pseudo.synth.sdv.boundary import guarded

if TYPE_CHECKING:
    from pathlib import Path

    from pseudo.keys import Key
    from pseudo.synth.sdv.base import SdvSynthesizer

__all__ = ["Description", "SealedModel", "is_sealed", "read_sealed", "write_sealed"]

MAGIC = b"pseudokit sealed model 1\n"
LIBRARIES = (
    "pseudokit",
    "sdv",
    "rdt",
    "copulas",
    "ctgan",
    "torch",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
    "scikit-learn",
)
NONCE = 12
_LENGTH = 8
_LONGEST_HEAD = 1 << 16


@dataclass(frozen=True)
class Description(Kept):
    """What stands in the file beside the engine.

    Attributes
    ----------
    training_rows : int
    seed : int
        Of the fit.
    """

    training_rows: int
    seed: int


@dataclass(frozen=True)
class SealedModel:
    """A model that was read: ``digest`` is the SHA-256 of its file."""

    description: Description
    synthesizer: SdvSynthesizer = field(repr=False)
    digest: str


def write_sealed(path: Path, description: Description, synthesizer: SdvSynthesizer, key: Key) -> str:
    """Write a new file of mode 0600.

    Returns
    -------
    str
        SHA-256 of the file.

    Raises
    ------
    PolicyRefused
        ``synth.model-in-release``: a folder above holds a release's manifest.
    """
    if any((folder / "manifest.json").exists() for folder in path.resolve().parents):
        raise PolicyRefused("synth.model-in-release", Where(file=path.name))
    head = MAGIC + canonical(_versions()) + b"\n"
    about = canonical(description)
    plain = len(about).to_bytes(_LENGTH, "big") + about + guarded("store", lambda: pickle.dumps(synthesizer))
    nonce = entropy.secret(NONCE)
    content = head + nonce + AESGCM(_key(key)).encrypt(nonce, plain, head)
    draft = path.with_name(f".{path.name}.{entropy.token()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
    return sha256(content).hexdigest()


def is_sealed(path: Path) -> bool:
    """Whether the file says that it is a sealed model."""
    with path.open("rb") as stream:
        return stream.read(len(MAGIC)) == MAGIC


def read_sealed(path: Path, key: Key) -> SealedModel:
    """Read a model that this project's key sealed. Nothing of it is unpickled before its tag has been found right.

    Raises
    ------
    BadInput
        ``synth.model-sealed``: changed, cut, or of another project; ``synth.model-versions``: of other versions of the libraries.
    """
    content = path.read_bytes()
    end = content.find(b"\n", len(MAGIC), _LONGEST_HEAD) + 1
    head, nonce, sealed = content[:end], content[end : end + NONCE], content[end + NONCE :]
    try:
        plain = AESGCM(_key(key)).decrypt(nonce, sealed, head)
    except (InvalidTag, ValueError):
        plain = None
    if plain is None:
        raise BadInput("synth.model-sealed", Where(file=path.name))
    theirs, ours = json.loads(head[len(MAGIC) :]), _versions()
    if others := [f"{name} {theirs[name]}" for name in theirs if theirs[name] != ours.get(name)]:
        raise BadInput("synth.model-versions", Where(file=path.name), versions=", ".join(others))
    size = int.from_bytes(plain[:_LENGTH], "big")
    description = from_json(Description, json.loads(plain[_LENGTH : _LENGTH + size]))
    synthesizer = guarded("restore", lambda: pickle.loads(plain[_LENGTH + size :]))  # noqa: S301  (its tag is ours)
    return SealedModel(description, synthesizer, sha256(content).hexdigest())


def _key(key: Key) -> bytes:
    return key.derive("institution", "synth model", 32, use="stored model")


def _versions() -> dict[str, str]:
    return {**{name: version(name) for name in LIBRARIES}, "python": ".".join(platform.python_version_tuple()[:2])}
