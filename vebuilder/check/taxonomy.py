"""Which competence lies below which."""

from collections.abc import Iterable, Iterator, Mapping

from vebuilder.model.competence import Competence


class Taxonomy:
    """The declared competences as a forest; an undeclared competence stands alone.

    Parameters
    ----------
    competences
        As the network declares them.
    """

    def __init__(self, competences: Iterable[Competence]) -> None:
        self._parents: Mapping[str, str] = {
            competence.id: competence.parent for competence in competences if competence.parent is not None
        }
        self._children: dict[str, list[str]] = {}
        for child, parent in self._parents.items():
            self._children.setdefault(parent, []).append(child)

    def steps(self, offered: str, needed: str) -> int | None:
        """Return how many steps up from the offered competence the needed one lies; None: nowhere above."""
        if offered == needed:
            return 0
        seen = {offered}  # a cycle is a fault that others report; here it must only not hang
        above = self._parents.get(offered)
        while above is not None and above not in seen:
            if above == needed:
                return len(seen)
            seen.add(above)
            above = self._parents.get(above)
        return None

    def below(self, needed: str) -> Iterator[str]:
        """Yield the competence itself and all its descendants, each once."""
        seen = {needed}
        pending = [needed]
        while pending:
            competence = pending.pop()
            yield competence
            for child in self._children.get(competence, ()):
                if child not in seen:
                    seen.add(child)
                    pending.append(child)
