"""What a developer calls: one verb a question."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from vebuilder.check.arguments import caller_faults, instance_faults, option_faults
from vebuilder.check.evaluate import evaluate
from vebuilder.check.lint import lint
from vebuilder.check.plan import PlanInput
from vebuilder.check.support import refuse_unsupported
from vebuilder.diagnose.arithmetic import refuse_impossible
from vebuilder.diagnose.infeasible import infeasible_error
from vebuilder.formulate.floor import objective_floor
from vebuilder.formulate.money_unit import MoneyUnit
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.formulate.start import read_start, start_vector, with_standbys
from vebuilder.io import files
from vebuilder.model import (
    DataError,
    Fault,
    Network,
    NoSolutionError,
    Project,
    SolverError,
    VebuilderError,
)
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.record import ReadOnlyMap
from vebuilder.result.audit import Audited, audit
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.backend import ByTurns
from vebuilder.solve.clock import Clock
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.engines import engine_of
from vebuilder.solve.options import Options, Progress, relative_gap
from vebuilder.solve.outcome import RawResult
from vebuilder.solve.solve import solve

logger = logging.getLogger("vebuilder")
logger.addHandler(logging.NullHandler())  # silence unless asked: no last-resort handler


def form_enterprise(  # noqa: PLR0913, PLR0917
    project: Project,
    network: Network,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    threads: int | None = None,
    seed: int = 0,
    start: PlanInput | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Enterprise:
    """Choose the partners and who does what, at the lowest weighted cost and risk, and prove how good it is.

    The warnings of `check` are logged, to ``logging.getLogger("vebuilder")``.

    Parameters
    ----------
    project
        The tasks, their interfaces, the rules and the strategy.
    network
        The firms to choose from.
    solver
        ``auto``, ``highs``, ``cpsat``, ``scip``, ``cbc``, ``toulbar2`` or ``pulp:NAME``.
    time_limit
        Seconds for the whole call, validation to audit; None for no limit.
    gap
        The search may stop when (objective - bound) / max(abs(objective), 1e-9) is at most this; below 1.
    threads
        None for the same answer every time, on one thread; a number to let so many race.
    seed
        Random seed, a non-negative integer.
    start
        An earlier enterprise or assignments to start from; if it breaks no rule the answer is never worse.
    progress
        Called now and then while the search runs.

    Returns
    -------
    Enterprise
        The best answer found, every figure recomputed by `evaluate`.

    Raises
    ------
    DataError
        If the input or an option cannot be meant as it stands; all faults at once.
    UnsupportedError
        If the input uses what is not built yet.
    InfeasibleError
        If no enterprise satisfies all requirements; says which clash.
    NoSolutionError
        If the search was stopped before a first answer.
    SolverUnavailableError, SolverError
        If the solver is not installed, or died.
    AuditError
        If an answer did not survive its recomputation.
    """
    clock = Clock(time_limit)
    _refuse_faults(
        [
            *instance_faults(project, network),
            *option_faults(time_limit, gap, threads, seed),
            *caller_faults(solver, progress),
        ]
    )
    options = Options(None, gap, threads, seed)
    with CtrlC(at_stake=start is not None) as ctrl_c:
        try:
            problem = _sound_problem(project, network)
            unit = MoneyUnit.of(problem)
            if start is None and clock.remaining() == 0:
                raise NoSolutionError(_no_answer_text(_out_of_time(clock)), None, "time")
            formulation = formulate(unit.counted(problem))
            ctrl_c.at_stake = True
            return _formed(problem, formulation, unit, options, solver, start, progress, clock, ctrl_c)
        except KeyboardInterrupt:
            if ctrl_c.pressed():
                raise  # the second one: whoever presses twice wants out
            raise NoSolutionError(_no_answer_text("interrupted"), None, "interrupted") from None


def _sound_problem(project: Project, network: Network) -> Problem:
    """Return the indexed instance; refuse what breaks a rule of the data or can be seen to be impossible."""
    faults = lint(project, network)
    _refuse_faults(fault for fault in faults if fault.severity == "error")
    for warning in faults:
        logger.warning("%s", warning)
    refuse_unsupported(project, network, forming=True)
    problem = Problem.of(project, network)
    refuse_impossible(problem)
    return problem


def _formed(  # noqa: PLR0913, PLR0917
    problem: Problem,
    formulation: Formulation,
    unit: MoneyUnit,
    options: Options,
    solver: str,
    start: PlanInput | None,
    progress: Callable[[Progress], None] | None,
    clock: Clock,
    ctrl_c: CtrlC,
) -> Enterprise:
    """Search, audit, and say what came of it; Ctrl-C is noted, so that the best answer so far is not lost."""
    engine = engine_of(formulation, solver)
    options, notes = _with_start(problem, formulation, options, start)
    options = replace(
        options,
        time_limit=clock.for_search(),
        progress=clock.shifted(progress, unit.objective),
        interrupted=ctrl_c.pressed,
    )
    result = _not_below_floor(formulation, solve(formulation.model, options, engine or solver))
    if result.bound is not None:
        result = replace(result, bound=result.bound / unit.objective)
    formulation = unit.in_own_money(formulation, problem)
    if result.solution is None:
        ctrl_c.at_stake = False
        raise _no_answer(formulation, result, clock)
    audited = audit(formulation, result, one=1.0 / unit.objective)
    threads = options.threads
    if engine is not None and not isinstance(engine, ByTurns) and threads not in {None, 1}:
        notes = (*notes, f"the engine for this project runs on one thread, not on {threads}")
    result = replace(result, notes=(*result.notes, *notes))
    if ctrl_c.pressed():
        result = replace(result, stop_reason="interrupted")
    return _enterprise(formulation, result, audited, options.gap, clock)


def check(project: Project, network: Network) -> tuple[Fault, ...]:
    """Return all faults of meaning in a project and its network, warnings included; empty if there are none.

    Parameters
    ----------
    project, network
        The instance.

    Raises
    ------
    DataError
        If they are not a project and a network.
    """
    _refuse_faults(instance_faults(project, network))
    return lint(project, network)


def load(path: str | Path) -> Network | Project | Enterprise:
    """Read a network, a project or an enterprise from a JSON file; which one, its content says.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    DataError
        If the file is missing, cut short or malformed; all faults at once.
    """
    record = files.read(path, (Network, Project, Enterprise))
    assert isinstance(record, Network | Project | Enterprise)
    return record


def save(record: Network | Project | Enterprise, path: str | Path) -> None:
    """Write a network, a project or an enterprise to a JSON file, whole or not at all.

    Parameters
    ----------
    record
        What to write.
    path
        The file; an existing one is replaced.

    Raises
    ------
    DataError
        If the file cannot be written, or the record is none of these.
    """
    if not isinstance(record, Network | Project | Enterprise):
        message = f"a network, a project or an enterprise is needed, not a {type(record).__name__}"
        raise DataError([Fault(path="record", message=message)])
    files.write(record, path)


def _refuse_faults(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise DataError(found)


def _with_start(
    problem: Problem, formulation: Formulation, options: Options, start: PlanInput | None
) -> tuple[Options, tuple[str, ...]]:
    """Return the options with the start as a column vector; or, if it breaks rules, a note that says so."""
    if start is None:
        return options, ()
    plan = with_standbys(problem, read_start(problem, start))
    evaluation = evaluate(problem.project, problem.network, plan)
    if evaluation.violations:
        broken = f"the start was not used, it breaks rules: {evaluation.violations[0]}"
        logger.warning(broken)
        return options, (broken,)
    return replace(options, start=start_vector(formulation, plan)), ()


def _not_below_floor(formulation: Formulation, result: RawResult) -> RawResult:
    """Return the result with a bound no weaker than what needs no solver."""
    if result.bound is None:
        return result
    return replace(result, bound=max(result.bound, objective_floor(formulation.problem)))


def _no_answer(formulation: Formulation, result: RawResult, clock: Clock) -> VebuilderError:
    """Return what a result without a solution means."""
    if result.status == "infeasible":
        return infeasible_error(formulation, clock.remaining(), result.solver)
    if result.status == "unbounded":
        return SolverError(f"{result.solver} calls a bounded program unbounded")
    interrupted = result.stop_reason == "interrupted"
    how = "interrupted" if interrupted else _out_of_time(clock)
    return NoSolutionError(_no_answer_text(how), result.bound, result.stop_reason)


def _out_of_time(clock: Clock) -> str:
    return f"out of time after {clock.seconds():.1f} s"


def _no_answer_text(how: str) -> str:
    return (
        f"The search was {how} before a first answer was found; "
        "allow more time, hand over a start, or try another solver"
    )


def _enterprise(
    formulation: Formulation, result: RawResult, audited: Audited, gap: float, clock: Clock
) -> Enterprise:
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
        backups=audited.backups,
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
        seconds=clock.seconds(),
    )
