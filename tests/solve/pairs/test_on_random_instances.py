"""The pair engine, forced upon every random instance that has trusting pairs at all."""

import pytest
from instances import random_instance

from solve.pairs.agreement import engine_agrees_on
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.pairs import choice


@pytest.mark.parametrize("seed", range(200))
def test_engine_finds_the_best(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)
    engine_agrees_on(seed)


def test_enough_instances_are_for_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)
    problems = [Problem.of(*random_instance(seed)) for seed in range(200)]
    taken = [problem for problem in problems if choice.pair_engine(formulate(problem)) is not None]
    assert len(taken) >= 40
