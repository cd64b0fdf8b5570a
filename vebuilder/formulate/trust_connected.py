"""All partners in one circle of trust.

One of the partners, the root, sends each other one a unit along pairs whose mean trust is positive, through
partners only (single-commodity flow, Gavish and Graves 1978). In the relaxation a little of every partner
reaches far, so each partner is also asked for a partner beside it that it is tied to.
"""

from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.builder import Entries, ModelBuilder
from vebuilder.formulate.decisions import FREE, Decisions
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem

REACHED = "partner reached by trust"
TIED = "partner tied to another by trust"


def add_trust_connected(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add the flow of trust from a root to all partners; one partner alone is connected."""
    least, most = problem.partner_limits()
    if not problem.project.rules.trust_connected or most < 2 or not problem.tasks:
        return
    ties = _ties(problem)
    root = _root(builder, problem, decisions)
    _add_flow(builder, problem, decisions, ties, root, most)
    _add_ties(builder, problem, decisions, ties, root, alone_allowed=least < 2)


@dataclass(frozen=True)
class _Ties:
    """Pairs of firms whose mean trust is positive, in both directions, sorted by source."""

    source: IntArray
    target: IntArray


@dataclass(frozen=True)
class _Root:
    """Where the flow starts.

    ``fixed`` is a firm that is always a partner. Without one, exactly one of ``firms`` is the root, the one
    whose entry among ``columns`` is 1.
    """

    fixed: int | None
    firms: IntArray
    columns: IntArray

    def firm(self, vector: FloatArray) -> int | None:
        if self.fixed is not None:
            return self.fixed
        chosen = self.firms[vector[self.columns] > 0.5]
        return int(chosen[0]) if len(chosen) else None


def _ties(problem: Problem) -> _Ties:
    total = (problem.trust + problem.trust.T).tocoo()
    kept = total.data > 0
    source, target = (axis[kept].astype(np.int64) for axis in total.coords)
    order = np.lexsort((target, source))
    return _Ties(source[order], target[order])


def _root(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> _Root:
    """Take the initiator, else the partner of a single-sourced task, else choose one of some task's."""
    nothing = np.zeros(0, dtype=np.int64)
    if problem.initiator is not None:
        return _Root(problem.initiator, nothing, nothing)
    single = np.isin(np.arange(len(problem.tasks)), problem.pairs.task[decisions.single])
    tasks = np.flatnonzero(single) if np.any(single) else np.arange(len(problem.tasks))
    pairs = problem.pairs_of(int(min(tasks, key=lambda task: (problem.eligible_count(int(task)), task))))
    firms = problem.pairs.firm[pairs]
    if np.any(single):
        return _Root(None, firms, decisions.share[pairs])
    return _Root(None, firms, _add_chosen_root(builder, problem, decisions, pairs))


def _add_chosen_root(
    builder: ModelBuilder, problem: Problem, decisions: Decisions, pairs: IntArray
) -> IntArray:
    """Add columns that choose one partner of a task."""
    firms = problem.pairs.firm[pairs]
    assigned = decisions.assigned[pairs]
    owner = np.where(assigned == FREE, decisions.partner[firms], assigned)
    columns = builder.columns(
        "root of trust", len(pairs), Integrality.INTEGER, key=[("firm", problem.firm_ids[firms])]
    )
    builder.rows("one root of trust", 1, [(0, columns, 1.0)], lower=1.0, upper=1.0)
    rows = np.arange(len(pairs))
    builder.rows(
        "the root of trust is a partner", len(rows), [(rows, columns, 1.0), (rows, owner, -1.0)], upper=0.0
    )

    def complete(vector: FloatArray) -> None:
        candidates = np.flatnonzero(vector[owner] > 0.5)
        vector[columns[candidates[:1]]] = 1.0

    builder.complete_with(complete)
    return columns


def _add_flow(
    builder: ModelBuilder,
    problem: Problem,
    decisions: Decisions,
    ties: _Ties,
    root: _Root,
    most: int,
) -> None:
    """Add: each partner but the root keeps one unit of what it gets, and only partners get any."""
    away = ties.target != (-1 if root.fixed is None else root.fixed)
    arcs = _Ties(ties.source[away], ties.target[away])
    # Whole in some optimum once the partners are: the rows are those of a network.
    flow = builder.columns("flow of trust", len(arcs.source), Integrality.IMPLIED, upper=float(most - 1))
    asked = np.ones(problem.n_firms, dtype=bool)
    if root.fixed is not None:
        asked[root.fixed] = False
    firms = np.flatnonzero(asked)
    row = np.cumsum(asked) - 1
    partner = decisions.partner[firms]
    passed_on = asked[arcs.source]
    into: Entries = (row[arcs.target], flow, 1.0)
    builder.rows(
        REACHED,
        len(firms),
        [
            into,
            (row[arcs.source[passed_on]], flow[passed_on], -1.0),
            (np.arange(len(firms)), partner, -1.0),
            (row[root.firms], root.columns, float(most)),
        ],
        lower=0.0,
        key=[("firm", problem.firm_ids[firms])],
    )
    builder.rows(
        "trust flows to partners",
        len(firms),
        [
            into,
            (np.arange(len(firms)), partner, -float(most - 1)),
            (row[root.firms], root.columns, float(most - 1)),
        ],
        upper=0.0,
        key=[("firm", problem.firm_ids[firms])],
    )
    builder.complete_with(_Tree(decisions.partner, arcs, flow, root))


def _add_ties(
    builder: ModelBuilder,
    problem: Problem,
    decisions: Decisions,
    ties: _Ties,
    root: _Root,
    *,
    alone_allowed: bool,
) -> None:
    """Add y_f <= sum of y_g over those f is tied to, for all but a root that may be the only partner."""
    firms = np.arange(problem.n_firms)
    if alone_allowed and root.fixed is not None:
        firms = firms[firms != root.fixed]
    row = np.full(problem.n_firms, -1, dtype=np.int64)
    row[firms] = np.arange(len(firms))
    here: BoolArray = row[ties.source] >= 0
    entries: list[Entries] = [
        (np.arange(len(firms)), decisions.partner[firms], 1.0),
        (row[ties.source[here]], decisions.partner[ties.target[here]], -1.0),
    ]
    if alone_allowed:
        entries.append((row[root.firms], root.columns, -1.0))
    builder.rows(TIED, len(firms), entries, upper=0.0, key=[("firm", problem.firm_ids[firms])])


class _Tree:
    """Fills in the flow columns: along a tree of shortest paths from the root to all partners."""

    def __init__(self, partner: IntArray, arcs: _Ties, flow: IntArray, root: _Root) -> None:
        self._partner, self._arcs, self._flow, self._root = partner, arcs, flow, root

    def __call__(self, vector: FloatArray) -> None:
        import networkx

        root = self._root.firm(vector)
        if root is None:
            return
        chosen = vector[self._partner] > 0.5
        used = np.flatnonzero(chosen[self._arcs.source] & chosen[self._arcs.target])
        ends = zip(self._arcs.source[used].tolist(), self._arcs.target[used].tolist(), strict=True)
        column = dict(zip(ends, self._flow[used].tolist(), strict=True))
        graph = networkx.DiGraph(list(column))
        graph.add_node(root)
        beyond = dict.fromkeys(graph, 1.0)
        for parent, child in reversed(list(networkx.bfs_edges(graph, root))):
            vector[column[parent, child]] = beyond[child]
            beyond[parent] += beyond[child]
