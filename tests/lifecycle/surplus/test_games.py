"""Shapley value, nucleolus and core of textbook games and of random ones."""

import json
from itertools import permutations
from pathlib import Path

import numpy as np
import pytest

from vebuilder.lifecycle.surplus.core import dissent, least_excess
from vebuilder.lifecycle.surplus.game import Game
from vebuilder.lifecycle.surplus.nucleolus import nucleolus
from vebuilder.lifecycle.surplus.shapley import shapley_value

SEEDS = range(12)


def random_game(seed: int, n: int = 4) -> Game:
    """A monotone game: the more players, the more worth."""
    rng = np.random.default_rng(seed)
    value = np.zeros(1 << n)
    for coalition in range(1, 1 << n):
        parts = [value[coalition & ~(1 << i)] for i in range(n) if coalition >> i & 1]
        value[coalition] = max(parts) + float(rng.integers(0, 10))
    return Game(tuple("abcdefgh"[:n]), value)


def published(case: dict[str, object]) -> Game:
    players = case.get("players", ["1", "2", "3"])
    assert isinstance(players, list)
    if "value_rule" in case:
        estate = float(str(case["name"]).split()[2].rstrip(","))
        claims = [100.0, 200.0, 300.0]
        worth = {
            frozenset(players[i] for i in range(3) if mask >> i & 1): max(
                0.0, estate - sum(claims[i] for i in range(3) if not mask >> i & 1)
            )
            for mask in range(8)
        }
        return Game.of(players, worth)
    stated = case.get("cost", case.get("value"))
    assert isinstance(stated, dict)
    sign = -1.0 if "cost" in case else 1.0
    return Game.of(
        players, {frozenset(players[int(c) - 1] for c in key): sign * worth for key, worth in stated.items()}
    )


def test_published_values(data_folder: Path) -> None:
    path = data_folder / "cases" / "profit_sharing_reference_games.json"
    for case in json.loads(path.read_text())["games"]:
        game, sign = published(case), -1.0 if case["type"] == "cost" else 1.0
        assert sign * nucleolus(game) == pytest.approx(case["verified_nucleolus"], rel=1e-4), case["name"]
        assert sign * shapley_value(game) == pytest.approx(case["verified_shapley"], rel=1e-4, abs=1e-4), (
            case["name"]
        )


def by_orders(game: Game) -> np.ndarray:
    n = game.n_players
    shares = np.zeros(n)
    orders = list(permutations(range(n)))
    for order in orders:
        coalition = 0
        for player in order:
            shares[player] += game.value[coalition | 1 << player] - game.value[coalition]
            coalition |= 1 << player
    return shares / len(orders)


@pytest.mark.parametrize("seed", SEEDS)
def test_shapley_is_the_mean_over_all_orders(seed: int) -> None:
    game = random_game(seed)
    assert shapley_value(game) == pytest.approx(by_orders(game))


@pytest.mark.parametrize("method", [shapley_value, nucleolus])
@pytest.mark.parametrize("seed", SEEDS)
def test_all_is_shared(seed: int, method) -> None:
    game = random_game(seed, 5)
    assert method(game).sum() == pytest.approx(game.total)


@pytest.mark.parametrize("method", [shapley_value, nucleolus])
def test_equal_players_get_the_same_and_a_null_player_nothing(method) -> None:
    # Worth 6 with a and b together; c adds nothing.
    game = Game.of("abc", {frozenset("ab"): 6, frozenset("abc"): 6})
    assert method(game) == pytest.approx([3, 3, 0])


@pytest.mark.parametrize("seed", SEEDS)
def test_no_sharing_leaves_less_reason_to_leave_than_the_nucleolus(seed: int) -> None:
    game = random_game(seed)
    best = np.sort(game.excess(nucleolus(game))[1:-1])[::-1]
    assert best[0] >= least_excess(game) - 1e-7
    if game.singles.sum() <= game.total:
        rng = np.random.default_rng(seed)
        free = game.total - game.singles.sum()
        for _ in range(2000):
            other = game.singles + free * rng.dirichlet(np.ones(game.n_players))
            sorted_excess = np.sort(game.excess(other)[1:-1])[::-1]
            worse = np.flatnonzero(np.abs(sorted_excess - best) > 1e-6)
            assert len(worse) == 0 or sorted_excess[worse[0]] > best[worse[0]]


def test_the_nucleolus_lies_in_the_core_where_there_is_one() -> None:
    game = Game.of("abc", {frozenset("ab"): 6, frozenset("bc"): 4, frozenset("abc"): 10})
    assert least_excess(game) < 0
    assert dissent(game, nucleolus(game)).gain <= 0


def test_who_would_walk_out_is_named() -> None:
    game = Game.of("abc", {frozenset("ab"): 10, frozenset("abc"): 10})
    found = dissent(game, np.array([4.0, 4.0, 2.0]))
    assert (found.members, found.gain) == (("a", "b"), 2)


def test_an_empty_core_is_seen() -> None:
    game = Game.of("abc", {frozenset("ab"): 1, frozenset("bc"): 1, frozenset("ac"): 1, frozenset("abc"): 1})
    assert least_excess(game) == pytest.approx(1 / 3)
    assert nucleolus(game) == pytest.approx([1 / 3] * 3)


def test_players_worth_more_alone_than_together_share_all_the_same() -> None:
    game = Game.of("ab", {frozenset("a"): 10, frozenset("b"): 10, frozenset("ab"): 10})
    assert nucleolus(game) == pytest.approx([5, 5])
    assert shapley_value(game) == pytest.approx([5, 5])


def test_one_player_gets_all() -> None:
    game = Game.of("a", {frozenset("a"): 7})
    assert nucleolus(game) == pytest.approx([7])
    assert shapley_value(game) == pytest.approx([7])
    assert dissent(game, np.array([7.0])).gain == 0


@pytest.mark.parametrize("factor", [1e-6, 1e9])
def test_the_unit_of_money_does_not_matter(factor: float) -> None:
    game = random_game(3, 5)
    scaled = Game(game.players, game.value * factor)
    assert nucleolus(scaled) == pytest.approx(nucleolus(game) * factor)


def test_eight_players_of_a_convex_game_stay_together() -> None:
    weight = np.random.default_rng(1).uniform(1, 3, 8)
    game = Game(tuple("abcdefgh"), np.zeros(256))
    game = Game(game.players, (game.membership(np.arange(256)) @ weight) ** 2)
    for shares in (nucleolus(game), shapley_value(game)):
        assert dissent(game, shares).gain <= 0
    assert dissent(game, nucleolus(game)).gain == pytest.approx(least_excess(game), abs=1e-6)
