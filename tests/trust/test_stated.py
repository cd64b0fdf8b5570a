from vebuilder.model import Firm, Network, TrustLink
from vebuilder.trust.stated import stated_trust


def network(*links: TrustLink) -> Network:
    return Network(firms=tuple(Firm(id=name) for name in "abc"), trust=links)


def test_a_mutual_link_gives_both_directions() -> None:
    links = network(TrustLink(source="a", target="b", trust=0.4))
    assert stated_trust(links) == {("a", "b"): 0.4, ("b", "a"): 0.4}


def test_directed_links_keep_their_own_trust() -> None:
    links = network(
        TrustLink(source="a", target="b", trust=0.4, mutual=False),
        TrustLink(source="b", target="a", trust=-0.2, mutual=False),
        TrustLink(source="c", target="a", trust=1.0, mutual=False),
    )
    assert stated_trust(links) == {("a", "b"): 0.4, ("b", "a"): -0.2, ("c", "a"): 1.0}


def test_strangers_are_not_listed() -> None:
    assert stated_trust(network()) == {}
