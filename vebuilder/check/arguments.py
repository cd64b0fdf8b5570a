"""Whether what a caller hands over is of the right kind, before anything is looked into."""

import math
import numbers
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vebuilder.model.fault import Fault
from vebuilder.model.kind import kind_faults
from vebuilder.model.network import Network
from vebuilder.model.project import Project

if TYPE_CHECKING:
    from typing_extensions import TypeIs

MOST_THREADS = 1024


def instance_faults(project: object, network: object) -> Iterator[Fault]:
    """Yield what is wrong where a project and then a network are needed."""
    if isinstance(project, Network) and isinstance(network, Project):
        yield Fault(
            path="arguments",
            message="you handed over the network first and the project second",
            mend="hand over the project first, then the network",
        )
        return
    yield from kind_faults("project", project, Project)
    yield from kind_faults("network", network, Network)


def option_faults(time_limit: object, gap: object, threads: object, seed: object) -> Iterator[Fault]:
    """Yield the options of a search that cannot be meant."""
    if time_limit is not None and not (_is_number(time_limit) and time_limit >= 0):
        yield Fault(path="time_limit", message=f"{time_limit!r} is not a number of seconds of at least 0")
    if not (_is_number(gap) and 0 <= gap < 1):
        yield Fault(
            path="gap",
            message=f"{gap!r} is not a relative gap: a number of at least 0 and below 1, such as 1e-4",
            mend=f"{gap:g} % is {gap / 100:g}" if _is_number(gap) and 1 <= gap < 100 else "",
        )
    if threads is not None and not (_is_count(threads) and 1 <= threads <= MOST_THREADS):
        yield Fault(
            path="threads",
            message=f"{threads!r} is not a number of threads from 1 to {MOST_THREADS:,}, or None",
        )
    if not (_is_count(seed) and 0 <= seed < 2**31):
        yield Fault(path="seed", message=f"{seed!r} is not a whole number from 0 to {2**31 - 1}")


def caller_faults(solver: object, progress: object) -> Iterator[Fault]:
    """Yield what is wrong with the name of a solver and with the progress callback."""
    if not isinstance(solver, str):
        yield Fault(path="solver", message=f"{solver!r} is no name of a solver, such as 'highs'")
    if progress is not None and not callable(progress):
        yield Fault(path="progress", message=f"{progress!r} cannot be called with the progress")


def executor_faults(executor: object) -> Iterator[Fault]:
    """Yield what is wrong with an executor; None is none, and right."""
    if executor is not None and (isinstance(executor, type) or not hasattr(executor, "submit")):
        yield Fault(
            path="executor",
            message=f"{executor!r} cannot be handed work: it has no submit()",
            mend="hand over a concurrent.futures.Executor such as ProcessPoolExecutor(), or None",
        )


def _is_number(value: object) -> "TypeIs[float]":
    return isinstance(value, numbers.Real) and not isinstance(value, bool) and not math.isnan(value)


def _is_count(value: object) -> "TypeIs[int]":
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
