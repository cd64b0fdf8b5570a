"""What a diagnosis names, taken by its data alone: done as it says, given up, or kept alone."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import numpy as np

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import Amendment, Fault, Firm, Network, Project, Repair, Rules, Task
from vebuilder.solve.options import Options
from vebuilder.solve.solve import solve

Instance = tuple[Project, Network]
Key = tuple[str, tuple[str, ...]]
"""Path and ids of a requirement."""

NOTHING: dict[str, Any] = {"max_partners": None, "min_partners": 0, "min_share": 0.0, "backups": 0}
CAPACITIES = {"network.firms.capacity", "network.firms.offers.capacity"}


def is_possible(project: Project, network: Network) -> bool:
    """Return whether any enterprise exists, whatever it costs."""
    model = formulate(Problem.of(project, network)).model
    result = solve(replace(model, cost=np.zeros(model.n_columns), offset=0.0), Options())
    return result.solution is not None


def named(faults: Iterable[Fault]) -> set[Key]:
    """Return the requirements a diagnosis says could give."""
    return {key(repair.changes[0]) for fault in faults for repair in fault.repairs}


def key(change: Amendment) -> Key:
    return change.path, change.ids


def repaired(project: Project, network: Network, repair: Repair) -> Instance:
    """Return the instance with all changes of a repair made."""
    for change in repair.changes:
        project, network = changed(project, network, change)
    return project, network


def nearly(project: Project, network: Network, change: Amendment) -> Amendment | None:
    """Return a change a little short of one; None where nothing lies between it and what was asked."""
    if change.amount is None or change.value is None:
        return None
    whole = change.unit in {"partners", "firms", "values", "standby firms"}
    asked = _asked_by(project, network, change)
    step = 1.0 if whole else max(1e-3 * change.amount, 1e-4)
    if change.amount <= step:
        return None
    value = change.value - step if change.value > asked else change.value + step
    return change.model_copy(update={"value": value})


def _asked_by(project: Project, network: Network, change: Amendment) -> float:
    """Return what a requirement asks for as stated."""
    field = change.path.rsplit(".", 1)[-1]
    holder: Any = project.rules
    if change.path in CAPACITIES:
        holder = next(firm for firm in network.firms if firm.id == change.ids[0])
        if change.path == "network.firms.offers.capacity":
            holder = next(one for one in holder.offers if one.competence == change.ids[1])
    elif change.path == "project.budget":
        holder = project
    elif change.path.startswith("project.tasks."):
        holder = next(task for task in project.tasks if task.id == change.ids[0])
    elif place := re.fullmatch(r"project\.rules\.groups\[(\d+)]\.\w+", change.path):
        holder = project.rules.groups[int(place[1])]
    return float(getattr(holder, field))


def changed(project: Project, network: Network, change: Amendment) -> Instance:
    """Return the instance with one requirement stated otherwise, or given up."""
    path, ids, value = change.path, change.ids, change.value
    field = path.rsplit(".", 1)[-1]
    if path in CAPACITIES:
        firms = tuple(_roomier(firm, change) if firm.id == ids[0] else firm for firm in network.firms)
        return project, network.model_copy(update={"firms": firms})
    if path == "project.budget":
        return project.model_copy(update={"budget": value}), network
    if path.startswith("project.tasks."):
        tasks = tuple(_easier(task, field, value) if task.id == ids[0] else task for task in project.tasks)
        return project.model_copy(update={"tasks": tasks}), network
    rules = project.rules.model_copy(update=_softer(project.rules, change, field))
    return project.model_copy(update={"rules": rules}), network


def _roomier(firm: Firm, change: Amendment) -> Firm:
    if change.path == "network.firms.capacity":
        return firm.model_copy(update={"capacity": change.value})
    offers = tuple(
        offer.model_copy(update={"capacity": change.value}) if offer.competence == change.ids[1] else offer
        for offer in firm.offers
    )
    return firm.model_copy(update={"offers": offers})


def _easier(task: Task, field: str, value: float | None) -> Task:
    if value is None:
        return task.model_copy(update={field: NOTHING[field]})
    return task.model_copy(update={field: value if field == "min_share" else round(value)})


def _softer(rules: Rules, change: Amendment, field: str) -> dict[str, Any]:
    ids, value = change.ids, change.value
    whole = not isinstance(Rules.model_fields[field].default, bool) if field in Rules.model_fields else True
    if field == "required":
        return {"required": rules.required - set(ids)}
    if field == "incompatible":
        return {"incompatible": tuple(pair for pair in rules.incompatible if pair != ids)}
    counted = value is not None and whole and field in COUNTS
    number = None if value is None else round(value) if counted else value
    if place := re.fullmatch(r"project\.rules\.groups\[(\d+)]\.\w+", change.path):
        groups = list(rules.groups)
        groups[int(place[1])] = groups[int(place[1])].model_copy(update={field: number})
        return {"groups": tuple(groups)}
    return {field: Rules.model_fields[field].default if number is None else number}


COUNTS = {"min_partners", "max_partners", "min_firms", "max_firms", "max_per_value", "min_distinct"}
GROUP_FIELDS = (*sorted(COUNTS - {"min_partners", "max_partners"}), "min_share", "max_share")


def only(project: Project, network: Network, kept: set[Key]) -> Instance:
    """Return the instance with every requirement given up but those kept."""
    for asked in list(_asked(project, network, splits=_may_split(kept))):
        if asked not in kept:
            project, network = changed(project, network, Amendment(path=asked[0], ids=asked[1]))
    return project, network


def _may_split(kept: set[Key]) -> bool:
    """The probability of success is only worked out for single-sourced tasks."""
    return all(path != "project.rules.min_success_probability" for path, _ in kept)


def _asked(project: Project, network: Network, *, splits: bool) -> Iterable[Key]:
    rules = project.rules
    for firm in network.firms:
        yield "network.firms.capacity", (firm.id,)
        yield from (("network.firms.offers.capacity", (firm.id, one.competence)) for one in firm.offers)
    for task in project.tasks:
        for field in NOTHING:
            if splits or field != "max_partners":
                yield f"project.tasks.{field}", (task.id,)
    yield "project.budget", ()
    yield from (("project.rules.required", (firm,)) for firm in rules.required)
    yield from (("project.rules.incompatible", pair) for pair in rules.incompatible)
    for field in (
        "min_partners", "max_partners", "max_partner_share", "min_trust", "trust_connected",
        "min_success_probability",
    ):  # fmt: skip
        yield f"project.rules.{field}", ()
    for number, group in enumerate(rules.groups):
        for field in GROUP_FIELDS:
            yield f"project.rules.groups[{number}].{field}", (group.attribute,)
