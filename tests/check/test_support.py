from importlib import import_module
from typing import Any

import pytest

from check.builders import firm, network, offer, package, project, task
from vebuilder import UnsupportedError
from vebuilder.check import support
from vebuilder.check.support import NOT_EVALUATED, NOT_FORMED, refuse_unsupported, unsupported
from vebuilder.model import (
    BestPath,
    Firm,
    Funding,
    Network,
    Offer,
    Preparation,
    PriceBreak,
    Project,
    Rules,
    Shock,
    Strategy,
    Task,
    TrustLink,
    WorstCase,
)

NETWORK = network(firm("a"))
PROJECT = project(task("t"))


def with_firm(**fields: Any) -> tuple[Project, Network]:
    return PROJECT, network(firm("z"), firm("a", **fields))


def with_offer(**fields: Any) -> tuple[Project, Network]:
    return PROJECT, network(firm("a", offer("turning"), offer(**fields)))


def with_task(**fields: Any) -> tuple[Project, Network]:
    return project(task("s"), task("t", **fields)), NETWORK


def with_project(**fields: Any) -> tuple[Project, Network]:
    return project(task("t"), **fields), NETWORK


def with_strategy(**fields: Any) -> tuple[Project, Network]:
    return with_project(strategy=Strategy(**fields))


@pytest.fixture
def budget_not_formed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "NOT_FORMED", {"project": ("budget",)})


@pytest.mark.usefixtures("budget_not_formed")
def test_what_cannot_be_formed_can_still_be_evaluated() -> None:
    frugal = with_project(budget=5.0)
    assert unsupported(*frugal, forming=True) == ("project.budget = 5.0",)
    assert unsupported(*frugal, forming=False) == ()


def test_every_field_is_understood() -> None:
    assert NOT_EVALUATED == NOT_FORMED == {}


def test_defaults_pass_even_if_stated() -> None:
    stated = Firm(id="a", offers=(Offer(competence="milling", cost_spread=0.0),), core=frozenset())
    asked = Task(id="t", competence="milling", backups=0, after=())
    assert unsupported(project(asked, retainer=0.1, strategy=Strategy(time=0.0)), network(stated)) == ()


@pytest.mark.usefixtures("budget_not_formed")
def test_all_are_named_at_once() -> None:
    strict = project(task("t", backups=1), budget=7.0, rules=Rules(min_success_probability=0.5))
    for forming in (True, False):
        with pytest.raises(UnsupportedError) as refused:
            refuse_unsupported(strict, NETWORK, forming=forming)
        assert "project.rules.min_success_probability = " in str(refused.value)
        assert ("project.budget = " in str(refused.value)) == forming


def test_prices_are_understood_by_both() -> None:
    breaks = (PriceBreak(from_amount=10, unit_cost=1),)
    bids = project(
        task("t"),
        packages=(package("a", 5, "t"),),
        funding=(Funding(attribute="sme", values=(True,), rate=0.5),),
    )
    assert unsupported(bids, network(firm("a", offer(price_breaks=breaks)))) == ()


def test_trust_that_is_bought_where_trust_is_inferred_is_not_weighed() -> None:
    link = TrustLink(source="a", target="b", trust=0.5)
    members = network(firm("a"), firm("b"))
    offering = with_project(preparations=(Preparation(id="talks", cost=3.0, trust=(link,)),))[0]
    assert unsupported(offering, members) == ()
    (line,) = unsupported(offering, members.model_copy(update={"trust_model": BestPath()}))
    assert line.startswith("project.preparations with trust links")


def test_risk_is_understood_by_both() -> None:
    asked = project(
        task("s", backups=1, loss=4),
        retainer=0.2,
        shocks=(Shock(attribute="country", value="DE", probability=0.1, reliability_factor=0.5),),
        strategy=Strategy(risk_measure=WorstCase(failures=2), price_protection=1),
    )
    members = network(firm("a", offer(cost_spread=0.5)), firm("b"))
    assert unsupported(asked, members) == ()
    assert unsupported(with_project(rules=Rules(min_success_probability=0.5))[0], members) == ()


def test_a_field_that_does_not_work_beside_others_is_told_with_them() -> None:
    strict = project(
        task("s", backups=1), task("t", max_partners=2), rules=Rules(min_success_probability=0.5)
    )
    (line,) = unsupported(strict, NETWORK, forming=False)
    assert line == (
        "project.rules.min_success_probability = 0.5: it is exact only with one partner a task, without "
        "shocks and standby firms, but there are standby firms (backups) of 's' and several partners allowed "
        "(max_partners) for 't'"
    )
    assert line in unsupported(strict, NETWORK, forming=True)


def test_many_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("vebuilder.check.support")
    monkeypatch.setattr(module, "NOT_EVALUATED", {"network.firms[]": ("core",)})
    firms = [firm(f"f{i}", core={"x"}) for i in range(1000)]
    with pytest.raises(UnsupportedError, match=r"and 980 more"):
        refuse_unsupported(PROJECT, network(*firms), forming=True)
    assert len(unsupported(PROJECT, network(*firms))) == 1000
