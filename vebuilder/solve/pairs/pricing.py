"""What it would cost at least to take in a firm, by the prices of the relaxation.

For a firm at zero, all rows that speak of it alone are taken back, and its best pairs are chosen anew: at
most as many as there can be other partners, each at its saving less what its partner is charged for it.
That price, added to the value of the relaxation, bounds every enterprise with the firm from below
(Lagrangian reduced cost).
"""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.pairs.relaxation import Point, Relaxation

# How often the shares of firms outside in what they would save together are evened out.
BALANCING_ROUNDS = 12


@dataclass(frozen=True)
class Prices:
    """Prices of all firms.

    Parameters
    ----------
    firm
        What each firm would add to the relaxation's value at least; 0 for firms inside that it already uses.
    bound
        Proven lower bound on the objective: the relaxation's value, less what firms outside could save.
    spare
        What the most tempting firms outside could save together: added to a firm's price it is a proof.
    """

    firm: FloatArray
    bound: float
    spare: float


def price_firms(relaxation: Relaxation, point: Point, alive: BoolArray) -> Prices:
    """Price every firm that is not ruled out.

    Parameters
    ----------
    relaxation
        The relaxation, solved and not changed since.
    point
        Its solution.
    alive
        The firms not ruled out yet.
    """
    most = int(relaxation.sets.limit[0])
    own_base, own_ends, own_profit = _profits_inside(relaxation, point)
    base = point.column_dual[relaxation.split.partner] + own_base
    links = _links(relaxation, alive, _charges(relaxation, point))
    best: Prices | None = None
    for _ in range(BALANCING_ROUNDS):
        ends, profit = np.r_[links.source, own_ends], np.r_[links.profit, own_profit]
        price = base - best_sum(ends, profit, relaxation.n_firms, most - 1)
        # A firm outside may be used by the relaxation; its pairs are not in it all the same.
        price[(point.partner > 1e-9) & relaxation.inside] = 0.0
        price[~alive] = np.inf
        spare = float(np.sort(np.minimum(price[~relaxation.inside & alive], 0.0))[:most].sum())
        if best is None or spare > best.spare:
            best = Prices(price, point.objective + spare, spare)
        if spare == 0 or not links.shared.any():
            break
        links.balance(price, most)
    assert best is not None
    return best


@dataclass
class _Links:
    """Savings that are no columns yet: profit of each at its source.

    A pair of two firms outside is shared between them, in any proportion: ``shared`` marks those. A pair of
    a firm outside with one inside is the outer firm's, less the charge; the inner one gets that back.
    """

    source: IntArray
    target: IntArray
    value: FloatArray
    profit: FloatArray
    shared: BoolArray

    def balance(self, price: FloatArray, most: int) -> None:
        """Let the firm that can better afford it bear more of what two firms outside would save."""
        shared = self.shared
        ease = price[self.source[shared]] - price[self.target[shared]]
        moved = self.profit[shared] + ease / (2 * max(most - 1, 1))
        self.profit[shared] = np.clip(moved, 0.0, self.value[shared])


def _charges(relaxation: Relaxation, point: Point) -> FloatArray:
    """Return what the second firm of each saving is charged for it through the limits on its pairs."""
    savings, sets = relaxation.split.savings, relaxation.sets
    prices = relaxation.set_prices(point)
    charged = np.zeros(len(savings.value))
    for group in np.flatnonzero(prices.any(axis=1)):
        charged += prices[group, savings.target] * sets.member[group, savings.source]
    return charged


def _links(relaxation: Relaxation, alive: BoolArray, charged: FloatArray) -> _Links:
    """Return the savings between firms not ruled out of which at least one is outside."""
    savings = relaxation.split.savings
    source_in, target_in = relaxation.inside[savings.source], relaxation.inside[savings.target]
    profit = savings.value / 2
    outer = ~source_in & target_in
    profit[outer] = savings.value[outer] - charged[outer]
    inner = source_in & ~target_in
    profit[inner] = np.minimum(savings.value, _reversed(relaxation, charged))[inner]
    kept = np.flatnonzero(~(source_in & target_in) & alive[savings.source] & alive[savings.target])
    return _Links(
        savings.source[kept],
        savings.target[kept],
        savings.value[kept],
        np.maximum(profit[kept], 0.0),
        (~source_in & ~target_in)[kept],
    )


def _reversed(relaxation: Relaxation, values: FloatArray) -> FloatArray:
    """Return for each saving the value of the same pair seen from the other firm."""
    savings = relaxation.split.savings
    return values[np.lexsort((savings.source, savings.target))]


def _profits_inside(relaxation: Relaxation, point: Point) -> tuple[FloatArray, IntArray, FloatArray]:
    """Take the rows of each firm alone back: what that adds to the firm, and leaves its pairs to gain."""
    n_base, n_rows = relaxation.split.base.n_columns, relaxation.split.base.n_rows
    firm_of = np.full(n_base, -1, dtype=np.int64)
    firm_of[relaxation.split.partner] = np.arange(relaxation.n_firms)
    dual = point.row_dual[n_rows:]
    priced = np.flatnonzero(np.abs(dual) > 1e-12)
    cuts = [relaxation.cuts[row] for row in priced]
    lengths = [len(cut.columns) for cut in cuts]
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *(cut.columns for cut in cuts)])
    values = np.concatenate([np.zeros(0), *(cut.values for cut in cuts)])
    owner = np.repeat(np.array([cut.owner for cut in cuts], dtype=np.int64), lengths)
    worth = np.repeat(dual[priced], lengths) * values

    own = columns < n_base
    back = np.bincount(firm_of[columns[own]], worth[own], minlength=relaxation.n_firms).astype(float)
    pair = columns[~own] - n_base
    reduced = point.column_dual[n_base:]
    count = len(reduced)
    parts = []
    for ends in (relaxation.first, relaxation.second):
        mine = owner[~own] == ends[pair]
        gain = -(reduced + np.bincount(pair[mine], worth[~own][mine], minlength=count))
        chosen = np.flatnonzero(gain > 0)
        parts.append((ends[chosen], gain[chosen]))
    return back, np.r_[parts[0][0], parts[1][0]], np.r_[parts[0][1], parts[1][1]]


def best_sum(group: IntArray, value: FloatArray, n_groups: int, most: int) -> FloatArray:
    """Return for each group the sum of its largest values, at most so many.

    Parameters
    ----------
    group, value
        One entry a value; groups are numbered from 0.
    n_groups
        Number of groups.
    most
        How many values of a group count.
    """
    order = np.lexsort((-value, group))
    group, value = group[order], value[order]
    rank = np.arange(len(group)) - np.searchsorted(group, group)
    best = rank < most
    return np.bincount(group[best], value[best], minlength=n_groups).astype(float)
