"""The instance after preparations: their values in place of worse ones, the best of several.

Said as a project and a network of the ordinary kind, so that every term and rule means what it always means.
"""

from collections.abc import Collection, Iterable

from vebuilder.model.bid import Quote
from vebuilder.model.firm import Firm
from vebuilder.model.funding import Preparation
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.trust import TrustLink
from vebuilder.trust.stated import stated_trust, trust_of_links


def as_prepared(project: Project, network: Network, bought: Collection[str]) -> tuple[Project, Network]:
    """Return the project and the network as bought preparations leave them.

    A firm's reliability replaces every worse one that it, its offers or its quotes state; a trust link every
    worse one, and that of strangers if it is above 0; a loss every larger one. Done twice, it changes nothing
    more.

    Parameters
    ----------
    project, network
        The instance.
    bought
        Ids of preparations of the project; others are passed over.
    """
    chosen = [one for one in project.preparations if one.id in bought]
    if not chosen:
        return project, network
    reliability: dict[str, float] = {}
    loss: dict[str, float] = {}
    for one in chosen:
        for firm, value in one.reliability.items():
            reliability[firm] = max(reliability.get(firm, 0.0), value)
        for task, value in one.loss.items():
            loss[task] = min(loss.get(task, value), value)
    return _project(project, reliability, loss), _network(network, reliability, chosen)


def _project(project: Project, reliability: dict[str, float], loss: dict[str, float]) -> Project:
    update = {
        "tasks": tuple(
            task.model_copy(update={"loss": loss[task.id]})
            if loss.get(task.id, task.loss) < task.loss
            else task
            for task in project.tasks
        ),
        "quotes": tuple(_quote(quote, reliability) for quote in project.quotes),
    }
    return project.model_copy(update=update) if loss or reliability else project


def _quote(quote: Quote, reliability: dict[str, float]) -> Quote:
    value = reliability.get(quote.firm)
    if value is None or quote.reliability is None or quote.reliability >= value:
        return quote
    return quote.model_copy(update={"reliability": value})


def _network(network: Network, reliability: dict[str, float], chosen: Iterable[Preparation]) -> Network:
    update: dict[str, object] = {}
    if reliability:
        update["firms"] = tuple(
            _firm(firm, reliability[firm.id]) if firm.id in reliability else firm for firm in network.firms
        )
    if links := _links(network, chosen):
        update["trust"] = links
    return network.model_copy(update=update) if update else network


def _firm(firm: Firm, value: float) -> Firm:
    offers = tuple(
        offer
        if offer.reliability is None or offer.reliability >= value
        else offer.model_copy(update={"reliability": value})
        for offer in firm.offers
    )
    return firm.model_copy(update={"offers": offers, "reliability": max(firm.reliability, value)})


def _links(network: Network, chosen: Iterable[Preparation]) -> tuple[TrustLink, ...]:
    """Return all links with the better ones in place; empty if nothing gets better."""
    better: dict[tuple[str, str], float] = {}
    for one in chosen:
        for pair, value in trust_of_links(one.trust).items():
            better[pair] = max(better.get(pair, value), value)
    ends = {firm for pair in better for firm in pair}
    known = stated_trust(network, ends)
    better = {pair: value for pair, value in better.items() if value > known.get(pair, 0.0)}
    if not better:
        return ()
    kept: list[TrustLink] = []
    for link in network.trust:
        there, back = (link.source, link.target), (link.target, link.source)
        if there not in better and not (link.mutual and back in better):
            kept.append(link)
        else:
            kept.extend(
                TrustLink(source=pair[0], target=pair[1], trust=link.trust, mutual=False)
                for pair in ((there, back) if link.mutual else (there,))
                if pair not in better
            )
    added = (
        TrustLink(source=source, target=target, trust=value, mutual=False)
        for (source, target), value in sorted(better.items())
    )
    return (*kept, *added)
