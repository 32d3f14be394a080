"""The boundary to SDV: imported without its files in the user's folder; what it says is not passed on, since it may hold cells."""

from __future__ import annotations

import contextlib
import logging
import os
import warnings
from typing import TYPE_CHECKING, TypeVar

from pseudo.errors import BadInput, MissingExtra

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["guarded", "import_sdv"]

T = TypeVar("T")
_LOGGERS = ("sdv", "rdt", "copulas", "ctgan", "SingleTableSynthesizer")


def import_sdv() -> None:
    """Import SDV without the configuration file that it writes to the user's data folder.

    SDV asks platformdirs for that folder while it is imported; under the null device it cannot be made, and SDV goes on
    with loggers that write nothing.

    Raises
    ------
    MissingExtra
        ``general.extra-missing``.
    """
    before = os.environ.get("XDG_DATA_HOME")
    os.environ["XDG_DATA_HOME"] = os.devnull
    try:
        with _silence():
            import sdv.single_table  # noqa: F401
    except ImportError:
        missing = True
    else:
        missing = False
    finally:
        if before is None:
            del os.environ["XDG_DATA_HOME"]
        else:
            os.environ["XDG_DATA_HOME"] = before
    if missing:
        raise MissingExtra("general.extra-missing", extra="synth")


def guarded(stage: str, call: Callable[[], T]) -> T:
    """Call; an exception becomes ours outside the handler, so that not even its context holds a cell.

    Raises
    ------
    BadInput
        ``synth.engine-failed`` with the stage and the kind of SDV's exception, never its text.
    """
    try:
        with _silence():
            return call()
    except Exception as error:  # noqa: BLE001  (SDV raises of every kind, with raw cells in the text)
        kind = type(error).__name__
    raise BadInput("synth.engine-failed", stage=stage, kind=kind)


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """No warning and no log record of SDV: either may hold a cell."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    levels = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.CRITICAL + 1)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
