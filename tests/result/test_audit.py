from dataclasses import replace

import numpy as np
import pytest
from check.builders import firm, network, offer, project, split_task, task

from vebuilder import AuditError
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Network, Project, Rules
from vebuilder.result.audit import audit
from vebuilder.solve.outcome import RawResult

PROJECT = project(task("t", amount=2))
NETWORK = network(firm("a", offer(unit_cost=3), capacity=1), firm("b", offer(unit_cost=4), joining_cost=1))


def formulation_of(project: Project = PROJECT, network: Network = NETWORK) -> Formulation:
    return formulate(Problem.of(project, network))


def answer(formulation: Formulation, firm: str, bound: float | None = None) -> RawResult:
    """All tasks done by one firm, whether it may or not."""
    problem, decisions = formulation.problem, formulation.decisions
    solution = np.zeros(formulation.model.n_columns)
    position = problem.firm_position[firm]
    solution[decisions.partner[position]] = 1
    solution[decisions.share[problem.pairs.firm == position]] = 1
    return RawResult("feasible", "finished", solution, bound, "a solver")


def test_a_sound_answer_comes_back_with_its_figures() -> None:
    formulation = formulation_of()
    audited = audit(formulation, answer(formulation, "b", bound=8.5))
    assert [(one.task, one.firm, one.share, one.cost) for one in audited.assignments] == [("t", "b", 1, 8)]
    assert audited.evaluation.objective == 9
    assert audited.bound == 8.5


def test_an_answer_that_breaks_a_rule_is_withheld() -> None:
    formulation = formulation_of()
    with pytest.raises(AuditError, match=r"withheld: firm 'a' is asked for effort 2 with capacity 1"):
        audit(formulation, answer(formulation, "a"))


def test_an_answer_that_claims_to_be_better_than_it_is_is_withheld() -> None:
    formulation = formulation_of()
    cheap = replace(formulation, model=replace(formulation.model, cost=formulation.model.cost / 2))
    with pytest.raises(AuditError, match=r"claims an objective of 4.5, recomputed it is 9"):
        audit(cheap, answer(cheap, "b"))


@pytest.mark.parametrize(
    ("bound", "kept"), [(9 - 1e-9, 9), (9 + 1e-9, 9), (9 - 1e-7, 9 - 1e-7), (None, None)]
)
def test_only_rounding_lies_between_a_bound_and_the_objective_it_meets(
    bound: float | None, kept: float | None
) -> None:
    formulation = formulation_of()
    assert audit(formulation, answer(formulation, "b", bound)).bound == kept


def test_a_bound_above_the_objective_is_a_wrong_claim() -> None:
    formulation = formulation_of()
    with pytest.raises(AuditError, match=r"no objective below 9.1 is possible, but its answer has 9;"):
        audit(formulation, answer(formulation, "b", bound=9.1))


def test_nothing_to_audit_is_an_error() -> None:
    with pytest.raises(AuditError, match="no answer"):
        audit(formulation_of(), RawResult("no_solution", "time", None, None, "a solver"))


def test_partners_nobody_needs_are_left_out() -> None:
    formulation = formulation_of(project(split_task("t")), network(firm("a"), firm("b")))
    result = answer(formulation, "a")
    assert result.solution is not None
    result.solution[formulation.decisions.partner] = 1  # b is a partner, but idle
    assert [one.firm for one in audit(formulation, result).assignments] == ["a"]


def test_a_required_partner_without_work_is_assigned_a_share_of_nothing() -> None:
    asked = project(split_task("t"), rules=Rules(required={"b"}))
    formulation = formulation_of(asked, network(firm("a"), firm("b")))
    result = answer(formulation, "a")
    assert result.solution is not None
    result.solution[formulation.decisions.partner] = 1
    audited = audit(formulation, result)
    assert [(one.firm, one.share) for one in audited.assignments] == [("a", 1), ("b", 0)]
