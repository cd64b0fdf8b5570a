"""Trust as a networkx graph, in and out."""

import math
from collections.abc import Collection, Iterator
from numbers import Real
from typing import TYPE_CHECKING

from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.kind import kind_faults
from vebuilder.model.network import Network
from vebuilder.model.trust import TrustLink
from vebuilder.trust.stated import stated_trust
from vebuilder.trust.table import trust_between

if TYPE_CHECKING:
    import networkx


def trust_from_graph(graph: "networkx.Graph", attribute: str = "trust") -> tuple[TrustLink, ...]:
    """Read trust links from a networkx graph.

    Parameters
    ----------
    graph
        Its nodes are firm ids. An edge of a ``Graph`` is a mutual link; an edge of a ``DiGraph`` is the trust
        of its source in its target.
    attribute
        Edge attribute that holds the trust, a number in [-1, 1].

    Returns
    -------
    tuple of TrustLink
        One for each edge, by source and target, for `Network.trust`.

    Raises
    ------
    DataError
        If this is no graph, a node is no firm id, an edge has no proper trust or joins a firm to itself, or
        two edges state the same; all faults at once.
    """
    import networkx

    if not isinstance(graph, networkx.Graph):
        message = f"must be a networkx graph, is {type(graph).__name__}"
        raise DataError([Fault(path="graph", message=message, mend="hand over a Graph or a DiGraph")])
    faults = [*_node_faults(graph), *_edge_faults(graph, attribute)]
    if faults:
        raise DataError(faults)
    directed = graph.is_directed()
    edges = [
        (*((source, target) if directed else sorted((source, target))), float(trust))
        for source, target, trust in graph.edges(data=attribute)
    ]
    return tuple(
        TrustLink(source=source, target=target, trust=trust, mutual=not directed)
        for source, target, trust in sorted(edges)
    )


def trust_to_graph(
    network: Network, firms: Collection[str] | None = None, inferred: bool = True
) -> "networkx.DiGraph":
    """Return who trusts whom as a networkx graph.

    Parameters
    ----------
    network
        The breeding environment.
    firms
        Ids of the firms to show; None for all.
    inferred
        Whether to add what the network's trust model infers to what is stated.

    Returns
    -------
    networkx.DiGraph
        A node for each firm, and an edge from each firm to each it trusts or distrusts, with the attributes
        ``trust`` and ``kind`` (``stated``, or the kind of the trust model). Stated trust of 0 is an edge.

    Raises
    ------
    DataError
        If a firm is not in the network.
    """
    import networkx

    if wrong := [*kind_faults("network", network, Network)]:
        raise DataError(wrong)
    known = dict.fromkeys(firm.id for firm in network.firms)
    if firms is not None and (not isinstance(firms, Collection) or isinstance(firms, str | bytes)):
        message = f"a {type(firms).__name__} is no list of firm ids"
        raise DataError([Fault(path="firms", message=message, mend="hand over the ids of firms, or None")])
    asked = known if firms is None else firms
    shown = tuple(dict.fromkeys(firm for firm in asked if isinstance(firm, str)))
    strange = [firm for firm in asked if not (isinstance(firm, str) and firm in known)]
    if strange:
        raise DataError(
            Fault(
                path="firms",
                ids=(firm,) if isinstance(firm, str) else (),
                message=f"firm {firm!r} is not in the network",
                mend="remove it",
            )
            for firm in strange
        )
    graph = networkx.DiGraph()
    graph.add_nodes_from(shown)
    if inferred:
        for (source, target), trust in trust_between(network, shown).items():
            graph.add_edge(source, target, trust=trust, kind=network.trust_model.kind)
    for (source, target), trust in stated_trust(network, shown).items():
        graph.add_edge(source, target, trust=trust, kind="stated")
    return graph


def _node_faults(graph: "networkx.Graph") -> Iterator[Fault]:
    for node in graph.nodes:
        if not (isinstance(node, str) and node):
            yield Fault(
                path="graph.nodes",
                ids=(str(node),),
                message=f"node {node!r} is no firm id",
                mend="name the nodes by firm ids, which are texts (networkx.relabel_nodes)",
            )


def _edge_faults(graph: "networkx.Graph", attribute: str) -> Iterator[Fault]:
    stated = set()
    for source, target, trust in graph.edges(data=attribute):
        path, ids = f"graph.edges[{source!r}, {target!r}]", (str(source), str(target))
        if trust is None:
            mend = f"give every edge the attribute {attribute!r}, or name another attribute"
            yield Fault(path=path, ids=ids, message=f"has no attribute {attribute!r}", mend=mend)
        elif not _is_trust(trust):
            message = f"{attribute} must be a number from -1 to 1, is {trust!r}"
            yield Fault(path=path, ids=ids, message=message, mend="correct it")
        if source == target:
            message = f"firm {source!r} states trust in itself"
            yield Fault(path=path, ids=ids, message=message, mend="remove the edge")
        pair = (source, target) if graph.is_directed() else frozenset((source, target))
        if pair in stated:
            message = f"trust of firm {source!r} in firm {target!r} is stated by more than one edge"
            yield Fault(path=path, ids=ids, message=message, mend="keep one of them")
        stated.add(pair)


def _is_trust(value: object) -> bool:
    # float() first: numpy's numbers are Real too, and NaN lies in no interval.
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    number = float(value)
    return math.isfinite(number) and -1 <= number <= 1
