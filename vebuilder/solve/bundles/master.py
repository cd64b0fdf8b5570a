"""The linear program as the solver holds it: flows, shortfalls, and the bundles brought in so far."""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array, csr_array

from vebuilder.formulate.linear_model import BoolArray, FloatArray, IntArray
from vebuilder.model.errors import SolverError
from vebuilder.solve.bundles.basis import BASIC, LOWER, Statuses
from vebuilder.solve.bundles.links import Flows
from vebuilder.solve.bundles.pool import Pool
from vebuilder.solve.bundles.terms import Terms
from vebuilder.solve.watch import Watch

DUAL, PRIMAL = 1, 4
STATUSES = sorted(highspy.HighsBasisStatus.__members__.values(), key=int)
INTERRUPTS = (
    highspy.cb.HighsCallbackType.kCallbackSimplexInterrupt,
    highspy.cb.HighsCallbackType.kCallbackIpmInterrupt,
)
LEAST_ITERATIONS, ITERATIONS_A_ROW = 5_000, 10
"""A solve that takes more steps than these turns in circles: it is begun anew."""
STOPPED = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kHighsInterrupt,
)


@dataclass(frozen=True)
class Rows:
    """The rows that are there from the start.

    Parameters
    ----------
    bundles, flows
        Rows by bundles, rows by flows.
    about
        What each is about, as a number: those of flows by the keys of their ends, all others by their place.
    lower, upper
        Their bounds. Rows of firms start at ``firm``; a row ``short`` may fall short at a penalty.
    sign
        Of each row that may fall short: 1, or -1 where it may exceed.
    """

    bundles: csc_array
    flows: csc_array
    about: IntArray
    lower: FloatArray
    upper: FloatArray
    firm: int
    short: IntArray
    sign: FloatArray


def rows_of(terms: Terms, pool: Pool, flows: Flows, kept: IntArray) -> Rows:
    """Return cover, one bundle a firm, limits on partners, and flows that follow the bundles.

    Parameters
    ----------
    terms, pool, flows
        What is to be combined.
    kept
        Keys of rows to be there even if none of the flows has them.
    """
    bundle, task = np.nonzero(pool.member)
    everything = np.arange(len(pool))
    builder = _Builder()
    builder.bundles(task, bundle, 1.0)
    builder.bounds(np.ones(terms.n_tasks), np.ones(terms.n_tasks))
    least = np.full(terms.n_firms, -np.inf)
    least[terms.required] = 1.0
    builder.bundles(builder.size + pool.firm, everything, 1.0)
    builder.bounds(least, np.ones(terms.n_firms))
    short = builder.size
    if terms.fewest > 0 or np.isfinite(terms.most):
        builder.bundles(np.full(len(pool), builder.size), everything, 1.0)
        builder.bounds(np.array([terms.fewest]), np.array([terms.most]))
        short = builder.size
    for signs, smallest in zip(terms.apart, terms.least_apart, strict=True):
        builder.bundles(np.full(len(pool), builder.size), everything, signs[pool.firm])
        builder.bounds(np.array([smallest]), np.full(1, np.inf))
        short = builder.size
    for pair in terms.incompatible:
        either = np.flatnonzero(np.isin(pool.firm, pair))
        builder.bundles(np.full(len(either), builder.size), either, 1.0)
        builder.bounds(np.full(1, -np.inf), np.ones(1))
    rows, sign = np.arange(short), np.ones(short)
    if terms.budget is not None and pool.money is not None and flows.money is not None:
        builder.bundles(np.full(len(pool), builder.size), everything, pool.money)
        builder.flows(np.full(len(flows), builder.size), np.arange(len(flows)), -flows.money)
        builder.bounds(np.full(1, -np.inf), np.array([terms.budget.most]))
        rows, sign = np.r_[rows, builder.size - 1], np.r_[sign, -1.0]
    places = -1 - np.arange(builder.size)
    keys = _add_flow_rows(builder, pool, flows, kept)
    bundles, by_flow, lower, upper = builder.finish(len(pool), len(flows))
    return Rows(bundles, by_flow, np.r_[places, keys], lower, upper, terms.n_tasks, rows, sign)


def _add_flow_rows(builder: "_Builder", pool: Pool, flows: Flows, kept: IntArray) -> IntArray:
    """Add and return by key: flows of a firm at one end <= its bundles with this task but not the other."""
    number, key = flows.ends(pool.n_tasks)
    keys: IntArray = np.unique(np.r_[key, kept])
    row = np.searchsorted(keys, key)
    start = builder.size
    builder.flows(start + row, number, 1.0)
    for place, code in enumerate(keys.tolist()):
        rest, there = divmod(code, pool.n_tasks)
        owner, here = divmod(rest, pool.n_tasks)
        part = pool.of(owner)
        member = pool.member[part]
        held = np.flatnonzero(member[:, here] > member[:, there]) + part.start
        builder.bundles(np.full(len(held), start + place), held, -1.0)
    builder.bounds(np.full(len(keys), -np.inf), np.zeros(len(keys)))
    return keys


class _Builder:
    """Rows under construction."""

    def __init__(self) -> None:
        self.size = 0
        self._entries: dict[str, list[tuple[IntArray, IntArray, FloatArray]]] = {"bundles": [], "flows": []}
        self._bounds: list[tuple[FloatArray, FloatArray]] = []

    def bundles(self, row: IntArray, column: IntArray, value: float | FloatArray) -> None:
        self._entries["bundles"].append((row, column, np.broadcast_to(value, len(column))))

    def flows(self, row: IntArray, column: IntArray, value: float | FloatArray) -> None:
        self._entries["flows"].append((row, column, np.broadcast_to(value, len(column))))

    def bounds(self, lower: FloatArray, upper: FloatArray) -> None:
        self._bounds.append((lower, upper))
        self.size += len(lower)

    def finish(self, n_bundles: int, n_flows: int) -> tuple[csc_array, csc_array, FloatArray, FloatArray]:
        matrices = []
        for name, width in (("bundles", n_bundles), ("flows", n_flows)):
            parts = self._entries[name] or [(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))]
            row, column, value = (np.concatenate([part[i] for part in parts]) for i in range(3))
            matrices.append(csc_array(coo_array((value, (row, column)), shape=(self.size, width))))
        lower, upper = (np.concatenate([part[i] for part in self._bounds]) for i in range(2))
        return matrices[0], matrices[1], lower, upper


class Master:
    """A linear solver that holds the rows, all flows, and some bundles; it can be stopped.

    Parameters
    ----------
    rows
        The rows to begin with.
    saving
        Of each flow.
    offset
        Constant of the objective.
    watch
        Says when to stop.
    """

    def __init__(self, rows: Rows, saving: FloatArray, offset: float, watch: Watch) -> None:
        self._watch = watch
        self.is_solved = False
        self.n_flows, self.n_short = len(saving), len(rows.short)
        self.n_rows = len(rows.lower)
        self.highs = highs = highspy.Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("parallel", "off")):
            highs.setOptionValue(name, value)
        shortfall = csc_array(
            (rows.sign, (rows.short, np.arange(self.n_short))), shape=(self.n_rows, self.n_short)
        )
        flows = rows.flows
        count = self.n_flows + self.n_short
        highs.passModel(
            count,
            self.n_rows,
            int(flows.nnz + shortfall.nnz),
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            offset,
            np.r_[-saving, np.zeros(self.n_short)],
            np.zeros(count),
            np.r_[np.ones(self.n_flows), np.full(self.n_short, np.inf)],
            rows.lower,
            rows.upper,
            np.r_[flows.indptr, flows.nnz + shortfall.indptr[1:]].astype(np.int32),
            np.r_[flows.indices, shortfall.indices].astype(np.int32),
            np.r_[flows.data, shortfall.data],
            np.zeros(count, dtype=np.int32),
        )

        def hear(_kind: int, _message: str, _told: Any, reply: Any, _data: object) -> None:
            if watch.stopping:
                reply.user_interrupt = True

        highs.setCallback(hear, None)
        for kind in INTERRUPTS:
            highs.startCallback(kind)

    @property
    def n_before(self) -> int:
        """Number of columns before the bundles."""
        return self.n_flows + self.n_short

    def close(self) -> None:
        """Let go of the solver."""
        self.highs.setCallback(None, None)
        self.highs.resetGlobalScheduler(False)

    def price_shortfalls(self, penalty: float) -> None:
        """Set what one unit of shortfall costs."""
        columns = np.arange(self.n_flows, self.n_before, dtype=np.int32)
        self.highs.changeColsCost(len(columns), columns, np.full(len(columns), penalty))

    def add_columns(self, entries: csc_array, cost: FloatArray, upper: FloatArray) -> None:
        """Add bundles."""
        self.highs.addCols(
            len(cost),
            cost,
            np.zeros(len(cost)),
            upper,
            int(entries.nnz),
            entries.indptr[:-1].astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data,
        )

    def add_rows(self, entries: csr_array, upper: FloatArray) -> None:
        """Add rows over all columns."""
        self.highs.addRows(
            len(upper),
            np.full(len(upper), -np.inf),
            upper,
            int(entries.nnz),
            entries.indptr[:-1].astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data,
        )
        self.n_rows += len(upper)

    def basic(self) -> tuple[BoolArray, BoolArray]:
        """Return which columns and which rows are in the basis."""
        columns, rows = self.statuses()
        return columns == BASIC, rows == BASIC

    def statuses(self) -> tuple[Statuses, Statuses]:
        """Return the status of every column and every row in the basis."""
        basis, n_columns = self.highs.getBasis(), self.highs.getNumCol()
        columns, rows = basis.col_status, basis.row_status
        if not basis.valid or (len(columns), len(rows)) != (n_columns, self.n_rows):
            return np.full(n_columns, LOWER, dtype=np.uint8), np.full(self.n_rows, BASIC, dtype=np.uint8)
        return (
            np.fromiter(map(int, columns), np.uint8, len(columns)),
            np.fromiter(map(int, rows), np.uint8, len(rows)),
        )

    def take(self, columns: Statuses, rows: Statuses, is_mended: bool) -> None:
        """Go on from a basis; a mended one may be none, and is mended further."""
        basis = highspy.HighsBasis()
        basis.valid, basis.alien = True, is_mended
        basis.col_status = [STATUSES[status] for status in columns.tolist()]
        basis.row_status = [STATUSES[status] for status in rows.tolist()]
        self.highs.setBasis(basis)

    def run(self, iterations: int | None = None, *, primal: bool = False, enough: float = np.inf) -> bool:
        """Solve, or go on for some iterations; return whether it was solved, or ended as it was asked to.

        Parameters
        ----------
        iterations
            To take at most.
        primal
            Whether new columns have come in.
        enough
            End once the objective is proven to be above.
        """
        highs = self.highs
        left = self._watch.solver_limit()
        if left is not None:
            highs.setOptionValue("time_limit", highs.getRunTime() + left)
        # After new rows or bounds the dual method goes on from where it was, after new columns the primal.
        highs.setOptionValue("simplex_strategy", PRIMAL if primal else DUAL)
        highs.setOptionValue("objective_bound", enough)
        most = LEAST_ITERATIONS + ITERATIONS_A_ROW * self.n_rows
        highs.setOptionValue("simplex_iteration_limit", most if iterations is None else iterations)
        highs.run()
        status = highs.getModelStatus()
        if status in STOPPED or self._watch.stopping:
            return False
        self.is_solved = status == highspy.HighsModelStatus.kOptimal
        if status == highspy.HighsModelStatus.kIterationLimit and iterations is not None:
            return True
        if status == highspy.HighsModelStatus.kObjectiveBound:
            return True
        if status == highspy.HighsModelStatus.kInfeasible and iterations is not None:
            return True
        if status != highspy.HighsModelStatus.kOptimal:
            # A basis gone stale in long series of changes, or steps that lead nowhere: all over again.
            highs.clearSolver()
            highs.setOptionValue("objective_bound", np.inf)
            highs.setOptionValue("simplex_strategy", DUAL)
            highs.setOptionValue("simplex_iteration_limit", 2**31 - 1)
            highs.run()
            status = highs.getModelStatus()
            self.is_solved = True
        if status in STOPPED or self._watch.stopping:
            return False
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"highs gave up on the relaxation: {highs.modelStatusToString(status)}")
        return True

    @property
    def objective(self) -> float:
        """Value of the last solve."""
        return float(self.highs.getInfo().objective_function_value)
