"""Where recipes and plans name techniques, no technique is forgotten: recipes stand below the catalogue and cannot ask it."""

from __future__ import annotations

from pseudo.planning.build import _HIDES_IDENTIFIERS
from pseudo.recipes.policy import KEYED
from pseudo.techniques import catalogue


def test_what_pseudonymises_is_never_opened_to_the_public():
    """Whatever a key's holder can undo, and every keyed one-way function of a cell, is 가명정보."""
    made = {
        n for n, c in catalogue().items() if c.info.reversible or (c.info.keyed and c.info.family == "cryptography")
    }
    assert made | {"substitute", "rewrite_text"} == KEYED


def test_what_encrypts_or_replaces_a_cell_treats_an_identifier():
    family = {n for n, c in catalogue().items() if c.info.family == "cryptography"}
    assert family | {"delete", "token_vault", "substitute", "serial"} <= _HIDES_IDENTIFIERS <= set(catalogue())
