"""Whether this installation is fit for work. Each finding says what was looked at, whether it is well, and what to do if not."""

from __future__ import annotations

import os
import platform
import stat
import sys
from dataclasses import dataclass
from importlib import metadata

from pseudo import paths
from pseudo.model import Text

__all__ = ["Diagnosis", "doctor"]

NEEDED = (
    "pandas", "polars", "pyarrow", "numba", "cryptography", "presidio-analyzer", "presidio-anonymizer", "opendp",
    "great-expectations", "faker", "click", "rich", "jinja2", "pyyaml", "openpyxl",
)  # fmt: skip
EXTRAS = {
    "synth": ("sdv", "torch"),
    "spark": ("pyspark",),
    "forms": ("python-docx", "python-hwpx", "typst"),
    "timestamp": ("rfc3161-client",),
    "database": ("adbc-driver-postgresql", "adbc-driver-sqlite", "duckdb"),
}
MINIMUM_PYTHON = (3, 11)


@dataclass(frozen=True)
class Diagnosis:
    """One finding. ``level`` is "ok", "note" (works without it) or "fault"."""

    about: Text
    level: str
    detail: str


def doctor() -> list[Diagnosis]:
    """Python, packages, extras, plug-ins, kernels against their standards' vectors, key store, kernel cache."""
    return [_python(), *_packages(), *_extras(), *_plug_ins(), _kernels(), _key_store(), _cache()]


def _python() -> Diagnosis:
    fit = sys.version_info >= MINIMUM_PYTHON
    return Diagnosis(Text("파이썬", "Python"), "ok" if fit else "fault", platform.python_version())


def _packages() -> list[Diagnosis]:
    return [_package(name, "fault") for name in NEEDED]


def _extras() -> list[Diagnosis]:
    return [_package(name, "note", f" [{extra}]") for extra, names in EXTRAS.items() for name in names]


def _package(name: str, missing: str, of: str = "") -> Diagnosis:
    about = Text(f"패키지 {name}{of}", f"package {name}{of}")
    try:
        return Diagnosis(about, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Diagnosis(about, missing, "not installed")


def _plug_ins() -> list[Diagnosis]:
    """Techniques of other packages; a broken one is a fault, since recipes that name it are refused."""
    from pseudo.techniques import plug_ins

    return [
        Diagnosis(
            Text(f"기법 플러그인 {plug_in.name}", f"technique plug-in {plug_in.name}"),
            "fault" if plug_in.fault else "ok",
            f"{plug_in.package}: {plug_in.fault or 'loaded'}",
        )
        for plug_in in plug_ins()
    ]


def _kernels() -> Diagnosis:
    """RFC 4231 test case 2 through the compiled kernel."""
    about = Text("가속 커널(HMAC-SHA-256, RFC 4231)", "kernels (HMAC-SHA-256, RFC 4231)")
    try:
        import pyarrow as pa

        from pseudo.kernels.arrow import string_layout
        from pseudo.kernels.sha256 import FEW_ROWS, hmac_sha256_rows

        offsets, data, valid = string_layout(pa.array(["what do ya want for nothing?"] * FEW_ROWS))
        made = hmac_sha256_rows(offsets, data, valid, b"Jefe")[0].tobytes().hex()
    except Exception as error:  # noqa: BLE001  (a diagnosis reports every failure and raises none)
        return Diagnosis(about, "fault", type(error).__name__)
    known = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    return Diagnosis(about, "ok" if made == known else "fault", "known answer" if made == known else "wrong answer")


def _key_store() -> Diagnosis:
    about = Text("키 저장소", "key store")
    store = paths.key_store()
    if not store.exists():
        return Diagnosis(about, "note", f"{store}: not there yet (pseudo key new)")
    shared = stat.S_IMODE(store.stat().st_mode) & 0o077
    return Diagnosis(about, "fault" if shared else "ok", f"{store}: mode {stat.S_IMODE(store.stat().st_mode):o}")


def _cache() -> Diagnosis:
    about = Text("커널 캐시", "kernel cache")
    cache = paths.kernel_cache()
    place = next(p for p in (cache, *cache.parents) if p.exists())
    writable = os.access(place, os.W_OK)
    return Diagnosis(
        about,
        "ok" if writable else "note",
        f"{cache}: {'writable' if writable else 'not writable, kernels compile at each start'}",
    )
