import numpy as np
import pytest
from check.builders import firm, network, project, split_task

from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.result.read_back import Draft, read_draft, without_needless

NETWORK = network(*(firm(name) for name in "abc"))


def shares_read(formulation: Formulation, shares: list[float], assigned: list[float]) -> dict[int, float]:
    decisions = formulation.decisions
    solution = np.zeros(formulation.model.n_columns)
    solution[decisions.share] = shares
    solution[decisions.assigned] = assigned
    solution[decisions.partner] = assigned
    return read_draft(formulation, solution).shares


def test_rounding_of_a_solver_is_no_share_and_the_rest_adds_up_to_one() -> None:
    formulation = formulate(Problem.of(project(split_task("t", max_partners=2)), NETWORK))
    shares = shares_read(formulation, [0.6000001, 0.4, 3e-10], [1, 1, 0])
    assert list(shares) == [0, 1]
    assert sum(shares.values()) == pytest.approx(1, abs=1e-15)
    assert shares[0] == pytest.approx(0.6000001 / 1.0000001)


def test_an_assignment_that_only_counts_has_a_share_of_nothing() -> None:
    formulation = formulate(Problem.of(project(split_task("t", min_partners=2)), NETWORK))
    assert shares_read(formulation, [1, 0, 0], [1, 0, 1]) == {0: 1.0, 2: 0.0}


@pytest.mark.parametrize(
    ("least", "kept"), [(1, {0: 1.0}), (2, {0: 1.0, 1: 0.0}), (3, {0: 1.0, 1: 0.0, 2: 0.0})]
)
def test_no_more_idle_assignments_are_kept_than_a_task_asks_for(least: int, kept: dict[int, float]) -> None:
    problem = Problem.of(project(split_task("t", min_partners=least)), NETWORK)
    assert without_needless(Draft({0: 1.0, 1: 0.0, 2: 0.0}), problem).shares == kept
