"""CBC as shipped with OR-Tools, through its linear solver wrapper; runs in a child process.

This CBC can be told a limit of CPU seconds and nothing while it runs: no interrupt, no callback, no signal.
So it runs in rounds, each several times as long as the one before, and the answer of each is handed out:
what is lost when it has to be killed is the last round, not everything.
"""

import math
from typing import Any

import numpy as np
from ortools.linear_solver import linear_solver_pb2, pywraplp

from vebuilder.formulate.linear_model import FloatArray, Integrality, LinearModel
from vebuilder.model.errors import SolverError
from vebuilder.solve.backend import Answer, Claim, mode_text
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

CLAIMS = {
    pywraplp.Solver.OPTIMAL: Claim.EXHAUSTED,
    pywraplp.Solver.FEASIBLE: Claim.STOPPED,
    pywraplp.Solver.NOT_SOLVED: Claim.STOPPED,
    pywraplp.Solver.INFEASIBLE: Claim.INFEASIBLE_OR_UNBOUNDED,
    pywraplp.Solver.UNBOUNDED: Claim.INFEASIBLE_OR_UNBOUNDED,
}
FIRST_ROUND = 0.5
GROWTH = 4.0


class Cbc:
    """The `Backend` for CBC, inside the child."""

    name = "cbc"
    version = ""

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search with CBC, round by round, until it ends or is out of time."""
        proto = _proto(model)
        seconds = FIRST_ROUND
        while True:
            limit = watch.solver_limit(share=0.1, most=2.0)
            last = limit is not None and limit <= (1 + 1 / GROWTH) * seconds
            answer = _round(proto, options, limit if last and limit is not None else seconds)
            if answer.claim is not Claim.STOPPED or last or watch.stopping:
                return answer
            if answer.solution is not None:
                watch.incumbent(answer.solution)
            if answer.bound is not None:
                watch.prove(answer.bound)
            seconds *= GROWTH


def _round(proto: linear_solver_pb2.MPModelProto, options: Options, seconds: float) -> Answer:
    """Run CBC from the beginning for so many seconds."""
    mode = mode_text(options.threads)
    solver = pywraplp.Solver.CreateSolver("CBC")
    message = solver.LoadModelFromProto(proto)
    if message:
        raise SolverError(f"cbc refused the model: {message}")
    if options.threads is not None and not solver.SetNumThreads(options.threads):
        raise SolverError(f"cbc refused to run on {options.threads} threads.")
    solver.SetTimeLimit(max(1, int(seconds * 1000)))
    parameters = pywraplp.MPSolverParameters()
    parameters.SetDoubleParam(parameters.RELATIVE_MIP_GAP, 0.99 * options.gap)
    status = solver.Solve(parameters)
    if status not in CLAIMS:
        raise SolverError("cbc gave up: it met numerical trouble.")
    if status not in {pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE}:
        return Answer(CLAIMS[status], mode=mode)
    bound = solver.Objective().BestBound()
    return Answer(CLAIMS[status], _values(solver), bound if math.isfinite(bound) else None, mode)


def _values(solver: Any) -> FloatArray:
    """Return the value of each column."""
    return np.array([variable.solution_value() for variable in solver.variables()], dtype=np.float64)


def _proto(model: LinearModel) -> linear_solver_pb2.MPModelProto:
    """Fill the wrapper's model."""
    proto = linear_solver_pb2.MPModelProto(objective_offset=model.offset)
    whole = (model.integrality == Integrality.INTEGER).tolist()
    for lower, upper, cost, integer in zip(
        model.lower.tolist(), model.upper.tolist(), model.cost.tolist(), whole, strict=True
    ):
        proto.variable.add(
            lower_bound=lower, upper_bound=upper, objective_coefficient=cost, is_integer=integer
        )
    indptr, indices = model.matrix.indptr.tolist(), model.matrix.indices.tolist()
    data = model.matrix.data.tolist()
    for row, (lower, upper) in enumerate(
        zip(model.row_lower.tolist(), model.row_upper.tolist(), strict=True)
    ):
        part = slice(indptr[row], indptr[row + 1])
        proto.constraint.add(
            var_index=indices[part], coefficient=data[part], lower_bound=lower, upper_bound=upper
        )
    return proto
