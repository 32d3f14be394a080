"""Full-domain generalization with suppression: the levels of the quasi-identifiers that cost the data's use least.

``ladder`` makes a column's levels, ``Lattice`` holds the columns with models and quality, ``search`` finds the best node.
"""

from pseudo.risk.lattice.descent import Found, allowed, search
from pseudo.risk.lattice.groups import TooWide
from pseudo.risk.lattice.ladders import Ladder, ladder
from pseudo.risk.lattice.nodes import Lattice, Node

__all__ = ["Found", "Ladder", "Lattice", "Node", "TooWide", "allowed", "ladder", "search"]
