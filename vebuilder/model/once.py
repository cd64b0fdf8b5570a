"""What is worked out once for each network."""

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from vebuilder.model.network import Network

Found = TypeVar("Found")


class OncePerNetwork(Generic[Found]):
    """A figure of a network, worked out when first asked for and kept for as long as the network is there.

    A network cannot be changed, so what holds of it holds for good; a copy with other values is another one.

    Parameters
    ----------
    work_out
        Works it out.
    """

    def __init__(self, work_out: Callable[[Network], Found]) -> None:
        self._work_out = work_out
        self._known: dict[int, tuple[weakref.ref[Network], Found]] = {}

    def __call__(self, network: Network) -> Found:
        """Return the figure.

        Parameters
        ----------
        network
            The very object, not its equal.
        """
        key = id(network)
        known = self._known.get(key)
        if known is not None and known[0]() is network:
            return known[1]
        found = self._work_out(network)
        self._known[key] = (weakref.ref(network, lambda _: self._forget(key)), found)
        return found

    def _forget(self, key: int) -> None:
        known = self._known.get(key)
        # Its number may belong to a younger network by now.
        if known is not None and known[0]() is None:
            del self._known[key]
