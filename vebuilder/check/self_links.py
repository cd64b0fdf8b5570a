"""Links that end where they start."""

from collections.abc import Iterator, Sequence

from vebuilder.check.links import any_to_oneself, sound_links
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.trust import TrustLink


def self_link_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield trust in oneself, interfaces of a task with itself, and the like."""
    if not sound_links(network):
        yield from _trust("network.trust", network.trust)
    for position, preparation in enumerate(project.preparations):
        yield from _trust(f"project.preparations[{position}].trust", preparation.trust)
    for position, interface in enumerate(project.interfaces):
        if interface.source == interface.target:
            yield Fault(
                path=f"project.interfaces[{position}]",
                ids=(interface.source,),
                message=f"task {interface.source!r} has an interface with itself",
                mend="name two different tasks, or remove the interface",
            )
    for position, task in enumerate(project.tasks):
        if task.id in task.starts_with:
            yield Fault(
                path=f"project.tasks[{position}].starts_with",
                ids=(task.id,),
                message=f"task {task.id!r} is told to start with itself",
                mend=f"remove {task.id!r} from starts_with",
            )
    for position, (one, other) in enumerate(project.rules.incompatible):
        if one == other:
            yield Fault(
                path=f"project.rules.incompatible[{position}]",
                ids=(one,),
                message=f"firm {one!r} is incompatible with itself",
                mend="name two different firms; to keep a firm out, use rules.excluded",
            )


def _trust(path: str, links: Sequence[TrustLink]) -> Iterator[Fault]:
    if not any_to_oneself(links):
        return
    for position, link in enumerate(links):
        if link.source == link.target:
            yield Fault(
                path=f"{path}[{position}]",
                ids=(link.source,),
                message=f"firm {link.source!r} states trust in itself",
                mend="remove the link",
            )
