"""The Shapley value: each player's mean marginal contribution."""

from math import comb

import numpy as np

from vebuilder.lifecycle.surplus.game import FloatArray, Game


def shapley_value(game: Game) -> FloatArray:
    r"""Return each player's mean marginal contribution over all orders in which players may join.

    .. math::

        \phi_i = \sum_{S \not\ni i} \frac{|S|! \, (n - |S| - 1)!}{n!} \, (v(S \cup i) - v(S))

    Shapley, A value for n-person games (1953).

    Parameters
    ----------
    game
        What every coalition is worth.
    """
    n = game.n_players
    coalitions = np.arange(1 << n)
    size = game.membership(coalitions).sum(axis=1).astype(np.int64)
    weight = np.array([1.0 / (n * comb(n - 1, k)) for k in range(n)])
    shares = np.zeros(n)
    for i in range(n):
        without = coalitions[(coalitions >> i & 1) == 0]
        shares[i] = weight[size[without]] @ (game.value[without | 1 << i] - game.value[without])
    return shares
