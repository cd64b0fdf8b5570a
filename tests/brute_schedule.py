"""The best scheduled enterprise by trying everything: every choice of firms, every order of work.

Times are whole. Some best schedule puts the groups, in some order, each at the first moment at which all its
firms have room; so trying all orders finds one.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import permutations, product

from vebuilder.model import Network, Project

Plan = dict[str, str]


def durations(project: Project, network: Network) -> dict[tuple[str, str], int]:
    """How long each firm that may do it takes for each task; one offer a competence, no taxonomy."""
    quoted = {(quote.task, quote.firm): quote for quote in project.quotes}
    found = {}
    for task in project.tasks:
        for firm in network.firms:
            offer = next((one for one in firm.offers if one.competence == task.competence), None)
            quote = quoted.get((task.id, firm.id))
            if offer is None and quote is None:
                continue
            time = task.duration or 0
            if offer is not None and offer.unit_duration is not None:
                time = offer.unit_duration * task.amount
            if quote is not None and quote.duration is not None:
                time = quote.duration
            found[task.id, firm.id] = round(time)
    return found


def groups_of(project: Project) -> list[tuple[str, ...]]:
    """The tasks that start together."""
    groups = [{task.id, *task.starts_with} for task in project.tasks]
    for _ in groups:
        for one in groups:
            for other in groups:
                if one & other:
                    one.update(other)
    return list(dict.fromkeys(tuple(sorted(group)) for group in groups))


def schedules(project: Project, network: Network, plan: Plan) -> Iterator[dict[str, int]]:
    """Every schedule that some order of the groups leads to."""
    takes = durations(project, network)
    time = {task: takes[task, firm] for task, firm in plan.items()}
    groups = groups_of(project)
    after = {task.id: task.after for task in project.tasks}
    most = {firm.id: firm.max_parallel for firm in network.firms}
    limited = [task for task, firm in plan.items() if most[firm] is not None and time[task]]
    for order in permutations(groups) if limited else _sorted_only(groups, after):
        start: dict[str, int] = {}
        busy: Counter[tuple[str, int]] = Counter()
        for group in order:
            before = [task for member in group for task in after[member]]
            if not all(task in start for task in before):
                break
            begin = max((start[task] + time[task] for task in before), default=0)
            for at in range(begin, begin + sum(time.values()) + 1):
                asked = Counter(
                    (plan[task], at + tick) for task in group if task in limited for tick in range(time[task])
                )
                if all(busy[moment] + count <= most[moment[0]] for moment, count in asked.items()):
                    busy += asked
                    start |= dict.fromkeys(group, at)
                    break
            else:
                break
        else:
            yield start


def _sorted_only(
    groups: list[tuple[str, ...]], after: dict[str, tuple[str, ...]]
) -> Iterator[list[tuple[str, ...]]]:
    order: list[tuple[str, ...]] = []
    while len(order) < len(groups):
        done = {task for group in order for task in group}
        order += [
            next(
                group
                for group in groups
                if group not in order and all(task in done for member in group for task in after[member])
            )
        ]
    yield order


def plans(project: Project, network: Network) -> Iterator[Plan]:
    """Every choice of one firm a task."""
    able = durations(project, network)
    choices = [[firm.id for firm in network.firms if (task.id, firm.id) in able] for task in project.tasks]
    for choice in product(*choices):
        yield dict(zip((task.id for task in project.tasks), choice, strict=True))
