"""Synthetic networks and projects of any size, drawn by one law."""

import random
from dataclasses import dataclass

from vebuilder import Firm, Interface, Network, Offer, Project, Task, TransactionCosts, TrustLink

COUNTRIES = tuple(f"L{number:02d}" for number in range(12))
SIZES = ("micro", "sme", "large")


@dataclass(frozen=True)
class Law:
    """What a synthetic case is drawn from.

    Parameters
    ----------
    firms, tasks
        How many of each.
    offers_per_firm
        Competences a firm offers, out of ``tasks / tasks_per_competence``.
    capacity_in_tasks
        Capacity of a firm, in tasks of average amount.
    neighbours
        Firms each firm trusts before the small world is rewired; an even number.
    rewired
        Part of the trust links that lead to a random firm instead of a neighbour.
    interfaces_per_task
        How many interfaces there are to a task; 0 leaves them, and transaction costs, out.
    """

    firms: int
    tasks: int
    offers_per_firm: int = 3
    tasks_per_competence: int = 3
    capacity_in_tasks: float = 5.0
    neighbours: int = 6
    rewired: float = 0.1
    interfaces_per_task: float = 1.6

    @property
    def competences(self) -> tuple[str, ...]:
        """The competences there are; each is offered by some firm."""
        count = min(max(4, self.tasks // self.tasks_per_competence), self.firms)
        return tuple(f"c{number:02d}" for number in range(count))


def synthetic(law: Law, seed: int = 0) -> tuple[Project, Network]:
    """Draw a project and a network; the same law and seed give the same ones.

    Single-sourced tasks of amount 6 to 24, unit costs of 0.6 to 1.5, joining costs of 10 to 40, trust of
    0.2 to 0.95 along a small world (Watts and Strogatz, 1998), interface volumes of 2 to 12 at rate 1.
    """
    draw = random.Random(seed)
    tasks = tuple(
        Task(id=f"t{number:03d}", competence=draw.choice(law.competences), amount=draw.randint(6, 24))
        for number in range(law.tasks)
    )
    capacity = round(law.capacity_in_tasks * sum(task.amount for task in tasks) / law.tasks)
    firms = tuple(_firm(number, law, float(capacity), draw) for number in range(law.firms))
    project = Project(
        id=f"synthetic {law.firms}x{law.tasks} seed {seed}",
        tasks=tasks,
        interfaces=_interfaces(tasks, law, draw),
    )
    network = Network(
        firms=firms,
        trust=_small_world(firms, law, draw),
        transaction_costs=TransactionCosts(rate=1.0 if law.interfaces_per_task else 0.0),
    )
    return project, network


def _firm(number: int, law: Law, capacity: float, draw: random.Random) -> Firm:
    first = law.competences[number % len(law.competences)]
    others = [competence for competence in law.competences if competence != first]
    offered = [first, *draw.sample(others, min(law.offers_per_firm - 1, len(others)))]
    dearness = draw.uniform(0.8, 1.2)
    return Firm(
        id=f"f{number:05d}",
        joining_cost=round(draw.uniform(10, 40), 1),
        capacity=capacity,
        reliability=round(draw.uniform(0.85, 0.999), 3),
        attributes={"country": draw.choice(COUNTRIES), "size": draw.choice(SIZES)},
        offers=tuple(
            Offer(competence=competence, unit_cost=round(dearness * draw.uniform(0.75, 1.25), 3))
            for competence in sorted(offered)
        ),
    )


def _small_world(firms: tuple[Firm, ...], law: Law, draw: random.Random) -> tuple[TrustLink, ...]:
    pairs: set[tuple[int, int]] = set()
    for number in range(len(firms)):
        for step in range(1, law.neighbours // 2 + 1):
            rewire = draw.random() < law.rewired
            other = draw.randrange(len(firms)) if rewire else (number + step) % len(firms)
            if other != number:
                pairs.add((min(number, other), max(number, other)))
    return tuple(
        TrustLink(source=firms[a].id, target=firms[b].id, trust=round(draw.uniform(0.2, 0.95), 2))
        for a, b in sorted(pairs)
    )


def _interfaces(tasks: tuple[Task, ...], law: Law, draw: random.Random) -> tuple[Interface, ...]:
    wanted = min(round(law.interfaces_per_task * len(tasks)), len(tasks) * (len(tasks) - 1) // 2)
    pairs: set[tuple[int, int]] = set()
    for later in range(1, len(tasks)):  # a tree first, so that the project hangs together
        if len(pairs) < wanted:
            pairs.add((draw.randrange(later), later))
    while len(pairs) < wanted:
        first, second = sorted(draw.sample(range(len(tasks)), 2))
        pairs.add((first, second))
    return tuple(
        Interface(source=tasks[a].id, target=tasks[b].id, volume=round(draw.uniform(2, 12), 1))
        for a, b in sorted(pairs)
    )
