"""The best priced plan where tasks may be split: a linear program for every choice of packages and prices."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, product
from random import Random

from brute_force import Best, Price, Search, Shares, Teams, Terms
from instances import Dice, Instance, random_instance

from vebuilder.model import Firm, Funding, Network, Offer, Package, PriceBreak, Project, Task
from vebuilder.model.record import value_key

OfferKey = tuple[str, str]
"""A firm and the competence it offers."""


def split_instance(seed: int) -> Instance:
    """Return the instance of this seed: one of `random_instance` with a task to split, other prices added."""
    dice = Dice(Random(f"split {seed}"))
    for attempt in range(100):
        project, network = random_instance(1000 * seed + attempt)
        if any(task.max_partners != 1 for task in project.tasks) and project.strategy.cost > 0:
            return _with_prices(dice, project, network)
    raise AssertionError(f"seed {seed} has no instance with a task to split")


def _with_prices(dice: Dice, project: Project, network: Network) -> Instance:
    tasks = [task.id for task in project.tasks]
    kinds = dice.few(["packages", "breaks", "funding"], 2)
    update: dict[str, object] = {"budget": None}
    if "packages" in kinds:
        update["packages"] = tuple(
            Package(firm=dice.pick(network.firms).id, tasks=tuple(dice.few(tasks, 2)), cost=dice.amount(0, 9))
            for _ in range(dice.pick([1, 2]))
        )
    if "funding" in kinds:
        attribute, values = dice.pick([("country", ("DE", "FR")), ("size", (1, 2))])
        cap = dice.maybe(0.6, lambda: dice.amount(0, 3))
        update["funding"] = (Funding(attribute=attribute, values=values, rate=dice.amount(0.2, 1), cap=cap),)
    if "breaks" in kinds:
        chosen = {firm.id for firm in dice.few(network.firms, 2)}
        firms = tuple(_with_breaks(dice, one) if one.id in chosen else one for one in network.firms)
        network = network.model_copy(update={"firms": firms})
    return project.model_copy(update=update), network


def _with_breaks(dice: Dice, firm: Firm) -> Firm:
    """Give breaks to one offer, some at its capacity and some that make it dearer."""

    def changed(offer: Offer) -> Offer:
        starts = {dice.amount(0.2, 3) for _ in range(2)}
        if offer.capacity is not None and offer.effort and dice.chance(0.5):
            starts.add(offer.capacity / offer.effort)
        breaks = tuple(PriceBreak(from_amount=s, unit_cost=dice.amount(0, 6)) for s in sorted(starts))
        return offer.model_copy(update={"price_breaks": breaks})

    first = tuple(changed(offer) for offer in firm.offers[:1])
    return firm.model_copy(update={"offers": (*first, *firm.offers[1:])})


def best_priced(project: Project, network: Network) -> Best | None:
    """Return a cheapest plan at the lowest price it can be had for; None where there is none."""
    best: Best | None = None
    for choice in _choices(project, network):
        found = PricedSearch(project, network, choice).best()
        if found is not None and (best is None or found.price.objective < best.price.objective):
            best = found
    return best


@dataclass(frozen=True)
class Choice:
    """What is decided before shares: packages, a range of amounts for each offer, how funding pays."""

    packages: tuple[Package, ...]
    steps: dict[OfferKey, tuple[float, float, float]]
    """Price, least amount, and the amount from which the next price holds."""
    funding: tuple[str, ...]
    """Of each entry: ``rate``, ``cap`` or ``nothing``."""


def _choices(project: Project, network: Network) -> Iterator[Choice]:
    offers = {
        (firm.id, offer.competence): _steps(offer)
        for firm in network.firms
        for offer in firm.offers
        if offer.price_breaks
    }
    excluded = project.rules.excluded
    bids = [one for one in project.packages if one.firm not in excluded]
    paying = [
        ["rate", "nothing"] if one.cap is None else ["rate", "cap", "nothing"] for one in project.funding
    ]
    for count in range(len(bids) + 1):
        for packages in combinations(bids, count):
            held = [task for one in packages for task in one.tasks]
            if len(set(held)) < len(held):
                continue
            for steps in product(*offers.values()):
                for funding in product(*paying):
                    yield Choice(packages, dict(zip(offers, steps, strict=True)), funding)


def _steps(offer: Offer) -> list[tuple[float, float, float]]:
    prices = {0.0: offer.unit_cost} | {one.from_amount: one.unit_cost for one in offer.price_breaks}
    starts = sorted(prices)
    return [(prices[s], s, e) for s, e in zip(starts, [*starts[1:], float("inf")], strict=True)]


class PricedSearch(Search):
    """The search through the plans of one choice."""

    def __init__(self, project: Project, network: Network, choice: Choice) -> None:
        super().__init__(project, network)
        self.choice = choice

    @cached_property
    def packaged(self) -> dict[tuple[str, str], Package]:
        return {(task, one.firm): one for one in self.choice.packages for task in one.tasks}

    @cached_property
    def by_offer(self) -> set[tuple[str, str]]:
        """The pairs that their offer prices."""
        stated = {(one.task, one.firm) for one in self.project.quotes if one.cost is not None}
        return {
            pair
            for pair, terms in self.terms.items()
            if terms.offer is not None and pair not in stated and pair not in self.packaged
        }

    @cached_property
    def terms(self) -> dict[tuple[str, str], Terms]:
        found = dict(Search(self.project, self.network).terms)
        stated = {(one.task, one.firm) for one in self.project.quotes if one.cost is not None}
        for (task, firm), terms in found.items():
            step = terms.offer and self.choice.steps.get((firm, terms.offer.competence))
            if step and (task, firm) not in stated:
                found[task, firm] = replace(terms, cost=self.tasks[task].amount * step[0])
        for (task, firm), package in self.packaged.items():
            own = found.get((task, firm)) or self._without_a_price(task, firm)
            if own is not None:
                part = package.cost / len(package.tasks)
                found[task, firm] = replace(own, cost=part, own_setup=0.0)
        return found

    def _without_a_price(self, task: str, firm: str) -> Terms | None:
        low = self.tasks[task].min_proficiency
        for quote in self.project.quotes:
            if (quote.task, quote.firm) == (task, firm) and (quote.proficiency or 1) < low:
                return None
        return Terms(0.0, self.tasks[task].amount, self.firms[firm].reliability, None, None)

    def _possible_teams(self, task: Task) -> Iterator[tuple[str, ...]]:
        needed = {firm for t, firm in self.packaged if t == task.id}
        return (team for team in super()._possible_teams(task) if needed <= set(team))

    def share_rules(self, teams: Teams) -> Iterator[tuple[Shares, float]]:
        yield from super().share_rules(teams)
        pairs = [(task, firm) for task, team in teams.items() for firm in team]
        for pair in self.packaged:
            yield {pair: -1.0}, -1.0
        for (firm, competence), (_, start, end) in self.choice.steps.items():
            amounts = {
                (t, f): self.tasks[t].amount
                for t, f in pairs
                if f == firm and (t, f) in self.by_offer and self._offer(t, f) == competence
            }
            if any(amounts.values()):
                yield {pair: -amount for pair, amount in amounts.items()}, -start
                yield amounts, end if end < float("inf") else 1e9
        for entry, state in zip(self.project.funding, self.choice.funding, strict=True):
            work = {pair: entry.rate * self.terms[pair].cost for pair in pairs if self.funds(entry, pair[1])}
            minus = {pair: -value for pair, value in work.items()}
            if state == "nothing":
                yield work, 0.0
            elif state == "cap":
                yield minus, -(entry.cap or 0.0)
            else:
                yield minus, 0.0
                if entry.cap is not None:
                    yield work, entry.cap

    def _offer(self, task: str, firm: str) -> str | None:
        offer = self.terms[task, firm].offer
        return None if offer is None else offer.competence

    def funds(self, entry: Funding, firm: str) -> bool:
        shown = self.firms[firm].attributes
        wanted = {value_key(value) for value in entry.values}
        return entry.attribute in shown and value_key(shown[entry.attribute]) in wanted

    def _weighted(self, task: str, firm: str) -> float:
        paid = sum(
            entry.rate
            for entry, state in zip(self.project.funding, self.choice.funding, strict=True)
            if state == "rate" and self.funds(entry, firm)
        )
        cost = self.terms[task, firm].cost
        return super()._weighted(task, firm) - self.project.strategy.cost * paid * cost

    def _bound(self, teams: Teams) -> float:
        return super()._bound(teams) - self.project.strategy.cost * self._caps()

    def _caps(self) -> float:
        states = zip(self.project.funding, self.choice.funding, strict=True)
        return sum(entry.cap or 0.0 for entry, state in states if state == "cap")

    def price(self, shares: Shares) -> Price:
        price = super().price(shares)
        paid = self._caps() + sum(
            entry.rate * sum(s * self.terms[p].cost for p, s in shares.items() if self.funds(entry, p[1]))
            for entry, state in zip(self.project.funding, self.choice.funding, strict=True)
            if state == "rate"
        )
        return replace(price, objective=price.objective - self.project.strategy.cost * paid)
