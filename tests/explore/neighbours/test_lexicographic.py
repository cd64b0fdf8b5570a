"""One figure before the other, against all plans there are."""

import pytest
from check.builders import firm, network, offer, project, task
from risky_instances import risky_instance

import vebuilder as ve
from tests.explore.neighbours.all_plans import SEEDS, close
from tests.explore.neighbours.test_pareto import all_figures


@pytest.mark.parametrize("slack", [0.0, 0.2])
@pytest.mark.parametrize("seed", SEEDS[:12])
def test_no_plan_that_keeps_the_first_figure_is_better_in_the_second(seed: int, slack: float) -> None:
    asked, members = risky_instance(seed)
    found = ve.lexicographic(asked, members, slack=slack, gap=1e-9)
    figures = all_figures(seed)
    cheapest = min(cost for cost, _ in figures)
    safest = min(risk for cost, risk in figures if cost <= cheapest * (1 + slack) + 1e-6)
    assert close(found.ranks[0].best, cheapest)
    assert close(found.enterprise.risk.value, safest)
    assert found.enterprise.cost.total <= found.ranks[0].kept + 1e-9
    assert found.proven


def test_the_enterprise_is_one_of_the_project_itself() -> None:
    asked = project(task("t", duration=2), strategy=ve.Strategy(cost=2.0, time=3.0))
    members = network(firm("fast", offer(unit_cost=5, unit_duration=1)), firm("slow", offer(unit_duration=4)))
    found = ve.lexicographic(asked, members, ("time", "cost", "risk"))
    assert found.enterprise.partners == ("fast",)
    judged = ve.evaluate(asked, members, found.enterprise)
    assert (found.enterprise.objective, found.enterprise.bound) == (judged.objective, None)
    ve.simulate(found.enterprise, asked, members, runs=10)
    assert "One figure before the other: fast" in str(found)
    assert "One figure before the other: fast" in found._repr_html_()
    assert found._repr_html_().count("<tr>") == 4
    assert [one.objective for one in found.ranks] == ["time", "cost", "risk"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"objectives": ("cost",)},
        {"objectives": ("cost", "fame")},
        {"objectives": ("risk", "cost")},
        {"slack": -1.0},
        {"slack": float("nan")},
        {"gap": 2.0},
    ],
)
def test_options_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ve.DataError):
        ve.lexicographic(*risky_instance(SEEDS[0]), **wrong)
