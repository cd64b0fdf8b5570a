"""What lack of trust means to a planner."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from vebuilder.check.words import figure, listing
from vebuilder.formulate.problem import Problem
from vebuilder.model import Fault


@dataclass(frozen=True)
class Nearest:
    """The nearest possible enterprise, which keeps all rules but those told of.

    Parameters
    ----------
    partners
        Their ids.
    team
        Ids of the firms assigned to each task, by task id.
    work
        Money each of them is paid for its work, by firm id.
    """

    partners: tuple[str, ...]
    team: Mapping[str, tuple[str, ...]]
    work: Mapping[str, float]


def across_interface(problem: Problem, key: dict[str, Any], _: float) -> Fault | None:
    """Return by how much a firm's trust across an interface is short; None where it is not."""
    nearest: Nearest = key["nearest"]
    needed = problem.project.rules.min_trust
    assert needed is not None
    source, target, firm = key["source"], key["target"], key["firm"]
    asks = key["task"] == source
    pairs = [(firm, other) if asks else (other, firm) for other in nearest.team[target if asks else source]]
    trust = {pair: _trust(problem, *pair) for pair in pairs if pair[0] != pair[1]}
    if not trust or min(trust.values()) >= needed:
        return None
    (one, other), held = min(trust.items(), key=lambda entry: (entry[1], entry[0]))
    return Fault(
        path="project.rules.min_trust",
        ids=(one, other, source, target),
        message=f"firm {one!r} for task {source!r} trusts firm {other!r} for task {target!r} by "
        f"{figure(held)}; their interface needs {figure(needed)}: short by {figure(needed - held)}",
        mend=f"lower min_trust to {figure(held)}, or add a firm for one of these tasks that is trusted",
    )


def not_connected(problem: Problem, key: dict[str, Any], _: float) -> Fault | None:
    """Return into which circles of trust the partners fall; None where they are one.

    The row that gives way is that of some firm through which the others would be reached: what it means is
    said of the partners as a whole.
    """
    nearest: Nearest = key["nearest"]
    apart, *circles = _circles(problem, nearest.partners)
    if not circles:
        return None
    others = [firm for circle in circles for firm in circle]
    held, one, other = max((_mean(problem, one, other), one, other) for one in apart for other in others)
    return Fault(
        path="project.rules.trust_connected",
        ids=tuple(sorted(nearest.partners)),
        message=f"the partners would fall into {len(circles) + 1} circles of trust: "
        f"{'; '.join(listing(circle) for circle in [apart, *circles])}; the closest tie of the first to the "
        f"others, {one!r} and {other!r}, is a mean trust of {figure(held)}, more than 0 is needed",
        mend=f"let {one!r} and {other!r} trust each other, or add a firm that both circles trust",
    )


def _circles(problem: Problem, partners: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the sets of partners that positive mean trust connects, the smallest first."""
    import networkx

    position = np.array(sorted(problem.firm_position[partner] for partner in partners), dtype=np.int64)
    among = problem.trust[position][:, position]
    ties = (among + among.T).tocoo()
    names = problem.firm_ids[position]
    kept = ties.data > 0
    graph = networkx.Graph(zip(names[ties.coords[0][kept]], names[ties.coords[1][kept]], strict=True))
    graph.add_nodes_from(names)
    circles = (tuple(sorted(circle)) for circle in networkx.connected_components(graph))
    return sorted(circles, key=lambda circle: (len(circle), circle))


def _trust(problem: Problem, source: str, target: str) -> float:
    return float(problem.trust[problem.firm_position[source], problem.firm_position[target]])


def _mean(problem: Problem, one: str, other: str) -> float:
    return (_trust(problem, one, other) + _trust(problem, other, one)) / 2
