"""Where firms are many: first answers by exchange, and a bound from shared savings, against the truth."""

from itertools import combinations

import numpy as np
import pytest

import vebuilder as ve
from benchmarks.synthetic import Law, synthetic
from solve.pairs.agreement import engine_agrees_on, truth_of
from solve.pairs.test_engine import coordination_problem
from vebuilder.formulate.partner_sets import PartnerSets, partner_sets
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.solve.options import Options
from vebuilder.solve.pairs import ascent, choice, thinning
from vebuilder.solve.pairs.ascent import Ascent
from vebuilder.solve.pairs.base_program import BaseProgram
from vebuilder.solve.pairs.engine import PairEngine
from vebuilder.solve.pairs.gains import Gains, Multipliers
from vebuilder.solve.pairs.opening import opening
from vebuilder.solve.pairs.savings import Savings, Split, split
from vebuilder.solve.residual import residual
from vebuilder.solve.solve import solve
from vebuilder.solve.watch import Watch

PARTNERS = [(4, 4), (2, 6)]


@pytest.fixture
def every_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the bound for many firms be used for few, with a core smaller than the whole."""
    monkeypatch.setattr(thinning, "MANY_FIRMS", 0)
    monkeypatch.setattr(ascent, "CORE", 6)
    monkeypatch.setattr(choice, "LEAST_PAIRS", 0)


def parts_of(seed: int, partners: tuple[int, int] = (4, 4)) -> tuple[Problem, Split, PartnerSets]:
    formulation = coordination_problem(seed, partners=partners)
    parts = split(formulation)
    assert parts is not None
    return formulation.problem, parts, partner_sets(formulation.problem)


def drawn(gains: Gains, seed: int) -> Multipliers:
    """Any shares that make the whole savings, and any prices."""
    draw = np.random.default_rng(seed)
    savings = gains.savings
    portion = draw.random(len(savings.value))
    forward = savings.source < savings.target
    portion = np.where(forward, portion, 1 - portion[gains.back])
    return Multipliers(
        savings.value * portion,
        draw.uniform(0, 3, gains.member.shape) * (draw.random(gains.member.shape) < 0.3),
    )


def best_gain(gains: Gains, multipliers: Multipliers, firm: int) -> float:
    """What a firm gains at most, by looking at every set of other partners."""
    savings = gains.savings
    mine = np.flatnonzero(savings.source == firm)
    best = 0.0
    for size in range(1, gains.most + 1):
        for pairs in map(list, combinations(mine.tolist(), size)):
            others = savings.target[pairs]
            held = np.bincount(np.r_[gains.group[others], gains.group[firm]], minlength=len(gains.limit))
            if np.all(held <= gains.limit):
                charged = gains.member[others] @ multipliers.price[firm]
                best = max(best, float((multipliers.share[pairs] - charged).sum()))
    return best + float(multipliers.price[firm] @ gains.room[firm])


@pytest.mark.parametrize("seed", range(8))
def test_picks_are_the_best_there_are(seed: int) -> None:
    problem, parts, sets = parts_of(seed)
    gains = Gains.of(parts.savings, sets)
    multipliers, picks = drawn(gains, seed), gains.empty()
    gains.pick(multipliers, picks)
    expected = [best_gain(gains, multipliers, firm) for firm in range(problem.n_firms)]
    assert picks.gain == pytest.approx(expected)


@pytest.mark.parametrize("partners", PARTNERS)
@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_multipliers_no_enterprise_is_below_the_bound(
    seed: int, partners: tuple[int, int]
) -> None:
    formulation = coordination_problem(seed, partners=partners)
    truth = truth_of(formulation)
    if truth is None:
        return
    best, chosen = truth
    problem, parts, sets = parts_of(seed, partners)
    gains, nobody = Gains.of(parts.savings, sets), np.zeros(problem.n_firms, dtype=bool)
    program = BaseProgram(parts, Watch(formulation.model, Options()))
    for multipliers in [drawn(gains, seed), gains.even(~nobody)]:
        picks = gains.empty()
        gains.pick(multipliers, picks)
        valued = program.solve(picks.gain)
        assert valued is not None
        noise = np.random.default_rng(seed).normal(0, 5, len(valued.row_dual))
        for dual in [valued.row_dual, valued.row_dual + noise, noise]:
            proof = program.prove(picks.gain, dual, nobody)
            assert proof.bound <= best + 1e-6 * abs(best)
            assert np.all(proof.bound + proof.reduced[chosen] <= best + 1e-6 * abs(best))
        assert program.prove(picks.gain, valued.row_dual, nobody).bound == pytest.approx(valued.value)
    program.close()


@pytest.mark.usefixtures("every_size")
@pytest.mark.parametrize("partners", PARTNERS)
@pytest.mark.parametrize("seed", range(12))
def test_the_ascent_rises_and_rules_no_best_partner_out(seed: int, partners: tuple[int, int]) -> None:
    formulation = coordination_problem(seed, partners=partners)
    truth = truth_of(formulation)
    if truth is None:
        return
    best, chosen = truth
    problem, parts, sets = parts_of(seed, partners)
    rising = Ascent(problem, parts, sets, Watch(formulation.model, Options()), lambda: best)
    alive = rising.run(lambda: False).left
    gains, picks = Gains.of(parts.savings, sets), Gains.of(parts.savings, sets).empty()
    gains.pick(gains.even(np.ones(problem.n_firms, dtype=bool)), picks)
    program = BaseProgram(parts, Watch(formulation.model, Options()))
    begun = program.solve(picks.gain)
    program.close()
    assert begun is not None
    assert begun.value - 1e-6 * abs(best) <= rising.bound <= best + 1e-6 * abs(best)
    assert np.all(alive[chosen])


@pytest.mark.usefixtures("every_size")
@pytest.mark.parametrize("partners", PARTNERS)
@pytest.mark.parametrize("seed", range(12))
def test_engine_agrees_with_a_plain_program(seed: int, partners: tuple[int, int]) -> None:
    formulation = coordination_problem(seed, partners=partners)
    plain = solve(formulation.model, Options(gap=1e-7), "highs")
    bounds: list[float] = []
    options = Options(gap=1e-7, progress=lambda event: bounds.append(event.bound or -np.inf))
    found = solve(formulation.model, options, PairEngine(formulation, "test"))
    assert found.status == plain.status
    if plain.solution is None or found.solution is None:
        return
    best = formulation.model.objective(plain.solution)
    assert formulation.model.objective(found.solution) == pytest.approx(best, rel=1e-6)
    assert found.bound == pytest.approx(best, rel=1e-6)
    assert all(bound <= best + 1e-6 * abs(best) for bound in bounds)


@pytest.mark.usefixtures("every_size")
@pytest.mark.parametrize("seed", range(200))
def test_engine_finds_the_best_of_random_instances(seed: int) -> None:
    engine_agrees_on(seed)


@pytest.mark.usefixtures("every_size")
def test_the_ascent_leaves_fewer_firms_to_search(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ascent, "CORE", 40)
    searched: list[int] = []

    def seen(*arguments: object) -> thinning.Thinned:
        thinned = thinning.thin(*arguments)  # type: ignore[arg-type]
        searched.append(0 if thinned.settled else thinned.formulation.problem.n_firms)
        return thinned

    monkeypatch.setattr("vebuilder.solve.pairs.engine.thin", seen)
    problem = coordination_problem(3, firms=100, partners=(5, 5)).problem
    costs = ve.TransactionCosts(coordination=4.0)  # little beside joining costs, so that these rule firms out
    network = problem.network.model_copy(update={"transaction_costs": costs})
    formulation = formulate(Problem.of(problem.project, network))
    found = solve(formulation.model, Options(gap=1e-6), PairEngine(formulation, "test"))
    plain = solve(formulation.model, Options(gap=1e-6), "highs")
    assert found.status == plain.status == "optimal"
    assert found.solution is not None
    assert plain.bound is not None
    assert formulation.model.objective(found.solution) == pytest.approx(plain.bound, rel=1e-5)
    assert searched[0] < 60


def test_circles_keep_to_the_limits_and_start_close_to_the_best() -> None:
    formulation = coordination_problem(3, firms=100, partners=(6, 6))
    parts = split(formulation)
    assert parts is not None
    sets = partner_sets(formulation.problem)
    circles = opening(formulation.problem, parts, sets)
    for circle in circles:
        assert len(circle) == 6
        assert np.all(sets.member[:, circle].sum(axis=1) <= sets.limit)
    values = [_value(parts, circle) for circle in circles]
    assert values == sorted(values)
    for circle in circles[:3]:  # no exchange of one firm for another that keeps to the limits is better
        for leaving, entering in [(i, g) for i in range(6) for g in range(100) if g not in circle]:
            other = circle.copy()
            other[leaving] = entering
            if np.all(sets.member[:, other].sum(axis=1) <= sets.limit):
                assert _value(parts, other) >= _value(parts, circle) - 1e-6


def _value(parts: Split, circle: np.ndarray) -> float:
    cost = float(parts.base.cost[parts.partner[circle]].sum())
    return cost - float(parts.savings.matrix[circle][:, circle].sum()) / 2


def test_no_saving_at_all_is_no_gain() -> None:
    problem, parts, sets = parts_of(0)
    nothing = parts.savings.matrix * 0
    nothing.eliminate_zeros()
    none = np.zeros(0, dtype=np.int64)
    gains = Gains.of(Savings(nothing, none, none, np.zeros(0)), sets)
    picks = gains.empty()
    gains.pick(gains.even(np.ones(problem.n_firms, dtype=bool)), picks)
    assert np.all(picks.gain == 0)


@pytest.mark.parametrize("time_limit", [None, 30])
def test_firms_that_trust_nobody_are_all_that_is_left(every_size: None, time_limit: float | None) -> None:
    rooms = [(1, 2.5), (2, 2.5), (3, 9)]
    cheap = [
        ve.Firm(
            id=f"g{i}",
            capacity=room,
            offers=[ve.Offer(competence="c", unit_cost=unit_cost, setup_cost=10)],
        )
        for i, (unit_cost, room) in enumerate(rooms)
    ]
    dear = [
        ve.Firm(id=f"d{i}", joining_cost=5000, offers=[ve.Offer(competence="c", unit_cost=5000)])
        for i in range(20)
    ]
    network = ve.Network(
        firms=[*cheap, *dear],
        trust=[ve.TrustLink(source=f"d{i}", target=f"d{(i + 1) % 20}", trust=1) for i in range(20)],
        transaction_costs=ve.TransactionCosts(coordination=1),
    )
    tasks = [ve.Task(id=f"t{k}", competence="c") for k in range(3)]
    project = ve.Project(id="p", tasks=tasks, rules=ve.Rules(max_partners=2))
    plain = ve.form_enterprise(project, network, solver="highs", gap=1e-9)
    enterprise = ve.form_enterprise(project, network, gap=1e-9, time_limit=time_limit)
    assert enterprise.solver.startswith("auto (pairs")
    assert enterprise.outcome == "optimal"
    assert enterprise.objective == pytest.approx(plain.objective)
    assert enterprise.bound == pytest.approx(plain.objective)


def test_first_answers_keep_to_capacities_and_countries() -> None:
    project, network = synthetic(
        Law(
            firms=120,
            tasks=8,
            interfaces_per_task=0,
            offers_per_firm=2,
            neighbours=20,
            capacity_in_tasks=2,
        )
    )
    rules = ve.Rules(groups=[ve.GroupRule(attribute="country", max_per_value=2)])
    costs = ve.TransactionCosts(coordination=20.0)
    formulation = formulate(
        Problem.of(
            project.model_copy(update={"rules": rules}),
            network.model_copy(update={"transaction_costs": costs}),
        )
    )
    options = Options()
    watch = Watch(formulation.model, options)
    assert not thinning.thin(formulation, options, watch).settled
    assert watch.kept
    assert residual(formulation.model, watch.kept[0][1]).feasible


def test_circles_of_partners_are_not_looked_for_beyond_the_time() -> None:
    problem, parts, sets = parts_of(0)
    asked: list[None] = []

    def in_the_third_step() -> bool:
        asked.append(None)
        return len(asked) >= 3

    assert opening(problem, parts, sets, stop=lambda: True) == []
    assert len(opening(problem, parts, sets, stop=in_the_third_step)) == 1
    assert len(asked) <= 4
