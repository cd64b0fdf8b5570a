import pytest
from hypothesis import given

from trust.builders import IDS, directed, joint, network, networks
from vebuilder import DataError, TrustEvidence, trust_evidence
from vebuilder.model import BestPath, Communities, Firm, JointProjects, Network
from vebuilder.trust.table import trust_between


def test_a_stated_link() -> None:
    members = network("abcd", directed(("a", "b", 0.25), ("b", "a", -0.5), ("a", "c", 0.0)), BestPath())
    stated = trust_evidence(members, "a", "b")
    assert (stated.kind, stated.trust) == ("stated", 0.25)
    assert str(stated) == "Firm 'a' trusts firm 'b' by 0.25: stated by a link."
    assert str(trust_evidence(members, "b", "a")) == "Firm 'b' distrusts firm 'a' by 0.5: stated by a link."
    nothing = trust_evidence(members, "a", "c")
    assert (nothing.kind, nothing.trust) == ("stated", 0.0)
    assert str(nothing) == "Firm 'a' neither trusts nor distrusts firm 'c': stated by a link."


def test_strangers() -> None:
    stranger = trust_evidence(network("ab", directed(("a", "b", 0.25)), BestPath()), "b", "a")
    assert (stranger.kind, stranger.trust) == ("stranger", 0.0)
    assert str(stranger) == (
        "Firm 'b' neither trusts nor distrusts firm 'a': no link is stated, and none can be inferred."
    )


def test_a_path() -> None:
    links = directed(("a", "b", 0.8), ("b", "c", 0.5), ("a", "d", 0.5), ("d", "c", 0.5))
    evidence = trust_evidence(network("abcd", links, BestPath()), "a", "c")
    assert (evidence.kind, evidence.trust) == ("best_path", 0.4)
    assert (evidence.path, evidence.link_trusts) == (("a", "b", "c"), (0.8, 0.5))
    assert str(evidence) == (
        "Firm 'a' trusts firm 'c' by 0.4: inferred along the best path, 'a' -> 'b' (0.8) -> 'c' (0.5)."
    )


def test_a_path_that_fades() -> None:
    links = directed(("a", "b", 0.8), ("b", "c", 0.5))
    evidence = trust_evidence(network("abc", links, BestPath(decay=0.5)), "a", "c")
    assert evidence.trust == 0.2
    assert str(evidence).endswith("'b' (0.8) -> 'c' (0.5); the product 0.4 fades with the distance.")


def test_communities() -> None:
    firms = (
        Firm(id="a", communities={"cluster", "chamber"}),
        Firm(id="b", communities={"chamber"}),
        Firm(id="c", communities={"cluster", "chamber"}),
    )
    members = Network(firms=firms, trust_model=Communities(level=0.3))
    evidence = trust_evidence(members, "a", "b")
    assert (evidence.kind, evidence.trust, evidence.communities) == ("communities", 0.3, {"chamber"})
    assert (
        str(evidence)
        == "Firm 'a' trusts firm 'b' by 0.3: inferred, as both belong to the community 'chamber'."
    )
    assert "the communities 'chamber', 'cluster'" in str(trust_evidence(members, "a", "c"))


def test_joint_projects() -> None:
    model = JointProjects(projects=(joint("q", "abc"), joint("p", "ab"), joint("r", "c")), steepness=1.0)
    evidence = trust_evidence(network("abc", model=model), "b", "a")
    assert evidence.kind == "joint_projects"
    assert evidence.trust == pytest.approx(0.77687, abs=1e-5)
    assert evidence.projects == {"p": 1.0, "q": 0.5}
    assert str(evidence) == (
        "Firm 'b' trusts firm 'a' by 0.7769: inferred from 2 joint projects: 'p' (weight 1), "
        "'q' (weight 0.5)."
    )
    assert "from 1 joint project: 'q'" in str(trust_evidence(network("abc", model=model), "c", "a"))


@given(networks())
def test_the_evidence_is_of_the_trust_that_is_reckoned_with(members: Network) -> None:
    found = trust_between(members)
    for source in IDS:
        for target in IDS:
            if source == target:
                continue
            evidence = trust_evidence(members, source, target)
            assert evidence.trust == found.get((source, target), 0.0)
            assert (evidence.kind == "best_path") == bool(evidence.path)
            assert (evidence.kind == "communities") == bool(evidence.communities)
            assert (evidence.kind == "joint_projects") == bool(evidence.projects)
            assert TrustEvidence.model_validate_json(evidence.model_dump_json()) == evidence


def test_odd_pairs_are_refused() -> None:
    members = network("ab")
    with pytest.raises(DataError, match=r"(?s)firm 'x' is not in the network.*firm 'y' is not in") as refused:
        trust_evidence(members, "x", "y")
    assert [fault.path for fault in refused.value.faults] == ["source", "target"]
    with pytest.raises(DataError, match="in itself is not a question"):
        trust_evidence(members, "a", "a")
