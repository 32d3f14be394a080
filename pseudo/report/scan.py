"""What a scan says, as plain data in one language: the terminal's table and the page show the same words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pseudo.detect import entities
from pseudo.report.html import render_template
from pseudo.report.words import DETECTED, FORMATS, SCAN, VERDICTS, pick

if TYPE_CHECKING:
    from pseudo.model import ColumnFinding, Scan, StrayHit, TableFacts
    from pseudo.report.view import View

__all__ = ["render_scan", "scan_view"]


def scan_view(scan: Scan, *, lang: str) -> View:
    """A scan's content in one language.

    Parameters
    ----------
    scan : Scan
        What was found.
    lang : str
        "ko" or "en".

    Returns
    -------
    dict
        ``lang``, ``words``, ``name``, ``size`` and ``read`` (how the file was read) as text, ``counts`` (verdict, title and number of
        columns) and ``columns``. Of each column: ``column``, ``verdict``, ``verdict_title``, ``entity`` (its title, may be empty),
        ``role``, ``share`` (0..1 of the sampled values that have the form of a typed column's kind; None: not measured), ``score``
        (0..1), ``missing`` (0..1 of the rows, or None) and ``why`` (a list of texts).
    """
    rows = f"{scan.table.rows:,}" if scan.table.rows is not None else "?"
    verdicts = [finding.verdict.value for finding in scan.columns]
    return {
        "lang": lang,
        "words": {key: pick(pair, lang) for key, pair in SCAN.items()},
        "name": scan.table.name,
        "size": pick(SCAN["size"], lang).format(rows=rows, columns=f"{len(scan.columns):,}"),
        "read": _read(scan.table, lang),
        "counts": [(value, pick(pair, lang), verdicts.count(value)) for value, pair in VERDICTS.items()],
        "columns": [_column(finding, lang) for finding in scan.columns],
    }


def render_scan(scan: Scan, *, lang: str = "ko") -> str:
    """A self-contained page of a scan: styles and bars inside, no script, no request, no value of a cell.

    Parameters
    ----------
    scan : Scan
        What was found.
    lang : str
        "ko" or "en".
    """
    return render_template("scan.html", scan_view(scan, lang=lang))


def _read(facts: TableFacts, lang: str) -> str:
    delimiter = pick(FORMATS["tab"], lang) if facts.delimiter == "\t" else facts.delimiter
    how = " ".join(filter(None, (facts.format, facts.encoding, delimiter, facts.newline)))
    if not facts.detected:
        return how
    judged = ", ".join(pick(DETECTED.get(what, (what, what)), lang) for what in facts.detected)
    return f"{how}; {pick(SCAN['detected'], lang)}: {judged}"


def _column(finding: ColumnFinding, lang: str) -> View:
    typed = finding.verdict.value == "typed"
    reasons = [reason.ko if lang == "ko" else reason.en for reason in finding.reasons]
    return {
        "column": finding.column,
        "verdict": finding.verdict.value,
        "verdict_title": pick(VERDICTS[finding.verdict.value], lang),
        "entity": _title(finding.entity, lang) if finding.entity else "",
        "role": finding.role.ko if lang == "ko" else finding.role.value.replace("_", " "),
        "share": finding.rates.get("match_rate_0_1") if typed else None,
        "score": finding.score,
        "missing": finding.rates.get("null_rate_0_1"),
        "why": reasons + [_stray(hit, lang) for hit in finding.stray],
    }


def _stray(hit: StrayHit, lang: str) -> str:
    said = pick(SCAN["stray"], lang).format(count=f"{hit.count:,}", entity=_title(hit.entity, lang))
    if not hit.rows:
        return said
    more = "…" if hit.count > len(hit.rows) else ""
    return f"{said} ({pick(SCAN['rows'], lang)} {', '.join(map(str, hit.rows))}{more})"


def _title(entity: str, lang: str) -> str:
    info = entities().get(entity)
    return entity if info is None else info.title.ko if lang == "ko" else info.title.en
