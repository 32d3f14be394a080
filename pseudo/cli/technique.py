"""``pseudo technique``: the catalogue."""

from __future__ import annotations

import click

from pseudo.cli.options import json_option
from pseudo.cli.words import t
from pseudo.errors import UsageError

__all__ = ["command"]


@click.group("technique", help=t("가명처리 기술의 목록과 설명을 봅니다.", "The catalogue of techniques."))
def command() -> None:
    """The technique verbs."""


FAMILIES = {
    "suppression": ("삭제기술", "Suppression"),
    "statistics": ("통계도구", "Statistical tools"),
    "generalization": ("일반화(범주화)", "Generalization"),
    "cryptography": ("암호화", "Cryptography"),
    "randomization": ("무작위화", "Randomization"),
    "other": ("기타", "Other"),
}
"""The guideline's groups, in its order."""

TRUST = {
    "proven": ("증명됨", "proven"),
    "published": ("공개 검토됨", "published"),
    "heuristic": ("경험적", "heuristic"),
}

SCOPE = {"column": ("열", "column"), "table": ("표 전체(steps)", "the whole table (steps)")}


@command.command(
    "list",
    help=t("가이드라인의 29개 기술과 이를 구현한 기법, 기법 전체의 목록.", "The guideline's 29 and all techniques."),
)
@json_option
def list_(as_json: bool) -> None:
    """List the guideline's entries with what stands for each, then the techniques."""
    from pseudo.cli.console import print_json
    from pseudo.model import to_json
    from pseudo.techniques import catalogue
    from pseudo.techniques.guideline import ENTRIES

    if as_json:
        techniques = [{**to_json(cls.info), "scope": cls.scope} for cls in catalogue().values()]
        print_json({"schema_version": 1, "techniques": techniques, "guideline": to_json(ENTRIES)})
        return
    click.echo(
        t("가명정보 처리 가이드라인 2026.3 별권 p.49-64의 기술", "The guideline's techniques (2026.3, annex p.49-64)")
    )
    for family, words in FAMILIES.items():
        click.echo(f"\n{t(*words)}")
        for entry in (e for e in ENTRIES if e.family == family):
            more = [t(text.ko, text.en) for text in (entry.elsewhere, entry.absent) if text]
            click.echo(
                f"  {t(entry.title.ko, entry.title.en)}: {' / '.join([*filter(None, [', '.join(entry.by)]), *more])}"
            )
    click.echo(f"\n{t('기법', 'Techniques')}")
    for info in (cls.info for cls in catalogue().values()):
        marks = [t(*FAMILIES[info.family]), t(*TRUST[info.trust])]
        marks += [t("복원 가능", "reversible")] if info.reversible else []
        marks += [t("키 사용", "keyed")] if info.keyed else []
        click.echo(f"  {info.name:<22} {info.title.ko} / {info.title.en} ({', '.join(marks)})")


@command.command("show", help=t("한 기술의 설명, 주의할 점, 매개변수.", "One technique: source, caution, parameters."))
@click.argument("name")
@json_option
def show(name: str, as_json: bool) -> None:
    """Show a technique."""
    from pseudo.cli.console import print_json
    from pseudo.model import to_json
    from pseudo.techniques import catalogue, params_schema

    if name not in catalogue():
        raise UsageError(
            "general.unknown-choice", what_en="technique", what_ko="기술", name=name, choices=", ".join(catalogue())
        )
    info, scope = catalogue()[name].info, catalogue()[name].scope
    if as_json:
        print_json({"schema_version": 1, **to_json(info), "scope": scope, "params": params_schema(name)})
        return
    yes, no = t("예", "yes"), t("아니오", "no")
    for label, value in (
        (t("이름", "name"), f"{info.name} - {info.title.ko} / {info.title.en}"),
        (t("계열", "family"), t(*FAMILIES[info.family])),
        (t("대상", "works on"), t(*SCOPE[scope])),
        (t("열 유형", "column types"), ", ".join(kind.value for kind in info.types)),
        (t("복원 가능", "reversible"), yes if info.reversible else no),
        (t("키 필요", "keyed"), yes if info.keyed else no),
        (t("신뢰 수준", "trust"), t(*TRUST[info.trust])),
        (t("출처", "source"), info.source),
        (t("주의", "caution"), t(info.caution.ko, info.caution.en)),
    ):
        click.echo(f"{label}: {value}")
    for field, about in params_schema(name).get("properties", {}).items():
        click.echo(f"  {field}: {about.get('description', '')}")
