"""One door to all solvers: hand over the arrays, get a verified answer back."""

import logging
import math
from dataclasses import replace

import numpy as np

from vebuilder.formulate.linear_model import FloatArray, Integrality, LinearModel
from vebuilder.formulate.orders import with_orders
from vebuilder.model.errors import SolverError, VebuilderError
from vebuilder.solve import auto
from vebuilder.solve.backend import Ability, Answer, Backend, ByTurns, Claim
from vebuilder.solve.judge import judge
from vebuilder.solve.options import Options
from vebuilder.solve.outcome import RawResult
from vebuilder.solve.registry import entry_of, load
from vebuilder.solve.residual import residual
from vebuilder.solve.settled import can_fall, contradiction, tidy
from vebuilder.solve.watch import Watch

logger = logging.getLogger("vebuilder")


def solve(model: LinearModel, options: Options, solver: str | Backend = "auto") -> RawResult:
    """Minimise a linear model with the solver named.

    Parameters
    ----------
    model
        The arrays.
    options
        Time limit, gap and the like.
    solver
        ``auto``, ``highs``, ``cpsat``, ``scip``, ``cbc`` or ``pulp:NAME``; or an adapter itself.

    Returns
    -------
    RawResult
        A solution in it satisfies the model: integer columns exactly, rows up to 1e-6 relative.

    Raises
    ------
    SolverUnavailableError
        The solver is unknown, missing or of a version known to be wrong.
    UnsupportedError
        The model is beyond this solver's means.
    SolverError
        The solver died or answered nonsense.
    """
    if solver == "auto":
        return _by_choice(model, options)
    if model.resources and Ability.PARALLEL not in _abilities(solver):
        return _by_orders(model, options, solver)
    watch = Watch(model, options)
    notes: tuple[str, ...] = ()
    backend = load(solver) if isinstance(solver, str) else solver
    model = tidy(model)
    if contradiction(model):
        return RawResult("infeasible", "finished", None, None, f"{backend.name} {backend.version}", notes)
    options, start_notes = _with_checked_start(model, options)
    notes += start_notes + _shortcomings(options, backend.name, _abilities(solver))
    if options.start is not None:
        watch.incumbent(options.start)
    answer = _search(backend, model, options, watch)
    answer = replace(answer, notes=notes + answer.notes)
    if answer.claim in {Claim.UNBOUNDED, Claim.INFEASIBLE_OR_UNBOUNDED}:
        return _told_apart(answer, model, options, watch, backend)
    return judge(answer, model, options, watch, backend)


def _by_choice(model: LinearModel, options: Options) -> RawResult:
    """Solve with the solver that suits the model, and say why where it is not the usual one."""
    reason = auto.by_turns(model)
    if reason is not None:
        from vebuilder.solve.turns import Turns

        return solve(model, options, Turns(reason))
    name, reason = auto.choose(model)
    logger.info("Solver %s: %s.", name, reason or "the usual choice")
    result = solve(model, options, name)
    if not reason:
        return result
    if name == auto.PARALLEL_FIRST[0] and model.resources:
        return replace(result, solver=f"{result.solver}, taken because {reason}")
    return replace(result, notes=(f"{name} was taken because {reason}", *result.notes))


def _by_orders(model: LinearModel, options: Options, solver: str | Backend) -> RawResult:
    """Solve with a solver that knows rows only: it is told what comes before what."""
    orders = with_orders(model)
    start = options.start
    if start is not None and start.shape == model.cost.shape:
        start = orders.extended(start)
    result = solve(orders.model, replace(options, start=start), solver)
    if result.solution is None:
        return result
    return replace(result, solution=result.solution[: model.n_columns])


def _search(backend: Backend, model: LinearModel, options: Options, watch: Watch) -> Answer:
    """Let the solver search, and turn whatever kills it into an error in words."""
    if model.n_columns == 0:
        watch.incumbent(np.zeros(0))
        watch.prove(model.offset)
        return Answer(Claim.EXHAUSTED, mode="nothing to decide")
    if watch.overdue():
        return Answer(Claim.STOPPED)
    # What the progress callback raises comes from this thread and must stay as it is.
    answer = watch.run(lambda: _in_words(backend, model, options, watch))
    return answer or Answer(Claim.STOPPED)


def _in_words(backend: Backend, model: LinearModel, options: Options, watch: Watch) -> Answer:
    """Search; a foreign exception becomes a SolverError."""
    try:
        answer = backend.search(model, options, watch)
    except VebuilderError:
        raise
    except MemoryError as error:
        raise SolverError(f"{backend.name} ran out of memory.") from error
    except Exception as error:
        raise SolverError(f"{backend.name} failed: {type(error).__name__}: {error}") from error
    if answer.solution is not None and answer.solution.shape == model.cost.shape:
        watch.incumbent(answer.solution)
    if answer.bound is not None:
        watch.prove(answer.bound)
    return answer


def _with_checked_start(model: LinearModel, options: Options) -> tuple[Options, tuple[str, ...]]:
    """Return the options with the start solution rounded, or without it and the reason why."""
    if options.start is None:
        return options, ()
    start: FloatArray = np.asarray(options.start, dtype=np.float64)
    fit = residual(model, start)
    if not fit.feasible:
        return replace(options, start=None), (f"the start solution was refused: {fit.text}",)
    whole = model.integrality == Integrality.INTEGER
    return replace(options, start=np.where(whole, np.rint(start), start)), ()


def _abilities(solver: str | Backend) -> frozenset[Ability]:
    """Return what a solver can do; an adapter handed over can do everything, unless it says what."""
    if isinstance(solver, str):
        return entry_of(solver).abilities
    return solver.abilities if isinstance(solver, ByTurns) else frozenset(Ability)


def _shortcomings(options: Options, name: str, abilities: frozenset[Ability]) -> tuple[str, ...]:
    """Say which of the options asked for this solver cannot honour."""
    notes = []
    if options.start is not None and Ability.START not in abilities:
        notes.append(f"{name} takes no start solution: it was kept aside and compared at the end")
    if options.progress is not None and Ability.PROGRESS not in abilities:
        notes.append(f"{name} reports no progress while it runs")
    if options.seed != 0 and Ability.SEED not in abilities:
        notes.append(f"{name} takes no random seed")
    return tuple(notes)


def _told_apart(
    answer: Answer, model: LinearModel, options: Options, watch: Watch, backend: Backend
) -> RawResult:
    """Find out whether a model called unbounded has a solution at all."""
    solver = f"{backend.name} {backend.version}, {answer.mode}"
    if not can_fall(model):
        if answer.claim is Claim.UNBOUNDED:
            raise SolverError(f"{backend.name} calls the cost unbounded, but every decision is bounded.")
        return RawResult("infeasible", "finished", None, None, solver, answer.notes)
    left = watch.remaining()
    feasibility = solve(
        replace(model, cost=np.zeros(model.n_columns), offset=0.0),
        replace(options, time_limit=left if math.isfinite(left) else None, start=None, progress=None),
        backend.name,
    )
    if feasibility.solution is not None:
        return RawResult("unbounded", "finished", None, None, solver, answer.notes)
    return RawResult(feasibility.status, feasibility.stop_reason, None, None, solver, answer.notes)
