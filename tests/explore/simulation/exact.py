"""The exact law of the losses of a small enterprise, by going through all that can happen.

Shares nothing with the simulation: no stakes, no arrays, no draws; reliabilities are looked up anew.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product
from math import prod

from vebuilder.model import Network, Project, Shock
from vebuilder.result.enterprise import Enterprise


@dataclass(frozen=True)
class Outcome:
    """One way things can go: its probability, and what is lost of each (task, firm)."""

    probability: float
    struck: tuple[Shock, ...]
    lost: dict[tuple[str, str], float]
    """Share, where something is lost."""


class Law:
    """All outcomes of an enterprise."""

    def __init__(self, enterprise: Enterprise, project: Project, network: Network) -> None:
        self.losses = {task.id: task.loss for task in project.tasks}
        self.outcomes = list(outcomes(enterprise, project, network))

    def loss(self, outcome: Outcome, *, task: str | None = None, firm: str | None = None) -> float:
        return sum(
            self.losses[where] * share
            for (where, who), share in outcome.lost.items()
            if task in {None, where} and firm in {None, who}
        )

    def mean(self, **part: str) -> float:
        return sum(one.probability * self.loss(one, **part) for one in self.outcomes)

    def success(self) -> float:
        return sum(one.probability for one in self.outcomes if not one.lost)

    def touched(self, **part: str) -> float:
        """Return the probability that something of a task or a firm is lost."""
        (kind, name), position = next(iter(part.items())), {"task": 0, "firm": 1}
        return sum(
            one.probability for one in self.outcomes if any(pair[position[kind]] == name for pair in one.lost)
        )

    def mean_under(self, shock: Shock, *, struck: bool) -> float:
        those = [one for one in self.outcomes if (shock in one.struck) == struck]
        return sum(one.probability * self.loss(one) for one in those) / sum(one.probability for one in those)

    def distribution(self) -> list[tuple[float, float]]:
        """Return (loss, probability), the largest loss first."""
        found: dict[float, float] = defaultdict(float)
        for one in self.outcomes:
            found[round(self.loss(one), 9)] += one.probability
        return sorted(found.items(), reverse=True)

    def cvar(self, level: float) -> float:
        left, total = 1 - level, 0.0
        for loss, probability in self.distribution():
            taken = min(left, probability)
            total, left = total + taken * loss, left - taken
        return total / (1 - level)


def outcomes(enterprise: Enterprise, project: Project, network: Network) -> Iterator[Outcome]:
    """Go through the shocks that strike, and for each firm the intervals its draw can fall into."""
    firms = {firm.id: firm for firm in network.firms}
    competences = {task.id: task.competence for task in project.tasks}

    def reliability(task: str, firm: str) -> float:
        for quote in project.quotes:
            if (quote.task, quote.firm) == (task, firm) and quote.reliability is not None:
                return quote.reliability
        for offer in firms[firm].offers:
            if offer.competence == competences[task] and offer.reliability is not None:
                return offer.reliability
        return firms[firm].reliability

    pairs = [(one.task, one.firm) for one in (*enterprise.assignments, *enterprise.backups)]
    involved = sorted({firm for _, firm in pairs})
    for pattern in product((False, True), repeat=len(project.shocks)):
        struck = tuple(shock for shock, hit in zip(project.shocks, pattern, strict=True) if hit)
        chance = prod(
            shock.probability if hit else 1 - shock.probability
            for shock, hit in zip(project.shocks, pattern, strict=True)
        )
        thresholds = {
            (task, firm): reliability(task, firm)
            * prod(
                shock.reliability_factor
                for shock in struck
                if firms[firm].attributes.get(shock.attribute) == shock.value
            )
            for task, firm in pairs
        }
        intervals = []
        for firm in involved:
            cuts = sorted({0.0, 1.0, *(cut for (_, who), cut in thresholds.items() if who == firm)})
            intervals.append(list(pairwise(cuts)))
        for drawn in product(*intervals):
            weight = chance * prod(high - low for low, high in drawn)
            draw = {firm: (low + high) / 2 for firm, (low, high) in zip(involved, drawn, strict=True)}
            fails = {pair for pair in pairs if draw[pair[1]] > thresholds[pair]}
            if weight:
                yield Outcome(weight, struck, dict(_lost(enterprise, fails)))


def _lost(enterprise: Enterprise, fails: set[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], float]]:
    for one in enterprise.assignments:
        standbys = [backup.firm for backup in enterprise.backups if backup.task == one.task]
        saved = any((one.task, firm) not in fails for firm in standbys)
        if (one.task, one.firm) in fails and one.share and not saved:
            yield (one.task, one.firm), one.share
