"""The best enterprise by trying everything: slow, plain, and sharing no code with the library's optimiser.

Every task is given every set of firms that may share it. Where each task has one partner the rest is
arithmetic; where tasks are split, a small linear program finds the shares and the flows between partners.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from math import asin, cos, radians, sin, sqrt
from typing import Any

from scipy.optimize import linprog

from vebuilder.model import Firm, GroupRule, Interface, Network, Offer, Project, Task
from vebuilder.model.record import value_key

Shares = dict[tuple[str, str], float]
"""By task and firm; a firm assigned with share 0 is in it."""
Teams = dict[str, tuple[str, ...]]
"""The firms assigned to each task."""

EARTH_RADIUS = 6371.0088
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Terms:
    """On what terms a firm may do a whole task."""

    cost: float
    effort: float
    reliability: float
    offer: Offer | None
    own_setup: float | None
    """Replaces the offer's set-up for this task."""


@dataclass(frozen=True)
class Price:
    """What a plan costs and risks."""

    joining: float
    setup: float
    work: float
    transaction: float
    coordination: float
    expected_loss: float
    objective: float

    @property
    def total(self) -> float:
        return self.joining + self.setup + self.work + self.transaction + self.coordination


@dataclass(frozen=True)
class Best:
    """The best plan and its price."""

    shares: Shares
    price: Price


def best_plan(project: Project, network: Network) -> Best | None:
    """Return a cheapest feasible plan, or None where there is none."""
    return Search(project, network).best()


def steps_below(competence: str, ancestor: str, parents: dict[str, str | None]) -> int | None:
    """How many generations ``competence`` lies below ``ancestor``; None where it does not."""
    steps = 0
    here: str | None = competence
    while here is not None:
        if here == ancestor:
            return steps
        here = parents.get(here)
        steps += 1
    return None


def serving_offers(firm: Firm, task: Task, parents: dict[str, str | None]) -> list[Offer]:
    """The firm's offers that can serve the task, the one that does so first."""
    if not task.qualifications <= firm.qualifications:
        return []
    able = []
    for offer in firm.offers:
        steps = steps_below(offer.competence, task.competence, parents)
        if steps is not None and offer.proficiency >= task.min_proficiency:
            able.append((steps, offer.unit_cost, offer.competence, offer))
    return [offer for *_, offer in sorted(able, key=lambda entry: entry[:3])]


def kilometres(f: Firm, g: Firm) -> float:
    assert f.location is not None
    assert g.location is not None
    (lat1, lon1), (lat2, lon2) = f.location, g.location
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(chord))


class Search:
    """All that is asked of one project and network, and the search through its plans."""

    def __init__(self, project: Project, network: Network) -> None:
        self.project = project
        self.network = network
        self.firms = {firm.id: firm for firm in network.firms}
        self.tasks = {task.id: task for task in project.tasks}
        self.parents = {competence.id: competence.parent for competence in network.competences}

    @cached_property
    def terms(self) -> dict[tuple[str, str], Terms]:
        """The terms of every firm that may do a task, by task and firm."""
        excluded = self.project.rules.excluded
        firms = [firm for firm in self.network.firms if firm.id not in excluded]
        pairs = product(self.project.tasks, firms)
        found = {(task.id, firm.id): self._terms(task, firm) for task, firm in pairs}
        return {pair: terms for pair, terms in found.items() if terms is not None}

    def _terms(self, task: Task, firm: Firm) -> Terms | None:
        offer = next(iter(serving_offers(firm, task, self.parents)), None)
        quote = next((q for q in self.project.quotes if (q.task, q.firm) == (task.id, firm.id)), None)
        if offer is None and quote is None:
            return None
        cost = offer.unit_cost * task.amount if offer else None
        effort = (offer.effort if offer else 1.0) * task.amount
        reliability = offer.reliability if offer and offer.reliability is not None else firm.reliability
        if quote is None:
            assert cost is not None
            return Terms(cost, effort, reliability, offer, None)
        if quote.proficiency is not None and quote.proficiency < task.min_proficiency:
            return None
        cost = quote.cost if quote.cost is not None else cost
        assert cost is not None, "a quote without an offer behind it must state its cost"
        effort = quote.effort if quote.effort is not None else effort
        reliability = quote.reliability if quote.reliability is not None else reliability
        return Terms(cost, effort, reliability, offer, quote.setup_cost)

    def eligible(self, task: str) -> list[str]:
        return [firm for firm in self.firms if (task, firm) in self.terms]

    @cached_property
    def stated_trust(self) -> dict[tuple[str, str], float]:
        stated = {}
        for link in self.network.trust:
            stated[link.source, link.target] = link.trust
            if link.mutual:
                stated[link.target, link.source] = link.trust
        return stated

    def trust(self, f: str, g: str) -> float:
        return self.stated_trust.get((f, g), 0.0)

    def rate(self, interface: Interface, f: str, g: str) -> float:
        """Price per unit of volume from f, which does the source task, to g, which does the target task."""
        costs = self.network.transaction_costs
        for pair in (*interface.pairs, *costs.pairs):
            if (pair.source, pair.target) == (f, g):
                return pair.rate
        if f == g:
            return costs.internal_rate
        source, target = self.firms[f], self.firms[g]
        standard = 1 - costs.standard_discount if source.standards & target.standards else 1.0
        distance = costs.distance_rate * kilometres(source, target) if costs.distance_rate else 0.0
        return costs.rate * (1 - costs.trust_discount * self.trust(f, g)) * standard + distance

    # What follows from who is assigned, whatever the shares.

    def partners(self, teams: Teams) -> set[str]:
        initiator = self.project.initiator
        return {firm for team in teams.values() for firm in team} | ({initiator} if initiator else set())

    def joining(self, partners: set[str]) -> float:
        return sum(self.firms[f].joining_cost for f in partners if f != self.project.initiator)

    def setup(self, teams: Teams) -> float:
        own = 0.0
        used: dict[tuple[str, str], float] = {}
        for task, team in teams.items():
            for firm in team:
                terms = self.terms[task, firm]
                if terms.own_setup is not None:
                    own += terms.own_setup
                elif terms.offer is not None:
                    used[firm, terms.offer.competence] = terms.offer.setup_cost
        return own + sum(used.values())

    def coordination(self, partners: set[str]) -> float:
        costs = self.network.transaction_costs
        return sum(
            costs.coordination * (1 - costs.trust_discount * (self.trust(f, g) + self.trust(g, f)) / 2)
            for f, g in combinations(sorted(partners), 2)
        )

    def stays_in_house(self, task: Task) -> bool:
        """Whether only the initiator may do the task: it asks for its core, or for what lies below."""
        initiator = self.firms.get(self.project.initiator or "")
        if initiator is None or not self.project.rules.core_in_house:
            return False
        return any(steps_below(task.competence, core, self.parents) is not None for core in initiator.core)

    def obeys_counting_rules(self, partners: set[str]) -> bool:
        rules = self.project.rules
        return (
            len(partners) >= (rules.min_partners or 0)
            and (rules.max_partners is None or len(partners) <= rules.max_partners)
            and rules.required <= partners
            and not rules.excluded & partners
            and not any(a in partners and b in partners for a, b in rules.incompatible)
            and all(self._obeys_group_counts(rule, partners) for rule in rules.groups)
        )

    def members(self, rule: GroupRule, partners: set[str]) -> dict[tuple[str, object], set[str]]:
        """The partners the rule looks at, by the value they show."""
        wanted = None if rule.values is None else {value_key(value) for value in rule.values}
        shown: dict[tuple[str, object], set[str]] = {}
        for firm in partners:
            attributes = self.firms[firm].attributes
            if rule.attribute in attributes:
                key = value_key(attributes[rule.attribute])
                if wanted is None or key in wanted:
                    shown.setdefault(key, set()).add(firm)
        return shown

    def _obeys_group_counts(self, rule: GroupRule, partners: set[str]) -> bool:
        shown = self.members(rule, partners)
        count = sum(len(firms) for firms in shown.values())
        return (
            count >= (rule.min_firms or 0)
            and (rule.max_firms is None or count <= rule.max_firms)
            and len(shown) >= (rule.min_distinct or 0)
            and (rule.max_per_value is None or all(len(f) <= rule.max_per_value for f in shown.values()))
        )

    def obeys_trust_rules(self, teams: Teams) -> bool:
        rules = self.project.rules
        if rules.min_trust is not None:
            for interface in self.project.interfaces:
                for f, g in product(teams[interface.source], teams[interface.target]):
                    if f != g and self.trust(f, g) < rules.min_trust:
                        return False
        return not rules.trust_connected or self._is_connected(self.partners(teams))

    def _is_connected(self, partners: set[str]) -> bool:
        apart = set(partners)
        edge = {apart.pop()}
        while edge:
            edge = {g for g in apart if any(self.trust(f, g) + self.trust(g, f) > 0 for f in edge)}
            apart -= edge
        return not apart

    # What depends on the shares, each rule as: sum of coefficient * share <= limit.

    def share_rules(self, teams: Teams) -> Iterator[tuple[Shares, float]]:
        yield from self._capacities(teams)
        rules = self.project.rules
        partners = self.partners(teams)
        if rules.max_partner_share is not None:
            for firm in partners:
                yield self._work_share(teams, {firm}, rules.max_partner_share), 0.0
        for rule in rules.groups:
            shown = self.members(rule, partners)
            together = set().union(*shown.values())
            if rule.max_share is not None:
                for group in shown.values() if rule.values is None else [together]:
                    yield self._work_share(teams, group, rule.max_share), 0.0
            if rule.min_share is not None:
                surplus = self._work_share(teams, together, rule.min_share)
                yield {pair: -value for pair, value in surplus.items()}, 0.0

    def _capacities(self, teams: Teams) -> Iterator[tuple[Shares, float]]:
        efforts = {(t, f): self.terms[t, f].effort for t, team in teams.items() for f in team}
        for firm in self.network.firms:
            if firm.capacity is not None:
                yield {(t, f): e for (t, f), e in efforts.items() if f == firm.id}, firm.capacity
            for offer in firm.offers:
                if offer.capacity is not None:
                    served = [(t, f) for t, f in efforts if f == firm.id and self.terms[t, f].offer == offer]
                    yield {pair: efforts[pair] for pair in served}, offer.capacity

    def _work_share(self, teams: Teams, group: set[str], share: float) -> Shares:
        """Work of the group less its share of all work."""
        pairs = [(task, firm) for task, team in teams.items() for firm in team]
        return {(t, f): self.terms[t, f].cost * ((f in group) - share) for t, f in pairs}

    # The price of a plan.

    def price(self, shares: Shares) -> Price:
        teams = self._teams(shares)
        partners = self.partners(teams)
        joining, setup = self.joining(partners), self.setup(teams)
        coordination = self.coordination(partners)
        work = sum(share * self.terms[pair].cost for pair, share in shares.items())
        transaction = sum(self._exchange(interface, shares) for interface in self.project.interfaces)
        loss = sum(
            self.tasks[task].loss * share * (1 - self.terms[task, firm].reliability)
            for (task, firm), share in shares.items()
        )
        total = joining + setup + work + transaction + coordination
        objective = self.project.strategy.cost * total + self.project.strategy.risk * loss
        return Price(joining, setup, work, transaction, coordination, loss, objective)

    def _teams(self, shares: Shares) -> Teams:
        return {task: tuple(firm for t, firm in shares if t == task) for task in self.tasks}

    def _exchange(self, interface: Interface, shares: Shares) -> float:
        """The cheapest transport from the partners of the source task to those of the target task."""
        supply = {f: share for (t, f), share in shares.items() if t == interface.source}
        demand = {g: share for (t, g), share in shares.items() if t == interface.target}
        rates = {(f, g): self.rate(interface, f, g) for f, g in product(supply, demand)}
        if len(supply) == 1 or len(demand) == 1:
            cost = sum(rate * min(supply[f], demand[g]) for (f, g), rate in rates.items())
        else:
            rows = [[float(f == h) for f, _ in rates] for h in supply]
            rows += [[float(g == h) for _, g in rates] for h in demand]
            sides = [*supply.values(), *demand.values()]
            answer = linprog(list(rates.values()), A_eq=rows[:-1], b_eq=sides[:-1])
            assert answer.status == 0, answer.message
            cost = float(answer.fun)
        return interface.volume * cost

    # The search.

    def best(self) -> Best | None:
        best: Best | None = None
        for bound, teams in self._candidates():
            if best is not None and bound >= best.price.objective:
                break
            shares = self._cheapest_shares(teams)
            if shares is not None:
                price = self.price(shares)
                if best is None or price.objective < best.price.objective:
                    best = Best(shares, price)
        return best

    def _candidates(self) -> list[tuple[float, Teams]]:
        """Everybody who might do everything, the most promising first."""
        choices = [list(self._possible_teams(task)) for task in self.project.tasks]
        found = []
        for choice in product(*choices):
            teams = dict(zip(self.tasks, choice, strict=True))
            if self.obeys_counting_rules(self.partners(teams)) and self.obeys_trust_rules(teams):
                found.append((self._bound(teams), teams))
        return sorted(found, key=lambda entry: entry[0])

    def _possible_teams(self, task: Task) -> Iterator[tuple[str, ...]]:
        eligible = self.eligible(task.id)
        if self.stays_in_house(task):
            eligible = [firm for firm in eligible if firm == self.project.initiator]
        most = len(eligible) if task.max_partners is None else min(task.max_partners, len(eligible))
        for size in range(max(1, task.min_partners), most + 1):
            yield from combinations(eligible, size)

    def _bound(self, teams: Teams) -> float:
        """No shares can make these teams cheaper than this."""
        weights = self.project.strategy
        partners = self.partners(teams)
        fixed = self.joining(partners) + self.setup(teams) + self.coordination(partners)
        tasks = sum(min(self._weighted(task, firm) for firm in team) for task, team in teams.items())
        exchange = sum(
            i.volume * min(self.rate(i, f, g) for f, g in product(teams[i.source], teams[i.target]))
            for i in self.project.interfaces
        )
        return weights.cost * (fixed + exchange) + tasks

    def _weighted(self, task: str, firm: str) -> float:
        """What the whole task adds to the objective when the firm does it."""
        weights, terms = self.project.strategy, self.terms[task, firm]
        return weights.cost * terms.cost + weights.risk * self.tasks[task].loss * (1 - terms.reliability)

    def _cheapest_shares(self, teams: Teams) -> Shares | None:
        """The best shares for these teams; None where no shares satisfy all rules."""
        if any(len(team) > 1 for team in teams.values()):
            return self._solve_for_shares(teams)
        shares = {(task, firm): 1.0 for task, (firm,) in teams.items()}
        for row, limit in self.share_rules(teams):
            if sum(row.values()) > limit + TOLERANCE:
                return None
        budget = self.project.budget
        return shares if budget is None or self.price(shares).total <= budget + TOLERANCE else None

    def _solve_for_shares(self, teams: Teams) -> Shares | None:
        pairs = [(task, firm) for task, team in teams.items() for firm in team]
        flows = [
            (n, f, g)
            for n, i in enumerate(self.project.interfaces)
            for f, g in product(teams[i.source], teams[i.target])
        ]
        columns: dict[Any, int] = {name: n for n, name in enumerate([*pairs, *flows])}

        def row(entries: Mapping[Any, float]) -> list[float]:
            dense = [0.0] * len(columns)
            for name, value in entries.items():
                dense[columns[name]] = value
            return dense

        equal, sides = [], []
        for task, team in teams.items():
            equal.append(row({(task, firm): 1.0 for firm in team}))
            sides.append(1.0)
        for n, i in enumerate(self.project.interfaces):
            sources, targets = teams[i.source], teams[i.target]
            equal += [row({(n, f, g): 1.0 for g in targets} | {(i.source, f): -1.0}) for f in sources]
            equal += [row({(n, f, g): 1.0 for f in sources} | {(i.target, g): -1.0}) for g in targets]
            sides += [0.0] * (len(sources) + len(targets))
        at_most = [(row(entries), limit) for entries, limit in self.share_rules(teams)]
        exchange = {(n, f, g): self._flow_cost(n, f, g) for n, f, g in flows}
        if self.project.budget is not None:
            partners = self.partners(teams)
            fixed = self.joining(partners) + self.setup(teams) + self.coordination(partners)
            money = {pair: self.terms[pair].cost for pair in pairs} | exchange
            at_most.append((row(money), self.project.budget - fixed))
        weight = self.project.strategy.cost
        answer = linprog(
            row({p: self._weighted(*p) for p in pairs} | {k: weight * v for k, v in exchange.items()}),
            A_eq=equal,
            b_eq=sides,
            A_ub=[entries for entries, _ in at_most] or None,
            b_ub=[limit for _, limit in at_most] or None,
            bounds=[(self.tasks[task].min_share, 1.0) for task, _ in pairs] + [(0.0, 1.0)] * len(flows),
        )
        if answer.status == 2:
            return None
        assert answer.status == 0, answer.message
        return {pair: min(max(float(answer.x[n]), 0.0), 1.0) for n, pair in enumerate(pairs)}

    def _flow_cost(self, n: int, f: str, g: str) -> float:
        interface = self.project.interfaces[n]
        return interface.volume * self.rate(interface, f, g)
