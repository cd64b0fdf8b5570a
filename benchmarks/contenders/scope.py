"""What the plain models of the literature state; anything else in a project they refuse."""

from collections.abc import Iterable, Iterator, Mapping

from benchmarks.contenders.contender import Refused
from vebuilder import Network, Project
from vebuilder.check.words import figure, listing
from vebuilder.model.record import Record

TERMS = "cover, capacity, joining, set-up, work, transaction and loss"
STATED: Mapping[str, frozenset[str]] = {
    place: frozenset(names.split())
    for place, names in {
        "firm": "id name offers joining_cost capacity reliability qualifications attributes location "
        "communities standards core",
        "offer": "competence unit_cost setup_cost capacity effort proficiency reliability unit_duration "
        "cost_spread",
        "transaction_costs": "rate trust_discount standard_discount distance_rate internal_rate pairs",
        "project": "schema_version id tasks interfaces quotes rules strategy retainer fallback_cost currency "
        "time_unit",
        "task": "id competence amount min_proficiency qualifications min_partners max_partners min_share "
        "loss",
        "quote": "task firm cost setup_cost effort reliability proficiency",
        "rules": "excluded",
        "strategy": "cost risk",
    }.items()
}
"""Fields that are stated, or have no meaning by themselves; any other, also of days to come, is refused."""


def refuse_unstated(who: str, project: Project, network: Network, *, split: bool) -> None:
    """Refuse a project that asks for more than cover, capacity, joining, set-up, work, transaction and loss.

    Parameters
    ----------
    who
        Who refuses, as it stands at the start of a sentence.
    project, network
        The instance.
    split
        Whether tasks without interfaces may be split between firms.

    Raises
    ------
    Refused
        If there is anything else; names all of it.
    """
    fields = sorted(set(_unstated_fields(project, network)))
    found = [*fields, *_shared_tasks(project, split=split)]
    if found:
        raise Refused(f"{who} states {TERMS}; it does not state {', '.join(found)}")


def _unstated_fields(project: Project, network: Network) -> Iterator[str]:
    places: tuple[tuple[str, Iterable[Record]], ...] = (
        ("firm", network.firms),
        ("offer", (offer for firm in network.firms for offer in firm.offers)),
        ("transaction_costs", (network.transaction_costs,)),
        ("project", (project,)),
        ("task", project.tasks),
        ("quote", project.quotes),
        ("rules", (project.rules,)),
        ("strategy", (project.strategy,)),
    )
    for place, records in places:
        for record in records:
            for name in record.model_fields_set - STATED[place]:
                value = getattr(record, name)
                default = type(record).model_fields[name].get_default(call_default_factory=True)
                if value != default:
                    yield f"{place}.{name}" + (f" = {figure(value)}" if isinstance(value, float) else "")


def _shared_tasks(project: Project, *, split: bool) -> Iterator[str]:
    exchanging = {task for one in project.interfaces if one.volume > 0 for task in (one.source, one.target)}
    shared = [task for task in project.tasks if not task.single_sourced or task.min_partners > 1]
    refused = [task.id for task in shared if not split or task.id in exchanging]
    if refused:
        yield f"several firms for one task{' with interfaces' if split else ''} ({listing(refused)})"
