import networkx as nx
import numpy as np
import pytest
from hypothesis import given

from trust.builders import directed, network, networks
from vebuilder import BestPath, DataError, Network, TrustLink, trust_from_graph, trust_to_graph
from vebuilder.trust.stated import stated_trust
from vebuilder.trust.table import trust_between


def test_an_edge_of_a_graph_is_a_mutual_link() -> None:
    graph = nx.Graph()
    graph.add_edge("b", "a", trust=0.5)
    graph.add_edge("a", "c", trust=-1)
    graph.add_node("d")
    assert trust_from_graph(graph) == (
        TrustLink(source="a", target="b", trust=0.5),
        TrustLink(source="a", target="c", trust=-1.0),
    )


def test_an_edge_of_a_directed_graph_is_a_directed_link() -> None:
    graph = nx.DiGraph([("b", "a", {"trust": 0.5}), ("a", "b", {"trust": 0.0})])
    assert trust_from_graph(graph) == directed(("a", "b", 0.0), ("b", "a", 0.5))


def test_the_attribute_can_be_named() -> None:
    graph = nx.Graph([("a", "b", {"weight": np.float32(0.5)})])
    assert trust_from_graph(graph, attribute="weight") == (TrustLink(source="a", target="b", trust=0.5),)


def test_all_faults_of_a_graph_are_told_at_once() -> None:
    graph = nx.MultiGraph()
    graph.add_edge("a", "b", trust=0.5)
    graph.add_edge("b", "a", trust=0.5)
    graph.add_edge("a", "c")
    graph.add_edge("a", "d", trust=1.5)
    graph.add_edge("a", "e", trust=float("nan"))
    graph.add_edge("a", "f", trust="high")
    graph.add_edge("a", "g", trust=True)
    graph.add_edge("h", "h", trust=0.5)
    graph.add_edge("a", 7, trust=0.5)
    with pytest.raises(DataError) as refused:
        trust_from_graph(graph)
    said = [f"{fault.path}: {fault.message}" for fault in refused.value.faults]
    assert said == [
        "graph.nodes: node 7 is no firm id",
        "graph.edges['a', 'b']: trust of firm 'a' in firm 'b' is stated by more than one edge",
        "graph.edges['a', 'c']: has no attribute 'trust'",
        "graph.edges['a', 'd']: trust must be a number from -1 to 1, is 1.5",
        "graph.edges['a', 'e']: trust must be a number from -1 to 1, is nan",
        "graph.edges['a', 'f']: trust must be a number from -1 to 1, is 'high'",
        "graph.edges['a', 'g']: trust must be a number from -1 to 1, is True",
        "graph.edges['h', 'h']: firm 'h' states trust in itself",
    ]
    assert all(fault.mend for fault in refused.value.faults)


def test_two_directions_in_a_directed_multigraph_are_no_repeat() -> None:
    graph = nx.MultiDiGraph([("a", "b", {"trust": 0.5}), ("b", "a", {"trust": 0.5})])
    assert len(trust_from_graph(graph)) == 2
    graph.add_edge("a", "b", trust=0.5)
    with pytest.raises(DataError, match="by more than one edge"):
        trust_from_graph(graph)


def test_what_is_no_graph_is_refused() -> None:
    with pytest.raises(DataError, match="must be a networkx graph, is dict"):
        trust_from_graph({"a": {"b": 0.5}})


def test_a_graph_shows_what_is_stated_and_what_is_inferred() -> None:
    members = network("abcd", directed(("a", "b", 0.5), ("b", "c", 0.5), ("c", "a", 0.0)), BestPath())
    graph = trust_to_graph(members)
    assert list(graph.nodes) == ["a", "b", "c", "d"]
    assert {(f, g): (data["trust"], data["kind"]) for f, g, data in graph.edges(data=True)} == {
        ("a", "b"): (0.5, "stated"),
        ("b", "c"): (0.5, "stated"),
        ("c", "a"): (0.0, "stated"),
        ("a", "c"): (0.25, "best_path"),
    }
    assert set(trust_to_graph(members, inferred=False).edges) == {("a", "b"), ("b", "c"), ("c", "a")}
    assert set(trust_to_graph(members, firms=["c", "a"]).edges) == {("a", "c"), ("c", "a")}


def test_unknown_firms_are_refused() -> None:
    with pytest.raises(DataError, match=r"(?s)'x' is not in the network.*'y' is not in"):
        trust_to_graph(network("ab"), firms=["a", "x", "y"])


@given(networks())
def test_links_survive_the_round_trip(members: Network) -> None:
    links = trust_from_graph(trust_to_graph(members, inferred=False))
    assert stated_trust(members.model_copy(update={"trust": links})) == stated_trust(members)
    assert trust_between(members.model_copy(update={"trust": links})) == trust_between(members)
