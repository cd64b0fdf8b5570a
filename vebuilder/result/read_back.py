"""From a solver's columns back to who does what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from vebuilder.check.case import Case, open_case
from vebuilder.check.plan import Plan
from vebuilder.check.work import work_costs
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation
from vebuilder.model import Assignment, Backup, Package

# Shares below this are rounding of a solver; stated least shares are far above it.
SMALLEST_SHARE = 1e-9


@dataclass(frozen=True)
class Draft:
    """Shares by pair position, the pairs that stand by, the packages chosen.

    Zero shares are assignments that only count.
    """

    shares: dict[int, float]
    standbys: tuple[int, ...] = ()
    packages: tuple[Package, ...] = ()

    def case(self, problem: Problem, starts: Mapping[str, float] | None = None) -> Case:
        """Return the draft laid over its project, to be evaluated; the work is not priced yet."""
        pairs = problem.pairs
        assignments = tuple(
            Assignment(
                task=problem.task_ids[pairs.task[pair]], firm=problem.firm_ids[pairs.firm[pair]], share=share
            )
            for pair, share in sorted(self.shares.items())
        )
        plan = Plan(
            assignments,
            self.packages,
            self.backups(problem),
            starts=starts,
            before=problem.conditions.before,
        )
        return open_case(problem.project, problem.network, plan)

    def backups(self, problem: Problem) -> tuple[Backup, ...]:
        """Return the standby firms and their retainers in the planner's words, in the order of the tasks."""
        pairs = problem.pairs
        return tuple(
            Backup(
                task=problem.task_ids[pairs.task[pair]],
                firm=problem.firm_ids[pairs.firm[pair]],
                cost=float(problem.project.retainer * pairs.work[pair]),
            )
            for pair in self.standbys
        )

    def firms(self, problem: Problem) -> set[int]:
        """Return the positions of the firms assigned to something."""
        return {int(problem.pairs.firm[pair]) for pair in self.shares}


def priced_assignments(case: Case) -> tuple[Assignment, ...]:
    """Return the assignments of a case with what their work costs, in the order of the tasks."""
    costs = work_costs(case)
    return tuple(one.model_copy(update={"cost": costs[one.task, one.firm]}) for one in case.plan.assignments)


def read_draft(formulation: Formulation, solution: FloatArray) -> Draft:
    """Return what the solver decided, idle partners given something to be assigned to where they may be.

    Parameters
    ----------
    formulation
        What was solved.
    solution
        One value per column, whole numbers exact.
    """
    problem, decisions = formulation.problem, formulation.decisions
    value = solution[decisions.share]
    value = np.where(value > SMALLEST_SHARE, value, 0.0)
    total = np.bincount(problem.pairs.task, weights=value, minlength=len(problem.tasks))
    value = np.minimum(value / total[problem.pairs.task], 1.0)
    assigned = value > 0
    switched = decisions.switched
    assigned[switched] |= solution[decisions.assigned[switched]] > 0.5
    shares = {int(pair): float(value[pair]) for pair in np.flatnonzero(assigned)}

    backed = decisions.backed
    standing = backed[solution[decisions.standby[backed]] > 0.5]
    bids = problem.packages.bids
    chosen = tuple(bids[one] for one in np.flatnonzero(solution[decisions.package] > 0.5).tolist())
    draft = Draft(shares, tuple(standing.tolist()), chosen)
    partners = set(np.flatnonzero(solution[decisions.partner] > 0.5).tolist())
    idle = partners - draft.firms(problem)
    for pair in decisions.free:
        firm = int(problem.pairs.firm[pair])
        if firm in idle:
            idle.discard(firm)
            shares[int(pair)] = 0.0
    return draft


def without_needless(draft: Draft, problem: Problem) -> Draft:
    """Return the draft without zero shares that no task's least number of partners asks for.

    Parameters
    ----------
    draft
        What the solver decided.
    problem
        The instance.
    """
    kept = {pair: share for pair, share in draft.shares.items() if share > 0}
    at_work = Draft(kept).firms(problem)
    for pair in _existing_partners_first(draft, problem, at_work):
        task = int(problem.pairs.task[pair])
        count = sum(1 for other in kept if problem.pairs.task[other] == task)
        if count < problem.tasks[task].min_partners:
            kept[pair] = 0.0
    return replace(draft, shares=kept)


def _existing_partners_first(draft: Draft, problem: Problem, at_work: set[int]) -> Iterable[int]:
    zero = [pair for pair, share in draft.shares.items() if share == 0]
    return sorted(zero, key=lambda pair: (int(problem.pairs.firm[pair]) not in at_work, pair))
