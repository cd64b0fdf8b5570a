"""What is missing for a figure to be defined."""

from collections.abc import Iterator

from vebuilder.check.serving import serving_offer, why_not_serving
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project


def completeness_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield quotes without a price, firms without a place, packages without tasks, and empty inputs."""
    if not network.firms:
        yield Fault(path="network.firms", message="the network has no firms", mend="add at least one firm")
    if not project.tasks:
        yield Fault(
            path="project.tasks",
            ids=(project.id,),
            message=f"project {project.id!r} has no tasks",
            mend="add at least one task",
        )
    yield from _unpriced_quotes(project, network)
    yield from _packages(project)
    yield from _unplaced_firms(network)


def _unpriced_quotes(project: Project, network: Network) -> Iterator[Fault]:
    tasks = {task.id: task for task in project.tasks}
    firms = {firm.id: firm for firm in network.firms}
    taxonomy = Taxonomy(network.competences)
    for position, quote in enumerate(project.quotes):
        task, firm = tasks.get(quote.task), firms.get(quote.firm)
        if quote.cost is not None or task is None or firm is None:
            continue
        if serving_offer(task, firm, taxonomy) is None:
            reason, _ = why_not_serving(task, firm, taxonomy)
            yield Fault(
                path=f"project.quotes[{position}].cost",
                ids=(task.id, firm.id),
                message=f"the quote of firm {firm.id!r} for task {task.id!r} states no cost, and no offer "
                f"of the firm gives one: it {reason}",
                mend="state the cost of the whole task in the quote",
            )


def _packages(project: Project) -> Iterator[Fault]:
    for position, package in enumerate(project.packages):
        path = f"project.packages[{position}].tasks"
        if not package.tasks:
            yield Fault(
                path=path,
                ids=(package.firm,),
                message=f"a package of firm {package.firm!r} has no tasks",
                mend="name its tasks, or remove it",
            )
        seen: set[str] = set()
        for task in package.tasks:
            if task in seen:
                yield Fault(
                    path=path,
                    ids=(package.firm, task),
                    message=f"a package of firm {package.firm!r} names task {task!r} twice",
                    mend="name each task once",
                )
            seen.add(task)


def _unplaced_firms(network: Network) -> Iterator[Fault]:
    if network.transaction_costs.distance_rate == 0:
        return
    for position, firm in enumerate(network.firms):
        if firm.location is None:
            yield Fault(
                path=f"network.firms[{position}].location",
                ids=(firm.id,),
                message=f"firm {firm.id!r} has no location, but the network's distance_rate prices distance",
                mend="state its latitude and longitude, or set distance_rate to 0",
            )
