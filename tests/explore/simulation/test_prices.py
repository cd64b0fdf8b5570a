import numpy as np
import pytest
from check.builders import firm, network, offer, package, project, split_task, task

from explore.simulation.builders import Case, built
from vebuilder.explore import Simulation, simulate
from vebuilder.explore.simulation.play import triangular
from vebuilder.model import Cost, Funding, PriceBreak, Project, Quote, UnsupportedError

RUNS = 40_000


def priced(project: Project, *firms: object, plan: list[tuple[str, str]], **fields: object) -> Case:
    theirs = network(*firms)  # type: ignore[arg-type]
    return built(project, theirs, plan, cost=Cost(joining=7, work=100), **fields), project, theirs


def spread(*cases: Case) -> list[Simulation]:
    return [simulate(*case, runs=RUNS) for case in cases]


def test_the_factor_is_triangular() -> None:
    probabilities = (np.arange(1_000) + 0.5) / 1_000
    drawn = triangular(probabilities)
    # the distribution function on -1 to 1 with mode 0
    assert np.where(drawn < 0, (1 + drawn) ** 2 / 2, 1 - (1 - drawn) ** 2 / 2) == pytest.approx(probabilities)
    assert triangular(np.array([0.0, 0.5])).tolist() == [-1.0, 0.0]


def test_the_work_paid_at_an_offer_varies_within_its_spread() -> None:
    mine = project(task("t", amount=10))
    (simulation,) = spread(priced(mine, firm("a", offer(unit_cost=10, cost_spread=0.3)), plan=[("t", "a")]))
    costs = simulation.costs
    assert simulation.mean_cost == pytest.approx(107, abs=4 * simulation.cost_error)
    assert 77 <= costs.min() < 78
    assert 136 < costs.max() <= 137
    # A triangular draw on 100 +- 30 has variance 30 ** 2 / 6; its square deviation 7 / 5 of that squared.
    error = 150 * np.sqrt(7 / 5 / RUNS)
    assert costs.var() == pytest.approx(150, abs=4 * error)
    assert simulation.cost_error == pytest.approx(np.sqrt(150 / RUNS), rel=0.02)
    assert np.mean(costs < 92) == pytest.approx(0.125, abs=4 * np.sqrt(0.125 * 0.875 / RUNS))


def test_an_offer_draws_once_for_all_its_tasks_and_two_offers_draw_apart() -> None:
    one = firm("a", offer(unit_cost=10, cost_spread=0.3), offer("welding", unit_cost=10, cost_spread=0.3))
    together = priced(project(task("t"), task("u")), one, plan=[("t", "a"), ("u", "a")])
    apart = priced(project(task("t"), task("u", "welding")), one, plan=[("t", "a"), ("u", "a")])
    variances = [simulation.costs.var() for simulation in spread(together, apart)]
    assert variances == pytest.approx([6**2 / 6, 2 * 3**2 / 6], rel=0.05)


def test_quotes_and_packages_are_fixed_but_a_quote_without_a_price_is_not() -> None:
    worker = firm("a", offer(unit_cost=10, cost_spread=0.5))
    quotes = (Quote(task="t", firm="a", cost=50), Quote(task="u", firm="a", reliability=0.5))
    bid = package("a", 30, "v")
    mine = project(task("t"), task("u"), task("v"), quotes=quotes, packages=(bid,))
    (simulation,) = spread(priced(mine, worker, plan=[(name, "a") for name in "tuv"], packages=(bid,)))
    assert np.ptp(simulation.costs) == pytest.approx(10, rel=0.02)


def test_the_price_that_varies_is_the_one_the_amount_reaches() -> None:
    breaks = (PriceBreak(from_amount=10, unit_cost=4),)
    worker = firm("a", offer(unit_cost=10, price_breaks=breaks, cost_spread=0.5))
    (simulation,) = spread(priced(project(task("t", amount=10)), worker, plan=[("t", "a")]))
    assert np.ptp(simulation.costs) == pytest.approx(40, rel=0.02)


def test_a_share_varies_by_its_part() -> None:
    workers = (firm("a", offer(unit_cost=100, cost_spread=0.5)), firm("b", offer(unit_cost=100)))
    mine, theirs = project(split_task("t")), network(*workers)
    enterprise = built(mine, theirs, [("t", "a", 0.25), ("t", "b", 0.75)])
    assert np.ptp(simulate(enterprise, mine, theirs, runs=RUNS).costs) == pytest.approx(25, rel=0.02)


def test_prices_and_failures_are_independent() -> None:
    worker = firm("a", offer(unit_cost=10, cost_spread=0.5), reliability=0.5)
    (simulation,) = spread(priced(project(task("t", loss=10)), worker, plan=[("t", "a")]))
    assert abs(np.corrcoef(simulation.losses, simulation.costs)[0, 1]) < 4 / np.sqrt(RUNS)


def test_funding_of_prices_that_vary_is_refused() -> None:
    funding = (Funding(attribute="size", values=("small",), rate=0.5),)
    mine = project(task("t"), funding=funding)
    varying = priced(mine, firm("a", offer(cost_spread=0.1)), plan=[("t", "a")])
    with pytest.raises(UnsupportedError, match="funding of work at prices that vary"):
        simulate(*varying)
    steady = priced(mine, firm("a"), plan=[("t", "a")])
    assert simulate(*steady).mean_cost == 107
