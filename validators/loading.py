"""Great Expectations, imported with what the gate needs of it: a third of the CPU time that a plain import takes.

What is spared, and the gate does not miss:

- modules that are only named at import (plotting, statistics of expectations we do not have) are loaded when they are first
  used, by the standard library's own :class:`importlib.util.LazyLoader`: whoever uses them gets them;
- the garbage collector rests, for everything that an import makes is there to stay;
- where the process is pseudokit's own (:func:`own_process`), other data sources than frames in memory are left out: their clients are
  "not installed", a case that Great Expectations provides for, and their configuration models (a pydantic class for each kind of
  file of each store) are not built.

Should a release of Great Expectations not bear that, it is imported plainly; ``tests/unit/validators/test_loading.py`` would tell.
"""

from __future__ import annotations

import gc
import logging
import os
import re
import sys
import warnings
from contextlib import contextmanager
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from importlib.util import LazyLoader, find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any

from pseudo.errors import InternalError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["load_gx", "own_process"]

GX = "great_expectations"

LATER = ("altair", "jsonschema", "mistune", "scipy.stats")
"""Imported by name only: charts, JSON Schema expectations, documentation pages, distribution tests."""

CLIENTS = re.compile(r"(azure|boto3|botocore|google\.cloud|pyspark|snowflake|sqlalchemy|trino)(\..*)?")
"""What connects to data sources that a release, a file in a folder, does not come from."""

SOURCES = re.compile(rf"{GX}\.datasource\.fluent\.(?!pandas_datasource|invalid_datasource)\w+_datasource")
"""Great Expectations' modules of such data sources."""

_ours = False


def own_process() -> None:
    """Say that nobody but pseudokit uses Great Expectations in this process: the command line does.

    In a data scientist's own process its other data sources stay as they are.
    """
    global _ours  # noqa: PLW0603  a fact of the process
    _ours = True


def load_gx() -> Any:
    """Import ``great_expectations``, its telemetry switched off and its import's side effects undone.

    Raises
    ------
    InternalError
        ``validators.gx-stopped``: with some installations of pyspark, GX's import asks the interpreter to exit with
        code 0, which would look like a gate that passed.
    """
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # GX imports what Python deprecates
        show = warnings.showwarning
        try:
            gx = sys.modules.get(GX) or _imported(_Spare(_ours))
        except SystemExit:
            raise InternalError("validators.gx-stopped") from None
        if warnings.showwarning is not show:
            logging.captureWarnings(capture=False)  # GX sends the whole process's warnings to the log
    return gx


def _imported(spare: _Spare) -> Any:
    """The package, spared; plainly where that does not work."""
    try:
        with _rest(), _first(spare):
            import great_expectations as gx
    except Exception:  # noqa: BLE001  whatever a future release makes of it
        for name in [name for name in sys.modules if name.partition(".")[0] == GX]:
            del sys.modules[name]
        with _rest():
            import great_expectations as gx
    return gx


@contextmanager
def _rest() -> Iterator[None]:
    """No garbage is collected."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def _first(finder: _Spare) -> Iterator[None]:
    """``finder`` is asked before all others."""
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Spare:
    """A finder of modules that postpones some and, in a process of our own, leaves out others."""

    def __init__(self, ours: bool) -> None:
        self._ours = ours
        self._later = set(LATER)

    def find_spec(self, name: str, path: Sequence[str] | None, target: object = None) -> ModuleSpec | None:
        """See :class:`importlib.abc.MetaPathFinder`."""
        del path, target
        client = CLIENTS.fullmatch(name)
        if self._ours and client and client[1] not in sys.modules:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if self._ours and SOURCES.fullmatch(name):
            return ModuleSpec(name, _Unbuilt())
        if name not in self._later:
            return None
        self._later.discard(name)  # whoever asks next asks the other finders
        spec = find_spec(name)
        if spec is None or spec.loader is None:
            return None
        spec.loader = LazyLoader(spec.loader)
        return spec


class _Unbuilt(Loader):
    """A loader of a module whose every name is an empty class."""

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """See :class:`importlib.abc.Loader`."""
        return _Names(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


class _Names(ModuleType):
    """See :class:`_Unbuilt`."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        made = type(name, (), {"__module__": self.__name__})
        setattr(self, name, made)
        return made
