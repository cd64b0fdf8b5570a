"""The rolling plan's next step: who goes on, who leaves, who comes in, from where the enterprise stands."""

import logging
from collections.abc import Callable, Iterable, Iterator

from vebuilder.check.before import as_left, rest_of
from vebuilder.check.evaluate import evaluate
from vebuilder.check.lint import lint
from vebuilder.check.plan import Plan
from vebuilder.check.support import refuse_unsupported
from vebuilder.check.words import listing
from vebuilder.diagnose.infeasible import refuse_impossible
from vebuilder.forming import Call, no_answer_text
from vebuilder.formulate.conditions import Conditions
from vebuilder.formulate.prepared import most_prepared
from vebuilder.formulate.problem import Problem
from vebuilder.lifecycle.reform.arguments import read_done, search_faults
from vebuilder.model.before import Before, Replaced
from vebuilder.model.bid import Package
from vebuilder.model.errors import DataError, NoSolutionError
from vebuilder.model.evaluation import Evaluation
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.preparing import prepare_and_form
from vebuilder.result.belonging import refuse_of_programme
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.clock import Clock
from vebuilder.solve.ctrl_c import CtrlC
from vebuilder.solve.options import Options, Progress

logger = logging.getLogger("vebuilder")

TO_GO_ON_ALONE = (
    "form the programme anew, or, to go on with this one alone, state in the network the capacities that the "
    "others leave and hand over enterprise.model_copy(update={'before': None})"
)


def reform_enterprise(  # noqa: PLR0913, PLR0917
    enterprise: Enterprise,
    project: Project,
    network: Network,
    done: Iterable[str] = (),
    switching_cost: float = 0.0,
    max_changes: int | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    threads: int | None = None,
    seed: int = 0,
    progress: Callable[[Progress], None] | None = None,
) -> Enterprise:
    r"""Form an enterprise anew from where it stands: decide again what is not finished.

    With :math:`P_0` the partners there were, the cost of joining is paid for newcomers only, and each partner
    that leaves costs ``switching_cost``:

    .. math::

        joining = \sum_{f \in P \setminus P_0} joining\_cost_f, \qquad
        switching = switching\_cost \, |P_0 \setminus P|, \qquad
        |P_0 \setminus P| + |P \setminus P_0| \le max\_changes

    A finished task stays with who did it, in the shares they had, at the work cost they had; it can be lost
    no more, has no standby firms any more, and takes the time it was planned to take. Between finished tasks
    `Rules.min_trust` asks nothing. Who did a finished task is still a partner: it leaves at no time. All else
    of a finished task (set-up, what passes its interfaces, its part of the makespan) is counted as for any
    other task, at the terms of ``network``. A package that was taken goes on at the part of its price that
    is left. A finished amount that was paid at an offer's own price still counts for its price breaks.
    What was prepared holds on, but where ``network`` no longer states what it stated when it was bought: that
    was learned since, and is believed.

    The project and the network need not be those the enterprise was formed from: the network may be a
    review's, firms may have come or gone, tasks may have been added. What must match is the project's id, its
    currency and unit of time, and that every finished task is in the project and whoever did it in the
    network.

    Parameters
    ----------
    enterprise
        What there is.
    project, network
        What is to be done, and the firms as they are now believed to be.
    done
        Ids of finished tasks; those finished at an earlier re-forming stay finished.
    switching_cost
        Money for each partner that leaves, one that is no longer in the network included.
    max_changes
        How many firms may leave or come in, together: replacing one partner counts 2. None: any number.
    solver, time_limit, gap, threads, seed, progress
        As for `form_enterprise`.

    Returns
    -------
    Enterprise
        Never worse than changing nothing where that is possible. ``before`` says what it goes on from, so
        that `evaluate` recomputes it; ``unchanged`` is what changing nothing would be, and ``saving`` by how
        much the objective is below that.

    Raises
    ------
    DataError
        If something does not belong together or an option cannot be meant; all faults at once.
    InfeasibleError
        If what is left cannot be done so; says which requirements clash.
    NoSolutionError
        If the search was stopped before a first answer.
    UnsupportedError
        If it is of a programme, whose other projects need its firms too.
    """
    clock = Clock(time_limit)
    options = search_faults(solver, time_limit, gap, threads, seed, progress)
    finished = read_done(enterprise, project, network, done, switching_cost, max_changes, *options)
    refuse_of_programme(enterprise, "reform_enterprise", TO_GO_ON_ALONE)
    changes = None if max_changes is None else int(max_changes)
    before = _before(enterprise, finished, float(switching_cost), changes)
    with CtrlC(at_stake=False) as ctrl_c:
        try:
            problem = _problem(project, network, before, clock)
            plan = _plan(enterprise, problem, before)
            unchanged = None if plan is None else _judged(plan, project, network)
            start = plan if unchanged is not None and unchanged.feasible else None
            call = Call(clock, ctrl_c, Options(None, gap, threads, seed), solver, progress)
            found = prepare_and_form(problem, call, start)
        except KeyboardInterrupt:
            if ctrl_c.pressed():
                raise
            raise NoSolutionError(no_answer_text("interrupted"), None, "interrupted") from None
    known = {firm.id for firm in network.firms}
    gone = sorted(set(enterprise.partners) - known)
    notes = (f"no longer in the network, so they leave: {listing(gone)}",) if gone else ()
    return found.model_copy(
        update={
            "fingerprint": fingerprint(project, network),
            "unchanged": unchanged,
            "notes": (*found.notes, *notes),
            "seconds": clock.seconds(),
        }
    )


def _before(
    enterprise: Enterprise, finished: frozenset[str], switching_cost: float, max_changes: int | None
) -> Before:
    prepared = enterprise.before.prepared if enterprise.before is not None else ()
    return Before(
        partners=tuple(sorted(enterprise.partners)),
        done=tuple(one for one in enterprise.assignments if one.task in finished),
        schedule=tuple(one for one in enterprise.schedule if one.task in finished),
        packages=tuple(_packages(enterprise)),
        prepared=(*prepared, *enterprise.preparations),
        replaced=_replaced(enterprise),
        switching_cost=switching_cost,
        max_changes=max_changes,
    )


def _replaced(enterprise: Enterprise) -> tuple[Replaced, ...] | None:
    """Return what preparations put a better value for, then and earlier; None where that is not known."""
    before = enterprise.before or Before()
    found: list[Replaced] = []
    for bought, replaced in (
        (before.prepared, before.replaced),
        (enterprise.preparations, enterprise.replaced),
    ):
        if bought and replaced is None:
            return None
        found += replaced or ()
    return tuple(dict.fromkeys(found))


def _packages(enterprise: Enterprise) -> Iterator[Package]:
    """Yield the packages taken; of one begun earlier and given up since, the finished part only."""
    before = enterprise.before or Before()
    rests = set()
    for package in before.packages:
        done = tuple(task for task in package.tasks if task in before.finished)
        rest = rest_of(package, before.finished)
        if rest is not None and rest in enterprise.packages:
            rests.add(rest)
            yield package
        elif done:
            yield package.model_copy(
                update={"tasks": done, "cost": package.cost * len(done) / len(package.tasks)}
            )
    yield from (one for one in enterprise.packages if one not in rests)


def _problem(project: Project, network: Network, before: Before, clock: Clock) -> Problem:
    """Return what is left to decide; refuse unsound data and what is impossible at a glance."""
    project, network = as_left(project, network, before)
    faults = lint(project, network)
    if wrong := tuple(fault for fault in faults if fault.severity == "error"):
        raise DataError(wrong)
    for warning in faults:
        logger.warning("%s", warning)
    refuse_unsupported(project, network, forming=True)
    kept = tuple((one.task, one.firm) for one in before.done)
    problem = Problem.of(project, network, conditions=Conditions(kept=kept, before=before))
    refuse_impossible(most_prepared(problem), clock.remaining())
    return problem


def _plan(enterprise: Enterprise, problem: Problem, before: Before) -> Plan | None:
    """Return the enterprise as it is, as a plan for what is left; None where a firm in it is gone."""
    tasks = set(problem.task_ids)
    firms = {firm.id for firm in problem.network.firms}
    assignments = tuple(one for one in enterprise.assignments if one.task in tasks)
    backups = tuple(
        one for one in enterprise.backups if one.task in tasks and one.task not in before.finished
    )
    named = {one.firm for one in assignments} | {one.firm for one in backups}
    if not named <= firms:
        return None
    held = {(one.firm, task) for one in enterprise.packages for task in one.tasks}
    packages = tuple(
        one
        for one in problem.project.packages
        if all((one.firm, task) in held for task in one.tasks)
        and any(
            one.firm == taken.firm and set(one.tasks) <= set(taken.tasks) for taken in enterprise.packages
        )
    )
    starts = {one.task: one.start for one in enterprise.schedule}
    return Plan(
        assignments,
        packages,
        backups,
        starts=starts if starts.keys() == tasks else None,
        before=before,
    )


def _judged(plan: Plan, project: Project, network: Network) -> Evaluation | None:
    """Return what a plan comes to; None where it cannot be said, since nobody said when what is done."""
    try:
        return evaluate(project, network, plan)
    except DataError:
        return None
