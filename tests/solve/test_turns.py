"""HiGHS and CP-SAT by turns: the best answer and the best bound of both."""

import pytest
from brute_schedule import plans, schedules
from scheduled_instances import scheduled_instance

from vebuilder import evaluate
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import Strategy
from vebuilder.solve import turns
from vebuilder.solve.options import Options, Progress
from vebuilder.solve.solve import solve


def crowded(seed: int) -> Formulation:
    project, network = scheduled_instance(seed, limited=True)
    timed = project.model_copy(update={"deadline": None, "strategy": Strategy(cost=1, time=3)})
    return formulate(Problem.of(timed, network))


SEEDS = [seed for seed in range(12) if crowded(seed).model.resources]


def least(formulation: Formulation) -> float:
    project, network = formulation.problem.project, formulation.problem.network
    told = (
        evaluate(project, network, plan, starts=starts)
        for plan in plans(project, network)
        for starts in schedules(project, network, plan)
    )
    return min(one.objective for one in told if one.feasible)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("seconds", [10.0, 1e-3])
def test_the_answer_is_the_best_whoever_finds_it(
    seed: int, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "FIRST_TURN", seconds)
    formulation = crowded(seed)
    result = solve(formulation.model, Options(gap=1e-8), turns.Turns("of a test"))
    assert result.status == "optimal"
    assert result.solution is not None
    assert formulation.model.objective(result.solution) == pytest.approx(least(formulation))
    assert result.solver.startswith("auto (highs")
    assert "of a test" in result.solver


def test_a_turn_that_ends_undecided_is_not_called_reproducible(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "FIRST_TURN", 0.0)
    result = solve(crowded(SEEDS[0]).model, Options(gap=1e-8, time_limit=0.2), turns.Turns("of a test"))
    assert "reproducible" not in result.solver


def test_the_start_is_kept_and_progress_is_told() -> None:
    formulation = crowded(SEEDS[0])
    known = solve(formulation.model, Options(gap=1e-8)).solution
    assert known is not None
    events: list[Progress] = []
    options = Options(gap=1e-8, start=known, progress=events.append)
    result = solve(formulation.model, options, turns.Turns("of a test"))
    assert result.solution is not None
    assert formulation.model.objective(result.solution) == pytest.approx(formulation.model.objective(known))
    assert events
    stopped = solve(formulation.model, Options(start=known, time_limit=0), turns.Turns("of a test"))
    assert stopped.solution is not None
