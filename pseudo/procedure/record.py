"""The record of all cases: one hash-chained, append-only list of lines, and the checkpoints that fix its length.

A line is a :class:`pseudo.ledger.Entry` in canonical JSON, as in every other ledger of the project; its ``facts`` are case, step, who,
and the paper. A line cannot be changed, taken out, doubled or moved without a later one showing it; that the last lines were cut off
shows against a checkpoint, which is signed with a key of the institution (시행령 제30조 제1항 제5호).
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pseudo import clock
from pseudo.keys import signature_holds
from pseudo.ledger import GENESIS, Entry, Fault
from pseudo.model import canonical, from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pseudo.keys import Key

__all__ = [
    "Checkpoint",
    "Line",
    "Stamped",
    "checkpoint_faults",
    "draw_line",
    "lines_of",
    "read_entry",
    "read_line",
    "stamps_of",
]

CONTEXT = b"pseudokit case record checkpoint 1\x00"
TAIL = b'"prev":"'
END = re.compile(rb'"prev":"([0-9a-f]{64})","seq":(0|[1-9][0-9]{0,17}),"time":"[0-9:.+TZ-]{1,40}"\}')
HASH = b'"hash":"'
HASH_PART = len(HASH) + 64 + len('",')


@dataclass(frozen=True)
class Line:
    """A line of the record, checked in itself: number from 0, hash, hash of the one before, and its bytes."""

    seq: int
    hash: str
    prev: str
    content: bytes

    @property
    def entry(self) -> Entry:
        """The line as an entry."""
        return read_entry(self.content)


@dataclass(frozen=True)
class Checkpoint:
    """A signed statement that the record had so many lines, the last with this hash.

    ``stamp`` is an RFC 3161 time stamp (base64) over all the rest, the signature among it; empty for none.
    """

    length: int
    head: str
    time: str
    key_id: str
    verifying_key: str
    signature: str = ""
    stamp: str = ""

    def message(self) -> bytes:
        """The signed bytes."""
        content = {"head": self.head, "key_id": self.key_id, "length": self.length, "time": self.time}
        return CONTEXT + canonical(content)

    @property
    def stamped(self) -> bytes:
        """The bytes that a stamp is over."""
        return canonical(replace(self, stamp=""))

    @classmethod
    def signed(cls, length: int, head: str, key: Key) -> Checkpoint:
        """A checkpoint signed with Ed25519 (RFC 8032)."""
        draft = cls(length, head, clock.now(), key.id, key.verifying_key)
        return replace(draft, signature=key.sign(draft.message()).hex())

    @property
    def holds(self) -> bool:
        """Whether the signature is that of the key it names."""
        try:
            signature = bytes.fromhex(self.signature)
        except ValueError:
            return False
        return signature_holds(self.verifying_key, self.message(), signature)


@dataclass(frozen=True)
class Stamped:
    """So many lines were there at this time, by the authority's clock (UTC)."""

    length: int
    time: str


def draw_line(seq: int, prev: str, step: str, facts: dict[str, Any]) -> Line:
    """Write the next line."""
    draft = Entry(seq, clock.now(), step, facts, prev)
    entry = Entry(seq, draft.time, step, facts, prev, draft.computed_hash())
    return Line(seq, entry.hash, prev, canonical(entry))


def read_line(content: Any) -> Line | None:
    """Give a line whose hash is that of its bytes, or None.

    The hash is over the canonical JSON without ``hash``. That member stands before ``prev``, ``seq`` and ``time``, none of which can
    hold its name, so its place is found from the end and the line need not be parsed.
    """
    if not isinstance(content, bytes):  # a database keeps what it is given, whatever the column's type
        return None
    at = content.rfind(TAIL)
    start = at - HASH_PART
    if start < 0 or content[start : start + len(HASH)] != HASH or content[at - 2 : at] != b'",':
        return None
    hashed = content[start + len(HASH) : at - 2].decode("ascii", "replace")
    if hashlib.sha256(content[:start] + content[at:]).hexdigest() != hashed:
        return None
    end = END.fullmatch(content, at)
    return Line(int(end[2]), hashed, end[1].decode(), content) if end else None


def read_entry(content: bytes) -> Entry:
    """The entry of a line whose hash was found right before.

    Raises
    ------
    ValueError
        It is none.
    """
    return from_json(Entry, json.loads(content.decode()))


def lines_of(contents: Iterable[bytes], faults: list[Fault]) -> Iterator[Line]:
    """Check lines one after the other, in bounded memory; what is wrong is added to ``faults`` by line number from 1."""
    previous: str | None = GENESIS
    for number, content in enumerate(contents):
        line = read_line(content)
        if line is None:
            faults.append(Fault("procedure.record-line", detail={"line": number + 1}))
            previous = None  # what the line's hash was cannot be known, so the next one's link is not judged
            continue
        if line.seq != number or previous not in (None, line.prev):
            faults.append(Fault("procedure.record-chain", detail={"line": number + 1}))
        previous = line.hash
        yield line


def checkpoint_faults(
    checkpoints: Iterable[Checkpoint], heads: dict[int, str], trusted_key: str | None
) -> Iterator[Fault]:
    """Hold checkpoints against the record; ``heads`` gives the hash of the last of so many lines."""
    for checkpoint in checkpoints:
        if not checkpoint.holds or heads.get(checkpoint.length) != checkpoint.head:
            yield Fault("procedure.checkpoint", detail={"length": checkpoint.length})
        elif trusted_key is not None and checkpoint.verifying_key != trusted_key:
            yield Fault("procedure.checkpoint-key", detail={"length": checkpoint.length})


def stamps_of(
    checkpoints: Iterable[Checkpoint], authorities: tuple[Any, ...], faults: list[Fault]
) -> Iterator[Stamped]:
    """When each stamped checkpoint was there, by an authority; stamps that do not hold are added to ``faults``."""
    from pseudo.evidence.timestamp import stamp_time

    for checkpoint in checkpoints:
        if checkpoint.stamp:
            time = stamp_time(checkpoint.stamp, checkpoint.stamped, authorities)
            if time is None:
                faults.append(Fault("procedure.timestamp", detail={"length": checkpoint.length}))
            else:
                yield Stamped(checkpoint.length, time)
