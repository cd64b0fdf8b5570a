"""What is asked of a neighbour of a project: an enterprise other than one known, or with some of it kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, IntArray
from vebuilder.model import Before, Network, Project


@dataclass(frozen=True)
class Apart:
    """A set of partners to differ from.

    Parameters
    ----------
    partners
        Their ids.
    least
        Size of the symmetric difference at least; a swap counts 2.
    """

    partners: frozenset[str]
    least: int

    def by(self, partners: frozenset[str]) -> int:
        """Return by how much another set of partners differs."""
        return len(self.partners ^ partners)


@dataclass(frozen=True)
class Conditions:
    """What is asked beside the project's own rules.

    Parameters
    ----------
    apart
        Sets of partners to differ from.
    kept
        Assignments that stay, by task and firm.
    most_cost
        Limit on the total cost, in money, which may be negative; None for no limit.
    before
        The enterprise this one goes on from; None if there is none.
    """

    apart: tuple[Apart, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    most_cost: float | None = None
    before: Before | None = None

    @property
    def finished(self) -> frozenset[str]:
        """The tasks that are finished."""
        return frozenset() if self.before is None else self.before.finished

    @property
    def shared(self) -> tuple[tuple[str, str, float], ...]:
        """Task, firm and share of the finished tasks that several firms did."""
        done = () if self.before is None else self.before.done
        tasks = [one.task for one in done]
        return tuple((one.task, one.firm, one.share) for one in done if tasks.count(one.task) > 1)

    @property
    def ties_partners(self) -> bool:
        """Whether it matters beyond joining who was a partner before."""
        before = self.before
        return before is not None and (before.switching_cost > 0 or before.max_changes is not None)

    def counted(self, factor: float) -> "Conditions":
        """Return the same with all money multiplied."""
        return self if self.most_cost is None else replace(self, most_cost=self.most_cost * factor)

    def satisfied_by(self, partners: Iterable[str], doing: set[tuple[str, str]], cost: float) -> bool:
        """Return whether a plan satisfies all that is asked.

        Parameters
        ----------
        partners
            Its partners.
        doing
            Who does what, by task and firm.
        cost
            Its total cost, in money.
        """
        within = self.most_cost is None or cost <= self.most_cost
        return within and doing.issuperset(self.kept) and self.kept_by(frozenset(partners))

    def kept_by(self, partners: frozenset[str]) -> bool:
        """Return whether a set of partners differs enough from all it is to differ from."""
        return all(known.by(partners) >= known.least for known in self.apart)


NONE = Conditions()


def ousted(
    project: Project, network: Network, conditions: Conditions, task: IntArray, firm: IntArray
) -> BoolArray:
    """Return which eligible pairs give a single-sourced task to another firm than the one that keeps it.

    Where the task has standbys, others could be among them: there a row says who does it.

    Parameters
    ----------
    project, network
        The instance.
    conditions
        What is kept.
    task, firm
        Positions of the pairs' tasks, and of their firms in the network.
    """
    out = np.zeros(len(task), dtype=bool)
    number = {one.id: i for i, one in enumerate(network.firms)}
    place = {one.id: i for i, one in enumerate(project.tasks)}
    for name, keeper in conditions.kept:
        one = project.tasks[place[name]]
        if one.single_sourced and one.backups == 0:
            out |= (task == place[name]) & (firm != number[keeper])
    return out
