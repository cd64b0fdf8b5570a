"""One small input for each kind of fault, with where the fault is and what it must say."""

from dataclasses import dataclass
from typing import Any

from check.builders import firm, network, project, task
from vebuilder.model import (
    GroupRule,
    Network,
    Project,
    Rules,
)

FIRMS = (firm("a", attributes={"country": "DE"}), firm("b", attributes={"country": "FR"}))


@dataclass(frozen=True)
class Faulty:
    """An input with one fault."""

    kind: str
    project: Project
    network: Network
    path: str
    ids: tuple[str, ...]
    said: str
    severity: str = "error"


def of_network(kind: str, path: str, ids: tuple[str, ...], said: str, **fields: Any) -> Faulty:
    firms, severity = fields.pop("firms", FIRMS), fields.pop("severity", "error")
    return Faulty(kind, project(task("t"), task("u")), network(*firms, **fields), path, ids, said, severity)


def of_project(kind: str, path: str, ids: tuple[str, ...], said: str, **fields: Any) -> Faulty:
    tasks, severity = fields.pop("tasks", (task("t"), task("u"))), fields.pop("severity", "error")
    return Faulty(kind, project(*tasks, **fields), network(*FIRMS), path, ids, said, severity)


def of_rules(kind: str, field: str, ids: tuple[str, ...], said: str, **rules: Any) -> Faulty:
    initiator = rules.pop("initiator", None)
    path = f"project.rules.{field}"
    return of_project(kind, path, ids, said, rules=Rules(**rules), initiator=initiator)


def of_group(kind: str, field: str, said: str, severity: str = "error", **bounds: Any) -> Faulty:
    rule = GroupRule(**({"attribute": "country"} | bounds))
    path = f"project.rules.groups[0].{field}".removesuffix(".")
    rules = Rules(groups=(rule,))
    return of_project(kind, path, (rule.attribute,), said, rules=rules, severity=severity)


def of_task(kind: str, field: str, said: str, severity: str = "error", **fields: Any) -> Faulty:
    tasks = (task("s"), task("t", **fields))
    path = f"project.tasks[1].{field}".removesuffix(".")
    return of_project(kind, path, ("t",), said, tasks=tasks, severity=severity)
