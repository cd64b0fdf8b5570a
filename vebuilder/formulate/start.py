"""A plan to start from, as a column vector."""

from collections.abc import Sequence
from dataclasses import replace

from vebuilder.check.plan import Plan, PlanInput, PlanLike, read_plan
from vebuilder.formulate.backups import seek_standbys
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import Backup, DataError, Scheduled


def read_start(problem: Problem, start: PlanInput) -> Plan:
    """Read a start, once: it may be an iterator.

    Raises
    ------
    DataError
        If it is no plan, or not one for this project and network; all faults at once.
    """
    before = problem.conditions.before
    try:
        if isinstance(start, PlanLike) and getattr(start, "before", None) is not before:
            # What an enterprise went on from when it was formed is nothing to this one.
            start = _free_of_before(start)
        return replace(read_plan(start, problem.project, problem.network), before=before)
    except DataError as error:
        faults = (
            fault.model_copy(update={"path": fault.path.replace("plan", "start", 1)})
            for fault in error.faults
        )
        raise DataError(faults) from error


def _free_of_before(start: PlanLike) -> Plan:
    schedule: Sequence[Scheduled] = getattr(start, "schedule", ())
    starts = {one.task: one.start for one in schedule} or getattr(start, "starts", None)
    return Plan(
        tuple(start.assignments),
        tuple(start.packages),
        tuple(start.backups),
        tuple(start.preparations),
        starts=starts,
    )


def with_standbys(problem: Problem, plan: Plan) -> Plan:
    """Return a plan with standbys sought for it where it names none.

    Parameters
    ----------
    problem
        What the plan is for.
    plan
        A plan for the same project and network.
    """
    if plan.backups or not problem.backups.any():
        return plan
    shares = _shares(problem, plan)
    standbys = seek_standbys(problem, _partners(problem, shares), shares)
    pairs = problem.pairs
    backups = tuple(
        Backup(task=problem.task_ids[pairs.task[pair]], firm=problem.firm_ids[pairs.firm[pair]])
        for pair in standbys
    )
    return replace(plan, backups=backups)


def with_schedule(formulation: Formulation, plan: Plan) -> Plan:
    """Return a plan that says when each task starts, where it says nothing of that itself.

    Parameters
    ----------
    formulation
        What is to be solved.
    plan
        A plan for the same project and network.
    """
    if plan.starts is not None:
        return plan
    return replace(plan, starts=formulation.schedule(_shares(formulation.problem, plan)))


def start_vector(formulation: Formulation, plan: Plan) -> FloatArray:
    """Return the columns of a plan that breaks no rule.

    Parameters
    ----------
    formulation
        What is to be solved.
    plan
        A plan for the same project and network.
    """
    problem = formulation.problem
    shares = _shares(problem, plan)
    standbys = [_pair(problem, one.task, one.firm) for one in plan.backups]
    packages = [problem.packages.bids.index(one) for one in plan.packages]
    return formulation.vector(_partners(problem, shares), shares, standbys, plan.starts, packages)


def _shares(problem: Problem, plan: Plan) -> dict[int, float]:
    """Return the shares by position of the pair; what nobody may do is left out, for evaluation to tell."""
    known = problem.pair_position
    at = (
        (problem.task_position[one.task], problem.firm_position.get(one.firm, -1)) for one in plan.assignments
    )
    return {known[key]: one.share for key, one in zip(at, plan.assignments, strict=True) if key in known}


def _partners(problem: Problem, shares: dict[int, float]) -> set[int]:
    partners = {int(problem.pairs.firm[pair]) for pair in shares}
    return partners if problem.initiator is None else partners | {problem.initiator}


def _pair(problem: Problem, task: str, firm: str) -> int:
    return problem.pair_position[problem.task_position[task], problem.firm_position[firm]]
