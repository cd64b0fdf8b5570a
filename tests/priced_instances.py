"""Small random projects at prices of every kind: packages, price breaks and funding beside all the rest."""

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

from brute_force import Search, serving_offers
from instances import TAXONOMY, Dice, Instance, random_instance

from vebuilder import evaluate
from vebuilder.model import Evaluation, Firm, Funding, Network, Offer, Package, PriceBreak, Project, Strategy

MOST_PLANS = 4000
Plan = tuple[tuple[tuple[str, str], ...], tuple[Package, ...]]


def priced_instance(seed: int) -> Instance:
    """Return the single-sourced instance of this seed: that of `random_instance`, and other prices added."""
    dice = Dice(Random(f"priced {seed}"))
    for attempt in range(100):
        project, network = _with_prices(dice, *single_sourced(*random_instance(1000 * seed + attempt)))
        if sum(1 for _ in plans(project, network)) <= MOST_PLANS:
            return project, network
    raise AssertionError(f"seed {seed} has no small instance")


def single_sourced(project: Project, network: Network) -> Instance:
    """Return an instance whose tasks have one partner each."""
    tasks = tuple(
        task.model_copy(
            update={"max_partners": 1, "min_partners": min(task.min_partners, 1), "min_share": 0.0}
        )
        for task in project.tasks
    )
    return project.model_copy(update={"tasks": tasks}), network


def _with_prices(dice: Dice, project: Project, network: Network) -> Instance:
    kinds = dice.pick(["packages", "breaks", "funding", "packages breaks", "breaks funding", "all", "all"])
    update: dict[str, object] = {
        "strategy": Strategy(
            cost=dice.pick([1.0, 1.0, 1.0, 0.5]),
            risk=project.strategy.risk,
            price_protection=dice.pick([0, 0, 0, 1]),
        ),
        "budget": project.budget if dice.chance(0.5) else None,
    }
    if kinds in {"packages", "packages breaks", "all"}:
        update["packages"] = tuple(_packages(dice, project, network))
    if kinds in {"funding", "breaks funding", "all"}:
        update["funding"] = _funding(dice)
    firms = network.firms
    if "breaks" in kinds or kinds == "all":
        firms = tuple(_with_breaks(dice, firm) for firm in firms)
    return project.model_copy(update=update), network.model_copy(update={"firms": firms})


def _packages(dice: Dice, project: Project, network: Network) -> Iterator[Package]:
    tasks = [task.id for task in project.tasks]
    for _ in range(dice.pick([1, 2, 3, 4])):
        yield Package(
            firm=dice.pick(network.firms).id, tasks=tuple(dice.few(tasks, 3)), cost=dice.amount(0, 12)
        )


def _with_breaks(dice: Dice, firm: Firm) -> Firm:
    offers = tuple(_offer(dice, offer) if dice.chance(0.8) else offer for offer in firm.offers)
    return firm.model_copy(update={"offers": offers})


def _offer(dice: Dice, offer: Offer) -> Offer:
    """Breaks in any order, up and down, some at 0 and some on amounts that tasks just reach."""
    starts = dice.few([0.0, 0.5, 1.0, 1.5, 2.0, 2.3, 3.0, 4.0, 5.5], 3)
    breaks = tuple(PriceBreak(from_amount=start, unit_cost=dice.amount(0, 6)) for start in starts)
    spread = dice.amount(0, 0.8) if dice.chance(0.5) else 0.0
    return offer.model_copy(update={"price_breaks": breaks, "cost_spread": spread})


def _funding(dice: Dice) -> tuple[Funding, ...]:
    kinds = [("country", ("DE", "FR")), ("country", ("PT",)), ("certified", (True,)), ("size", (1,))]
    return tuple(
        Funding(
            attribute=attribute,
            values=values,
            rate=dice.pick([0.25, 0.3, 0.33]),
            cap=dice.maybe(0.5, lambda: dice.amount(0, 4)),
        )
        for attribute, values in dice.few(kinds, 3)
    )


def plans(project: Project, network: Network) -> Iterator[Plan]:
    """Yield every single-sourced plan with every set of packages that it carries out, whatever the rules."""
    search = Search(project, network)
    excluded = project.rules.excluded
    able = {
        task.id: dict.fromkeys(
            [
                *(firm for firm in search.eligible(task.id)),
                *(one.firm for one in project.packages if task.id in one.tasks and one.firm not in excluded),
            ]
        )
        for task in project.tasks
    }
    for firms in product(*(able[task.id] for task in project.tasks)):
        doing = dict(zip(able, firms, strict=True))
        fitting = [one for one in project.packages if all(doing[task] == one.firm for task in one.tasks)]
        for count in range(len(fitting) + 1):
            for chosen in combinations(fitting, count):
                held = [task for one in chosen for task in one.tasks]
                if len(set(held)) == len(held):
                    yield tuple(doing.items()), chosen


def best_evaluation(project: Project, network: Network) -> Evaluation | None:
    """Return what the best plan costs, as `evaluate` sees it; None where no plan is sound."""
    judged = (evaluate(project, network, plan, packages=chosen) for plan, chosen in plans(project, network))
    sound = [evaluation for evaluation in judged if evaluation.feasible]
    return min(sound, key=lambda evaluation: evaluation.objective, default=None)


def features(project: Project, network: Network, best: Evaluation | None) -> dict[str, bool]:
    """Say of each kind of price whether an instance with a sound plan has it."""
    if best is None:
        return {}
    parents = TAXONOMY
    serving = {
        (firm.id, task.id): serving_offers(firm, task, parents)
        for firm in network.firms
        for task in project.tasks
    }
    bidding = {(one.firm, task) for one in project.packages for task in one.tasks}
    quoted = {(one.firm, one.task) for one in project.quotes}
    offers = [found[0] for found in serving.values() if found and found[0].price_breaks]
    return {
        "packages": bool(project.packages),
        "a firm bids only in packages": any(not serving[pair] and pair not in quoted for pair in bidding),
        "a package of a quoted task": bool(bidding & quoted),
        "price breaks": bool(offers),
        "a price that rises": any(
            b.unit_cost > offer.unit_cost for offer in offers for b in offer.price_breaks
        ),
        "unsorted": any(
            list(offer.price_breaks) != sorted(offer.price_breaks, key=lambda b: b.from_amount)
            for offer in offers
        ),
        "funding": best.cost.funding < 0,
        "funding and budget": bool(project.funding) and project.budget is not None,
        "funding with a quote below 0": bool(project.funding)
        and any((q.cost or 0) < 0 for q in project.quotes),
        "protection": project.strategy.price_protection > 0 and best.cost.protection > 0,
        "shares of the work": project.rules.max_partner_share is not None
        or any(g.min_share is not None or g.max_share is not None for g in project.rules.groups),
    }
