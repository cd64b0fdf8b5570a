"""Nothing leaves the library that the solver-free evaluation does not confirm."""

from collections.abc import Mapping
from dataclasses import dataclass

from vebuilder.check.case import open_case
from vebuilder.check.evaluate import appraise
from vebuilder.check.plan import read_plan
from vebuilder.formulate.program import Formulation
from vebuilder.model import Assignment, AuditError, Backup, Evaluation, Scheduled
from vebuilder.result.read_back import Draft, read_draft, without_needless
from vebuilder.result.schedule import schedule_of
from vebuilder.solve.outcome import RawResult

TOLERANCE = 1e-6
# A bound this close to the objective is the objective: float arithmetic cannot tell them apart.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Audited:
    """An answer that `evaluate` has confirmed."""

    assignments: tuple[Assignment, ...]
    backups: tuple[Backup, ...]
    schedule: tuple[Scheduled, ...]
    evaluation: Evaluation
    bound: float | None


def audit(formulation: Formulation, result: RawResult) -> Audited:
    """Recompute an answer from the planner's data alone and compare.

    Parameters
    ----------
    formulation
        What was solved.
    result
        What the solver answered; must have a solution.

    Raises
    ------
    AuditError
        If a rule is broken, or the objective or the bound does not hold.
    """
    if result.solution is None:
        raise AuditError("there is no answer to audit")
    draft = read_draft(formulation, result.solution)
    starts = formulation.schedule(draft.shares, result.solution)
    evaluation = _evaluated(formulation, draft, starts)
    if evaluation.violations:
        broken = "; ".join(str(violation) for violation in evaluation.violations)
        raise AuditError(f"the answer breaks rules and is withheld: {broken}")
    if any(share == 0 for share in draft.shares.values()):
        lean = without_needless(draft, formulation.problem)
        lean_starts = formulation.schedule(lean.shares, result.solution)
        of_lean = _evaluated(formulation, lean, lean_starts)
        if not of_lean.violations and of_lean.objective <= evaluation.objective:
            draft, starts, evaluation = lean, lean_starts, of_lean
    claimed = formulation.model.objective(result.solution)
    if evaluation.objective > claimed + TOLERANCE * max(1.0, abs(claimed)):
        raise AuditError(
            f"{result.solver} claims an objective of {claimed:.9g}, recomputed it is "
            f"{evaluation.objective:.9g}; the answer is withheld"
        )
    problem = formulation.problem
    return Audited(
        draft.assignments(problem),
        draft.backups(problem),
        schedule_of(problem, draft.shares, starts),
        evaluation,
        _sound_bound(evaluation.objective, result),
    )


def _evaluated(formulation: Formulation, draft: Draft, starts: Mapping[str, float] | None) -> Evaluation:
    problem = formulation.problem
    assignments, backups = draft.assignments(problem), draft.backups(problem)
    plan = read_plan(assignments, problem.project, problem.network, backups=backups, starts=starts)
    # The input was found sound and supported before anything was formulated.
    return appraise(open_case(problem.project, problem.network, plan))


def _sound_bound(objective: float, result: RawResult) -> float | None:
    """Return the bound, or the objective where the two differ by rounding only."""
    if result.bound is None:
        return None
    if result.bound > objective + TOLERANCE * max(1.0, abs(objective)):
        raise AuditError(
            f"{result.solver} claims that no objective below {result.bound:.9g} is possible, "
            f"but its answer has {objective:.9g}; the answer is withheld"
        )
    return objective if objective - result.bound <= ROUNDING * max(1.0, abs(objective)) else result.bound
