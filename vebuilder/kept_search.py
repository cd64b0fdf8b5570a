"""What the last search of this process has left for questions about neighbouring projects."""

from typing import TYPE_CHECKING

from vebuilder.solve.shelf import Shelf

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

Key = tuple[str, float, int]
"""Fingerprint of project and network, gap, seed."""

kept_search: "Shelf[Memory]" = Shelf()
