"""``pseudo explain``: what an error code means, and what is easily mistaken."""

from __future__ import annotations

import difflib
import string

import click

from pseudo.cli.options import json_option
from pseudo.cli.topics import topics
from pseudo.cli.words import t
from pseudo.errors import UsageError, catalogue, language

__all__ = ["command"]


@click.command(
    "explain",
    help=t(
        "오류 코드의 뜻과 조치 방법, 또는 주제(differential-privacy)의 설명을 봅니다. 코드 없이 부르면 목록을 보입니다.",
        "What an error code means and how to mend it, or a topic (differential-privacy); without CODE, the list.",
    ),
)
@click.argument("code", required=False)
@json_option
def command(code: str | None, as_json: bool) -> None:
    """Explain a code."""
    from pseudo.cli.console import print_json

    texts = catalogue()
    if code is None:
        if as_json:
            print_json({"schema_version": 1, "codes": list(texts), "topics": list(topics())})
        else:
            for name, text in texts.items():
                click.echo(f"{name:<32} {_bare(text.what[language()])}")
            for name, about in topics().items():
                click.echo(f"{name:<32} {t(*about).splitlines()[0]}")
        return
    if code in topics():
        ko, en = topics()[code]
        if as_json:
            print_json({"schema_version": 1, "topic": code, "text": {"ko": ko, "en": en}})
        else:
            click.echo(t(ko, en))
        return
    if code not in texts:
        near = difflib.get_close_matches(code, [*texts, *topics()], 1)
        raise UsageError(
            "general.unknown-code",
            asked=code,
            hint=t(f" 혹시 '{near[0]}'?", f" Did you mean '{near[0]}'?") if near else "",
        )
    text = texts[code]
    if as_json:
        print_json({"schema_version": 1, "code": code, "what": dict(text.what), "mend": dict(text.mend)})
        return
    click.echo(f"[{code}] {_bare(text.what[language()])}")
    click.echo(t("조치: ", "To mend: ") + _bare(text.mend[language()]))


def _bare(text: str) -> str:
    """The text with ``<field>`` where an error would put a fact."""
    return "".join(
        before + (f"<{field}>" if field is not None else "") for before, field, _, _ in string.Formatter().parse(text)
    )
