"""What tests share: a home of their own, so that no test touches a user's keys or budgets, and the shared data."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory, monkeypatch):
    """Keys, budgets and logs of a test stay in its own folder; the kernel cache is shared, so that kernels compile once."""
    monkeypatch.setenv("PSEUDO_HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.delenv("PSEUDO_KEYS", raising=False)
    monkeypatch.setenv("PSEUDO_LANG", "en")


@pytest.fixture(scope="session")
def shared_data():
    """The folder of shared data; tests that need it are skipped, visibly, where it is absent."""
    folder = Path(os.environ.get("PSEUDO_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"shared data are not here ({folder.name}); set PSEUDO_SHARED_DATA")
    return folder
