"""Whether an enterprise was formed from the project and the network that are handed over with it."""

from collections.abc import Iterator

from vebuilder.check.arguments import instance_faults
from vebuilder.formulate.conditions import Conditions
from vebuilder.model.errors import UnsupportedError
from vebuilder.model.fault import Fault
from vebuilder.model.fingerprint import fingerprint
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise


def belonging_faults(enterprise: object, project: object, network: object) -> Iterator[Fault]:
    """Yield what is wrong where an enterprise, its project and its network are needed.

    Parameters
    ----------
    enterprise, project, network
        What a caller handed over.
    """
    if not isinstance(enterprise, Enterprise):
        yield Fault(
            path="enterprise",
            message=f"an Enterprise is needed, not a {type(enterprise).__name__}",
            mend="form one, or read one with vebuilder.load",
        )
    yield from instance_faults(project, network)
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


def refuse_reformed(enterprise: Enterprise, question: str) -> None:
    """Refuse a question about a re-formed enterprise that would be answered as if nothing had been before it.

    Parameters
    ----------
    enterprise
        What is asked about.
    question
        Name of the function that asks.

    Raises
    ------
    UnsupportedError
        If the enterprise goes on from an earlier one.
    """
    if enterprise.before is not None:
        raise UnsupportedError(
            f"{question} does not know yet what is finished and who has joined, in a re-formed enterprise or "
            "one of a programme; enterprise.unchanged or programme.one_by_one say what was gained"
        )


ONE_BY_ONE = "programme.one_by_one says what was gained"


def refuse_of_programme(enterprise: Enterprise, question: str, instead: str = ONE_BY_ONE) -> None:
    """Refuse a question about an enterprise of a programme that would be answered as if it were alone.

    Parameters
    ----------
    enterprise
        What is asked about.
    question
        Name of the function that asks.
    instead
        What can be done instead.

    Raises
    ------
    UnsupportedError
        If its firms share capacity and joining with other enterprises.
    """
    before = enterprise.before
    # Who was re-formed had partners; in a programme there is at most an agreement on who pays for joining.
    if before is not None and not before.partners:
        raise UnsupportedError(
            f"{question} does not know what the other enterprises of a programme need of its firms; {instead}"
        )


def satisfies(conditions: Conditions, enterprise: Enterprise, cost: float) -> bool:
    """Return whether an enterprise satisfies what is asked beside the rules of its project.

    Parameters
    ----------
    conditions
        What is asked.
    enterprise
        Its partners and assignments are looked at.
    cost
        What it costs in all, in money.
    """
    doing = {(one.task, one.firm) for one in enterprise.assignments}
    return conditions.satisfied_by(enterprise.partners, doing, cost)
