"""``pseudo case forms``, ``lint`` and ``sample``: a case's papers as forms, and what they contradict."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pseudo.cli.case_options import cases_option
from pseudo.cli.options import json_option
from pseudo.cli.words import t

if TYPE_CHECKING:
    from pseudo.procedure.dossier import Dossier

__all__ = ["forms", "lint", "sample"]

DOSSIER = click.option(
    "--dossier",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=t(
        "기록 대신 손으로 쓴 서류철(YAML)을 읽습니다.", "Read a dossier written by hand (YAML) instead of the record."
    ),
)


@click.command(
    "forms",
    help=t(
        "사안(ID)의 서식 ➊–➓을 만듭니다. 서명·날인·판단 칸은 비워 둡니다.",
        "Write the forms of case ID; places to sign stay empty.",
    ),
)
@click.argument("case_id", metavar="ID", required=False)
@DOSSIER
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, file_okay=False), help=t("서식을 둘 폴더.", "The folder.")
)
@click.option(
    "--format",
    "kinds",
    multiple=True,
    type=click.Choice(["html", "docx", "hwpx", "pdf", "xlsx", "json"]),
    default=("html",),
    show_default=True,
    help=t("형식(여러 번 지정 가능).", "Format; may be given several times."),
)
@click.option(
    "--all", "every", is_flag=True, help=t("필요하지 않은 서식도 만듭니다.", "Those too that the case does not need.")
)
@click.option("--force", is_flag=True, help=t("이미 있는 파일을 덮어씁니다.", "Overwrite files that are there."))
@cases_option
def forms(
    case_id: str | None,
    dossier: Path | None,
    out: Path,
    kinds: tuple[str, ...],
    every: bool,
    force: bool,
    cases: Path | None,
) -> None:
    """Write forms."""
    from pseudo.errors import UsageError, Where
    from pseudo.forms import render, sheets
    from pseudo.procedure import Form, Need
    from pseudo.workflow import case_store

    papers = _dossier(case_id, dossier, cases)
    wanted = tuple(Form)
    if case_id and not every:
        needs = case_store(cases).case(case_id).forms()
        wanted = tuple(need.form for need in needs if need.need is not Need.NONE) or wanted
    made = sheets(papers, wanted)
    seen: dict[str, int] = {}
    files: dict[Path, bytes] = {}
    for sheet in made:
        seen[sheet.name] = seen.get(sheet.name, 0) + 1
        again = f"-{seen[sheet.name]}" if seen[sheet.name] > 1 else ""
        for kind in kinds:
            files[out / f"{sheet.number:02d}-{sheet.name}{again}.{kind}"] = render(sheet, kind)
    there = [path.name for path in files if path.exists()]
    if there and not force:
        raise UsageError("procedure.exists", Where(file=there[0]))
    out.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        path.write_bytes(content)
        click.echo(str(path))


@click.command(
    "lint",
    help=t(
        "사안(ID)의 서류끼리 어긋나는 곳을 찾습니다: 건수, 구성비, 날짜, 체크와 글, 계획과 결과.",
        "Find what the papers of case ID contradict: counts, shares, dates, ticks against words, plan against result.",
    ),
)
@click.argument("case_id", metavar="ID", required=False)
@DOSSIER
@cases_option
@json_option
def lint(case_id: str | None, dossier: Path | None, cases: Path | None, as_json: bool) -> None:
    """Lint a dossier; exit code 3 when something is found."""
    from pseudo.cli.console import print_json
    from pseudo.procedure.lint import contradictions

    found = contradictions(_dossier(case_id, dossier, cases))
    if as_json:
        listed = [{"code": p.code, "path": list(p.path), "ko": p.message.ko, "en": p.message.en} for p in found]
        print_json({"schema_version": 1, "contradictions": listed})
    else:
        for problem in found:
            click.echo(problem.text(t("ko", "en")))
        click.echo(t(f"어긋나는 곳 {len(found)}개.", f"{len(found)} contradictions."), err=True)
    if found:
        raise click.exceptions.Exit(3)


@click.command(
    "sample",
    help=t(
        "비정형데이터 검수에서 몇 개를 볼지, 본 결과로 무엇을 말할 수 있는지 계산합니다(무작위 표본일 때).",
        "How many to look at in an inspection, and what a result lets one say (of a random sample).",
    ),
)
@click.option("--total", type=click.IntRange(min=1), required=True, help=t("처리한 전체 수.", "Files in all."))
@click.option(
    "--rate",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help=t("말하려는 최대 오류율(0..1).", "The largest share to claim."),
)
@click.option("--checked", type=click.IntRange(min=1), help=t("확인한 수.", "Files looked at."))
@click.option("--faults", type=click.IntRange(min=0), default=0, help=t("오류를 찾은 수.", "Files found faulty."))
@click.option(
    "--confidence",
    type=click.FloatRange(0.5, 1, max_open=True),
    default=0.95,
    show_default=True,
    help=t("신뢰수준.", "Confidence."),
)
@json_option
def sample(total: int, rate: float | None, checked: int | None, faults: int, confidence: float, as_json: bool) -> None:
    """Calculate a sample."""
    from pseudo.cli.console import print_json
    from pseudo.errors import UsageError
    from pseudo.model import to_json
    from pseudo.procedure import claim, sample_size
    from pseudo.procedure.terms import Sampling

    if (rate is None) == (checked is None) or (checked is not None and not faults <= checked <= total):
        raise UsageError("procedure.sample")
    if rate is not None:
        size = sample_size(total, rate, confidence)
        ko = f"{size:,}개를 무작위로 뽑아 오류가 없으면 신뢰수준 {confidence:.0%}에서 오류율이 {rate:.4%} 이하라고 할 수 있습니다."
        en = f"Draw {size:,} at random; if none is faulty, at most {rate:.4%} are, with confidence {confidence:.0%}."
        answer = {"sample_size": size}
    else:
        assert checked is not None  # noqa: S101  (one of the two was given)
        found = claim(Sampling.STATISTICAL, total, checked, faults, confidence)
        ko = f"찾은 오류율 {found.rate:.4%}. 신뢰수준 {confidence:.0%}에서 전체 오류는 최대 {found.most:,}개({found.upper:.4%})입니다."
        en = f"Found {found.rate:.4%}; with confidence {confidence:.0%} at most {found.most:,} of all ({found.upper:.4%}) are."
        if found.repeat:
            ko += " 오류가 있으므로 방법을 바꾸거나 표본을 늘려 다시 검수하십시오(본권 70쪽)."
            en += " Faults were found: change the method or enlarge the sample, and look again (guideline, p.70)."
        answer = to_json(found)
    if as_json:
        print_json({"schema_version": 1, **answer})
    else:
        click.echo(t(ko, en))


def _dossier(case_id: str | None, dossier: Path | None, cases: Path | None) -> Dossier:
    from pseudo.errors import UsageError
    from pseudo.procedure.dossier import Dossier
    from pseudo.procedure.reading import load_paper
    from pseudo.workflow import dossier_of_case

    if (case_id is None) == (dossier is None):
        raise UsageError("procedure.case-or-dossier")
    return load_paper(dossier, Dossier) if dossier else dossier_of_case(str(case_id), cases=cases)
