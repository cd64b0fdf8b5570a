import math
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.builders import directed, links_among, network, round_levels
from vebuilder.model import BestPath, Network, TrustLink
from vebuilder.trust.best_path import best_path
from vebuilder.trust.table import trust_between

SIX = "abcdef"
# Numbers far from underflow, so that a product does not depend on the order it is taken in.
round_links = links_among(SIX, round_levels)
models = st.builds(BestPath, decay=st.integers(0, 1000).map(lambda n: n / 1000), max_hops=st.integers(1, 6))


def inferred(links: tuple[TrustLink, ...], **model: float) -> dict[tuple[str, str], float]:
    return dict(trust_between(network(SIX, links, BestPath(**model))))


def by_enumeration(members: Network) -> dict[tuple[str, str], float]:
    """Try every simple path."""
    model = members.trust_model
    assert isinstance(model, BestPath)
    stated = {(link.source, link.target): link.trust for link in members.trust}
    best = {pair: trust for pair, trust in stated.items() if trust != 0}
    ids = [firm.id for firm in members.firms]
    for length in range(3, min(model.max_hops + 1, len(ids)) + 1):
        for path in permutations(ids, length):
            ends = path[0], path[-1]
            trusts = [stated.get(step, 0.0) for step in pairwise(path)]
            if ends not in stated and min(trusts) > 0:
                value = math.prod(trusts) * model.decay ** (length - 2)
                if value > best.get(ends, 0.0):
                    best[ends] = value
    return best


def test_trust_is_the_product_of_the_links() -> None:
    chain = directed(("a", "b", 0.5), ("b", "c", 0.4))
    assert inferred(chain) == {("a", "b"): 0.5, ("b", "c"): 0.4, ("a", "c"): 0.5 * 0.4}


def test_each_hop_after_the_first_decays() -> None:
    chain = directed(("a", "b", 0.5), ("b", "c", 0.5), ("c", "d", 0.5))
    found = inferred(chain, decay=0.5)
    assert (found["a", "b"], found["a", "c"], found["a", "d"]) == (0.5, 0.125, 0.03125)


def test_a_path_has_at_most_so_many_links() -> None:
    chain = directed(("a", "b", 1.0), ("b", "c", 1.0), ("c", "d", 1.0), ("d", "e", 1.0))
    assert {g for f, g in inferred(chain) if f == "a"} == {"b", "c", "d"}
    assert {g for f, g in inferred(chain, max_hops=2) if f == "a"} == {"b", "c"}
    assert {g for f, g in inferred(chain, max_hops=1) if f == "a"} == {"b"}
    assert {g for f, g in inferred(chain, max_hops=10**9) if f == "a"} == {"b", "c", "d", "e"}


def test_the_best_way_to_a_firm_may_be_too_long_to_go_on_from() -> None:
    # a-b-c is the better way to c, but then d is three hops away.
    links = directed(("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.5), ("c", "d", 0.8))
    assert inferred(links, max_hops=3)["a", "d"] == 0.9 * 0.9 * 0.8
    assert inferred(links, max_hops=2)["a", "d"] == 0.5 * 0.8


def test_a_mutual_link_carries_both_ways_and_a_directed_one_does_not() -> None:
    mutual = TrustLink(source="a", target="b", trust=0.5)
    found = inferred((mutual, *directed(("b", "c", 0.5))))
    assert found["a", "c"] == 0.25
    assert ("c", "a") not in found


@pytest.mark.parametrize("stated", [-0.5, 0.0, 0.1])
def test_a_stated_link_holds_in_its_own_direction_only(stated: float) -> None:
    links = [
        TrustLink(source="a", target="b", trust=0.8),
        TrustLink(source="b", target="c", trust=0.8),
        *directed(("a", "c", stated)),
    ]
    found = inferred(tuple(links))
    assert found.get(("a", "c"), 0.0) == stated
    assert found["c", "a"] == 0.8 * 0.8


def test_distrust_carries_nothing() -> None:
    assert inferred(directed(("a", "b", -0.5), ("b", "c", -0.5))) == {("a", "b"): -0.5, ("b", "c"): -0.5}


def test_paths_lead_through_firms_that_are_not_asked_for() -> None:
    members = network("abc", directed(("a", "b", 0.5), ("b", "c", 0.5)), BestPath())
    assert trust_between(members, ("c", "a")) == {("a", "c"): 0.25}


@given(round_links, models)
def test_it_is_what_trying_all_paths_finds(links: tuple[TrustLink, ...], model: BestPath) -> None:
    members = network(SIX, links, model)
    assert trust_between(members) == pytest.approx(by_enumeration(members), rel=1e-12, abs=0)


@given(round_links, models)
def test_the_path_that_is_told_has_the_trust_that_is_inferred(
    links: tuple[TrustLink, ...], model: BestPath
) -> None:
    members = network(SIX, links, model)
    stated = {(link.source, link.target): link.trust for link in links}
    for (source, target), trust in trust_between(members).items():
        if (source, target) in stated:
            continue
        path = best_path(members, model, source, target)
        assert (path[0], path[-1]) == (source, target)
        assert len(set(path)) == len(path) <= model.max_hops + 1
        told = math.prod(stated[step] for step in pairwise(path)) * model.decay ** (len(path) - 2)
        assert trust == pytest.approx(told, rel=1e-12, abs=0)


def test_of_equally_good_paths_the_shortest_and_then_the_first_is_told() -> None:
    ones = [("a", "x"), ("x", "z"), ("a", "c"), ("c", "z"), ("a", "b"), ("b", "c")]
    members = network("zxcba", directed(*((f, g, 1.0) for f, g in ones)))
    assert best_path(members, BestPath(), "a", "z") == ("a", "c", "z")
    assert best_path(members, BestPath(), "z", "a") == ()
