"""The core: whether a coalition would rather be by itself."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog

from vebuilder.lifecycle.surplus.game import FloatArray, Game


@dataclass(frozen=True)
class Dissent:
    """The coalition that has most to gain by leaving.

    Parameters
    ----------
    members
        Its players.
    gain
        What it is worth more by itself than it is given; 0 or less: it has no reason to leave.
    """

    members: tuple[str, ...]
    gain: float


def dissent(game: Game, shares: FloatArray) -> Dissent:
    """Return the coalition, neither empty nor everybody, that has most to gain by leaving.

    Parameters
    ----------
    game
        What every coalition is worth.
    shares
        What each player is given.
    """
    if game.n_players < 2:
        return Dissent((), 0.0)
    excess = game.excess(shares)[1:-1]
    worst = int(np.argmax(excess)) + 1
    return Dissent(game.members(worst), float(excess[worst - 1]))


def least_excess(game: Game) -> float:
    """Return how much some coalition gains by leaving, however all is shared; above 0: the core is empty.

    The least core of Maschler, Peleg and Shapley (Geometric properties of the kernel, nucleolus, and related
    solution concepts, 1979), one linear program.

    Parameters
    ----------
    game
        What every coalition is worth.
    """
    n = game.n_players
    if n < 2:
        return 0.0
    proper = np.arange(1, (1 << n) - 1)
    member = game.membership(proper)
    found = linprog(
        np.r_[np.zeros(n), 1.0],
        A_ub=np.c_[-member, -np.ones(len(proper))],
        b_ub=-game.value[proper],
        A_eq=np.r_[np.ones(n), 0.0][None, :],
        b_eq=[game.total],
        bounds=[(None, None)] * (n + 1),
        method="highs",
    )
    if not found.success or found.x is None:
        raise ArithmeticError(f"the least core of {n} players could not be computed: {found.message}")
    return float(found.x[-1])
