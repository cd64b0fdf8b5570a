"""All faults of meaning in a project and its network, at once."""

from collections.abc import Iterator

from vebuilder.check.ability import ability_faults
from vebuilder.check.circularity import circularity_faults
from vebuilder.check.completeness import completeness_faults
from vebuilder.check.core_in_house import core_warnings
from vebuilder.check.duplicates import duplicate_faults
from vebuilder.check.effect import effect_warnings
from vebuilder.check.group_limits import group_limit_faults
from vebuilder.check.limits import limit_faults
from vebuilder.check.near_misses import near_miss_warnings
from vebuilder.check.references import reference_faults
from vebuilder.check.self_links import self_link_faults
from vebuilder.check.standby_supply import standby_warnings
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project


def lint(project: Project, network: Network) -> tuple[Fault, ...]:
    """Return all faults of meaning; faults of form are refused by the constructors already.

    Linear in the size of the input.

    Parameters
    ----------
    project, network
        The input.

    Returns
    -------
    tuple of Fault
        Errors, and warnings (`Fault.severity`): what is odd but can be meant.
    """
    return (
        *_unsound(project, network),
        *limit_faults(project, network),
        *group_limit_faults(project),
        *ability_faults(project, network),
        *effect_warnings(project, network),
        *standby_warnings(project, network),
        *core_warnings(project, network),
        *near_miss_warnings(project, network),
    )


def refuse_faulty(project: Project, network: Network) -> None:
    """Refuse input that cannot be meant as it stands; warnings pass.

    Raises
    ------
    DataError
        If there is any error; names all of them.
    """
    if errors := [fault for fault in lint(project, network) if fault.severity == "error"]:
        raise DataError(errors)


def refuse_unsound(project: Project, network: Network) -> None:
    """Refuse input that leaves a figure undefined; rules that contradict each other pass.

    Raises
    ------
    DataError
        If an id is unknown or stated twice, a link goes in circles, or a price or place is missing.
    """
    if faults := tuple(_unsound(project, network)):
        raise DataError(faults)


def _unsound(project: Project, network: Network) -> Iterator[Fault]:
    yield from completeness_faults(project, network)
    yield from duplicate_faults(project, network)
    yield from reference_faults(project, network)
    yield from self_link_faults(project, network)
    yield from circularity_faults(project, network)
