"""Feasible projects of some size with all kinds of rules, and one fault planted in each."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from vebuilder import form_enterprise
from vebuilder.model import (
    Firm,
    GroupRule,
    Interface,
    Network,
    Offer,
    Project,
    Rules,
    Task,
    TransactionCosts,
    TrustLink,
)

CRAFTS = ("milling", "welding", "casting", "software")
COUNTRIES = ("DE", "FR", "PT")


@dataclass(frozen=True)
class Planted:
    """An instance with one fault, and what a diagnosis of it must name.

    Parameters
    ----------
    project, network
        The instance.
    paths
        Where the requirements at fault stand, each of which must be named.
    ids
        The firms and tasks that must be named.
    """

    project: Project
    network: Network
    paths: frozenset[str]
    ids: frozenset[str] = frozenset()


def feasible(seed: int) -> tuple[Project, Network]:
    """Return a project of 6 tasks and a network of 8 firms with rules that some enterprise keeps."""
    rng = Random(seed)
    split = rng.random() < 0.4
    firms = [_firm(rng, f"f{number}", number) for number in range(8)]
    tasks = [_task(rng, f"t{number}", split and number % 2 == 0) for number in range(6)]
    ends = [(rng.randrange(6), rng.randrange(6)) for _ in range(5)]
    network = Network(
        firms=tuple(firms),
        trust=tuple(
            TrustLink(source=f.id, target=g.id, trust=rng.choice([0.2, 0.5, 0.8, -0.3]))
            for position, f in enumerate(firms)
            for g in firms[:position]
            if rng.random() < 0.6
        ),
        transaction_costs=TransactionCosts(rate=2.0, coordination=rng.choice([0.0, 0.5])),
    )
    plain = Project(
        id=f"planted {seed}",
        tasks=tuple(tasks),
        interfaces=tuple(Interface(source=f"t{t}", target=f"t{u}") for t, u in ends if t != u),
    )
    return _with_rules(rng, plain, network), network


def _firm(rng: Random, name: str, number: int) -> Firm:
    # Each craft is offered by two firms at least.
    crafts = {CRAFTS[number % 4], *rng.sample(CRAFTS, rng.randint(0, 2))}
    return Firm(
        id=name,
        offers=tuple(
            Offer(
                competence=craft,
                unit_cost=rng.randint(2, 9),
                setup_cost=rng.choice([0, 3]),
                capacity=rng.choice([None, 30]),
                proficiency=rng.choice([0.6, 0.9]),
            )
            for craft in sorted(crafts)
        ),
        joining_cost=rng.randint(0, 8),
        capacity=rng.choice([25, 40]),
        reliability=rng.choice([0.9, 0.95, 0.99]),
        attributes={"country": rng.choice(COUNTRIES), "small": rng.random() < 0.4},
    )


def _task(rng: Random, name: str, split: bool) -> Task:
    return Task(
        id=name,
        competence=rng.choice(CRAFTS),
        amount=rng.randint(2, 8),
        max_partners=rng.choice([2, None]) if split else 1,
        min_share=0.2 if split else 0.0,
    )


def _with_rules(rng: Random, project: Project, network: Network) -> Project:
    """Add rules of every kind that the cheapest enterprise keeps, some of them barely."""
    best = form_enterprise(project, network, gap=1e-6)
    shown = {firm.id: firm.attributes["country"] for firm in network.firms}
    countries = [shown[partner] for partner in best.partners]
    work = dict.fromkeys(best.partners, 0.0)
    for one in best.assignments:
        work[one.firm] += one.cost
    others = [firm.id for firm in network.firms if firm.id not in best.partners]
    share = max(work.values()) / sum(work.values())
    single = all(task.max_partners == 1 for task in project.tasks)
    rules = Rules(
        min_partners=rng.choice([None, len(best.partners), 1]),
        max_partners=rng.choice([None, len(best.partners) + rng.randint(0, 2)]),
        required=frozenset(rng.sample(best.partners, rng.choice([0, 0, 1]))),
        incompatible=tuple(
            (f, g) for f, g in [(best.partners[0], others[0])] if others and rng.random() < 0.5
        )
        if others
        else (),
        max_partner_share=rng.choice([None, min(share + 0.05, 1.0)]),
        min_success_probability=0.3 if single and rng.random() < 0.4 else None,
        groups=(
            GroupRule(
                attribute="country",
                max_per_value=max(countries.count(one) for one in countries) + rng.randint(0, 1),
                min_distinct=len(set(countries)) if rng.random() < 0.5 else None,
            ),
        ),
    )
    return project.model_copy(
        update={"rules": rules, "budget": best.cost.total * rng.choice([1.0, 1.2]) + 0.01}
    )


# Faults. Each returns the instance with the fault in it; what it adds is of no use to the rest.


def _with_tasks(project: Project, *tasks: Task, **rules: Any) -> Project:
    budget = project.budget
    return project.model_copy(
        update={
            "tasks": (*project.tasks, *tasks),
            "budget": None if budget is None else budget + 1000.0,
            "rules": _without_counts(project.rules).model_copy(update=rules),
        }
    )


def _without_counts(rules: Rules) -> Rules:
    """Return the rules without those that more tasks would break."""
    kept = {"incompatible": rules.incompatible, "required": rules.required}
    return Rules(**kept)


def _offering(network: Network, offers: dict[str, Offer], **fields: Any) -> Network:
    firms = tuple(
        firm.model_copy(
            update={
                "offers": (*firm.offers, offers[firm.id]),
                "capacity": (firm.capacity or 0) + 100,
                **fields,
            }
        )
        if firm.id in offers
        else firm
        for firm in network.firms
    )
    return network.model_copy(update={"firms": firms})


def _special(craft: str = "laser", **fields: Any) -> Offer:
    return Offer(competence=craft, unit_cost=1, **fields)


def _two(rng: Random, project: Project) -> tuple[str, str]:
    """Return two firms of which no rule speaks."""
    told = {firm for pair in project.rules.incompatible for firm in pair} | project.rules.required
    free = [f"f{number}" for number in range(8) if f"f{number}" not in told]
    one, other = rng.sample(free, 2)
    return one, other


def capacity_short(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    need, have = rng.randint(20, 40), rng.randint(4, 9)
    tasks = [Task(id=f"laser {n}", competence="laser", amount=need / 3, max_partners=None) for n in range(3)]
    offers = {one: _special(capacity=have), other: _special(capacity=2 * have)}
    return Planted(
        _with_tasks(project, *tasks), _offering(network, offers),
        frozenset({"network.firms.offers.capacity"}), frozenset({one, other, *(t.id for t in tasks)}),
    )  # fmt: skip


def firm_too_small(rng: Random, project: Project, network: Network) -> Planted:
    need = rng.randint(50, 90)
    large = project.tasks[0].model_copy(update={"amount": need, "max_partners": 1, "min_share": 0.0})
    tasks = (large, *project.tasks[1:])
    edited = project.model_copy(
        update={"tasks": tasks, "budget": None, "rules": _without_counts(project.rules)}
    )
    able = {f.id for f in network.firms if any(o.competence == large.competence for o in f.offers)}
    return Planted(edited, network, frozenset({"network.firms.capacity"}), frozenset({large.id, *able}))


def pieces_too_large(rng: Random, project: Project, network: Network) -> Planted:
    """Three whole tasks for two firms: together there is room enough, but not for two in one firm."""
    one, other = _two(rng, project)
    size = rng.randint(6, 12)
    tasks = [Task(id=f"laser {n}", competence="laser", amount=size) for n in range(3)]
    offers = {firm: _special(capacity=1.6 * size) for firm in (one, other)}
    return Planted(
        _with_tasks(project, *tasks), _offering(network, offers),
        frozenset({"network.firms.offers.capacity", "project.tasks.max_partners"}),
        frozenset({one, other, *(t.id for t in tasks)}),
    )  # fmt: skip


def budget_too_small(rng: Random, project: Project, network: Network) -> Planted:
    best = form_enterprise(project.model_copy(update={"budget": None}), network, gap=1e-6)
    cut = best.cost.total * rng.choice([0.5, 0.9, 0.98])
    return Planted(project.model_copy(update={"budget": cut}), network, frozenset({"project.budget"}))


def too_many_partners_asked(rng: Random, project: Project, network: Network) -> Planted:
    tasks = tuple(task.model_copy(update={"max_partners": 1, "min_share": 0.0}) for task in project.tasks)
    rules = _without_counts(project.rules).model_copy(update={"min_partners": rng.choice([7, 9])})
    edited = project.model_copy(update={"tasks": tasks, "budget": None, "rules": rules})
    return Planted(edited, network, frozenset({"project.rules.min_partners"}))


def too_few_partners_allowed(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    tasks = [Task(id=craft, competence=craft) for craft in ("laser", "water jet")]
    offers = {one: _special(), other: _special("water jet")}
    asked = _with_tasks(project, *tasks, max_partners=1)
    return Planted(asked, _offering(network, offers), frozenset({"project.rules.max_partners"}))


def incompatible_both_needed(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    tasks = [Task(id=craft, competence=craft) for craft in ("laser", "water jet")]
    pairs = (*project.rules.incompatible, (one, other))
    asked = _with_tasks(project, *tasks, incompatible=pairs)
    offers = {one: _special(), other: _special("water jet")}
    return Planted(
        asked, _offering(network, offers), frozenset({"project.rules.incompatible"}), frozenset({one, other})
    )


def _grouped(project: Project, rule: GroupRule, **rules: Any) -> Project:
    groups = (*project.rules.groups, rule)
    update = {"rules": project.rules.model_copy(update={"groups": groups, **rules})}
    return project.model_copy(update=update)


def required_kept_out(rng: Random, project: Project, network: Network) -> Planted:
    free = [f for f in network.firms if f.id not in {g for pair in project.rules.incompatible for g in pair}]
    firm = rng.choice(free)
    marked = tuple(
        one.model_copy(update={"attributes": {**one.attributes, "listed": one.id == firm.id}})
        for one in network.firms
    )
    rule = GroupRule(attribute="listed", values=(True,), max_firms=0)
    plain = project.model_copy(update={"rules": Rules(required={firm.id}), "budget": None})
    return Planted(
        _grouped(plain, rule), network.model_copy(update={"firms": marked}),
        frozenset({"project.rules.required", "project.rules.groups[0].max_firms"}), frozenset({firm.id}),
    )  # fmt: skip


def _marked(network: Network, firms: set[str]) -> Network:
    marked = tuple(
        one.model_copy(update={"attributes": {**one.attributes, "mark": one.id in firms}})
        for one in network.firms
    )
    return network.model_copy(update={"firms": marked})


def group_too_few_firms(rng: Random, project: Project, network: Network) -> Planted:
    marked = set(rng.sample([f"f{n}" for n in range(8)], 2))
    rule = GroupRule(attribute="mark", values=(True,), min_firms=3)
    asked, path = _grouped(project, rule), "project.rules.groups[1].min_firms"
    return Planted(asked, _marked(network, marked), frozenset({path}), frozenset(marked))


def group_too_few_values(rng: Random, project: Project, network: Network) -> Planted:
    del rng
    asked = _grouped(project, GroupRule(attribute="small", min_distinct=3))
    return Planted(asked, network, frozenset({"project.rules.groups[1].min_distinct"}))


def _one_for_all(project: Project, network: Network, one: str) -> tuple[Project, Network]:
    """Add a large task that one firm alone can do."""
    asked = _with_tasks(project, Task(id="laser", competence="laser", amount=90))
    return asked, _offering(network, {one: _special()})


def group_share_too_large(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    asked, known = _one_for_all(project, network, one)
    rule = GroupRule(attribute="mark", values=(True,), min_share=0.95)
    path = "project.rules.groups[0].min_share"
    return Planted(_grouped(asked, rule), _marked(known, {other}), frozenset({path}), frozenset({"mark"}))


def group_share_too_small(rng: Random, project: Project, network: Network) -> Planted:
    one, _ = _two(rng, project)
    asked, known = _one_for_all(project, network, one)
    rule = GroupRule(attribute="mark", values=(True,), max_share=0.001)
    path = "project.rules.groups[0].max_share"
    return Planted(_grouped(asked, rule), _marked(known, {one}), frozenset({path}), frozenset({one}))


def too_many_of_one_value(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    tasks = [Task(id=craft, competence=craft) for craft in ("laser", "water jet")]
    offers = {one: _special(), other: _special("water jet")}
    asked = _grouped(
        _with_tasks(project, *tasks), GroupRule(attribute="mark", values=(True,), max_per_value=1)
    )
    path = "project.rules.groups[0].max_per_value"
    known = _marked(_offering(network, offers), {one, other})
    return Planted(asked, known, frozenset({path}), frozenset({one, other}))


def share_of_a_partner(rng: Random, project: Project, network: Network) -> Planted:
    one, _ = _two(rng, project)
    asked, known = _one_for_all(project, network, one)
    rules = asked.rules.model_copy(update={"max_partner_share": rng.choice([0.02, 0.1])})
    asked = asked.model_copy(update={"rules": rules})
    return Planted(asked, known, frozenset({"project.rules.max_partner_share"}))


def too_little_trust(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    tasks = [Task(id=craft, competence=craft) for craft in ("laser", "water jet")]
    offers = {one: _special(), other: _special("water jet")}
    asked = _with_tasks(project, *tasks, min_trust=0.95)
    asked = asked.model_copy(update={"interfaces": (Interface(source="laser", target="water jet"),)})
    known = _offering(network, offers)
    ids = frozenset({one, other, "laser", "water jet"})
    return Planted(asked, known, frozenset({"project.rules.min_trust"}), ids)


def apart_in_trust(rng: Random, project: Project, network: Network) -> Planted:
    one, _ = _two(rng, project)
    asked, known = _one_for_all(project, network, one)
    rules = asked.rules.model_copy(update={"trust_connected": True})
    # Nobody trusts the only firm for one of the tasks, and it cannot do the rest.
    firms = tuple(
        firm.model_copy(update={"offers": tuple(o for o in firm.offers if o.competence == "laser")})
        if firm.id == one
        else firm
        for firm in known.firms
    )
    links = tuple(link for link in known.trust if one not in {link.source, link.target})
    known = known.model_copy(update={"firms": firms, "trust": links})
    crafts = {offer.competence for firm in firms for offer in firm.offers}
    tasks = tuple(
        task if task.competence in crafts else task.model_copy(update={"competence": "milling"})
        for task in asked.tasks
    )
    asked = asked.model_copy(update={"rules": rules, "tasks": tasks, "budget": None})
    return Planted(asked, known, frozenset({"project.rules.trust_connected"}), frozenset({one}))


def too_certain(rng: Random, project: Project, network: Network) -> Planted:
    tasks = tuple(task.model_copy(update={"max_partners": 1, "min_share": 0.0}) for task in project.tasks)
    rules = Rules(min_success_probability=rng.choice([0.995, 0.9999]))
    asked = project.model_copy(update={"tasks": tasks, "rules": rules, "budget": None})
    return Planted(asked, network, frozenset({"project.rules.min_success_probability"}))


def too_many_standbys(rng: Random, project: Project, network: Network) -> Planted:
    one, other = _two(rng, project)
    task = Task(id="laser", competence="laser", backups=rng.choice([2, 3]))
    asked = _with_tasks(project, task)
    known = _offering(network, {one: _special(), other: _special()})
    return Planted(asked, known, frozenset({"project.tasks.backups"}), frozenset({"laser", one, other}))


def dear_firm_and_budget(rng: Random, project: Project, network: Network) -> Planted:
    """A required firm is paid for by the budget only if it were larger."""
    firm = Firm(id="dear", offers=(Offer(competence="milling"),), joining_cost=rng.randint(300, 500))
    mill = Task(id="mill", competence="milling", amount=1)
    asked = _with_tasks(project, mill)
    best = form_enterprise(asked.model_copy(update={"budget": None}), network, gap=1e-6)
    rules = asked.rules.model_copy(update={"required": asked.rules.required | {"dear"}})
    asked = asked.model_copy(update={"rules": rules, "budget": best.cost.total + 50})
    known = network.model_copy(update={"firms": (*network.firms, firm)})
    return Planted(asked, known, frozenset({"project.budget", "project.rules.required"}), frozenset({"dear"}))


def sure_firm_and_budget(rng: Random, project: Project, network: Network) -> Planted:
    """Who can do a task is cheap or reliable, and the budget and the probability of success ask for both."""
    cheap, sure = _two(rng, project)
    tasks = tuple(task.model_copy(update={"max_partners": 1, "min_share": 0.0}) for task in project.tasks)
    plain = project.model_copy(update={"tasks": tasks, "rules": Rules(), "budget": None})
    price = rng.randint(200, 400)
    offers = {
        cheap: _special(reliability=0.1),
        sure: Offer(competence="laser", unit_cost=price, reliability=0.99),
    }
    known = _offering(network, offers)
    asked = _with_tasks(plain, Task(id="laser", competence="laser"))
    best = form_enterprise(asked, known, gap=1e-6)
    asked = asked.model_copy(
        update={"budget": best.cost.total + 50, "rules": Rules(min_success_probability=0.15)}
    )
    paths = {"project.budget", "project.rules.min_success_probability"}
    return Planted(asked, known, frozenset(paths))


def few_of_many(rng: Random, project: Project, network: Network) -> Planted:
    """More partners are asked for than a group rule allows of the firms there are."""
    number = rng.choice([2, 3])
    rule = GroupRule(attribute="country", values=COUNTRIES, max_firms=number)
    rules = Rules(min_partners=number + 1, groups=(rule,))
    crafts = tuple(task.model_copy(update={"max_partners": None, "min_share": 0.0}) for task in project.tasks)
    able = {"offers": tuple(Offer(competence=craft) for craft in CRAFTS), "capacity": None}
    large = tuple(firm.model_copy(update=able) for firm in network.firms)
    asked = project.model_copy(update={"rules": rules, "tasks": crafts, "budget": None})
    paths = {"project.rules.min_partners", "project.rules.groups[0].max_firms"}
    return Planted(asked, network.model_copy(update={"firms": large}), frozenset(paths))


FAULTS: tuple[Callable[[Random, Project, Network], Planted], ...] = (
    capacity_short,
    firm_too_small,
    pieces_too_large,
    budget_too_small,
    too_many_partners_asked,
    too_few_partners_allowed,
    incompatible_both_needed,
    required_kept_out,
    group_too_few_firms,
    group_too_few_values,
    group_share_too_large,
    group_share_too_small,
    too_many_of_one_value,
    share_of_a_partner,
    too_little_trust,
    apart_in_trust,
    too_certain,
    too_many_standbys,
    dear_firm_and_budget,
    sure_firm_and_budget,
    few_of_many,
)


def planted(seed: int) -> Planted:
    """Return the instance of this seed, the kinds of faults in turn."""
    rng = Random(f"fault {seed}")
    return FAULTS[seed % len(FAULTS)](rng, *feasible(seed))
