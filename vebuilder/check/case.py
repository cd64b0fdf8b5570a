"""A plan laid over its project and network, looked up by id."""

from collections.abc import Mapping
from dataclasses import dataclass

from vebuilder.check.before import as_left
from vebuilder.check.plan import Plan
from vebuilder.check.prepared import as_prepared
from vebuilder.check.serving import Terms, serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model.bid import Quote
from vebuilder.model.firm import Firm
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.task import Task
from vebuilder.trust.table import trust_between


@dataclass(frozen=True)
class Case:
    """What every term and rule looks at.

    Parameters
    ----------
    project, network, plan
        The input.
    taxonomy
        Which competence lies below which.
    tasks
        All tasks by id, in the project's order.
    firms
        All firms by id.
    team
        For every task, the share of each firm assigned to it.
    partners
        Sorted ids: the firms assigned to something, and the initiator.
    terms
        By (task, firm), for every assignment: on what terms the firm does the task.
    standbys
        For every task, on what terms each of its standby firms would do it.
    packaged
        The (task, firm) pairs that the chosen packages pay for.
    trust
        By (source, target) among the partners, stated or inferred; pairs that are not in it are strangers.
    """

    project: Project
    network: Network
    plan: Plan
    taxonomy: Taxonomy
    tasks: Mapping[str, Task]
    firms: Mapping[str, Firm]
    team: Mapping[str, Mapping[str, float]]
    partners: tuple[str, ...]
    terms: Mapping[tuple[str, str], Terms]
    standbys: Mapping[str, Mapping[str, Terms]]
    packaged: frozenset[tuple[str, str]]
    trust: Mapping[tuple[str, str], float]

    def share(self, task: str, firm: str) -> float:
        """Return the share of a task that a firm does; 0 if it is not assigned to it."""
        return self.team[task].get(firm, 0.0)

    def trust_in(self, source: str, target: str) -> float:
        """Return one partner's trust in another; 0 between strangers."""
        return self.trust.get((source, target), 0.0)

    def mean_trust(self, one: str, other: str) -> float:
        """Return the mean of the two directions of trust between two partners."""
        return (self.trust_in(one, other) + self.trust_in(other, one)) / 2


def open_case(project: Project, network: Network, plan: Plan) -> Case:
    """Lay a plan over its project and network; only what the plan touches is looked into.

    What the plan goes on from is as it was left, and what it prepares is prepared: the case has that project
    and that network.
    """
    project, network = as_left(project, network, plan.before)
    project, network = as_prepared(project, network, plan.preparations)
    tasks = {task.id: task for task in project.tasks}
    firms = {firm.id: firm for firm in network.firms}
    quotes = {(quote.task, quote.firm): quote for quote in project.quotes}
    taxonomy = Taxonomy(network.competences)
    team: dict[str, dict[str, float]] = {task: {} for task in tasks}
    for assignment in plan.assignments:
        team[assignment.task][assignment.firm] = assignment.share
    standbys: dict[str, dict[str, Terms]] = {task: {} for task in tasks}
    for backup in plan.backups:
        quote = quotes.get((backup.task, backup.firm))
        standbys[backup.task][backup.firm] = _terms(tasks[backup.task], firms[backup.firm], quote, taxonomy)
    partners = {assignment.firm for assignment in plan.assignments}
    if project.initiator is not None:
        partners.add(project.initiator)
    return Case(
        project=project,
        network=network,
        plan=plan,
        taxonomy=taxonomy,
        tasks=tasks,
        firms=firms,
        team=team,
        partners=tuple(sorted(partners)),
        terms={
            (task, firm): _terms(tasks[task], firms[firm], quotes.get((task, firm)), taxonomy)
            for task, shares in team.items()
            for firm in shares
        },
        standbys=standbys,
        packaged=frozenset((task, package.firm) for package in plan.packages for task in package.tasks),
        trust=trust_between(network, partners),
    )


def _terms(task: Task, firm: Firm, quote: Quote | None, taxonomy: Taxonomy) -> Terms:
    return Terms(task, firm, serving_offer(task, firm, taxonomy), quote)
