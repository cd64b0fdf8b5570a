"""What is worth keeping from one call to the next: the last thing, so that memory does not fill up."""

import threading
from collections.abc import Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


class Shelf(Generic[Thing]):
    """A shelf with room for one thing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[Hashable, Thing] | None = None

    def get(self, key: Hashable) -> Thing | None:
        """Return what is here under a key; None if it is something else, or nothing.

        Parameters
        ----------
        key
            What it was put under.
        """
        with self._lock:
            return self._held[1] if self._held is not None and self._held[0] == key else None

    def put(self, key: Hashable, thing: Thing) -> None:
        """Put a thing here, in place of what is.

        Parameters
        ----------
        key, thing
            The thing, and what to ask for it by.
        """
        with self._lock:
            self._held = key, thing
