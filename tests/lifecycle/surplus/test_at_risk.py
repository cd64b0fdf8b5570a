"""What partners are given where firms stand by, against every coalition tried by brute force."""

from functools import cache
from itertools import combinations, permutations

import pytest
from check.builders import firm, interface, network, offer, project, task, trust
from risky_instances import risky_instance, sound_plans

import vebuilder as ve
from vebuilder.model import Network, Project, Strategy

FALLBACK = 1_000.0


def shapley(partners, cost) -> dict[str, float]:
    """Return each partner's mean contribution, in full, over all orders."""
    orders = list(permutations(partners))
    shares = dict.fromkeys(partners, 0.0)
    for order in orders:
        for place, one in enumerate(order):
            here = frozenset(order[:place])
            shares[one] += (cost(here) - cost(here | {one})) / len(orders)
    return shares


def test_a_standby_that_is_missing_is_missed() -> None:
    members = network(
        firm("a", offer("x", 10)),
        firm("b", offer("x", 40), offer("y", 10), reliability=0.9),
        firm("c", offer("x", 12), reliability=0.5),
        firm("d", offer("y", 11)),
        firm("e", offer("x", 30), reliability=0.5),
        firm("g", offer("z", 1)),
        firm("h", offer("z", 5)),
        costs={"rate": 5},
        trust=(trust("a", "b", 1.0), trust("c", "d", 1.0)),
    )
    asked = project(
        task("x", "x", loss=100, backups=1),
        task("y", "y"),
        task("z", "z"),
        interfaces=(interface("x", "y"),),
        strategy=Strategy(risk=1),
    )
    formed = ve.form_enterprise(asked, members, gap=0.0)
    assert formed.partners == ("a", "b", "g")
    # With both a does x, b y, and c stands by: 10 + 10 + 1.2. Without a it is c and d, and b stands by:
    # 12 + 11 + 4 + 5. Without b it is c and d, and a stands by: 12 + 11 + 1. Without either e stands by:
    # 12 + 11 + 3 + 25. And z costs 1 with g, 5 without.
    of_two = {"ab": 21.2, "b": 32.0, "a": 24.0, "": 51.0}

    def cost(coalition: frozenset[str]) -> float:
        return of_two["".join(sorted(coalition - {"g"}))] + (1 if "g" in coalition else 5)

    expected = shapley(formed.partners, cost)
    assert expected == pytest.approx({"a": 18.9, "b": 10.9, "g": 4.0})
    shared = ve.share_surplus(formed, asked, members, gap=0.0)
    assert {one.firm: one.amount for one in shared} == pytest.approx(expected)
    assert max(one.error for one in shared) < 1e-6


def instances() -> list[tuple[Project, Network]]:
    asked = [risky_instance(seed) for seed in range(40)]
    return [
        (one.model_copy(update={"fallback_cost": FALLBACK}), members)
        for one, members in asked
        if any(each.backups for each in one.tasks)
    ]


@pytest.mark.parametrize(("asked", "members"), instances())
def test_each_is_given_its_mean_contribution(asked: Project, members: Network) -> None:
    plans = [
        (
            {one.firm for one in (*assigned, *standing)}
            | asked.rules.required
            | ({asked.initiator} if asked.initiator else set()),
            found.objective,
        )
        for (assigned, standing), found in sound_plans(asked, members)
    ]
    if not plans:
        pytest.skip("nothing can be formed")
    formed = ve.form_enterprise(asked, members, gap=1e-9)
    everybody = frozenset(formed.partners)
    if len(everybody) > 4:
        pytest.skip("too many partners to try all orders")

    @cache
    def cost(coalition: frozenset[str]) -> float:
        gone = everybody - coalition
        return min((value for used, value in plans if not used & gone), default=FALLBACK)

    shared = ve.share_surplus(formed, asked, members, gap=1e-9)
    expected = shapley(formed.partners, cost)
    assert {one.firm: one.amount for one in shared} == pytest.approx(expected, abs=1e-4)
    expected_total = cost(frozenset()) - cost(everybody)
    assert shared.total == pytest.approx(expected_total, abs=1e-4)
    worst = max(
        cost(frozenset()) - cost(frozenset(some)) - sum(shared.of(one).amount for one in some)
        for size in range(len(everybody))
        for some in combinations(everybody, size)
    )
    if len(everybody) > 1 and worst > 1e-3:
        assert shared.in_core is False
