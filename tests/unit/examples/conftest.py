"""The example scripts as modules. They are scripts and not a package: their folder is on the path while they are imported."""

import importlib
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="session")
def example():
    def load(name):
        sys.path.insert(0, str(EXAMPLES))
        try:
            return importlib.import_module(name)
        finally:
            sys.path.remove(str(EXAMPLES))

    return load


@pytest.fixture(scope="session")
def rrn_check():
    """The check digit by the published formula: (11 - Σ wᵢdᵢ mod 11) mod 10."""

    def check(number):
        digits = [int(c) for c in number if c.isdigit()]
        weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
        return (11 - sum(w * d for w, d in zip(weights, digits[:12], strict=True)) % 11) % 10 == digits[12]

    return check
