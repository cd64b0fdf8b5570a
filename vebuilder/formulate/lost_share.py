"""A lower bound on the share of a task that is lost, linear in its shares and standbys."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from vebuilder.check.joint_failure import joint_failure
from vebuilder.check.shocks import Exposure
from vebuilder.formulate.linear_model import FloatArray, IntArray
from vebuilder.formulate.problem import Problem

SOME = 1e-6
MOST_TRIED = 6
"""Firms of which each is tried as a standby, the most likely ones first."""


class Failures(Protocol):
    """How likely firms fail together in one task; firms are numbered as its pairs are."""

    def beside(self, standbys: Sequence[int]) -> FloatArray:
        """Return for each firm the probability that it and these standbys all fail."""
        ...

    def beside_each(self, standbys: Sequence[int]) -> FloatArray:
        """Return the probability that two firms (row, column) and these standbys all fail."""
        ...


@dataclass(frozen=True)
class LostShare:
    """The share that is lost is at least ``shares @ x + standbys @ b``.

    Parameters
    ----------
    shares, standbys
        One coefficient each for every firm that may do the task.
    """

    shares: FloatArray
    standbys: FloatArray

    def value(self, share: FloatArray, standby: FloatArray) -> float:
        """Return the bound at a point."""
        return float(self.shares @ share + self.standbys @ standby)


def lost_share(failures: Failures, chosen: Sequence[int], count: int) -> LostShare:
    r"""Return the bound that is exact where just the chosen firms stand by.

    With B the chosen and B' the true standbys, whatever happens: that f and all of B' fail is at least that f
    and all of B fail, less for each g in B' but not in B that f and B fail and g does not. Taken on average,
    and the latter at the f where it is largest because the shares add up to 1:

    .. math:: w \ge \sum_{f \notin B} x_f P(f, B) - \sum_{g \notin B} b_g \max_f [P(f, B) - P(f, B, g)].

    With one standby in all, none of B means another one: then P(f, g) - P(f, B) may be taken, which is the
    dual of pairing partners with standbys.

    Parameters
    ----------
    failures
        How likely firms fail together.
    chosen
        The firms this is exact for, not more than stand by.
    count
        How many stand by.
    """
    alone = failures.beside(chosen)
    inside = np.zeros(len(alone), dtype=bool)
    inside[list(chosen)] = True
    only_one = len(chosen) == count == 1
    together = failures.beside_each(() if only_one else chosen)
    change = together - alone[:, None]
    change[inside] = np.inf
    np.fill_diagonal(change, np.inf)
    standbys = change.min(axis=0, initial=np.inf)
    standbys[~np.isfinite(standbys)] = 0.0
    standbys[inside] = 0.0
    shares = np.where(inside, 0.0, alone)
    if only_one and len(alone) > 1:
        (one,) = chosen
        others = np.arange(len(alone)) != one
        shares[one] = (together[one] - standbys)[others].min()
    return LostShare(shares, standbys)


def best_lost_share(failures: Failures, share: FloatArray, standby: FloatArray, count: int) -> LostShare:
    """Return the bound that says most at a point, of those that are tried.

    Parameters
    ----------
    failures
        How likely firms fail together.
    share, standby
        The point, one value a firm.
    count
        How many stand by.
    """
    if count == 0:
        return LostShare(failures.beside(()), np.zeros(len(share)))
    bounds = [lost_share(failures, chosen, count) for chosen in _candidates(standby, count)]
    return max(bounds, key=lambda bound: bound.value(share, standby))


def _candidates(standby: FloatArray, count: int) -> Iterator[tuple[int, ...]]:
    order = np.argsort(-standby, kind="stable")
    liked = order[standby[order] > SOME]
    whole = tuple(liked[:count].tolist())
    yield whole
    if len(liked) <= count:
        return
    yield ()
    if count == 1:
        yield from ((one,) for one in liked[1:MOST_TRIED].tolist())
    elif count > 1:
        yield whole[:-1]


class ExactFailures:
    """Failures with shocks, in closed form.

    Parameters
    ----------
    problem
        The instance.
    task
        Position of the task.
    """

    def __init__(self, problem: Problem, task: int) -> None:
        pairs = problem.pairs_of(task)
        self._shocks = problem.shocks
        self._reliability = problem.pairs.before_shocks[pairs]
        self._exposure = [problem.exposures[firm] for firm in problem.pairs.firm[pairs]]
        alike: dict[Exposure, list[int]] = {}
        for firm, exposure in enumerate(self._exposure):
            alike.setdefault(exposure, []).append(firm)
        self._alike: list[tuple[Exposure, IntArray]] = [
            (one, np.array(firms)) for one, firms in alike.items()
        ]

    def beside(self, standbys: Sequence[int]) -> FloatArray:
        """Return for each firm the probability that it and these standbys all fail."""
        levels, exposures = self._of(standbys)
        found = np.empty(len(self._reliability))
        for exposure, firms in self._alike:
            found[firms] = joint_failure(
                [self._reliability[firms], *levels], [exposure, *exposures], self._shocks
            )
        if standbys:
            found[list(standbys)] = joint_failure(levels, exposures, self._shocks)
        return found

    def beside_each(self, standbys: Sequence[int]) -> FloatArray:
        """Return the probability that two different firms (row, column) and these standbys all fail.

        Firms that are among the standbys, and a firm and itself, are told as if they were two.
        """
        levels, exposures = self._of(standbys)
        found = np.empty((len(self._reliability), len(self._reliability)))
        for first, rows in self._alike:
            for second, columns in self._alike:
                pair = [self._reliability[rows][:, None], self._reliability[columns][None, :]]
                both = joint_failure([*pair, *levels], [first, second, *exposures], self._shocks)
                found[np.ix_(rows, columns)] = both
        return found

    def _of(self, standbys: Sequence[int]) -> tuple[list[float], list[Exposure]]:
        return [float(self._reliability[one]) for one in standbys], [self._exposure[one] for one in standbys]


class WeighedFailures:
    """Failures in scenarios that weigh differently.

    Parameters
    ----------
    failing
        Firms by scenarios.
    weight
        Of each scenario; they may add up to less than 1.
    """

    def __init__(self, failing: FloatArray, weight: FloatArray) -> None:
        self._failing, self._weight = failing, weight

    def beside(self, standbys: Sequence[int]) -> FloatArray:
        """Return for each firm the weight of the scenarios where it and these standbys all fail."""
        return np.asarray(self._failing @ self._left(standbys))

    def beside_each(self, standbys: Sequence[int]) -> FloatArray:
        """Return the weight of the scenarios where two firms and these standbys all fail."""
        return np.asarray((self._failing * self._left(standbys)) @ self._failing.T)

    def _left(self, standbys: Sequence[int]) -> FloatArray:
        return np.asarray(self._weight * self._failing[list(standbys)].prod(axis=0))
