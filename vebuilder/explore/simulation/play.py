"""One piece of the runs, played."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np

from vebuilder.explore.simulation.arrays import BoolArray, FloatArray, IntArray
from vebuilder.explore.simulation.exposure import Exposure
from vebuilder.explore.simulation.stream import uniform


@dataclass(frozen=True)
class Tally:
    """In how many runs something happened: whole numbers, so that any order of adding gives the same.

    Parameters
    ----------
    delivered
        Every task was wholly delivered, shape ().
    failures
        A firm failed at a reliability, in the order of the failures.
    stakes
        The stake was lost.
    partners, tasks
        Something of the partner's work, of the task was lost; in the order of `partners_of`, `tasks_of`.
    shocks
        The shock struck.
    stakes_in_shock
        The stake was lost in a run in which the shock struck, shape (shocks, stakes).
    """

    delivered: IntArray
    failures: IntArray
    stakes: IntArray
    partners: IntArray
    tasks: IntArray
    shocks: IntArray
    stakes_in_shock: IntArray

    def __add__(self, other: "Tally") -> "Tally":
        """Count the runs of both."""
        names = [field.name for field in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


@dataclass(frozen=True)
class Played:
    """What came of a piece of the runs.

    Parameters
    ----------
    losses
        Money lost in each run.
    costs
        Total cost in each run, in money.
    tally
        What happened how often.
    """

    losses: FloatArray
    costs: FloatArray
    tally: Tally


def partners_of(exposure: Exposure) -> list[str]:
    """Return the partners with work that can be lost, sorted."""
    return sorted({stake.firm for stake in exposure.stakes})


def tasks_of(exposure: Exposure) -> list[str]:
    """Return the tasks with work that can be lost, sorted."""
    return sorted({task for stake in exposure.stakes for task in stake.tasks})


def play(exposure: Exposure, seed: int, first: int, count: int) -> Played:
    """Play the runs ``first`` to ``first + count - 1``.

    Parameters
    ----------
    exposure
        What is played with.
    seed
        Seed of the simulation.
    first, count
        The runs; what comes of a run does not depend on the piece it is played in.
    """
    struck = [uniform(seed, one.identity, first, count) < one.shock.probability for one in exposure.shocks]
    failed = list(_failures(exposure, seed, first, count, struck))
    lost = [
        np.logical_and.reduce([failed[one] for one in (stake.failure, *stake.standby_failures)])
        for stake in exposure.stakes
    ]
    losses = np.zeros(count)
    for stake, where in zip(exposure.stakes, lost, strict=True):
        if stake.loss:
            losses += where * stake.loss
    return Played(losses, _costs(exposure, seed, first, count), _tally(exposure, count, struck, failed, lost))


def _failures(
    exposure: Exposure, seed: int, first: int, count: int, struck: Sequence[BoolArray]
) -> Iterator[BoolArray]:
    """Yield in which runs each firm fails at each of its reliabilities."""
    factors: dict[tuple[int, ...], FloatArray | float] = {(): 1.0}
    for firm in exposure.firms:
        if firm.shocks not in factors:
            factor = np.ones(count)
            for shock in firm.shocks:
                factor[struck[shock]] *= exposure.shocks[shock].shock.reliability_factor
            factors[firm.shocks] = factor
        # In (0, 1], so that reliability 1 never fails and reliability 0 always does.
        draws = 1.0 - uniform(seed, ("firm", firm.id), first, count)
        for reliability in firm.reliabilities:
            yield draws > reliability * factors[firm.shocks]


def _costs(exposure: Exposure, seed: int, first: int, count: int) -> FloatArray:
    costs = np.full(count, exposure.cost)
    for price in exposure.prices:
        costs += price.half_width * triangular(uniform(seed, price.identity, first, count))
    return costs


def triangular(uniforms: FloatArray) -> FloatArray:
    """Turn uniform draws into triangular ones on -1 to 1 with mode 0, by the inverse of the distribution."""
    below = np.sqrt(2.0 * np.minimum(uniforms, 1.0 - uniforms))
    return np.where(uniforms < 0.5, below - 1.0, 1.0 - below)


def _tally(
    exposure: Exposure,
    count: int,
    struck: Sequence[BoolArray],
    failed: Sequence[BoolArray],
    lost: Sequence[BoolArray],
) -> Tally:
    by_partner: dict[str, list[BoolArray]] = {firm: [] for firm in partners_of(exposure)}
    by_task: dict[str, list[BoolArray]] = {task: [] for task in tasks_of(exposure)}
    for stake, where in zip(exposure.stakes, lost, strict=True):
        by_partner[stake.firm].append(where)
        for task in stake.tasks:
            by_task[task].append(where)
    partners = [np.logical_or.reduce(wheres) for wheres in by_partner.values()]
    spoilt = np.logical_or.reduce(partners) if partners else np.zeros(count, dtype=bool)
    in_shock = [[np.count_nonzero(one & where) for where in lost] for one in struck]
    return Tally(
        delivered=np.array(count - np.count_nonzero(spoilt)),
        failures=_counts(failed),
        stakes=_counts(lost),
        partners=_counts(partners),
        tasks=_counts([np.logical_or.reduce(wheres) for wheres in by_task.values()]),
        shocks=_counts(struck),
        stakes_in_shock=np.array(in_shock, dtype=np.int64).reshape(len(struck), len(lost)),
    )


def _counts(wheres: Sequence[BoolArray]) -> IntArray:
    return np.array([np.count_nonzero(where) for where in wheres], dtype=np.int64)
