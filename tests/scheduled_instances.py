"""Small random projects in time: whole durations, order, due dates, limits on parallel work."""

from itertools import pairwise
from random import Random

from instances import Dice

from vebuilder.model import (
    Firm,
    Interface,
    Network,
    Offer,
    Project,
    Quote,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
)

SKILLS = ["weld", "mill", "test"]


def scheduled_instance(seed: int, *, limited: bool) -> tuple[Project, Network]:
    """Return the instance of this seed; where limited, firms can only do so much at once."""
    dice = Dice(Random(f"{seed} {limited}"))
    firms = [_firm(dice, f"f{n}", limited) for n in range(dice.rng.randint(2, 3))]
    tasks = _tasks(dice, dice.rng.randint(2, 4))
    offered = {offer.competence for firm in firms for offer in firm.offers}
    missing = tuple({task.competence for task in tasks} - offered)
    if missing:
        offers = tuple(Offer(competence=name, unit_cost=3, unit_duration=2) for name in sorted(missing))
        firms[0] = firms[0].model_copy(update={"offers": (*firms[0].offers, *offers)})
    project = Project(
        id="timed",
        tasks=tuple(tasks),
        interfaces=tuple(
            Interface(source=one.id, target=other.id, volume=dice.rng.randint(1, 3))
            for one, other in pairwise(tasks)
            if dice.chance(0.4)
        ),
        quotes=tuple(
            Quote(
                task=task.id,
                firm=firm.id,
                cost=dice.rng.randint(1, 30),
                duration=dice.maybe(0.8, lambda: dice.rng.randint(0, 7)),
            )
            for task in tasks
            for firm in firms
            if dice.chance(0.25)
        ),
        strategy=Strategy(cost=dice.pick([1, 1, 1, 0]), time=dice.pick([0, 0, 1, 4, 0.5])),
        deadline=dice.maybe(0.35, lambda: dice.rng.randint(4, 16)),
    )
    costs = TransactionCosts(rate=2, coordination=dice.pick([0, 3]))
    trust = (TrustLink(source="f0", target="f1", trust=0.5),) if dice.chance(0.5) else ()
    return project, Network(firms=tuple(firms), transaction_costs=costs, trust=trust)


def _firm(dice: Dice, name: str, limited: bool) -> Firm:
    return Firm(
        id=name,
        joining_cost=dice.rng.randint(0, 6),
        max_parallel=dice.pick([None, 1, 1, 1, 2]) if limited else None,
        offers=tuple(
            Offer(
                competence=skill,
                unit_cost=dice.rng.randint(1, 9),
                unit_duration=dice.maybe(0.6, lambda: dice.rng.randint(0, 3)),
            )
            for skill in dice.some(SKILLS, 0.75)
        ),
    )


def _tasks(dice: Dice, count: int) -> list[Task]:
    tasks: list[Task] = []
    for number in range(count):
        together = dice.chance(0.2) and number > 0
        earlier = [one.id for one in tasks[: -1 if together else None]]
        with_one = (tasks[-1].id,) if together else ()
        tasks.append(
            Task(
                id=f"t{number}",
                competence=dice.pick(SKILLS),
                amount=dice.rng.randint(1, 3),
                duration=dice.maybe(0.7, lambda: dice.rng.randint(0, 6)),
                after=() if with_one else tuple(dice.some(earlier, 0.35)),
                starts_with=with_one,
                due=dice.maybe(0.3, lambda: dice.rng.randint(1, 8)),
                lateness_cost=dice.pick([0, 2, 5]),
            )
        )
    return tasks
