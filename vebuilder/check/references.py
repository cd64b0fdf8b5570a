"""Names that nothing bears."""

from collections.abc import Iterator, Sequence

from vebuilder.check.links import all_between, sound_links
from vebuilder.check.register import Register
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.transaction import PairCost
from vebuilder.model.trust import JointProjects, TrustLink


def reference_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the unknown firms, tasks and competences that something refers to."""
    firms = Register("firm", "the network", (firm.id for firm in network.firms))
    tasks = Register("task", f"project {project.id!r}", (task.id for task in project.tasks))
    yield from _network(network, firms)
    yield from _competences(project, network)
    yield from _tasks(project, tasks)
    yield from _interfaces(project, firms, tasks)
    yield from _bids(project, firms, tasks)
    yield from _rules(project, firms)
    yield from _preparations(project, firms, tasks)


def _network(network: Network, firms: Register) -> Iterator[Fault]:
    if not sound_links(network):
        yield from _ends("network.trust", network.trust, firms)
    yield from _ends("network.transaction_costs.pairs", network.transaction_costs.pairs, firms)
    if isinstance(network.trust_model, JointProjects):
        for position, joint in enumerate(network.trust_model.projects):
            path = f"network.trust_model.projects[{position}].members"
            yield from firms.missing(path, sorted(joint.members))


def _ends(path: str, links: Sequence[TrustLink | PairCost], firms: Register) -> Iterator[Fault]:
    if all_between(links, firms.ids):
        return
    for position, link in enumerate(links):
        if link.source not in firms:
            yield from firms.missing(f"{path}[{position}].source", (link.source,))
        if link.target not in firms:
            yield from firms.missing(f"{path}[{position}].target", (link.target,))


def _competences(project: Project, network: Network) -> Iterator[Fault]:
    # A competence need not be declared: one that is offered or asked for is known too.
    declared = {competence.id for competence in network.competences}
    offered = {offer.competence for firm in network.firms for offer in firm.offers}
    asked = {task.competence for task in project.tasks}
    known = Register("competence", "the taxonomy, nor offered, nor asked for", declared | offered | asked)
    for position, competence in enumerate(network.competences):
        if competence.parent is not None:
            yield from known.missing(f"network.competences[{position}].parent", (competence.parent,))
    yield from known.missing("project.learning", project.learning)


def _tasks(project: Project, tasks: Register) -> Iterator[Fault]:
    for position, task in enumerate(project.tasks):
        yield from tasks.missing(f"project.tasks[{position}].after", task.after)
        yield from tasks.missing(f"project.tasks[{position}].starts_with", task.starts_with)


def _interfaces(project: Project, firms: Register, tasks: Register) -> Iterator[Fault]:
    for position, interface in enumerate(project.interfaces):
        path = f"project.interfaces[{position}]"
        yield from tasks.missing(f"{path}.source", (interface.source,))
        yield from tasks.missing(f"{path}.target", (interface.target,))
        yield from _ends(f"{path}.pairs", interface.pairs, firms)


def _bids(project: Project, firms: Register, tasks: Register) -> Iterator[Fault]:
    for position, quote in enumerate(project.quotes):
        if quote.task not in tasks:
            yield from tasks.missing(f"project.quotes[{position}].task", (quote.task,))
        if quote.firm not in firms:
            yield from firms.missing(f"project.quotes[{position}].firm", (quote.firm,))
    for position, package in enumerate(project.packages):
        yield from firms.missing(f"project.packages[{position}].firm", (package.firm,))
        yield from tasks.missing(f"project.packages[{position}].tasks", package.tasks)


def _rules(project: Project, firms: Register) -> Iterator[Fault]:
    if project.initiator is not None:
        yield from firms.missing("project.initiator", (project.initiator,))
    yield from firms.missing("project.rules.required", sorted(project.rules.required))
    yield from firms.missing("project.rules.excluded", sorted(project.rules.excluded))
    for position, pair in enumerate(project.rules.incompatible):
        yield from firms.missing(f"project.rules.incompatible[{position}]", dict.fromkeys(pair))


def _preparations(project: Project, firms: Register, tasks: Register) -> Iterator[Fault]:
    for position, preparation in enumerate(project.preparations):
        path = f"project.preparations[{position}]"
        yield from firms.missing(f"{path}.reliability", preparation.reliability)
        yield from tasks.missing(f"{path}.loss", preparation.loss)
        yield from _ends(f"{path}.trust", preparation.trust, firms)
