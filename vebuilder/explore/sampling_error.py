"""How far the scenarios an enterprise was chosen by flatter it, and how far it may be from the best."""

import itertools
import math
import numbers
import statistics
import time
from collections.abc import Iterable, Iterator

import numpy as np

from vebuilder.api import form_enterprise
from vebuilder.check.arguments import option_faults
from vebuilder.check.case import Case, open_case
from vebuilder.check.cvar import scenario_losses, value_at_risk
from vebuilder.check.evaluate import appraise
from vebuilder.check.plan import read_plan
from vebuilder.check.scenarios import Scenarios
from vebuilder.check.stakes import stakes
from vebuilder.explore.simulation.arguments import simulation_faults
from vebuilder.model.errors import DataError, NoSolutionError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Count, Number, Record
from vebuilder.model.strategy import CVaR
from vebuilder.model.text import money, table
from vebuilder.result.enterprise import Enterprise

FEWEST, MOST = 2, 10_000
"""Sets of scenarios: one shows no scatter."""


class SamplingError(Record):
    """What an enterprise's objective is worth beyond the scenarios it was chosen by, in its own units.

    The objective on the enterprise's own scenarios is too good in the mean, because it was chosen for them.
    On fresh ones it is not; and the best objectives of fresh sets of scenarios lie, in the mean, not above
    the best there is for all scenarios there could be (Mak, Morton and Wood, Monte Carlo bounding techniques
    for determining solution quality in stochastic programs, 1999).
    """

    project: str
    measure: CVaR
    objective: Number
    """Of the enterprise, on its own scenarios."""
    fresh: tuple[Number, ...]
    """The same on one fresh set of scenarios each."""
    bounds: tuple[Number, ...] = ()
    """Below which no enterprise's objective is: one for each further set of scenarios."""
    asked: Count = 0
    """How many bounds were asked for; fewer were found where time ran out."""
    currency: str = "EUR"

    @property
    def fresh_mean(self) -> float:
        """Mean on fresh scenarios: what the enterprise is truly worth, but for `fresh_error`."""
        return statistics.fmean(self.fresh)

    @property
    def fresh_error(self) -> float:
        """Standard error of `fresh_mean`."""
        return _standard_error(self.fresh)

    @property
    def optimism(self) -> float:
        """By how much the enterprise's own scenarios flatter it."""
        return self.fresh_mean - self.objective

    @property
    def least(self) -> float | None:
        """Mean of `bounds`: the best there is is not below, but for `least_error`; None without one."""
        return statistics.fmean(self.bounds) if self.bounds else None

    @property
    def least_error(self) -> float | None:
        """Standard error of `least`; None with fewer than two bounds."""
        return _standard_error(self.bounds) if len(self.bounds) > 1 else None

    @property
    def regret(self) -> float | None:
        """By how much the enterprise may be worse than the best for all scenarios; None without a bound."""
        return None if self.least is None else self.fresh_mean - self.least

    @property
    def regret_error(self) -> float | None:
        """Standard error of `regret`; None with fewer than two bounds."""
        return None if self.least_error is None else math.hypot(self.fresh_error, self.least_error)

    def __str__(self) -> str:
        return _text(self)


def sampling_error(
    enterprise: Enterprise,
    project: Project,
    network: Network,
    fresh: int = 20,
    bounds: int = 0,
    time_limit: float | None = None,
    gap: float = 1e-4,
) -> SamplingError:
    r"""Say how far the scenarios an enterprise was chosen by flatter it, and how far it may be from the best.

    For `CVaR` only: the other measures are exact. Fresh sets of scenarios are as large as the enterprise's
    own and have the seeds that follow its own. The value on each is

    .. math:: e + \frac{1}{(1 - level) \, S} \sum_s \max(0, L_s - e)

    with one threshold :math:`e` for all, the best for all sets together. So their mean is the risk over all
    of them, which hardly flatters where each one's own would.

    Parameters
    ----------
    enterprise
        What is judged.
    project, network
        What it was formed from.
    fresh
        On how many fresh sets of scenarios, from 2 to 10,000.
    bounds
        For so many further sets the best enterprise is sought anew, which takes as long as forming did. What
        is proven of each, found or not, is a bound.
    time_limit
        Seconds for all of these together; None for no limit.
    gap
        How close each is proven.

    Returns
    -------
    SamplingError
        In units of the objective.

    Raises
    ------
    DataError
        If the enterprise was formed from other inputs, the strategy's measure is none of scenarios, or an
        option cannot be meant; all faults at once.
    """
    clock = _Clock(time_limit)
    if faults := list(_faults(enterprise, project, network, fresh, bounds, time_limit, gap)):
        raise DataError(faults)
    measure = project.strategy.risk_measure
    assert isinstance(measure, CVaR)
    case = open_case(project, network, read_plan(enterprise, project, network))
    seeds = itertools.count(measure.seed + 1)
    return SamplingError(
        project=project.id,
        measure=measure,
        objective=appraise(case).objective,
        fresh=_objectives(case, measure, itertools.islice(seeds, int(fresh))),
        bounds=tuple(_bounds(project, network, list(itertools.islice(seeds, int(bounds))), gap, clock)),
        asked=int(bounds),
        currency=project.currency,
    )


def _objectives(case: Case, measure: CVaR, seeds: Iterable[int]) -> tuple[float, ...]:
    """Return the objective of a plan on the scenarios of each seed."""
    at_stake, weights = stakes(case), case.project.strategy
    cost = weights.cost * appraise(case).cost.total
    sets = [measure.model_copy(update={"seed": seed}) for seed in seeds]
    losses = np.array(
        [scenario_losses(at_stake, case.firms, Scenarios(one, case.project.shocks)) for one in sets]
    )
    threshold = value_at_risk(losses.ravel(), measure.level)
    above = np.maximum(losses - threshold, 0.0).mean(axis=1) / (1 - measure.level)
    return tuple(float(cost + weights.risk * (threshold + value)) for value in above)


class _Clock:
    """What is left of a time limit."""

    def __init__(self, limit: float | None) -> None:
        self._limit, self._started = limit, time.monotonic()

    def share(self, count: int) -> float | None:
        """Return the seconds each of so many may take; None without a limit."""
        if self._limit is None:
            return None
        return max(self._limit - (time.monotonic() - self._started), 0.0) / count


def _bounds(
    project: Project, network: Network, seeds: list[int], gap: float, clock: "_Clock"
) -> Iterator[float]:
    """Yield what is proven of the best enterprise for the scenarios of each seed, as far as time allows."""
    for number, seed in enumerate(seeds):
        share = clock.share(len(seeds) - number)
        if share == 0:
            return
        measure = project.strategy.risk_measure.model_copy(update={"seed": seed})
        strategy = project.strategy.model_copy(update={"risk_measure": measure})
        asked = project.model_copy(update={"strategy": strategy})
        try:
            bound = form_enterprise(asked, network, time_limit=share, gap=gap).bound
        except NoSolutionError as error:
            bound = error.bound
        if bound is not None:
            yield bound


def _faults(
    enterprise: object,
    project: object,
    network: object,
    fresh: object,
    bounds: object,
    time_limit: object,
    gap: object,
) -> Iterator[Fault]:
    """Yield everything that is wrong with the call."""
    yield from simulation_faults(enterprise, project, network, FEWEST, 0, None)
    for path, number, fewest in (("fresh", fresh, FEWEST), ("bounds", bounds, 0)):
        whole = isinstance(number, numbers.Integral) and not isinstance(number, bool)
        if not whole or not fewest <= number <= MOST:  # type: ignore[operator]
            message = f"{number!r} is not a whole number from {fewest} to {MOST:,}"
            yield Fault(path=path, message=message)
    yield from option_faults(time_limit, gap, threads=None, seed=0)
    if isinstance(project, Project) and not isinstance(project.strategy.risk_measure, CVaR):
        yield Fault(
            path="project.strategy.risk_measure",
            ids=(project.id,),
            message=f"{type(project.strategy.risk_measure).__name__} is computed exactly, not from scenarios",
            mend="only a CVaR has a sampling error; simulate() shows the losses of any enterprise",
        )


def _standard_error(values: tuple[float, ...]) -> float:
    return statistics.stdev(values) / math.sqrt(len(values))


def _text(error: SamplingError) -> str:
    """Return the figures as text that a planner can paste into a mail."""
    measure = error.measure
    rows: list[tuple[str, ...]] = [
        ("on the scenarios it was chosen by", money(error.objective), ""),
        (
            f"on fresh ones ({len(error.fresh)} sets)",
            money(error.fresh_mean),
            f"± {money(error.fresh_error)}",
        ),
    ]
    if error.least is not None:
        spread = "" if error.least_error is None else f"± {money(error.least_error)}"
        rows.append((f"best there is, at least ({len(error.bounds)} sets)", money(error.least), spread))
    lines = [
        f"Sampling error of project {error.project}: "
        f"CVaR({measure.level:g}) of {measure.scenarios:,} scenarios, seed {measure.seed}",
        *table(("objective", "", ""), rows, "lrl"),
    ]
    if len(error.bounds) < error.asked:
        lines.append(f"Time ran out after {len(error.bounds)} of {error.asked} bounds.")
    return "\n".join(lines)
