"""An enterprise replayed, piece by piece, wherever the pieces are played."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Executor

import numpy as np

from vebuilder.explore.simulation.arguments import simulation_faults
from vebuilder.explore.simulation.arrays import FloatArray
from vebuilder.explore.simulation.breakdown import losses_by_partner, losses_by_shock, losses_by_task
from vebuilder.explore.simulation.exposure import Exposure
from vebuilder.explore.simulation.play import Played, Tally, play
from vebuilder.explore.simulation.simulation import Simulation
from vebuilder.model.errors import DataError, UnsupportedError
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

PIECE = 1 << 15
"""Runs played at once: few enough for a processor's cache, many enough to be worth sending."""


def simulate(
    enterprise: Enterprise,
    project: Project,
    network: Network,
    runs: int = 10_000,
    seed: int = 0,
    executor: Executor | None = None,
) -> Simulation:
    r"""Replay an enterprise against drawn failures, shocks and prices, whatever it was optimised for.

    In each run every shock strikes with its probability, and every firm f draws one number
    :math:`U_f`, uniform on (0, 1]. It fails in task t when :math:`U_f > r_{tf}`, its reliability there
    times the factors of the shocks that struck and whose value it shows: in tasks of equal reliability it
    fails together, and different firms fail independently but for the shocks. A failed share
    is lost when all standbys of the task fail too:

    .. math::

        loss = \sum_t loss_t \sum_f x_{tf} \, [U_f > r_{tf}] \prod_{b \in B_t} [U_b > r_{tb}]

    Every offer with a `cost_spread` draws one factor, triangular on 1 ± `cost_spread` with mode 1, and the
    work paid at its price costs so many times as much; quotes, packages and all other terms of
    `Cost.total` stay as planned, but for `Cost.protection`: it is kept back, not spent, and left out.

    The draws of a firm, a shock or an offer depend on nothing but the seed, its identity and the number of
    the run. So the same seed and runs give the same figures on any number of workers, and two enterprises
    simulated with one seed meet the same luck: `Simulation.minus` compares them fairly.
    They are none of the draws that `CVaR` optimises over, whatever its seed: an enterprise chosen by a
    set of scenarios looks safer in them than it is.

    Parameters
    ----------
    enterprise
        What is replayed.
    project, network
        What it was formed from.
    runs
        How many times, from 2 to 100,000,000; each keeps 16 bytes.
    seed
        Random seed, a non-negative integer.
    executor
        Where the runs are played in parallel; None for here. It is not shut down.

    Returns
    -------
    Simulation
        Losses and costs of the runs, and who and what causes them; money in the project's currency.

    Raises
    ------
    DataError
        If the enterprise was formed from other inputs, or an option cannot be meant; all faults at once.
    UnsupportedError
        If funding depends on prices that vary: not built yet.
    """
    if faults := list(simulation_faults(enterprise, project, network, runs, seed, executor)):
        raise DataError(faults)
    exposure = Exposure.of(enterprise, project, network)
    _refuse_unsupported(project, exposure)
    runs, seed = int(runs), int(seed)
    losses, costs = np.empty(runs), np.empty(runs)
    tallies: list[Tally] = []
    first = 0
    for piece in _pieces(exposure, seed, runs, executor):
        played = slice(first, first + len(piece.losses))
        losses[played], costs[played] = piece.losses, piece.costs
        tallies.append(piece.tally)
        first = played.stop
    return _simulation(enterprise, exposure, seed, losses, costs, sum(tallies[1:], tallies[0]))


def _refuse_unsupported(project: Project, exposure: Exposure) -> None:
    if project.funding and exposure.prices:
        raise UnsupportedError(
            "funding of work at prices that vary (Offer.cost_spread) cannot be simulated yet; leave one of "
            "them out"
        )


def _pieces(exposure: Exposure, seed: int, runs: int, executor: Executor | None) -> Iterator[Played]:
    """Yield the runs piece by piece, in order."""
    pieces = [(first, min(PIECE, runs - first)) for first in range(0, runs, PIECE)]
    if executor is None:
        for first, count in pieces:
            yield play(exposure, seed, first, count)
        return
    waiting = deque(executor.submit(play, exposure, seed, first, count) for first, count in pieces)
    try:
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def _simulation(
    enterprise: Enterprise,
    exposure: Exposure,
    seed: int,
    losses: FloatArray,
    costs: FloatArray,
    tally: Tally,
) -> Simulation:
    runs = len(losses)
    return Simulation(
        project=enterprise.project,
        runs=runs,
        seed=seed,
        losses=losses,
        costs=costs,
        success_probability=int(tally.delivered) / runs,
        losses_by_partner=losses_by_partner(enterprise.partners, exposure, tally, runs),
        losses_by_task=losses_by_task(exposure, tally, runs),
        losses_by_shock=losses_by_shock(exposure, tally, runs),
        currency=enterprise.currency,
        names=enterprise.names,
    )
