"""The one way to compile a kernel: without the GIL, and kept on disk where that is safe.

Numba's cache does not notice an edited helper in another file. The cache folder is therefore named by a digest of all
kernel sources and of Numba's version: any edit starts an empty folder. Machine code is all that is kept there,
because keys and cells reach kernels as arguments only.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

from pseudo import paths
from pseudo.kernels.compiling import tell

__all__ = ["cache_folder", "jit", "source_digest"]

Kernel = TypeVar("Kernel", bound=Callable[..., Any])

OTHERS_MAY_WRITE = 0o022


def source_digest(folder: Path) -> str:
    """Sixteen hexadecimal digits that change with any Python source in ``folder`` and with Numba's version."""
    digest = hashlib.sha256(numba.__version__.encode())
    for source in sorted(folder.glob("*.py")):
        digest.update(source.name.encode() + b"\x00" + hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:16]


@cache
def cache_folder() -> Path | None:
    """Make and give the folder of the compiled kernels; None where it cannot be written, or others can write to it.

    Loading a cached kernel runs what the file says, so a folder that other users can write to is not used.
    """
    folder = paths.kernel_cache() / source_digest(Path(__file__).parent)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
        made = folder.stat()
    except OSError:
        return None
    ours = os.name != "posix" or (made.st_uid == os.geteuid() and not made.st_mode & OTHERS_MAY_WRITE)
    if not ours:
        return None
    if not any(folder.iterdir()):
        tell()
    return folder


def jit(kernel: Kernel) -> Kernel:
    """Compile ``kernel`` on its first call (decorator).

    Division by zero is the caller's to exclude (``error_model="numpy"``); floating-point mathematics stay strict.
    """
    folder = cache_folder()
    settings: Any = numba.config
    before = settings.CACHE_DIR
    settings.CACHE_DIR = str(folder or before)  # read while decorating only: other users of Numba keep their own
    try:
        compiled: Any = numba.njit(nogil=True, cache=folder is not None, error_model="numpy")(kernel)
    finally:
        settings.CACHE_DIR = before
    return cast("Kernel", compiled)
