"""Limits are typed as they were printed: what breaks no rule for `evaluate` is not called infeasible."""

import pytest

import vebuilder as ve
from vebuilder.demo import example

SOLVERS = ["auto", "highs", "cbc", "cpsat", "scip"]


@pytest.fixture(scope="module")
def formed() -> ve.Enterprise:
    return ve.form_enterprise(*example(), gap=0)


def with_budget(budget: float) -> ve.Project:
    return example()[0].model_copy(update={"budget": budget})


def one_firm(capacity: float) -> tuple[ve.Project, ve.Network]:
    offers = [ve.Offer(competence="w", unit_cost=1)]
    network = ve.Network(firms=[ve.Firm(id="A", capacity=capacity, offers=offers)])
    return ve.Project(id="x", tasks=[ve.Task(id="t", competence="w", amount=60)]), network


@pytest.mark.parametrize("solver", SOLVERS)
def test_the_total_as_printed_will_do_as_a_budget(formed: ve.Enterprise, solver: str) -> None:
    _, network = example()
    project = with_budget(float(f"{formed.cost.total:.2f}"))
    again = ve.form_enterprise(project, network, solver=solver)
    assert again.objective == pytest.approx(formed.objective)
    assert any("kept by rounding only" in note for note in again.notes)


@pytest.mark.parametrize("less", [0.0, 1e-9, 1e-8, 1e-7, 5e-7])
def test_a_start_that_breaks_no_rule_is_never_a_contradiction(formed: ve.Enterprise, less: float) -> None:
    _, network = example()
    project = with_budget(formed.cost.total * (1 - less))
    assert ve.evaluate(project, network, formed).violations == ()
    again = ve.form_enterprise(project, network, start=list(formed.assignments))
    assert again.objective == pytest.approx(formed.objective)


@pytest.mark.parametrize("short", [0.0000012, 0.00001, 0.001])
def test_what_is_short_is_never_told_as_nothing(formed: ve.Enterprise, short: float) -> None:
    _, network = example()
    project = with_budget(formed.cost.total * (1 - short))
    with pytest.raises(ve.InfeasibleError) as caught:
        ve.form_enterprise(project, network)
    [fault] = [one for one in caught.value.diagnosis if one.path == "project.budget"]
    [amendment] = [one for repair in fault.repairs for one in repair.changes if one.path == "project.budget"]
    assert amendment.amount == pytest.approx(short * formed.cost.total, rel=0.1)
    assert " 0.00 EUR" not in str(caught.value)
    raised = with_budget(amendment.value)
    assert ve.form_enterprise(raised, network).objective == pytest.approx(formed.objective)


def test_a_capacity_as_printed_will_do() -> None:
    project, network = one_firm(59.99999)
    assert ve.evaluate(project, network, {"t": "A"}).violations == ()
    assert ve.form_enterprise(project, network).partners == ("A",)
    with pytest.raises(ve.InfeasibleError, match=r"0\.0001 short"):
        ve.form_enterprise(*one_firm(59.9999))


def test_a_budget_is_told_as_it_was_stated() -> None:
    _, network = example()
    with pytest.raises(ve.InfeasibleError, match=r"the budget of 333\.666 EUR is"):
        ve.form_enterprise(with_budget(333.666), network)
