"""Packages, price tiers and funding in the linear model."""

import numpy as np
import pytest
from check.builders import firm, network, offer, package, project, split_task, task

from formulate.relaxed import relaxed_value
from vebuilder import InfeasibleError, UnsupportedError, evaluate, form_enterprise
from vebuilder.check.plan import read_plan
from vebuilder.formulate.floor import objective_floor
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.formulate.start import start_vector
from vebuilder.model import Funding, Network, PriceBreak, Project, Quote, Rules, Strategy
from vebuilder.solve.residual import residual


def breaks(*steps: tuple[float, float]) -> tuple[PriceBreak, ...]:
    return tuple(PriceBreak(from_amount=amount, unit_cost=price) for amount, price in steps)


def families(asked: Project, known: Network) -> set[str]:
    model = formulate(Problem.of(asked, known)).model
    return {one.name for one in (*model.columns, *model.rows) if len(one)}


def test_plain_prices_add_nothing() -> None:
    plain = families(project(task("t"), task("u")), network(firm("a"), firm("b")))
    assert plain == {"partner", "assigned", "cover", "only partners work"}
    dull = network(firm("a", offer(price_breaks=breaks((0, 2), (50, 1)))), firm("b"))
    assert families(project(task("t"), task("u")), dull) == plain


def test_a_break_from_0_is_the_price() -> None:
    known = network(firm("a", offer(unit_cost=9, price_breaks=breaks((0, 2)))))
    enterprise = form_enterprise(project(task("t", amount=3)), known)
    assert enterprise.cost.work == 6
    assert enterprise.bound == 6


def test_a_plan_satisfies_the_model_at_the_price_evaluate_finds() -> None:
    known = network(
        firm("a", offer(unit_cost=4, setup_cost=2, cost_spread=0.5, price_breaks=breaks((8, 1), (5, 3)))),
        firm("b", offer(unit_cost=3), attributes={"sme": True}),
        firm("c", offer("turning")),
    )
    bid = package("c", 5, "v", "w")
    asked = project(
        task("t", amount=4), split_task("u", amount=6), task("v"), task("w"),
        packages=(bid,),
        funding=(Funding(attribute="sme", values=(True,), rate=0.5, cap=2),),
        strategy=Strategy(price_protection=1),
    )  # fmt: skip
    formulation = formulate(Problem.of(asked, known))
    for share in (0.1, 0.3, 0.9):
        plan = [("t", "a"), ("u", "a", share), ("u", "b", 1 - share), ("v", "c"), ("w", "c")]
        vector = start_vector(formulation, read_plan(plan, asked, known, packages=[bid]))
        judged = evaluate(asked, known, plan, packages=[bid])
        assert judged.violations == ()
        assert residual(formulation.model, vector).feasible
        assert formulation.model.objective(vector) == pytest.approx(judged.objective)


def test_packages_make_the_cover_rows_set_partitioning() -> None:
    # Three packages of two tasks each: half of each covers all, whole ones need a firm besides.
    bids = (package("a", 2, "t", "u"), package("b", 2, "u", "v"), package("c", 2, "t", "v"))
    asked = project(*(task(name) for name in "tuv"), packages=bids)
    known = network(*(firm(name, offer("turning")) for name in "abc"), firm("d", offer(unit_cost=10)))
    model = formulate(Problem.of(asked, known)).model
    assert relaxed_value(model) == pytest.approx(3)
    assert form_enterprise(asked, known).objective == pytest.approx(12)


def test_the_relaxation_of_one_offer_is_its_best_mean_price() -> None:
    # 10 units of one task: the relaxation may not mix the low price with an amount that is not reached.
    known = network(
        firm("a", offer(unit_cost=5, price_breaks=breaks((12, 1)))), firm("b", offer(unit_cost=4))
    )
    asked = project(task("t", amount=10), task("u", "turning"))
    known = known.model_copy(update={"firms": (*known.firms, firm("c", offer("turning")))})
    assert relaxed_value(formulate(Problem.of(asked, known)).model) == pytest.approx(40 + 1)


def test_no_set_up_falls_due_for_a_package() -> None:
    known = network(firm("a", offer(setup_cost=7)))
    bid = package("a", 5, "t", "u")
    quotes = (Quote(task="t", firm="a", setup_cost=3),)
    asked = project(task("t"), task("u"), quotes=quotes, packages=(bid,))
    enterprise = form_enterprise(asked, known)
    assert enterprise.packages == (bid,)
    assert (enterprise.cost.setup, enterprise.cost.work) == (0, 5)
    assert [one.cost for one in enterprise.assignments] == [2.5, 2.5]


def test_capacity_counts_for_packages() -> None:
    known = network(firm("a", offer("turning"), capacity=2.5), firm("b", offer(unit_cost=9)))
    bids = (package("a", 1, "t", "u", "v"), package("a", 2, "t", "u"))
    asked = project(*(task(name) for name in "tuv"), packages=bids)
    enterprise = form_enterprise(asked, known)
    assert enterprise.packages == (bids[1],)
    assert enterprise.objective == 2 + 9


def test_a_firm_with_packages_only_has_no_share_beside_them_even_where_it_would_help() -> None:
    asked = project(split_task("t", min_partners=2), task("u"), packages=(package("a", 0, "t", "u"),))
    known = network(firm("a", offer("turning"), joining_cost=1), firm("b", offer(unit_cost=3)))
    # With the package a does all of t, and b is the second partner of t with a share of 0.
    enterprise = form_enterprise(asked, known)
    assert {(one.task, one.firm, one.share) for one in enterprise.assignments} == {
        ("t", "a", 1.0), ("t", "b", 0.0), ("u", "a", 1.0),
    }  # fmt: skip
    dear = asked.model_copy(update={"packages": (package("a", 50, "t", "u"),)})
    with pytest.raises(InfeasibleError):
        form_enterprise(dear.model_copy(update={"budget": 20.0}), known)


def test_a_price_that_rises_is_kept_below_its_amount() -> None:
    known = network(
        firm("a", offer(unit_cost=1, price_breaks=breaks((500, 5)))), firm("b", offer(unit_cost=3))
    )
    enterprise = form_enterprise(project(split_task("t", amount=1000)), known, gap=1e-6)
    assert enterprise.objective == pytest.approx(500 + 1500, rel=1e-6)
    assert enterprise.cost.work == pytest.approx(2000, rel=1e-6)


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip", "cbc"])
def test_a_discount_that_the_whole_capacity_just_reaches(solver: str) -> None:
    third = 1000 / 3
    known = network(
        firm("a", offer(unit_cost=4, capacity=third, price_breaks=breaks((third, 1)))),
        firm("b", offer(unit_cost=4, capacity=third, price_breaks=breaks((third, 1)))),
        firm("c", offer(unit_cost=2)),
    )
    enterprise = form_enterprise(project(split_task("t", amount=1000)), known, solver=solver)
    assert enterprise.objective == pytest.approx(2 * third + 2 * third, rel=1e-4)


def test_amounts_of_whole_tasks_bound_the_tiers() -> None:
    known = network(
        firm("a", offer(unit_cost=5, capacity=9, price_breaks=breaks((6, 3), (9.5, 1)))), firm("b")
    )
    asked = project(task("t", amount=4), task("u", amount=4), task("v", amount=2))
    tiers = Problem.of(asked, known).price_tiers
    assert tiers.unit_cost.tolist() == [5, 3]
    assert tiers.lowest.tolist() == [2, 6]
    assert tiers.highest.tolist() == [4, 8]
    assert Problem.of(asked, known).loosened().price_tiers.unit_cost.tolist() == [5, 3, 1]


def test_work_shares_are_of_the_work_as_it_is_paid() -> None:
    known = network(firm("a", offer(unit_cost=4, price_breaks=breaks((5, 1)))), firm("b", offer(unit_cost=2)))
    asked = project(split_task("t", amount=10), rules=Rules(max_partner_share=0.5))
    # x at 1, 10 - x at 2: half of the money each, x = 20 / 3.
    enterprise = form_enterprise(asked, known, gap=1e-6)
    assert enterprise.objective == pytest.approx(40 / 3, rel=1e-6)


def test_the_floor_is_below_every_enterprise() -> None:
    known = network(
        firm("a", offer(unit_cost=4, price_breaks=breaks((2, 1))), attributes={"sme": True}), firm("b")
    )
    asked = project(
        task("t", amount=2), task("u"), packages=(package("b", 1, "t", "u"),),
        funding=(Funding(attribute="sme", values=(True,), rate=0.5),),
    )  # fmt: skip
    floor = objective_floor(Problem.of(asked, known))
    assert floor == pytest.approx(min(1.0, 0.5) + min(0.5, 0.5))
    assert floor <= form_enterprise(asked, known).objective


def test_a_start_brings_its_packages() -> None:
    bids = (package("a", 4, "t", "u"), package("b", 5, "t", "u"))
    asked = project(task("t"), task("u"), packages=bids)
    known = network(firm("a", offer("turning")), firm("b", offer("turning")))
    best = form_enterprise(asked, known)
    again = form_enterprise(asked, known, start=best)
    assert again.packages == best.packages == (bids[0],)
    assert not any("start" in note for note in again.notes)
    assert type(best).model_validate_json(best.model_dump_json()) == best
    assert "Packages taken" in str(best)


def test_toulbar2_is_refused_by_name() -> None:
    asked = project(task("t"), task("u"), packages=(package("a", 4, "t", "u"),))
    with pytest.raises(UnsupportedError, match="packages"):
        form_enterprise(asked, network(firm("a")), solver="toulbar2")
    funded = project(task("t"), funding=(Funding(attribute="sme", values=(True,), rate=0.5),))
    with pytest.raises(UnsupportedError, match=r"project\.funding"):
        form_enterprise(funded, network(firm("a", attributes={"sme": True})), solver="toulbar2")
    with pytest.raises(UnsupportedError, match="price_breaks"):
        form_enterprise(
            project(task("t", amount=3)),
            network(firm("a", offer(price_breaks=breaks((2, 0.5))))),
            solver="toulbar2",
        )


def test_vectors_of_packages_without_their_firm_are_unsound() -> None:
    asked = project(task("t"), task("u"), packages=(package("a", 4, "t", "u"),))
    formulation = formulate(Problem.of(asked, network(firm("a"), firm("b"))))
    pairs = formulation.problem.pair_position
    vector = formulation.vector({1}, {pairs[0, 1]: 1.0, pairs[1, 1]: 1.0}, packages=[0])
    assert not residual(formulation.model, vector).feasible
    assert np.all(vector[formulation.decisions.package] == 1)
