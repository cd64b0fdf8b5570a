"""Engines made for certain projects leave prices of other kinds to the program that states them."""

from itertools import product

import pytest

from solve.bundles.cases import trusting_network
from solve.pairs.test_engine import coordination_problem
from vebuilder import form_enterprise
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import formulate
from vebuilder.model import (
    Firm,
    Funding,
    Interface,
    Network,
    Package,
    PairCost,
    PriceBreak,
    Project,
    Quote,
    Task,
)
from vebuilder.solve.engines import engine_of
from vebuilder.solve.search.head_start import HeadStart

Instance = tuple[Project, Network]


def of_bundles() -> Instance:
    problem = trusting_network(1, 10, 6).problem
    return problem.project, problem.network


def of_pairs() -> Instance:
    problem = coordination_problem(2).problem
    return problem.project, problem.network


def of_dense_exchange() -> Instance:
    firms, tasks = ("a", "b", "c"), ("t", "u", "v")
    rates = tuple(
        PairCost(source=f, target=g, rate=float(3 * i % 7)) for i, (f, g) in enumerate(product(firms, firms))
    )
    project = Project(
        id="dense",
        tasks=tuple(Task(id=name, competence="work", amount=2) for name in tasks),
        interfaces=tuple(Interface(source=t, target=u) for t, u in product(tasks, tasks) if t != u),
        quotes=tuple(Quote(task=t, firm=f, cost=len(t + f) + 1.0) for t, f in product(tasks, firms)),
    )
    network = Network(firms=tuple(Firm(id=name) for name in firms))
    costs = network.transaction_costs.model_copy(update={"pairs": rates})
    return project, network.model_copy(update={"transaction_costs": costs})


def with_packages(project: Project, network: Network) -> Instance:
    tasks = [task.id for task in project.tasks]
    bids = tuple(
        Package(firm=firm.id, tasks=(tasks[i % len(tasks)], tasks[(i + 1) % len(tasks)]), cost=0.0)
        for i, firm in enumerate(network.firms)
    )
    return project.model_copy(update={"packages": bids}), network


def with_breaks(project: Project, network: Network) -> Instance:
    def cheaper(firm: Firm) -> Firm:
        breaks = (PriceBreak(from_amount=1.5, unit_cost=0.1),)
        offers = tuple(one.model_copy(update={"price_breaks": breaks}) for one in firm.offers)
        return firm.model_copy(update={"offers": offers})

    firms = tuple(cheaper(firm) for firm in network.firms)
    if not any(firm.offers for firm in firms):
        pytest.skip("firms that only quote have no price breaks")
    return project, network.model_copy(update={"firms": firms})


def with_funding(project: Project, network: Network) -> Instance:
    firms = tuple(
        firm.model_copy(update={"attributes": {**firm.attributes, "funded": i % 3 == 0}})
        for i, firm in enumerate(network.firms)
    )
    paying = (Funding(attribute="funded", values=(True,), rate=0.9, cap=4.0),)
    return (
        project.model_copy(update={"funding": paying}),
        network.model_copy(update={"firms": firms}),
    )


@pytest.mark.parametrize("priced", [with_packages, with_breaks, with_funding])
@pytest.mark.parametrize("plain", [of_bundles, of_pairs, of_dense_exchange])
def test_the_same_optimum_by_auto_and_by_highs(plain, priced, monkeypatch):
    monkeypatch.setattr("vebuilder.solve.bundles.choice.LEAST_PAIRS", 0)
    monkeypatch.setattr("vebuilder.solve.pairs.choice.LEAST_PAIRS", 0)
    if plain is of_dense_exchange:
        pytest.importorskip("pytoulbar2")
    instance = plain()
    assert engine_of(formulate(Problem.of(*instance)), "auto") is not None
    project, network = priced(*instance)
    engine = engine_of(formulate(Problem.of(project, network)), "auto")
    assert engine is None or isinstance(engine, HeadStart)
    found = form_enterprise(project, network, gap=1e-6)
    same = form_enterprise(project, network, solver="highs", gap=1e-6)
    assert found.objective == pytest.approx(same.objective, rel=2e-6)
    before = form_enterprise(*instance, gap=1e-6)
    assert found.objective <= before.objective + 1e-6
