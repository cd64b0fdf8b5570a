"""What a developer calls: one verb a question."""

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from vebuilder.check.arguments import caller_faults, instance_faults, option_faults
from vebuilder.check.evaluate import evaluate
from vebuilder.check.lint import lint
from vebuilder.check.plan import PlanInput
from vebuilder.check.support import refuse_unsupported
from vebuilder.diagnose.infeasible import infeasible_error, refuse_impossible
from vebuilder.formulate.floor import objective_floor
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
)
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.record import ReadOnlyMap
from vebuilder.result.audit import Audited, audit
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.by_cuts import ByCuts
from vebuilder.solve.engines import engine_of
from vebuilder.solve.options import Options, Progress, relative_gap
from vebuilder.solve.outcome import RawResult
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.solve import solve
from vebuilder.solve.toulbar2.choice import pair_costs_decide

logger = logging.getLogger("vebuilder")
logger.addHandler(logging.NullHandler())  # silence unless asked: no last-resort handler

# Part of the time limit, and seconds, kept back for reading an answer back and auditing it.
AUDIT_PART, AUDIT_SECONDS = 0.02, 0.5
# With fewer eligible pairs a solver's own first answers are good enough; the search takes at most this part
# of the time limit, and so many seconds.
LEAST_SEARCHED, SEARCH_PART, SEARCH_SECONDS = 500, 0.2, 10.0


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
    clock = _Clock(time_limit)
    _refuse_faults(
        [
            *instance_faults(project, network),
            *option_faults(time_limit, gap, threads, seed),
            *caller_faults(solver, progress),
        ]
    )
    faults = lint(project, network)
    _refuse_faults(fault for fault in faults if fault.severity == "error")
    for warning in faults:
        logger.warning("%s", warning)
    refuse_unsupported(project, network, forming=True)
    problem = Problem.of(project, network)
    refuse_impossible(problem, clock.remaining())
    formulation = formulate(problem)
    engine = engine_of(formulation, solver)
    own = engine is not None and not isinstance(engine, ByCuts)
    options = Options(clock.for_search(), gap, threads, seed, progress=clock.shifted(progress))
    note = ""
    if start is not None:
        options, note = _with_start(formulation, options, start)
    elif not own and solver == "auto":
        options = _with_first_answer(formulation, options)
    result = _not_below_floor(formulation, solve(formulation.model, options, engine or solver))
    _refuse_no_answer(formulation, result, clock)
    audited = audit(formulation, result)
    notes = [note] if note else []
    if own and threads not in {None, 1}:
        notes.append(f"the engine for this project runs on one thread, not on {threads}")
    return _enterprise(formulation, replace(result, notes=(*result.notes, *notes)), audited, gap, clock)


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


@dataclass(frozen=True)
class _Clock:
    """The time limit of one call."""

    limit: float | None
    begin: float

    def __init__(self, limit: float | None) -> None:
        object.__setattr__(self, "limit", limit)
        object.__setattr__(self, "begin", time.monotonic())

    def seconds(self) -> float:
        return time.monotonic() - self.begin

    def remaining(self) -> float | None:
        return None if self.limit is None else max(self.limit - self.seconds(), 0.0)

    def for_search(self) -> float | None:
        """Return the seconds the solver may have, so that the audit still fits in."""
        remaining = self.remaining()
        if remaining is None or self.limit is None:
            return None
        return max(remaining - min(AUDIT_PART * self.limit, AUDIT_SECONDS), 0.0)

    def shifted(self, progress: Callable[[Progress], None] | None) -> Callable[[Progress], None] | None:
        """Return the callback with seconds counted from the start of the call."""
        if progress is None:
            return None
        before = self.seconds()
        return lambda event: progress(replace(event, seconds=event.seconds + before))


def _refuse_faults(faults: Iterable[Fault]) -> None:
    if found := list(faults):
        raise DataError(found)


def _with_first_answer(formulation: Formulation, options: Options) -> Options:
    """Return the options with a searched answer to start from, where a solver alone finds good ones late."""
    if len(formulation.problem.pairs) < LEAST_SEARCHED and not pair_costs_decide(formulation.problem):
        return options
    limit = SEARCH_SECONDS
    if options.time_limit is not None:
        limit = min(limit, SEARCH_PART * options.time_limit)
    begin = time.monotonic()
    found = first_answer(formulation, limit, options.seed)
    left = options.time_limit
    if left is not None:
        left = max(left - (time.monotonic() - begin), 0.0)
    return replace(options, start=found, time_limit=left)


def _with_start(formulation: Formulation, options: Options, start: PlanInput) -> tuple[Options, str]:
    """Return the options with the start as a column vector; or, if it breaks rules, a note that says so."""
    problem = formulation.problem
    plan = with_standbys(problem, read_start(problem, start))
    evaluation = evaluate(problem.project, problem.network, plan)
    if evaluation.violations:
        broken = f"the start was not used, it breaks rules: {evaluation.violations[0]}"
        logger.warning(broken)
        return options, broken
    return replace(options, start=start_vector(formulation, plan)), ""


def _not_below_floor(formulation: Formulation, result: RawResult) -> RawResult:
    """Return the result with a bound no weaker than what needs no solver."""
    if result.bound is None:
        return result
    return replace(result, bound=max(result.bound, objective_floor(formulation.problem)))


def _refuse_no_answer(formulation: Formulation, result: RawResult, clock: _Clock) -> None:
    """Raise what a result without a solution means."""
    if result.solution is not None:
        return
    if result.status == "infeasible":
        raise infeasible_error(formulation, clock.remaining(), result.solver)
    if result.status == "unbounded":
        raise SolverError(f"{result.solver} calls a bounded program unbounded")
    how = (
        "interrupted" if result.stop_reason == "interrupted" else f"out of time after {clock.seconds():.1f} s"
    )
    raise NoSolutionError(
        f"The search was {how} before a first answer was found; "
        "allow more time, hand over a start, or try another solver",
        result.bound,
        result.stop_reason,
    )


def _enterprise(
    formulation: Formulation, result: RawResult, audited: Audited, gap: float, clock: _Clock
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
