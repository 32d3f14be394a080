"""A small cluster in this process, started once."""

from __future__ import annotations

import importlib.util
import os
import shutil

import pytest


@pytest.fixture(scope="session")
def spark():
    """A real local cluster of two cores that tries a failed task four times."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed: pip install 'pseudokit[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("there is no Java: Spark needs 17 or newer")
    from pseudo.engine.spark import session

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(
            "JDK_JAVA_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
        )  # half the time, on runs this short
        with session("local[2,4]") as started:
            yield started
