"""Smallest sets of requirements that cannot be met together.

Divide and conquer over the requirements (QuickXplain, Junker 2004): a few questions for each one named, each
asked of a solver with its integers, so that what clashes only through whole tasks is found, too.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

import numpy as np

from vebuilder.diagnose.requirement import Requirement, eased
from vebuilder.diagnose.trial import Trials

T = TypeVar("T")


@dataclass(frozen=True)
class Conflict:
    """Requirements that cannot be met together, whatever becomes of all others.

    Parameters
    ----------
    requirements
        In the order in which they are asked for.
    minimal
        Whether each is known to be needed: without it the others can be met together.
    """

    requirements: tuple[Requirement, ...]
    minimal: bool


def conflicts(trials: Trials) -> tuple[list[Conflict], bool]:
    """Return conflicts that share no requirement, and whether they are all there are.

    Parameters
    ----------
    trials
        Asks about a problem that cannot be met as it stands.
    """
    found: list[Conflict] = []
    left: Sequence[Requirement] = trials.requirements
    clash: bool | None = True
    while clash and left:
        found.append(_conflict(trials, left))
        left = [one for one in left if one not in found[-1].requirements]
        clash = trials.clash(left)
    return found, clash is False


def needed_by_all(trials: Trials) -> list[Requirement]:
    """Return requirements each of which is in every conflict: what there is can be met without it.

    Those of a kind of which there are few are asked about first, while there is time.
    """
    kinds = Counter(type(one) for one in trials.requirements)
    return [
        one
        for one in sorted(trials.requirements, key=lambda one: kinds[type(one)])
        if trials.clash(other for other in trials.requirements if other != one) is False
    ]


def _conflict(trials: Trials, candidates: Sequence[Requirement]) -> Conflict:
    """Return a smallest conflict: first which kinds of requirements are in it, then which of each kind."""
    kinds: dict[type, list[Requirement]] = {}
    for one in candidates:
        kinds.setdefault(type(one), []).append(one)
    search = Smallest[type](lambda part: trials.clash(one for kind in part for one in kinds[kind]))
    kept = {kind: kinds[kind] for kind in search.part(list(kinds))}
    sure = search.sure
    for kind in sorted(kept, key=lambda kind: len(kept[kind])):
        others = [one for other, members in kept.items() if other is not kind for one in members]
        refined = Smallest(partial(_clash_beside, trials, others))
        kept[kind] = refined.part(kept[kind])
        sure = sure and refined.sure
    chosen = {one for members in kept.values() for one in members}
    return Conflict(tuple(one for one in candidates if one in chosen), sure)


def _clash_beside(trials: Trials, others: Sequence[Requirement], part: Sequence[Requirement]) -> bool | None:
    return trials.clash([*others, *part])


def tasks_at_odds(trials: Trials, conflict: Conflict, tasks: Sequence[int]) -> list[int]:
    """Return a smallest part of some tasks whose effort makes a conflict; all of them where time is out.

    Parameters
    ----------
    trials
        Asks about the problem.
    conflict
        It holds capacities.
    tasks
        Positions of the tasks that draw on these.
    """
    kept = set(conflict.requirements)
    alone = eased(trials.problem, dict.fromkeys(one for one in trials.requirements if one not in kept))
    pairs = alone.pairs

    def clash(part: Sequence[int]) -> bool | None:
        free = np.isin(pairs.task, [task for task in tasks if task not in part])
        effort = np.where(free, 0.0, pairs.effort)
        possible = trials.possible(replace(alone, pairs=replace(pairs, effort=effort)))
        return None if possible is None else not possible

    return Smallest(clash).part(tasks)


class Smallest(Generic[T]):
    """One search for a smallest part that clashes.

    Parameters
    ----------
    clash
        Says whether some candidates clash; None if that is not known.
    """

    def __init__(self, clash: Callable[[Sequence[T]], bool | None]) -> None:
        self._ask = clash
        self.sure = True
        """Whether every question has been answered."""

    def part(self, candidates: Sequence[T]) -> list[T]:
        """Return a smallest part of candidates that clash."""
        chosen = set(self._needed([], candidates, asked=False))
        return [one for one in candidates if one in chosen]

    def _needed(self, ground: list[T], candidates: Sequence[T], *, asked: bool) -> list[T]:
        """Return candidates without which those in the ground do not clash; ground and candidates do."""
        if asked and self._clash(ground):
            return []
        if len(candidates) <= 1:
            return list(candidates)
        half = len(candidates) // 2
        first, second = list(candidates[:half]), candidates[half:]
        from_second = self._needed([*ground, *first], second, asked=True)
        from_first = self._needed([*ground, *from_second], first, asked=bool(from_second))
        return [*from_first, *from_second]

    def _clash(self, ground: list[T]) -> bool:
        clash = self._ask(ground)
        if clash is None:
            self.sure = False
        return bool(clash)
