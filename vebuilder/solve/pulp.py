"""Any solver of PuLP, by the name of its class; runs in a child process.

PuLP says "Optimal" when a solver ran into its time limit, so its word is taken only for an early end, and
its bound is read from the solver's own object or log where there is one.
"""

import inspect
import math
import re
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pulp

from vebuilder.formulate.linear_model import FloatArray, Integrality, LinearModel
from vebuilder.model.errors import SolverError, SolverUnavailableError
from vebuilder.solve.backend import Answer, Claim, mode_text
from vebuilder.solve.options import Options
from vebuilder.solve.settled import can_fall
from vebuilder.solve.watch import Watch

PREFIX = "pulp:"
FALLBACK_GAP = 1e-4
"""What solvers that are not told a gap may stop at."""
CBC = {"PULP_CBC_CMD", "COIN_CMD"}
"""They run without preprocessing of integers: that of CBC 2.10.3, which PuLP brings, can be wrong."""
LOG_BOUND = re.compile(r"^Lower bound:\s+(\S+)", re.MULTILINE)
LOG_OPTIMAL = re.compile(r"Result - Optimal solution found")
LOG_STOPPED = re.compile(r"Result - (Stopped|User ctrl-c)|Partial search|Exiting on", re.IGNORECASE)


class Pulp:
    """The `Backend` for one of PuLP's solvers, inside the child.

    Parameters
    ----------
    solver
        Name of the solver's class in PuLP.
    """

    version = ""

    def __init__(self, solver: str) -> None:
        self.name = PREFIX + solver
        self.solver = solver

    def search(self, model: LinearModel, options: Options, watch: Watch) -> Answer:
        """Search with this solver until it ends, is interrupted or killed."""
        if self.solver not in CBC:
            return self._search(model, options, watch, {})
        try:
            return self._search(model, options, watch, {"options": ["preprocess off"]})
        except SolverError:
            # Without its preprocessing it crashes on some infeasible models.
            answer = self._search(model, options, watch, {})
        if answer.solution is None:
            return answer
        note = f"{self.name} needed its preprocessing, which is known to err: its proof is not believed"
        return replace(answer, bound=None, notes=(*answer.notes, note))

    def _search(self, model: LinearModel, options: Options, watch: Watch, extra: dict[str, Any]) -> Answer:
        """Search with these extra options of the solver's own."""
        _class_of(self.solver)
        problem, columns = _problem(model)
        with tempfile.TemporaryDirectory(prefix="vebuilder-") as folder:
            log = Path(folder) / "solver.log"
            if self.solver in CBC:
                extra = extra | {"logPath": str(log), "timeMode": "elapsed"}
            limit = watch.solver_limit(share=0.1, most=2.0)
            native, notes = _native(self.solver, options, limit, extra)
            started = time.monotonic()
            try:
                problem.solve(native)
            except pulp.PulpSolverError as error:
                if watch.stopping:
                    return Answer(Claim.STOPPED, notes=notes)
                raise SolverError(f"{self.name} failed: {error}.") from error
            in_time = not watch.stopping and (limit is None or time.monotonic() - started < 0.9 * limit)
            report = log.read_text(errors="replace") if log.exists() else ""
        answer = _answer(problem, columns, model, options, in_time=in_time, report=report)
        return Answer(answer.claim, answer.solution, answer.bound, mode_text(options.threads), notes)


def _class_of(name: str) -> Any:
    """Return PuLP's class of this name."""
    known = {solver.name: solver for solver in pulp.apis._all_solvers}
    if name not in known:
        raise SolverUnavailableError(
            f"PuLP has no solver '{name}'; it has {', '.join(sorted(known))}. "
            f"Installed here: {', '.join(sorted(pulp.listSolvers(onlyAvailable=True)))}."
        )
    return known[name]


def _native(
    name: str, options: Options, limit: float | None, extra: dict[str, Any]
) -> tuple[Any, tuple[str, ...]]:
    """Return PuLP's solver object, and which options it cannot be told."""
    solver = _class_of(name)
    accepted = inspect.signature(solver.__init__).parameters
    wanted: dict[str, Any] = {
        "msg": False,
        "timeLimit": limit,
        "gapRel": 0.5 * options.gap,
        "threads": options.threads or 1,
    }
    if name == "HiGHS":
        wanted |= {"random_seed": options.seed % 2**31}
    told = {key: value for key, value in (wanted | extra).items() if value is not None}
    words = {"timeLimit": "time limit", "gapRel": "gap", "threads": "number of threads"}
    takes_any = any(parameter.kind is parameter.VAR_KEYWORD for parameter in accepted.values())
    refused = [] if takes_any else [key for key in told if key not in accepted]
    native = solver(**{key: value for key, value in told.items() if key not in refused})
    if not native.available():
        raise SolverUnavailableError(
            f"PuLP knows the solver '{name}', but its program or library is not installed here. "
            f"Installed here: {', '.join(sorted(pulp.listSolvers(onlyAvailable=True)))}."
        )
    notes = tuple(f"{PREFIX}{name} cannot be told the {words[key]}" for key in refused if key in words)
    return native, notes


def _problem(model: LinearModel) -> tuple[Any, list[Any]]:
    """Build PuLP's problem from pairs."""
    problem = pulp.LpProblem("model", pulp.LpMinimize)
    whole = (model.integrality == Integrality.INTEGER).tolist()
    columns = [
        pulp.LpVariable(
            f"x{index}",
            None if math.isinf(lower) else lower,
            None if math.isinf(upper) else upper,
            pulp.LpInteger if integer else pulp.LpContinuous,
        )
        for index, (lower, upper, integer) in enumerate(
            zip(model.lower.tolist(), model.upper.tolist(), whole, strict=True)
        )
    ]
    # Every column is in the objective, if at price 0: PuLP forgets a variable that is mentioned nowhere.
    problem.setObjective(pulp.LpAffineExpression(list(zip(columns, model.cost.tolist(), strict=True))))
    indptr, indices = model.matrix.indptr.tolist(), model.matrix.indices.tolist()
    data = model.matrix.data.tolist()
    for row, (lower, upper) in enumerate(
        zip(model.row_lower.tolist(), model.row_upper.tolist(), strict=True)
    ):
        part = slice(indptr[row], indptr[row + 1])
        if part.start == part.stop:
            continue
        pairs = [(columns[index], value) for index, value in zip(indices[part], data[part], strict=True)]
        for name, sense, side in _sides(row, lower, upper):
            problem.addConstraint(pulp.LpConstraint(pulp.LpAffineExpression(pairs), sense, name, side))
    return problem, columns


def _sides(row: int, lower: float, upper: float) -> list[tuple[str, int, float]]:
    """Return a row as the one or two constraints PuLP needs for it."""
    if lower == upper:
        return [(f"r{row}", pulp.LpConstraintEQ, lower)]
    sides = []
    if not math.isinf(lower):
        sides.append((f"l{row}", pulp.LpConstraintGE, lower))
    if not math.isinf(upper):
        sides.append((f"u{row}", pulp.LpConstraintLE, upper))
    return sides


def _answer(
    problem: Any, columns: list[Any], model: LinearModel, options: Options, *, in_time: bool, report: str
) -> Answer:
    """Read the answer back, believing as little as possible."""
    stopped = LOG_STOPPED.search(report) is not None and LOG_OPTIMAL.search(report) is None
    in_time = in_time and not stopped
    status = problem.status
    if status in {pulp.LpStatusInfeasible, pulp.LpStatusUnbounded} and in_time:
        return Answer(Claim.INFEASIBLE_OR_UNBOUNDED)
    ended = status == pulp.LpStatusOptimal and in_time
    solution = _values(columns)
    if solution is None and in_time:
        # Some solvers' "infeasible or unbounded" arrives as "not solved".
        if can_fall(model):
            return Answer(Claim.INFEASIBLE_OR_UNBOUNDED)
        raise SolverError("The solver ended early without an answer and without saying why.")
    bound = _bound(problem, solution if ended else None, model, options, report)
    claim = Claim.EXHAUSTED if ended else Claim.STOPPED
    # The objective's constant is not part of what the solver sees.
    return Answer(claim, solution, None if bound is None else bound + model.offset)


def _bound(
    problem: Any, proven: FloatArray | None, model: LinearModel, options: Options, report: str
) -> float | None:
    """Return the bound: the solver's own, the one in its log, or what its word "optimal" is worth."""
    bound = _native_bound(problem)
    if bound is not None:
        return bound
    stated = LOG_BOUND.search(report)
    if stated is not None:
        return float(stated.group(1)) - 1e-6 * abs(float(stated.group(1)))  # printed with few digits
    if proven is None:
        return None
    priced = float(model.cost @ proven)
    relaxed = not np.any(model.integrality == Integrality.INTEGER)
    if relaxed or LOG_OPTIMAL.search(report) is not None:
        return priced
    told = getattr(problem.solver, "optionsDict", {}).get("gapRel")
    return priced - (FALLBACK_GAP if told is None else told) * abs(priced)


def _values(columns: list[Any]) -> FloatArray | None:
    """Return the value of each column; some solvers leave out those at zero."""
    values = [column.varValue for column in columns]
    if all(value is None for value in values):
        return None
    return np.array([0.0 if value is None else value for value in values], dtype=np.float64)


def _native_bound(problem: Any) -> float | None:
    """Return the bound the solver's own object tells, if it has one we know."""
    native = getattr(problem, "solverModel", None)
    if native is None:
        return None
    readers: tuple[Callable[[Any], Any], ...] = (
        lambda highspy: highspy.getInfo().mip_dual_bound,
        lambda gurobipy: gurobipy.ObjBound,
        lambda cplex: cplex.solution.MIP.get_best_objective(),
        lambda pyscipopt: pyscipopt.getDualbound(),
        lambda xpress: xpress.getAttrib("bestbound"),
    )
    for reader in readers:
        try:
            bound = float(reader(native))
        except Exception:
            continue
        if math.isfinite(bound) and abs(bound) < 1e20:
            return bound
    return None
