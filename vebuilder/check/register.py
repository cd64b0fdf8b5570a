"""Which ids are known, and what to say of one that is not."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from vebuilder.model.fault import Fault


class Register:
    """The known ids of one kind.

    Parameters
    ----------
    noun
        What the ids name: ``firm``, ``task``, ...
    place
        Where they are declared, for messages.
    ids
        The known ids.
    """

    def __init__(self, noun: str, place: str, ids: Iterable[str]) -> None:
        self.noun = noun
        self.place = place
        self.ids = frozenset(ids)

    def __contains__(self, name: str) -> bool:
        return name in self.ids

    def missing(self, path: str, names: Iterable[str]) -> Iterator[Fault]:
        """Yield a fault for each name that is not known."""
        for name in names:
            if name not in self.ids:
                near = self._folded.get(_fold(name))
                yield Fault(
                    path=path,
                    ids=(name,),
                    message=f"{self.noun} {name!r} is not in {self.place}",
                    mend=self._mend(name, near),
                )

    def _mend(self, name: str, near: str | None) -> str:
        if near is not None:
            return f"did you mean {near!r}?"
        several = [part.strip() for part in re.split("[,;]", name)]
        if len(several) > 1 and all(part in self.ids for part in several):
            return "name each by itself; in a table, separate them by semicolons"
        return f"declare {self.noun} {name!r}, or name one that is there"

    @cached_property
    def _folded(self) -> dict[str, str]:
        return {_fold(name): name for name in sorted(self.ids)}


def _fold(name: str) -> str:
    """Strip what is easily mistyped: case, blanks, hyphens and underscores."""
    return "".join(name.casefold().split()).replace("-", "").replace("_", "")
