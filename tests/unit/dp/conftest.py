"""Budgets and statistics for the room's tests."""

import pytest

from pseudo.dp import Budget
from pseudo.model import Statistic

LINEAGE = "가나병원 외래환자"


@pytest.fixture
def budget(tmp_path):
    budget = Budget(tmp_path / "budget.jsonl")
    budget.grant(LINEAGE, "1", "1e-6")
    return budget


@pytest.fixture
def lineage():
    return LINEAGE


@pytest.fixture
def statistic():
    def make(mechanism="laplace", epsilon="0.5", rows=2, delta=None, categories=("내과", "외과", "소아과")):
        delta = delta if delta is not None else ("0" if mechanism == "laplace" else "1e-7")
        return Statistic("진료과별", "진료과", tuple(categories), mechanism, epsilon, rows, delta)

    return make
