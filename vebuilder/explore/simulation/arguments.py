"""Whether what is to be simulated belongs together, and the options can be meant."""

import numbers
from collections.abc import Iterator

from vebuilder.check.arguments import executor_faults, option_faults
from vebuilder.model.fault import Fault
from vebuilder.result.belonging import belonging_faults

FEWEST_RUNS, MOST_RUNS = 2, 100_000_000
"""One run shows no scatter; so many keep 1.6 GB of losses and costs."""


def simulation_faults(
    enterprise: object, project: object, network: object, runs: object, seed: object, executor: object
) -> Iterator[Fault]:
    """Yield everything that is wrong with what `simulate` is called with."""
    yield from belonging_faults(enterprise, project, network)
    if not (_is_count(runs) and FEWEST_RUNS <= runs <= MOST_RUNS):  # type: ignore[operator]
        yield Fault(
            path="runs", message=f"{runs!r} is not a whole number from {FEWEST_RUNS} to {MOST_RUNS:,}"
        )
    yield from option_faults(time_limit=None, gap=0.0, threads=None, seed=seed)
    yield from executor_faults(executor)


def _is_count(value: object) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
