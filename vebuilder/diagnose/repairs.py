"""The cheapest way out, for each requirement of a conflict."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vebuilder.diagnose.conflict import Conflict
from vebuilder.diagnose.elastic import stretched
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale, eased
from vebuilder.diagnose.task_requirements import is_single_sourcing
from vebuilder.diagnose.trial import Trials
from vebuilder.diagnose.work_parts import work_part
from vebuilder.formulate.problem import Problem

# Figures are told in so many digits, or in some more where they are exact then (cents of a large sum); what
# differs by less than so much is the solver's rounding. Nothing large is rounded by more than a hundredth.
DIGITS, MOST_DIGITS = 6, 9
NOISE = 1e-10
CENT = 0.01
# A share of the work is closed in on in so many steps at most.
STEPS = 6
# Whole numbers that no row states are tried one by one, so many at most.
MOST_STEPS = 12


@dataclass(frozen=True)
class Way:
    """One way out: a requirement gives, and others where that alone is not enough.

    Parameters
    ----------
    given
        By how much the requirement gives.
    beside
        What must give beside it.
    nearest
        An enterprise that is possible then; None where it was given up without one being read.
    weight
        In parts of what is asked for; orders ways, the smallest first.
    """

    given: Given
    beside: Mapping[Requirement, Given]
    nearest: Nearest | None
    weight: float


class Repairs:
    """Works out ways out of conflicts while there is time.

    Parameters
    ----------
    trials
        What asks the solver.
    conflicts
        What was found, with nothing in common.
    complete
        Whether the problem can be met without the requirements in them.
    """

    def __init__(self, trials: Trials, conflicts: Sequence[Conflict], *, complete: bool) -> None:
        self._trials = trials
        self._conflicts = conflicts
        self._complete = complete
        self._together: dict[Requirement, Given] | None = None

    def way(self, requirement: Requirement, conflict: Conflict) -> Way | None:
        """Return the cheapest way out by which a requirement gives; None if it is not known in time."""
        trials = self._trials
        if len(self._conflicts) == 1:
            others = [one for one in trials.requirements if one != requirement]
            if not trials.clash(others):
                return self._alone(trials.problem, requirement, {})
        if not self._complete:
            return None
        beside = self._beside(requirement, conflict)
        if beside is None:
            return None
        problem = eased(trials.problem, {one: given.value for one, given in beside.items()})
        return self._alone(problem, requirement, beside)

    def _alone(
        self, problem: Problem, requirement: Requirement, beside: Mapping[Requirement, Given]
    ) -> Way | None:
        found = least_given(self._trials, problem, requirement)
        if found is None:
            return None
        given, nearest = found
        stated = self._trials.problem
        weight = sum(_weight(stated, one, other) for one, other in {requirement: given, **beside}.items())
        return Way(given, beside, nearest, weight)

    def _beside(self, requirement: Requirement, conflict: Conflict) -> dict[Requirement, Given] | None:
        """Return what must give beside a requirement while the rest of its conflict is kept."""
        trials = self._trials
        kept = set(conflict.requirements)
        if self._together is not None:
            beside = {one: given for one, given in self._together.items() if one not in kept}
            values = {one: given.value for one, given in beside.items()} | {requirement: None}
            if beside and trials.possible(eased(trials.problem, values)):
                return beside
        problem = requirement.eased(trials.problem, None)
        least = self._least(problem, [one for one in trials.requirements if one not in kept])
        if least is not None and self._together is None:
            self._together = least
        return least

    def _least(self, problem: Problem, elastic: Sequence[Requirement]) -> dict[Requirement, Given] | None:
        """Return which of some requirements must give, none of them needlessly, and by how much."""
        trials = self._trials
        rigid: list[Requirement] = []
        first = stretched(problem, elastic, trials.clock, part=1 / 3)
        if first is None:
            # That one partner does a task, or so many at once, is no row that could give.
            rigid = [one for one in elastic if is_single_sourcing(one, problem) or one.scale is Scale.STEP]
            rest = [one for one in elastic if one not in rigid]
            first = stretched(eased(problem, dict.fromkeys(rigid)), rest, trials.clock, part=1 / 3)
        if first is None:
            return None
        giving = [*rigid, *sorted(first.part, key=lambda one: first.part[one])]
        for one in list(giving):
            without = [other for other in giving if other != one]
            if trials.possible(eased(problem, dict.fromkeys(without))):
                giving = without
        # One after the other, the later ones free: what each gives is settled when its turn comes.
        settled: dict[Requirement, Given] = {}
        for position, one in enumerate(giving):
            values = {other: given.value for other, given in settled.items()}
            values |= dict.fromkeys(giving[position + 1 :])
            found = least_given(trials, eased(problem, values), one)
            if found is None:
                return None
            settled[one] = found[0]
        return settled


def _weight(problem: Problem, requirement: Requirement, given: Given) -> float:
    if given.amount is None:
        return 1.0
    return given.amount / max(abs(requirement.asked(problem)), 1.0)


def least_given(
    trials: Trials, problem: Problem, requirement: Requirement
) -> tuple[Given, Nearest | None] | None:
    """Return the least by which one requirement must give while all others of a problem are kept.

    Parameters
    ----------
    trials
        Whose time is spent.
    problem
        The instance; feasible without the requirement.
    requirement
        What gives.

    Returns
    -------
    tuple or None
        What it gives, and an enterprise that is possible then; None if that is not known in time.
    """
    apart = {Scale.SWITCH: _given_up, Scale.LEVEL: _lowest_level, Scale.STEP: _fewest_steps}
    if requirement.scale in apart:
        return apart[requirement.scale](trials, problem, requirement)
    asked = requirement.asked(problem)
    problem = _with_rows(problem, requirement)
    found = stretched(problem, [requirement], trials.clock, part=1 / 2, gap=1e-9)
    if found is None or np.isinf(slack := found.slack.get(requirement, 0.0)):
        # To give by much is as good as to be given up, so that no answer means that time was out.
        return _given_up(trials, problem, requirement, exact=found is not None)
    if requirement.scale is Scale.SHARE:
        return _share(trials, problem, requirement, found.nearest)
    if requirement.scale is Scale.WHOLE:
        slack = float(math.ceil(slack - 1e-6))
    if requirement.scale is Scale.LOGARITHM:
        value = _rounded(asked * math.exp(-slack), down=True)
        return Given(_difference(value, asked), value, found.exact), found.nearest
    slack = slack if requirement.scale is Scale.WHOLE else _rounded(slack, down=False)
    stated = requirement.asked(problem)
    value = stated + slack if requirement.rises else max(stated - slack, 0.0)
    return Given(_difference(value, asked), value, found.exact), found.nearest


def _with_rows(problem: Problem, requirement: Requirement) -> Problem:
    """Return the problem with the requirement in the form that rows can state."""
    # That one partner does a task is in the kind of its columns; that two do is a row.
    if is_single_sourcing(requirement, problem):
        return requirement.eased(problem, 2.0)
    return problem


def _given_up(
    trials: Trials, problem: Problem, requirement: Requirement, *, exact: bool = True
) -> tuple[Given, Nearest | None] | None:
    found = stretched(requirement.eased(problem, None), [], trials.clock, part=1 / 2)
    return None if found is None else (Given(exact=exact), found.nearest)


def _lowest_level(
    trials: Trials, problem: Problem, requirement: Requirement
) -> tuple[Given, Nearest | None] | None:
    """Return the highest trust that can be had, found by halving the levels of trust there are."""
    asked = requirement.asked(problem)
    levels = np.unique(np.r_[problem.trust.data, 0.0])
    levels = levels[levels < asked]
    low, high = 0, len(levels)  # possible at low if anywhere
    found: tuple[float, Nearest] | None = None
    while low < high:
        middle = (low + high) // 2
        trial = stretched(requirement.eased(problem, float(levels[middle])), [], trials.clock, part=1 / 2)
        if trial is None:
            high = middle
        else:
            low, found = middle + 1, (float(levels[middle]), trial.nearest)
    if found is None:
        return _given_up(trials, problem, requirement)
    value, nearest = found
    return Given(_difference(value, asked), value, exact=trials.clock.left() > 0), nearest


def _fewest_steps(
    trials: Trials, problem: Problem, requirement: Requirement
) -> tuple[Given, Nearest | None] | None:
    """Return the next number that can be had, one after the other."""
    asked = requirement.asked(problem)
    for step in range(1, MOST_STEPS + 1):
        eased_problem = requirement.eased(problem, asked + step)
        possible = trials.possible(eased_problem)
        if possible is None:
            break
        if possible:
            found = stretched(eased_problem, [], trials.clock, part=1 / 2)
            return Given(float(step), asked + step), None if found is None else found.nearest
    return _given_up(trials, problem, requirement, exact=False)


def _share(
    trials: Trials, problem: Problem, requirement: Requirement, nearest: Nearest
) -> tuple[Given, Nearest | None] | None:
    """Close in on the share of the work: the slack is money, and all work may cost less or more with it."""
    asked = requirement.asked(problem)
    value = work_part(problem, requirement, nearest)
    if math.isnan(value):
        return _given_up(trials, problem, requirement)
    exact = False
    for _ in range(STEPS):
        # At a share that can be had the slack falls below nothing where a better one can (Dinkelbach 1967).
        found = stretched(
            requirement.eased(problem, min(max(value, 0.0), 1.0)),
            [requirement],
            trials.clock,
            part=1 / 2,
            gap=1e-9,
            signed=True,
        )
        if found is None:
            break
        reached = work_part(problem, requirement, found.nearest)
        step = value - reached if requirement.rises else reached - value
        if not step > 1e-7:
            exact = found.exact
            break
        value, nearest = reached, found.nearest
    value = _rounded(value, down=not requirement.rises)
    if not 0 <= value <= 1 or (value - asked) * (1 if requirement.rises else -1) <= 0:
        # Where some work costs less than nothing, one partner may have more than all of it together.
        return _given_up(trials, problem, requirement)
    return Given(_difference(value, asked), value, exact), nearest


def _difference(value: float, asked: float) -> float:
    """Return by how much two stated figures differ, without floating-point noise."""
    return float(f"{abs(value - asked):.12g}")


def _rounded(value: float, *, down: bool) -> float:
    """Return the value in few digits, the nearest figure if that is as good as it, else to the safe side."""
    for digits in range(1, MOST_DIGITS + 1):
        nearest = float(f"{value:.{digits}g}")
        if abs(nearest - value) <= NOISE * max(1.0, abs(value)):
            return nearest
    unit = 10.0 ** (math.floor(math.log10(abs(value))) + 1 - DIGITS)
    unit = min(unit, CENT)
    whole = math.floor(value / unit) if down else math.ceil(value / unit)
    return float(f"{whole * unit:.12g}")
