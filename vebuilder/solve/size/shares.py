"""What firms would ask for at some prices of tasks and some shares of savings: a bound by arithmetic alone.

Every saving of two pairs is shared between them. At prices of the tasks each firm then does what pays best
for itself, as if of every task beside its own whoever suits it best were in charge. Whatever the prices and
the shares, no enterprise costs less than the prices of all tasks and what the firms gain at them (Lagrangian
decomposition; Guignard and Kim, 1987). A firm takes the best of what it has room for (`packing`).
"""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.size.packing import MOST_NODES, packed


@dataclass(frozen=True)
class Ground:
    """The instance, laid out for arithmetic over all firms at once.

    Parameters
    ----------
    terms
        The instance.
    pair, other, saving
        Two pairs that save together, from both ends, sorted by the first and the task of the second.
    back
        Where the same two stand the other way round.
    start, owner
        Where the entries of one pair and one other task begin, and that pair.
    held
        Firms by places: pairs of each firm, -1 where there are no more.
    effort, most
        Firms by places: what each asks for of its firm's capacity, and that capacity; infinite without one.
    always
        Firms that must be partners.
    """

    terms: Terms
    pair: IntArray
    other: IntArray
    saving: FloatArray
    back: IntArray
    start: IntArray
    owner: IntArray
    held: IntArray
    effort: FloatArray
    most: FloatArray
    always: BoolArray

    @classmethod
    def of(cls, terms: Terms) -> "Ground":
        """Lay an instance out."""
        count = len(terms.firm)
        both = np.r_[terms.source, terms.target] * count + np.r_[terms.target, terms.source]
        key, number = np.unique(both, return_inverse=True)
        useful = np.maximum(np.r_[terms.saving, terms.saving], 0.0)
        saving: FloatArray = np.bincount(number, useful, len(key)).astype(np.float64)
        pair, other = key // max(count, 1), key % max(count, 1)
        order = np.lexsort((other, terms.task[other], pair))
        pair, other, saving = pair[order], other[order], saving[order]
        group = pair * terms.n_tasks + terms.task[other]
        start = np.flatnonzero(np.r_[len(group) > 0, np.diff(group) != 0][: len(group)])
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.arange(len(order))
        back = place[np.searchsorted(key, other * count + pair)]
        held, effort, most = _rooms(terms)
        always = np.zeros(terms.n_firms, dtype=bool)
        always[terms.required] = True
        return cls(terms, pair, other, saving, back, start, pair[start], held, effort, most, always)


def _rooms(terms: Terms) -> tuple[IntArray, FloatArray, FloatArray]:
    """Return the pairs of each firm, and their effort within the limit that holds most of them."""
    order = np.argsort(terms.firm, kind="stable")
    count = np.bincount(terms.firm, minlength=terms.n_firms)
    first = np.r_[0, np.cumsum(count)][terms.firm[order]]
    held = np.full((terms.n_firms, int(count.max(initial=0))), -1, dtype=np.int64)
    held[terms.firm[order], np.arange(len(order)) - first] = order
    effort, most = np.zeros(len(terms.firm)), np.full(terms.n_firms, np.inf)
    for firm, limits in terms.limits.items():
        widest = max(limits, key=lambda limit: len(limit.pairs))
        effort[widest.pairs], most[firm] = widest.effort, widest.most
    return held, np.where(held < 0, 0.0, effort[held]), most


@dataclass(frozen=True)
class Asked:
    """What firms ask for.

    Parameters
    ----------
    bound
        No enterprise costs less.
    part
        Of each pair, which part its firm would do.
    picked
        Of each saving, which part the first of its two pairs counts on.
    """

    bound: float
    part: FloatArray
    picked: FloatArray


def asked(ground: Ground, price: FloatArray, share: FloatArray, nodes: int = MOST_NODES) -> Asked:
    """Return what firms ask for at some prices and shares.

    Parameters
    ----------
    ground
        The instance.
    price
        Of each task.
    share
        What the first pair of each saving gets of it; both ends together get all of it.
    nodes
        How long the choice of a firm may take.
    """
    terms = ground.terms
    best, picked = _picks(ground, share)
    worth = np.minimum(_worth(ground, price, best), 0.0)
    by_firm = np.where(ground.held < 0, 0.0, worth[ground.held])
    taken = packed(by_firm, ground.effort, ground.most, nodes)
    value = terms.joining + (by_firm * taken).sum(axis=1)
    chosen = _chosen(value, terms, ground.always)
    setups = sum(min(setup.cost, 0.0) for setups in terms.setups.values() for setup in setups)
    bound = terms.offset + float(price.sum()) + float(value[chosen].sum()) + setups
    part = np.zeros(len(terms.firm))
    real = ground.held >= 0
    part[ground.held[real]] = (taken * (by_firm < 0) * chosen[:, None])[real]
    return Asked(bound - 1e-9 * max(1.0, abs(bound)), part, np.where(picked, part[ground.pair], 0.0))


def extra(ground: Ground, price: FloatArray, share: FloatArray) -> FloatArray:
    """Return by how much the bound rises at least if a firm must be given a task, one figure a firm.

    Parameters
    ----------
    ground, price, share
        As for `asked`.
    """
    terms = ground.terms
    worth = _worth(ground, price, _picks(ground, share)[0])
    least = np.where(ground.held < 0, np.inf, worth[ground.held]).min(axis=1, initial=np.inf)
    by_firm = np.where(ground.held < 0, 0.0, np.minimum(worth, 0.0)[ground.held])
    value = terms.joining + (by_firm * packed(by_firm, ground.effort, ground.most)).sum(axis=1)
    chosen = _chosen(value, terms, ground.always)
    # It may take the place of the dearest one that is there only to be enough.
    freed = max(float(value[chosen].max(initial=0.0)), 0.0)
    forced = np.where(least < 0, value, terms.joining + least) - freed
    return np.where(chosen, 0.0, np.maximum(forced, 0.0))


def _worth(ground: Ground, price: FloatArray, best: FloatArray) -> FloatArray:
    """Return what each pair costs its firm beyond the price of its task, at the best shares it can have."""
    terms = ground.terms
    gain = np.zeros(len(terms.firm))
    np.add.at(gain, ground.owner, best)
    return np.asarray(terms.alone - gain - price[terms.task])


def _picks(ground: Ground, share: FloatArray) -> tuple[FloatArray, BoolArray]:
    """Return the largest share of each pair with each other task, and which saving it is."""
    picked = np.zeros(len(share), dtype=bool)
    if len(share) == 0:
        return np.zeros(0), picked
    best = np.maximum.reduceat(share, ground.start)
    size = np.diff(np.r_[ground.start, len(share)])
    top = np.flatnonzero(share == np.repeat(best, size))
    group = np.repeat(np.arange(len(size)), size)[top]
    _, first = np.unique(group, return_index=True)
    picked[top[first]] = True
    return best, picked


def _chosen(value: FloatArray, terms: Terms, always: BoolArray) -> BoolArray:
    """Return which firms are partners at the least cost: those that gain, as many as must and may be."""
    order = np.argsort(np.where(always, -np.inf, value), kind="stable")
    count = int((always | (value < 0)).sum())
    count = int(min(max(count, terms.fewest), terms.most, len(order)))
    chosen = always.copy()
    chosen[order[:count]] = True
    return chosen
