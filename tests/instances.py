"""Small random projects and networks that switch on everything the base program knows, together."""

from collections.abc import Callable, Iterator, Sequence
from itertools import permutations, product
from random import Random
from typing import Any, TypeVar

from brute_force import Search, serving_offers, steps_below
from hypothesis import strategies as st

from vebuilder.model import (
    Competence,
    Firm,
    GroupRule,
    Interface,
    Network,
    Offer,
    PairCost,
    Project,
    Quote,
    Rules,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
)
from vebuilder.model.record import AttributeValue, value_key

V = TypeVar("V")
Instance = tuple[Project, Network]

TAXONOMY = {"metalwork": None, "milling": "metalwork", "turning": "metalwork", "5-axis": "milling"}
COMPETENCES = [*TAXONOMY, "assembly", "software"]
"""The last one is never declared."""
ATTRIBUTES: dict[str, list[AttributeValue]] = {
    "country": ["DE", "FR", "PT"],
    "certified": [True, False, 1, 1.0],
    "size": [1, 1.0, 2, 2.5],
}
TRAPS = (1700, 2475)
"""Seeds beyond the usual ones on which a solver has called a plan optimal that was not."""
PLACES = [(48.1, 11.6), (52.5, 13.4), (45.8, 4.8), (38.7, -9.1), (-33.9, 18.4)]


class Dice:
    """Short words for chance."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def amount(self, low: float, high: float, digits: int = 1) -> float:
        unit = float(10**digits)
        return self.rng.randint(round(low * unit), round(high * unit)) / unit

    def pick(self, values: Sequence[V]) -> V:
        return values[self.rng.randrange(len(values))]

    def some(self, values: Sequence[V], probability: float) -> list[V]:
        return [value for value in values if self.chance(probability)]

    def few(self, values: Sequence[V], most: int) -> list[V]:
        """Return 1 to ``most`` of the values."""
        return self.rng.sample(list(values), min(len(values), self.rng.randint(1, most)))

    def maybe(self, probability: float, draw: Callable[[], V]) -> V | None:
        return draw() if self.chance(probability) else None


def random_instance(seed: int) -> Instance:
    """Return the instance of this seed."""
    return _without_trust_rules(Dice(Random(seed))) if seed in TRAPS else draw_instance(Random(seed))


def instances() -> st.SearchStrategy[Instance]:
    """Return a strategy over the same instances that shrinks towards plain ones."""
    return st.randoms(use_true_random=False).map(draw_instance)


def draw_instance(rng: Random) -> Instance:
    dice = Dice(rng)
    return _with_trust_rules(dice, *_without_trust_rules(dice))


def _without_trust_rules(dice: Dice) -> Instance:
    split = dice.chance(0.55)
    firms = [_firm(dice, f"f{n}", split) for n in range(dice.rng.randint(3 if split else 2, 5))]
    tasks = [_task(dice, f"t{n}", split and n < 2) for n in range(dice.rng.randint(1, 3 if split else 4))]
    network = Network(
        firms=tuple(firms),
        competences=tuple(Competence(id=name, parent=parent) for name, parent in TAXONOMY.items()),
        trust=tuple(_trust(dice, [firm.id for firm in firms])),
        transaction_costs=_transaction_costs(dice, [firm.id for firm in firms]),
    )
    rules = _rules(dice, firms)
    excluded, names = rules.excluded, [firm.id for firm in firms]
    project = Project(
        id="random",
        tasks=tuple(tasks),
        interfaces=tuple(_interfaces(dice, tasks, names)),
        quotes=tuple(_quotes(dice, tasks, firms)),
        rules=rules,
        strategy=Strategy(
            cost=dice.pick([1.0] * 7 + [0.0, 0.0, 0.5, 2.25]), risk=dice.pick([0.0, 0.0, 1.0, 0.35, 4.0])
        ),
        initiator=dice.maybe(0.35, lambda: dice.pick([name for name in names if name not in excluded])),
    )
    project = _without_contradiction(project)
    project = _somebody_for_every_task(dice, project, network)
    return (_with_budget(dice, project, network) if dice.chance(0.3) else project), network


def _firm(dice: Dice, name: str, split: bool) -> Firm:
    """Where tasks may be split, firms are smaller and cheaper to bring in, or one would do it all."""
    fees = 0.3 if split else 0.7
    return Firm(
        id=name,
        offers=tuple(_offers(dice, fees)) if dice.chance(0.85) else (),
        joining_cost=dice.amount(0, 5) if dice.chance(fees) else 0,
        capacity=dice.maybe(0.4, lambda: dice.amount(1, 5 if split else 12)),
        reliability=dice.amount(0.6, 1, 2) if dice.chance(0.7) else 1.0,
        qualifications=frozenset(dice.some(["ISO 9001", "EN 9100"], 0.7)),
        attributes={name: dice.pick(values) for name, values in ATTRIBUTES.items() if dice.chance(0.85)},
        location=dice.pick(PLACES),
        standards=frozenset(dice.some(["STEP", "EDI"], 0.45)),
    )


def _offers(dice: Dice, fees: float) -> Iterator[Offer]:
    price = dice.amount(0.5, 6)
    for competence in dice.some(COMPETENCES, 0.6):
        yield Offer(
            competence=competence,
            unit_cost=price if dice.chance(0.65) else dice.amount(0, 6, 2),  # equal prices make ties
            setup_cost=dice.amount(0.1, 4) if dice.chance(fees) else 0,
            capacity=dice.maybe(0.25, lambda: dice.amount(2, 9)),
            effort=dice.amount(0, 2) if dice.chance(0.5) else 1.0,
            proficiency=dice.amount(0.3, 1) if dice.chance(0.5) else 1.0,
            reliability=dice.maybe(0.35, lambda: dice.amount(0.5, 1, 2)),
        )


def _task(dice: Dice, name: str, may_split: bool) -> Task:
    most = dice.pick([1, 2, 3, None, None]) if may_split else 1
    least = dice.pick([0, 1, 1, 1, 2]) if most != 1 else dice.pick([0, 1, 1, 1, 1])
    return Task(
        id=name,
        competence=dice.pick(["metalwork", "metalwork", "milling", "turning", "assembly", "software"]),
        amount=dice.amount(0, 3) if dice.chance(0.8) else 1.0,
        min_proficiency=dice.amount(0.3, 0.8) if dice.chance(0.3) else 0,
        qualifications=frozenset(["ISO 9001"] if dice.chance(0.25) else []),
        min_partners=least,
        max_partners=most,
        min_share=dice.amount(0.05, 0.5, 2) if dice.chance(0.5) else 0,
        loss=dice.amount(1, 30) if dice.chance(0.6) else 0,
    )


def _trust(dice: Dice, firms: list[str]) -> Iterator[TrustLink]:
    stated: set[tuple[str, str]] = set()
    for source, target in permutations(firms, 2):
        if (source, target) in stated or not dice.chance(0.35):
            continue
        mutual = dice.chance(0.5) and (target, source) not in stated
        stated |= {(source, target), (target, source)} if mutual else {(source, target)}
        trust = dice.amount(0, 1, 2) if dice.chance(0.7) else dice.amount(-1, 0)
        yield TrustLink(source=source, target=target, trust=trust, mutual=mutual)


def _pair_costs(dice: Dice, firms: list[str], probability: float) -> tuple[PairCost, ...]:
    pairs = dice.some(list(product(firms, firms)), probability)
    return tuple(PairCost(source=f, target=g, rate=dice.amount(-3, 6)) for f, g in pairs)


def _transaction_costs(dice: Dice, firms: list[str]) -> TransactionCosts:
    return TransactionCosts(
        rate=dice.amount(0.5, 5) if dice.chance(0.8) else 0,
        trust_discount=dice.amount(0, 1, 2) if dice.chance(0.6) else 1.0,
        standard_discount=dice.amount(0.1, 1) if dice.chance(0.4) else 0,
        distance_rate=dice.amount(0.001, 0.01, 3) if dice.chance(0.3) else 0,
        internal_rate=dice.amount(-2, 2) if dice.chance(0.5) else 0,
        coordination=dice.amount(0.2, 3) if dice.chance(0.5) else 0,
        pairs=_pair_costs(dice, firms, 0.15) if dice.chance(0.4) else (),
    )


def _interfaces(dice: Dice, tasks: list[Task], firms: list[str]) -> Iterator[Interface]:
    for t, u in permutations(tasks, 2):
        for _ in range(dice.pick([0, 0, 0, 1, 1, 2])):
            yield Interface(
                source=t.id,
                target=u.id,
                volume=dice.amount(0, 3) if dice.chance(0.6) else 1.0,
                pairs=_pair_costs(dice, firms, 0.2) if dice.chance(0.35) else (),
            )


def _quotes(dice: Dice, tasks: list[Task], firms: list[Firm]) -> Iterator[Quote]:
    for task, firm in product(tasks, firms):
        if dice.chance(0.22):
            must_price = not serving_offers(firm, task, TAXONOMY)
            price = dice.amount(0, 9, 2) if dice.chance(0.75) else dice.amount(-5, 0, 2)
            yield Quote(
                task=task.id,
                firm=firm.id,
                cost=price if must_price or dice.chance(0.5) else None,
                setup_cost=dice.maybe(0.4, lambda: dice.amount(0, 4)),
                effort=dice.maybe(0.4, lambda: dice.amount(0, 6)),
                reliability=dice.maybe(0.4, lambda: dice.amount(0.4, 1, 2)),
                proficiency=dice.maybe(0.4, lambda: dice.amount(0.2, 1)),
            )


def _rules(dice: Dice, firms: list[Firm]) -> Rules:
    names = [firm.id for firm in firms]
    excluded = dice.few(names, 1) if len(names) > 2 and dice.chance(0.2) else []
    left = [name for name in names if name not in excluded]
    required = dice.few(left, 2) if dice.chance(0.15) else []
    pairs = [pair for pair in permutations(names, 2) if not set(pair) <= set(required)]
    least = dice.maybe(0.15, lambda: dice.rng.randint(0, min(3, len(left))))
    return Rules(
        min_partners=least,
        max_partners=dice.maybe(0.2, lambda: dice.rng.randint(max(1, least or 0), len(names))),
        required=frozenset(required),
        excluded=frozenset(excluded),
        incompatible=tuple(dice.few(pairs, 2)) if pairs and dice.chance(0.2) else (),
        max_partner_share=dice.maybe(0.15, lambda: dice.amount(0.4, 1, 2)),
        groups=tuple(_group(dice) for _ in range(dice.pick([0, 0, 0, 1, 1, 1, 2]))),
    )


def _group(dice: Dice) -> GroupRule:
    attribute = dice.pick(list(ATTRIBUTES))
    values = None if dice.chance(0.5) else _values(dice, ATTRIBUTES[attribute])
    fields: dict[str, Callable[[], Any]] = {
        "min_firms": lambda: dice.rng.randint(0, 2),
        "max_firms": lambda: dice.rng.randint(1, 3),
        "max_per_value": lambda: dice.rng.randint(1, 2),
        "min_distinct": lambda: min(dice.pick([0, 1, 1, 2]), 2 if values is None else len(values)),
        "min_share": lambda: dice.amount(0, 0.4, 2),
        "max_share": lambda: dice.amount(0.5, 1, 2),
    }
    if values is None:
        del fields["min_share"]
    chosen = {name: fields[name]() for name in dice.few(list(fields), 2)}
    if "max_firms" in chosen:
        chosen["max_firms"] = max(
            chosen["max_firms"], chosen.get("min_firms", 0), chosen.get("min_distinct", 0)
        )
    if "max_per_value" in chosen and values is not None:
        room = chosen["max_per_value"] * len(values)
        chosen |= {"min_firms": min(chosen["min_firms"], room)} if "min_firms" in chosen else {}
    if "max_share" in chosen:
        chosen["max_share"] = max(chosen["max_share"], chosen.get("min_share", 0))
    return GroupRule(attribute=attribute, values=values, **chosen)


def _without_contradiction(project: Project) -> Project:
    """Let firms be compatible that must both be partners: anything else is a fault of the data."""
    always = project.rules.required | {project.initiator}
    pairs = tuple(pair for pair in project.rules.incompatible if not set(pair) <= always)
    return project.model_copy(update={"rules": project.rules.model_copy(update={"incompatible": pairs})})


def _values(dice: Dice, values: list[AttributeValue]) -> tuple[AttributeValue, ...]:
    return tuple(dice.few(list({value_key(value): value for value in values}.values()), 2))


def _somebody_for_every_task(dice: Dice, project: Project, network: Network) -> Project:
    """A task that no firm may do is a fault of the data: let some firm bid for it."""
    search = Search(project, network)
    quotes = list(project.quotes)
    names = [firm.id for firm in network.firms if firm.id not in project.rules.excluded]
    for task in project.tasks:
        if not search.eligible(task.id):
            firm = dice.pick(names)
            quotes = [quote for quote in quotes if (quote.task, quote.firm) != (task.id, firm)]
            quotes.append(Quote(task=task.id, firm=firm, cost=dice.amount(1, 9)))
    return project.model_copy(update={"quotes": tuple(quotes)})


def _with_budget(dice: Dice, project: Project, network: Network) -> Project:
    """A budget between what a few random plans cost: often it binds, sometimes nothing is that cheap."""
    search = Search(project, network)
    plans = [{(t, dice.pick(search.eligible(t))): 1.0 for t in search.tasks} for _ in range(6)]
    costs = sorted(search.price(plan).total for plan in plans)
    return project.model_copy(update={"budget": max(0.0, round(dice.pick(costs[:4]) + 0.5, 1))})


def _with_trust_rules(dice: Dice, project: Project, network: Network) -> Instance:
    """Ask for trust, let more firms trust each other, and mostly only if a few random plans have as much.

    Drawn last: seeds without such rules stay the instances they are without this.
    """
    stated = set(Search(project, network).stated_trust)
    more = [
        TrustLink(source=f.id, target=g.id, trust=dice.amount(0, 1, 2), mutual=False)
        for f, g in permutations(network.firms, 2)
        if (f.id, g.id) not in stated and dice.chance(0.6)
    ]
    rules: dict[str, object] = {}
    if project.interfaces and dice.chance(0.4):
        rules["min_trust"] = dice.pick([-0.5, 0.0, 0.0, 0.1, 0.2, 0.4])
    if dice.chance(0.3):
        rules["trust_connected"] = True
    asking = project.model_copy(update={"rules": project.rules.model_copy(update=rules)})
    trusting = network.model_copy(update={"trust": (*network.trust, *more)})
    search = Search(asking, trusting)
    plans = [{task: (dice.pick(search.eligible(task)),) for task in search.tasks} for _ in range(8)]
    can_be_had = any(search.obeys_trust_rules(plan) for plan in plans) or dice.chance(0.1)
    return (asking, trusting) if rules and can_be_had else (project, network)


def features(project: Project, network: Network) -> dict[str, bool]:
    """Say of everything an instance may switch on whether this one does."""
    search = Search(project, network)
    return {
        **dict(_offer_features(project, network)),
        **dict(_quote_features(project, search)),
        **dict(_task_features(project)),
        **dict(_pair_features(project, network)),
        **dict(_rule_features(project, network, search)),
        **dict(_trust_rule_features(project)),
        **dict(_group_features(project.rules.groups)),
    }


def _offer_features(project: Project, network: Network) -> Iterator[tuple[str, bool]]:
    offers = [offer for firm in network.firms for offer in firm.offers]
    served = [
        (task, serving_offers(firm, task, TAXONOMY)) for task, firm in product(project.tasks, network.firms)
    ]
    unskilled = [task.model_copy(update={"min_proficiency": 0.0}) for task in project.tasks]
    unqualified = [task.model_copy(update={"qualifications": frozenset()}) for task in project.tasks]

    def opens(easier: list[Task]) -> bool:
        pairs = product(zip(project.tasks, easier, strict=True), network.firms)
        return any(
            serving_offers(firm, easy, TAXONOMY) and not serving_offers(firm, task, TAXONOMY)
            for (task, easy), firm in pairs
        )

    def tied(task: Task, able: list[Offer]) -> bool:
        ranks = [(steps_below(o.competence, task.competence, TAXONOMY), o.unit_cost) for o in able]
        return len(set(ranks[:2])) < len(ranks[:2])

    yield "descendant serves", any(able and able[0].competence != task.competence for task, able in served)
    yield "several offers serve", any(len(able) > 1 for _, able in served)
    yield "offers tie", any(tied(task, able) for task, able in served)
    yield "proficiency shuts out", opens(unskilled)
    yield "qualification shuts out", opens(unqualified)
    yield "firm capacity", any(firm.capacity is not None for firm in network.firms)
    yield "offer capacity", any(offer.capacity is not None for offer in offers)
    yield "effort", any(offer.effort != 1 for offer in offers)
    yield "offer set-up", any(offer.setup_cost for offer in offers)
    yield "joining", any(firm.joining_cost for firm in network.firms)
    yield "firm reliability", any(firm.reliability < 1 for firm in network.firms)
    yield "offer reliability", any(offer.reliability is not None for offer in offers)


def _quote_features(project: Project, search: Search) -> Iterator[tuple[str, bool]]:
    quotes = project.quotes
    for field in ("setup_cost", "effort", "reliability", "proficiency"):
        yield f"quote {field}", any(getattr(quote, field) is not None for quote in quotes)
    asked = {task.id: task.min_proficiency for task in project.tasks}
    terms = {(q.task, q.firm): search.terms.get((q.task, q.firm)) for q in quotes}
    stated = [found for found in terms.values() if found is not None]
    yield "quote priced by offer", any(quote.cost is None for quote in quotes)
    yield (
        "quote cost over offer",
        any(
            q.cost is not None and (found := terms[q.task, q.firm]) is not None and found.offer
            for q in quotes
        ),
    )
    yield "quote cost negative", any(quote.cost is not None and quote.cost < 0 for quote in quotes)
    yield "quote without offer", any(found.offer is None for found in stated)
    yield (
        "quote too unskilled",
        any(quote.proficiency is not None and quote.proficiency < asked[quote.task] for quote in quotes),
    )


def _task_features(project: Project) -> Iterator[tuple[str, bool]]:
    tasks, splits = project.tasks, [task for task in project.tasks if task.max_partners != 1]
    yield "several partners, at most k", any(task.max_partners is not None for task in splits)
    yield "any number of partners", any(task.max_partners is None for task in splits)
    yield "at least two partners", any(task.min_partners > 1 for task in splits)
    yield "least share", any(task.min_share > 0 for task in splits)
    yield "two partners, share may be 0", any(t.min_partners > 1 and not t.min_share for t in splits)
    yield "no least number of partners", any(task.min_partners == 0 for task in tasks)
    yield "amount", any(task.amount != 1 for task in tasks)
    yield "loss", any(task.loss for task in tasks)
    yield "loss weighs", project.strategy.risk > 0 and any(task.loss for task in tasks)
    yield "cost weighs nothing", project.strategy.cost == 0
    yield "cost weighs otherwise", project.strategy.cost not in (0, 1)
    yield "budget", project.budget is not None


def _pair_features(project: Project, network: Network) -> Iterator[tuple[str, bool]]:
    ends = [(interface.source, interface.target) for interface in project.interfaces]
    split = {task.id for task in project.tasks if task.max_partners != 1}
    stated = [pair for interface in project.interfaces for pair in interface.pairs]
    costs = network.transaction_costs
    yield "interface", bool(ends)
    yield "interface both ways", any((u, t) in ends for t, u in ends)
    yield "interface twice", len(set(ends)) < len(ends)
    yield "interface of a split task", any({t, u} & split for t, u in ends)
    yield "interface of two split tasks", any({t, u} <= split for t, u in ends)
    yield "volume", any(interface.volume != 1 for interface in project.interfaces)
    yield "interface pair cost", bool(stated)
    yield "interface pair cost negative", any(pair.rate < 0 for pair in stated)
    yield "interface pair cost internal", any(pair.source == pair.target for pair in stated)
    yield "network pair cost", bool(ends and costs.pairs)
    yield "network pair cost negative", bool(ends) and any(pair.rate < 0 for pair in costs.pairs)
    yield "network pair cost internal", bool(ends) and any(pair.source == pair.target for pair in costs.pairs)
    yield "rate", bool(ends) and costs.rate > 0
    yield "standard discount", bool(ends) and costs.standard_discount > 0
    yield "distance", bool(ends) and costs.distance_rate > 0
    yield "internal rate negative", bool(ends) and costs.internal_rate < 0
    yield "internal rate positive", bool(ends) and costs.internal_rate > 0
    yield "trust discount", costs.trust_discount not in (0, 1)
    yield "coordination", costs.coordination > 0
    yield "trust", any(link.trust > 0 for link in network.trust)
    yield "distrust", any(link.trust < 0 for link in network.trust)
    yield "one-sided trust", any(not link.mutual for link in network.trust)


def _rule_features(project: Project, network: Network, search: Search) -> Iterator[tuple[str, bool]]:
    rules = project.rules
    yield "min_partners", bool(rules.min_partners)
    yield "max_partners", rules.max_partners is not None
    yield "required", bool(rules.required)
    yield "excluded", bool(rules.excluded)
    yield "incompatible", bool(rules.incompatible)
    yield "max_partner_share", rules.max_partner_share is not None
    grouped = {rule.attribute for rule in rules.groups}
    shown = {name: [f.attributes[name] for f in network.firms if name in f.attributes] for name in grouped}
    yield (
        "True beside 1 in a group",
        any(
            {("bool", True), ("number", 1)} <= {value_key(value) for value in values}
            for values in shown.values()
        ),
    )
    yield (
        "1 beside 1.0 in a group",
        any({int, float} <= {type(value) for value in values if value == 1} for values in shown.values()),
    )
    able = {firm for _, firm in search.terms}
    yield "initiator with a task to take", project.initiator in able
    yield "initiator without a task to take", project.initiator not in able | {None}


def _trust_rule_features(project: Project) -> Iterator[tuple[str, bool]]:
    rules, least = project.rules, project.rules.min_trust
    split = {task.id for task in project.tasks if task.max_partners != 1}
    meets = [{i.source, i.target} for i in project.interfaces if least is not None]
    yield "min_trust that strangers reach", least is not None and least <= 0
    yield "min_trust above strangers", least is not None and least > 0
    yield "min_trust of a split task", any(tasks & split for tasks in meets)
    yield "min_trust of two split tasks", any(tasks <= split for tasks in meets)
    yield "trust_connected", rules.trust_connected
    yield "trust_connected with an initiator", rules.trust_connected and project.initiator is not None
    yield (
        "trust_connected, all tasks split",
        rules.trust_connected and project.initiator is None and len(split) == len(project.tasks),
    )


def _group_features(rules: tuple[GroupRule, ...]) -> Iterator[tuple[str, bool]]:
    limits = ("min_firms", "max_firms", "max_per_value", "min_distinct", "min_share", "max_share")
    for limit in limits:
        limiting = [rule for rule in rules if getattr(rule, limit) is not None]
        yield f"group {limit} with values", any(rule.values is not None for rule in limiting)
        if limit != "min_share":
            yield f"group {limit} without values", any(rule.values is None for rule in limiting)
