"""Who may not meet across an interface: partners that trust each other too little.

Below the trust of strangers, 0, few pairs are bad and these are listed; above it few are good and these are
listed. So rows grow with the trust links, never with the pairs of firms.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array

from vebuilder.formulate.builder import Entries, Key, ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem

BY_FIRM = "trust across an interface"
BY_PAIR = "trust of two firms across an interface"
BY_NUMBER = "trust of a firm in all partners across an interface"
IMPLIED_BY_SHARE = "share of trusted partners across an interface"


def add_min_trust(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add a_tf + a_ug <= 1 for each interface (t, u) and f != g with trust_fg < min_trust.

    Between tasks that are finished nothing is exchanged any more.
    """
    least = problem.project.rules.min_trust
    if least is None:
        return
    position = problem.task_position
    over = problem.conditions.finished
    ends = dict.fromkeys(
        (position[one.source], position[one.target])
        for one in problem.project.interfaces
        if not over.issuperset((one.source, one.target))
    )
    counts = _Counts(builder)
    for source, target in ends:
        _Meeting(builder, problem, decisions, (source, target), least).add(counts)


@dataclass(frozen=True)
class _Side:
    """The firms that may do one task of an interface."""

    task: int
    pairs: IntArray
    assigned: IntArray
    share: IntArray

    @property
    def single(self) -> bool:
        """Whether the task has one partner, whose share is its assignment."""
        return np.array_equal(self.assigned, self.share)


class _Meeting:
    """The rows of one interface."""

    def __init__(
        self,
        builder: ModelBuilder,
        problem: Problem,
        decisions: Decisions,
        tasks: tuple[int, int],
        least: float,
    ) -> None:
        self._builder = builder
        self._problem = problem
        self._source, self._target = (
            _Side(task, pairs, decisions.assigned[pairs], decisions.share[pairs])
            for task, pairs in ((task, problem.pairs_of(task)) for task in tasks)
        )
        self._lists_good = least > 0
        self._listed = _listed(problem, self._source.pairs, self._target.pairs, least)

    def add(self, counts: "_Counts") -> None:
        """Add the rows that say it exactly, and those that make them strong."""
        source, target = self._source, self._target
        mirrored = csr_array(self._listed.T)
        self._add_by_share(BY_FIRM if target.single else IMPLIED_BY_SHARE, source, target, self._listed)
        only_by_source = source.single and not target.single
        self._add_by_share(BY_FIRM if only_by_source else IMPLIED_BY_SHARE, target, source, mirrored)
        if source.single or target.single:
            return
        # A partner may be assigned with share 0, so shares do not say everything.
        if self._lists_good:
            self._add_by_number(counts)
        else:
            self._add_by_pair()

    def _add_by_share(self, name: str, asking: _Side, answering: _Side, listed: csr_array) -> None:
        """Add: whoever is assigned here, all of the other task is done by firms that may meet it.

        That is a_tf <= sum of x_ug over the good, or a_tf + sum of x_ug over the bad <= 1; exact where the
        other task is single-sourced.
        """
        asked = np.flatnonzero(self._bad_count(listed) > 0)
        row, column = _entries(listed, asked)
        self._builder.rows(
            name,
            len(asked),
            [
                (np.arange(len(asked)), asking.assigned[asked], 1.0),
                (row, answering.share[column], -1.0 if self._lists_good else 1.0),
            ],
            upper=0.0 if self._lists_good else 1.0,
            key=self._key(asking, asked),
        )

    def _add_by_pair(self) -> None:
        """Add a_tf + a_ug <= 1 for each bad pair."""
        first, second = (axis.astype(np.int64) for axis in self._listed.tocoo().coords)
        rows = np.arange(len(first))
        self._builder.rows(
            BY_PAIR,
            len(rows),
            [(rows, self._source.assigned[first], 1.0), (rows, self._target.assigned[second], 1.0)],
            upper=1.0,
            key=self._key(self._source, first),
        )

    def _add_by_number(self, counts: "_Counts") -> None:
        """Add sum of a_ug over the bad <= k (1 - a_tf), the bad counted as all less the good."""
        bad = self._bad_count(self._listed)
        asked = np.flatnonzero(bad > 0)
        row, column = _entries(self._listed, asked)
        most = np.minimum(bad[asked], self._problem.most_partners_of(self._target.task))
        rows = np.arange(len(asked))
        entries: list[Entries] = [
            (rows, counts.of(self._target), 1.0),
            (row, self._target.assigned[column], -1.0),
            (rows, self._source.assigned[asked], most),
        ]
        self._builder.rows(BY_NUMBER, len(asked), entries, upper=most, key=self._key(self._source, asked))

    def _bad_count(self, listed: csr_array) -> IntArray:
        count = np.diff(listed.indptr).astype(np.int64)
        return listed.shape[1] - count if self._lists_good else count

    def _key(self, asking: _Side, asked: IntArray) -> Key:
        sides = {"source": self._source, "target": self._target, "task": asking}
        tasks = [
            (axis, self._problem.task_ids[np.full(len(asked), side.task)]) for axis, side in sides.items()
        ]
        return [*tasks, ("firm", self._problem.firm_ids[self._problem.pairs.firm[asking.pairs[asked]]])]


class _Counts:
    """One column a task for the number of its partners, for the tasks that need one."""

    def __init__(self, builder: ModelBuilder) -> None:
        self._builder = builder
        self._column: dict[int, int] = {}

    def of(self, side: _Side) -> int:
        """Return the column that counts the partners of a task."""
        if side.task not in self._column:
            self._column[side.task] = self._add(side.assigned)
        return self._column[side.task]

    def _add(self, assigned: IntArray) -> int:
        column = self._builder.columns(
            "partners of a task", 1, Integrality.IMPLIED, upper=float(len(assigned))
        )
        self._builder.rows(
            "partners of a task", 1, [(0, assigned, 1.0), (0, column, -1.0)], lower=0.0, upper=0.0
        )

        def complete(vector: FloatArray) -> None:
            vector[column] = vector[assigned].sum()

        self._builder.complete_with(complete)
        return int(column[0])


def _listed(problem: Problem, source: IntArray, target: IntArray, least: float) -> csr_array:
    """Return a table, firms of the source task by firms of the target task, of the good pairs or the bad."""
    firms = problem.pairs.firm[source], problem.pairs.firm[target]
    part = problem.trust[firms[0]][:, firms[1]].tocoo()
    listed: BoolArray = part.data >= least if least > 0 else part.data < least
    row, column = (axis[listed].astype(np.int64) for axis in part.coords)
    if least > 0:
        # A firm may always meet itself, and states no trust in itself.
        _, same_row, same_column = np.intersect1d(*firms, assume_unique=True, return_indices=True)
        row, column = np.r_[row, same_row], np.r_[column, same_column]
    table = coo_array((np.ones(len(row)), (row, column)), shape=part.shape).tocsr()
    table.sort_indices()
    return csr_array(table)


def _entries(table: csr_array, rows: IntArray) -> tuple[IntArray, IntArray]:
    """Return the entries of some rows, by position among these rows."""
    part = table[rows].tocoo()
    return part.coords[0].astype(np.int64), part.coords[1].astype(np.int64)
