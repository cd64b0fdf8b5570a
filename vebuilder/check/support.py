"""Which fields have a meaning that is not built yet.

A line deleted here is a field that works from now on.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from vebuilder.check.preparations import trust_obstacle
from vebuilder.check.success import success_obstacles
from vebuilder.model.errors import UnsupportedError
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Record

SHOWN_FIELDS = 20

Table = Mapping[str, tuple[str, ...]]

NOT_EVALUATED: Table = {}
"""Fields that `evaluate` does not understand at any value but their default."""

NOT_FORMED: Table = {}
"""Fields that `evaluate` understands but the formulation does not yet."""


def unsupported(project: Project, network: Network, *, forming: bool = True) -> tuple[str, ...]:
    """List the fields whose meaning is not built yet and that are not at their default.

    Parameters
    ----------
    project, network
        The input.
    forming
        Whether an enterprise is to be formed; False: a given plan is only to be evaluated.

    Returns
    -------
    tuple
        One ``path = value`` each, such as ``project.tasks[3].backups = 1``, with the reason where the field
        works but for other fields.
    """
    roots: dict[str, Record] = {"network": network, "project": project}
    tables = (NOT_EVALUATED, NOT_FORMED) if forming else (NOT_EVALUATED,)
    fields = tuple(
        f"{path}.{name} = {_short(getattr(record, name))}"
        for table in tables
        for place, names in table.items()
        for path, record in _records(roots, place)
        if not record.model_fields_set.isdisjoint(names)
        for name in names
        if getattr(record, name) != _default(record, name)
    )
    return (*fields, *_together(project), *trust_obstacle(project, network))


def _together(project: Project) -> Iterator[str]:
    """Yield the fields that work alone, but not beside others that are stated."""
    needed = project.rules.min_success_probability
    if needed is not None and (obstacles := success_obstacles(project)):
        yield (
            f"project.rules.min_success_probability = {needed}: it is exact only with one partner a task, "
            f"without shocks and standby firms, but there are {' and '.join(obstacles)}"
        )


def refuse_unsupported(project: Project, network: Network, *, forming: bool) -> None:
    """Refuse fields whose meaning is not built yet.

    Parameters
    ----------
    project, network
        The input.
    forming
        Whether an enterprise is to be formed; False: a given plan is only to be evaluated.

    Raises
    ------
    UnsupportedError
        If any such field is not at its default; names all of them.
    """
    found = unsupported(project, network, forming=forming)
    if not found:
        return
    shown = [f"- {line}" for line in found[:SHOWN_FIELDS]]
    if len(found) > SHOWN_FIELDS:
        shown.append(f"- ... and {len(found) - SHOWN_FIELDS:,} more")
    heading = "not supported yet; leave these fields at their default:"
    raise UnsupportedError("\n".join([heading, *shown]))


def refuse_preparations(project: Project, question: str) -> None:
    """Refuse a question that would be answered as if nothing could be prepared.

    Parameters
    ----------
    project
        What is asked about.
    question
        Name of the function that asks.

    Raises
    ------
    UnsupportedError
        If the project offers preparations.
    """
    if project.preparations:
        raise UnsupportedError(
            f"{question} does not weigh preparations yet: project {project.id!r} offers "
            f"{len(project.preparations)}; leave project.preparations out, or state their values in the data"
        )


def _records(roots: Mapping[str, Record], place: str) -> Iterator[tuple[str, Record]]:
    """Yield the records at a place such as ``network.firms[].offers[]``, each with its path."""
    root, *parts = place.split(".")
    found: Iterator[tuple[str, Record]] = iter([(root, roots[root])])
    for part in parts:
        found = _step(found, part)
    return found


def _step(records: Iterator[tuple[str, Record]], part: str) -> Iterator[tuple[str, Record]]:
    name = part.removesuffix("[]")
    for path, record in records:
        value = getattr(record, name)
        if name == part:
            yield f"{path}.{name}", value
        else:
            for position, item in enumerate(value):
                yield f"{path}.{name}[{position}]", item


def _default(record: Record, name: str) -> Any:
    return type(record).model_fields[name].get_default(call_default_factory=True)


def _short(value: object) -> str:
    text = repr(sorted(value)) if isinstance(value, frozenset) else repr(value)
    return text if len(text) <= 80 else f"{text[:77]}..."
