"""The error for a project nobody can form an enterprise for, with the reasons."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from vebuilder.check.evaluate import evaluate
from vebuilder.diagnose.arithmetic import impossible
from vebuilder.diagnose.capacity_requirements import Capacity
from vebuilder.diagnose.capacity_words import competing, crowding
from vebuilder.diagnose.clock import Clock
from vebuilder.diagnose.conflict import Conflict, conflicts, needed_by_all, tasks_at_odds
from vebuilder.diagnose.deadline import missed_deadline, quickest_enterprise, with_quickest
from vebuilder.diagnose.edits import with_project, without_risk
from vebuilder.diagnose.elastic import stretched
from vebuilder.diagnose.explanation import Explanation, line
from vebuilder.diagnose.faults import conflict_faults, repair_of
from vebuilder.diagnose.ground import ground
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.repairs import Repairs, Way
from vebuilder.diagnose.requirement import Requirement
from vebuilder.diagnose.requirements import requirements_of
from vebuilder.diagnose.task_requirements import is_single_sourcing
from vebuilder.diagnose.trial import Trials
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import Fault, InfeasibleError, SolverError, VebuilderError

# Explaining may take this long at least, however little of the time limit is left: seconds.
LEAST_TIME = 2.0
MOST_TIME = 20.0
# What counting has shown is explained by itself; how it would be mended best may take so long.
COUNTED_TIME = 5.0
# Part of it by which the conflicts are to be found; in the rest, how they would be mended.
CONFLICT_PART = 0.7
# So many requirements of one kind in a conflict are looked at for how they would give.
MOST_REPAIRS = 12
# What is short in all is known once a repair is; counting knows a part of it.
SAID_BETTER = frozenset({"project.budget", "network.firms.capacity", "network.firms.offers.capacity"})


def infeasible_error(formulation: Formulation, remaining: float | None, solver: str) -> VebuilderError:
    """Return the error that says which requirements clash and what would mend it.

    Parameters
    ----------
    formulation
        A formulation that a solver calls infeasible.
    remaining
        Seconds left of the caller's time limit; None for no limit.
    solver
        Who calls it so; if a plan turns up that breaks no rule, the error is a `SolverError` that says it.
    """
    problem = formulation.problem
    head = f"No enterprise can satisfy all requirements of project {problem.project.id!r}"
    limit = MOST_TIME if remaining is None else min(max(remaining, LEAST_TIME), MOST_TIME)
    clock = Clock(limit)
    try:
        found = _late(problem, clock) or explained(problem, max(clock.left(), LEAST_TIME))
    except (VebuilderError, KeyboardInterrupt) as error:
        # That there is no enterprise is known, and who interrupts does not wait for the reasons.
        why = "interrupted" if isinstance(error, KeyboardInterrupt) else error
        return InfeasibleError(f"{head}. The reasons were not worked out: {why}")
    if isinstance(found, Fault):
        return InfeasibleError(f"{head}. This would have to give:\n{line(found)}", (found,))
    if isinstance(found, Nearest):
        return _contradicted(problem, found, head, solver)
    if not found.faults and found.complete:
        return InfeasibleError(
            f"{head}, not even if all rules and limits that could give were given up: who may do what, and "
            "when, leaves no way to do all tasks."
        )
    if not found.faults:
        if limit < MOST_TIME:
            advice = "allow more time"
        else:
            advice = "leave out one rule or limit at a time to see which of them clash"
        return InfeasibleError(f"{head}. The reasons were not found within {limit:.0f} s; {advice}.")
    return InfeasibleError(found.text(head), found.faults, found.minimal and not found.partial)


def _late(problem: Problem, clock: Clock) -> Fault | None:
    """Return the deadline as a fault, if all else can be kept and only takes longer; else None."""
    if problem.project.deadline is None:
        return None
    quickest = quickest_enterprise(problem, clock.left() / 2)
    return None if quickest is None else missed_deadline(problem, quickest)


def refuse_impossible(problem: Problem, remaining: float | None) -> None:
    """Refuse what no enterprise can satisfy, as far as counting shows it.

    Parameters
    ----------
    problem
        An instance free of faults that uses only what is built.
    remaining
        Seconds left of the caller's time limit; None for no limit. The cheapest repairs are worked out in
        some of it.

    Raises
    ------
    InfeasibleError
        With all that was found.
    """
    counted = tuple(impossible(problem))
    if not counted:
        return
    head = f"No enterprise can satisfy all requirements of project {problem.project.id!r}"
    if [fault.path for fault in counted] == ["project.deadline"]:
        late = with_quickest(problem, counted[0], remaining)
        raise InfeasibleError(f"{head}. This would have to give:\n{line(late)}", (late,))
    if "fixed" in {fault.path for fault in counted}:
        raise InfeasibleError(_each(head, counted), counted)
    try:
        found = explained(problem, COUNTED_TIME if remaining is None else min(remaining, COUNTED_TIME))
    except (VebuilderError, KeyboardInterrupt):
        found = None
    if (
        isinstance(found, Explanation)
        and found.faults
        and found.minimal
        and not found.partial
        and all(one.repairs for one in found.faults)
    ):
        found = replace(found, faults=tuple(_counted(fault, counted) for fault in found.faults))
        raise InfeasibleError(found.text(head), found.faults, found.minimal and not found.partial)
    raise InfeasibleError(_each(head, counted), counted)


def _each(head: str, counted: Sequence[Fault]) -> str:
    """Return what counting has shown as text."""
    each = "Each of these would have to give" if len(counted) > 1 else "This would have to give"
    return "\n".join([f"{head}. {each}:", *map(line, counted)])


def _counted(fault: Fault, counted: Iterable[Fault]) -> Fault:
    """Return a fault in the words of counting, which says more of why, where they are of the same."""
    for one in counted:
        same_task = one.path.startswith("project.tasks[") and one.ids[0] == fault.ids[0]
        path = re.sub(r"^project\.tasks\[\d+]", "project.tasks", one.path) if same_task else one.path
        if path == fault.path and path not in SAID_BETTER:
            return fault.model_copy(
                update={"message": one.message, "ids": tuple(dict.fromkeys((*one.ids, *fault.ids)))}
            )
    return fault


def explained(problem: Problem, limit: float) -> Explanation | Nearest:
    """Return why a problem cannot be met; or, if it can be, an enterprise.

    Parameters
    ----------
    problem
        The instance.
    limit
        Seconds that may be spent.
    """
    clock = Clock(limit)
    # Where a deadline is all that cannot be kept, that has been told; what else clashes does so at any time.
    problem = with_project(without_risk(ground(problem)), {"deadline": None})
    requirements = requirements_of(problem)
    trials = Trials(problem, requirements, clock.part(CONFLICT_PART))
    if trials.clash(()):
        return Explanation((), minimal=True, complete=True)
    found, complete = conflicts(trials)
    trials = replace(trials, clock=clock)
    # That these clash is proven here, whoever said so of the whole.
    clash = [trials.clash(one.requirements) for one in found]
    if not found or False in clash:
        nearest = stretched(problem, requirements, clock)
        if nearest is not None and not nearest.part:
            return nearest.nearest
        return Explanation((), minimal=False, complete=False)
    partial = False
    if len(found[0].requirements) == len(requirements) and not found[0].minimal:
        # Nothing has been left out for sure. What alone would do is worth knowing, whatever it clashes with.
        half = replace(trials, clock=clock.part(0.5))
        needed = tuple(needed_by_all(half))
        found, complete, partial = [Conflict(needed, minimal=True)], bool(needed), True
    repairs = Repairs(trials, found, complete=complete)
    faults: list[Fault] = []
    ways: dict[Requirement, Way] = {}
    for number, conflict in enumerate(found):
        own = _ways(repairs, conflict)
        tasks = _crowded(trials, conflict)
        faults += conflict_faults(problem, number, conflict.requirements, own, tasks, several=len(found) > 1)
        ways |= own
    best = min(ways, key=lambda one: ways[one].weight, default=None)
    return Explanation(
        tuple(faults),
        all(one.minimal for one in found),
        complete,
        partial,
        None if best is None else repair_of(problem, best, ways[best]),
    )


def _ways(repairs: Repairs, conflict: Conflict) -> dict[Requirement, Way]:
    """Return how requirements of a conflict could give, as far as that is known in time."""
    ways = {one: repairs.way(one, conflict) for one in _in_turn(conflict.requirements)}
    return {one: way for one, way in ways.items() if way is not None}


def _crowded(trials: Trials, conflict: Conflict) -> list[int]:
    """Return the positions of the tasks that compete for the capacities in a conflict."""
    problem = trials.problem
    capacities = [one for one in conflict.requirements if isinstance(one, Capacity)]
    if not capacities:
        return []
    single = [
        problem.task_position[one.ids[0]] for one in conflict.requirements if is_single_sourcing(one, problem)
    ]
    tasks = crowding(problem, capacities, single)
    return tasks or tasks_at_odds(trials, conflict, competing(problem, capacities))


def _in_turn(requirements: Sequence[Requirement]) -> list[Requirement]:
    """Return requirements in turns of one a kind, the first few of each: nobody reads more alternatives."""
    seen: Counter[type] = Counter()
    turn: dict[Requirement, int] = {}
    for one in requirements:
        turn[one] = seen[type(one)]
        seen[type(one)] += 1
    return sorted((one for one in requirements if turn[one] < MOST_REPAIRS), key=lambda one: turn[one])


def _contradicted(problem: Problem, plan: Nearest, head: str, solver: str) -> VebuilderError:
    """Return what a repair that changes nothing means: a wrong claim, or limits that miss by rounding."""
    judged = evaluate(
        problem.project,
        problem.network,
        plan.assignments,
        backups=plan.backups,
        packages=plan.packages,
        starts=plan.starts,
        before=problem.conditions.before,
    )
    broken = judged.violations
    if broken:
        return InfeasibleError(f"{head}, though by little: {'; '.join(map(str, broken))}")
    shown = ", ".join(f"{one.task!r} by {one.firm!r}" for one in plan.assignments[:6])
    return SolverError(
        f"{solver} calls project {problem.project.id!r} infeasible, but this plan breaks no rule: {shown}"
        f"{', ...' if len(plan.assignments) > 6 else ''}; try another solver"
    )
