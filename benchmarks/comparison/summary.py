"""All runs of a comparison, summed up: geometric means, and the ratios that are aimed at."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from benchmarks.comparison.measures import (
    NAMES,
    Figure,
    Measures,
    Standard,
    measured,
    middle,
    standard,
)
from benchmarks.comparison.runs import Run, latest
from benchmarks.contenders.lineup import NAMES as CONTENDERS
from benchmarks.contenders.lineup import PEERS

SHIFTS: Mapping[str, float] = {"first": 1.0, "near": 1.0, "proof": 1.0, "minute": 1e-4, "memory": 0.0}
"""Added before the logarithm and taken off after: seconds, relative gap, MB."""
TINY = 1e-3
"""Seconds below which a time counts as this."""
WORTH_A_SECOND = 1.0
"""Instances that the best peer proves sooner say little about speed."""


@dataclass(frozen=True)
class Mean:
    """A geometric mean over some instances.

    Parameters
    ----------
    figure
        The mean; not reached if it has a time-out in it: then it is a lower bound.
    instances
        How many instances it is over.
    reached
        On how many of them the thing was reached.
    """

    figure: Figure
    instances: int
    reached: int


def shifted_mean(figures: Sequence[Figure], shift: float) -> Mean | None:
    """Return exp(mean(log(value + shift))) - shift; None of nothing."""
    if not figures:
        return None
    logs = [math.log(max(figure.value + shift, TINY if shift == 0 else 0.0)) for figure in figures]
    value = math.exp(sum(logs) / len(logs)) - shift
    reached = sum(figure.reached for figure in figures)
    return Mean(Figure(max(value, 0.0), reached == len(figures)), len(figures), reached)


@dataclass(frozen=True)
class Ratio:
    """How many times as long the other took.

    Parameters
    ----------
    value
        Its time over ours.
    at_least
        It ran out of time: the ratio may be larger.
    at_most
        We ran out of time: the ratio may be smaller.
    """

    value: float
    at_least: bool = False
    at_most: bool = False


def ratio(other: Figure, ours: Figure) -> Ratio | None:
    """Return the ratio of two times; None where neither was reached, which says nothing."""
    if not (other.reached or ours.reached):
        return None
    return Ratio(max(other.value, TINY) / max(ours.value, TINY), not other.reached, not ours.reached)


def mean_ratio(ratios: Sequence[Ratio]) -> Ratio | None:
    """Return the geometric mean; it is bounded on each side that any of the ratios is."""
    if not ratios:
        return None
    value = math.exp(sum(math.log(one.value) for one in ratios) / len(ratios))
    return Ratio(value, any(one.at_least for one in ratios), any(one.at_most for one in ratios))


Verdict = Literal["reached", "missed", "open"]


def verdict(found: Ratio, target: float) -> Verdict:
    """Return whether a target is reached; open where a time-out hides it."""
    if found.value >= target:
        return "open" if found.at_most else "reached"
    return "open" if found.at_least else "missed"


class Comparison:
    """The runs, by instance and contender.

    Parameters
    ----------
    runs
        Of any order; of runs with the same instance, contender and seed the last one counts.
    """

    def __init__(self, runs: Iterable[Run]) -> None:
        self.runs = latest(runs)
        self.instances = tuple(dict.fromkeys(run.instance for run in self.runs))
        present = {run.contender for run in self.runs}
        self.contenders = tuple(name for name in CONTENDERS if name in present)

    def of(self, instance: str, contender: str | None = None) -> tuple[Run, ...]:
        """Return the runs on an instance, of one contender or of all."""
        return tuple(
            run for run in self.runs if run.instance == instance and contender in {None, run.contender}
        )

    @cached_property
    def standards(self) -> Mapping[str, Standard]:
        """What is known of each instance."""
        return {instance: standard(self.of(instance)) for instance in self.instances}

    @cached_property
    def measures(self) -> Mapping[tuple[str, str], Measures]:
        """Measures by instance and contender, the median over the seeds; none where it did not compete."""
        found = {}
        for instance in self.instances:
            for contender in self.contenders:
                known = self.standards[instance]
                each = [measured(run, known) for run in self.of(instance, contender)]
                competing = [one for one in each if one is not None]
                if competing:
                    found[instance, contender] = middle(competing)
        return found

    def means(self, contender: str) -> Mapping[str, Mean | None]:
        """Return the means of a contender over the instances it competed in, by measure."""
        return {name: shifted_mean(self._figures(contender, name), SHIFTS[name]) for name in NAMES}

    def _figures(self, contender: str, name: str) -> list[Figure]:
        mine = [one for (_, who), one in self.measures.items() if who == contender]
        return [figure for one in mine if (figure := getattr(one, name)) is not None]

    def best_peer(self, instance: str, peers: Sequence[str] = PEERS) -> tuple[str, Figure] | None:
        """Return the peer that proved an instance first and its time; if none did, any and the limit."""
        times = [
            (peer, self.measures[instance, peer].proof) for peer in peers if (instance, peer) in self.measures
        ]
        return min(times, key=lambda time: (not time[1].reached, time[1].value), default=None)

    def against_peers(self, contender: str, peers: Sequence[str] = PEERS) -> Mapping[str, Ratio]:
        """Return time to proof of the best peer over that of a contender, by instance.

        Only instances that the best peer needs a second for, and that at least one of the two proves.
        """
        found = {}
        for instance in self.instances:
            peer, ours = self.best_peer(instance, peers), self.measures.get((instance, contender))
            if peer is None or ours is None or peer[1].value < WORTH_A_SECOND:
                continue
            if (times := ratio(peer[1], ours.proof)) is not None:
                found[instance] = times
        return found

    def against(self, other: str, contender: str) -> Mapping[str, Ratio]:
        """Return time to proof of another contender over that of a contender, where the latter proves."""
        found = {}
        for instance in self.instances:
            theirs = self.measures.get((instance, other))
            ours = self.measures.get((instance, contender))
            if theirs is None or ours is None or not ours.proof.reached:
                continue
            times = ratio(theirs.proof, ours.proof)
            assert times is not None
            found[instance] = times
        return found
