"""What lack of trust means to a planner."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from vebuilder.check.words import figure, listing
from vebuilder.diagnose.nearest import Nearest
from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class Doubt:
    """Trust across an interface: firm ``one`` of its source in firm ``other`` of its target."""

    held: float
    one: str
    other: str
    source: str
    target: str

    def words(self, needed: float) -> str:
        """Say what is short of the trust needed."""
        return (
            f"firm {self.one!r} for task {self.source!r} trusts firm {self.other!r} for task {self.target!r} "
            f"by {figure(self.held)}; their interface needs {figure(needed)}: "
            f"short by {figure(needed - self.held)}"
        )


def weakest_trust(problem: Problem, nearest: Nearest) -> Doubt | None:
    """Return the least trust across any interface of an enterprise; None where no two firms meet."""
    doubts = (
        (_trust(problem, one, other), one, other, interface.source, interface.target)
        for interface in problem.project.interfaces
        for one in nearest.team[interface.source]
        for other in nearest.team[interface.target]
        if one != other
    )
    weakest = min(doubts, default=None)
    return None if weakest is None else Doubt(*weakest)


def circles_words(problem: Problem, nearest: Nearest) -> str | None:
    """Return into which circles of trust the partners fall; None where they are one."""
    circles = _circles(problem, nearest.partners)
    if len(circles) < 2:
        return None
    apart, *rest = circles
    others = [firm for circle in rest for firm in circle]
    held, one, other = max((_mean(problem, one, other), one, other) for one in apart for other in others)
    return (
        f"the partners would fall into {len(circles)} circles of trust: "
        f"{'; '.join(listing(circle) for circle in circles)}; the closest tie of the first to the "
        f"others, {one!r} and {other!r}, is a mean trust of {figure(held)}, more than 0 is needed"
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
