"""OR-Tools CP-SAT: the model in whole numbers, continuous values settled by a linear program."""

import logging
import math
import time
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality, LinearModel
from vebuilder.model.errors import SolverError, UnsupportedError
from vebuilder.solve.backend import Answer, Claim, mode_text, no_longer_reproducible
from vebuilder.solve.column_range import finite_ranges
from vebuilder.solve.integer_grid import IntegerGrid, integer_grid
from vebuilder.solve.intervals import add_resources
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.polish import Completion, best_around, rounding
from vebuilder.solve.residual import residual
from vebuilder.solve.sequence import in_sequence
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")

FIRST_DIGITS, MORE_DIGITS, LAST_DIGITS = 5, 2, 11
MOST_SETTLED = 20
ROUNDING = 1e-12
MOST_EXCLUDED = 1000


class CpSat:
    """The `Backend` for CP-SAT."""

    name = "cpsat"

    def __init__(self, version: str) -> None:
        self.version = version

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search in whole numbers until the continuous answer is proven or the watch stops it."""
        return _Search(model, options, watch).run()


class _Search:
    """One search: a grid, the whole-number answers dealt with, and the best verified answer."""

    def __init__(self, model: LinearModel, options: Options, watch: Watch) -> None:
        self.model, self.options, self.watch = model, options, watch
        self.lower, self.upper = finite_ranges(model)
        _refuse_endless(model, self.lower, self.upper)
        self.whole = model.integrality != Integrality.CONTINUOUS
        self.excluded: list[FloatArray] = []
        # Which answers are settled on the way is up to the clock, so nothing is built on them but a report.
        self.best: FloatArray | None = options.start
        self.any = options.start is not None
        self.mode = mode_text(options.threads)
        # Where starts are not whole, an order of work that no exact times complete condemns no partners.
        self.timed = any(np.any(~self.whole[one.start]) for one in model.resources)
        self.too_coarse = False
        self.polishing = 0.0
        self.polished_at = -math.inf

    def run(self) -> Answer:
        """Solve on ever finer grids until the grid no longer spoils the proof."""
        last_error = math.inf
        for digits in range(FIRST_DIGITS, LAST_DIGITS + 1, MORE_DIGITS):
            grid = integer_grid(self.model, self.lower, self.upper, digits)
            if grid.cost_error >= last_error:  # 64 bits hold no finer grid
                break
            self.too_coarse = False
            answer = self._on_grid(grid)
            if answer.bound is not None:
                self.watch.prove(answer.bound)
            if self.too_coarse:
                logger.debug("cpsat: %d digits show an order of work that is not possible", digits)
                last_error = grid.cost_error
                continue
            if answer.claim is not Claim.EXHAUSTED or not self._blurred(answer.bound, grid.cost_error):
                break
            logger.debug("cpsat: %d digits leave %g open, a finer grid is needed", digits, grid.cost_error)
            last_error = grid.cost_error
        if self.too_coarse and self.best is None:
            raise SolverError(
                "cpsat found only orders of work that no exact times complete: the deadline is too tight for "
                "the digits it counts in. Round the durations, or use another solver."
            )
        return answer

    def _blurred(self, bound: float | None, error: float) -> bool:
        """Whether only the grid keeps the bound from proving the best answer."""
        if self.best is None or bound is None or np.all(self.whole) or not self._unproven(bound):
            return False
        objective = self.model.objective(self.best)
        return relative_gap(objective, objective - error) > self.options.gap / 10

    def _unproven(self, bound: float) -> bool:
        """Whether the bound leaves more than the gap asked for."""
        if self.best is None:
            return True
        return relative_gap(self.model.objective(self.best), bound) > max(self.options.gap, ROUNDING)

    def _on_grid(self, grid: IntegerGrid) -> Answer:
        """Solve on one grid.

        An answer in whole numbers is settled exactly: its best continuous values, or that there are none.
        Where the grid's bound does not prove it, it is excluded and the search goes on for a better one.
        """
        settled = 0
        while True:
            if self.watch.stopping or self.watch.solver_limit() == 0.0:
                return self._answer(Claim.STOPPED)
            solver = self._solve(grid)
            status = solver.response_proto.status
            if status == cp_model.INFEASIBLE:
                return self._answer(Claim.EXHAUSTED if self.any else Claim.INFEASIBLE, math.inf)
            bound = _bound(grid, solver.best_objective_bound)
            if status == cp_model.UNKNOWN:
                return self._answer(Claim.STOPPED, bound)
            point = np.array(solver.response_proto.solution, dtype=np.int64)[: self.model.n_columns]
            completion = self.offer(grid.values(point), final=True)
            if status == cp_model.FEASIBLE or completion is None or not completion.proven:
                return self._answer(Claim.STOPPED, bound)
            fits = completion.values is not None
            if self.timed:
                self.too_coarse = not fits
                return self._answer(Claim.EXHAUSTED if fits else Claim.STOPPED, bound)
            if fits and (not self._unproven(bound) or settled == MOST_SETTLED):
                return self._answer(Claim.EXHAUSTED, bound)
            settled += fits
            self.excluded.append(np.rint(grid.values(point)))
            if len(self.excluded) > MOST_EXCLUDED:
                raise SolverError(
                    f"cpsat found {MOST_EXCLUDED} answers in whole numbers that no shares complete. "
                    "The amounts of this model are too tight for it; use another solver."
                )

    def _solve(self, grid: IntegerGrid) -> cp_model.CpSolver:
        """Let CP-SAT search one grid, less what is excluded."""
        solver = cp_model.CpSolver()
        _set_parameters(solver.parameters, self.options, self.watch)
        solver.best_bound_callback = lambda told: self.prove(_bound(grid, told))
        proto = _proto(self.model, grid, self.excluded, self.best)
        self.watch.on_stop(solver.stop_search)
        if solver.solve(proto, _Listener(self, grid)) == cp_model.MODEL_INVALID:
            raise SolverError(f"cpsat refused the model: {proto.validate()}")
        return solver

    def prove(self, bound: float) -> None:
        """Take a bound on all that is not excluded; the excluded ones cost at least the best answer."""
        self.watch.prove(bound if self.best is None else min(bound, self.model.objective(self.best)))

    def offer(self, values: FloatArray, *, final: bool = False) -> Completion | None:
        """Settle the continuous values of an answer and keep it if it satisfies the model."""
        if not final and self._too_soon():
            return None
        started = time.monotonic()
        rounded, settled = rounding(self.model, values)
        if np.all(self.whole):
            completion = Completion(rounded, proven=True)
        else:
            in_order = in_sequence(self.model, rounded) if self.model.resources else self.model
            completion = best_around(in_order, rounded, settled, self.watch.remaining())
        self.polished_at = time.monotonic()
        self.polishing = self.polished_at - started
        if completion.values is None:
            return completion
        if not residual(self.model, completion.values).feasible:
            return Completion(None, proven=True)
        self.any = True
        self.watch.incumbent(completion.values)
        objective = self.model.objective(completion.values)
        if final and (self.best is None or objective < self.model.objective(self.best)):
            self.best = completion.values
        return completion

    def _too_soon(self) -> bool:
        """Whether settling yet another answer would slow the search down."""
        return time.monotonic() < self.polished_at + 10 * self.polishing

    def _answer(self, claim: Claim, bound: float | None = None) -> Answer:
        """Return the best verified answer with the bound."""
        if bound is not None and self.best is not None:
            bound = min(bound, self.model.objective(self.best))
        if bound == math.inf and self.watch.kept:
            bound = self.watch.kept[0][0]
        known = bound if bound is not None and math.isfinite(bound) else None
        answer = Answer(claim, self.best, known, self.mode)
        return no_longer_reproducible(answer) if self._outdone() else answer

    def _outdone(self) -> bool:
        """Whether an answer settled on the way is better than all that the search ended with."""
        best = math.inf if self.best is None else self.model.objective(self.best)
        return bool(self.watch.kept) and self.watch.kept[0][0] < best


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hands each improving grid point to the search."""

    def __init__(self, search: _Search, grid: IntegerGrid) -> None:
        super().__init__()
        self.search, self.grid = search, grid

    def on_solution_callback(self) -> None:
        """Take one solution."""
        point = np.array(self.response_proto.solution, dtype=np.int64)[: self.search.model.n_columns]
        self.search.offer(self.grid.values(point))


def _refuse_endless(model: LinearModel, lower: FloatArray, upper: FloatArray) -> None:
    """Refuse columns for which no finite range can be derived."""
    endless = np.flatnonzero(~(np.isfinite(lower) & np.isfinite(upper)))
    if endless.size:
        family = next(
            (f.name for f in model.columns if f.start <= endless[0] < f.stop), f"column {endless[0]}"
        )
        raise UnsupportedError(
            f"cpsat counts in whole numbers and needs a limit on every decision; '{family}' has none. "
            "Use another solver, such as highs."
        )


def _set_parameters(parameters: Any, options: Options, watch: Watch) -> None:
    """Translate the neutral options."""
    parameters.num_workers = options.threads or 1
    parameters.random_seed = options.seed % 2**31
    # Half the gap: what the grid blurs is subtracted from the bound afterwards.
    parameters.relative_gap_limit = options.gap / 2
    parameters.absolute_gap_limit = 0.0
    # Its handler would live in the worker thread and abort the process when Ctrl-C hits the main one.
    parameters.catch_sigint_signal = False
    limit = watch.solver_limit()
    if limit is not None:
        parameters.max_time_in_seconds = limit


def _bound(grid: IntegerGrid, told: float) -> float:
    """Return the bound on the model's objective that CP-SAT's bound on the scaled one proves."""
    value = told / grid.cost_scale
    return value - grid.cost_error - 1e-15 * abs(value)


def _proto(
    model: LinearModel, grid: IntegerGrid, excluded: list[FloatArray], hint: FloatArray | None
) -> cp_model.CpModel:
    """Fill a CP-SAT model from arrays."""
    cp = cp_model.CpModel()
    proto = cp.proto
    for low, high in zip(grid.lower.tolist(), grid.upper.tolist(), strict=True):
        proto.variables.add().domain.extend([low, high])
    indptr, indices, data = model.matrix.indptr.tolist(), model.matrix.indices.tolist(), grid.data.tolist()
    for row, bounds in enumerate(zip(grid.row_lower.tolist(), grid.row_upper.tolist(), strict=True)):
        part = slice(indptr[row], indptr[row + 1])
        if part.start == part.stop:
            continue
        linear = proto.constraints.add().linear
        linear.vars.extend(indices[part])
        linear.coeffs.extend(data[part])
        linear.domain.extend(bounds)
    add_resources(proto, model, grid)
    priced = np.flatnonzero(grid.cost)
    proto.objective.vars.extend(priced.tolist())
    proto.objective.coeffs.extend(grid.cost[priced].tolist())
    proto.objective.offset = grid.cost_origin * grid.cost_scale
    proto.objective.scaling_factor = 1.0
    if hint is not None:
        proto.solution_hint.vars.extend(range(model.n_columns))
        proto.solution_hint.values.extend(grid.nearest(hint).tolist())
    whole = np.flatnonzero(model.integrality != Integrality.CONTINUOUS)
    for values in excluded:
        _exclude(proto, whole, values[whole].astype(np.int64), grid)
    return cp


def _exclude(proto: Any, columns: IntArray, values: IntArray, grid: IntegerGrid) -> None:
    """Demand that at least one whole column takes another value."""
    literals = []
    for column, value in zip(columns.tolist(), values.tolist(), strict=True):
        low, high = int(grid.lower[column]), int(grid.upper[column])
        if low == high:
            continue
        if (low, high) == (0, 1):
            literals.append(column if value == 0 else -column - 1)
            continue
        for domain in ([low, value - 1], [value + 1, high]):
            if domain[0] <= domain[1]:
                literal = len(proto.variables)
                proto.variables.add().domain.extend([0, 1])
                implied = proto.constraints.add()
                implied.enforcement_literal.append(literal)
                implied.linear.vars.append(column)
                implied.linear.coeffs.append(1)
                implied.linear.domain.extend(domain)
                literals.append(literal)
    proto.constraints.add().bool_or.literals.extend(literals)
