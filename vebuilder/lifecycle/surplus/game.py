"""A cooperative game: what each coalition of players is worth by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Game:
    """What every coalition is worth.

    Parameters
    ----------
    players
        Their ids.
    value
        Worth of each coalition, one entry a subset: player i is in coalition m when bit i of m is set. So
        entry 0 is the empty coalition, worth 0, and the last one is all players together.
    """

    players: tuple[str, ...]
    value: FloatArray

    @classmethod
    def of(cls, players: Sequence[str], value: Mapping[frozenset[str], float]) -> "Game":
        """Return a game whose coalitions are given by their members; those not given are worth 0."""
        position = {player: number for number, player in enumerate(players)}
        worth = np.zeros(1 << len(players))
        for members, amount in value.items():
            worth[sum(1 << position[player] for player in members)] = amount
        return cls(tuple(players), worth)

    @property
    def n_players(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def total(self) -> float:
        """What all players together are worth."""
        return float(self.value[-1])

    @property
    def singles(self) -> FloatArray:
        """What each player is worth alone."""
        alone: FloatArray = self.value[1 << np.arange(self.n_players)]
        return alone

    def members(self, coalition: int) -> tuple[str, ...]:
        """Return the players of a coalition."""
        return tuple(player for i, player in enumerate(self.players) if coalition >> i & 1)

    def membership(self, coalitions: IntArray) -> FloatArray:
        """Return 1 where a player (column) is in a coalition (row), else 0."""
        return (coalitions[:, None] >> np.arange(self.n_players) & 1).astype(np.float64)

    def excess(self, shares: FloatArray) -> FloatArray:
        """Return by how much each coalition is worth more by itself than it is given.

        Parameters
        ----------
        shares
            What each player is given.
        """
        return self.value - self.membership(np.arange(len(self.value))) @ shares
