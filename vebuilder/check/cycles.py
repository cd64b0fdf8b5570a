"""Cycles in a directed graph."""

from collections.abc import Iterator, Mapping, Sequence

Graph = Mapping[str, Sequence[str]]


def find_cycles(successors: Graph) -> list[tuple[str, ...]]:
    """Return one cycle for each strongly connected component that has one.

    Linear in nodes and edges (Tarjan, SIAM Journal on Computing 1, 1972).

    Parameters
    ----------
    successors
        The nodes that each node points to; a successor that is no node itself is ignored.

    Returns
    -------
    list
        The nodes of each cycle in order, from the one that comes first among the nodes.
    """
    rank = {node: position for position, node in enumerate(successors)}
    cycles = []
    for component in _components(successors):
        start = min(component, key=rank.__getitem__)
        if len(component) > 1 or start in successors[start]:
            cycles.append(_cycle_within(successors, set(component), start))
    return sorted(cycles, key=lambda cycle: rank[cycle[0]])


def _cycle_within(successors: Graph, component: set[str], start: str) -> tuple[str, ...]:
    """Return a shortest cycle through the start; in its component there is one (breadth-first)."""
    before: dict[str, str] = {}
    reached = [start]
    for node in reached:  # grows while it is read
        for following in successors[node]:
            if following == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return tuple(reversed(path))
            if following in component and following not in before:
                before[following] = node
                reached.append(following)
    raise ValueError(f"{start!r} is on no cycle")


def _components(successors: Graph) -> Iterator[list[str]]:
    """Yield the strongly connected components, without recursion: a chain may be very long."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    open_nodes: list[str] = []
    closed: set[str] = set()
    for root in successors:
        if root in order:
            continue
        walk = [(root, iter(successors[root]))]
        order[root] = low[root] = len(order)
        open_nodes.append(root)
        while walk:
            node, following = walk[-1]
            for neighbour in following:
                if neighbour not in successors or neighbour in closed:
                    continue
                if neighbour in order:
                    low[node] = min(low[node], order[neighbour])
                    continue
                order[neighbour] = low[neighbour] = len(order)
                open_nodes.append(neighbour)
                walk.append((neighbour, iter(successors[neighbour])))
                break
            else:
                walk.pop()
                if walk:
                    low[walk[-1][0]] = min(low[walk[-1][0]], low[node])
                if low[node] == order[node]:
                    position = len(open_nodes) - 1
                    while open_nodes[position] != node:
                        position -= 1
                    yield open_nodes[position:]
                    closed.update(open_nodes[position:])
                    del open_nodes[position:]
