"""Every plan of a small random project, and what the questions about it must be answered by."""

from functools import cache

from risky_instances import risky_instance, sound_plans

import vebuilder as ve

SEEDS = (0, 2, 4, 9, 10, 12, 14, 17, 18, 24, 29, 31, 34, 38, 39, 41, 43, 54, 58, 59)
"""Seeds whose project can be formed."""

Sets = dict[frozenset[str], float]


def partners_of(project: ve.Project, assignments: tuple[ve.Assignment, ...]) -> frozenset[str]:
    lead = {project.initiator} if project.initiator else set()
    return frozenset({one.firm for one in assignments} | lead)


@cache
def best_by_partners(seed: int) -> Sets:
    """The least objective of every set of partners."""
    project, network = risky_instance(seed)
    found: Sets = {}
    for (assignments, _), evaluation in sound_plans(project, network):
        partners = partners_of(project, assignments)
        found[partners] = min(found.get(partners, float("inf")), evaluation.objective)
    return found


def close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-5 * max(1.0, abs(other))
