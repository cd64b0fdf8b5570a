"""What holds of trust whatever it is inferred by."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trust.builders import IDS, directed, network, networks
from vebuilder.model import BestPath, Communities, JointProjects, Network, StatedTrust, TrustLink
from vebuilder.trust.table import trust_between, trust_matrix


def test_without_a_trust_model_only_stated_links_count() -> None:
    links = (TrustLink(source="a", target="b", trust=0.5), *directed(("b", "c", -0.5), ("c", "d", 0.0)))
    assert trust_between(network(IDS, links)) == {("a", "b"): 0.5, ("b", "a"): 0.5, ("b", "c"): -0.5}


def test_a_firm_has_no_trust_in_itself() -> None:
    assert trust_between(network("ab", directed(("a", "a", 0.5)))) == {}


def test_the_matrix_keeps_the_order_of_the_firms() -> None:
    members = network("abc", directed(("a", "b", 0.5), ("c", "a", -0.25)))
    assert trust_matrix(members, ["c", "b", "a"]).toarray().tolist() == [
        [0, 0, -0.25],
        [0, 0, 0],
        [0, 0.5, 0],
    ]
    assert trust_matrix(members, ["b"]).toarray().tolist() == [[0]]
    assert trust_matrix(members, []).shape == (0, 0)
    assert trust_matrix(members).nnz == 2


@given(networks(), st.frozensets(st.sampled_from(IDS)))
def test_asking_for_some_firms_is_restricting_the_whole(members: Network, asked: frozenset[str]) -> None:
    whole = trust_between(members)
    restricted = {pair: trust for pair, trust in whole.items() if asked.issuperset(pair)}
    assert trust_between(members, asked) == restricted


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_the_data_does_not_matter(members: Network, dice: Random) -> None:
    def shuffled(entries: tuple[object, ...]) -> list[object]:
        return dice.sample(entries, len(entries))

    model = members.trust_model
    if isinstance(model, JointProjects):
        model = model.model_copy(update={"projects": shuffled(model.projects)})
    other = members.model_copy(
        update={
            "firms": shuffled(members.firms), "trust": shuffled(members.trust), "trust_model": model,
        }
    )  # fmt: skip
    assert trust_between(other) == trust_between(members)


@given(networks())
def test_what_is_stated_holds_and_nothing_is_zero_or_out_of_range(members: Network) -> None:
    found = trust_between(members)
    for link in members.trust:
        assert found.get((link.source, link.target), 0.0) == link.trust
    assert all(trust != 0 and -1 <= trust <= 1 for trust in found.values())
    assert all(source != target for source, target in found)


@pytest.mark.parametrize("model", [StatedTrust(), BestPath(), Communities(), JointProjects()])
def test_a_network_without_firms_or_links_has_no_trust(
    model: StatedTrust | BestPath | Communities | JointProjects,
) -> None:
    assert trust_between(network("", model=model)) == {}
    assert trust_between(network("ab", model=model)) == {}
