"""Compiling the steps of the search takes longer than some calls have."""

import math

import pytest

from solve.bundles.cases import engine_of, trusting_network
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.options import Options
from vebuilder.solve.search import compiled
from vebuilder.solve.search.compiled import CompiledAnnealing
from vebuilder.solve.search.rounds import SECONDS_TO_COMPILE, Work
from vebuilder.solve.size.engine import SizeEngine
from vebuilder.solve.solve import solve


@pytest.fixture
def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What is asked to be compiled, on a machine where nothing has been."""
    asked: list[object] = []
    begin = CompiledAnnealing.__init__

    def noted(self: CompiledAnnealing, *rest: object) -> None:
        asked.append(self)
        begin(self, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(compiled, "at_hand", lambda: False)
    monkeypatch.setattr(CompiledAnnealing, "__init__", noted)
    return asked


def test_a_call_of_a_few_seconds_compiles_nothing(asked_for: list[object]) -> None:
    formulation = trusting_network(1, 200, 30)
    terms = terms_of(formulation)
    assert terms is not None
    size = SizeEngine(formulation, terms, None)  # type: ignore[arg-type]
    result = solve(formulation.model, Options(time_limit=4.0, gap=0), size)
    assert result.solution is not None
    assert result.solver.endswith("1 thread")
    assert asked_for == []


def test_a_call_without_a_limit_compiles(asked_for: list[object]) -> None:
    formulation = trusting_network(1, 100, 30)
    solve(formulation.model, Options(gap=0.5), engine_of(formulation))
    assert asked_for


@pytest.mark.parametrize("seconds", [SECONDS_TO_COMPILE, math.inf])
def test_a_longer_call_has_time_to_compile(seconds: float) -> None:
    assert Work.within(seconds).may_compile
    assert not Work.within(SECONDS_TO_COMPILE - 1).may_compile
