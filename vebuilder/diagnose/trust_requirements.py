"""What the rules on trust ask for, and what to say where it cannot be had."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from vebuilder.check.words import figure
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.diagnose.trust_words import Doubt, circles_words, weakest_trust
from vebuilder.formulate import min_trust, trust_connected
from vebuilder.formulate.problem import Problem


def trust_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield the rules on trust."""
    rules = problem.project.rules
    if rules.min_trust is not None:
        yield LeastTrust()
    if rules.trust_connected:
        yield OneCircle()


@dataclass(frozen=True)
class LeastTrust(Requirement):
    """`Rules.min_trust`."""

    families: ClassVar[tuple[str, ...]] = (min_trust.BY_FIRM, min_trust.BY_PAIR, min_trust.BY_NUMBER)
    scale: ClassVar[Scale] = Scale.LEVEL
    rises: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.rules.min_trust"

    @property
    def unit(self) -> str:
        """Trust."""
        return "trust"

    def asked(self, problem: Problem) -> float:
        """Return the trust needed."""
        needed = problem.project.rules.min_trust
        assert needed is not None
        return needed

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Need less trust."""
        del problem
        edits.rules["min_trust"] = value

    def mend(self, problem: Problem, given: Given) -> str:
        """Say to which level."""
        del problem
        return "give min_trust up" if given.value is None else f"lower min_trust to {figure(given.value)}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Tell the interface that lacks most."""
        del given
        doubt = self._doubt(problem, nearest)
        if doubt is None:
            return f"firms of interfacing tasks must trust each other by {figure(self.asked(problem))}"
        return doubt.words(self.asked(problem))

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Return the firms that do not trust enough and their tasks."""
        doubt = self._doubt(problem, nearest)
        return () if doubt is None else (doubt.one, doubt.other, doubt.source, doubt.target)

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add a firm for one of these tasks that is trusted"

    def _doubt(self, problem: Problem, nearest: Nearest | None) -> Doubt | None:
        if nearest is None:
            return None
        doubt = weakest_trust(problem, nearest)
        return doubt if doubt is not None and doubt.held < self.asked(problem) else None


@dataclass(frozen=True)
class OneCircle(Requirement):
    """`Rules.trust_connected`."""

    families: ClassVar[tuple[str, ...]] = (trust_connected.REACHED,)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.rules.trust_connected"

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Allow several circles."""
        del problem, value
        edits.rules["trust_connected"] = False

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem, given
        return "give trust_connected up"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Tell the circles the partners would fall into."""
        del given
        words = None if nearest is None else circles_words(problem, nearest)
        return words or "all partners must be connected by trust"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Return the partners."""
        del problem
        return () if nearest is None else tuple(sorted(nearest.partners))

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add a firm that these circles trust, or let two of them trust each other"
