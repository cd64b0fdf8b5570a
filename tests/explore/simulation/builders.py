"""Enterprises built by hand, so that they need not be formed first."""

from collections.abc import Iterable
from typing import Any

from check.builders import firm, network, offer, project, split_task, task

from vebuilder.model import Assignment, Backup, Cost, Network, Project, Risk, Shock
from vebuilder.model.fingerprint import fingerprint
from vebuilder.result.enterprise import Enterprise

Case = tuple[Enterprise, Project, Network]


def built(
    project: Project,
    network: Network,
    plan: Iterable[tuple[Any, ...]],
    backups: Iterable[tuple[str, str]] = (),
    **fields: Any,
) -> Enterprise:
    """Return an enterprise of (task, firm) or (task, firm, share) with standbys of (task, firm)."""
    assignments = tuple(Assignment(task=one[0], firm=one[1], share=(*one, 1.0)[2]) for one in plan)
    stated: dict[str, Any] = {
        "project": project.id,
        "partners": tuple(sorted({one.firm for one in assignments})),
        "assignments": assignments,
        "backups": tuple(Backup(task=task, firm=firm) for task, firm in backups),
        "cost": Cost(),
        "risk": Risk(),
        "objective": 0,
        "bound": None,
        "outcome": "feasible",
        "stop_reason": "finished",
        "solver": "none",
        "seconds": 0,
        "fingerprint": fingerprint(project, network),
        "currency": project.currency,
    }
    return Enterprise(**(stated | fields))


def shock(attribute: str, value: Any, probability: float, factor: float) -> Shock:
    return Shock(attribute=attribute, value=value, probability=probability, reliability_factor=factor)


def risky() -> Case:
    """Return four firms with shared and split tasks, standbys and shocks that overlap."""
    firms = (
        firm("a", offer(), offer("welding", reliability=0.7), reliability=0.9, attributes={"land": "N"}),
        firm("b", offer(), offer("welding"), reliability=0.8, attributes={"land": "N", "size": 1}),
        firm("c", reliability=0.85, attributes={"land": "S", "size": 1}),
        firm("d", offer(), offer("welding"), reliability=0.6, attributes={"land": "S"}),
    )
    tasks = (
        task("t", loss=100),
        task("u", "welding", loss=300),
        split_task("v", loss=50),
        task("w", loss=80),
        task("idle"),
    )
    shocks = (shock("land", "N", 0.2, 0.5), shock("size", 1, 0.1, 0.0), shock("land", "S", 0.3, 0.9))
    plan = [("t", "a"), ("u", "a"), ("v", "b", 0.25), ("v", "c", 0.75), ("w", "b"), ("idle", "a")]
    mine, theirs = project(*tasks, shocks=shocks), network(*firms)
    return built(mine, theirs, plan, backups=[("u", "b"), ("v", "d"), ("w", "c"), ("w", "d")]), mine, theirs
