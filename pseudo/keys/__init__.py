"""Keys (추가정보): making, derivation per project, recipient and column domain, custody, destruction with a record."""

from __future__ import annotations

from pseudo.keys.key import Key, signature_holds
from pseudo.keys.store import KeyInfo, KeyStore, refuse_shared_tree
from pseudo.keys.vault import TokenVault

__all__ = ["Key", "KeyInfo", "KeyStore", "TokenVault", "refuse_shared_tree", "signature_holds"]
