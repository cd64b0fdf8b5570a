"""All partners hang together by positive mean trust; every optimum is added up by hand."""

from dataclasses import replace
from itertools import combinations

import networkx
import numpy as np
import pytest
from check.builders import firm, network, offer, project, split_task, task, trust

from formulate.relaxed import relaxed_value
from vebuilder import Enterprise, InfeasibleError, evaluate, form_enterprise
from vebuilder.formulate.problem import Problem
from vebuilder.formulate.program import Formulation, formulate
from vebuilder.formulate.trust_connected import TIED
from vebuilder.model import BestPath, Firm, Network, Project, Rules, Task, TrustLink
from vebuilder.solve.residual import residual

XYZ = (task("tx", "x"), task("ty", "y"), task("tz", "z"))


def maker(name: str, competence: str, price: float, **fields: object) -> Firm:
    return firm(name, offer(competence, price), **fields)


# One cheap firm a task, one dear firm a task, and one that does everything at 10 each.
CHEAP = (maker("a", "x", 1), maker("b", "y", 1), maker("c", "z", 1))
DEAR = (maker("d", "x", 4), maker("e", "y", 5), maker("f", "z", 6))
ALONE = firm("g", offer("x", 10), offer("y", 10), offer("z", 10))
ALL = (*CHEAP, *DEAR, ALONE)


def connected(*tasks: Task, initiator: str | None = None, **rules: object) -> Project:
    asked = Rules(trust_connected=True, **rules)
    return project(*(tasks or XYZ), rules=asked, initiator=initiator)


def formed(project: Project, network: Network) -> Enterprise:
    enterprise = form_enterprise(project, network, gap=1e-9)
    assert evaluate(project, network, enterprise).violations == ()
    return enterprise


def formulated(project: Project, network: Network) -> Formulation:
    return formulate(Problem.of(project, network))


@pytest.mark.parametrize(
    ("links", "partners", "cost"),
    [
        ((), "g", 30),  # one partner alone is connected
        ((trust("a", "b", 0.1), trust("b", "c", 0.1)), "abc", 3),  # by way of b
        ((trust("a", "b", 0.9), trust("b", "f", 0.1)), "abf", 8),
        ((trust("a", "b", 0.9), trust("c", "d", 0.9)), "g", 30),
        ((trust("a", "g", 0.9),), "ag", 21),
        ((trust("a", "b", 0.9), trust("a", "c", -0.9), trust("b", "c", 0.01)), "abc", 3),
        # The mean of the two directions counts, and 0 is not enough.
        ((trust("a", "b", 1), trust("c", "a", 0.6, mutual=False)), "abc", 3),
        (
            (
                trust("a", "b", 1),
                trust("a", "c", 0.6, mutual=False),
                trust("c", "a", -0.6, mutual=False),
                trust("f", "b", 0.6, mutual=False),
                trust("b", "f", -0.5, mutual=False),
            ),
            "abf",
            8,
        ),
    ],
)
def test_the_cheapest_circle_of_trust(links: tuple[TrustLink, ...], partners: str, cost: float) -> None:
    enterprise = formed(connected(), network(*ALL, trust=links))
    assert enterprise.partners == tuple(partners)
    assert enterprise.objective == pytest.approx(cost)


def test_each_partner_tied_to_another_is_not_enough() -> None:
    tasks = (*XYZ, task("tw", "w"))
    firms = (*CHEAP, maker("h", "w", 1), maker("i", "w", 5))
    pairs = (trust("a", "b", 1), trust("c", "h", 1), trust("b", "c", -1), trust("i", "a", 1))
    assert formed(project(*tasks), network(*firms, trust=pairs)).partners == ("a", "b", "c", "h")
    with pytest.raises(InfeasibleError):
        form_enterprise(connected(*tasks), network(*firms, trust=pairs))
    bridged = (*pairs, trust("i", "c", 0.2))
    enterprise = formed(connected(*tasks), network(*firms, trust=bridged))
    assert enterprise.partners == ("a", "b", "c", "i")
    assert enterprise.objective == pytest.approx(8)


def test_the_initiator_is_one_of_the_circle_even_without_a_task() -> None:
    firms = (*ALL, Firm(id="lead"))
    links = (trust("a", "b", 1), trust("b", "c", 1), trust("lead", "g", 0.5))
    enterprise = formed(connected(initiator="lead"), network(*firms, trust=links))
    assert enterprise.partners == ("g", "lead")
    tied = (*links, trust("lead", "c", 0.5))
    assert formed(connected(initiator="lead"), network(*firms, trust=tied)).partners == (
        "a",
        "b",
        "c",
        "lead",
    )
    # The initiator may also be the only partner, or what ties the others together.
    assert formed(connected(initiator="g"), network(ALONE)).partners == ("g",)
    assert formed(connected(initiator="g"), network(*ALL)).partners == ("g",)
    star = [trust("lead", name, 0.1) for name in "abc"]
    assert formed(connected(initiator="lead"), network(*firms, trust=star)).objective == pytest.approx(3)


def test_a_partner_may_be_there_to_tie_the_others_but_must_be_assigned_to_something() -> None:
    tasks = (task("tx", "x"), split_task("ty", competence="y"))
    firms = (maker("a", "x", 1), maker("b", "y", 1), maker("r", "y", 3, joining_cost=2))
    by_way_of_r = (trust("a", "r", 0.5), trust("r", "b", 0.5))
    enterprise = formed(connected(*tasks), network(*firms, trust=by_way_of_r))
    assert enterprise.partners == ("a", "b", "r")
    assert enterprise.objective == pytest.approx(1 + 1 + 2)
    # Single-sourced, r would have to do all of ty.
    enterprise = formed(connected(task("tx", "x"), task("ty", "y")), network(*firms, trust=by_way_of_r))
    assert enterprise.partners == ("a", "r")
    assert enterprise.objective == pytest.approx(1 + 3 + 2)
    # Nor does it help that there is room for three partners where two do all the work.
    both = (firm("a", offer("x", 1), offer("z", 1)), *firms[1:])
    enterprise = formed(connected(), network(*both, trust=by_way_of_r))
    assert enterprise.partners == ("a", "r")
    assert enterprise.objective == pytest.approx(1 + 1 + 3 + 2)
    stranger = firm("s", offer("painting"))
    through_s = (trust("a", "s", 0.5), trust("s", "b", 0.5))
    with pytest.raises(InfeasibleError):
        form_enterprise(connected(*tasks), network(*firms, stranger, trust=through_s))


@pytest.mark.parametrize("least_share", [0.0, 0.25])
def test_where_all_tasks_are_split_some_partner_is_the_root(least_share: float) -> None:
    tasks = [split_task(f"t{one}", competence=one, min_share=least_share, max_partners=2) for one in "xyz"]
    links = (trust("a", "b", 1), trust("b", "f", 0.1), trust("d", "c", 1))
    enterprise = formed(connected(*tasks), network(*ALL, trust=links))
    assert enterprise.partners == ("a", "b", "f")
    crowded = connected(*tasks, min_partners=4, max_partners=4)
    tied = (*links, trust("d", "b", 0.5), trust("e", "b", 0.5))
    # With d in the circle c can be had; d takes its least share of tx.
    enterprise = formed(crowded, network(*ALL, trust=tied))
    assert enterprise.partners == ("a", "b", "c", "d")
    assert enterprise.objective == pytest.approx(3 + 3 * least_share)


def test_inferred_trust_ties() -> None:
    links = (trust("a", "hub", 0.5), trust("hub", "b", 0.5), trust("b", "c", 0.5))
    hub = firm("hub", offer("painting"))
    strict = network(*ALL, hub, trust=links)
    assert formed(connected(), strict).partners == ("g",)
    assert formed(connected(), strict.model_copy(update={"trust_model": BestPath()})).objective == 3


@pytest.mark.parametrize("initiator", [None, "b"])
def test_least_partners_make_the_root_need_somebody_too(initiator: str | None) -> None:
    together = connected(initiator=initiator, min_partners=2)
    count = {
        family.name: len(family)
        for family in formulated(together, network(*ALL, trust=(trust("a", "b", 1),))).model.rows
    }
    assert count[TIED] == len(ALL)
    with pytest.raises(InfeasibleError):
        form_enterprise(together, network(*ALL))


@pytest.mark.parametrize("initiator", [None, "b"])
@pytest.mark.parametrize("split", [False, True])
def test_a_plan_as_a_vector_keeps_all_rows_exactly_when_it_is_connected(
    split: bool, initiator: str | None
) -> None:
    tasks = [one.model_copy(update={"max_partners": 3 if split else 1}) for one in XYZ]
    links = [trust(*pair, 0.4) for pair in ("ab", "bf", "fd", "de", "cd", "ag")]
    graph = networkx.Graph([(link.source, link.target) for link in links])
    formulation = formulated(connected(*tasks, initiator=initiator), network(*ALL, trust=links))
    problem = formulation.problem
    seen = set()
    for team in combinations(ALL, 3):
        doers = {one.id: [o.competence for o in one.offers] for one in team}
        plan = {
            competence: [name for name, offered in doers.items() if competence in offered]
            for competence in "xyz"
        }
        if not all(plan.values()):
            continue
        shares = {
            problem.pair_position[number, problem.firm_position[name]]: 1.0
            for number, names in enumerate(plan.values())
            for name in names[:1]
        }
        partners = {problem.firm_ids[problem.pairs.firm[pair]] for pair in shares} | {initiator} - {None}
        vector = formulation.vector({problem.firm_position[name] for name in partners}, shares)
        fits = residual(formulation.model, vector).feasible
        assert fits == networkx.is_connected(graph.subgraph(partners)), partners
        seen.add(fits)
    assert seen == {True, False}


def test_the_relaxation_asks_for_somebody_trusted() -> None:
    # Each maker is tied to the initiator through a carrier of its own. For the flow alone an eighth of a
    # carrier would do, since up to eight partners may be reached through it.
    tasks = [task(f"t{one}", f"c{one}") for one in range(4)]
    makers = [maker(f"m{one}", f"c{one}", 1) for one in range(4)]
    carriers = [firm(f"r{one}", offer("carrying", 0), joining_cost=10) for one in range(4)]
    dear = [maker(f"d{one}", f"c{one}", 15) for one in range(4)]
    links = [
        *(trust(f"m{one}", f"r{one}", 1) for one in range(4)),
        *(trust("lead", f"{kind}{one}", 1) for one in range(4) for kind in "rd"),
    ]
    asked = connected(*tasks, split_task("carry", competence="carrying"), initiator="lead")
    firms = network(*makers, *carriers, *dear, Firm(id="lead"), trust=links)
    assert formed(asked, firms).objective == pytest.approx(4 * (1 + 10))
    model = formulated(asked, firms).model
    assert relaxed_value(model) == pytest.approx(4 * (1 + 10))
    tied = next(family for family in model.rows if family.name == TIED)
    upper = model.row_upper.copy()
    upper[tied.start : tied.stop] = np.inf
    assert relaxed_value(replace(model, row_upper=upper)) < 4 * (1 + 10) / 2
