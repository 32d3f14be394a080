"""Risk figures as evidence: each with its method, the paper that defines it, and the attacker it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.model import Evidence
from pseudo.risk.attackers import journalist, population_sizes
from pseudo.risk.classes import MARKETER, NULLS, PROSECUTOR, RISK_SOURCE
from pseudo.risk.population import dankar, pitman, snb, zayatz
from pseudo.risk.subsets import special_uniques

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pseudo.risk.classes import Coded

__all__ = ["at_risk", "in_population", "population_uniques", "special"]

JOURNALIST = "journalist: knows the population and that the table is of it, and not who is in the table"
ESTIMATES = {
    "pitman": (pitman, "Pitman's sampling formula, maximum likelihood", "Hoshino 2001"),
    "zayatz": (zayatz, "class sizes of the sample stand for the population's", "Zayatz 1991"),
    "snb": (snb, "shifted negative binomial class sizes, by moments", "Chen & Keller-McNulty 1998"),
    "dankar": (
        dankar,
        "Pitman to a sampling fraction of 0.1, above it the smaller of Zayatz and SNB",
        "Dankar et al. 2012",
    ),
}


def at_risk(
    rows: NDArray[np.int64],
    members: NDArray[np.int64],
    k: int,
    source: str,
    columns: Sequence[str],
    attacker: str = PROSECUTOR,
) -> Evidence:
    """Share of rows in a class of fewer than ``k`` members, ``source`` being whose limit this is."""
    n = int(rows.sum())
    value = int(rows[members < k].sum()) / n if n else None
    metric = "rows_at_risk_0_1" if attacker == PROSECUTOR else "journalist_rows_at_risk_0_1"
    method = "share of rows whose probability of being linked exceeds 1 / k" + NULLS
    return Evidence(metric, value, "rate_0_1", method, source, "input", n, tuple(columns), {"k": k}, attacker=attacker)


def population_uniques(units: NDArray[np.int64], fraction: float, columns: Sequence[str]) -> list[Evidence]:
    """Population uniqueness by each estimate; where one has no figure, ``params["reason"]`` says why.

    Parameters
    ----------
    units : int64 array, shape (classes,)
        Sample members of each class.
    fraction : float
        Sampling fraction in (0, 1].
    """
    made = []
    for name, (estimate, method, source) in ESTIMATES.items():
        found = estimate(units, fraction)
        params: dict[str, object] = {"sampling_fraction": fraction, "estimate": found.method}
        if found.reason:
            params["reason"] = found.reason
        text = f"share of the population that is unique in it: {method}; assumes a simple random sample" + NULLS
        metric, n = f"population_unique_{name}_0_1", int(units.sum())
        about = tuple(columns)
        made.append(
            Evidence(metric, found.rate, "rate_0_1", text, source, "input", n, about, params, attacker=JOURNALIST)
        )
    return made


def in_population(table: Coded, population: Coded, k: int | None, source: str) -> list[Evidence] | int:
    """k-map, journalist and marketer risk, δ-presence; or how many classes have more rows than the population has.

    Parameters
    ----------
    table, population : Coded
        The same columns in the same codes; the population holds the table's people.
    k, source
        A limit and whose it is; None where none was named.
    """
    rows, members = population_sizes(table, population)
    if too_few := int((members < rows).sum()):
        return too_few
    n, about = int(rows.sum()), tuple(table.columns)
    held, of = population_sizes(population, table)
    shares = of / held
    risk = journalist(rows, members, 1.0)
    kmap = int(members.min()) if n else None
    rate, nergiz = "rate_0_1", "Nergiz, Atzori & Clifton 2007 (δ-presence)"
    linked = "journalist_average_risk_0_1"
    presence = "presence: knows a person of the population, and wants to know whether the person is in the table"
    figures: list[tuple[str, int | float | None, str, str, str, str]] = [
        (
            "k_map",
            kmap,
            "members",
            "fewest members of the population in a class of the table",
            "Sweeney 2002",
            JOURNALIST,
        ),
        ("journalist_maximum_risk_0_1", risk.highest, rate, "1 / fewest members", RISK_SOURCE, JOURNALIST),
        (linked, risk.average, rate, "mean of 1 / members over the rows", RISK_SOURCE, MARKETER),
        (
            "presence_least_0_1",
            float(shares.min()) if n else None,
            rate,
            "least rows / members of a class",
            nergiz,
            presence,
        ),
        (
            "presence_most_0_1",
            float(shares.max()) if n else None,
            rate,
            "most rows / members of a class",
            nergiz,
            presence,
        ),
    ]
    made = [
        Evidence(metric, value, unit, method + NULLS, paper, "input", n, about, attacker=attacker)
        for metric, value, unit, method, paper, attacker in figures
    ]
    if k is not None:
        made.append(at_risk(rows, members, k, source, about, JOURNALIST))
    return made


def special(codes: Coded, largest: int) -> Evidence:
    """Rows that few columns single out, and how often each column is one of these.

    Parameters
    ----------
    codes : Coded
    largest : int
        Most columns of a minimal sample unique that is looked for.
    """
    found = special_uniques(codes, largest)
    params = {
        "largest_set": largest,
        "minimal_sample_uniques_by_column": found.by_column,
        "rows_by_smallest_set": {
            str(size): int((found.smallest == size).sum()) for size in range(1, min(largest, len(codes.columns)) + 1)
        },
    }
    method = f"rows with a minimal sample unique of at most {largest} columns" + NULLS
    source = "Elliot, Manning & Ford 2002; Manning, Haglin & Keane 2008 (SUDA2)"
    n, value = len(codes.codes), int((found.count > 0).sum())
    about = tuple(codes.columns)
    return Evidence("special_uniques", value, "rows", method, source, "input", n, about, params, attacker=PROSECUTOR)
