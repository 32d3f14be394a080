"""A package for the open-data portal: the file under its name, metadata, dictionary, quality diagnoses, checksums.

Only what may be open to all: statistics with differential privacy, and synthetic rows whose review approved them (본권 p.12-13).
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pseudo import clock, entropy
from pseudo.errors import BadInput, PolicyRefused, UsageError, Where
from pseudo.ledger import sync_folder
from pseudo.model import Publication, from_json, to_json
from pseudo.procedure.case import day_of
from pseudo.recipes.document import read_document
from pseudo.recipes.lint import read_text
from pseudo.recipes.problem import Problem, as_facts
from pseudo.recipes.shape import shape_problems
from pseudo.table import disk_errors
from pseudo.validators.diagnoses import DOMAINS, Diagnosis, diagnose, score_of
from pseudo.workflow.release import Release
from pseudo.workflow.verification import verify

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

__all__ = ["Package", "publish"]

OPEN_KINDS = ("statistics", "synthetic")
LEAST_LETTERS, KEYWORDS = 50, (3, 8)
"""이해가능성: letters of the description, keywords (평가편람)."""


@dataclass(frozen=True)
class Package:
    """What was written: the folder, the data file's name, the sixteen diagnoses and their points."""

    path: Path
    data: str
    diagnoses: tuple[Diagnosis, ...]
    score: int


def publish(
    release: str | Path,
    publication: str | Path,
    out: str | Path,
    *,
    decision: str | Path | None = None,
    decision_key: str | None = None,
) -> Package:
    """Verify a release that may be opened, and write the package.

    Parameters
    ----------
    release : path
        A release of statistics or of synthetic rows.
    publication : path
        YAML of a :class:`~pseudo.model.Publication`.
    out : path
        A new folder.
    decision : path, optional
        The review's signed decision; synthetic rows are not opened without one.
    decision_key : str, optional
        The public key of who signs decisions.

    Raises
    ------
    PolicyRefused
        ``publish.kind``: pseudonymised rows; ``publish.decision``: synthetic rows without a decision; ``publish.unverified``.
    BadInput
        ``publish.paper``: everything that is wrong with the publication, by line.
    UsageError
        ``procedure.exists``: something stands at ``out``.
    """
    folder, target = Path(release), Path(out).absolute()
    if target.exists():
        raise UsageError("procedure.exists", Where(file=str(target)))
    made = Release(folder)
    if made.manifest.kind not in OPEN_KINDS:
        raise PolicyRefused("publish.kind")
    if made.manifest.kind == "synthetic" and decision is None:
        raise PolicyRefused("publish.decision")
    checked = verify(folder, decision=decision, decision_key=decision_key)
    if not checked.ok:
        codes = ", ".join(sorted({fault.code for fault in checked.faults}))
        raise PolicyRefused("publish.unverified", Where(file=str(folder)), codes=codes)
    table = _texts(made)
    said = _read(Path(publication), table.columns)
    diagnoses = diagnose(table, said)
    name = f"{_word(said.institution)}_{_word(said.title)}_{clock.today().replace('-', '')}.csv"
    files = {
        name: table.write_csv().encode("utf-8-sig"),
        "metadata.json": _json(_metadata(said, name, made)),
        "dictionary.csv": _dictionary(said),
        "quality.json": _json(_quality(diagnoses)),
    }
    files["dcat.jsonld"] = _json(_dcat(said, name, files[name]))
    files["SHA256SUMS"] = "".join(f"{_sha256(content)}  {path}\n" for path, content in sorted(files.items())).encode()
    _write(target, files)
    return Package(target, name, diagnoses, score_of(diagnoses))


def _texts(release: Release) -> pl.DataFrame:
    """The released table, every cell a text or missing; an empty text is missing."""
    import polars as pl

    table = pl.DataFrame(release.table())
    texts = table.select(pl.all().cast(pl.String))
    return texts.select(pl.when(pl.all() != "").then(pl.all()))


def _read(path: Path, columns: list[str]) -> Publication:
    document = read_document(read_text(path))
    problems = document.problems or shape_problems(Publication, document.data)
    if not problems:
        said = from_json(Publication, document.data)
        problems = [*_problems(said, columns)]
    if problems:
        raise BadInput("publish.paper", Where(file=path.name), **as_facts(document.in_order(problems)))
    return said


def _problems(said: Publication, columns: list[str]) -> Iterator[Problem]:
    if len(said.description) < LEAST_LETTERS:
        yield Problem("publish.description", ("description",), {"least": LEAST_LETTERS})
    if not KEYWORDS[0] <= len(set(said.keywords)) <= KEYWORDS[1]:
        yield Problem("publish.keywords", ("keywords",), {"least": KEYWORDS[0], "most": KEYWORDS[1]})
    if set(said.columns) != set(columns):
        missing, extra = set(columns) - set(said.columns), set(said.columns) - set(columns)
        yield Problem("publish.columns", ("columns",), {"missing": len(missing), "extra": len(extra)})
    for name, meaning in said.columns.items():
        if not meaning.about.strip() or meaning.domain not in ("", *DOMAINS):
            yield Problem("publish.meaning", ("columns", name), {"domains": ", ".join(DOMAINS)})
    if said.next_date and day_of(said.next_date) is None:
        yield Problem("procedure.date", ("next_date",))
    yield from _rule_problems(said, columns)


def _rule_problems(said: Publication, columns: list[str]) -> Iterator[Problem]:
    rules = said.quality
    shapes = (("time_order", rules.time_order, 2), ("precedence", rules.precedence, 2), ("logic", rules.logic, 4))
    named: dict[str, list[str]] = {
        "formulas": [name for one in rules.formulas for name in (one.total, *one.parts)],
        "references": [one.column for one in rules.references],
        "unique": list(rules.unique),
    }
    for key, found, length in shapes:
        named[key] = [one[n] for one in found if len(one) == length for n in ((0, 1) if length == 2 else (0, 2))]
        if any(len(one) != length for one in found):
            yield Problem("publish.rule", ("quality", key))
    for key, names in named.items():
        if not set(names) <= set(columns):
            yield Problem("publish.rule", ("quality", key))


def _metadata(said: Publication, name: str, release: Release) -> dict[str, Any]:
    """The portal's fields under its own names where these are known, and the institution's words beside them."""
    return {
        "schema_version": 1,
        "publicDataSj": name.removesuffix(".csv"),
        "publicDataDc": said.description,
        "kwrd": ",".join(said.keywords),
        "brmCode": said.category,
        "jrsdMiryfcCode": said.institution_code,
        "dataRegistCycle": said.cycle,
        "dataNm": name,
        "institution": said.institution,
        "department": said.department,
        "phone": said.phone,
        "next_date": said.next_date,
        "license": said.license,
        "kind": "합성데이터" if release.manifest.kind == "synthetic" else "통계(차등정보보호 적용)",
        "created": release.manifest.created,
        "release_manifest_sha256": _sha256((release.path / "manifest.json").read_bytes()),
    }


def _dcat(said: Publication, name: str, data: bytes) -> dict[str, Any]:
    """DCAT 2 (W3C), as JSON-LD."""
    distribution = {
        "@type": "dcat:Distribution",
        "dct:title": name,
        "dct:format": "CSV",
        "dcat:mediaType": "text/csv;charset=utf-8",
        "dcat:byteSize": len(data),
        "spdx:checksum": {"@type": "spdx:Checksum", "spdx:algorithm": "sha256", "spdx:checksumValue": _sha256(data)},
    }
    return {
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "spdx": "http://spdx.org/rdf/terms#",
        },
        "@type": "dcat:Dataset",
        "dct:title": said.title,
        "dct:description": said.description,
        "dcat:keyword": list(said.keywords),
        "dct:publisher": {"@type": "foaf:Organization", "foaf:name": said.institution},
        "dct:accrualPeriodicity": said.cycle,
        "dct:license": said.license,
        "dct:language": "ko",
        "dct:issued": clock.today(),
        "dcat:distribution": [distribution],
    }


def _dictionary(said: Publication) -> bytes:
    made = io.StringIO()
    writer = csv.writer(made)
    writer.writerow(["항목명", "영문약어", "도메인", "단위", "필수", "코드", "설명"])
    for name, meaning in said.columns.items():
        domain = DOMAINS[meaning.domain][0].removeprefix("도메인 ") if meaning.domain else ""
        needed = "필수" if meaning.required else ""
        codes = ", ".join(meaning.codes)
        writer.writerow([name, meaning.abbreviation, domain, meaning.unit, needed, codes, meaning.about])
    return made.getvalue().encode("utf-8-sig")


def _quality(diagnoses: tuple[Diagnosis, ...]) -> dict[str, Any]:
    listed = [{**to_json(one), "rate_0_1": one.rate, "diagnosed": one.checked > 0} for one in diagnoses]
    return {"schema_version": 1, "score": score_of(diagnoses), "diagnoses": listed}


def _write(target: Path, files: dict[str, bytes]) -> None:
    draft = target.parent / f".{target.name}.candidate-{entropy.token()}"
    with disk_errors(str(target)):
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir()
        try:
            for name, content in files.items():
                (draft / name).write_bytes(content)
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        sync_folder(target.parent)


def _word(text: str) -> str:
    """A name's part of a file's name: nothing that a file system or the portal takes for more than a letter."""
    return re.sub(r'[\\/:*?"<>|_\x00-\x1f]+', " ", text).strip()


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
