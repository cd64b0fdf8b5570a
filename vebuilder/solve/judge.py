"""What an answer is worth: verified against the rows, its gap recomputed, its claims checked."""

import math

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, LinearModel
from vebuilder.model.errors import SolverError
from vebuilder.solve.backend import REPRODUCIBLE, Answer, Backend, ByTurns, Claim
from vebuilder.solve.options import Options, relative_gap
from vebuilder.solve.outcome import RawResult, StopReason
from vebuilder.solve.polish import polish
from vebuilder.solve.residual import residual
from vebuilder.solve.watch import Watch

EXACT = 1e-9
CONTRADICTION = 1e-6
CERTAIN = 1e-11


def judge(answer: Answer, model: LinearModel, options: Options, watch: Watch, backend: Backend) -> RawResult:
    """Return the verified result of a search that ended, was stopped or found nothing.

    Raises
    ------
    SolverError
        The answer breaks the model, contradicts itself, or is missing without a reason.
    """
    # Where the clock or Ctrl-C stops a search is chance, and so is the answer it leaves.
    mode = answer.mode.removesuffix(REPRODUCIBLE) if answer.claim is Claim.STOPPED else answer.mode
    solver = ", ".join(part for part in (f"{backend.name} {backend.version}", mode) if part)
    solution = _best(model, options, watch, backend)
    bound = watch.bound
    if answer.claim is Claim.INFEASIBLE:
        # What satisfies the model by rounding only does not say that the solver is wrong.
        if solution is not None and residual(model, solution).violation <= CERTAIN:
            raise SolverError(f"{backend.name} calls the model infeasible, but a solution is known.")
        return RawResult("infeasible", "finished", None, None, solver, answer.notes)
    if answer.claim is Claim.STOPPED and watch.stop_reason is None and options.time_limit is None:
        raise SolverError(f"{backend.name} stopped without being asked to.")
    stopped: StopReason = watch.stop_reason or "time"
    if answer.claim in {Claim.EXHAUSTED, Claim.WORKED_OFF}:
        stopped = "finished"
    if solution is None:
        if answer.claim is Claim.EXHAUSTED:
            raise SolverError(f"{backend.name} says it is done but shows no solution.")
        return RawResult("no_solution", stopped, None, _finite(bound), solver, answer.notes)
    if bound == -math.inf:
        return RawResult("feasible", stopped, solution, None, solver, answer.notes)
    bound = _consistent(model, solution, bound, backend.name)
    gap = relative_gap(model.objective(solution), bound)
    if gap <= options.gap:
        return RawResult(
            "optimal", "finished" if gap <= EXACT else "gap", solution, bound, solver, answer.notes
        )
    return RawResult("feasible", stopped, solution, bound, solver, answer.notes)


def _best(model: LinearModel, options: Options, watch: Watch, backend: Backend) -> FloatArray | None:
    """Return the best solution that satisfies the model among those found and the start."""
    best = options.start
    settle = backend.settle if isinstance(backend, ByTurns) else polish
    trouble = ""
    for _, vector in watch.kept:
        polished = settle(model, vector, watch.remaining())
        fit = residual(model, polished)
        if fit.feasible:
            if best is None or model.objective(polished) < model.objective(best):
                best = polished
            break
        trouble = trouble or fit.text
    if best is None and trouble:
        raise SolverError(f"The answer of {backend.name} does not satisfy the model: {trouble}.")
    return best


def _consistent(model: LinearModel, solution: FloatArray, bound: float, name: str) -> float:
    """Return the bound, at most the objective, and equal to it where only rounding keeps them apart."""
    objective = model.objective(solution)
    scale = max(1.0, float(np.abs(model.cost) @ np.abs(solution)) + abs(model.offset))
    if bound > objective + CONTRADICTION * scale:
        raise SolverError(
            f"{name} claims that nothing is below {bound:.10g}, but a solution of {objective:.10g} is known."
        )
    return objective if objective - bound <= EXACT * scale else bound


def _finite(value: float) -> float | None:
    """Return the value, None where it says nothing."""
    return value if math.isfinite(value) else None
