"""Whether several projects can be formed at once."""

from collections import Counter
from collections.abc import Iterable, Iterator

from vebuilder.check.arguments import instance_faults
from vebuilder.check.lint import lint
from vebuilder.check.support import refuse_preparations, refuse_unsupported
from vebuilder.check.words import listing
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.kind import kind_faults
from vebuilder.model.network import Network
from vebuilder.model.project import Project


def read_projects(projects: object, network: object, *options: Fault) -> tuple[tuple[Project, ...], Network]:
    """Return the projects and the network, if they can be meant.

    Parameters
    ----------
    projects, network
        What `form_programme` was called with.
    options
        What is wrong with its options.

    Raises
    ------
    DataError
        If something is of the wrong kind, a project has faults, or they do not go together; all at once.
    UnsupportedError
        If a project uses what is not built yet.
    """
    faults = list(options)
    read: list[Project] = []
    if isinstance(projects, Project) or not isinstance(projects, Iterable) or isinstance(projects, str):
        message = f"a {type(projects).__name__} is no list of projects"
        faults.append(Fault(path="projects", message=message, mend="hand over a list of them"))
    else:
        for position, one in enumerate(projects):
            faults += kind_faults(f"projects[{position}]", one, Project)
            if isinstance(one, Project):
                read.append(one)
        if not read and not faults:
            faults.append(Fault(path="projects", message="there is no project", mend="hand over one"))
    faults += _together(read)
    if isinstance(network, Network):
        for position, one in enumerate(read):
            own = [*instance_faults(one, network)] or [*lint(one, network)]
            faults += [
                fault.model_copy(update={"path": fault.path.replace("project", f"projects[{position}]", 1)})
                for fault in own
                if fault.severity == "error"
            ]
    else:
        faults += kind_faults("network", network, Network)
    faults = list(dict.fromkeys(faults))  # what is wrong with the network is so for every project
    if faults:
        raise DataError(faults)
    assert isinstance(network, Network)
    for one in read:
        refuse_unsupported(one, network, forming=True)
        refuse_preparations(one, "form_programme")
    return tuple(read), network


def _together(projects: list[Project]) -> Iterator[Fault]:
    twice = sorted(name for name, count in Counter(one.id for one in projects).items() if count > 1)
    if twice:
        message = f"{listing(twice)} stands for several projects"
        yield Fault(path="projects", ids=tuple(twice), message=message, mend="give each an id of its own")
    currencies = sorted({one.currency for one in projects})
    if len(currencies) > 1:
        message = f"they count in {listing(currencies)}"
        yield Fault(path="projects", ids=tuple(currencies), message=message, mend="use one currency")
