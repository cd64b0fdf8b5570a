"""The pair engine, forced upon every random instance that has trusting pairs at all."""

import pytest
from brute_force import best_plan
from instances import random_instance

import vebuilder as ve
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.pairs import choice


@pytest.mark.parametrize("seed", range(200))
def test_engine_finds_the_best(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    project, network = random_instance(seed)
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)
    if choice.pair_engine(formulate(Problem.of(project, network))) is None:
        return
    best = best_plan(project, network)
    if best is None:
        with pytest.raises(ve.InfeasibleError):
            ve.form_enterprise(project, network, gap=1e-9)
        return
    enterprise = ve.form_enterprise(project, network, gap=1e-9)
    assert enterprise.solver.startswith("auto (pairs")
    assert enterprise.objective == pytest.approx(best.price.objective, rel=1e-6, abs=1e-6)


def test_enough_instances_are_for_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)
    problems = [Problem.of(*random_instance(seed)) for seed in range(200)]
    taken = [problem for problem in problems if choice.pair_engine(formulate(problem)) is not None]
    assert len(taken) >= 40
