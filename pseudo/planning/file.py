"""A plan as a file that people read, and back. A changed character in it is found by the digest."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import yaml

from pseudo.errors import BadInput, PolicyRefused, Where
from pseudo.model import Plan, from_json, to_json
from pseudo.planning.law import plan_problems, refuse
from pseudo.planning.steps import step_problems
from pseudo.planning.suite import missing_checks
from pseudo.recipes.document import is_ambiguous, read_document
from pseudo.recipes.lint import read_text
from pseudo.recipes.problem import as_facts
from pseudo.recipes.shape import shape_problems

__all__ = ["check_plan", "dump_plan", "load_plan"]

_HEADER = """\
# pseudokit 처리 계획입니다. 열마다 무엇을 왜 하는지 적혀 있습니다. 검토한 뒤 `pseudo apply --plan`으로 적용합니다.
# 내용을 고치면 digest가 맞지 않아 적용되지 않습니다. 레시피를 고쳐 계획을 다시 만드십시오.
# This is a plan of pseudokit: what is done to each column of one table, and why. Review it, then `pseudo apply --plan`.
# An edited plan no longer has its digest and is refused: change the recipe and plan again.
"""


def dump_plan(plan: Plan) -> str:
    """YAML text of a plan: fields in the model's order, those at their default left out."""
    body = yaml.dump(
        _stated(plan), Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=False, width=120
    )
    return f"{_HEADER}{body}"


def load_plan(path_or_text: Path | str) -> Plan:
    """A plan from a file, or from its text (a string with a line break).

    Raises
    ------
    BadInput
        ``recipes.unreadable``; ``planning.invalid`` with every fault and its line; ``planning.version``;
        ``planning.digest`` where the content is not what was reviewed.
    PolicyRefused
        ``planning.rrn``, ``planning.identifier-left``, ``planning.open``: the digest is right, the plan unlawful.
    """
    is_text = isinstance(path_or_text, str) and "\n" in path_or_text
    where = Where(file="-" if is_text else Path(path_or_text).name)
    document = read_document(str(path_or_text) if is_text else read_text(Path(path_or_text)))
    problems = document.problems or [document.located(p) for p in shape_problems(Plan, document.data)]
    if problems:
        raise BadInput("planning.invalid", where, **as_facts(problems))
    plan = from_json(Plan, document.data)
    check_plan(plan, where)
    return plan


def check_plan(plan: Plan, where: Where | None = None) -> None:
    """Refuse a plan that is not what was reviewed, is against the law, or leaves out a check that the law asks for.

    Raises
    ------
    BadInput
        ``planning.version``, ``planning.digest``.
    PolicyRefused
        ``planning.checks-missing``; as :func:`load_plan`.
    """
    if plan.schema_version != 1:
        raise BadInput("planning.version", where, version=plan.schema_version)
    if plan.digest != plan.computed_digest():
        raise BadInput("planning.digest", where)
    if unlawful := [*plan_problems(plan), *step_problems(plan)]:
        refuse(unlawful, where)
    if missing := missing_checks(plan):
        names = ", ".join(f"{check.kind}({', '.join(check.columns)})" for check in missing)
        raise PolicyRefused("planning.checks-missing", where, checks=names)


def _stated(value: Any) -> Any:
    """Plain data of a model object without the fields that are at their default."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _stated(v) for f in dataclasses.fields(value) if (v := getattr(value, f.name)) != _default(f)}
    if isinstance(value, dict):
        return {str(k): _stated(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_stated(v) for v in value]
    return to_json(value)


def _default(field: dataclasses.Field[Any]) -> Any:
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default


class _Dumper(yaml.SafeDumper):
    """Writes what the strict reader takes: text it would find ambiguous stands in quotes, nothing is an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """No anchors: every line says itself what it says."""
        del data
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if is_ambiguous(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)
