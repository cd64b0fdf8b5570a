"""Triangles of pairs, which shares and picks alone know nothing of, kept to at a price.

Two pairs of one partner imply the third pair: z_fg + z_fh - z_gh <= y_f (Padberg, 1989, the Boolean quadric
polytope). At a price for each triangle a saving of the first two pairs is worth less, one of the third is
worth more, and the firm at the apex gets the price back (relax and cut; Lucena, 2005).
"""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.pairs.savings import Savings

MOST_FIRMS = 150
"""Triangles are looked for among this many firms at most: those most wanted as partners."""


@dataclass(frozen=True)
class Triangles:
    """Triangles, and the numbers of their pairs among the savings.

    Parameters
    ----------
    corners
        The firms of each, in three rows: apex, one and other.
    left, right, base
        The pairs of the apex with the one and the other, and of these two, each in one of its two directions.
    back
        Number of each pair seen from the other firm.
    """

    corners: IntArray
    left: IntArray
    right: IntArray
    base: IntArray
    back: IntArray

    @classmethod
    def of(cls, savings: Savings, back: IntArray, corners: IntArray) -> "Triangles":
        """Look the pairs up, all of which must be among the savings."""
        apex, one, other = corners
        left, right = savings.number_of(apex, one), savings.number_of(apex, other)
        return cls(corners, left, right, savings.number_of(one, other), back)

    def __len__(self) -> int:
        return len(self.left)

    def worth(self, value: FloatArray, weight: FloatArray) -> FloatArray:
        """Return what each saving is worth at some prices of triangles; nothing at least.

        Parameters
        ----------
        value
            What each is worth without them.
        weight
            Price of each triangle.
        """
        if len(self) == 0:
            return value
        change = np.zeros_like(value)
        for pair, sign in ((self.left, -1.0), (self.right, -1.0), (self.base, 1.0)):
            np.add.at(change, pair, sign * weight)
        return np.maximum(value + change + change[self.back], 0.0)

    def paid_back(self, weight: FloatArray, n_firms: int) -> FloatArray:
        """Return what each firm gets for the triangles it is the apex of."""
        return np.bincount(self.corners[0], weight, n_firms).astype(np.float64)

    def broken(self, pair: FloatArray, partner: FloatArray) -> FloatArray:
        """Return by how much each triangle is broken.

        Parameters
        ----------
        pair
            How much the source of each saving picks its target; both ends count by half.
        partner
            How much each firm is a partner.
        """
        mutual = [(pair[one] + pair[self.back[one]]) / 2 for one in (self.left, self.right, self.base)]
        return np.asarray(mutual[0] + mutual[1] - mutual[2] - partner[self.corners[0]])


def excess_of_triangles(
    first: IntArray, second: IntArray, value: FloatArray, partner: FloatArray, firms: IntArray
) -> FloatArray:
    """Return by how much each triangle is broken, by apex and two others in order; -1 where it is none.

    Parameters
    ----------
    first, second, value
        Pairs of firms, each once, and their values.
    partner
        Value of each firm.
    firms
        Triangles are looked at among these.
    """
    count = len(firms)
    number = np.full(len(partner), -1, dtype=np.int64)
    number[firms] = np.arange(count)
    row, column = number[first], number[second]
    chosen = np.flatnonzero((row >= 0) & (column >= 0))
    pair = np.zeros((count, count))
    pair[row[chosen], column[chosen]] = value[chosen]
    pair += pair.T
    excess = pair[:, :, None] + pair[:, None, :] - pair[None, :, :] - partner[firms][:, None, None]
    diagonal = np.arange(count)
    excess[diagonal, diagonal, :] = -1.0
    excess[diagonal, :, diagonal] = -1.0
    excess[:, diagonal[:, None] >= diagonal[None, :]] = -1.0
    return excess


def most_broken(
    first: IntArray, second: IntArray, value: FloatArray, partner: FloatArray, least: float, most: int
) -> IntArray:
    """Return the triangles broken most, in three rows: apex, one and other.

    Parameters
    ----------
    first, second, value, partner
        As above.
    least, most
        By how much they must be broken, and how many are returned.
    """
    wanted = np.argsort(-partner, kind="stable")[:MOST_FIRMS]
    firms = np.sort(wanted[partner[wanted] > 1e-6])
    excess = excess_of_triangles(first, second, value, partner, firms)
    broken = np.flatnonzero(excess > least)
    worst = broken[np.argsort(-excess.ravel()[broken], kind="stable")[:most]]
    return np.array([firms[part] for part in np.unravel_index(worst, excess.shape)])
