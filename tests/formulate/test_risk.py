"""What the program says of risk: true at every plan, never above it, and exact where it was asked."""

from itertools import combinations, pairwise
from random import Random

import numpy as np
import pytest
from check.builders import firm, network, offer, project, shock, task
from risky_instances import Choice, risky_instance, sound_plans

from formulate.relaxed import relaxed_value
from vebuilder import evaluate
from vebuilder.formulate.cuts import Cut
from vebuilder.formulate.linear_model import FloatArray
from vebuilder.formulate.lost_share import ExactFailures, WeighedFailures, lost_share
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.model import CVaR, Evaluation, Quote, Rules, Strategy, WorstCase
from vebuilder.solve.by_cuts import with_rows
from vebuilder.solve.residual import residual

SEEDS = (0, 2, 3, 4, 9, 10, 12, 13, 14, 17, 24, 29, 31, 34, 38, 39, 41, 43, 54, 58, 59)


def vector(formulation: Formulation, plan: Choice) -> FloatArray:
    problem = formulation.problem
    assigned, standing = (
        [
            problem.pair_position[problem.task_position[one.task], problem.firm_position[one.firm]]
            for one in part
        ]
        for part in plan
    )
    partners = {int(problem.pairs.firm[pair]) for pair in assigned}
    if problem.initiator is not None:
        partners.add(problem.initiator)
    return formulation.vector(partners, dict.fromkeys(assigned, 1.0), standing)


def sound(seed: int) -> tuple[Formulation, list[tuple[FloatArray, Evaluation]]]:
    project, members = risky_instance(seed)
    formulation = formulate(Problem.of(project, members))
    plans = sound_plans(project, members)
    Random(seed).shuffle(plans)
    return formulation, [(vector(formulation, plan), evaluation) for plan, evaluation in plans]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_sound_plan_is_a_solution_of_its_own_value(seed: int) -> None:
    formulation, plans = sound(seed)
    model = formulation.model
    for solution, evaluation in plans[:40]:
        assert residual(model, solution).feasible
        assert model.measures["cost"].value(solution) == pytest.approx(evaluation.cost.total, abs=1e-9)
        assert model.objective(solution) == pytest.approx(evaluation.objective, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_cuts_hold_at_every_plan_and_are_tight_where_they_were_made(seed: int) -> None:
    formulation, plans = sound(seed)
    found: list[Cut] = []
    for solution, _ in plans[:15]:
        broken = [cut for source in formulation.cuts for cut in source.broken(solution, whole=True)]
        assert broken == []  # a plan of its own value breaks nothing
        for made in _made_at(formulation, solution):
            assert made.short(solution) == pytest.approx(0.0, abs=1e-9)
            found.append(made)
    rng = np.random.default_rng(seed)
    for (one, _), (other, _) in pairwise(plans[:11]):
        found += _made_at(formulation, one + rng.uniform() * (other - one), whole=False)
    for cut in found:
        for solution, _ in plans:
            assert cut.short(solution) <= 1e-9
    assert found or not formulation.cuts


def _made_at(formulation: Formulation, solution: FloatArray, *, whole: bool = True) -> list[Cut]:
    """Return the rows that are found where nothing is said to be lost."""
    unaware = solution.copy()
    for family in formulation.model.columns:
        if family.name in {"lost share of a task", "mean loss of the worst scenarios", "loss at worst"}:
            unaware[family.start : family.stop] = -1.0
    return [cut for source in formulation.cuts for cut in source.broken(unaware, whole=whole)]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_relaxation_is_never_above_the_best_plan_and_cuts_raise_it(seed: int) -> None:
    formulation, plans = sound(seed)
    best = min(evaluation.objective for _, evaluation in plans)
    value = relaxed_value(formulation.model)
    assert value <= best + 1e-6
    found = [cut for solution, _ in plans[:30] for cut in _made_at(formulation, solution)]
    if found:
        tighter = relaxed_value(with_rows(formulation.model, found))
        assert value - 1e-6 <= tighter <= best + 1e-6


FIRMS = network(
    *(
        firm(name, reliability=level, attributes={"country": country})
        for name, level, country in zip(
            "abcde", (0.9, 0.5, 0.7, 0.0, 1.0), ("DE", "DE", "FR", "FR", "DE"), strict=True
        )
    )
)
SHOCKED = project(
    task("t", loss=10, backups=2), shocks=(shock("country", "DE", 0.4, 0.5), shock("country", "FR", 0.2, 0.0))
)


def test_failures_together_are_those_of_evaluate() -> None:
    failures = ExactFailures(Problem.of(SHOCKED, FIRMS), 0)
    beside, each = failures.beside((1, 2)), failures.beside_each((1,))
    for number, name in enumerate("ade"):
        position = "abcde".index(name)
        risk = evaluate(SHOCKED, FIRMS, [("t", name)], backups=[("t", "b"), ("t", "c")]).risk
        assert 10 * beside[position] == pytest.approx(risk.expected_loss), number
        assert 10 * each[position, 2] == pytest.approx(risk.expected_loss)
    assert beside[1] == pytest.approx(beside[2]) == pytest.approx(failures.beside((1,))[2])


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_bound_on_the_lost_share_holds_for_all_partners_and_standbys(count: int) -> None:
    rng = np.random.default_rng(count)
    drawn = rng.uniform(size=(5, 40)) < rng.uniform(size=(5, 1))
    weighed = WeighedFailures(drawn.astype(float), rng.dirichlet(np.ones(40)))
    for failures in (ExactFailures(Problem.of(SHOCKED, FIRMS), 0), weighed):
        for size in range(count + 1):
            for chosen in combinations(range(5), size):
                bound = lost_share(failures, chosen, count)
                for standbys in combinations(range(5), count):
                    true = failures.beside(standbys)
                    gap = true - bound.shares - bound.standbys[list(standbys)].sum()
                    at_work = np.setdiff1d(np.arange(5), standbys)
                    assert gap[at_work].min() >= -1e-12
                    if chosen == standbys:
                        assert gap[at_work].max() <= 1e-12


def test_nobody_is_sought_to_stand_by_who_may_not() -> None:
    members = network(
        firm("a"), firm("b", reliability=0.9), firm("c", reliability=0.8), firm("d", reliability=0.1)
    )
    rules = Rules(incompatible=(("a", "b"),))
    asked = project(task("t", loss=9, backups=1), task("u", backups=2), rules=rules)
    formulation = formulate(Problem.of(asked, members))
    solution = formulation.vector({0, 2}, {0: 1.0, 6: 1.0})
    decisions, pairs = formulation.decisions, formulation.problem.pairs
    standing = np.flatnonzero(solution[decisions.standby] > 0.5)
    assert list(zip(pairs.task[standing], pairs.firm[standing], strict=True)) == [(0, 2), (1, 0), (1, 3)]
    assert residual(formulation.model, solution).feasible


def test_a_program_does_not_grow_with_scenarios() -> None:
    sizes = []
    for scenarios in (10, 10_000):
        measure = CVaR(scenarios=scenarios)
        asked = project(
            task("t", loss=5, backups=1), task("u", loss=5), strategy=Strategy(risk=1, risk_measure=measure)
        )
        model = formulate(Problem.of(asked, FIRMS)).model
        sizes.append((model.n_columns, model.n_rows))
    assert sizes[0] == sizes[1]


def test_a_task_with_as_many_standbys_as_failures_is_never_lost() -> None:
    asked = project(
        task("t", loss=5, backups=2), strategy=Strategy(risk=1, risk_measure=WorstCase(failures=2))
    )
    formulation = formulate(Problem.of(asked, FIRMS))
    assert formulation.cuts == ()
    assert not formulation.model.measures["risk"].coefficients.any()


def test_offers_that_quotes_price_are_not_protected() -> None:
    members = network(
        firm("a", offer(unit_cost=4, cost_spread=0.5), offer("turning", unit_cost=2, cost_spread=1))
    )
    asked = project(task("t", amount=3), task("u", "turning"), strategy=Strategy(price_protection=1))
    quoted = asked.model_copy(update={"quotes": (Quote(task="t", firm="a", cost=12),)})
    for one, protection in ((asked, 6), (quoted, 2)):
        formulation = formulate(Problem.of(one, members))
        solution = formulation.vector({0}, {0: 1.0, 1: 1.0})
        assert formulation.model.measures["cost"].value(solution) == 12 + 2 + protection
