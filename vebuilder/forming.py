"""From a project and a network that are known to be sound to an audited enterprise."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from vebuilder.check.evaluate import evaluate
from vebuilder.check.plan import Plan, PlanInput
from vebuilder.diagnose.infeasible import infeasible_error
from vebuilder.formulate.floor import objective_floor
from vebuilder.formulate.money_unit import MoneyUnit
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.formulate.rounding import within_rounding
from vebuilder.formulate.start import read_start, start_vector, with_schedule, with_standbys
from vebuilder.model import InfeasibleError, NoSolutionError, SolverError, VebuilderError
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.record import ReadOnlyMap
from vebuilder.result.audit import Audited, audit
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.backend import ByTurns, mode_text
from vebuilder.solve.bundles.choice import Remembering, root_engine
from vebuilder.solve.clock import Clock
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.engines import engine_of
from vebuilder.solve.options import Options, Progress, relative_gap
from vebuilder.solve.outcome import RawResult
from vebuilder.solve.solve import solve

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

logger = logging.getLogger("vebuilder")

ROUNDING_SECONDS = 2.0
"""What is infeasible is looked at once more, for so long and as long as it took before."""


@dataclass(frozen=True)
class Call:
    """How an enterprise is asked for.

    Parameters
    ----------
    clock
        The time there is.
    ctrl_c
        Whether Ctrl-C was pressed.
    options
        Gap, threads and seed.
    solver
        Name of the solver.
    progress
        Told how far the search has come.
    explained
        Whether an infeasibility is explained; that takes time.
    recall
        Tells what is kept of the search for a project that this one may be a neighbour of, if anything.
    keep
        Told what is worth keeping of this search, if anything.
    """

    clock: Clock
    ctrl_c: CtrlC
    options: Options
    solver: str = "auto"
    progress: Callable[[Progress], None] | None = None
    explained: bool = True
    recall: "Callable[[], Memory | None] | None" = None
    keep: "Callable[[Memory], None] | None" = None


def formed(problem: Problem, call: Call, start: PlanInput | None = None) -> Enterprise:
    """State a problem, search, audit, and say what came of it.

    Ctrl-C is noted, so that the best answer so far is not lost.

    Parameters
    ----------
    problem
        An instance that breaks no rule of the data and uses only what is built.
    call
        How it is asked for.
    start
        A plan to start from, if it breaks no rule.

    Raises
    ------
    InfeasibleError
        If no enterprise satisfies all requirements.
    NoSolutionError
        If the search was stopped before a first answer.
    """
    clock, unit = call.clock, MoneyUnit.of(problem)
    if start is None and clock.remaining() == 0:
        raise NoSolutionError(no_answer_text(out_of_time(clock)), None, "time")
    formulation = formulate(unit.counted(problem))
    call.ctrl_c.at_stake = True
    engine = engine_of(formulation, call.solver, call.recall)
    options, notes = _with_start(problem, formulation, call.options, start)
    options = replace(
        options,
        time_limit=clock.for_search(),
        progress=clock.shifted(call.progress, unit.objective),
        interrupted=call.ctrl_c.pressed,
    )
    result = _not_below_floor(formulation, solve(formulation.model, options, engine or call.solver))
    if result.status == "infeasible" and call.explained:
        formulation, result = _by_rounding(formulation, call, options, result)
    if call.keep is not None and isinstance(engine, Remembering) and engine.memory is not None:
        call.keep(engine.memory)
    if result.bound is not None:
        result = replace(result, bound=result.bound / unit.objective)
    formulation = unit.in_own_money(formulation, problem)
    if result.solution is None:
        call.ctrl_c.at_stake = False
        raise _no_answer(call, formulation, result)
    audited = audit(formulation, result, one=1.0 / unit.objective)
    threads = options.threads
    if engine is not None and not isinstance(engine, ByTurns) and threads not in {None, 1}:
        most = "two threads" if mode_text(2) in result.solver else "one thread"
        if (most, threads) != ("two threads", 2):
            notes = (*notes, f"the engine for this project runs on {most}, not on {threads}")
    result = replace(result, notes=(*result.notes, *notes))
    if call.ctrl_c.pressed():
        result = replace(result, stop_reason="interrupted")
    return enterprise_of(formulation, result, audited, options.gap, clock)


def remembered(problem: Problem, call: Call, start: PlanInput) -> "Memory | None":
    """Return what is worth keeping for neighbours of a problem whose answer is known; None if nothing is.

    Parameters
    ----------
    problem
        An instance that breaks no rule of the data and uses only what is built.
    call
        How much time there is.
    start
        A plan for it, the best or nearly so.
    """
    formulation = formulate(MoneyUnit.of(problem).counted(problem))
    engine = root_engine(formulation) if call.solver == "auto" else None
    if engine is None:
        return None
    options, _ = _with_start(problem, formulation, call.options, start)
    options = replace(options, time_limit=call.clock.for_search(), interrupted=call.ctrl_c.pressed)
    try:
        solve(formulation.model, options, engine)
    except SolverError as error:  # nothing is lost but what would have been quicker
        logger.info("nothing is kept for neighbours: %s", error)
    return engine.memory if isinstance(engine, Remembering) else None


def _by_rounding(
    formulation: Formulation, call: Call, options: Options, result: RawResult
) -> tuple[Formulation, RawResult]:
    """Return what is possible if limits are missed by no more than rounding; as it was if that is nothing."""
    loose = within_rounding(formulation)
    if loose is None:
        return formulation, result
    spent = call.clock.seconds()
    left = call.clock.for_search()
    options = replace(options, time_limit=min(ROUNDING_SECONDS + spent, np.inf if left is None else left))
    solver = "highs" if call.solver in {"auto", "toulbar2"} else call.solver
    try:
        found = solve(loose.model, options, engine_of(loose, solver) or solver)
    except SolverError as error:
        logger.info("nothing was found within rounding: %s", error)
        return formulation, result
    if found.solution is None:
        return formulation, result
    notes = (*found.notes, "a budget or a capacity is kept by rounding only: missed by less than a millionth")
    return loose, replace(found, notes=notes)


def _with_start(
    problem: Problem, formulation: Formulation, options: Options, start: PlanInput | None
) -> tuple[Options, tuple[str, ...]]:
    """Return the options with the start as a column vector; or, if it breaks rules, a note that says so."""
    if start is None:
        return options, ()
    plan, broken = completed_start(problem, formulation, start)
    if broken:
        return options, (broken,)
    return replace(options, start=start_vector(formulation, plan)), ()


def completed_start(problem: Problem, formulation: Formulation, start: PlanInput) -> tuple[Plan, str]:
    """Return a start with standbys and times sought for it, and a note if it breaks a rule, else empty.

    Parameters
    ----------
    problem, formulation
        What is to be solved.
    start
        A plan for the same project and network.
    """
    plan = with_schedule(formulation, with_standbys(problem, read_start(problem, start)))
    evaluation = evaluate(problem.project, problem.network, plan, before=problem.conditions.before)
    if not evaluation.violations:
        return plan, ""
    broken = f"the start was not used, it breaks rules: {evaluation.violations[0]}"
    logger.warning(broken)
    return plan, broken


def _not_below_floor(formulation: Formulation, result: RawResult) -> RawResult:
    """Return the result with a bound no weaker than what needs no solver."""
    if result.bound is None:
        return result
    return replace(result, bound=max(result.bound, objective_floor(formulation.problem)))


def _no_answer(call: Call, formulation: Formulation, result: RawResult) -> VebuilderError:
    """Return what a result without a solution means."""
    clock = call.clock
    if result.status == "infeasible" and not call.explained:
        return InfeasibleError(
            f"No enterprise for project {formulation.problem.project.id!r} can be formed so"
        )
    if result.status == "infeasible":
        return infeasible_error(formulation, clock.remaining(), result.solver)
    if result.status == "unbounded":
        return SolverError(f"{result.solver} calls a bounded program unbounded")
    interrupted = result.stop_reason == "interrupted"
    how = "interrupted" if interrupted else out_of_time(clock)
    return NoSolutionError(no_answer_text(how), result.bound, result.stop_reason)


def out_of_time(clock: Clock) -> str:
    """Say that the time is over.

    Parameters
    ----------
    clock
        Of the call.
    """
    return f"out of time after {clock.seconds():.1f} s"


def no_answer_text(how: str) -> str:
    """Say that the search ended before a first answer, and what would help.

    Parameters
    ----------
    how
        What ended it.
    """
    return (
        f"The search was {how} before a first answer was found; "
        "allow more time, hand over a start (`start=`, from Python), or try another solver"
    )


def enterprise_of(
    formulation: Formulation, result: RawResult, audited: Audited, gap: float, clock: Clock
) -> Enterprise:
    """Return an audited answer in the planner's words.

    Parameters
    ----------
    formulation
        What was solved, in the planner's own money.
    result
        What the solver answered.
    audited
        The same, recomputed.
    gap
        The gap asked for.
    clock
        Of the call.
    """
    problem = formulation.problem
    project, evaluation = problem.project, audited.evaluation
    partners = {one.firm for one in audited.assignments} | (
        {project.initiator} if project.initiator else set()
    )
    proven = audited.bound is not None and relative_gap(evaluation.objective, audited.bound) <= gap
    named = partners | {one.firm for one in audited.backups}
    names = {firm.id: firm.name for firm in problem.firms if firm.id in named and firm.name}
    return Enterprise(
        project=project.id,
        partners=tuple(sorted(partners)),
        assignments=audited.assignments,
        packages=audited.packages,
        backups=audited.backups,
        schedule=audited.schedule,
        cost=evaluation.cost,
        risk=evaluation.risk,
        makespan=evaluation.makespan,
        learning=evaluation.learning,
        objective=evaluation.objective,
        bound=audited.bound,
        outcome="optimal" if proven else "feasible",
        stop_reason=result.stop_reason,
        solver=result.solver,
        notes=result.notes,
        fingerprint=fingerprint(project, problem.network),
        currency=project.currency,
        time_unit=project.time_unit,
        names=ReadOnlyMap(names),
        structure=audited.structure,
        before=problem.conditions.before,
        seconds=clock.seconds(),
    )
