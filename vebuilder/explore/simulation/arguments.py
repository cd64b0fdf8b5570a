"""Whether what is to be simulated belongs together, and the options can be meant."""

import numbers
from collections.abc import Iterator

from vebuilder.check.arguments import instance_faults, option_faults
from vebuilder.model.fault import Fault
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise

FEWEST_RUNS, MOST_RUNS = 2, 100_000_000
"""One run shows no scatter; so many keep 1.6 GB of losses and costs."""


def simulation_faults(
    enterprise: object, project: object, network: object, runs: object, seed: object, executor: object
) -> Iterator[Fault]:
    """Yield everything that is wrong with what `simulate` is called with."""
    if not isinstance(enterprise, Enterprise):
        yield Fault(
            path="enterprise",
            message=f"an Enterprise is needed, not a {type(enterprise).__name__}",
            mend="form one, or read one with vebuilder.load",
        )
    yield from instance_faults(project, network)
    if not (_is_count(runs) and FEWEST_RUNS <= runs <= MOST_RUNS):  # type: ignore[operator]
        yield Fault(
            path="runs", message=f"{runs!r} is not a whole number from {FEWEST_RUNS} to {MOST_RUNS:,}"
        )
    yield from option_faults(time_limit=None, gap=0.0, threads=None, seed=seed)
    if executor is not None and (isinstance(executor, type) or not hasattr(executor, "submit")):
        yield Fault(
            path="executor",
            message=f"{executor!r} cannot be handed work: it has no submit()",
            mend="hand over a concurrent.futures.Executor such as ProcessPoolExecutor(), or None",
        )
    if (
        isinstance(enterprise, Enterprise)
        and isinstance(project, Project)
        and isinstance(network, Network)
        and enterprise.fingerprint != fingerprint(project, network)
    ):
        yield from _other_inputs(enterprise, project, network)


def _other_inputs(enterprise: Enterprise, project: Project, network: Network) -> Iterator[Fault]:
    """Yield which input the enterprise was not formed from, as far as ids tell."""
    mend = "hand over the project and the network it was formed from, or form it anew from these"
    tasks = {task.id for task in project.tasks}
    firms = {firm.id for firm in network.firms}
    strange_tasks = sorted({one.task for one in enterprise.assignments} - tasks)
    strange_firms = sorted(set(enterprise.partners) - firms)
    if enterprise.project != project.id:
        message = f"was formed for project {enterprise.project!r}, not for project {project.id!r}"
        yield Fault(path="enterprise.project", ids=(project.id,), message=message, mend=mend)
    elif strange_tasks:
        message = (
            f"was formed for another project {project.id!r}: task {strange_tasks[0]!r} is not in this one"
        )
        yield Fault(path="enterprise.project", ids=tuple(strange_tasks), message=message, mend=mend)
    if strange_firms:
        message = f"was formed from another network: firm {strange_firms[0]!r} is not in this one"
        yield Fault(path="enterprise.partners", ids=tuple(strange_firms), message=message, mend=mend)
    if enterprise.project == project.id and not strange_tasks and not strange_firms:
        message = (
            f"was formed from other data: project {project.id!r} or the network was changed since, "
            "though the ids it names are still there"
        )
        yield Fault(path="enterprise.fingerprint", ids=(project.id,), message=message, mend=mend)


def _is_count(value: object) -> bool:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)
