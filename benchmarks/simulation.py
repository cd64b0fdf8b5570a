"""An enterprise to replay: split tasks, standbys, shocks and prices that vary, at any size."""

import random
from dataclasses import dataclass

from vebuilder import Assignment, Backup, Cost, Enterprise, Firm, Network, Offer, Project, Risk, Shock, Task
from vebuilder.model.fingerprint import fingerprint

COMPETENCES = tuple(f"c{number}" for number in range(10))
COUNTRIES = tuple(f"L{number}" for number in range(6))
SIZES = ("micro", "sme", "large")


@dataclass(frozen=True)
class Replay:
    """An enterprise and what it was formed from; no solver forms it, it is drawn.

    Parameters
    ----------
    enterprise, project, network
        What is replayed.
    """

    enterprise: Enterprise
    project: Project
    network: Network


def replay(partners: int = 20, tasks: int = 30, seed: int = 0) -> Replay:
    """Draw an enterprise: two partners and a standby for each task, seven shocks, every price varies."""
    draw = random.Random(seed)
    project = Project(id="replay", tasks=_tasks(tasks, draw), shocks=_shocks())
    network = Network(firms=tuple(_firm(number, draw) for number in range(2 * partners)))
    ids = [firm.id for firm in network.firms]
    assignments = []
    for number, task in enumerate(project.tasks):
        share = draw.uniform(0.3, 0.7)
        first, second = ids[number % partners], ids[(number + partners // 3) % partners]
        assignments.append(Assignment(task=task.id, firm=first, share=share))
        assignments.append(Assignment(task=task.id, firm=second, share=1 - share))
    enterprise = Enterprise(
        project=project.id,
        partners=tuple(sorted(ids[:partners])),
        assignments=tuple(assignments),
        backups=tuple(
            Backup(task=task.id, firm=ids[partners + number % partners])
            for number, task in enumerate(project.tasks)
        ),
        cost=Cost(),
        risk=Risk(),
        objective=0,
        bound=None,
        outcome="feasible",
        stop_reason="finished",
        solver="drawn",
        seconds=0,
        fingerprint=fingerprint(project, network),
    )
    return Replay(enterprise, project, network)


def _tasks(count: int, draw: random.Random) -> tuple[Task, ...]:
    return tuple(
        Task(
            id=f"t{number:03d}",
            competence=COMPETENCES[number % len(COMPETENCES)],
            amount=10,
            loss=round(draw.uniform(1_000, 10_000)),
            max_partners=2,
            backups=1,
        )
        for number in range(count)
    )


def _firm(number: int, draw: random.Random) -> Firm:
    return Firm(
        id=f"f{number:03d}",
        attributes={"country": COUNTRIES[number % len(COUNTRIES)], "size": SIZES[number % len(SIZES)]},
        offers=tuple(
            Offer(
                competence=competence,
                unit_cost=round(draw.uniform(5, 20), 2),
                reliability=round(draw.uniform(0.8, 0.99), 3),
                cost_spread=0.3,
            )
            for competence in COMPETENCES
        ),
    )


def _shocks() -> tuple[Shock, ...]:
    strikes = [("country", country, 0.05, 0.7) for country in COUNTRIES] + [("size", "micro", 0.1, 0.8)]
    return tuple(
        Shock(attribute=attribute, value=value, probability=probability, reliability_factor=factor)
        for attribute, value, probability, factor in strikes
    )
