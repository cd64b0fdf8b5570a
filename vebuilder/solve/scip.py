"""SCIP as shipped with OR-Tools, through MathOpt: one protocol buffer filled from the arrays."""

import math
import re
from typing import Any

import numpy as np
from ortools.math_opt import (
    callback_pb2,
    model_parameters_pb2,
    model_pb2,
    parameters_pb2,
    result_pb2,
    solution_pb2,
)
from ortools.math_opt.core.python import solver as mathopt
from ortools.util.python.solve_interrupter import SolveInterrupter
from pybind11_abseil.status import StatusNotOk  # type: ignore[import-untyped]

from vebuilder.formulate.linear_model import FloatArray, Integrality, LinearModel
from vebuilder.model.errors import SolverError
from vebuilder.solve.backend import Answer, Claim, mode_text
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

TOLERANCE = 1e-9
REASON = result_pb2.TerminationReasonProto
CLAIMS = {
    REASON.TERMINATION_REASON_OPTIMAL: Claim.EXHAUSTED,
    REASON.TERMINATION_REASON_INFEASIBLE: Claim.INFEASIBLE,
    REASON.TERMINATION_REASON_UNBOUNDED: Claim.UNBOUNDED,
    REASON.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED: Claim.INFEASIBLE_OR_UNBOUNDED,
    REASON.TERMINATION_REASON_FEASIBLE: Claim.STOPPED,
    REASON.TERMINATION_REASON_NO_SOLUTION_FOUND: Claim.STOPPED,
}
SHOWN = 1e-6
"""The table shows seven figures; the last may be rounded up."""
FIGURE = re.compile(r"^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$", re.IGNORECASE)


class Scip:
    """The `Backend` for SCIP, inside the child."""

    name = "scip"
    version = ""

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search with SCIP until it ends or the watch stops it."""
        interrupter = SolveInterrupter()
        watch.on_stop(interrupter.interrupt)
        if watch.stopping:
            return Answer(Claim.STOPPED, mode=mode_text(options.threads))
        try:
            result = mathopt.solve(
                _model(model),
                parameters_pb2.SOLVER_TYPE_GSCIP,
                parameters_pb2.SolverInitializerProto(),
                _parameters(options, watch),
                _start(options),
                _BoundReader(watch),
                callback_pb2.CallbackRegistrationProto(
                    request_registration=[callback_pb2.CALLBACK_EVENT_MIP_SOLUTION]
                ),
                _SolutionReader(watch, model.n_columns),
                interrupter.pybind_interrupter,
            )
        except StatusNotOk as refusal:  # its Python wrapper loses the reason
            raise SolverError(f"scip failed: {getattr(refusal, 'message', refusal)}") from None
        return _answer(result, model, options)


def _model(model: LinearModel) -> model_pb2.ModelProto:
    """Fill MathOpt's model."""
    proto = model_pb2.ModelProto()
    columns, rows = range(model.n_columns), range(model.n_rows)
    proto.variables.ids.extend(columns)
    proto.variables.lower_bounds.extend(model.lower.tolist())
    proto.variables.upper_bounds.extend(model.upper.tolist())
    proto.variables.integers.extend((model.integrality == Integrality.INTEGER).tolist())
    proto.objective.offset = model.offset
    priced = np.flatnonzero(model.cost)
    proto.objective.linear_coefficients.ids.extend(priced.tolist())
    proto.objective.linear_coefficients.values.extend(model.cost[priced].tolist())
    proto.linear_constraints.ids.extend(rows)
    proto.linear_constraints.lower_bounds.extend(model.row_lower.tolist())
    proto.linear_constraints.upper_bounds.extend(model.row_upper.tolist())
    matrix = proto.linear_constraint_matrix
    matrix.row_ids.extend(np.repeat(np.arange(model.n_rows), np.diff(model.matrix.indptr)).tolist())
    matrix.column_ids.extend(model.matrix.indices.tolist())
    matrix.coefficients.extend(model.matrix.data.tolist())
    return proto


def _parameters(options: Options, watch: Watch) -> parameters_pb2.SolveParametersProto:
    """Translate the neutral options."""
    parameters = parameters_pb2.SolveParametersProto()
    parameters.threads = options.threads or 1
    parameters.random_seed = options.seed % 2**31
    # SCIP divides by the smaller of objective and bound, so its gap is the stricter; a hair is kept back.
    parameters.relative_gap_tolerance = 0.99 * options.gap
    parameters.absolute_gap_tolerance = 0.0
    parameters.gscip.real_params["numerics/feastol"] = TOLERANCE
    limit = watch.solver_limit()
    if limit is not None:
        parameters.time_limit.FromNanoseconds(int(limit * 1e9))
    return parameters


def _start(options: Options) -> model_parameters_pb2.ModelSolveParametersProto:
    """Return the start solution as a hint."""
    parameters = model_parameters_pb2.ModelSolveParametersProto()
    if options.start is not None:
        hint = parameters.solution_hints.add()
        hint.variable_values.ids.extend(range(len(options.start)))
        hint.variable_values.values.extend(options.start.tolist())
    return parameters


class _BoundReader:
    """Reads the dual bound from SCIP's progress table, whose columns are named in its head."""

    def __init__(self, watch: Watch) -> None:
        self.watch = watch
        self.place: int | None = None

    def __call__(self, lines: list[str]) -> None:
        for line in lines:
            cells = [cell.strip() for cell in line.split("|")]
            if "dualbound" in cells:
                self.place = cells.index("dualbound")
            elif self.place is not None and len(cells) > self.place and FIGURE.match(cells[self.place]):
                shown = float(cells[self.place])
                self.watch.prove(shown - SHOWN * abs(shown))


class _SolutionReader:
    """Passes on each new best solution."""

    def __init__(self, watch: Watch, n_columns: int) -> None:
        self.watch, self.n_columns = watch, n_columns

    def __call__(self, news: Any) -> Any:
        if news.HasField("primal_solution_vector"):
            self.watch.incumbent(_dense(news.primal_solution_vector, self.n_columns))
        return callback_pb2.CallbackResultProto()


def _dense(sparse: Any, n_columns: int) -> FloatArray:
    """Return a sparse vector with its zeros."""
    values = np.zeros(n_columns)
    values[np.array(sparse.ids, dtype=np.int64)] = sparse.values
    return values


def _answer(result: Any, model: LinearModel, options: Options) -> Answer:
    """Read the answer back."""
    mode = mode_text(options.threads)
    termination = result.termination
    claim = CLAIMS.get(termination.reason)
    if claim is None:
        raise SolverError(f"scip gave up: {termination.detail or REASON.Name(termination.reason)}")
    if claim not in {Claim.EXHAUSTED, Claim.STOPPED}:
        return Answer(claim, mode=mode)
    bound = termination.objective_bounds.dual_bound
    return Answer(claim, _solution(result, model), bound if math.isfinite(bound) else None, mode)


def _solution(result: Any, model: LinearModel) -> FloatArray | None:
    """Return the first feasible solution, zeros filled in."""
    for found in result.solutions:
        primal = found.primal_solution
        if primal.feasibility_status == solution_pb2.SOLUTION_STATUS_FEASIBLE:
            return _dense(primal.variable_values, model.n_columns)
    return None
