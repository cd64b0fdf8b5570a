"""Nothing leaves the library that the solver-free evaluation does not confirm."""

from dataclasses import dataclass

from vebuilder.check.evaluate import appraise
from vebuilder.check.structure import structure_of
from vebuilder.check.work import work_costs
from vebuilder.formulate.program import Formulation
from vebuilder.model import Assignment, AuditError, Backup, Evaluation, Package, Scheduled, Structure
from vebuilder.result.read_back import priced_assignments, read_draft, without_needless
from vebuilder.result.schedule import schedule_of
from vebuilder.solve.outcome import RawResult

TOLERANCE = 1e-6
# A bound this close to the objective is the objective: float arithmetic cannot tell them apart.
ROUNDING = 1e-9


@dataclass(frozen=True)
class Audited:
    """An answer that `evaluate` has confirmed."""

    assignments: tuple[Assignment, ...]
    packages: tuple[Package, ...]
    backups: tuple[Backup, ...]
    schedule: tuple[Scheduled, ...]
    evaluation: Evaluation
    bound: float | None
    structure: Structure


def audit(formulation: Formulation, result: RawResult, one: float = 1.0, *, lean: bool = True) -> Audited:
    """Recompute an answer from the planner's data alone and compare.

    Parameters
    ----------
    formulation
        What was solved.
    result
        What the solver answered; must have a solution.
    one
        What counts as a whole unit of the objective: with money of millionths, a millionth is no rounding.
    lean
        Whether partners with share 0 whom nothing asks for are left out where that costs nothing.

    Raises
    ------
    AuditError
        If a rule is broken, or the objective or the bound does not hold.
    """
    if result.solution is None:
        raise AuditError("there is no answer to audit")
    problem = formulation.problem
    # The input was found sound and supported before anything was formulated.
    draft = read_draft(formulation, result.solution)
    starts = formulation.schedule(draft.shares, result.solution)
    case = draft.case(problem, starts)
    evaluation = appraise(case)
    if evaluation.violations:
        broken = "; ".join(str(violation) for violation in evaluation.violations)
        raise AuditError(f"the answer breaks rules and is withheld: {broken}")
    if not problem.conditions.kept_by(frozenset(case.partners)):
        raise AuditError("the answer has the partners of an earlier one, and others were asked for")
    if lean and any(share == 0 for share in draft.shares.values()):
        less = without_needless(draft, problem)
        starts_of_less = formulation.schedule(less.shares, result.solution)
        case_of_less = less.case(problem, starts_of_less)
        of_less = appraise(case_of_less)
        others = problem.conditions.kept_by(frozenset(case_of_less.partners))
        if others and not of_less.violations and of_less.objective <= evaluation.objective:
            draft, starts, case, evaluation = less, starts_of_less, case_of_less, of_less
    claimed = formulation.model.objective(result.solution)
    if evaluation.objective > claimed + TOLERANCE * max(one, abs(claimed)):
        raise AuditError(
            f"{result.solver} claims an objective of {claimed:.9g}, recomputed it is "
            f"{evaluation.objective:.9g}; the answer is withheld"
        )
    return Audited(
        priced_assignments(case),
        case.plan.packages,
        case.plan.backups,
        schedule_of(problem, draft.shares, starts),
        evaluation,
        _sound_bound(evaluation.objective, result, one),
        structure_of(case, work_costs(case)),
    )


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
