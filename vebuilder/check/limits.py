"""Limits that contradict each other."""

from collections.abc import Iterator

from vebuilder.check.words import figure, listing
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import AttributeValue, value_key
from vebuilder.model.task import Task

ROUNDING = 1e-9
"""Shares such as three times 0.3333333333 may add up to a little more than 1."""


def limit_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the limits of tasks, rules and funding that no enterprise could respect."""
    for position, task in enumerate(project.tasks):
        yield from _task(f"project.tasks[{position}]", task)
    yield from _partners(project)
    yield from _initiator(project)
    yield from _incompatible(project)
    yield from _funding(project, network)


def _task(path: str, task: Task) -> Iterator[Fault]:
    if task.max_partners is not None and task.min_partners > task.max_partners:
        yield Fault(
            path=f"{path}.min_partners",
            ids=(task.id,),
            message=f"task {task.id!r} needs at least {task.min_partners} partners but may have at most "
            f"{task.max_partners}",
            mend=f"raise max_partners to {task.min_partners}, or set it to null for any number",
        )
    shares = task.min_share * task.min_partners
    if shares > 1 + ROUNDING:
        yield Fault(
            path=f"{path}.min_share",
            ids=(task.id,),
            message=f"task {task.id!r} needs {task.min_partners} partners with a share of at least "
            f"{figure(task.min_share)} each: together {figure(shares)}, above 1",
            mend=f"lower min_share to {figure(1 / task.min_partners)}, or min_partners",
        )


def _partners(project: Project) -> Iterator[Fault]:
    rules = project.rules
    low, high = rules.min_partners, rules.max_partners
    if low is not None and high is not None and low > high:
        yield Fault(
            path="project.rules.min_partners",
            ids=(project.id,),
            message=f"the enterprise needs at least {low} partners but may have at most {high}",
            mend="lower min_partners or raise max_partners",
        )
    for firm in sorted(rules.required & rules.excluded):
        yield Fault(
            path="project.rules.excluded",
            ids=(firm,),
            message=f"firm {firm!r} is both required and excluded",
            mend="remove it from one of the two",
        )


def _initiator(project: Project) -> Iterator[Fault]:
    initiator, rules = project.initiator, project.rules
    if initiator is not None:
        if initiator in rules.excluded:
            yield Fault(
                path="project.rules.excluded",
                ids=(initiator,),
                message=f"the initiator {initiator!r} is always a partner, but it is excluded",
                mend=f"remove {initiator!r} from excluded, or name another initiator",
            )
        return
    if project.learning:
        yield Fault(
            path="project.learning",
            ids=tuple(sorted(project.learning)),
            message=f"learning {listing(sorted(project.learning))} is valued, but there is no initiator who "
            "learns",
            mend="name the initiator",
        )
    if rules.core_in_house:
        yield Fault(
            path="project.rules.core_in_house",
            ids=(project.id,),
            message="core competences must stay in-house, but there is no initiator whose house that is",
            mend="name the initiator, or unset core_in_house",
        )


def _incompatible(project: Project) -> Iterator[Fault]:
    needed = dict.fromkeys(project.rules.required, "required")
    if project.initiator is not None:
        needed[project.initiator] = "the initiator"
    for position, (one, other) in enumerate(project.rules.incompatible):
        if one != other and one in needed and other in needed:
            yield Fault(
                path=f"project.rules.incompatible[{position}]",
                ids=(one, other),
                message=f"firms {one!r} ({needed[one]}) and {other!r} ({needed[other]}) are incompatible, "
                "but both must be partners",
                mend="require only one of them, or remove the pair",
            )


def _funding(project: Project, network: Network) -> Iterator[Fault]:
    rates: dict[str, dict[tuple[str, AttributeValue], float]] = {}
    for funding in project.funding:
        by_value = rates.setdefault(funding.attribute, {})
        for value in funding.values:
            by_value[value_key(value)] = by_value.get(value_key(value), 0.0) + funding.rate
    if not rates:
        return
    for firm in network.firms:
        rate = sum(
            by_value.get(value_key(firm.attributes[attribute]), 0.0)
            for attribute, by_value in rates.items()
            if attribute in firm.attributes
        )
        if rate > 1 + ROUNDING:
            yield Fault(
                path="project.funding",
                ids=(firm.id,),
                message=f"all funding together pays {figure(rate)} of the work of firm {firm.id!r}, above 1",
                mend=f"lower the rates that reach it by {figure(rate - 1)} in all",
            )
