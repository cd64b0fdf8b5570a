"""Several projects as one, where nothing but firms and their capacities ties them.

A firm joins once and its capacity is shared in a programme as it is in one project. So where no project has
rules, limits, set-ups or coordination of its own, the programme is the project of all their tasks, and
whatever is made for one project searches and proves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vebuilder.check.plan import Plan
from vebuilder.forming import Call, formed
from vebuilder.formulate.problem import Problem
from vebuilder.model.bid import Quote
from vebuilder.model.errors import InfeasibleError, NoSolutionError
from vebuilder.model.network import Network
from vebuilder.model.plan import Assignment
from vebuilder.model.project import Project
from vebuilder.model.rules import Rules
from vebuilder.model.strategy import ExpectedLoss, Strategy
from vebuilder.model.task import Interface, Task
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.outcome import RawResult, Status, StopReason

Plans = tuple[Plan, ...]


@dataclass(frozen=True)
class Merged:
    """The project that a programme is.

    Parameters
    ----------
    problem
        All tasks over one network, in which firms that join without paying do so.
    """

    problem: Problem

    @staticmethod
    def of(
        projects: Sequence[Project], network: Network, problems: Sequence[Problem], free: frozenset[str]
    ) -> "Merged | None":
        """Return the project of all tasks; None where that is not the same as the programme.

        Parameters
        ----------
        projects, network, problems
            The instance, and each project of it indexed.
        free
            Firms that join without paying.
        """
        if not _untied(projects, network, problems):
            return None
        tasks = [_task(number, one, task) for number, one in enumerate(projects) for task in one.tasks]
        whole = Project(
            id="programme",
            tasks=tuple(tasks),
            interfaces=tuple(
                _interface(number, edge) for number, one in enumerate(projects) for edge in one.interfaces
            ),
            quotes=tuple(_quote(number, bid) for number, one in enumerate(projects) for bid in one.quotes),
            rules=Rules(excluded=projects[0].rules.excluded),
            strategy=Strategy(cost=projects[0].strategy.cost, risk=1.0),
            shocks=projects[0].shocks,
            currency=projects[0].currency,
        )
        firms = tuple(
            firm.model_copy(update={"joining_cost": 0.0}) if firm.id in free else firm
            for firm in network.firms
        )
        among = network.model_copy(update={"firms": firms}) if free else network
        return Merged(Problem.of(whole, among))

    def search(self, call: Call, known: Sequence[Enterprise] | None) -> tuple[RawResult, Plans | None]:
        """Search; return what came of it without a solution vector, and a plan a project.

        Parameters
        ----------
        call
            How it is asked for.
        known
            One enterprise a project to start from, if there are any.
        """
        start = None if known is None else self._together(known)
        try:
            found = formed(self.problem, replace(call, explained=False), start)
        except InfeasibleError:
            return RawResult("infeasible", "finished", None, None, "auto"), None
        except NoSolutionError as error:
            stopped: StopReason = "interrupted" if error.stop_reason == "interrupted" else "time"
            return RawResult("no_solution", stopped, None, error.bound, call.solver), None
        status: Status = "optimal" if found.outcome == "optimal" else "feasible"
        result = RawResult(status, found.stop_reason, None, found.bound, found.solver, found.notes)
        return result, self._apart(found)

    def _together(self, known: Sequence[Enterprise]) -> list[Assignment]:
        return [
            one.model_copy(update={"task": _name(number, one.task)})
            for number, enterprise in enumerate(known)
            for one in enterprise.assignments
        ]

    def _apart(self, found: Enterprise) -> Plans:
        count = 1 + max(int(one.task.partition(":")[0]) for one in found.assignments)
        parts: list[list[Assignment]] = [[] for _ in range(count)]
        for one in found.assignments:
            number, _, task = one.task.partition(":")
            parts[int(number)].append(one.model_copy(update={"task": task}))
        return tuple(Plan(tuple(part)) for part in parts)


def _untied(projects: Sequence[Project], network: Network, problems: Sequence[Problem]) -> bool:
    """Whether the projects share nothing but firms, and have nothing that is counted project by project."""
    first = projects[0]
    alike = all(
        one.rules == Rules(excluded=first.rules.excluded)
        and one.strategy.cost == first.strategy.cost
        and one.shocks == first.shocks
        for one in projects
    )
    return (
        alike
        and network.transaction_costs.coordination == 0
        and not any(_counted_apart(one, problem) for one, problem in zip(projects, problems, strict=True))
    )


def _counted_apart(project: Project, problem: Problem) -> bool:
    strategy, pairs = project.strategy, problem.pairs
    return bool(
        project.budget is not None
        or project.deadline is not None
        or project.packages
        or project.funding
        or strategy.price_protection
        or strategy.time > 0
        or (strategy.learning and project.learning)
        or not isinstance(strategy.risk_measure, ExpectedLoss)
        or any(task.backups or task.lateness_cost for task in project.tasks)
        or problem.timing.matters
        or any(firm.max_parallel is not None for firm in problem.firms)
        or pairs.offer_setup.any()
        or any(offer.price_breaks for firm in problem.firms for offer in firm.offers)
    )


def _name(number: int, task: str) -> str:
    return f"{number}:{task}"


def _task(number: int, project: Project, task: Task) -> Task:
    # Losses weigh as much as in their own project, and when tasks run does not matter.
    update = {"id": _name(number, task.id), "loss": task.loss * project.strategy.risk}
    return task.model_copy(
        update={**update, "after": (), "starts_with": (), "due": None, "lateness_cost": 0.0}
    )


def _interface(number: int, edge: Interface) -> Interface:
    ends = {"source": _name(number, edge.source), "target": _name(number, edge.target)}
    return edge.model_copy(update=ends)


def _quote(number: int, bid: Quote) -> Quote:
    return bid.model_copy(update={"task": _name(number, bid.task)})
