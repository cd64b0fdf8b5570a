"""Bundles with the tail of the losses: the optimum the plain program proves, and true figures on the way."""

import pytest
from risky_networks import risky_network

from vebuilder import evaluate
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.tail import tail_of
from vebuilder.model import CVaR, WorstCase
from vebuilder.result.audit import audit
from vebuilder.solve.bundles.choice import bundle_engine
from vebuilder.solve.bundles.engine import TailEngine
from vebuilder.solve.bundles.pool import pool_of
from vebuilder.solve.bundles.terms import terms_of
from vebuilder.solve.by_cuts import ByCuts
from vebuilder.solve.engines import engine_of
from vebuilder.solve.options import Options
from vebuilder.solve.registry import load
from vebuilder.solve.solve import solve

MEASURES = [CVaR(level=0.9, scenarios=150), CVaR(level=0.5, scenarios=31), WorstCase(failures=2)]


def tail_engine(formulation):
    terms = terms_of(formulation)
    return TailEngine(formulation, terms, pool_of(terms), "", tail_of(formulation.problem))


def by_cuts(formulation):
    return ByCuts(formulation, load("highs"), "highs")


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("seed", range(4))
def test_bundles_prove_what_the_plain_program_proves(seed, measure, monkeypatch):
    if seed % 2:
        monkeypatch.setattr("vebuilder.solve.bundles.engine.first_answer", lambda *_, **__: None)
    formulation = risky_network(seed, 8, 4, measure)
    problem, model = formulation.problem, formulation.model
    plain = solve(model, Options(gap=0), by_cuts(formulation))
    bounds = []
    told = Options(gap=0, progress=lambda event: bounds.append(event.bound))
    result = solve(model, told, tail_engine(formulation))
    assert result.status == plain.status == "optimal"
    best = model.objective(plain.solution)
    assert model.objective(result.solution) == pytest.approx(best, rel=1e-6)
    assert all(bound is None or bound <= best + 1e-4 for bound in bounds)
    audited = audit(formulation, result)
    plan = [(one.task, one.firm) for one in audited.assignments]
    assert evaluate(problem.project, problem.network, plan).objective == pytest.approx(best, rel=1e-6)


def test_they_are_chosen_where_bundles_carry_all_but_the_measure():
    formulation = risky_network(0, 60, 12, CVaR(scenarios=50))
    assert isinstance(bundle_engine(formulation), TailEngine)
    assert isinstance(engine_of(formulation, "auto"), TailEngine)
    assert isinstance(engine_of(formulation, "highs"), ByCuts)
    backed = risky_network(0, 60, 12, CVaR(scenarios=50), backups=1)
    assert bundle_engine(backed) is None
    assert isinstance(engine_of(backed, "auto"), ByCuts)
    project, network = formulation.problem.project, formulation.problem.network
    strategy = project.strategy.model_copy(update={"price_protection": 2})
    protected = formulate(Problem.of(project.model_copy(update={"strategy": strategy}), network))
    assert isinstance(engine_of(protected, "auto"), ByCuts)
    worst = risky_network(0, 60, 12, WorstCase(failures=2))
    assert isinstance(engine_of(worst, "auto"), TailEngine)
