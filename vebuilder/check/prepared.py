"""The instance after preparations: their values in place of worse ones, the best of several.

Said as a project and a network of the ordinary kind, so that every term and rule means what it always means.
"""

from collections.abc import Collection, Iterable

from vebuilder.model.before import Replaced
from vebuilder.model.bid import Quote
from vebuilder.model.firm import Firm
from vebuilder.model.funding import Preparation
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.trust import TrustLink
from vebuilder.trust.stated import stated_trust, trust_of_links


def as_prepared(
    project: Project, network: Network, bought: Collection[str], replaced: Collection[Replaced] | None = None
) -> tuple[Project, Network]:
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
    replaced
        What the network stated when they were bought: where it states anything else by now, it holds. None:
        all values hold.
    """
    chosen = [one for one in project.preparations if one.id in bought]
    if not chosen:
        return project, network
    reliability, loss = _values(chosen)
    stated = None if replaced is None else frozenset(replaced)
    return _project(project, reliability, loss), _network(network, reliability, chosen, stated)


def replaced_by(project: Project, network: Network, bought: Collection[str]) -> tuple[Replaced, ...]:
    """Return what the network states where bought preparations put a better value.

    Parameters
    ----------
    project, network
        The instance, before they are bought.
    bought
        Ids of preparations of the project.
    """
    chosen = [one for one in project.preparations if one.id in bought]
    reliability, _ = _values(chosen)
    firms = [firm for firm in network.firms if firm.id in reliability]
    better, known = _better_trust(network, chosen, None)
    return (
        *(one for firm in firms for one in _stated(firm) if one.value < reliability[firm.id]),
        *(
            Replaced(firm=source, other=target, value=known.get((source, target), 0.0))
            for source, target in sorted(better)
        ),
    )


def _stated(firm: Firm) -> tuple[Replaced, ...]:
    """Return the reliabilities that a firm and its offers state."""
    return (
        Replaced(firm=firm.id, value=firm.reliability),
        *(
            Replaced(firm=firm.id, competence=offer.competence, value=offer.reliability)
            for offer in firm.offers
            if offer.reliability is not None
        ),
    )


def _values(chosen: Iterable[Preparation]) -> tuple[dict[str, float], dict[str, float]]:
    """Return the best reliabilities of firms and losses of tasks."""
    reliability: dict[str, float] = {}
    loss: dict[str, float] = {}
    for one in chosen:
        for firm, value in one.reliability.items():
            reliability[firm] = max(reliability.get(firm, 0.0), value)
        for task, value in one.loss.items():
            loss[task] = min(loss.get(task, value), value)
    return reliability, loss


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


Stated = frozenset[Replaced] | None
"""What may be replaced; None: everything."""


def _network(
    network: Network, reliability: dict[str, float], chosen: Iterable[Preparation], stated: Stated
) -> Network:
    update: dict[str, object] = {}
    if reliability:
        update["firms"] = tuple(
            _firm(firm, reliability[firm.id], stated) if firm.id in reliability else firm
            for firm in network.firms
        )
    if links := _links(network, chosen, stated):
        update["trust"] = links
    return network.model_copy(update=update) if update else network


def _firm(firm: Firm, value: float, stated: Stated) -> Firm:
    worse = {
        one.competence for one in _stated(firm) if one.value < value and (stated is None or one in stated)
    }
    offers = tuple(
        offer.model_copy(update={"reliability": value}) if offer.competence in worse else offer
        for offer in firm.offers
    )
    own = value if None in worse else firm.reliability
    return firm.model_copy(update={"offers": offers, "reliability": own})


def _better_trust(
    network: Network, chosen: Iterable[Preparation], stated: Stated
) -> tuple[dict[tuple[str, str], float], dict[tuple[str, str], float]]:
    """Return the trust that is better than what is stated, and what is stated between the same firms."""
    better: dict[tuple[str, str], float] = {}
    for one in chosen:
        for pair, value in trust_of_links(one.trust).items():
            better[pair] = max(better.get(pair, value), value)
    known = stated_trust(network, {firm for pair in better for firm in pair})

    def may(pair: tuple[str, str]) -> bool:
        now = Replaced(firm=pair[0], other=pair[1], value=known.get(pair, 0.0))
        return stated is None or now in stated

    return {
        pair: value for pair, value in better.items() if value > known.get(pair, 0.0) and may(pair)
    }, known


def _links(network: Network, chosen: Iterable[Preparation], stated: Stated) -> tuple[TrustLink, ...]:
    """Return all links with the better ones in place; empty if nothing gets better."""
    better, _ = _better_trust(network, chosen, stated)
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
