"""A transformer in scikit-learn's manner, for data scientists who have a frame and no folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from pseudo.errors import UsageError
from pseudo.workflow.prepare import as_source, make_plan

if TYPE_CHECKING:
    from pathlib import Path

    from pseudo.keys import Key
    from pseudo.model import Plan, Recipe

__all__ = ["Pseudonymizer"]


class Pseudonymizer:
    """``Pseudonymizer(recipe, key).fit(frame).transform(frame)``: pandas, polars or pyarrow in, the same kind out.

    ``fit`` plans; ``transform`` applies the plan to a frame of the same columns. What a technique decides on the whole table
    (local suppression for k) is decided on the frame that is transformed, so that k holds in what is returned.

    Parameters
    ----------
    recipe : str, path or Recipe
        The policy.
    key : Key or str
        An opened key, or the name of a project in the key store.
    recipient : str
        For whom; another recipient gets other pseudonyms.

    Attributes
    ----------
    plan : Plan or None
        Set by ``fit``.
    tables : dict
        The second tables of the last frame that was transformed, by name, of the same kind as the frame: ``anatomize`` makes them.

    Notes
    -----
    The result is not a release: no gate was run on it and it has no evidence. Use :func:`pseudo.apply` for what leaves the
    institution.
    """

    def __init__(self, recipe: str | Path | Recipe, key: Key | str, *, recipient: str = "internal") -> None:
        self.recipe = recipe
        self.key = key
        self.recipient = recipient
        self.plan: Plan | None = None
        self.tables: dict[str, Any] = {}

    def fit(self, frame: Any) -> Self:
        """Plan for frames like this one."""
        project = self.key if isinstance(self.key, str) else self.key.project
        self.plan = make_plan(frame, self.recipe, project=project, recipient=self.recipient)
        return self

    def transform(self, frame: Any) -> Any:
        """The pseudonymized frame; the caller's is never touched."""
        import pyarrow as pa

        from pseudo.engine import Pipeline, run
        from pseudo.table import like
        from pseudo.workflow.applying import context_of

        if self.plan is None:
            raise UsageError("workflow.not-fitted")
        made: list[pa.RecordBatch] = []
        facts = run(Pipeline(self.plan, context_of(self.plan, self._opened())), as_source(frame), made.append)
        self.tables = {name: like(table, frame) for name, table in facts.tables.items()}
        return like(pa.Table.from_batches(made), frame)

    def fit_transform(self, frame: Any) -> Any:
        """Both at once."""
        return self.fit(frame).transform(frame)

    def _opened(self) -> Key:
        from pseudo.keys import KeyStore

        return KeyStore().open(self.key) if isinstance(self.key, str) else self.key
