"""The search: its figures are those of the model, its answers sound, and on small instances the best."""

import time
from collections.abc import Iterator

import numpy as np
import pytest
from brute_force import best_plan
from instances import Instance, random_instance

from benchmarks.registry import cases
from vebuilder import Firm, Interface, Network, PairCost, Project, Quote, Rules, Task, TransactionCosts
from vebuilder.check.lint import lint
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.solve.residual import residual
from vebuilder.solve.search import affinity
from vebuilder.solve.search.annealing import Annealing
from vebuilder.solve.search.first_answer import first_answer
from vebuilder.solve.search.landscape import Landscape, landscape_of
from vebuilder.solve.search.state import State

SEEDS = range(50)


def single_sourced(seed: int) -> Instance:
    project, network = random_instance(seed)
    tasks = tuple(task.model_copy(update={"min_partners": 1, "max_partners": 1}) for task in project.tasks)
    return project.model_copy(update={"tasks": tasks}), network


def sound(seed: int) -> Formulation | None:
    project, network = single_sourced(seed)
    if any(fault.severity == "error" for fault in lint(project, network)):
        return None
    return formulate(Problem.of(project, network))


def dense(n_tasks: int, n_firms: int, seed: int = 0, *, symmetric: bool = False) -> Instance:
    """Every firm may do every task, and every pair of firms has its rate."""
    rng = np.random.default_rng(seed)
    firms = tuple(Firm(id=f"f{k}", capacity=4.0, joining_cost=float(k)) for k in range(n_firms))
    tasks = tuple(Task(id=f"t{i}", competence="work") for i in range(n_tasks))
    quotes = tuple(
        Quote(task=task.id, firm=firm.id, cost=float(rng.integers(20)), effort=1.0 + (i % 2))
        for i, task in enumerate(tasks)
        for firm in firms
    )
    rates = rng.integers(-3, 20, (n_firms, n_firms)).astype(float)
    rates = rates + rates.T if symmetric else rates
    pairs = tuple(
        PairCost(source=a.id, target=b.id, rate=float(rates[i, j]))
        for i, a in enumerate(firms)
        for j, b in enumerate(firms)
    )
    interfaces = tuple(
        Interface(source=a.id, target=b.id, volume=float(rng.integers(1, 5)))
        for a in tasks
        for b in tasks
        if a != b and rng.random() < 0.6
    )
    network = Network(firms=firms, transaction_costs=TransactionCosts(pairs=pairs))
    return Project(id="dense", tasks=tasks, interfaces=interfaces, quotes=quotes), network


def objective(formulation: Formulation, landscape: Landscape, state: State) -> float:
    partners = set(np.flatnonzero(state.partner).tolist())
    vector = formulation.vector(partners, {int(pair): 1.0 for pair in state.choice})
    return formulation.model.objective(vector)


def walked(landscape: Landscape, seed: int, steps: int = 60) -> Iterator[State]:
    """Walk at random, yielding the state after each move."""
    rng = np.random.default_rng(seed)
    choice = [rng.integers(a, b) for a, b in zip(landscape.start[:-1], landscape.start[1:], strict=True)]
    state = State(landscape, np.array(choice, dtype=np.int64))
    for _ in range(steps):
        task = int(rng.integers(landscape.n_tasks))
        state.move(task, int(rng.integers(landscape.start[task], landscape.start[task + 1])))
        yield state


def assert_figures_hold(formulation: Formulation, landscape: Landscape, seed: int) -> None:
    offsets = []
    for state in walked(landscape, seed):
        fresh = State(landscape, state.choice)
        assert state.cost == pytest.approx(fresh.cost, abs=1e-7)
        assert state.excess == pytest.approx(fresh.excess, abs=1e-7)
        assert state.prices == pytest.approx(fresh.prices, abs=1e-7)
        offsets.append(objective(formulation, landscape, state) - state.cost)
    # What no choice can change is left out, so the two differ by one constant.
    assert offsets == pytest.approx([offsets[0]] * len(offsets), abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_follow_every_move(seed: int) -> None:
    formulation = sound(seed)
    if formulation is None:
        pytest.skip("no task left to do after single sourcing")
    landscape = landscape_of(formulation)
    assert landscape is not None
    assert_figures_hold(formulation, landscape, seed)


@pytest.mark.parametrize("symmetric", [False, True])
@pytest.mark.parametrize("largest", [0, 3000])
def test_figures_follow_every_move_where_all_pairs_have_a_rate(
    monkeypatch: pytest.MonkeyPatch, largest: int, symmetric: bool
) -> None:
    monkeypatch.setattr(affinity, "LARGEST_TABLE", largest)
    formulation = formulate(Problem.of(*dense(7, 5, symmetric=symmetric)))
    landscape = landscape_of(formulation)
    assert landscape is not None
    kind = affinity.Table if largest else affinity.FlowsAndRates
    assert isinstance(landscape.affinity, kind)
    assert_figures_hold(formulation, landscape, 1)


def test_the_three_ways_to_hold_interface_costs_agree() -> None:
    problem = Problem.of(*dense(6, 4))
    size = len(problem.pairs)
    flows = affinity.FlowsAndRates(*_flows_and_rates(problem))
    listed = affinity.Listed(affinity._listed(problem, affinity.RateTable(problem), 1.0))
    table = affinity.affinity_of(problem)
    assert isinstance(table, affinity.Table)
    few = np.array([1, 7, 9, 16, 22])
    blocks = [one.block(few) for one in (flows, listed, table)]
    assert blocks[0] == pytest.approx(blocks[1])
    assert blocks[0] == pytest.approx(blocks[2])
    for change in ("add", "swing"):
        found = []
        for one in (flows, listed, table):
            prices = np.zeros(size)
            one.add(prices, few) if change == "add" else one.swing(prices, 4, 6)
            found.append(prices)
        assert found[0] == pytest.approx(found[1])
        assert found[0] == pytest.approx(found[2])


def _flows_and_rates(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    volume = np.zeros((len(problem.tasks),) * 2)
    for one in problem.project.interfaces:
        volume[problem.task_position[one.source], problem.task_position[one.target]] = one.volume
    rate = np.zeros((problem.n_firms,) * 2)
    for pair in problem.network.transaction_costs.pairs:
        rate[problem.firm_position[pair.source], problem.firm_position[pair.target]] = pair.rate
    return volume, rate


def test_answers_are_sound_and_nearly_always_the_best() -> None:
    best, sound_ones, known = 0, 0, 0
    for seed in SEEDS:
        formulation = sound(seed)
        if formulation is None:
            continue
        problem = formulation.problem
        plan = best_plan(problem.project, problem.network)
        vector = first_answer(formulation, 0.3, seed=0)
        if plan is None:
            assert vector is None
            continue
        known += 1
        if vector is None:
            continue
        sound_ones += 1
        assert residual(formulation.model, vector).feasible
        value = formulation.model.objective(vector)
        assert value >= plan.price.objective - 1e-6 * max(1.0, abs(plan.price.objective))
        best += value <= plan.price.objective + 1e-6 * max(1.0, abs(plan.price.objective))
    assert known >= 15
    assert sound_ones >= 0.8 * known
    assert best >= 0.7 * known


def test_same_seed_same_answer() -> None:
    formulation = formulate(Problem.of(*dense(8, 5)))
    one, other = (first_answer(formulation, 60.0, seed=3) for _ in range(2))
    assert one is not None
    assert np.array_equal(one, other)


def test_better_answers_are_told_on_the_way() -> None:
    formulation = formulate(Problem.of(*dense(8, 5)))
    told: list[float] = []
    last = first_answer(
        formulation, 60.0, seed=0, found=lambda vector: told.append(formulation.model.objective(vector))
    )
    assert last is not None
    assert told == sorted(told, reverse=True)
    assert told[-1] == pytest.approx(formulation.model.objective(last))


def test_tasks_that_may_be_split_are_not_searched() -> None:
    project, network = dense(4, 3)
    split = project.tasks[0].model_copy(update={"max_partners": 2})
    project = project.model_copy(update={"tasks": (split, *project.tasks[1:])})
    assert first_answer(formulate(Problem.of(project, network)), 1.0, seed=0) is None


def test_partner_rules_are_kept() -> None:
    project, network = dense(6, 5)
    rules = Rules(min_partners=4, required=frozenset({"f4"}), incompatible=(("f0", "f4"), ("f1", "f4")))
    project = project.model_copy(update={"rules": rules})
    network = network.model_copy(
        update={"firms": tuple(firm.model_copy(update={"capacity": 9.0}) for firm in network.firms)}
    )
    assert landscape_of(formulate(Problem.of(project, network))) is not None
    # f4 is required and shuts out f0 and f1: three partners at most
    assert first_answer(formulate(Problem.of(project, network)), 0.5, seed=0) is None
    fewer = project.model_copy(update={"rules": rules.model_copy(update={"min_partners": 3})})
    formulation = formulate(Problem.of(fewer, network))
    vector = first_answer(formulation, 5.0, seed=0)
    assert vector is not None
    assert vector[formulation.decisions.partner].tolist() == [0, 0, 1, 1, 1]


@pytest.mark.parametrize("name", ["gqap/lee_ma/C12X4-E-G", "tap/tap/tassnu_15_5_1"])
def test_known_values_are_reached(data_folder: object, name: str) -> None:
    (case,) = (one for one in cases() if one.name == name)
    landscape = landscape_of(formulate(Problem.of(*case.build())))
    assert landscape is not None
    search = Annealing(landscape, seed=0)
    search.run(deadline=time.monotonic() + 20, patience=2)
    assert search.best_cost == pytest.approx(case.known.value)
