"""What a planner would use instead: right on small cases, and honest about what it does not state."""

import sys

import numpy as np
import pytest
from brute_force import best_plan
from instances import random_instance

import vebuilder as ve
from benchmarks.contenders import lineup
from benchmarks.contenders.contender import Limits, NothingFound, Refused
from benchmarks.contenders.genetic import Fitness, Genetic
from benchmarks.contenders.library import Library
from benchmarks.contenders.textbook import Textbook, incumbents, write_program
from benchmarks.contenders.toulbar2 import Toulbar2, trace
from benchmarks.synthetic import Law, synthetic
from vebuilder.formulate.problem import Problem
from vebuilder.solve.registry import ENTRIES, obstacle

Instance = tuple[ve.Project, ve.Network]
Trace = list[tuple[float, float | None, float | None]]
SEEDS = (*range(30), 54, 66, 67, 88, 96, 100)
EXACT = Limits(seconds=60.0, gap=1e-7)
GENERATIONS = 40
FEW = {"min_partners": 1, "max_partners": 1, "min_share": 0.0}


def plain(seed: int, *, split: bool) -> Instance:
    """A random case without what plain models do not state.

    They state tasks that are split, or interfaces: of both together even seeds keep the first, odd ones the
    second.
    """
    project, network = random_instance(seed)
    shared = {task.id for task in project.tasks if split and seed % 2 == 0 and task.max_partners != 1}
    costs = network.transaction_costs.model_copy(update={"coordination": 0.0})
    changes = {
        "tasks": tuple(task if task.id in shared else task.model_copy(update=FEW) for task in project.tasks),
        "interfaces": tuple(
            one for one in project.interfaces if one.source not in shared and one.target not in shared
        ),
        "rules": ve.Rules(excluded=project.rules.excluded),
        "initiator": None,
        "budget": None,
    }
    return project.model_copy(update=changes), network.model_copy(update={"transaction_costs": costs})


def run(contender: Textbook | Genetic | Toulbar2, instance: Instance) -> float | None:
    """Return what the plan costs, checked; None if the contender finds none."""
    points: Trace = []
    try:
        answer = contender.run(*instance, EXACT, lambda *point: points.append(point))
    except (ve.InfeasibleError, NothingFound):
        return None
    evaluation = ve.evaluate(*instance, answer.plan)
    assert evaluation.violations == ()
    assert answer.objective == pytest.approx(evaluation.objective, rel=1e-6, abs=1e-5)
    costs = [cost for _, cost, _ in points if cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert all(cost >= answer.objective - 1e-6 * max(1, abs(cost)) for cost in costs)
    if not isinstance(contender, Genetic):
        assert answer.bound is not None
        assert answer.bound <= evaluation.objective + 1e-5
        assert evaluation.objective - answer.bound <= 2e-3, "proven, but for the digits CBC prints"
    return evaluation.objective


@pytest.mark.parametrize("seed", SEEDS)
def test_the_textbook_program_finds_the_optimum(seed: int) -> None:
    instance = plain(seed, split=True)
    best = best_plan(*instance)
    assert run(Textbook(), instance) == (
        None if best is None else pytest.approx(best.price.objective, rel=1e-6, abs=1e-5)
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_genetic_algorithm_finds_the_optimum_of_a_few_tasks(seed: int) -> None:
    instance = plain(seed, split=False)
    best = best_plan(*instance)
    assert run(Genetic(GENERATIONS), instance) == (
        None if best is None else pytest.approx(best.price.objective, rel=1e-6, abs=1e-6)
    )


@pytest.mark.skipif(obstacle(ENTRIES["toulbar2"]) is not None, reason=str(obstacle(ENTRIES["toulbar2"])))
@pytest.mark.parametrize("seed", SEEDS)
def test_toulbar2_itself_finds_the_optimum(seed: int) -> None:
    instance = plain(seed, split=False)
    best = best_plan(*instance)
    assert run(Toulbar2(), instance) == (
        None if best is None else pytest.approx(best.price.objective, rel=1e-6, abs=1e-6)
    )


def test_the_small_cases_have_what_the_formulas_are_about() -> None:
    split = [plain(seed, split=True) for seed in SEEDS]
    solved = [best for case in split if (best := best_plan(*case)) is not None]
    assert 0 < len(split) - len(solved) < len(split) / 2, "some are infeasible, most are not"
    assert any(best.price.setup for best in solved)
    assert any(best.price.transaction < 0 for best in solved)
    assert any(best.price.expected_loss for best in solved)
    assert any(0.01 < share < 0.99 for best in solved for share in best.shares.values())


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_fitness_is_what_evaluate_says(seed: int) -> None:
    project, network = synthetic(Law(firms=14, tasks=8, capacity_in_tasks=2.0), seed)
    fitness = Fitness(Problem.of(project, network))
    chromosomes = fitness.drawn(np.random.default_rng(seed), 20)
    cost, overload = fitness(chromosomes)
    for chromosome, priced, over in zip(chromosomes, cost, overload, strict=True):
        evaluation = ve.evaluate(project, network, fitness.plan(chromosome))
        assert priced == pytest.approx(evaluation.objective)
        assert {violation.rule for violation in evaluation.violations} <= {"capacity"}
        assert over == pytest.approx(sum(violation.amount for violation in evaluation.violations))
    assert (overload > 0).any()
    assert (overload == 0).any()


def test_the_genetic_algorithm_depends_on_the_seed_alone() -> None:
    instance = synthetic(Law(firms=20, tasks=10))

    def bred(seed: int) -> object:
        return Genetic(15).run(*instance, Limits(60.0, seed=seed), lambda *_: None)

    assert bred(1) == bred(1)
    assert bred(1) != bred(2)


def test_the_textbook_program_has_a_variable_for_each_pair_with_a_price() -> None:
    offers = (ve.Offer(competence="work"),)
    firms = tuple(ve.Firm(id=name, offers=offers) for name in "abc")
    network = ve.Network(firms=firms, transaction_costs=ve.TransactionCosts(rate=1.0))
    tasks = tuple(ve.Task(id=name, competence="work") for name in ("one", "two"))
    project = ve.Project(id="p", tasks=tasks, interfaces=(ve.Interface(source="one", target="two"),))
    names = [variable.name for variable in write_program(project, network).lp.variables()]
    assert sum(name.startswith("z_") for name in names) == 6, "nine pairs, three of them in one house, free"
    assert sum(name.startswith("a_") for name in names) == 6
    assert sum(name.startswith("y_") for name in names) == 3
    assert len(names) == 15


@pytest.mark.parametrize("contender", [Textbook(), Genetic(1)], ids=["textbook", "genetic"])
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"rules": ve.Rules(max_partners=3)}, "rules.max_partners"),
        ({"budget": 250.0}, "project.budget = 250"),
        ({"initiator": "f00000"}, "project.initiator"),
        ({"strategy": ve.Strategy(risk=1.0, risk_measure=ve.CVaR())}, "strategy.risk_measure"),
        ({"deadline": 5.0}, "project.deadline = 5"),
    ],
)
def test_what_is_not_stated_is_refused_by_name(
    contender: Textbook | Genetic, changes: dict[str, object], words: str
) -> None:
    project, network = synthetic(Law(firms=12, tasks=6))
    with pytest.raises(Refused, match=rf"it does not state .*{words}"):
        contender.run(project.model_copy(update=changes), network, EXACT, lambda *_: None)


def test_coordination_and_shared_tasks_are_refused() -> None:
    project, network = synthetic(Law(firms=12, tasks=6))
    costs = network.transaction_costs.model_copy(update={"coordination": 2.0})
    with pytest.raises(Refused, match=r"transaction_costs.coordination = 2"):
        Textbook().run(
            project, network.model_copy(update={"transaction_costs": costs}), EXACT, lambda *_: None
        )
    shared = project.tasks[0].model_copy(update={"max_partners": None})
    project = project.model_copy(update={"tasks": (shared, *project.tasks[1:])})
    with pytest.raises(Refused, match=r"several firms for one task with interfaces \('t000'\)"):
        Textbook().run(project, network, EXACT, lambda *_: None)
    alone = project.model_copy(update={"interfaces": ()})
    with pytest.raises(Refused, match=r"several firms for one task \('t000'\)"):
        Genetic(1).run(alone, network, EXACT, lambda *_: None)
    assert Textbook().run(alone, network, EXACT, lambda *_: None).plan


def test_the_log_of_cbc_is_read() -> None:
    log = """\
Continuous objective value is 136.556 - 0.01 seconds
Cbc0038I Pass   4: (0.16 seconds) suminf.    0.00000 (0) obj. 249.74 iterations 46
Cbc0038I Solution found of 249.74
Cbc0038I Rounding solution of 228.406 is better than previous of 239.471
Cbc0038I Mini branch and bound improved solution from 228.406 to 227.534 (0.26 seconds)
Cbc0038I Mini branch and bound did not improve solution (1.97 seconds)
Cbc0012I Integer solution of 227.534 found by feasibility pump after 0 iterations and 0 nodes (1.97 seconds)
Cbc0010I After 0 nodes, 1 on tree, 227.534 best solution, best possible 153.88285 (2.48 seconds)
Cbc0004I Integer solution of 2.1e+02 found after 50 iterations and 10 nodes (3.50 seconds)
"""
    assert incumbents(log) == [(0.16, 249.74), (0.16, 228.406), (0.26, 227.534), (3.5, 210.0)]


def test_the_log_of_toulbar2_is_read() -> None:
    log = """\
Initial lower and upper bounds: [32594, 713275] 95.430%
Optimality gap: [42139, 713275] 94.092 % (30 backtracks, 64 nodes, 0.018 seconds)
New solution: 134533 (40 backtracks, 117 nodes, depth 21, 0.022 seconds)
Optimality gap: [48375, 134533] 64.042 % (57 backtracks, 134 nodes, 0.023 seconds)
New solution: 75725 (138 backtracks, 583 nodes, depth 4, 0.050 seconds)
Optimum: 75725 in 143 backtracks and 775 nodes ( 44 removals by DEE) and 0.055 seconds.
"""
    assert trace(log) == [
        (0.018, None, 42139), (0.022, 134533, 42139), (0.023, 134533, 48375), (0.05, 75725, 48375)
    ]  # fmt: skip


def test_without_toulbar2_it_counts_as_not_installed() -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "pytoulbar2", sys.modules.get("pytoulbar2"))  # put back afterwards
        assert isinstance(lineup.load(lineup.WITHOUT_TOULBAR2), Library)
        assert "pytoulbar2 is not installed" in (obstacle(ENTRIES["toulbar2"]) or "")


def test_every_contender_can_be_loaded_and_no_other() -> None:
    assert set(lineup.NAMES) >= {*lineup.OURS, *lineup.PEERS}
    for name in lineup.NAMES:
        if name != lineup.WITHOUT_TOULBAR2:
            assert callable(lineup.load(name).run)
    with pytest.raises(KeyError, match="no contender 'gurobi'"):
        lineup.load("gurobi")
