"""Cuts that the relaxation breaks.

A firm does one bundle. So what two firms save together is at most what their bundles can save when they are
paired off, each bundle as much as it is used: a transport whose dual prices, extended to every bundle, make
a row. Bundles that share a task cannot both be, and save nothing. And of three tasks, bundles that hold two
can be used at most once (subset rows, Jepsen et al. 2008); a firm, which does one bundle, can stand for one
of the three.
"""

from dataclasses import dataclass

import highspy
import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.solve.bundles.cut import Cut, Prices
from vebuilder.solve.bundles.links import ROUGH, Flows, Link, Side
from vebuilder.solve.bundles.point import Point
from vebuilder.solve.bundles.pool import Pool

BROKEN_LINK = 0.005
BROKEN_SUBSET = 0.01
MOST_LINKS = 150
MOST_SUBSETS = 60


@dataclass(frozen=True)
class _Found:
    excess: float
    cut: Cut


def link_cuts(links: list[Link], flows: Flows, point: Point, pool: Pool, least: float) -> list[Cut]:
    """Return the rows on savings of linked firms that a point breaks most.

    Parameters
    ----------
    links, flows
        Who saves what together.
    point
        A point of the relaxation.
    pool
        The bundles.
    least
        By how much a row must be broken, in units of the objective.
    """
    value = np.zeros(len(pool))
    value[point.bundles] = point.values
    claimed = flows.worth * point.flows
    found = []
    transport = _Transport()
    for link in links:
        total = float(claimed[link.flows].sum())
        if total > least:
            one = _link_cut(link, flows, value, total - least, transport, pool.n_tasks)
            if one is not None and one.excess > 0:
                found.append(one)
    found.sort(key=lambda one: -one.excess)
    return [one.cut for one in found[:MOST_LINKS]]


def _link_cut(
    link: Link, flows: Flows, value: FloatArray, total: float, transport: "_Transport", n_tasks: int
) -> _Found | None:
    use = [_use(side, value) for side in (link.first, link.second)]
    rows, columns = (np.flatnonzero(part > 1e-9) for part in use)
    savings = link.savings(rows, columns)
    best, price = transport.solve(savings, use[0][rows], use[1][columns])
    if best >= total:
        return None
    one, other = _extended(link, link.first.tasks[rows], price)
    excess = total - float(one @ use[0]) - float(other @ use[1])
    profiles = np.zeros((len(rows), n_tasks), dtype=np.uint8)
    profiles[:, link.tasks] = link.first.tasks[rows]
    return _Found(excess, _priced(link, flows, one, other, Prices(link.firms, profiles, price)))


def link_cut_again(prices: Prices, link: Link, flows: Flows) -> Cut:
    """Return a row on savings of two linked firms as it is over other bundles.

    Parameters
    ----------
    prices
        What it was made from.
    link, flows
        The same two firms, over the other bundles.
    """
    one, other = _extended(link, prices.profiles[:, link.tasks].astype(np.float64), prices.price)
    return _priced(link, flows, one, other, prices)


def _priced(link: Link, flows: Flows, one: FloatArray, other: FloatArray, prices: Prices) -> Cut:
    """Return the row: what the flows of a link save is at most what its bundles are priced at."""
    values = one[link.first.profile], other[link.second.profile]
    return Cut(
        np.r_[link.first.bundles, link.second.bundles],
        -np.concatenate(values),
        link.flows,
        flows.worth[link.flows],
        0.0,
        prices=prices,
    )


def _extended(link: Link, profiles: FloatArray, price: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return prices of all profiles that cover what they save, from those of some of the first firm.

    They are as low as can be for the second firm, then for the first, and safe from rounding.
    """
    margin = 8 * ROUGH * float(link.between.max(initial=0.0)) * len(link.between)
    other = np.maximum(
        (link.savings_of(profiles, slice(None)) - price[:, None]).max(axis=0, initial=0.0), 0.0
    )
    other[other > 0] += margin
    rest = link.table() - other.astype(np.float32)
    one = np.maximum(rest.max(axis=1, initial=0.0), 0.0).astype(np.float64)
    one[one > 0] += margin
    return one, other


def _use(side: Side, value: FloatArray) -> FloatArray:
    return np.asarray(
        np.bincount(side.profile, weights=value[side.bundles], minlength=len(side.tasks)), dtype=np.float64
    )


class _Transport:
    """Small transports, solved one after the other."""

    def __init__(self) -> None:
        self._highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._highs.setOptionValue(name, value)

    def solve(self, savings: FloatArray, supply: FloatArray, demand: FloatArray) -> tuple[float, FloatArray]:
        """Return the most that can be saved, and the price of each supply."""
        row, column = np.nonzero(savings > 0)
        count, size = len(row), len(supply) + len(demand)
        if count == 0:
            return 0.0, np.zeros(len(supply))
        self._highs.passModel(
            count,
            size,
            2 * count,
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMaximize),
            0.0,
            savings[row, column],
            np.zeros(count),
            np.full(count, np.inf),
            np.full(size, -np.inf),
            np.r_[supply, demand],
            np.arange(0, 2 * count + 1, 2, dtype=np.int32),
            np.column_stack([row, len(supply) + column]).astype(np.int32).ravel(),
            np.ones(2 * count),
            np.zeros(count, dtype=np.int32),
        )
        self._highs.run()
        dual = np.array(self._highs.getSolution().row_dual)
        return float(self._highs.getInfo().objective_function_value), np.abs(dual[: len(supply)])


def subset_cuts(pool: Pool, point: Point, known: set[tuple[int, ...]]) -> list[Cut]:
    """Return the rows on three tasks that a point breaks most, and note them as known.

    Parameters
    ----------
    pool
        The bundles.
    point
        A point of the relaxation.
    known
        Triples of tasks that have rows.
    """
    excess, triples = _broken_triples(pool.member[point.bundles].astype(np.float64), point.values)
    return _rows_of(pool, excess, triples, known)


def firm_cuts(pool: Pool, point: Point, known: set[tuple[int, ...]]) -> list[Cut]:
    """Return the rows on two tasks and a firm that a point breaks most, and note them as known.

    Parameters
    ----------
    pool
        The bundles.
    point
        A point of the relaxation.
    known
        Triples that have rows; a firm is numbered after the tasks.
    """
    member = pool.member[point.bundles].astype(np.float64)
    firm = pool.firm[point.bundles]
    both = member.T @ (member * point.values[:, None])
    excess, triples = [np.zeros(0)], [np.zeros((0, 3), dtype=np.int64)]
    for one in np.unique(firm).tolist():
        mine, value = member[firm == one], point.values[firm == one]
        held, own = value @ mine, mine.T @ (mine * value[:, None])
        # Its bundles with either task, and those of others with both.
        total = np.triu(held[:, None] + held[None, :] - 2 * own + both, 1)
        first, second = np.nonzero(total > 1 + BROKEN_SUBSET)
        excess.append(total[first, second] - 1)
        triples.append(np.column_stack([first, second, np.full(len(first), pool.n_tasks + one)]))
    return _rows_of(pool, np.concatenate(excess), np.concatenate(triples), known)


def _rows_of(pool: Pool, excess: FloatArray, triples: IntArray, known: set[tuple[int, ...]]) -> list[Cut]:
    """Return rows not known yet: bundles that have two of three can be used at most once."""
    cuts: list[Cut] = []
    for number in np.argsort(-excess, kind="stable").tolist():
        triple = tuple(triples[number].tolist())
        if triple in known:
            continue
        known.add(triple)
        cuts.append(subset_cut(pool, triple))
        if len(cuts) == MOST_SUBSETS:
            break
    return cuts


def subset_cut(pool: Pool, triple: tuple[int, ...]) -> Cut:
    """Return the row on three tasks, or on two tasks and a firm.

    Parameters
    ----------
    pool
        The bundles.
    triple
        The tasks; a firm is numbered after them.
    """
    count = np.zeros(len(pool), dtype=np.int64)
    for one in triple:
        count += pool.member[:, one] if one < pool.n_tasks else pool.firm == one - pool.n_tasks
    held = np.flatnonzero(count >= 2)
    return Cut(held, np.ones(len(held)), np.zeros(0, dtype=np.int64), np.zeros(0), 1.0, triple)


def _broken_triples(member: FloatArray, value: FloatArray) -> tuple[FloatArray, IntArray]:
    """Return by how much triples of tasks are broken, and which they are."""
    excess, triples = [np.zeros(0)], [np.zeros((0, 3), dtype=np.int64)]
    shared = member.T @ (member * value[:, None])
    for first in range(member.shape[1] - 2):
        holding = member[:, first] > 0
        if not holding.any():
            continue
        three = member[holding].T @ (member[holding] * value[holding, None])
        held = shared[first][:, None] + shared[first][None, :] + shared - 2 * three
        part = np.triu(held[first + 1 :, first + 1 :], 1)
        second, third = np.nonzero(part > 1 + BROKEN_SUBSET)
        excess.append(part[second, third] - 1)
        triples.append(np.column_stack([np.full(len(second), first), second + first + 1, third + first + 1]))
    return np.concatenate(excess), np.concatenate(triples)
