"""What is said of the core is certain: rounding is no reason to leave, and what is not known is not said."""

from random import Random

import numpy as np
import pytest
from check.builders import firm, network, offer, project, task

import vebuilder as ve
from vebuilder.lifecycle.surplus import share_surplus as room
from vebuilder.lifecycle.surplus.core import dissent, least_excess
from vebuilder.lifecycle.surplus.game import Game
from vebuilder.lifecycle.surplus.nucleolus import nucleolus
from vebuilder.lifecycle.surplus.shapley import shapley_value


@pytest.mark.parametrize("method", ["shapley", "nucleolus"])
@pytest.mark.parametrize("seed", range(4))
def test_rounding_is_no_reason_to_leave(seed: int, method: str) -> None:
    # Each task has a partner and another firm at a higher price: what partners are worth adds up.
    dice = Random(seed)
    count = dice.randint(2, 4)
    firms = [firm(f"f{i}", offer(f"c{i}", round(dice.uniform(1, 9), 2))) for i in range(count)]
    others = [firm(f"g{i}", offer(f"c{i}", round(dice.uniform(10, 19), 2))) for i in range(count)]
    members = network(*firms, *others)
    asked = project(*(task(f"t{i}", f"c{i}", amount=round(dice.uniform(0.5, 3), 2)) for i in range(count)))
    shared = ve.share_surplus(ve.form_enterprise(asked, members), asked, members, method)
    assert shared.in_core is True
    assert shared.core_is_empty is False
    assert shared.leaving is None


def test_what_may_be_worth_more_than_is_known_is_not_called_content(monkeypatch: pytest.MonkeyPatch) -> None:
    # a is worth 99 of the 101 there are; once the time is over each is given a third.
    prices = {"a": ("x", 1), "b": ("y", 1), "c": ("z", 1), "d": ("x", 100), "e": ("y", 2), "f": ("z", 2)}
    members = network(*(firm(name, offer(*terms)) for name, terms in prices.items()))
    asked = project(*(task(name, name) for name in "xyz"))
    formed = ve.form_enterprise(asked, members)
    calls: list[int] = []

    def over(asking: object) -> str:
        calls.append(1)
        return "time" if len(calls) > 1 else ""

    monkeypatch.setattr(room.Asking, "why_over", property(over))
    shared = ve.share_surplus(formed, asked, members)
    assert max(one.error for one in shared) > 50
    assert shared.in_core is None
    assert shared.leaving is None


def _doubtful(seed: int) -> tuple[Game, np.ndarray, np.ndarray]:
    """A game, what is given in it, and by how much each cost may be lower than was found."""
    chance = np.random.default_rng(seed)
    n = int(chance.integers(2, 5))
    size = Game(("a",) * n, np.zeros(1 << n)).membership(np.arange(1 << n)).sum(axis=1)
    value = np.where(size > 0, chance.uniform(0, 1, 1 << n) + size ** chance.choice([0.7, 1.0, 1.6]), 0.0)
    game = Game(tuple("abcd"[:n]), value)
    error = chance.choice([0.0, 0.05, 0.5, 2.0]) * chance.uniform(0, 1, 1 << n)
    return game, (shapley_value if seed % 2 else nucleolus)(game), error


@pytest.mark.parametrize("seed", range(60))
def test_what_is_said_holds_whatever_the_truth(seed: int) -> None:
    game, shares, error = _doubtful(seed)
    said = room._about_the_core(game, shares, error)
    chance = np.random.default_rng(seed)
    for part in (*chance.uniform(0, 1, (40, len(error))), *chance.integers(0, 2, (40, len(error)))):
        lower = part * error
        truth = Game(game.players, game.value - lower[0] + lower)
        gain = dissent(truth, shares).gain
        least = least_excess(truth)
        if said["in_core"] is not None:
            assert said["in_core"] is (gain <= 1e-6)
        if said["core_is_empty"] is not None:
            assert said["core_is_empty"] is (least > 1e-6)
        if said["leaving"] is not None:
            leaving = sum(1 << game.players.index(one) for one in said["leaving"].firms)
            assert truth.excess(shares)[leaving] > 0


def test_enough_is_said() -> None:
    said = [room._about_the_core(*_doubtful(seed)) for seed in range(60)]
    for name in ("in_core", "core_is_empty"):
        assert {True, False, None} == {one[name] for one in said}


@pytest.mark.parametrize("method", ["shapley", "nucleolus"])
def test_the_fallback_cost_is_no_limit_to_what_an_enterprise_costs(
    monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    # Nobody but a does x, at 1: without it nothing can be formed, and that costs 20. With a alone y is done
    # by c at 100, which is more than to do without; but the time is over before that is found.
    prices = {"a": ("x", 1), "b": ("y", 1), "c": ("y", 100)}
    members = network(*(firm(name, offer(*terms)) for name, terms in prices.items()))
    asked = project(task("x", "x"), task("y", "y"), fallback_cost=20.0)
    formed = ve.form_enterprise(asked, members)
    true = ve.share_surplus(formed, asked, members, method)
    assert true.total == pytest.approx(20 - 2)
    if method == "shapley":
        assert true.of("a").amount == pytest.approx((20 - 101 + 18) / 2)
    calls: list[int] = []

    def over(asking: object) -> str:
        calls.append(1)
        return "time" if len(calls) > 1 else ""

    monkeypatch.setattr(room.Asking, "why_over", property(over))
    shared = ve.share_surplus(formed, asked, members, method)
    assert shared.total == pytest.approx(18)
    assert [one.error for one in shared] == [None, None]
    assert (shared.in_core, shared.core_is_empty, shared.leaving) == (None, None, None)
    assert "any" in str(shared)
    assert ve.Sharing.model_validate_json(shared.model_dump_json()) == shared
