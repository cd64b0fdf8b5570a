from hypothesis import given
from hypothesis import strategies as st

from vebuilder.check.cycles import find_cycles

nodes = st.sampled_from("abcdefg")
graphs = st.dictionaries(nodes, st.lists(nodes, max_size=3))


def reaches(graph: dict[str, list[str]], start: str, end: str) -> bool:
    """Say whether a walk of at least one step leads from start to end."""
    seen: set[str] = set()
    pending = [start]
    while pending:
        for following in graph.get(pending.pop(), ()):
            if following == end:
                return True
            if following in graph and following not in seen:
                seen.add(following)
                pending.append(following)
    return False


@given(graphs)
def test_one_true_cycle_for_each_set_of_nodes_that_reach_each_other(graph: dict[str, list[str]]) -> None:
    cycles = find_cycles(graph)
    for cycle in cycles:
        assert len(set(cycle)) == len(cycle)
        assert all(
            following in graph[node] for node, following in zip(cycle, [*cycle[1:], cycle[0]], strict=True)
        )
    circular = {node for node in graph if reaches(graph, node, node)}
    classes = {
        frozenset(other for other in circular if reaches(graph, node, other) and reaches(graph, other, node))
        for node in circular
    }
    assert len(cycles) == len(classes)
    assert all(any(set(cycle) <= members for members in classes) for cycle in cycles)


def test_a_cycle_starts_at_its_first_node() -> None:
    assert find_cycles({"a": ["b"], "b": ["c"], "c": ["b"]}) == [("b", "c")]
    assert find_cycles({"c": ["b"], "b": ["c"]}) == [("c", "b")]


def test_a_node_that_points_to_itself() -> None:
    assert find_cycles({"a": ["a", "b"], "b": []}) == [("a",)]


def test_long_chains_and_circles_do_not_recurse() -> None:
    size = 50_000
    chain = {str(node): [str(node + 1)] for node in range(size)}
    assert find_cycles(chain) == []
    chain[str(size - 1)] = ["0"]
    assert len(find_cycles(chain)[0]) == size
