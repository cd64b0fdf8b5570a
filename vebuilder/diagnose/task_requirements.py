"""What the tasks ask for besides being done, and what to say where it cannot be had."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vebuilder.check.words import count, figure, listing
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate import backups
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import Task


def task_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield the limits of every task that can bind."""
    # The probability of success is worked out for single-sourced tasks only, so these must stay so.
    may_split = not problem.project.rules.min_success_probability
    for number, task in enumerate(problem.tasks):
        eligible = problem.eligible_count(number)
        if task.min_partners > 1:
            yield FewestOfTask(task.id)
        if task.min_share > 0 and eligible > 1:
            yield LeastShare(task.id)
        if task.backups > 0:
            yield Standbys(task.id)
        if task.max_partners is not None and task.max_partners < eligible and may_split:
            yield MostOfTask(task.id)


@dataclass(frozen=True)
class TaskLimit(Requirement):
    """A limit of one task."""

    task: str
    field: ClassVar[str]

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"project.tasks.{self.field}"

    @property
    def ids(self) -> tuple[str, ...]:
        """The task."""
        return (self.task,)

    @property
    def unit(self) -> str:
        """Firms that do it."""
        return "partners"

    def of(self, problem: Problem) -> Task:
        """Return the task."""
        return problem.tasks[problem.task_position[self.task]]

    def asked(self, problem: Problem) -> float:
        """Return the limit."""
        return float(getattr(self.of(problem), self.field))

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Compare with the task of each row."""
        del problem
        return np.asarray(family.keys[0] == self.task)

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """State another limit; where the field knows no nothing, the least there is."""
        least = {"max_partners": None, "min_share": 0.0}.get(self.field, 0)
        whole = round(value) if value is not None and self.scale is Scale.WHOLE else value
        edits.tasks[problem.task_position[self.task]][self.field] = least if whole is None else whole

    def mend(self, problem: Problem, given: Given) -> str:
        """Say to which number."""
        del problem
        if given.value is None:
            return f"give {self.field} of task {self.task!r} up"
        verb = "raise" if self.rises else "lower"
        return f"{verb} {self.field} of task {self.task!r} to {figure(given.value)}"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Return who may do it."""
        del nearest
        return tuple(map(str, self.able(problem)))

    def able(self, problem: Problem) -> list[str]:
        """Return who may do it."""
        pairs = problem.pairs_of(problem.task_position[self.task])
        return [str(problem.firm_ids[firm]) for firm in problem.pairs.firm[pairs]]


@dataclass(frozen=True)
class FewestOfTask(TaskLimit):
    """`Task.min_partners`."""

    field: ClassVar[str] = "min_partners"
    families: ClassVar[tuple[str, ...]] = ("fewest partners of a task",)
    scale: ClassVar[Scale] = Scale.WHOLE
    rises: ClassVar[bool] = False

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say how many are missing."""
        del nearest
        text = f"task {self.task!r} needs at least {self.of(problem).min_partners} partners"
        if given is not None and given.amount is not None:
            text += f", {figure(given.amount)} more than can be had"
        return f"{text} (eligible: {listing(self.able(problem))})"

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add firms that can do it"


@dataclass(frozen=True)
class MostOfTask(TaskLimit):
    """`Task.max_partners`."""

    field: ClassVar[str] = "max_partners"
    families: ClassVar[tuple[str, ...]] = ("most partners of a task",)
    scale: ClassVar[Scale] = Scale.WHOLE

    def mend(self, problem: Problem, given: Given) -> str:
        """Say how many."""
        del problem
        if given.value is None:
            return f"let any number of partners share task {self.task!r}"
        return f"let {figure(given.value)} partners share task {self.task!r}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say what is allowed."""
        del nearest
        most = self.of(problem).max_partners or 0
        if most == 1:
            return f"task {self.task!r} must be done by one partner"
        text = f"task {self.task!r} may have at most {count(most, 'partner')}"
        if given is not None and given.amount is not None:
            text += f", {figure(given.amount)} fewer than it takes"
        return text

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Nobody."""
        del problem, nearest
        return ()


def is_single_sourcing(requirement: Requirement, problem: Problem) -> bool:
    """Return whether a requirement is that one partner does a task."""
    return isinstance(requirement, MostOfTask) and requirement.asked(problem) == 1


@dataclass(frozen=True)
class LeastShare(TaskLimit):
    """`Task.min_share`."""

    field: ClassVar[str] = "min_share"
    families: ClassVar[tuple[str, ...]] = ("least share",)
    scale: ClassVar[Scale] = Scale.AMOUNT
    rises: ClassVar[bool] = False

    @property
    def unit(self) -> str:
        """Part of the task."""
        return "share of the task"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say what could be had."""
        del nearest
        text = (
            f"each partner of task {self.task!r} must have a share of at least {figure(self.asked(problem))}"
        )
        if given is not None and given.value is not None:
            text += f", but {figure(given.value)} is the most that all can have"
        return f"{text} (eligible: {listing(self.able(problem))})"

    def otherwise(self) -> str:
        """Return what else would help."""
        return "raise a capacity that is too small for such a share"


@dataclass(frozen=True)
class Standbys(TaskLimit):
    """`Task.backups`."""

    field: ClassVar[str] = "backups"
    families: ClassVar[tuple[str, ...]] = (backups.NUMBER,)
    scale: ClassVar[Scale] = Scale.WHOLE
    rises: ClassVar[bool] = False

    @property
    def unit(self) -> str:
        """Firms that stand by."""
        return "standby firms"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say how many are missing."""
        del nearest
        text = f"task {self.task!r} needs {count(self.of(problem).backups, 'standby firm')}"
        if given is not None and given.amount is not None:
            text += f", {figure(given.amount)} more than can be had beside its partners"
        return f"{text} (able: {listing(self.able(problem))})"

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add firms that can do it"
