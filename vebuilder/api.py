"""What a developer calls: one verb a question."""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from vebuilder.check.arguments import caller_faults, instance_faults, option_faults
from vebuilder.check.fixed import Decided, Fixed, read_fixed
from vebuilder.check.lint import lint
from vebuilder.check.plan import PlanInput
from vebuilder.check.support import refuse_unsupported
from vebuilder.diagnose.infeasible import refuse_impossible
from vebuilder.forming import Call, no_answer_text
from vebuilder.formulate.conditions import NONE as NO_CONDITIONS
from vebuilder.formulate.conditions import Conditions
from vebuilder.formulate.prepared import most_prepared
from vebuilder.formulate.problem import Problem
from vebuilder.io import files
from vebuilder.kept_search import kept_search
from vebuilder.model import DataError, Fault, Network, NoSolutionError, Project
from vebuilder.model.bulk import in_bulk
from vebuilder.model.fingerprint import fingerprint
from vebuilder.preparing import prepare_and_form
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.clock import Clock
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.options import Options, Progress

if TYPE_CHECKING:
    from vebuilder.solve.bundles.memory import Memory

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
    fixed: Fixed = (),
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
        None for the same answer every time, on as many threads as allow it; 1 for one thread; a larger
        number to let so many race.
    seed
        Random seed, a non-negative integer.
    start
        An earlier enterprise or assignments to start from; if it breaks no rule the answer is never worse.
    progress
        Called now and then while the search runs.
    fixed
        What is decided already: ids of firms that are partners, and (task, firm) pairs; or firms by task. A
        task that may be split goes to such a firm with its `min_share` at least, or 1 %.

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
    with CtrlC(at_stake=start is not None) as ctrl_c:
        try:
            decided = read_fixed(fixed, project, network)
            problem = _sound_problem(project, network, clock, decided)
            options = Options(None, gap, threads, seed)
            kept: list[Memory] = []
            call = Call(clock, ctrl_c, options, solver, progress, keep=kept.append)
            found = prepare_and_form(problem, call, start)
            if problem.project is not project:
                return found.model_copy(update={"fingerprint": fingerprint(project, network)})
            if len(kept) == 1 and problem.conditions == NO_CONDITIONS:
                kept_search.put((found.fingerprint, gap, seed), kept[0])
            return found
        except KeyboardInterrupt:
            if ctrl_c.pressed():
                raise  # the second one: whoever presses twice wants out
            raise NoSolutionError(no_answer_text("interrupted"), None, "interrupted") from None


def _sound_problem(project: Project, network: Network, clock: Clock, decided: Decided) -> Problem:
    """Return the indexed instance; refuse what breaks a rule of the data or can be seen to be impossible."""
    project = decided.on(project)
    with in_bulk():  # a large network is looked at, not changed: nothing is to be collected
        faults = lint(project, network)
    _refuse_faults(fault for fault in faults if fault.severity == "error")
    for warning in faults:
        logger.warning("%s", warning)
    refuse_unsupported(project, network, forming=True)
    with in_bulk():
        problem = Problem.of(project, network, conditions=Conditions(kept=decided.assignments))
    refuse_impossible(most_prepared(problem), clock.remaining())
    return problem


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
    """Read a network, a project or an enterprise from a file; which one, its content says.

    Parameters
    ----------
    path
        The file: JSON, or Parquet for a network.

    Raises
    ------
    DataError
        If the file is missing, cut short or malformed; all faults at once.
    """
    record = files.read(path, (Network, Project, Enterprise))
    assert isinstance(record, Network | Project | Enterprise)
    return record


def save(record: Network | Project | Enterprise, path: str | Path) -> None:
    """Write a network, a project or an enterprise to a file, whole or not at all.

    Parameters
    ----------
    record
        What to write.
    path
        The file; an existing one is replaced. If its name ends in ``.parquet`` it holds a network in little
        room, which loads quickly (extra ``parquet``); else it is JSON.

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
