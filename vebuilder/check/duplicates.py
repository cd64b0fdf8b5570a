"""What is stated twice."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from vebuilder.check.links import all_of_different_pairs, sound_links
from vebuilder.check.words import figure
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.transaction import PairCost
from vebuilder.model.trust import JointProjects, TrustLink

K = TypeVar("K", bound=Hashable)


def duplicate_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the ids, offers, quotes, trust and prices that are stated more than once."""
    yield from _ids("network.firms", "firm", (firm.id for firm in network.firms))
    yield from _ids("network.competences", "competence", (known.id for known in network.competences))
    yield from _ids("project.tasks", "task", (task.id for task in project.tasks))
    yield from _ids("project.preparations", "preparation", (step.id for step in project.preparations))
    if isinstance(network.trust_model, JointProjects):
        joint = (project.id for project in network.trust_model.projects)
        yield from _ids("network.trust_model.projects", "joint project", joint)
    yield from _offers(network)
    yield from _quotes(project)
    if not sound_links(network):
        yield from _trust("network.trust", network.trust)
    yield from _pairs("network.transaction_costs.pairs", network.transaction_costs.pairs)
    for position, interface in enumerate(project.interfaces):
        yield from _pairs(f"project.interfaces[{position}].pairs", interface.pairs)
    for position, preparation in enumerate(project.preparations):
        yield from _trust(f"project.preparations[{position}].trust", preparation.trust)


def _repeated(keys: Iterable[K]) -> Iterator[tuple[int, int, K]]:
    """Yield the position of each repeat, the position of the first, and the key."""
    first: dict[K, int] = {}
    for position, key in enumerate(keys):
        if first.setdefault(key, position) != position:
            yield position, first[key], key


def _ids(path: str, noun: str, ids: Iterable[str]) -> Iterator[Fault]:
    for position, first, name in _repeated(ids):
        yield Fault(
            path=f"{path}[{position}]",
            ids=(name,),
            message=f"{noun} {name!r} is already declared as {path}[{first}]",
            mend="give it an id of its own, or remove one of them",
        )


def _offers(network: Network) -> Iterator[Fault]:
    for row, firm in enumerate(network.firms):
        path = f"network.firms[{row}].offers"
        for position, first, competence in _repeated(offer.competence for offer in firm.offers):
            yield Fault(
                path=f"{path}[{position}]",
                ids=(firm.id, competence),
                message=f"firm {firm.id!r} already offers {competence!r} as offers[{first}]",
                mend="keep one offer per competence",
            )
        for position, offer in enumerate(firm.offers):
            if not offer.price_breaks:
                continue
            for step, first, amount in _repeated(price.from_amount for price in offer.price_breaks):
                yield Fault(
                    path=f"{path}[{position}].price_breaks[{step}]",
                    ids=(firm.id, offer.competence),
                    message=f"the offer of {offer.competence!r} by firm {firm.id!r} already has a price "
                    f"from amount {figure(amount)} on, price_breaks[{first}]",
                    mend="keep one price per from_amount",
                )


def _quotes(project: Project) -> Iterator[Fault]:
    quoted = ((quote.task, quote.firm) for quote in project.quotes)
    for position, first, (task, firm) in _repeated(quoted):
        yield Fault(
            path=f"project.quotes[{position}]",
            ids=(task, firm),
            message=f"firm {firm!r} already quotes for task {task!r} in project.quotes[{first}]",
            mend="keep one quote per task and firm",
        )


def _trust(path: str, links: Sequence[TrustLink]) -> Iterator[Fault]:
    if all_of_different_pairs(links):
        return
    first: dict[tuple[str, str], int] = {}
    for position, link in enumerate(links):
        directions = [(link.source, link.target)]
        if link.mutual and link.source != link.target:
            directions.append((link.target, link.source))
        repeated = [pair for pair in directions if first.setdefault(pair, position) != position]
        if repeated:
            source, target = repeated[0]
            yield Fault(
                path=f"{path}[{position}]",
                ids=(source, target),
                message=f"trust of firm {source!r} in firm {target!r} is already stated by "
                f"{path}[{first[source, target]}]",
                mend="state each direction once; a mutual link states both",
            )


def _pairs(path: str, pairs: Iterable[PairCost]) -> Iterator[Fault]:
    for position, first, (source, target) in _repeated((pair.source, pair.target) for pair in pairs):
        yield Fault(
            path=f"{path}[{position}]",
            ids=(source, target),
            message=f"the rate from firm {source!r} to firm {target!r} is already stated by {path}[{first}]",
            mend="keep one rate per direction",
        )
