"""Where cases are kept: a shelf with the chained record, and what each case is by it.

The record counts. The table of cases is what the record says, kept beside it for lists of ten thousands; :meth:`CaseStore.verify`
holds the one against the other. A step is one transaction: the case is read, objections are heard, the line is written, or nothing is.
Two writers wait for each other, so the chain never forks; a crash leaves the last whole line.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.errors import BadInput, PolicyRefused, UsageError, Where
from pseudo.evidence.timestamp import request_stamp
from pseudo.ledger import GENESIS, Fault
from pseudo.model import canonical, from_json, to_json
from pseudo.procedure.case import Case
from pseudo.procedure.record import (
    Checkpoint,
    Line,
    Stamped,
    checkpoint_faults,
    draw_line,
    lines_of,
    read_entry,
    read_line,
    stamps_of,
)
from pseudo.procedure.shelf import FILE, SqliteShelf
from pseudo.procedure.steps import STEPS, after
from pseudo.procedure.terms import Stage
from pseudo.recipes.problem import Problem, as_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from pseudo.keys import Key
    from pseudo.ledger import Entry
    from pseudo.procedure.shelf import Row, Session

__all__ = ["CaseStore", "RecordReport", "Summary"]

ADDRESS = "record-url"
"""In the folder: the URL of the database that holds the record, where it is not the file beside it."""


@dataclass(frozen=True)
class Summary:
    """A case in a list."""

    id: str
    stage: Stage
    risk: str | None
    title: str
    ends: str
    keep_until: str


@dataclass(frozen=True)
class RecordReport:
    """What :meth:`CaseStore.verify` found: faults, what could not be shown, lines and cases that were checked, stamps that hold."""

    faults: tuple[Fault, ...]
    unchecked: tuple[Fault, ...]
    lines: int
    cases: int
    stamps: tuple[Stamped, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing wrong was found."""
        return not self.faults


class CaseStore:
    """The cases of an institution.

    Parameters
    ----------
    folder : Path
        Made at the first step, for its owner alone. The sealed outputs stand in it, and the record, unless it was placed elsewhere.

    Raises
    ------
    BadInput
        ``procedure.store``: the record cannot be read or written.
    PolicyRefused
        ``procedure.open-to-others``: group or world can read it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def place(self, url: str) -> None:
        """Keep the record in a PostgreSQL database: once, before the first case.

        Raises
        ------
        UsageError
            ``keys.vault-url``, ``keys.vault-password``; ``procedure.placed``: there is a record already.
        """
        from pseudo.keys.postgresql import check_url

        check_url(url)
        if any(os.path.lexists(self.folder / name) for name in (ADDRESS, FILE)):
            raise UsageError("procedure.placed")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        place = self.folder / ADDRESS
        place.touch(0o600, exist_ok=False)
        place.write_text(url, "utf-8")

    def _session(self) -> AbstractContextManager[Session]:
        """A transaction on the record, wherever it lies."""
        place = self.folder / ADDRESS
        if not os.path.lexists(place):
            return SqliteShelf(self.folder).session()
        from pseudo.procedure.shelf_postgresql import PostgresqlShelf

        return PostgresqlShelf(place.read_text("utf-8")).session()

    def register(self, paper: Any, person: str) -> Case:
        """Open a case by its application; it gets the next number of the year.

        Raises
        ------
        PolicyRefused, BadInput
            What stands against it, all of it.
        """
        with self._session() as store:
            year = clock.today()[:4]
            number = sum(row[0].startswith(f"{year}-") for row in store.rows()) + 1
            return self._take(store, Case(f"{year}-{number:04d}"), "application", paper, person)

    def record(self, case_id: str, step: str, paper: Any, person: str) -> Case:
        """Do a step of a case: hear what stands against it, write the line, give the case after it.

        Raises
        ------
        UsageError
            ``procedure.no-case``.
        PolicyRefused
            ``procedure.stage``: not at this stage; what stands against it, one problem under its own code, or ``procedure.refused``.
        """
        with self._session() as store:
            return self._take(store, self._read(store, case_id), step, paper, person)

    def hear(self, case_id: str, step: str, paper: Any) -> None:
        """Raise what stands against a step, as :meth:`record` would, and write nothing."""
        _hear(self.case(case_id), step, paper)

    def case(self, case_id: str) -> Case:
        """A case, read from the record."""
        with self._session() as store:
            return self._read(store, case_id)

    def entries(self, case_id: str) -> list[Entry]:
        """The lines of a case, in order."""
        with self._session() as store:
            return [_honest(seq, content).entry for _, seq, content in store.by_case(case_id)]

    def cases(self, stage: Stage | None = None) -> list[Summary]:
        """All cases, or those at a stage, by number."""
        with self._session() as store:
            found = [Summary(row[0], Stage(row[1]), row[2] or None, *row[3:]) for row in store.rows()]
        return [summary for summary in found if stage in (None, summary.stage)]

    def every(self) -> Iterator[Case]:
        """Every case by number, read from the record, one in memory at a time; the store is locked until the last.

        Raises
        ------
        BadInput
            ``procedure.record-line``: a line was changed.
        """
        with self._session() as store:
            for case_id, own in groupby(store.by_case(), key=itemgetter(0)):
                yield _folded(own, case_id)

    def checkpoint(self, key: Key, timestamp: str | None = None) -> Checkpoint:
        """Sign how long the record is and how it ends; keep a copy of it where the record's keeper has no hand.

        Parameters
        ----------
        key : Key
        timestamp : str, optional
            The URL of a time stamp server (RFC 3161), which gets a digest of the checkpoint.

        Raises
        ------
        UsageError, BadInput, MissingExtra
            As :func:`pseudo.evidence.timestamp.request_stamp`; nothing is kept then.
        """
        with self._session() as store:
            made = Checkpoint.signed(*_end(store), key)
        if timestamp is not None:  # the server may let one wait; nobody else does
            made = replace(made, stamp=request_stamp(made.stamped, timestamp))
        with self._session() as store:
            store.sign(canonical(made).decode())
            return made

    def verify(self, trusted_key: str | None = None, authorities: tuple[Any, ...] = ()) -> RecordReport:
        """Recompute every hash and link, every checkpoint, and what every case is, from the lines alone.

        Parameters
        ----------
        trusted_key : str, optional
            The Ed25519 public key (hexadecimal) that signs the checkpoints, got by another way.
        authorities : tuple of certificates
            Of a time stamp authority, to check stamps against.
        """
        faults: list[Fault] = []
        with self._session() as store:
            checkpoints = _checkpoints(store, faults)
            wanted = {checkpoint.length for checkpoint in checkpoints}
            heads: dict[int, str] = {0: GENESIS}
            lines = 0
            for line in lines_of((content for _, _, content in store.lines()), faults):
                lines += 1
                if line.seq + 1 in wanted:
                    heads[line.seq + 1] = line.hash
            faults += checkpoint_faults(checkpoints, heads, trusted_key)
            stamps = tuple(stamps_of(checkpoints, authorities, faults)) if authorities else ()
            cases = 0
            if not faults:  # what cases are by lines that were changed says nothing
                cases = _check_cases(store, faults)
        signed = max(wanted, default=0)
        loose = (Fault("procedure.unsigned", detail={"count": lines - signed}),) if lines > signed else ()
        return RecordReport(tuple(faults), (*loose, *_undated(checkpoints, authorities)), lines, cases, stamps)

    def _take(self, store: Session, case: Case, step: str, paper: Any, person: str) -> Case:
        _hear(case, step, paper)
        made = after(case, step, paper)
        length, head = _end(store)
        facts = {"case": case.id, "by": person, "edition": case.edition, "paper": to_json(paper)}
        line = draw_line(length, head, step, facts)
        store.add((case.id, line.seq, line.content), _row(made))
        return made

    def _read(self, store: Session, case_id: str) -> Case:
        lines = list(store.by_case(case_id))
        if not lines:
            raise UsageError("procedure.no-case")
        return _folded(lines, case_id)


def _hear(case: Case, step: str, paper: Any) -> None:
    asked = STEPS[step]
    if case.stage not in asked.stages:
        stages = {f"stages_{lang}": ", ".join(_stage(stage, lang) for stage in asked.stages) for lang in ("ko", "en")}
        named = {f"stage_{lang}": _stage(case.stage, lang) for lang in ("ko", "en")}
        raise PolicyRefused("procedure.stage", None, step=step, **named, **stages)
    problems: list[Problem] = [problem for rule in asked.objections for problem in rule(case, paper)]
    if len(problems) == 1:
        where = Where(column=".".join(map(str, problems[0].path))) if problems[0].path else None
        raise PolicyRefused(problems[0].code, where, **problems[0].facts)
    if problems:
        raise PolicyRefused("procedure.refused", None, **as_facts(problems))


def _stage(stage: Stage, lang: str) -> str:
    return stage.ko if lang == "ko" else stage.value.replace("_", " ")


def _fold(found: dict[str, Case], content: bytes) -> bool:
    """Add a line to what its case is; whether a step of ours could have written it."""
    try:
        entry = read_entry(content)
        facts = entry.facts
        paper: Any = from_json(STEPS[entry.event].paper, facts["paper"])
        case = found.get(facts["case"]) or Case(facts["case"], edition=facts["edition"])
        found[case.id] = after(case, entry.event, paper)
    except (KeyError, ValueError, TypeError):
        return False
    return True


def _folded(lines: Iterable[tuple[str, int, bytes]], case_id: str, *, hashed: bool = False) -> Case:
    """What a case is by its lines; ``hashed`` where this session found every hash right already."""
    found: dict[str, Case] = {}
    for _, seq, content in lines:
        if not hashed:
            _honest(seq, content)
        if not _fold(found, content) or found.keys() != {case_id}:
            raise BadInput("procedure.record-line", Where(file=FILE), line=seq + 1)
    return found[case_id]


def _end(store: Session) -> tuple[int, str]:
    """How many lines there are, and the hash of the last."""
    last = store.last()
    return (last[1] + 1, _honest(last[1], last[2]).hash) if last else (0, GENESIS)


def _honest(seq: int, content: bytes) -> Line:
    """A line whose hash is that of its content."""
    line = read_line(content)
    if line is None:
        raise BadInput("procedure.record-line", Where(file=FILE), line=seq + 1)
    return line


def _checkpoints(store: Session, faults: list[Fault]) -> list[Checkpoint]:
    found = []
    for content in store.checkpoints():
        try:
            found.append(from_json(Checkpoint, json.loads(content)))
        except ValueError:
            faults.append(Fault("procedure.checkpoint", detail={"length": "?"}))
    return found


def _undated(checkpoints: list[Checkpoint], authorities: tuple[Any, ...]) -> Iterator[Fault]:
    """What cannot be said of when the record was there: no stamp where one was to be checked, stamps without an authority."""
    count = sum(bool(checkpoint.stamp) for checkpoint in checkpoints)
    if count and not authorities:
        yield Fault("procedure.timestamp-unchecked", detail={"count": count})
    if authorities and not count:
        yield Fault("procedure.unstamped")


def _check_cases(store: Session, faults: list[Fault]) -> int:
    """Fold the lines case by case, one in memory at a time, and hold each against its row; how many cases there are."""
    rows = {row[0]: tuple(row) for row in store.rows()}
    count = 0
    for case_id, own in groupby(store.by_case(), key=itemgetter(0)):
        count += 1
        row = rows.pop(case_id, None)
        try:
            honest = _row(_folded(own, case_id, hashed=True)) == row
        except BadInput as error:
            faults.append(Fault(error.code, detail={"line": str(error.facts["line"])}))
        else:
            faults += [] if honest else [Fault("procedure.record-case", detail={"case": case_id})]
    faults += [Fault("procedure.record-case", detail={"case": name}) for name in rows]
    return count


def _row(case: Case) -> Row:
    risk = case.risk.value if case.risk else ""
    return case.id, case.stage.value, risk, case.title, case.ends, case.keep_until
