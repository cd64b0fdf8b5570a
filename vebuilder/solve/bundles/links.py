"""Pairs of firms that save something together: which bundles, and how much at most."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.terms import Terms

ROUGH = 1e-7
# Entries of the tables of savings that are kept, over all links.
MOST_KEPT = 25_000_000

Table = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Flows:
    """What two different firms save on one interface: one column of the relaxation each.

    Parameters
    ----------
    task, firm
        Of both ends: two rows.
    saving
        In units of the objective.
    money
        What is saved of the budget; None without one.
    """

    task: IntArray
    firm: IntArray
    saving: FloatArray
    money: FloatArray | None = None

    def __len__(self) -> int:
        return len(self.saving)

    @classmethod
    def of(cls, terms: Terms) -> "Flows":
        """Return the flows between different firms, the firm of the lower number first."""
        firm = np.array([terms.firm[terms.source], terms.firm[terms.target]])
        task = np.array([terms.task[terms.source], terms.task[terms.target]])
        swapped = firm[0] > firm[1]
        firm = np.where(swapped, firm[::-1], firm)
        task = np.where(swapped, task[::-1], task)
        key = (firm[0] * terms.n_firms + firm[1]) * terms.n_tasks**2 + task[0] * terms.n_tasks + task[1]
        apart = np.flatnonzero(firm[0] != firm[1])
        _, first, number = np.unique(key[apart], return_index=True, return_inverse=True)
        kept = apart[first]
        savings = [terms.saving] if terms.budget is None else [terms.saving, terms.budget.saving]
        summed = [np.bincount(number, one[apart], len(kept)).astype(np.float64) for one in savings]
        return cls(task[:, kept], firm[:, kept], *summed)

    @property
    def worth(self) -> FloatArray:
        """What flows save, in the units in which links are cut: in money where that is limited."""
        return self.saving if self.money is None else self.money

    def take(self, kept: BoolArray) -> "Flows":
        """Return some of the flows."""
        money = None if self.money is None else self.money[kept]
        return Flows(self.task[:, kept], self.firm[:, kept], self.saving[kept], money)

    def possible(self, pool: Pool) -> BoolArray:
        """Return which flows some bundles at both ends could carry."""
        able = np.zeros((pool.n_firms, pool.n_tasks), dtype=bool)
        for firm in range(pool.n_firms):
            able[firm] = pool.member[pool.of(firm)].any(axis=0)
        return np.asarray(able[self.firm, self.task].all(axis=0))

    def ends(self, n_tasks: int) -> tuple[IntArray, IntArray]:
        """Return both ends of every flow: the flows, and a key for firm, own task, and task at the other end.

        Parameters
        ----------
        n_tasks
            Number of tasks.
        """
        number = np.arange(len(self))
        keys = [(self.firm[i] * n_tasks + self.task[i]) * n_tasks + self.task[1 - i] for i in range(2)]
        return np.r_[number, number], np.concatenate(keys)


@dataclass(frozen=True)
class Side:
    """One firm of a link: its bundles, told apart only by the tasks that matter to the link.

    Parameters
    ----------
    bundles
        Positions in the pool.
    profile
        Profile of each bundle.
    tasks
        Profiles by tasks of the link.
    """

    bundles: IntArray
    profile: IntArray
    tasks: FloatArray


@dataclass(frozen=True)
class Link:
    """Two firms, their flows, and their bundles by profile; ``tasks`` are those that matter to it."""

    firms: tuple[int, int]
    tasks: IntArray
    flows: IntArray
    first: Side
    second: Side
    between: FloatArray
    """Tasks by tasks of the link: what is saved if the first firm does one and the second the other;
    on the diagonal, where both would do one, a loss."""
    is_kept: bool
    """Whether the savings of all profiles are kept once worked out."""

    @cached_property
    def _table(self) -> Table:
        return self.savings(slice(None), slice(None)).astype(np.float32)

    def table(self) -> Table:
        """Return what all profiles save together, rounded: the relative error is at most `ROUGH`."""
        return self._table if self.is_kept else self.savings(slice(None), slice(None)).astype(np.float32)

    def savings(self, rows: IntArray | slice, columns: IntArray | slice) -> FloatArray:
        """Return what profiles save together; nothing where both hold one task: they cannot both be."""
        return self.savings_of(self.first.tasks[rows], columns)

    def savings_of(self, profiles: FloatArray, columns: IntArray | slice) -> FloatArray:
        """Return what profiles of the first firm, here or not, save together with some of the second's."""
        together = (profiles @ self.between) @ self.second.tasks[columns].T
        return np.asarray(np.maximum(together, 0.0, out=together))


def links_of(pool: Pool, flows: Flows, alive: BoolArray) -> list[Link]:
    """Return all pairs of firms with flows, over the bundles alive.

    Parameters
    ----------
    pool, flows
        The bundles and what firms save together.
    alive
        The bundles that may be in a better answer than the best known.
    """
    key = flows.firm[0] * pool.n_firms + flows.firm[1]
    order = np.argsort(key, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(order) else []
    here = [np.arange(pool.start[f], pool.start[f + 1])[alive[pool.of(f)]] for f in range(pool.n_firms)]
    able = np.array([pool.member[bundles].any(axis=0) for bundles in here])
    found, kept = [], 0
    for part in parts:
        f, g = (int(flows.firm[end][part[0]]) for end in (0, 1))
        if len(here[f]) == 0 or len(here[g]) == 0:
            continue
        matters = able[f] & able[g]
        matters[flows.task[:, part].ravel()] = True
        tasks = np.flatnonzero(matters)
        place = np.full(pool.n_tasks, -1, dtype=np.int64)
        place[tasks] = np.arange(len(tasks))
        between = np.zeros((len(tasks), len(tasks)))
        np.add.at(between, (place[flows.task[0][part]], place[flows.task[1][part]]), flows.worth[part])
        # One task in both hands costs more than anything could save.
        np.fill_diagonal(between, -1.0 - float(flows.worth[part].sum()))
        first, second = (side_of(pool, here[firm], tasks) for firm in (f, g))
        entries = len(first.tasks) * len(second.tasks)
        is_kept = kept + entries <= MOST_KEPT
        kept += entries if is_kept else 0
        found.append(Link((f, g), tasks, part, first, second, between, is_kept))
    return found


def side_of(pool: Pool, bundles: IntArray, tasks: IntArray) -> Side:
    """Return bundles of a firm by profile.

    Parameters
    ----------
    pool, bundles
        The bundles, and which of them.
    tasks
        The tasks that tell them apart.
    """
    members = pool.member[bundles][:, tasks]
    packed = np.ascontiguousarray(np.packbits(members, axis=1))
    view = packed.view([("", packed.dtype)] * packed.shape[1]).ravel()
    _, first, profile = np.unique(view, return_index=True, return_inverse=True)
    return Side(bundles, profile.astype(np.int64).ravel(), members[first].astype(np.float64))
