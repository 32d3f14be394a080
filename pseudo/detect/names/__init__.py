"""Korean personal names in text: a conditional random field over characters, trained, shipped as a data file, read at first use.

What may not come in: the network, a pickle, a name in anything that is given back. How the weights came about: ``examples/train_names``.
Their licence is CC BY-SA 4.0 (see NOTICE).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pseudo.detect.names.model import Name

__all__ = ["find_names", "whole_names"]


def find_names(texts: Sequence[str]) -> list[list[Name]]:
    """The names of each text, in its order, with the probability of exactly this span; each slices its text.

    Parameters
    ----------
    texts : sequence of str
        Any strings, in one writing (:func:`pseudo.detect.normalize.normalize`) for best results. They do not influence one another.

    Returns
    -------
    list of list of Name
        A surname alone (김 과장) is a name of one character.

    Raises
    ------
    InternalError
        ``detect.weights`` where the weights file is not the recorded one.

    Examples
    --------
    >>> [(n.start, n.end) for n in find_names(["담당자는 김철수입니다."])[0]]
    [(5, 8)]
    """
    from pseudo.detect.names.model import load

    return load().find(texts)


def whole_names(cells: Sequence[str]) -> NDArray[np.float64]:
    """For each cell the probability, 0..1, that the whole of it is one name; shape (len(cells),).

    Raises
    ------
    InternalError
        ``detect.weights`` where the weights file is not the recorded one.
    """
    from pseudo.detect.names.model import load

    return load().whole(cells)
