"""On random instances: give way as the error says, and an enterprise exists."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from instances import random_instance

from vebuilder import InfeasibleError, form_enterprise
from vebuilder.diagnose.infeasible import infeasible_error
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import Fault, Network, Project, Rules, Task

SLIGHTLY_MORE = 1 + 1e-4
"""Amounts are told in six digits."""


def told(pattern: str, text: str) -> float:
    found = re.search(pattern, text)
    assert found, text
    return float(found[1].replace(",", ""))


def mended(project: Project, network: Network, faults: Iterable[Fault]) -> tuple[Project, Network]:
    for fault in faults:
        if fault.path.startswith("network"):
            network = _more_capacity(network, fault)
        elif fault.path.startswith("project.tasks"):
            project = _easier_task(project, fault)
        elif fault.path == "project.budget":
            assert project.budget is not None
            short = told(r"budget by ([\d.,]+)", fault.mend)
            project = project.model_copy(update={"budget": project.budget + short + 0.01})
        elif fault.path == "project.initiator":
            project = project.model_copy(update={"initiator": None})
        else:
            rules = project.rules.model_copy(update=_softer(project.rules, fault))
            project = project.model_copy(update={"rules": rules})
    return project, network


def _more_capacity(network: Network, fault: Fault) -> Network:
    more = told(r"capacity by ([\d.e+-]+)", fault.mend) * SLIGHTLY_MORE
    firms = []
    for firm in network.firms:
        if firm.id != fault.ids[0]:
            firms.append(firm)
        elif fault.path == "network.firms.capacity":
            firms.append(firm.model_copy(update={"capacity": (firm.capacity or 0) + more}))
        else:
            offers = tuple(
                offer.model_copy(update={"capacity": (offer.capacity or 0) + more})
                if offer.competence == fault.ids[1]
                else offer
                for offer in firm.offers
            )
            firms.append(firm.model_copy(update={"offers": offers}))
    return network.model_copy(update={"firms": tuple(firms)})


def _easier_task(project: Project, fault: Fault) -> Project:
    def easier(task: Task) -> dict[str, Any]:
        if fault.path.endswith("min_partners"):
            return {"min_partners": task.min_partners - round(told(r"partners, (\d+) more", fault.message))}
        if fault.path.endswith("max_partners"):
            return {"max_partners": (task.max_partners or 0) + round(told(r"by (\d+)", fault.mend))}
        short = told(r"but ([\d.e+-]+) below", fault.message) * SLIGHTLY_MORE
        return {"min_share": max(task.min_share - short, 0.0)}

    tasks = [t.model_copy(update=easier(t)) if t.id == fault.ids[0] else t for t in project.tasks]
    return project.model_copy(update={"tasks": tuple(tasks)})


def _softer(rules: Rules, fault: Fault) -> dict[str, Any]:
    field = fault.path.removeprefix("project.rules.")
    if field == "required":
        return {"required": rules.required - {fault.ids[0]}}
    if field == "incompatible":
        return {"incompatible": tuple(pair for pair in rules.incompatible if set(pair) != set(fault.ids))}
    if field in {"min_partners", "max_partners"}:
        sign = -1 if field == "min_partners" else 1
        return {field: getattr(rules, field) + sign * round(told(r"by (\d+)", fault.mend))}
    if not field.startswith("groups"):
        return {field: Rules.model_fields[field].default}
    number, what = re.fullmatch(r"groups\[(\d+)]\.(\w+)", field).groups()  # type: ignore[union-attr]
    groups = [
        rule.model_copy(update={what: None}) if position == int(number) else rule
        for position, rule in enumerate(rules.groups)
    ]
    return {"groups": tuple(groups)}


@pytest.mark.parametrize("seed", range(150))
def test_what_is_said_to_have_to_give_is_enough(seed: int) -> None:
    project, network = random_instance(seed)
    try:
        form_enterprise(project, network)
    except InfeasibleError:
        error = infeasible_error(formulate(Problem.of(project, network)), None, "a solver")
    else:
        return
    assert isinstance(error, InfeasibleError)
    faults = error.diagnosis
    assert faults
    form_enterprise(*mended(project, network, faults))
