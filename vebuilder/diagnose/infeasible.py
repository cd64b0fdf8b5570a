"""The error for a project nobody can form an enterprise for, with the reasons."""

import time

from vebuilder.check.evaluate import evaluate
from vebuilder.diagnose.deadline import LEAST_TIME, MOST_TIME, missed_deadline, quickest_enterprise
from vebuilder.diagnose.elastic import Repair, nearest_repair
from vebuilder.formulate.program import Formulation
from vebuilder.model import InfeasibleError, SolverError, VebuilderError


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
    project = formulation.problem.project
    head = f"No enterprise can satisfy all requirements of project {project.id!r}"
    limit = MOST_TIME if remaining is None else min(max(remaining, LEAST_TIME), MOST_TIME)
    begin = time.monotonic()
    try:
        if project.deadline is not None:
            quickest = quickest_enterprise(formulation.problem, limit / 2)
            late = None if quickest is None else missed_deadline(formulation.problem, quickest)
            if late is not None:
                text = f"{head}. This would have to give:\n- {late.message}; {late.mend}"
                return InfeasibleError(text, (late,))
            limit = max(limit - (time.monotonic() - begin), LEAST_TIME)
        repair = nearest_repair(formulation, limit)
    except VebuilderError as error:
        return InfeasibleError(f"{head}. The reasons could not be worked out: {error}")
    except KeyboardInterrupt:  # that there is no enterprise is known, and nobody waits for the reasons
        return InfeasibleError(f"{head}. The reasons were not worked out: interrupted")
    if repair is None:
        if limit < MOST_TIME:
            advice = "allow more time"
        else:
            advice = "leave out one rule or limit at a time to see which of them clash"
        return InfeasibleError(f"{head}. The reasons were not found within {limit:.0f} s; {advice}.")
    if not repair.faults:
        return _contradicted(formulation, repair, head, solver)
    reasons = [f"- {fault.message}; {fault.mend}" for fault in repair.faults]
    together = "These would have to give together" if len(reasons) > 1 else "This would have to give"
    return InfeasibleError("\n".join([f"{head}. {together}:", *reasons]), repair.faults)


def _contradicted(formulation: Formulation, repair: Repair, head: str, solver: str) -> VebuilderError:
    """Return what a repair that changes nothing means: a wrong claim, or limits that miss by rounding."""
    problem = formulation.problem
    judged = evaluate(
        problem.project,
        problem.network,
        repair.assignments,
        backups=repair.backups,
        packages=repair.packages,
        starts=repair.starts,
    )
    broken = judged.violations
    if broken:
        return InfeasibleError(f"{head}, though by little: {'; '.join(map(str, broken))}")
    plan = ", ".join(f"{one.task!r} by {one.firm!r}" for one in repair.assignments[:6])
    return SolverError(
        f"{solver} calls project {problem.project.id!r} infeasible, but this plan breaks no rule: {plan}"
        f"{', ...' if len(repair.assignments) > 6 else ''}; try another solver"
    )
