"""HiGHS through highspy: arrays in bulk, answers streamed by callback."""

import math
from typing import Any

import highspy
import numpy as np

from vebuilder.formulate.linear_model import IntArray, Integrality, LinearModel
from vebuilder.model.errors import SolverError
from vebuilder.solve.backend import Answer, Claim, mode_text
from vebuilder.solve.options import Options
from vebuilder.solve.watch import Watch

TOLERANCE = 1e-7
"""Tight, so that rounding is harmless; at 1e-9 HiGHS 1.13.1 calls plans optimal that are not (2 in 4000)."""
HighsCallbackType = highspy.cb.HighsCallbackType
INTERRUPTS = (
    HighsCallbackType.kCallbackSimplexInterrupt,
    HighsCallbackType.kCallbackIpmInterrupt,
    HighsCallbackType.kCallbackMipInterrupt,
)
CLAIMS = {
    highspy.HighsModelStatus.kOptimal: Claim.EXHAUSTED,
    highspy.HighsModelStatus.kModelEmpty: Claim.EXHAUSTED,
    highspy.HighsModelStatus.kInfeasible: Claim.INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: Claim.UNBOUNDED,
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Claim.INFEASIBLE_OR_UNBOUNDED,
    highspy.HighsModelStatus.kSolutionLimit: Claim.WORKED_OFF,  # its word for a limit on nodes
    highspy.HighsModelStatus.kTimeLimit: Claim.STOPPED,
    highspy.HighsModelStatus.kInterrupt: Claim.STOPPED,
    highspy.HighsModelStatus.kHighsInterrupt: Claim.STOPPED,
}

AGAIN = frozenset({highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kSolveError})
"""What is not to be believed before it was looked at again."""


class Highs:
    """The `Backend` for HiGHS."""

    name = "highs"

    def __init__(self, version: str) -> None:
        self.version = version

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search with HiGHS until it ends or the watch stops it."""
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        try:
            _set_options(highs, options)
            _pass(highs, model, options)
            _listen(highs, watch)
            limit = watch.solver_limit()
            if limit is not None:
                highs.setOptionValue("time_limit", limit)
            if watch.stopping:
                return Answer(Claim.STOPPED, mode=mode_text(options.threads))
            highs.run()
            if highs.getModelStatus() in AGAIN:
                _run_unreduced(highs, watch)
            return _answer(highs, model, options)
        finally:
            highs.setCallback(None, None)
            # The scheduler belongs to the thread and keeps its number of threads until it is reset.
            highs.resetGlobalScheduler(False)


def _run_unreduced(highs: highspy.Highs, watch: Watch) -> None:
    """Look again without presolve: 1.13.1 with it has given up, and called infeasible what is not."""
    highs.setOptionValue("presolve", "off")
    highs.clearSolver()
    limit = watch.solver_limit()
    if limit is not None:
        highs.setOptionValue("time_limit", highs.getRunTime() + limit)
    highs.run()


def _set_options(highs: highspy.Highs, options: Options) -> None:
    """Translate the neutral options."""
    threads = options.threads or 1
    values: dict[str, Any] = {
        "threads": threads,
        "parallel": "on" if threads > 1 else "off",
        "random_seed": options.seed % 2**31,
        # A hair below the gap asked for, so that rounding in the last digit cannot cost the proof.
        "mip_rel_gap": 0.99 * options.gap,
        "mip_abs_gap": 0.0,
        "primal_feasibility_tolerance": TOLERANCE,
        "mip_feasibility_tolerance": TOLERANCE,
    }
    if options.nodes is not None:
        values["mip_max_nodes"] = options.nodes
    for name, value in values.items():
        if highs.setOptionValue(name, value) != highspy.HighsStatus.kOk:
            raise SolverError(f"highs refused the option {name} = {value}.")


def _pass(highs: highspy.Highs, model: LinearModel, options: Options) -> None:
    """Hand the arrays over, and the start solution."""
    kinds = np.where(
        model.integrality == Integrality.INTEGER,
        int(highspy.HighsVarType.kInteger),
        int(highspy.HighsVarType.kContinuous),
    )
    status = pass_arrays(highs, model, kinds)
    if status == highspy.HighsStatus.kError:
        raise SolverError(
            "highs refused the model: a coefficient is probably too large (above 1e15) for it. "
            "Use larger units of money or effort."
        )
    if options.start is not None:
        highs.setSolution(model.n_columns, np.arange(model.n_columns, dtype=np.int32), options.start)


def pass_arrays(highs: highspy.Highs, model: LinearModel, kinds: IntArray) -> highspy.HighsStatus:
    """Hand the arrays over, each column of the kind it is to have there."""
    matrix = model.matrix
    return highs.passModel(
        model.n_columns,
        model.n_rows,
        int(matrix.nnz),
        int(highspy.MatrixFormat.kRowwise),
        int(highspy.ObjSense.kMinimize),
        model.offset,
        model.cost,
        model.lower,
        model.upper,
        model.row_lower,
        model.row_upper,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float64),
        kinds.astype(np.int32),
    )


def _listen(highs: highspy.Highs, watch: Watch) -> None:
    """Stream answers and bounds to the watch, and stop when it says so."""

    def hear(kind: int, _message: str, told: Any, reply: Any, _data: object) -> None:
        if kind == HighsCallbackType.kCallbackMipImprovingSolution:
            watch.incumbent(np.array(told.mip_solution, dtype=np.float64))
            return
        if kind == HighsCallbackType.kCallbackMipInterrupt:
            watch.prove(told.mip_dual_bound)
        if watch.stopping:
            reply.user_interrupt = True

    highs.setCallback(hear, None)
    for kind in (*INTERRUPTS, HighsCallbackType.kCallbackMipImprovingSolution):
        highs.startCallback(kind)


def _answer(highs: highspy.Highs, model: LinearModel, options: Options) -> Answer:
    """Read the answer back."""
    status = highs.getModelStatus()
    if status not in CLAIMS:
        raise SolverError(f"highs gave up: {highs.modelStatusToString(status)}.")
    claim = CLAIMS[status]
    info = highs.getInfo()
    mode = mode_text(options.threads)
    if claim not in {Claim.EXHAUSTED, Claim.STOPPED, Claim.WORKED_OFF}:
        return Answer(claim, mode=mode)
    feasible = info.primal_solution_status == int(highspy.SolutionStatus.kSolutionStatusFeasible)
    solution = np.array(highs.getSolution().col_value, dtype=np.float64) if feasible else None
    bound: float | None = info.mip_dual_bound
    if not np.any(model.integrality == Integrality.INTEGER):
        bound = info.objective_function_value if claim is Claim.EXHAUSTED else None
    if bound is not None and not math.isfinite(bound):
        bound = None
    return Answer(claim, solution, bound, mode)
