"""Nothing leaves the library that the solver-free evaluation does not confirm."""

from dataclasses import dataclass

from vebuilder.check.case import open_case
from vebuilder.check.evaluate import appraise
from vebuilder.check.plan import read_plan
from vebuilder.formulate.program import Formulation
from vebuilder.model import Assignment, AuditError, Backup, Evaluation
from vebuilder.result.read_back import Draft, read_draft, without_needless
from vebuilder.solve.outcome import RawResult

TOLERANCE = 1e-6
# A bound this close to the objective is the objective: float arithmetic cannot tell them apart.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Audited:
    """An answer that `evaluate` has confirmed."""

    assignments: tuple[Assignment, ...]
    backups: tuple[Backup, ...]
    evaluation: Evaluation
    bound: float | None


def audit(formulation: Formulation, result: RawResult, one: float = 1.0) -> Audited:
    """Recompute an answer from the planner's data alone and compare.

    Parameters
    ----------
    formulation
        What was solved.
    result
        What the solver answered; must have a solution.
    one
        What counts as a whole unit of the objective: with money of millionths, a millionth is no rounding.

    Raises
    ------
    AuditError
        If a rule is broken, or the objective or the bound does not hold.
    """
    if result.solution is None:
        raise AuditError("there is no answer to audit")
    draft = read_draft(formulation, result.solution)
    evaluation = _evaluated(formulation, draft)
    if evaluation.violations:
        broken = "; ".join(str(violation) for violation in evaluation.violations)
        raise AuditError(f"the answer breaks rules and is withheld: {broken}")
    if any(share == 0 for share in draft.shares.values()):
        lean = without_needless(draft, formulation.problem)
        of_lean = _evaluated(formulation, lean)
        if not of_lean.violations and of_lean.objective <= evaluation.objective:
            draft, evaluation = lean, of_lean
    claimed = formulation.model.objective(result.solution)
    if evaluation.objective > claimed + TOLERANCE * max(one, abs(claimed)):
        raise AuditError(
            f"{result.solver} claims an objective of {claimed:.9g}, recomputed it is "
            f"{evaluation.objective:.9g}; the answer is withheld"
        )
    problem = formulation.problem
    return Audited(
        draft.assignments(problem),
        draft.backups(problem),
        evaluation,
        _sound_bound(evaluation.objective, result, one),
    )


def _evaluated(formulation: Formulation, draft: Draft) -> Evaluation:
    problem = formulation.problem
    assignments, backups = draft.assignments(problem), draft.backups(problem)
    plan = read_plan(assignments, problem.project, problem.network, backups=backups)
    # The input was found sound and supported before anything was formulated.
    return appraise(open_case(problem.project, problem.network, plan))


def _sound_bound(objective: float, result: RawResult, one: float) -> float | None:
    """Return the bound, or the objective where the two differ by rounding only."""
    if result.bound is None:
        return None
    if result.bound > objective + TOLERANCE * max(one, abs(objective)):
        raise AuditError(
            f"{result.solver} claims that no objective below {result.bound:.9g} is possible, "
            f"but its answer has {objective:.9g}; the answer is withheld"
        )
    return objective if objective - result.bound <= ROUNDING * max(one, abs(objective)) else result.bound
