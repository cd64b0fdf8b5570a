"""What is stated but has no effect, or hardly the intended one."""

from collections.abc import Iterator

from vebuilder.check.words import count, figure
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import AttributeValue, value_key
from vebuilder.model.task import Task
from vebuilder.model.trust import Communities, JointProjects


def effect_warnings(project: Project, network: Network) -> Iterator[Fault]:
    """Yield warnings on what can be meant as it stands but probably is not."""
    for position, task in enumerate(project.tasks):
        yield from _task(f"project.tasks[{position}]", task)
    yield from _underskilled_quotes(project)
    yield from _attributes(project, network)
    yield from _repeated_shocks(project)
    yield from _weights(project)
    yield from _trust_model(network)
    yield from _time(project, network)


def _warning(path: str, ids: tuple[str, ...], message: str, mend: str) -> Fault:
    return Fault(path=path, ids=ids, message=message, mend=mend, severity="warning")


def _task(path: str, task: Task) -> Iterator[Fault]:
    if task.min_partners > 1 and task.min_share == 0:
        message = f"task {task.id!r} needs {task.min_partners} partners, but one may have a share of 0"
        yield _warning(f"{path}.min_share", (task.id,), message, "state a min_share above 0")
    if task.backups > 0 and task.loss == 0:
        message = (
            f"task {task.id!r} asks for {count(task.backups, 'standby firm')}, but has no loss they save"
        )
        yield _warning(f"{path}.backups", (task.id,), message, "state its loss, or set backups to 0")
    if task.lateness_cost > 0 and task.due is None:
        message = f"task {task.id!r} has a lateness cost but no due time: it is never late"
        yield _warning(f"{path}.lateness_cost", (task.id,), message, "state when it is due")
    if task.due is not None and task.lateness_cost == 0:
        message = f"task {task.id!r} has a due time, but being late costs nothing"
        yield _warning(f"{path}.due", (task.id,), message, "state a lateness_cost, or use the deadline")


def _underskilled_quotes(project: Project) -> Iterator[Fault]:
    tasks = {task.id: task for task in project.tasks}
    for position, quote in enumerate(project.quotes):
        task = tasks.get(quote.task)
        if task is not None and quote.proficiency is not None and quote.proficiency < task.min_proficiency:
            yield _warning(
                f"project.quotes[{position}].proficiency",
                (quote.task, quote.firm),
                f"the quote of firm {quote.firm!r} states proficiency {figure(quote.proficiency)}, but task "
                f"{quote.task!r} needs {figure(task.min_proficiency)}: the firm cannot do it",
                "correct the proficiency, or lower min_proficiency",
            )


def _attributes(project: Project, network: Network) -> Iterator[Fault]:
    """Look for attributes and values that no firm of the network shows."""
    stated: dict[str, set[tuple[str, AttributeValue]]] = {}
    for firm in network.firms:
        for attribute, value in firm.attributes.items():
            stated.setdefault(attribute, set()).add(value_key(value))
    asked = [
        *(
            (f"project.rules.groups[{position}]", rule.attribute, rule.values)
            for position, rule in enumerate(project.rules.groups)
        ),
        *(
            (f"project.shocks[{position}]", shock.attribute, (shock.value,))
            for position, shock in enumerate(project.shocks)
        ),
        *(
            (f"project.funding[{position}]", funding.attribute, funding.values)
            for position, funding in enumerate(project.funding)
        ),
    ]
    for path, attribute, values in asked:
        if attribute not in stated:
            message, mend = (
                f"no firm states the attribute {attribute!r}",
                "state it for the firms that have it",
            )
            yield _warning(f"{path}.attribute", (attribute,), message, mend)
        elif values and not any(value_key(value) in stated[attribute] for value in values):
            message = f"no firm shows {' or '.join(map(repr, values))} as its {attribute!r}"
            mend = "correct the values (they are told apart by kind: the text '1', the number 1, true)"
            yield _warning(path, (attribute,), message, mend)


def _repeated_shocks(project: Project) -> Iterator[Fault]:
    first: dict[tuple[str, tuple[str, AttributeValue]], int] = {}
    for position, shock in enumerate(project.shocks):
        known = first.setdefault((shock.attribute, value_key(shock.value)), position)
        if known != position:
            message = (
                f"firms with {shock.attribute!r} {shock.value!r} are already hit by project.shocks[{known}]: "
                "the two are independent, and if both strike their factors multiply"
            )
            yield _warning(
                f"project.shocks[{position}]", (shock.attribute,), message, "remove one if they are the same"
            )


def _weights(project: Project) -> Iterator[Fault]:
    weights = project.strategy
    if not any((weights.cost, weights.risk, weights.time, weights.learning)):
        message = "all weights of the strategy are 0: every plan is as good as any other"
        yield _warning("project.strategy", (project.id,), message, "give cost a weight")
    for position, rule in enumerate(project.rules.groups):
        bounds = rule.model_fields_set - {"attribute", "values"}
        if all(getattr(rule, bound) is None for bound in bounds):
            message = f"the group rule on {rule.attribute!r} bounds nothing"
            mend = "state min_firms, max_share or another bound"
            yield _warning(f"project.rules.groups[{position}]", (rule.attribute,), message, mend)


def _trust_model(network: Network) -> Iterator[Fault]:
    model = network.trust_model
    if isinstance(model, Communities) and not any(firm.communities for firm in network.firms):
        message = "trust is inferred from communities, but no firm states one"
        yield _warning("network.trust_model", (), message, "state the communities of the firms")
    if isinstance(model, JointProjects):
        yield from _joint_projects(model)


def _joint_projects(model: JointProjects) -> Iterator[Fault]:
    for position, joint in enumerate(model.projects):
        if len(joint.members) < 2:
            has = "has one member" if joint.members else "has no member"
            yield _warning(
                f"network.trust_model.projects[{position}].members",
                (joint.id,),
                f"joint project {joint.id!r} {has}: it ties nobody",
                "state all its members, or remove it",
            )
    if model.half_life is not None and model.as_of is None:
        message = "joint projects have a half-life but no as_of to count their age from: they never fade"
        yield _warning("network.trust_model.half_life", (), message, "state as_of")


def _time(project: Project, network: Network) -> Iterator[Fault]:
    takes_time = (
        any(task.duration for task in project.tasks)
        or any(quote.duration for quote in project.quotes)
        or any(offer.unit_duration for firm in network.firms for offer in firm.offers)
    )
    for path, stated, what in (
        ("project.deadline", project.deadline is not None, "a deadline is stated"),
        ("project.strategy.time", project.strategy.time > 0, "time has a weight"),
    ):
        if stated and not takes_time:
            message = f"{what}, but no task takes any time"
            mend = "state durations: of offers (unit_duration), quotes or tasks"
            yield _warning(path, (project.id,), message, mend)
    if project.deadline is None:
        return
    for position, task in enumerate(project.tasks):
        if task.due is not None and task.lateness_cost > 0 and task.due >= project.deadline:
            message = f"task {task.id!r} is due at {figure(task.due)}, not before the deadline of "
            message += f"{figure(project.deadline)}: it is never late"
            yield _warning(
                f"project.tasks[{position}].due", (task.id,), message, "correct one of the two times"
            )
