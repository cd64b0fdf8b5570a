import pytest
from check.builders import firm, network, offer, package, project, task

from vebuilder import InfeasibleError, form_enterprise
from vebuilder.model import Funding

BIDDERS = network(firm("a", offer("turning")), firm("b", offer("turning")))


def why(*arguments) -> str:
    with pytest.raises(InfeasibleError) as refused:
        form_enterprise(*arguments)
    return str(refused.value)


def test_packages_that_overlap() -> None:
    bids = (package("a", 1, "t", "u"), package("b", 1, "u", "v"))
    text = why(project(task("t"), task("u"), task("v"), packages=bids), BIDDERS)
    assert "only in packages with" in text
    assert "'u'" in text
    assert "ask for prices of single tasks beside the packages" in text


def test_a_package_too_large_for_its_firm() -> None:
    small = network(firm("a", offer("turning"), capacity=1.5))
    text = why(project(task("t"), task("u"), packages=(package("a", 1, "t", "u"),)), small)
    assert "has capacity 1.5: 0.5 short" in text


def test_a_budget_that_funding_does_not_fill_up() -> None:
    asked = project(
        task("t"), budget=10.0, funding=(Funding(attribute="sme", values=(True,), rate=0.5, cap=3.0),)
    )
    text = why(asked, network(firm("a", offer(unit_cost=20), attributes={"sme": True})))
    assert "the budget of 10.00 EUR, with what funding pays, is 7.00 EUR short" in text


def test_nobody_to_stand_by_but_in_packages() -> None:
    bids = (package("a", 1, "t", "u"), package("b", 1, "t", "u"))
    asked = project(task("t", backups=1, loss=5), task("u"), packages=bids)
    assert "only 0 firms can do it otherwise than in a package" in why(asked, BIDDERS)
    # c may stand by; a and b, cheaper to keep ready but without a price, may not.
    formed = form_enterprise(asked, network(*BIDDERS.firms, firm("c", offer(unit_cost=30))))
    assert [one.firm for one in formed.backups] == ["c"]
