from vebuilder.model import Communities, Firm, Network, TrustLink
from vebuilder.trust.communities import shared_communities
from vebuilder.trust.table import trust_between


def network(level: float, *links: TrustLink, **communities: set[str]) -> Network:
    firms = tuple(Firm(id=name, communities=frozenset(joined)) for name, joined in communities.items())
    return Network(firms=firms, trust=links, trust_model=Communities(level=level))


def test_members_of_one_community_trust_each_other() -> None:
    members = network(0.3, a={"x"}, b={"x", "y"}, c={"y"}, d=set())
    assert trust_between(members) == {
        ("a", "b"): 0.3, ("b", "a"): 0.3, ("b", "c"): 0.3, ("c", "b"): 0.3,
    }  # fmt: skip


def test_two_shared_communities_are_no_more_than_one() -> None:
    assert trust_between(network(0.3, a={"x", "y"}, b={"x", "y"})) == {("a", "b"): 0.3, ("b", "a"): 0.3}


def test_a_level_may_be_distrust_and_zero_is_left_out() -> None:
    assert trust_between(network(-0.2, a={"x"}, b={"x"})) == {("a", "b"): -0.2, ("b", "a"): -0.2}
    assert trust_between(network(0.0, a={"x"}, b={"x"})) == {}


def test_a_stated_link_holds_in_its_own_direction() -> None:
    one_way = TrustLink(source="a", target="b", trust=-1.0, mutual=False)
    assert trust_between(network(0.3, one_way, a={"x"}, b={"x"})) == {("a", "b"): -1.0, ("b", "a"): 0.3}
    nothing = TrustLink(source="a", target="b", trust=0.0)
    assert trust_between(network(0.3, nothing, a={"x"}, b={"x"})) == {}


def test_only_the_firms_asked_for_are_looked_at() -> None:
    crowd = {f"f{number}": {"everybody"} for number in range(20_000)}
    assert trust_between(network(0.3, **crowd), ("f7", "f9")) == {("f7", "f9"): 0.3, ("f9", "f7"): 0.3}


def test_the_shared_ones_are_told() -> None:
    members = network(0.3, a={"x", "y", "z"}, b={"z", "x"}, c=set())
    assert shared_communities(members, "a", "b") == {"x", "z"}
    assert shared_communities(members, "a", "c") == frozenset()
