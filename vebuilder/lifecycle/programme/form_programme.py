"""Several projects at once, over one network."""

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from vebuilder.api import form_enterprise
from vebuilder.check.arguments import caller_faults, option_faults
from vebuilder.check.lint import lint
from vebuilder.check.words import listing
from vebuilder.forming import Call, no_answer_text, out_of_time
from vebuilder.lifecycle.programme.arguments import read_projects
from vebuilder.lifecycle.programme.one_by_one import OneByOne, formed_one_by_one
from vebuilder.lifecycle.programme.programme import Programme
from vebuilder.lifecycle.programme.together import Together
from vebuilder.model.errors import InfeasibleError, NoSolutionError, UnsupportedError, VebuilderError
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.clock import Clock
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.options import Options, Progress, relative_gap
from vebuilder.solve.outcome import RawResult

logger = logging.getLogger("vebuilder")

LEAST_SECONDS = 5.0
"""Why nothing can be formed is sought for so long at least."""


def form_programme(  # noqa: PLR0913, PLR0917
    projects: Iterable[Project],
    network: Network,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
) -> Programme:
    r"""Form an enterprise for each of several projects at once: firms join once and share their capacity out.

    Each project p keeps its own tasks, rules, initiator, budget and strategy; the sum of what the strategies
    weigh is minimised. A firm f that is a partner anywhere joins once:

    .. math::

        \sum_p c_{pf} = joining\_cost_f \max_p y_{pf}, \quad c_{pf} \ge 0, \qquad
        \sum_p \sum_t x_{ptf} \, amount_{pt} \, effort_{ptf} \le capacity_f

    and the same for each offer's capacity. What it costs to join is shared out equally over the projects a
    firm is in, unless that breaks a budget: then so that all budgets are kept. The initiator of any project
    joins none of them at a cost.

    What is of one project stays so: set-up falls due in each, price breaks look at the amounts of each,
    coordination is between the partners of each. Each project has a calendar of its own, with a beginning of
    its own, so `Firm.max_parallel` binds within each.

    The search starts from the enterprises formed one by one in the order given, and is never worse.

    Parameters
    ----------
    projects
        Each with an id of its own, all in one currency.
    network
        The firms to choose from.
    solver, time_limit, gap, threads, seed, progress
        As for `form_enterprise`; the time limit is for all together, half of it for one by one. ``toulbar2``
        cannot be used.

    Returns
    -------
    Programme
        An enterprise a project, each recomputed by `evaluate`, what they come to, how good that is proven to
        be, and what forming them one by one would come to.

    Raises
    ------
    DataError
        If a project has faults or they do not go together; all faults at once.
    UnsupportedError
        If a project uses what is not built yet, or the solver is ``toulbar2``.
    InfeasibleError
        If they cannot be formed together; says which project cannot be formed at all, or which firms lack
        capacity for all.
    NoSolutionError
        If the search was stopped before a first answer.
    """
    clock = Clock(time_limit)
    listed = projects if isinstance(projects, Project) or not isinstance(projects, Iterable) else [*projects]
    faults = (*option_faults(time_limit, gap, threads, seed), *caller_faults(solver, progress))
    read, network = read_projects(listed, network, *faults)
    if solver == "toulbar2":
        raise UnsupportedError("toulbar2 is not used for programmes; choose another solver, such as auto")
    for project in read:
        for warning in lint(project, network):
            logger.warning("project %r: %s", project.id, warning)
    free = frozenset(one.initiator for one in read if one.initiator is not None)
    with CtrlC(at_stake=False) as ctrl_c:
        try:
            call = Call(clock, ctrl_c, Options(None, gap, threads, seed), solver, progress)
            together = Together.of(read, network, free, call)
            alone = formed_one_by_one(read, network, free, replace(call, progress=None))
            ctrl_c.at_stake = True
            result = together.search(call, alone.enterprises)
            if result.solution is None:
                ctrl_c.at_stake = False
                raise _no_answer(result, together, call)
            return _programme(together, result, alone, call)
        except KeyboardInterrupt:
            if ctrl_c.pressed():
                raise
            raise NoSolutionError(no_answer_text("interrupted"), None, "interrupted") from None


def _programme(together: Together, result: RawResult, alone: OneByOne, call: Call) -> Programme:
    found = together.enterprises(result, call)
    notes = result.notes
    if alone.enterprises is not None and _objective(found) > _objective(alone.enterprises):
        together.refuse_broken(alone.enterprises)
        found = tuple(one.model_copy(update={"bound": None}) for one in alone.enterprises)
    objective = _objective(found)
    # A bound above the answer by rounding is the answer.
    bound = None if result.bound is None else min(result.bound, objective)
    proven = bound is not None and relative_gap(objective, bound) <= call.options.gap
    note = "part of a programme: what is proven is proven of all its projects together"
    return Programme(
        projects=tuple(one.id for one in together.projects),
        enterprises=tuple(
            one.model_copy(update={"outcome": "feasible", "bound": None, "notes": (note,)}) for one in found
        ),
        objective=objective,
        bound=bound,
        outcome="optimal" if proven else "feasible",
        stop_reason="interrupted" if call.ctrl_c.pressed() else result.stop_reason,
        one_by_one=alone.enterprises,
        one_by_one_failed=alone.failed,
        solver=result.solver,
        notes=notes,
        seconds=call.clock.seconds(),
        currency=together.projects[0].currency,
    )


def _objective(found: Sequence[Enterprise]) -> float:
    return math.fsum(one.objective for one in found)


def _no_answer(result: RawResult, together: Together, call: Call) -> InfeasibleError | NoSolutionError:
    """Return what it means that there is no solution."""
    if result.status != "infeasible":
        how = "interrupted" if result.stop_reason == "interrupted" else out_of_time(call.clock)
        return NoSolutionError(no_answer_text(how), result.bound, result.stop_reason)
    left = call.clock.remaining()
    limit = None if left is None else max(left, LEAST_SECONDS)
    for project in together.projects:
        try:
            form_enterprise(project, together.network, call.solver, limit, gap=0.5)
        except InfeasibleError as error:
            return InfeasibleError(
                f"The programme cannot be formed, since one of its projects cannot. {error}", error.diagnosis
            )
        except VebuilderError:
            continue  # what is known already, that they cannot be formed together, is said all the same
    firms = together.joint.tying_capacities
    who = f" Their capacity is asked for by several: {listing(firms)}." if firms else ""
    return InfeasibleError(
        "Each project can be formed by itself, but not all of them together: what firms can do in all, or "
        f"what they cost to join within the budgets, is not enough.{who} Raise capacities or budgets, or "
        "leave a project out."
    )
