"""How many partners may come from certain sets of firms: what rules and tasks imply, said of the whole.

Every bound on a set of partners also binds the partners that one partner has beside it. Multiplied by that
partner, such bounds tie pairs of partners together far better than pair by pair (reformulation and
linearisation, Sherali and Adams 1990).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from vebuilder.formulate.groups import members_by_value
from vebuilder.formulate.linear_model import BoolArray, FloatArray
from vebuilder.formulate.problem import Problem


@dataclass(frozen=True)
class PartnerSets:
    """Sets of firms, and how many partners each may hold at most.

    Parameters
    ----------
    member
        Sets by firms.
    limit
        One number a set. The first set is that of all firms.
    """

    member: BoolArray
    limit: FloatArray

    def __len__(self) -> int:
        return len(self.limit)


def partner_sets(problem: Problem) -> PartnerSets:
    """Return the sets of firms whose number of partners is limited below their size."""
    _, most = problem.partner_limits()
    everyone = np.ones(problem.n_firms, dtype=bool)
    found = [(everyone, float(most))]
    found += [
        (member, float(limit)) for member, limit in _limited(problem, most) if member.sum() > limit >= 0
    ]
    return PartnerSets(np.array([member for member, _ in found]), np.array([limit for _, limit in found]))


def _limited(problem: Problem, most: int) -> Iterator[tuple[BoolArray, int]]:
    rules = problem.project.rules
    for rule in rules.groups:
        values = members_by_value(problem, rule)
        together = np.zeros(problem.n_firms, dtype=bool)
        for firms in values.values():
            together[firms] = True
            if rule.max_per_value is not None:
                alone = np.zeros(problem.n_firms, dtype=bool)
                alone[firms] = True
                yield alone, rule.max_per_value
        if rule.max_firms is not None:
            yield together, rule.max_firms
        if rule.min_firms is not None:
            yield ~together, most - rule.min_firms
    lead = problem.initiator
    for number, task in enumerate(problem.tasks):
        unable = np.ones(problem.n_firms, dtype=bool)
        unable[problem.pairs.firm[problem.pairs_of(number)]] = False
        if lead is None or not unable[lead]:
            yield unable, most - max(task.min_partners, 1)
