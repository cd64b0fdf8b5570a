"""An enterprise as a graph: for networkx, and for Gephi, yEd and Cytoscape as GraphML."""

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from vebuilder.io.whole_files import write_text
from vebuilder.model import DataError, Fault, Network, Project
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.kind import kind_faults
from vebuilder.model.record import Record

if TYPE_CHECKING:
    import networkx

UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML has no place for."""


def to_graph(
    enterprise: Record, project: Project | None = None, network: Network | None = None
) -> "networkx.MultiDiGraph":
    """Return an enterprise as a networkx graph of its partners and tasks.

    Parameters
    ----------
    enterprise
        What was formed.
    project
        What it was formed for: adds what the tasks exchange, and what comes after what.
    network
        What it was formed from: adds the attributes of the partners, and the trust they state.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are ``firm ID`` and ``task ID``, with the attributes ``kind`` (``firm`` or ``task``), ``id``,
        ``label``, and what is known besides. Edges have a ``kind``: ``does`` from firm to task (``share``,
        ``cost``), ``stands by`` from firm to task (``cost``), ``interface`` (``volume``) and ``after`` from
        task to task, ``trust`` from firm to firm (``trust``).

    Raises
    ------
    DataError
        If it is no enterprise, or one of other inputs.
    """
    import networkx

    if faults := [*_faults(enterprise, project, network)]:
        raise DataError(faults)
    answer: Any = enterprise
    graph = networkx.MultiDiGraph(
        project=answer.project, currency=answer.currency, time_unit=answer.time_unit, cost=answer.cost.total
    )
    for node, attributes in _nodes(answer, project, network):
        graph.add_node(node, **attributes)
    for source, target, attributes in _edges(answer, project, network):
        graph.add_edge(source, target, **attributes)
    return graph


def write_graphml(
    path: str | os.PathLike[str],
    enterprise: Record,
    project: Project | None = None,
    network: Network | None = None,
) -> None:
    """Write an enterprise as GraphML, whole or not at all.

    Parameters
    ----------
    path
        The file; an existing one is replaced.
    enterprise, project, network
        As for `to_graph`.

    Raises
    ------
    DataError
        If it is no enterprise, one of other inputs, or the file cannot be written.
    """
    import networkx

    graph = networkx.MultiDiGraph()
    full = to_graph(enterprise, project, network)
    graph.graph.update({name: _writable(value) for name, value in full.graph.items()})
    graph.add_nodes_from((_writable(node), _all_writable(data)) for node, data in full.nodes(data=True))
    graph.add_edges_from(
        (_writable(source), _writable(target), _all_writable(data))
        for source, target, data in full.edges(data=True)
    )
    write_text("\n".join(networkx.generate_graphml(graph)) + "\n", path)


def _faults(enterprise: Any, project: object, network: object) -> Iterator[Fault]:
    if not (hasattr(enterprise, "assignments") and hasattr(enterprise, "fingerprint")):
        message = f"an Enterprise is needed, not a {type(enterprise).__name__}"
        yield Fault(path="enterprise", message=message, mend="form one, or read one with vebuilder.load")
        return
    wrong = [
        *(() if project is None else kind_faults("project", project, Project)),
        *(() if network is None else kind_faults("network", network, Network)),
    ]
    yield from wrong
    mend = "hand over what it was formed from"
    if wrong:
        return
    if isinstance(project, Project) and isinstance(network, Network):
        if fingerprint(project, network) != enterprise.fingerprint:
            yield Fault(path="enterprise", message="was formed from other data", mend=mend)
        return
    tasks = {one.task for one in enterprise.assignments}
    if isinstance(project, Project) and not tasks <= {task.id for task in project.tasks}:
        yield Fault(
            path="project", ids=(project.id,), message="has other tasks than the enterprise", mend=mend
        )
    if isinstance(network, Network) and not set(enterprise.partners) <= {firm.id for firm in network.firms}:
        yield Fault(path="network", message="has other firms than the enterprise", mend=mend)


def _nodes(
    enterprise: Any, project: Project | None, network: Network | None
) -> Iterator[tuple[str, dict[str, Any]]]:
    firms = {firm.id: firm for firm in network.firms} if network is not None else {}
    backups = dict.fromkeys(one.firm for one in enterprise.backups)
    for firm in dict.fromkeys((*enterprise.partners, *backups)):
        known = firms.get(firm)
        work = sum(one.cost for one in enterprise.assignments if one.firm == firm)
        stated: dict[str, Any] = {
            "kind": "firm",
            "id": firm,
            "label": enterprise.names.get(firm, firm),
            "partner": firm in enterprise.partners,
            "work": work,
        }
        if known is not None:
            stated |= {"joining_cost": known.joining_cost, "reliability": known.reliability}
            stated |= {f"attribute {name}": value for name, value in sorted(known.attributes.items())}
        yield f"firm {firm}", stated
    times = {one.task: one for one in enterprise.schedule}
    tasks = {task.id: task for task in project.tasks} if project is not None else {}
    for task in dict.fromkeys((*tasks, *(one.task for one in enterprise.assignments))):
        stated = {"kind": "task", "id": task, "label": task}
        if task in tasks:
            stated |= {"competence": tasks[task].competence, "amount": tasks[task].amount}
        if task in times:
            stated |= {"start": times[task].start, "finish": times[task].finish}
        yield f"task {task}", stated


def _edges(
    enterprise: Any, project: Project | None, network: Network | None
) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for one in enterprise.assignments:
        yield f"firm {one.firm}", f"task {one.task}", {"kind": "does", "share": one.share, "cost": one.cost}
    for one in enterprise.backups:
        yield f"firm {one.firm}", f"task {one.task}", {"kind": "stands by", "cost": one.cost}
    for interface in project.interfaces if project is not None else ():
        edge = {"kind": "interface", "volume": interface.volume}
        yield f"task {interface.source}", f"task {interface.target}", edge
    for task in project.tasks if project is not None else ():
        for before in task.after:
            yield f"task {before}", f"task {task.id}", {"kind": "after"}
    partners = set(enterprise.partners)
    for link in network.trust if network is not None else ():
        if partners.issuperset((link.source, link.target)):
            for source, target in ((link.source, link.target), (link.target, link.source))[: 1 + link.mutual]:
                yield f"firm {source}", f"firm {target}", {"kind": "trust", "trust": link.trust}


def _all_writable(attributes: dict[str, Any]) -> dict[str, Any]:
    return {_writable(name): _writable(value) for name, value in attributes.items()}


def _writable(value: Any) -> Any:
    return UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", value) if isinstance(value, str) else value
