"""What says who does a task: core competences in-house, what is decided already, prices only in packages."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vebuilder.check.core_in_house import core_tasks
from vebuilder.check.words import count, figure, listing
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate import core_in_house, kept, packages, switching
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem


def choice_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield what says who does a task."""
    for task, firm in problem.conditions.kept:
        if task not in problem.conditions.finished:
            yield Kept(task, firm)
    if problem.conditions.before is not None and problem.conditions.before.max_changes is not None:
        yield MostChanges()
    if core_tasks(problem.project, problem.network):
        yield CoreInHouse()
    if not problem.pairs.own.all():
        yield OnlyInPackages()


@dataclass(frozen=True)
class Kept(Requirement):
    """An assignment that is decided already."""

    task: str
    firm: str
    families: ClassVar[tuple[str, ...]] = (kept.KEPT,)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "fixed"

    @property
    def ids(self) -> tuple[str, ...]:
        """Task and firm."""
        return (self.task, self.firm)

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Compare with the assignment of each row."""
        del problem
        return np.asarray((family.keys[0] == self.task) & (family.keys[1] == self.firm))

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Decide it anew."""
        del problem, value
        edits.not_kept.add((self.task, self.firm))

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem, given
        return f"let another firm than {self.firm!r} do task {self.task!r}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say what is decided."""
        del problem, given, nearest
        return f"firm {self.firm!r} is to do task {self.task!r}, as was decided"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Who would do it instead."""
        del problem
        return () if nearest is None else nearest.team.get(self.task, ())


@dataclass(frozen=True)
class MostChanges(Requirement):
    """How many firms may leave or come in."""

    families: ClassVar[tuple[str, ...]] = (switching.NEAR,)
    scale: ClassVar[Scale] = Scale.WHOLE

    @property
    def path(self) -> str:
        """Where it stands."""
        return "max_changes"

    @property
    def unit(self) -> str:
        """Firms that leave or come in."""
        return "changes"

    def asked(self, problem: Problem) -> float:
        """Return how many may."""
        before = problem.conditions.before
        return float(before.max_changes or 0) if before is not None else 0.0

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Allow more, or any number."""
        del problem
        edits.max_changes = (None if value is None else round(value),)

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem
        return "give up max_changes" if given.value is None else f"raise max_changes to {figure(given.value)}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say how many it takes."""
        del nearest
        text = f"at most {count(round(self.asked(problem)), 'firm')} may leave or come in"
        if given is None or given.amount is None:
            return text
        return f"{text}, {figure(given.amount)} fewer than it takes"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Who would."""
        before = problem.conditions.before
        if nearest is None or before is None:
            return ()
        return tuple(sorted(set(before.partners) ^ set(nearest.partners)))


@dataclass(frozen=True)
class CoreInHouse(Requirement):
    """`Rules.core_in_house`."""

    families: ClassVar[tuple[str, ...]] = (core_in_house.IN_HOUSE,)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.rules.core_in_house"

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Let core tasks out of the house."""
        del problem, value
        edits.rules["core_in_house"] = False

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem, given
        return "unset core_in_house"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say which tasks would leave."""
        del given
        cores, initiator = core_tasks(problem.project, problem.network), problem.project.initiator
        leaving = self._leaving(problem, nearest) or tuple(cores)
        named = ", ".join(f"{task!r} (core competence {cores[task]!r})" for task in leaving)
        text = f"what asks for a core competence of the initiator {initiator!r} must stay in-house: {named}"
        firms = self._firms(problem, nearest)
        return f"{text}; firm {listing(firms)} would have to do it" if firms else text

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Which tasks would leave, and who would do them."""
        leaving = self._leaving(problem, nearest)
        return (*leaving, *self._firms(problem, nearest), str(problem.project.initiator))

    def otherwise(self) -> str:
        """Return what else would help."""
        return "take the competence out of the initiator's core"

    def _leaving(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        if nearest is None:
            return ()
        inside = (problem.project.initiator,)
        cores = core_tasks(problem.project, problem.network)
        return tuple(task for task in cores if nearest.team.get(task, inside) != inside)

    def _firms(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        if nearest is None:
            return ()
        others = (firm for task in self._leaving(problem, nearest) for firm in nearest.team[task])
        return tuple(dict.fromkeys(firm for firm in others if firm != problem.project.initiator))


@dataclass(frozen=True)
class OnlyInPackages(Requirement):
    """Tasks for which firms have no price but in packages."""

    families: ClassVar[tuple[str, ...]] = (packages.ONLY,)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.packages"

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Take each firm's work on a task alone for the asking."""
        del problem, value
        edits.priced_alone = True

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem, given
        return "ask for prices of single tasks beside the packages"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say who would have to do what alone."""
        del given
        lacking = self._lacking(problem, nearest)
        if not lacking:
            return (
                "some firms bid for tasks only in packages, and none of these can be chosen beside the rest"
            )
        told = []
        for task, firm in lacking:
            bids = [one for one in problem.project.packages if one.firm == firm and task in one.tasks]
            others = sorted({other for one in bids for other in one.tasks} - {task})
            along = f" with {listing(others)}" if others else ""
            told.append(f"firm {firm!r} bids for task {task!r} only in packages{along}")
        return f"{', '.join(told)}, and none of these can be chosen beside what else is asked for"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Which firms would have to do which tasks alone."""
        return tuple(one for pair in self._lacking(problem, nearest) for one in pair)

    def _lacking(self, problem: Problem, nearest: Nearest | None) -> list[tuple[str, str]]:
        if nearest is None:
            return []
        packed = {(task, bid.firm) for bid in nearest.packages for task in bid.tasks}
        return [
            (task, firm)
            for task, team in nearest.team.items()
            for firm in team
            if not problem.pairs.own[self._pair(problem, task, firm)] and (task, firm) not in packed
        ]

    @staticmethod
    def _pair(problem: Problem, task: str, firm: str) -> int:
        return problem.pair_position[problem.task_position[task], problem.firm_position[firm]]
