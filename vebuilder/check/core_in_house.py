"""Whether the initiator keeps its core competences in-house."""

from collections.abc import Iterator, Mapping

from vebuilder.check.case import Case
from vebuilder.check.eligibility import why_ineligible
from vebuilder.check.serving import Terms, serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.words import count, listing
from vebuilder.model.evaluation import Violation
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.task import Task


def core_tasks(project: Project, network: Network) -> Mapping[str, str]:
    """Return the tasks the initiator must do itself, each with the core competence it asks for.

    A task asks for a core competence when it needs the competence itself or one below it in the taxonomy:
    who keeps milling in-house keeps 5-axis milling, but not all of machining.

    Parameters
    ----------
    project, network
        The instance.

    Returns
    -------
    mapping
        Core competence by task id; empty where the rule is not set or there is no initiator.
    """
    if not project.rules.core_in_house or project.initiator is None:
        return {}
    core = next((firm.core for firm in network.firms if firm.id == project.initiator), frozenset[str]())
    taxonomy = Taxonomy(network.competences)
    kept: dict[str, str] = {}
    for competence in sorted(core):
        kept.update(dict.fromkeys(taxonomy.below(competence), competence))
    kept.update((competence, competence) for competence in core)
    return {task.id: kept[task.competence] for task in project.tasks if task.competence in kept}


def core_violations(case: Case) -> Iterator[Violation]:
    """Yield the core tasks that other firms than the initiator have a part in."""
    initiator = case.project.initiator
    for task, core in core_tasks(case.project, case.network).items():
        others = sorted(set(case.team[task]) - {initiator})
        if others:
            yield Violation(
                rule="rules.core_in_house",
                ids=(task, *others),
                amount=sum(case.share(task, firm) for firm in others),
                message=f"task {task!r} {_asks(case.tasks[task], core)} of the initiator {initiator!r} and "
                f"must stay in-house, but {listing(others)} {'has' if len(others) == 1 else 'have'} a part "
                "in it",
            )


def core_warnings(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the core tasks that cannot stay in-house, and a rule that keeps nothing in-house.

    No enterprise can satisfy the former; like all that rules and counting show it is told as such when one
    is formed, and is no fault of the data.
    """
    rules = project.rules
    initiator = next((firm for firm in network.firms if firm.id == project.initiator), None)
    if not rules.core_in_house or initiator is None:
        return
    yield from core_obstacles(project, network)
    if not core_tasks(project, network):
        none = f"the initiator {initiator.id!r} states none"
        if initiator.core:
            none = (
                f"no task asks for one of the initiator {initiator.id!r}: {listing(sorted(initiator.core))}"
            )
        yield Fault(
            path="project.rules.core_in_house",
            ids=(initiator.id,),
            message=f"core competences must stay in-house, but {none}",
            mend="state the initiator's core as the tasks spell it, or unset core_in_house",
            severity="warning",
        )


def core_obstacles(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the core tasks that cannot stay in-house: the initiator may not do them, or several must."""
    core = core_tasks(project, network)
    if not core:
        return
    initiator = next(firm for firm in network.firms if firm.id == project.initiator)
    taxonomy = Taxonomy(network.competences)
    quotes = {quote.task: quote for quote in project.quotes if quote.firm == initiator.id}
    bids = {(task, package.firm) for package in project.packages for task in package.tasks}
    for position, task in enumerate(project.tasks):
        if task.id not in core:
            continue
        asks = f"task {task.id!r} {_asks(task, core[task.id])} of the initiator {initiator.id!r} and must "
        terms = Terms(task, initiator, serving_offer(task, initiator, taxonomy), quotes.get(task.id))
        reason = why_ineligible(terms, taxonomy, packaged=(task.id, initiator.id) in bids, bids=bids)
        if reason is not None:
            yield Fault(
                path="project.rules.core_in_house",
                ids=(task.id, task.competence, initiator.id),
                message=f"{asks}stay in-house, but the initiator cannot do it: {reason[0]}",
                mend=f"give {initiator.id!r} an offer or a quote for it, take {core[task.id]!r} out of its "
                "core, or unset core_in_house",
                severity="warning",
            )
        elif task.min_partners > 1:
            yield Fault(
                path=f"project.tasks[{position}].min_partners",
                ids=(task.id, initiator.id),
                message=f"{asks}be done by it alone, but needs at least "
                f"{count(task.min_partners, 'partner')}",
                mend=f"lower its min_partners to 1, take {core[task.id]!r} out of the core of "
                f"{initiator.id!r}, or unset core_in_house",
                severity="warning",
            )


def _asks(task: Task, core: str) -> str:
    if task.competence == core:
        return f"asks for {core!r}, a core competence"
    return f"asks for {task.competence!r}, which lies below the core competence {core!r}"
