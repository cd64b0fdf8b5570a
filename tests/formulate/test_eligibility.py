import numpy as np
import pytest
from check.builders import firm, network, offer, project, task

from vebuilder.formulate.eligibility import NO_OFFER, Pairs, eligible_pairs
from vebuilder.model import Competence, Network, Project, Quote, Rules

TAXONOMY = tuple(
    Competence(id=name, parent=parent)
    for name, parent in (("metal", None), ("milling", "metal"), ("turning", "metal"), ("5-axis", "milling"))
)


def firms_of(project: Project, network: Network) -> list[tuple[str, str]]:
    pairs = eligible_pairs(project, network)
    return [(project.tasks[t].id, network.firms[f].id) for t, f in zip(pairs.task, pairs.firm, strict=True)]


def only_pair(project: Project, network: Network) -> Pairs:
    pairs = eligible_pairs(project, network)
    assert len(pairs) == 1
    return pairs


@pytest.mark.parametrize(
    ("offers", "unit_cost"),
    [
        ([offer("5-axis", 1), offer("milling", 9)], 9),  # the nearest, dear as it is
        ([offer("turning", 3), offer("milling", 2)], 2),  # equally near: the cheaper
        ([offer("turning", 2, setup_cost=7), offer("milling", 2)], 2),  # and then by id: milling
        ([offer("metal", 9, proficiency=0.2), offer("milling", 5)], 5),  # the nearest that is good enough
    ],
)
def test_the_nearest_offer_serves(offers: list[object], unit_cost: float) -> None:
    pairs = only_pair(
        project(task("t", "metal", amount=2, min_proficiency=0.5)),
        network(firm("a", *offers), competences=TAXONOMY),
    )
    assert pairs.work[0] == 2 * unit_cost
    assert pairs.offer_setup[0] == 0


def test_a_parent_does_not_serve_its_child() -> None:
    known = network(firm("a", offer("metal")), firm("b", offer("5-axis")), competences=TAXONOMY)
    assert firms_of(project(task("t", "milling")), known) == [("t", "b")]


def test_qualifications_and_exclusion_keep_firms_out() -> None:
    known = network(firm("a"), firm("b", qualifications={"ISO"}), firm("c", qualifications={"ISO", "EN"}))
    asked = project(task("t", qualifications={"ISO"}), rules=Rules(excluded={"c"}))
    assert firms_of(asked, known) == [("t", "b")]


def test_a_quote_lets_anybody_in_but_the_excluded_and_the_underskilled() -> None:
    quotes = tuple(
        Quote(task="t", firm=name, cost=1, proficiency=level)
        for name, level in (("a", None), ("b", 0.9), ("c", 0.4))
    )
    known = network(firm("a", offer("other")), firm("b", offer("other")), firm("c"), firm("d"), firm("e"))
    asked = project(
        task("t", min_proficiency=0.5),
        quotes=(*quotes, Quote(task="t", firm="d")),
        rules=Rules(excluded={"e"}),
    )
    # c offers milling well enough, but what it states for this very task counts.
    assert firms_of(asked, known) == [("t", "a"), ("t", "b"), ("t", "d")]


def test_what_a_quote_leaves_open_comes_from_the_offer() -> None:
    serving = offer("milling", 3, setup_cost=5, capacity=7, effort=2, proficiency=0.8, reliability=0.7)
    asked = project(task("t", amount=4), quotes=(Quote(task="t", firm="a", effort=1, setup_cost=0),))
    pairs = only_pair(asked, network(firm("a", serving, reliability=0.1)))
    assert (pairs.work[0], pairs.effort[0], pairs.reliability[0], pairs.proficiency[0]) == (12, 1, 0.7, 0.8)
    assert (pairs.offer_setup[0], pairs.quoted_setup[0], pairs.offer_capacity[0]) == (5, 0, 7)


def test_a_quote_without_an_offer_stands_alone() -> None:
    asked = project(task("t", amount=4), quotes=(Quote(task="t", firm="a", cost=-9),))
    pairs = only_pair(asked, network(firm("a", offer("other"), reliability=0.6)))
    assert (pairs.offer[0], pairs.work[0], pairs.effort[0]) == (NO_OFFER, -9, 4)
    assert (pairs.reliability[0], pairs.proficiency[0], pairs.offer_setup[0]) == (0.6, 1, 0)
    assert np.isnan(pairs.quoted_setup[0])
    assert np.isinf(pairs.offer_capacity[0])
