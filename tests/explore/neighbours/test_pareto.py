"""Points that cannot be bettered, against every plan there is."""

from functools import cache

import pytest
from risky_instances import risky_instance, sound_plans
from scheduled_instances import scheduled_instance

import vebuilder as ve
from tests.explore.neighbours.all_plans import SEEDS, close
from vebuilder.demo import example
from vebuilder.explore.neighbours.asking import Asking

GAP = 1e-7
FEW = SEEDS[:12]
FLAT = 2e-3


@cache
def all_figures(seed: int) -> list[tuple[float, float]]:
    project, network = risky_instance(seed)
    return [(one.cost.total, one.risk.value) for _, one in sound_plans(project, network)]


def nondominated(figures: list[tuple[float, float]]) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for cost, risk in sorted(set(figures)):
        if not kept or risk < kept[-1][1] - 1e-6 * max(1.0, abs(risk)):
            kept.append((cost, risk))
    return kept


@pytest.mark.parametrize("seed", FEW)
def test_every_point_is_one_that_no_plan_betters(seed: int) -> None:
    front = ve.pareto(*risky_instance(seed), points=6, gap=GAP)
    for point in front:
        better = [
            one
            for one in all_figures(seed)
            if one[0] < point.figures[0] - 1e-5 * max(1.0, abs(one[0]))
            and one[1] < point.figures[1] - 1e-5 * max(1.0, abs(one[1]))
        ]
        assert not better


@pytest.mark.parametrize("seed", FEW)
def test_all_points_are_found_but_for_flat_trade_offs(seed: int) -> None:
    front = ve.pareto(*risky_instance(seed), points=None, gap=GAP)
    wanted = nondominated(all_figures(seed))
    ranges = [max(one[i] for one in wanted) - min(one[i] for one in wanted) for i in range(2)]
    for cost, risk in wanted:
        assert any(
            point.figures[0] <= cost + FLAT * ranges[0] + 1e-5 * max(1.0, abs(cost))
            and point.figures[1] <= risk + FLAT * ranges[1] + 1e-5 * max(1.0, abs(risk))
            for point in front
        ), (cost, risk)
    assert front.complete


@pytest.mark.parametrize("weight", [0.1, 1.0, 10.0])
@pytest.mark.parametrize("seed", FEW[:6])
def test_what_a_weighted_sum_finds_is_not_bettered_by_the_front(seed: int, weight: float) -> None:
    project, network = risky_instance(seed)
    strategy = project.strategy.model_copy(update={"cost": 1.0, "risk": weight})
    enterprise = ve.form_enterprise(project.model_copy(update={"strategy": strategy}), network, gap=GAP)
    least = min(cost + weight * risk for cost, risk in all_figures(seed))
    assert close(enterprise.objective, least)
    front = ve.pareto(project, network, points=None, gap=GAP)
    assert all(
        point.figures[0] + weight * point.figures[1] >= least - 1e-5 * max(1.0, abs(least)) for point in front
    )


def test_cost_and_time() -> None:
    project, network = scheduled_instance(3, limited=False)
    front = ve.pareto(project, network, objectives=("cost", "time"), points=None, gap=GAP)
    costs, times = zip(*(point.figures for point in front), strict=True)
    assert list(costs) == sorted(costs)
    assert list(times) == sorted(times, reverse=True)
    for point in front:
        assert ve.evaluate(project, network, point.enterprise).violations == ()


def test_three_figures() -> None:
    project, network = scheduled_instance(3, limited=False)
    tasks = tuple(task.model_copy(update={"loss": 20.0}) for task in project.tasks)
    risky = network.model_copy(
        update={
            "firms": tuple(
                firm.model_copy(update={"reliability": 0.5 + 0.04 * number})
                for number, firm in enumerate(network.firms)
            )
        }
    )
    front = ve.pareto(
        project.model_copy(update={"tasks": tasks}), risky, objectives=("cost", "risk", "time"), points=9
    )
    assert len(front) >= 1
    for one in front:
        for other in front:
            assert one is other or any(a > b + 1e-9 for a, b in zip(one.figures, other.figures, strict=True))


def test_the_example_reads_well() -> None:
    front = ve.pareto(*example(), points=4)
    text = str(front)
    assert text.splitlines()[0] == f"{len(front)} choices between cost and risk"
    assert front[0].figures[0] == min(point.figures[0] for point in front)
    assert front[-1].figures[1] == min(point.figures[1] for point in front)


@pytest.mark.parametrize(
    "wrong",
    [
        {"objectives": ("cost",)},
        {"objectives": ("cost", "beauty")},
        {"objectives": ("cost", "cost")},
        {"points": 0},
        {"points": None, "objectives": ("cost", "risk", "time")},
    ],
)
def test_options_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ve.DataError):
        ve.pareto(*example(), **wrong)  # type: ignore[arg-type]


def test_no_time_is_no_answer() -> None:
    with pytest.raises(ve.NoSolutionError):
        ve.pareto(*example(), time_limit=0.0)


@pytest.mark.parametrize("seed", FEW[:6])
def test_a_point_is_an_enterprise_of_the_project_itself(seed: int) -> None:
    project, network = risky_instance(seed)
    strategy = project.strategy
    least = min(strategy.cost * cost + strategy.risk * risk for cost, risk in all_figures(seed))
    front = ve.pareto(project, network, points=5, gap=GAP)
    for point in front:
        one = point.enterprise
        assert one.objective == ve.evaluate(project, network, one).objective
        assert one.bound is not None
        assert one.bound <= least + 1e-5 * max(1.0, abs(least))
        assert (one.outcome == "optimal") == (one.gap <= GAP)
        assert point.proven
        ve.simulate(one, project, network, runs=10)  # which refuses one of other inputs


def test_what_is_known_of_the_objective_is_said_and_no_more() -> None:
    project, network = example()
    cheapest, *_, safest = ve.pareto(project, network, points=3)
    weighed = project.strategy.cost * cheapest.figures[0] + project.strategy.risk * safest.figures[1]
    assert safest.enterprise.bound == cheapest.enterprise.bound == pytest.approx(weighed, rel=1e-3)
    assert (safest.enterprise.outcome, safest.proven) == ("feasible", True)
    cost_alone = project.model_copy(update={"strategy": ve.Strategy()})
    assert ve.pareto(cost_alone, network, points=2)[0].enterprise.outcome == "optimal"
    to_learn = project.model_copy(update={"learning": {"vision": 1.0}, "strategy": ve.Strategy(learning=1)})
    assert ve.pareto(to_learn, network, points=2)[0].enterprise.bound is None


def test_where_nobody_risks_anything_the_cheapest_is_all(monkeypatch: pytest.MonkeyPatch) -> None:
    project, network = example()
    tasks = tuple(one.model_copy(update={"loss": 0.0}) for one in project.tasks)
    safe = project.model_copy(update={"tasks": tasks})
    asked: list[object] = []
    form = Asking.form
    monkeypatch.setattr(Asking, "form", lambda *a, **k: (asked.append(a), form(*a, **k))[1])
    front = ve.pareto(safe, network, points=20)
    assert front.complete
    assert len(front) == 1
    assert not asked
    assert front[0].figures[0] == pytest.approx(ve.form_enterprise(safe, network).objective)


def test_one_point_is_one_point() -> None:
    project, network = example()
    front = ve.pareto(project, network, points=1)
    assert len(front) == 1
    assert front[0].enterprise.cost.total == pytest.approx(
        ve.pareto(project, network, points=2)[0].figures[0]
    )


def test_all_points_of_three_figures_are_refused_in_words() -> None:
    project, network = example()
    with pytest.raises(ve.DataError, match="None, all points, can be asked for with two objectives only"):
        ve.pareto(project, network, objectives=("cost", "risk", "time"), points=None)
