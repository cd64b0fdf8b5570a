"""What a firm would gain at most from the pairs it is part of, its other partners chosen freely."""

from dataclasses import dataclass, field

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.formulate.partner_sets import PartnerSets
from vebuilder.solve.pairs.kernel import pick_partners
from vebuilder.solve.pairs.savings import Savings
from vebuilder.solve.pairs.triangles import Triangles

MOST_PRICED_SETS = 16


@dataclass
class Multipliers:
    """How the savings of pairs are shared between their firms, and what partners of a set are charged.

    Parameters
    ----------
    share
        What the source of each saving gets of it; with the share of the same pair seen from the other firm
        it makes what the pair is worth at the prices of triangles, or more.
    price
        Firms by sets.
    weight
        Price of each triangle.
    """

    share: FloatArray
    price: FloatArray
    weight: FloatArray = field(default_factory=lambda: np.zeros(0))


@dataclass
class Picks:
    """What each firm would gain, and with whom.

    Parameters
    ----------
    gain
        By firm.
    pair
        Firms by places: numbers of savings, -1 where there is none.
    """

    gain: FloatArray
    pair: IntArray


@dataclass(frozen=True)
class Gains:
    """The choice of partners for one firm at a time, everything else left aside.

    Beside a firm there are so many other partners at most, so many of each of some sets that do not overlap
    (a country, say), which is kept to exactly, and so many of further sets, which are priced.

    Parameters
    ----------
    savings
        What pairs save.
    most
        How many other partners there are at most.
    group, limit
        The set among those that do not overlap that each firm is in, and how many partners it may hold; the
        last one stands for no set.
    member, room
        Firms by further sets: membership, and how many partners of the set a firm can have beside it.
    back
        Number of each saving seen from the other firm.
    start
        Where the savings of each firm begin.
    triangles
        Triangles of pairs that are kept to at a price.
    """

    savings: Savings
    most: int
    group: IntArray
    limit: IntArray
    member: FloatArray
    room: FloatArray
    back: IntArray
    start: IntArray
    triangles: Triangles
    everyone: IntArray = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "everyone", np.arange(len(self.group)))

    @classmethod
    def of(cls, savings: Savings, sets: PartnerSets, corners: IntArray | None = None) -> "Gains":
        """Sort the limits into those kept to exactly and those priced.

        Parameters
        ----------
        savings, sets
            What pairs save, and limits on sets of partners.
        corners
            Of each triangle, in three rows: the apex and two others; all their pairs are among the savings.
        """
        n_firms = sets.member.shape[1]
        group = np.full(n_firms, -1, dtype=np.int64)
        limits: list[int] = []
        priced: list[int] = []
        for number in (1 + np.argsort(sets.limit[1:], kind="stable")).tolist():
            members = sets.member[number]
            if bool(np.all(group[members] < 0)):
                group[members] = len(limits)
                limits.append(int(sets.limit[number]))
            elif len(priced) < MOST_PRICED_SETS:
                priced.append(number)
        group[group < 0] = len(limits)
        limits.append(n_firms + 1)
        member = np.ascontiguousarray(sets.member[priced].T.astype(float)).reshape(n_firms, len(priced))
        back = np.lexsort((savings.source, savings.target))
        corners = np.zeros((3, 0), dtype=np.int64) if corners is None else corners
        return cls(
            savings,
            int(sets.limit[0]) - 1,
            group,
            np.array(limits, dtype=np.int64),
            member,
            sets.limit[priced] - member,
            back,
            np.searchsorted(savings.source, np.arange(n_firms + 1)).astype(np.int64),
            Triangles.of(savings, back, corners),
        )

    def even(self, alive: BoolArray) -> Multipliers:
        """Return multipliers that share every saving of firms not ruled out in halves."""
        weight = np.zeros(len(self.triangles))
        return Multipliers(self.value(alive) / 2, np.zeros_like(self.member), weight)

    def value(self, alive: BoolArray) -> FloatArray:
        """Return the savings, nothing where a firm is ruled out."""
        savings = self.savings
        return np.where(alive[savings.source] & alive[savings.target], savings.value, 0.0)

    def empty(self) -> Picks:
        """Return picks to be filled in."""
        n_firms = len(self.group)
        return Picks(np.zeros(n_firms), np.full((n_firms, max(self.most, 1)), -1, dtype=np.int64))

    def pick(self, multipliers: Multipliers, picks: Picks, firms: IntArray | None = None) -> None:
        """Fill in what firms would gain, all of them where none are named."""
        chosen = self.everyone if firms is None else firms
        if len(self.savings.value) == 0:
            return
        paid_back = self.triangles.paid_back(multipliers.weight, len(self.group))
        pick_partners(
            chosen, self.start, self.savings.target, multipliers.share, multipliers.price,
            self.member, self.group, self.limit, picks.gain, picks.pair,
        )  # fmt: skip
        picks.gain[chosen] += np.einsum("fs,fs->f", multipliers.price[chosen], self.room[chosen])
        picks.gain[chosen] += paid_back[chosen]
