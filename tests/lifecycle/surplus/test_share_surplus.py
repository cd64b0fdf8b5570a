"""What partners are given, against every coalition tried by brute force."""

from itertools import permutations

import numpy as np
import pytest
from brute_force import best_plan
from check.builders import firm, network, offer, project, task
from instances import random_instance

import vebuilder as ve
from vebuilder.lifecycle.surplus import share_surplus as room
from vebuilder.model import Network, Project, Rules

FALLBACK = 1_000.0


def cost(asked: Project, members: Network, gone: frozenset[str]) -> float:
    """Return the best objective without some firms."""
    always = asked.rules.required | ({asked.initiator} if asked.initiator else set())
    left = members.model_copy(update={"firms": tuple(one for one in members.firms if one.id not in gone)})
    links = tuple(one for one in members.trust if not {one.source, one.target} & gone)
    left = left.model_copy(update={"trust": links})
    if gone & always:
        return FALLBACK
    quotes = tuple(one for one in asked.quotes if one.firm not in gone)
    best = best_plan(asked.model_copy(update={"quotes": quotes}), left)
    return FALLBACK if best is None else best.price.objective


def instances():
    for seed in range(60):
        asked, members = random_instance(seed)
        asked = asked.model_copy(update={"fallback_cost": FALLBACK})
        try:
            formed = ve.form_enterprise(asked, members, gap=1e-9)
        except ve.VebuilderError:
            continue
        if 2 <= len(formed.partners) <= 3:
            yield pytest.param(asked, members, formed, id=str(seed))


@pytest.mark.parametrize(("asked", "members", "formed"), list(instances())[:15])
def test_each_is_given_its_mean_contribution_over_all_orders(asked, members, formed) -> None:
    everybody = frozenset(formed.partners)
    known: dict[frozenset[str], float] = {}

    def of(coalition: frozenset[str]) -> float:
        if coalition not in known:
            known[coalition] = cost(asked, members, everybody - coalition)
        return known[coalition]

    expected = dict.fromkeys(everybody, 0.0)
    orders = list(permutations(formed.partners))
    for order in orders:
        here: frozenset[str] = frozenset()
        for one in order:
            expected[one] += (of(here) - of(here | {one})) / len(orders)
            here |= {one}
    shared = ve.share_surplus(formed, asked, members, gap=1e-9)
    assert shared.total == pytest.approx(of(frozenset()) - of(everybody), abs=1e-4)
    for one in shared:
        assert one.amount == pytest.approx(expected[one.firm], abs=1e-4 + one.error)
    assert sum(one.amount for one in shared) == pytest.approx(shared.total)
    worst = max(
        of(frozenset()) - of(frozenset(group)) - sum(expected[one] for one in group)
        for size in range(1, len(everybody))
        for group in map(frozenset, __import__("itertools").combinations(everybody, size))
    )
    if abs(worst) > 1e-2:
        assert shared.in_core is (worst < 0)


def chain(count: int, *, fallback: float | None = None, rules: Rules | None = None):
    """One specialist a task, and one firm that can do all at a price."""
    tasks = [task(f"t{i:02}", f"c{i:02}") for i in range(count)]
    firms = [firm(f"f{i:02}", offer(f"c{i:02}", unit_cost=1.0), joining_cost=0.0) for i in range(count)]
    jack = firm("jack", *(offer(f"c{i:02}", unit_cost=3.0 + i) for i in range(count)))
    asked = project(*tasks, fallback_cost=fallback, rules=rules or Rules())
    return asked, network(*firms, jack)


def test_partners_that_add_up_are_given_what_they_add() -> None:
    asked, members = chain(5)
    formed = ve.form_enterprise(asked, members)
    for method in ("shapley", "nucleolus"):
        shared = ve.share_surplus(formed, asked, members, method)
        assert [one.firm for one in shared] == ["f04", "f03", "f02", "f01", "f00"]
        assert [one.amount for one in shared] == pytest.approx([6, 5, 4, 3, 2], abs=0.05)
        assert "No coalition would gain by leaving" in str(shared) or shared.in_core is None
    assert ve.Sharing.model_validate_json(shared.model_dump_json()) == shared


def test_many_partners_are_given_an_estimate_with_its_error() -> None:
    asked, members = chain(14)
    formed = ve.form_enterprise(asked, members, gap=1e-9)
    shared = ve.share_surplus(formed, asked, members, orders=6, gap=1e-9)
    for one in shared:
        true = 2.0 + int(one.firm[1:])
        assert abs(one.amount - true) <= 4 * one.standard_error + one.error + 1e-6
    assert shared.total == pytest.approx(sum(2.0 + i for i in range(14)))
    assert shared.in_core is None
    again = ve.share_surplus(formed, asked, members, orders=6, gap=1e-9)
    assert again == shared
    with pytest.raises(ve.DataError, match="more than 12 partners"):
        ve.share_surplus(formed, asked, members, "nucleolus")


def test_a_partner_nobody_can_replace_asks_for_a_fallback_cost() -> None:
    members = network(
        firm("only", offer("milling")), firm("b", offer("turning")), firm("c", offer("turning", 2))
    )
    asked = project(task("t"), task("u", "turning"))
    formed = ve.form_enterprise(asked, members)
    with pytest.raises(ve.DataError, match="nothing can be formed") as refused:
        ve.share_surplus(formed, asked, members)
    assert refused.value.faults[0].path == "project.fallback_cost"
    asked = asked.model_copy(update={"fallback_cost": 100.0})
    formed = ve.form_enterprise(asked, members)
    shared = ve.share_surplus(formed, asked, members)
    assert shared.of("only").amount > shared.of("b").amount


def test_few_searches_are_needed_where_larger_coalitions_do_without() -> None:
    asked, members = chain(6)
    formed = ve.form_enterprise(asked, members)
    shared = ve.share_surplus(formed, asked, members)
    assert shared.searches < 2**6
    solo = network(firm("a", offer(unit_cost=1.0)), firm("b", offer(unit_cost=2.0)))
    single = project(task("t"))
    assert ve.share_surplus(ve.form_enterprise(single, solo), single, solo).searches == 1


def test_what_is_known_when_the_time_is_over_is_told_with_its_error(monkeypatch) -> None:
    asked, members = chain(5)
    formed = ve.form_enterprise(asked, members)
    calls = []

    def over(asking):
        calls.append(1)
        return "time" if len(calls) > 3 else ""

    monkeypatch.setattr(room.Asking, "why_over", property(over))
    shared = ve.share_surplus(formed, asked, members)
    assert shared.ended == "time"
    assert max(one.error for one in shared) > 1.0
    for one in shared:
        assert abs(one.amount - (2.0 + int(one.firm[1:]))) <= one.error + 0.05


def test_an_enterprise_of_other_inputs_is_refused_with_all_else_that_is_wrong() -> None:
    asked, members = chain(3)
    formed = ve.form_enterprise(asked, members)
    other = asked.model_copy(update={"id": "other"})
    with pytest.raises(ve.DataError) as refused:
        ve.share_surplus(formed, other, members, "by lot", orders=1)
    assert len(refused.value.faults) == 3
    for method in (np.array(["shapley", "nucleolus"]), ["shapley"], None):
        with pytest.raises(ve.DataError, match="neither 'shapley' nor 'nucleolus'"):
            ve.share_surplus(formed, asked, members, method)


def test_symmetry_and_null_players_on_random_games() -> None:
    from vebuilder.lifecycle.surplus.game import Game
    from vebuilder.lifecycle.surplus.shapley import shapley_value

    chance = np.random.default_rng(0)
    for _ in range(20):
        value = np.r_[0.0, chance.random(7)]
        doubled = np.array([value[m & 7] for m in range(16)])  # the fourth player adds nothing
        game = Game(("a", "b", "c", "d"), doubled)
        shares = shapley_value(game)
        assert shares[3] == pytest.approx(0.0)
        assert shares.sum() == pytest.approx(game.total)
        assert shares[:3] == pytest.approx(shapley_value(Game(("a", "b", "c"), value)))
