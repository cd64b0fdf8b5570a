"""Where trust is inferred along paths, a coalition has none through the partners that are missing."""

from functools import cache
from itertools import permutations, product
from random import Random

import pytest
from check.builders import firm, interface, network, offer, project, task, trust

import vebuilder as ve
from vebuilder.model import BestPath, Network, Project


def test_no_trust_leads_through_who_is_missing() -> None:
    members = network(
        firm("a", offer("x", 1)),
        firm("b", offer("y", 1)),
        firm("c", offer("y", 6)),
        firm("d", offer("x", 6)),
        costs={"rate": 10},
        trust=(trust("a", "b", 1.0), trust("d", "b", 1.0), trust("b", "c", 1.0)),
        trust_model=BestPath(),
    )
    asked = project(task("x", "x"), task("y", "y"), interfaces=(interface("x", "y"),))
    formed = ve.form_enterprise(asked, members)
    assert formed.partners == ("a", "b")
    # Without a: d and b, 6 + 1. Without b neither a nor d knows c: 1 + 6 + 10, and without both 6 + 6 + 10.
    shared = ve.share_surplus(formed, asked, members, gap=0.0)
    assert shared.total == pytest.approx(22 - 2)
    assert shared.of("a").amount == pytest.approx((22 - 17 + 7 - 2) / 2)
    assert shared.of("b").amount == pytest.approx((22 - 7 + 17 - 2) / 2)


def _instance(seed: int) -> tuple[Project, Network]:
    dice = Random(f"through others {seed}")
    names = "abcdefg"
    firms = [
        firm(
            name,
            *(offer(c, dice.randint(1, 9)) for c in "xyz" if dice.random() < 0.6),
            joining_cost=dice.choice([0, 2]),
        )
        for name in names
    ]
    jacks = [firm(f"jack {i}", *(offer(c, 9 + i) for c in "xyz")) for i in range(2)]
    links = [
        trust(f, g, round(dice.uniform(0.3, 1), 2), mutual=dice.random() < 0.5)
        for f in names
        for g in names
        if f < g and dice.random() < 0.4
    ]
    costs = {"rate": dice.choice([3, 8]), "coordination": dice.choice([0, 3])}
    members = network(*firms, *jacks, costs=costs, trust=tuple(links), trust_model=BestPath(max_hops=3))
    asked = project(
        task("x", "x"), task("y", "y"), task("z", "z"), interfaces=(interface("x", "y"), interface("y", "z"))
    )
    return asked, members


def _cheapest(asked: Project, members: Network, gone: frozenset[str]) -> float:
    """Try every plan on the network without some firms."""
    left = members.model_copy(
        update={
            "firms": tuple(one for one in members.firms if one.id not in gone),
            "trust": tuple(one for one in members.trust if not {one.source, one.target} & gone),
        }
    )
    able = [
        [one.id for one in left.firms if any(each.competence == task.competence for each in one.offers)]
        for task in asked.tasks
    ]
    return min(
        ve.evaluate(asked, left, [(one.id, f) for one, f in zip(asked.tasks, team, strict=True)]).objective
        for team in product(*able)
    )


@pytest.mark.parametrize("seed", range(10))
def test_against_every_plan_without_who_is_missing(seed: int) -> None:
    asked, members = _instance(seed)
    formed = ve.form_enterprise(asked, members, gap=1e-9)
    everybody = frozenset(formed.partners)

    @cache
    def cost(coalition: frozenset[str]) -> float:
        return _cheapest(asked, members, everybody - coalition)

    expected = dict.fromkeys(everybody, 0.0)
    orders = list(permutations(formed.partners))
    for order in orders:
        for place, one in enumerate(order):
            here = frozenset(order[:place])
            expected[one] += (cost(here) - cost(here | {one})) / len(orders)
    shared = ve.share_surplus(formed, asked, members, gap=1e-9)
    assert {one.firm: one.amount for one in shared} == pytest.approx(expected, abs=1e-6)
