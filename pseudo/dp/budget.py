"""The privacy budget of a population: granted once, spent exactly, written before any noise is drawn.

A *lineage* names a population of data subjects, not a file: all releases about the same people draw on one budget,
whatever table, extract or year they come from. Composition is basic: the ε and the δ of a lineage's releases add
up (Dwork and Roth, 2014, theorem 3.16); that is an upper bound for any releases, chosen adaptively or not.

Not protected against: the custodian of the budget file. Its chain shows a changed line, not lines cut off at the
end.
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from pseudo import paths
from pseudo.dp.amount import decimal_text, delta_of, epsilon_of
from pseudo.errors import PolicyRefused, UsageError
from pseudo.evidence import Ledger, chained_entries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pseudo.evidence import Entry
    from pseudo.ledger import LedgerWriter

__all__ = ["Balance", "Budget", "SpendRecord"]


@dataclass(frozen=True)
class SpendRecord:
    """One spending: exact decimals, what for, when, and its line in the budget file (from 0)."""

    lineage: str
    epsilon: str
    delta: str
    what: str
    time: str
    seq: int


@dataclass(frozen=True)
class Balance:
    """A lineage's account in exact decimals; ``left`` is granted less spent, and 0 where a total was lowered or it was closed.

    ``closed`` is when that was; empty while more can be spent.
    """

    lineage: str
    granted_epsilon: str
    granted_delta: str
    spent_epsilon: str
    spent_delta: str
    left_epsilon: str
    left_delta: str
    spends: tuple[SpendRecord, ...]
    closed: str = ""


class Budget:
    """The institution's budgets, in one hash-chained, locked file: two processes cannot spend the same amount.

    Parameters
    ----------
    path : Path, optional
        The file; ``budget.jsonl`` in ``pseudo.paths.home()`` by default.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import mkdtemp
    >>> budget = Budget(Path(mkdtemp()) / "budget.jsonl")
    >>> budget.grant("가나병원 외래환자", "1", "0").left_epsilon
    '1'
    >>> _ = budget.spend("가나병원 외래환자", "0.1", "0", "visits by department")
    >>> budget.show("가나병원 외래환자").left_epsilon
    '0.9'
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or paths.home() / "budget.jsonl"

    def place(self, url: str) -> None:
        """Keep the budgets in a PostgreSQL database that several machines share: once, before the first grant.

        Raises
        ------
        UsageError
            keys.vault-url, keys.vault-password; dp.budget-placed: there are budgets already.
        """
        from pseudo.keys.postgresql import check_url

        check_url(url)
        if os.path.lexists(self.path) or os.path.lexists(self._address):
            raise UsageError("dp.budget-placed")
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._address.touch(0o600, exist_ok=False)
        self._address.write_text(url, "utf-8")

    @property
    def _address(self) -> Path:
        """The file with the database's URL, where the budgets lie in one."""
        return self.path.with_suffix(".url")

    def _exclusive(self) -> AbstractContextManager[LedgerWriter]:
        """The ledger, locked, wherever it lies."""
        if not os.path.lexists(self._address):
            return Ledger(self.path).exclusive()
        from pseudo.dp.ledger_postgresql import PostgresqlLedger

        return PostgresqlLedger(self._address.read_text("utf-8")).exclusive()

    def _entries(self) -> tuple[Entry, ...]:
        if not os.path.lexists(self._address):
            return chained_entries(self.path)
        with self._exclusive() as writer:
            return writer.entries

    def grant(self, lineage: str, epsilon: str, delta: str = "0", reason: str = "") -> Balance:
        """Fix the total of a lineage. The same total again changes nothing; another total needs a reason.

        Parameters
        ----------
        lineage : str
            The population.
        epsilon, delta : str
            The whole budget, exact decimals.
        reason : str
            Why a total fixed before is changed; kept on record.

        Raises
        ------
        PolicyRefused
            dp.granted-already: there is another total, and no reason was given. dp.closed.
        """
        lineage = _lineage(lineage)
        total = (epsilon_of(epsilon), delta_of(delta))
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._exclusive() as writer:
            account = _Account.of(lineage, writer.entries)
            account.refuse_closed()
            if account.granted not in (None, total) and not reason.strip():
                before = account.balance()
                granted = {"epsilon": before.granted_epsilon, "delta": before.granted_delta}
                raise PolicyRefused("dp.granted-already", None, lineage=lineage, **granted)
            if account.granted != total:
                amounts = {"epsilon": decimal_text(total[0]), "delta": decimal_text(total[1])}
                writer.append("budget-granted", lineage=lineage, **amounts, reason=reason.strip())
            return _Account.of(lineage, writer.entries).balance()

    def close(self, lineage: str, reason: str) -> Balance:
        """End a lineage's budget for good: nothing more is spent or granted. What was spent stays on record, and so does the reason.

        Raises
        ------
        UsageError
            dp.close-reason: no reason is given.
        PolicyRefused
            dp.no-budget, dp.closed.
        """
        lineage = _lineage(lineage)
        if not reason.strip():
            raise UsageError("dp.close-reason")
        if not self._entries():
            raise PolicyRefused("dp.no-budget", lineage=lineage)
        with self._exclusive() as writer:
            account = _Account.of(lineage, writer.entries)
            if account.granted is None:
                raise PolicyRefused("dp.no-budget", lineage=lineage)
            account.refuse_closed()
            writer.append("budget-closed", lineage=lineage, reason=reason.strip())
            return _Account.of(lineage, writer.entries).balance()

    def spend(self, lineage: str, epsilon: str, delta: str, what: str) -> SpendRecord:
        """Take an amount, before the noise is drawn. It is on disk when this returns: a crash afterwards has spent it.

        Parameters
        ----------
        lineage : str
            The population.
        epsilon, delta : str
            Exact decimals.
        what : str
            What is released; public, and never a value of a table.

        Raises
        ------
        PolicyRefused
            dp.no-budget; dp.closed; dp.overspent, with what was granted, spent and asked. Nothing is taken then.
        """
        lineage = _lineage(lineage)
        asked = (epsilon_of(epsilon), delta_of(delta))
        if not self._entries():
            raise PolicyRefused("dp.no-budget", lineage=lineage)
        with self._exclusive() as writer:
            account = _Account.of(lineage, writer.entries)
            account.refuse_overspending(asked)
            amounts = {"epsilon": decimal_text(asked[0]), "delta": decimal_text(asked[1])}
            return _spend_record(writer.append("budget-spent", lineage=lineage, **amounts, what=what))

    def check(self, lineage: str, amounts: Iterable[tuple[str, str]]) -> None:
        """Refuse, before any work is done, what :meth:`spend` would refuse now; takes nothing and keeps nothing back.

        Parameters
        ----------
        lineage : str
            The population.
        amounts : iterable of (str, str)
            ε and δ of each spending to come, exact decimals.

        Raises
        ------
        PolicyRefused
            dp.no-budget, dp.closed, dp.overspent.
        """
        asked = [(epsilon_of(epsilon), delta_of(delta)) for epsilon, delta in amounts]
        total = (sum((epsilon for epsilon, _ in asked), Fraction()), sum((delta for _, delta in asked), Fraction()))
        self._account(lineage).refuse_overspending(total)

    def show(self, lineage: str) -> Balance:
        """Tell what a lineage was granted, has spent and has left.

        Raises
        ------
        PolicyRefused
            dp.no-budget.
        BadInput
            evidence.ledger-broken: the budget file was tampered with.
        """
        account = self._account(lineage)
        if account.granted is None:
            raise PolicyRefused("dp.no-budget", lineage=account.lineage)
        return account.balance()

    def _account(self, lineage: str) -> _Account:
        lineage = _lineage(lineage)
        return _Account.of(lineage, self._entries())


@dataclass(frozen=True)
class _Account:
    """A lineage's lines of the file, added up: (ε, δ) granted, or None, and spent."""

    lineage: str
    granted: tuple[Fraction, Fraction] | None
    spent: tuple[Fraction, Fraction]
    spends: tuple[SpendRecord, ...]
    closed: str

    @classmethod
    def of(cls, lineage: str, entries: Iterable[Entry]) -> _Account:
        granted: tuple[Fraction, Fraction] | None = None
        spends: list[SpendRecord] = []
        closed = ""
        for entry in entries:
            if entry.facts.get("lineage") != lineage:
                continue
            if entry.event == "budget-granted":
                granted = (epsilon_of(entry.facts["epsilon"]), delta_of(entry.facts["delta"]))
            elif entry.event == "budget-spent":
                spends.append(_spend_record(entry))
            elif entry.event == "budget-closed":
                closed = entry.time
        epsilon = sum((Fraction(spend.epsilon) for spend in spends), Fraction())
        delta = sum((Fraction(spend.delta) for spend in spends), Fraction())
        return cls(lineage, granted, (epsilon, delta), tuple(spends), closed)

    def refuse_closed(self) -> None:
        if self.closed:
            raise PolicyRefused("dp.closed", lineage=self.lineage, time=self.closed)

    def refuse_overspending(self, asked: tuple[Fraction, Fraction]) -> None:
        if self.granted is None:
            raise PolicyRefused("dp.no-budget", lineage=self.lineage)
        self.refuse_closed()
        if any(spent + more > total for total, spent, more in zip(self.granted, self.spent, asked, strict=True)):
            balance = self.balance()
            raise PolicyRefused(
                "dp.overspent",
                lineage=self.lineage,
                granted_epsilon=balance.granted_epsilon,
                granted_delta=balance.granted_delta,
                spent_epsilon=balance.spent_epsilon,
                spent_delta=balance.spent_delta,
                asked_epsilon=decimal_text(asked[0]),
                asked_delta=decimal_text(asked[1]),
            )

    def balance(self) -> Balance:
        granted = self.granted or (Fraction(), Fraction())
        spent_of = zip(granted, self.spent, strict=True)
        left = [Fraction() if self.closed else max(total - spent, Fraction()) for total, spent in spent_of]
        return Balance(
            lineage=self.lineage,
            granted_epsilon=decimal_text(granted[0]),
            granted_delta=decimal_text(granted[1]),
            spent_epsilon=decimal_text(self.spent[0]),
            spent_delta=decimal_text(self.spent[1]),
            left_epsilon=decimal_text(left[0]),
            left_delta=decimal_text(left[1]),
            spends=self.spends,
            closed=self.closed,
        )


def _spend_record(entry: Entry) -> SpendRecord:
    facts = entry.facts
    return SpendRecord(facts["lineage"], facts["epsilon"], facts["delta"], facts["what"], entry.time, entry.seq)


def _lineage(name: str) -> str:
    """Normalise a lineage: NFC and single spaces, so that one population has not two budgets by the way it is typed."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name or not name.isprintable():
        raise UsageError("dp.lineage")
    return name
