"""Field models: plausible tables from published shapes and rules alone, with no real record. One file a model, found by its name.

What may not come in: a real table, or a value of one.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from pseudo.errors import UsageError
from pseudo.synth.fields.contract import FieldModel

__all__ = ["FieldModel", "field_model", "field_models"]


def field_models() -> dict[str, FieldModel]:
    """The models by name, which is that of their recipe."""
    found = [
        import_module(f"{__name__}.{module.name}").MODEL
        for module in iter_modules(__path__)
        if module.name != "contract"
    ]
    return {model.name: model for model in sorted(found, key=lambda model: model.name)}


def field_model(name: str) -> FieldModel:
    """The model of this name.

    Raises
    ------
    UsageError
        ``general.unknown-choice``, with the names there are.
    """
    models = field_models()
    if name not in models:
        raise UsageError(
            "general.unknown-choice", what_en="field model", what_ko="분야 모형", name=name, choices=", ".join(models)
        )
    return models[name]
