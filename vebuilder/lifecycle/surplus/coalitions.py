"""What coalitions of partners cost: the best enterprise without the partners outside of each."""

import math
from dataclasses import dataclass

from vebuilder.check.evaluate import evaluate
from vebuilder.explore.neighbours.asking import Asking
from vebuilder.model.errors import DataError, InfeasibleError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.trust import BestPath
from vebuilder.result.enterprise import Enterprise


@dataclass(frozen=True)
class Cost:
    """What a coalition costs, between two limits.

    Parameters
    ----------
    most
        The objective of an enterprise that was found, or the fallback cost.
    least
        What is proven to be a lower limit.
    """

    most: float
    least: float

    @property
    def error(self) -> float:
        """By how much the truth may be below `most`."""
        return max(self.most - self.least, 0.0)


@dataclass(frozen=True)
class _Solved:
    cost: Cost
    enterprise: Enterprise | None
    """The one found; None where none can be formed."""

    @property
    def used(self) -> frozenset[str]:
        """Partners and standby firms of the enterprise."""
        found = self.enterprise
        return (
            frozenset() if found is None else frozenset({*found.partners, *(b.firm for b in found.backups)})
        )


class Coalitions:
    """Costs of coalitions, each worked out when it is asked for, as few of them by a search as can be.

    A coalition has fewer firms to choose from than one that includes it, so that it costs at least as much;
    and exactly as much if the best enterprise of the larger one does without the firms that are missing. Who
    is missing is excluded, and where trust is inferred along paths, no path leads through it either.

    Parameters
    ----------
    asking
        Forms enterprises.
    enterprise
        Of all partners.
    """

    def __init__(self, asking: Asking, enterprise: Enterprise) -> None:
        self._asking = asking
        self.everybody = frozenset(enterprise.partners)
        self._known: dict[frozenset[str], _Solved] = {}
        self._hopeless: list[frozenset[str]] = []
        self.searches = 0
        if enterprise.bound is not None:
            cost = Cost(enterprise.objective, enterprise.bound)
            self._known[self.everybody] = _Solved(cost, enterprise)

    def cost(self, coalition: frozenset[str]) -> Cost:
        """Return what a coalition costs; where the time is over, what is known of it.

        Parameters
        ----------
        coalition
            Ids of its partners.

        Raises
        ------
        DataError
            If it can form no enterprise and the project states no fallback cost.
        """
        if coalition not in self._known:
            found = self._inferred(coalition) or self._searched(coalition)
            if found is None:
                return self._between(coalition)
            self._known[coalition] = found
        return self._known[coalition].cost

    def _inferred(self, coalition: frozenset[str]) -> _Solved | None:
        """Return what follows from larger coalitions; None if a search is needed."""
        project = self._asking.project
        missing = self.everybody - coalition
        always = project.rules.required | ({project.initiator} if project.initiator else set())
        if missing & always or any(coalition <= larger for larger in self._hopeless):
            return self._fallen_back(coalition)
        for larger, solved in self._known.items():
            if coalition < larger and self._does_without(solved, missing):
                return solved
        return None

    def _does_without(self, solved: _Solved, missing: frozenset[str]) -> bool:
        """Whether the best enterprise of a larger coalition is as good where some firms are missing."""
        found = solved.enterprise
        if found is None or solved.used & missing:
            return False
        if (network := self._without(missing)) is None:
            return True
        judged = evaluate(self._asking.project, network, found)
        return judged.feasible and judged.objective <= found.objective

    def _without(self, missing: frozenset[str]) -> Network | None:
        """Return the network in which no trust leads through some firms; None where that changes nothing."""
        network = self._asking.network
        if not isinstance(network.trust_model, BestPath):
            return None
        left = tuple(link for link in network.trust if not missing & {link.source, link.target})
        return network.model_copy(update={"trust": left})

    def _searched(self, coalition: frozenset[str]) -> _Solved | None:
        """Form the best enterprise without the partners outside; None if it was not found in time."""
        if self._asking.why_over:
            return None
        project, missing = self._asking.project, self.everybody - coalition
        excluded = project.rules.excluded | missing
        rules = project.rules.model_copy(update={"excluded": excluded})
        self.searches += 1
        try:
            found = self._asking.form(
                project.model_copy(update={"rules": rules}), network=self._without(missing)
            )
        except InfeasibleError:
            return self._fallen_back(coalition)
        if found is None:
            return None
        # No search proves less than what is proven of larger coalitions.
        least = max(self._least(coalition), -math.inf if found.bound is None else found.bound)
        return _Solved(Cost(found.objective, min(least, found.objective)), found)

    def _fallen_back(self, coalition: frozenset[str]) -> _Solved:
        """Return that nothing can be formed.

        Raises
        ------
        DataError
            If the project does not say what that costs.
        """
        fallback = self._asking.project.fallback_cost
        if fallback is None:
            who = (
                f"of its partners only {', '.join(sorted(coalition))}"
                if coalition
                else "none of its partners"
            )
            raise DataError(
                [
                    Fault(
                        path="project.fallback_cost",
                        ids=tuple(sorted(coalition)),
                        message=f"with {who} nothing can be formed, and the project does not say what that "
                        "would cost",
                        mend="state fallback_cost: what it costs to do without an enterprise",
                    )
                ]
            )
        self._hopeless.append(coalition)
        return _Solved(Cost(fallback, fallback), None)

    def _least(self, coalition: frozenset[str]) -> float:
        """Return what is proven by larger coalitions."""
        proven = (
            solved.cost.least
            for larger, solved in self._known.items()
            if coalition <= larger and solved.enterprise is not None
        )
        return max(proven, default=-math.inf)

    def _between(self, coalition: frozenset[str]) -> Cost:
        """Return what is known of a coalition without a search: it lies between larger and smaller ones.

        Where none of the smaller ones can form anything there is no upper limit: what it costs to do without
        an enterprise says nothing of what one costs. The fallback cost is then no more than a guess.
        """
        smaller = [solved for other, solved in self._known.items() if other <= coalition]
        formed = [solved.cost.most for solved in smaller if solved.enterprise is not None]
        if formed:
            return Cost(min(formed), self._least(coalition))
        guess = max((solved.cost.most for solved in smaller), default=math.inf)
        return Cost(max(guess, self._least(coalition)), -math.inf)
