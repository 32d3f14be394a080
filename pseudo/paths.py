"""The one place for paths: where keys, ledgers of the institution and compiled kernels live.

Nothing here is inside a release folder, and no cell value is ever written to any of them.
"""

from __future__ import annotations

import os
from pathlib import Path

__all__ = ["cases", "home", "kernel_cache", "key_store"]


def home() -> Path:
    """``$PSEUDO_HOME``, else ``$XDG_DATA_HOME/pseudokit``, else ``~/.local/share/pseudokit``."""
    if chosen := os.environ.get("PSEUDO_HOME"):
        return Path(chosen).expanduser().absolute()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser().absolute() / "pseudokit"


def key_store() -> Path:
    """The folder of the key store (추가정보): ``$PSEUDO_KEYS``, else ``keys`` in :func:`home`."""
    chosen = os.environ.get("PSEUDO_KEYS")
    return Path(chosen).expanduser().absolute() if chosen else home() / "keys"


def cases() -> Path:
    """The folder of the institution's cases: ``$PSEUDO_CASES``, else ``cases`` in :func:`home`."""
    chosen = os.environ.get("PSEUDO_CASES")
    return Path(chosen).expanduser().absolute() if chosen else home() / "cases"


def kernel_cache() -> Path:
    """Where compiled kernels are kept: machine code only, no key and no cell."""
    data = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(data).expanduser().absolute() / "pseudokit" / "kernels"
