"""What a search leaves behind for those of neighbouring projects: bundles within reach, and rows over them.

A neighbour that only closes possibilities (a firm left out, a firm or an assignment asked for, fewer
partners) keeps every row and every bound. So what is in nothing within reach of the best answer is given up
once for all neighbours, the rows found are made again over what is left, and the relaxation solved once more:
each neighbour begins from there. One whose best answer is beyond the reach is searched as if nothing were
known.
"""

import threading
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.program import Formulation
from vebuilder.solve.bundles.branching import History
from vebuilder.solve.bundles.cut import Cut, Prices
from vebuilder.solve.bundles.links import Flows, links_of
from vebuilder.solve.bundles.part import Part
from vebuilder.solve.bundles.pool import Pool, numbering
from vebuilder.solve.bundles.root import Root
from vebuilder.solve.bundles.separation import link_cut_again, subset_cut
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

REACH = 0.1
"""How far above the best answer neighbours may be, in parts of it, to profit from what is kept."""
MOST_BYTES = 2**27
"""Bundles within reach that take more are not kept."""


@dataclass(frozen=True)
class Ground:
    """The relaxation of all that is within reach, solved.

    Parameters
    ----------
    part
        What may be used, and where the solver stood.
    reduced, flow_reduced
        Of each bundle and flow of the part: it is in nothing below the part's bound plus this.
    """

    part: Part
    reduced: FloatArray
    flow_reduced: FloatArray


@dataclass
class Memory:
    """What is kept of one search.

    Parameters
    ----------
    firms, tasks
        Ids, by position.
    terms
        What bundles were made of.
    pool, flows
        What may be in something within reach.
    inside
        Bundles the solver held.
    rows
        The rows that were found: what links are priced by, and triples.
    plan
        The best answer: the firm of each task.
    reach
        Objective up to which neighbours can go on from here.
    history
        What answers to questions have cost.
    """

    firms: tuple[str, ...]
    tasks: tuple[str, ...]
    terms: Terms
    pool: Pool
    flows: Flows
    inside: IntArray
    rows: tuple[Prices | tuple[int, ...], ...]
    plan: IntArray
    reach: float
    history: History
    _ground: Ground | None = None
    _lock: Any = field(default_factory=threading.Lock, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Return what is sent to other processes: all but the lock."""
        return {**self.__dict__, "_lock": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Take what was sent."""
        self.__dict__.update(state, _lock=threading.Lock())

    def ground(self, formulation: Formulation, options: Options, watch: Watch) -> Ground | None:
        """Return the relaxation within reach, solved once for all neighbours; None if it was stopped.

        Parameters
        ----------
        formulation, options, watch
            Of the neighbour that asks.
        """
        with self._lock:
            if self._ground is None:
                self._ground = self._solved(formulation, options, watch)
            return self._ground

    def _solved(self, formulation: Formulation, options: Options, watch: Watch) -> Ground | None:
        root = _Within(self, formulation, options, watch)
        try:
            root.relaxation.take_over(self.inside, self._cuts())
            point = root.solve()
            if point is None:
                return None
            root.fix(point)
            everything = root.everything()
            part = Part.of(root, root.relaxation, everything, point, self.reach)
            return Ground(part, point.reduced, point.flow_reduced)
        finally:
            root.relaxation.close()

    def _cuts(self) -> list[Cut]:
        """Return the rows that were found, over all that is within reach."""
        links = {link.firms: link for link in links_of(self.pool, self.flows, np.ones(len(self.pool), bool))}
        found = []
        for row in self.rows:
            if not isinstance(row, Prices):
                found.append(subset_cut(self.pool, row))
            elif row.firms in links:
                found.append(link_cut_again(row, links[row.firms], self.flows))
        return found


class _Within(Root):
    """A root that looks for nothing but what is within reach.

    Parameters
    ----------
    memory
        What is kept.
    formulation, options, watch
        Of the neighbour that asks.
    """

    other_ways = 0

    def __init__(self, memory: Memory, formulation: Formulation, options: Options, watch: Watch) -> None:
        self._memory = memory
        super().__init__(formulation, options, watch, memory.terms, memory.pool)

    def new_flows(self) -> Flows:
        """Return the flows within reach."""
        return self._memory.flows

    def best(self) -> float:
        """Return the reach."""
        return self._memory.reach

    def target(self, _best: float = np.inf) -> float:
        """Return the reach."""
        return self._memory.reach


def memory_of(root: Root, history: History) -> Memory | None:
    """Return what is to be kept of a search that has tightened its relaxation; None if it did not get there.

    Parameters
    ----------
    root
        What the search shared.
    history
        What answers to questions have cost.
    """
    first, best = root.first, root.best()
    if first is None or not np.isfinite(best) or first.point.short:
        return None
    reach = best + REACH * abs(best)
    within = root.cheap(first.point.reduced, first.point, reach)
    pool = first.pool.take(within)
    if pool.member.nbytes > MOST_BYTES:
        return None
    useful = first.flows.possible(pool) & root.cheap(first.point.flow_reduced, first.point, reach)
    place = numbering(within)[root.origin[root.relaxation.inside]]
    cuts = root.relaxation.cuts
    rows = [cut.tasks or cut.prices for cut in cuts]
    problem = root.formulation.problem
    return Memory(
        tuple(firm.id for firm in problem.firms),
        tuple(task.id for task in problem.tasks),
        root.terms,
        pool,
        first.flows.take(useful),
        np.sort(place[place >= 0]),
        tuple(row for row in rows if row is not None),
        _plan(root),
        reach,
        history,
    )


def _plan(root: Root) -> IntArray:
    """Return the firm of each task in the best answer."""
    terms, (_, best) = root.terms, root.watch.kept[0]
    chosen = best[root.formulation.decisions.share[terms.number]] > 0.5
    plan = np.full(terms.n_tasks, -1, dtype=np.int64)
    plan[terms.task[chosen]] = terms.firm[chosen]
    return plan
