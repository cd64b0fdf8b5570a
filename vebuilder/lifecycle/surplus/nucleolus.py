"""The nucleolus: the sharing that leaves the most dissatisfied coalitions the least reason to leave."""

import numpy as np
from scipy.optimize import linprog

from vebuilder.lifecycle.surplus.game import BoolArray, FloatArray, Game

TIGHT = 1e-9
"""Dual price, in parts of the largest one, from which on a coalition is settled."""
SPAN = 1e-9
ROUNDING = 1e-9


def nucleolus(game: Game) -> FloatArray:
    """Return the sharing whose largest excess is least, then its second largest, and so on.

    A sequence of linear programs, each of which settles the coalitions that every best sharing leaves
    equally dissatisfied: those with a dual price above 0, of which there is always one, and those whose
    members' shares follow from settled ones (Kopelowitz, 1967; Guajardo and Jörnsten, Common mistakes in
    computing the nucleolus, 2015). Each player is given what it is worth alone at least, where that can be
    done for all of them.

    Parameters
    ----------
    game
        What every coalition is worth (Schmeidler, The nucleolus of a characteristic function game, 1969).

    Raises
    ------
    ArithmeticError
        If a linear program could not be solved.
    """
    n = game.n_players
    if n == 1:
        return np.array([game.total])
    scale = max(float(np.abs(game.value).max()), ROUNDING)
    proper = np.arange(1, (1 << n) - 1)
    programs = _Programs(game.membership(proper), game.value[proper] / scale, game.total / scale)
    spare = (game.total - game.singles.sum()) / scale
    if spare >= -ROUNDING:
        programs.lower = game.singles / scale + min(spare, 0.0) / n
    return programs.settle() * scale


class _Programs:
    """The sequence of linear programs.

    Parameters
    ----------
    member, worth
        Of each coalition that is neither empty nor everybody.
    total
        What there is to share.
    """

    def __init__(self, member: FloatArray, worth: FloatArray, total: float) -> None:
        self._member, self._worth = member, worth
        self._open: BoolArray = np.ones(len(worth), dtype=bool)
        self._equal = np.ones((1, member.shape[1]))
        self._given = np.array([total])
        self.lower: FloatArray | None = None

    def settle(self) -> FloatArray:
        """Settle coalitions until the shares are unique; return them."""
        while True:
            shares, prices = self._least()
            # The prices of the open coalitions add up to 1, so that one of them at least is settled.
            for coalition in np.flatnonzero(self._open)[prices > TIGHT * prices.max()]:
                self._fix(coalition, float(self._member[coalition] @ shares))
            self._close_what_follows()
            if not self._open.any():
                return shares

    def _least(self) -> tuple[FloatArray, FloatArray]:
        """Minimise the largest excess of the open coalitions; return shares and dual prices."""
        n = self._member.shape[1]
        open_ones = self._member[self._open]
        least = np.full(n, -np.inf) if self.lower is None else self.lower
        found = linprog(
            np.r_[np.zeros(n), 1.0],
            A_ub=np.c_[-open_ones, -np.ones(len(open_ones))],
            b_ub=-self._worth[self._open],
            A_eq=np.c_[self._equal, np.zeros(len(self._equal))],
            b_eq=self._given,
            bounds=np.c_[np.r_[least, -np.inf], np.full(n + 1, np.inf)],
            method="highs",
        )
        if not found.success or found.x is None:
            raise ArithmeticError(f"the nucleolus of {n} players could not be computed: {found.message}")
        return np.asarray(found.x[:n]), -np.asarray(found.ineqlin.marginals)

    def _fix(self, coalition: np.int64, given: float) -> None:
        """Settle what a coalition is given, unless that follows from the others."""
        row = self._member[coalition][None, :]
        widened = np.r_[self._equal, row]
        if np.linalg.matrix_rank(widened) > np.linalg.matrix_rank(self._equal):
            self._equal, self._given = widened, np.r_[self._given, given]
        self._open[coalition] = False

    def _close_what_follows(self) -> None:
        """Close the coalitions whose members' shares follow from settled ones."""
        basis = np.linalg.qr(self._equal.T)[0]
        left = self._member - (self._member @ basis) @ basis.T
        self._open &= np.abs(left).max(axis=1) > SPAN
