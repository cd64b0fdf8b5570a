"""What finished work still means for what is left: its shares, set-up, price breaks, time and effort."""

from itertools import product
from random import Random

import pytest

import vebuilder as ve


def _firm(name: str, unit_cost: float, *, firm: dict[str, object] | None = None, **offer: object) -> ve.Firm:
    """Build a firm that offers x."""
    return ve.Firm(
        id=name,
        offers=(ve.Offer(competence="x", unit_cost=unit_cost, **offer),),  # type: ignore[arg-type]
        **(firm or {}),  # type: ignore[arg-type]
    )


def _tasks(*names: str) -> tuple[ve.Task, ...]:
    return tuple(ve.Task(id=name, competence="x") for name in names)


def _doing(enterprise: ve.Enterprise) -> dict[tuple[str, str], float]:
    return {(one.task, one.firm): one.share for one in enterprise.assignments}


def test_who_counted_in_a_finished_task_with_share_nothing_still_does() -> None:
    # Two must take part in t, and nothing says how large a part: a does it all at 1, b or c counts.
    network = ve.Network(firms=(_firm("a", 1), _firm("b", 5), _firm("c", 9)))
    task = ve.Task(id="t", competence="x", min_partners=2, max_partners=2)
    project = ve.Project(id="p", tasks=(task, *_tasks("u")))
    was = ve.form_enterprise(project, network)
    assert sorted(share for (name, _), share in _doing(was).items() if name == "t") == [0, 1]
    after = ve.reform_enterprise(was, project, network, done=["t"])
    assert after.objective == pytest.approx(2)
    assert _doing(after) == _doing(was)
    assert ve.evaluate(project, network, after).feasible


def _packaged(*tasks: str, unit_cost: float = 50, setup: float = 7) -> tuple[ve.Project, ve.Network]:
    """All tasks by a at 5 each, or by a at a price and a set-up, or by b at 30."""
    network = ve.Network(firms=(_firm("a", unit_cost, setup_cost=setup), _firm("b", 30)))
    package = ve.Package(firm="a", tasks=tasks, cost=5.0 * len(tasks))
    return ve.Project(id="p", tasks=_tasks(*tasks), packages=(package,)), network


def test_the_finished_part_of_a_package_needs_no_setup() -> None:
    project, network = _packaged("t", "u")
    project = project.model_copy(update={"budget": 12.0})
    was = ve.form_enterprise(project, network)
    after = ve.reform_enterprise(was, project, network, done=["t"])
    assert after.objective == pytest.approx(10)
    assert after.cost.setup == 0
    assert ve.evaluate(project, network, after).feasible


def test_a_task_of_a_package_that_was_given_up_keeps_its_setup() -> None:
    project, dear = _packaged("t", "u", "v")
    was = ve.form_enterprise(project, dear)
    # t was done for 5 and without a set-up; at 1 a piece and a set-up of 2 the rest is not done for 10.
    _, cheap = _packaged("t", "u", "v", unit_cost=1, setup=2)
    once = ve.reform_enterprise(was, project, cheap, done=["t"])
    assert once.objective == pytest.approx(5 + 1 + 1 + 2)
    assert once.packages == ()
    # What was set up for u is counted at today's terms, and the package is no longer to be had for v.
    twice = ve.reform_enterprise(once, project, dear, done=["u"])
    assert twice.objective == pytest.approx(5 + 1 + 7 + 30)
    assert ve.evaluate(project, dear, twice).feasible
    thrice = ve.reform_enterprise(twice, project, dear, done=["v"])
    assert thrice.objective == pytest.approx(5 + 1 + 7 + 30)


def test_a_package_goes_on_at_what_is_left_of_it_each_time() -> None:
    project, network = _packaged("t", "u", "v")
    enterprise = ve.form_enterprise(project, network)
    for task in ("t", "u", "v"):
        enterprise = ve.reform_enterprise(enterprise, project, network, done=[task])
        assert enterprise.objective == pytest.approx(15)
        assert ve.evaluate(project, network, enterprise).feasible


def test_finished_amounts_count_for_price_breaks() -> None:
    # Both by a, at 4 from an amount of 2 on; if only u counted, a would ask 10 for it and b 6.
    discount = (ve.PriceBreak(from_amount=2, unit_cost=4),)
    network = ve.Network(firms=(_firm("a", 10, price_breaks=discount), _firm("b", 6)))
    project = ve.Project(id="p", tasks=_tasks("t", "u"))
    was = ve.form_enterprise(project, network)
    after = ve.reform_enterprise(was, project, network, done=["t"])
    assert after.objective == pytest.approx(8)
    assert after.unchanged is not None
    assert after.unchanged.objective == pytest.approx(8)
    assert _doing(after) == {("t", "a"): 1, ("u", "a"): 1}
    assert ve.evaluate(project, network, after).objective == pytest.approx(8)


def test_what_is_quoted_or_packaged_does_not_count_for_price_breaks() -> None:
    discount = (ve.PriceBreak(from_amount=2, unit_cost=4),)
    network = ve.Network(firms=(_firm("a", 10, price_breaks=discount), _firm("b", 6)))
    project = ve.Project(id="p", tasks=_tasks("t", "u"), quotes=(ve.Quote(task="t", firm="a", cost=1.0),))
    was = ve.form_enterprise(project, network)
    assert was.objective == pytest.approx(1 + 6)
    assert ve.reform_enterprise(was, project, network, done=["t"]).objective == pytest.approx(7)


NAMES = "tuvw"


def _priced(seed: int) -> tuple[ve.Project, ve.Network, ve.Network]:
    """Four tasks, three firms with set-ups and price breaks, packages; and the firms at other prices."""
    dice = Random(f"finished {seed}")

    def firm(name: str) -> ve.Firm:
        breaks = {dice.choice([2, 3, 4, 5]): dice.randint(1, 6) for _ in range(dice.choice([0, 1, 2]))}
        return _firm(
            name,
            dice.randint(30, 120) / 10,
            firm={"joining_cost": dice.choice([0, 4])},
            setup_cost=dice.choice([0, 3, 6]),
            price_breaks=tuple(ve.PriceBreak(from_amount=a, unit_cost=c) for a, c in breaks.items()),
        )

    tasks = tuple(ve.Task(id=name, competence="x", amount=dice.choice([1, 2])) for name in NAMES)
    packages = tuple(
        ve.Package(
            firm=dice.choice("abc"), tasks=tuple(sorted(dice.sample(NAMES, 3))), cost=dice.randint(6, 20)
        )
        for _ in range(dice.choice([0, 1, 2]))
    )
    networks = [ve.Network(firms=tuple(firm(name) for name in "abc")) for _ in range(2)]
    return ve.Project(id="p", tasks=tasks, packages=packages), networks[0], networks[1]


def _cheapest(
    project: ve.Project, network: ve.Network, was: ve.Enterprise, done: set[str], switching: float = 0.0
) -> float:
    """Try every firm for every task that is left, with and without the rest of every package."""
    firms = {one.id: one for one in network.firms}
    amount = {one.id: one.amount for one in project.tasks}
    packaged = {(task, one.firm) for one in was.packages for task in one.tasks}
    finished = {one.task: one for one in was.assignments if one.task in done}
    left = [name for name in NAMES if name not in done]
    rests = [
        (one.firm, [task for task in one.tasks if task in left], one.cost / len(one.tasks))
        for one in project.packages
        if (one in was.packages or not done & set(one.tasks)) and set(left) & set(one.tasks)
    ]
    best = float("inf")
    for chosen in product(*([0, 1] for _ in rests)):
        taken = [rest for rest, take in zip(rests, chosen, strict=True) if take]
        by_package = [(task, firm) for firm, tasks, _ in taken for task in tasks]
        if len({task for task, _ in by_package}) < len(by_package):
            continue
        of_packages = sum(cost * len(tasks) for _, tasks, cost in taken)
        free = [name for name in left if name not in {task for task, _ in by_package}]
        for team in product("abc", repeat=len(free)):
            by_offer = list(zip(free, team, strict=True))
            earlier = [(one.task, one.firm) for one in finished.values()]
            earlier_by_offer = [pair for pair in earlier if pair not in packaged]
            served = dict.fromkeys("abc", 0.0)
            for task, firm in (*by_offer, *earlier_by_offer):
                served[firm] += amount[task]
            cost = of_packages + sum(one.cost for one in finished.values())
            for task, firm in by_offer:
                offer = firms[firm].offers[0]
                reached = [one for one in offer.price_breaks if one.from_amount <= served[firm]]
                price = (
                    max(reached, key=lambda one: one.from_amount).unit_cost if reached else offer.unit_cost
                )
                cost += amount[task] * price
            cost += sum(
                firms[name].offers[0].setup_cost
                for name in {firm for _, firm in (*by_offer, *earlier_by_offer)}
            )
            here = {firm for _, firm in (*by_offer, *earlier, *by_package)}
            cost += sum(firms[name].joining_cost for name in here - set(was.partners))
            best = min(best, cost + switching * len(set(was.partners) - here))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_nobody_leaves_where_that_costs_more_than_all_else(seed: int) -> None:
    project, then, now = _priced(seed)
    was = ve.form_enterprise(project, then, gap=1e-9)
    after = ve.reform_enterprise(was, project, now, switching_cost=1e12, gap=1e-9)
    assert set(was.partners) <= set(after.partners)
    assert after.objective == pytest.approx(_cheapest(project, now, was, set(), 1e12))
    assert after.bound == pytest.approx(after.objective)


@pytest.mark.parametrize("seed", range(40))
def test_against_every_way_to_do_what_is_left(seed: int) -> None:
    project, then, now = _priced(seed)
    was = ve.form_enterprise(project, then, gap=1e-9)
    done = set(Random(seed).sample(NAMES, 2))
    after = ve.reform_enterprise(was, project, now, done=sorted(done), gap=1e-9)
    assert after.objective == pytest.approx(_cheapest(project, now, was, done))
    assert after.bound == pytest.approx(after.objective)
    assert ve.evaluate(project, now, after).objective == pytest.approx(after.objective)


def test_who_was_faster_in_a_finished_task_is_busy_no_longer_than_it_was() -> None:
    # Of the 10 of t a can do 2, in 2 days, and b does 8, in 8; a does u before, or from then on.
    of_a = (
        ve.Offer(competence="x", unit_cost=1, unit_duration=1, capacity=2),
        ve.Offer(competence="y", unit_cost=1, unit_duration=1),
    )
    network = ve.Network(firms=(ve.Firm(id="a", offers=of_a, max_parallel=1), _firm("b", 2, unit_duration=1)))
    task = ve.Task(id="t", competence="x", amount=10, max_partners=2)
    project = ve.Project(id="p", tasks=(task, ve.Task(id="u", competence="y")), deadline=8.0)
    was = ve.form_enterprise(project, network)
    assert _doing(was) == pytest.approx({("t", "a"): 0.2, ("t", "b"): 0.8, ("u", "a"): 1})
    after = ve.reform_enterprise(was, project, network, done=["t"])
    assert after.objective == pytest.approx(2 + 16 + 1)
    assert after.makespan == pytest.approx(8)
    assert ve.evaluate(project, network, after).feasible
    assert ve.reform_enterprise(after, project, network).objective == pytest.approx(19)


def test_a_finished_task_took_as_long_as_it_was_planned_to_take() -> None:
    # Both have become twice as slow since, which matters for u only.
    def network(pace: float) -> ve.Network:
        return ve.Network(
            firms=(_firm("a", 1, unit_duration=pace, capacity=3), _firm("b", 2, unit_duration=pace))
        )

    task = ve.Task(id="t", competence="x", amount=5, max_partners=2, min_share=0.4)
    project = ve.Project(id="p", tasks=(task, ve.Task(id="u", competence="x", after=("t",))))
    was = ve.form_enterprise(project, network(1))
    assert was.makespan == pytest.approx(4)
    after = ve.reform_enterprise(was, project, network(2), done=["t"])
    assert after.makespan == pytest.approx(3 + 2)


def test_finished_work_of_a_firm_that_offers_nothing_any_more_takes_no_capacity() -> None:
    # 8 of t took an effort of 0.8; without its offer nothing says so, and the capacity is 1.
    network = ve.Network(firms=(_firm("a", 1, firm={"capacity": 1.0}, effort=0.1), _firm("b", 6)))
    project = ve.Project(id="p", tasks=(ve.Task(id="t", competence="x", amount=8), *_tasks("u")))
    was = ve.form_enterprise(project, network)
    idle, other = network.firms
    now = ve.Network(firms=(idle.model_copy(update={"offers": ()}), other))
    after = ve.reform_enterprise(was, project, now, done=["t"])
    assert after.objective == pytest.approx(8 + 6)
    assert ve.evaluate(project, now, after).feasible


def test_finished_work_that_was_quoted_takes_the_capacity_it_took() -> None:
    # a offers nothing but two quotes, each for an effort of 1 a unit, and its capacity is 3.
    network = ve.Network(firms=(ve.Firm(id="a", capacity=3.0), _firm("b", 6)))
    tasks = (ve.Task(id="t", competence="x", amount=2), ve.Task(id="u", competence="x", amount=2))
    quotes = (ve.Quote(task="t", firm="a", cost=1.0), ve.Quote(task="u", firm="a", cost=2.0))
    project = ve.Project(id="p", tasks=tasks, quotes=quotes)
    was = ve.form_enterprise(project, network)
    assert was.objective == pytest.approx(1 + 12)
    assert ve.reform_enterprise(was, project, network, done=["t"]).objective == pytest.approx(13)
