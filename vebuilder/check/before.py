"""The instance as an enterprise leaves it: what is finished stays as it is, who is in has joined.

Said as a project and a network of the ordinary kind, so that every term and rule means what it always means.
"""

from collections.abc import Collection, Iterator, Mapping

from vebuilder.check.prepared import as_prepared
from vebuilder.check.serving import Terms, serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model.before import Before
from vebuilder.model.bid import Package, Quote
from vebuilder.model.firm import Firm, Offer
from vebuilder.model.network import Network
from vebuilder.model.plan import Assignment
from vebuilder.model.project import Project
from vebuilder.model.task import Task


def as_left(project: Project, network: Network, before: Before | None) -> tuple[Project, Network]:
    """Return the project and the network in which only what is not finished is still to be decided.

    A finished task has the price that was paid for it as the quote of the firm that did it, can no longer be
    lost, and needs no standby firms; its amount still counts for the price breaks of the offer that was paid.
    Partners do not pay to join. What was prepared holds on, but for what the network has come to state since,
    and is not paid again. Of a package taken, the finished part is paid at its part of the price, and the
    rest is still had at the rest; a package that was not taken, but has a finished task in it, can no longer
    be had. Done twice, it changes nothing more.

    Parameters
    ----------
    project, network
        The instance.
    before
        What was; None: nothing was, and both are returned as they are.
    """
    if before is None:
        return project, network
    if before.prepared:
        project, network = as_prepared(project, network, before.prepared, before.replaced)
        left = tuple(one for one in project.preparations if one.id not in before.prepared)
        project = project.model_copy(update={"preparations": left})
    terms = _terms(project, network, before)
    return _project(project, before, terms), _network(network, before, _bought(before, terms))


def _terms(project: Project, network: Network, before: Before) -> dict[tuple[str, str], Terms]:
    """Return on what terms who did the finished tasks would do them now, of tasks and firms still known."""
    if not before.done:
        return {}
    pairs = [(one.task, one.firm) for one in before.done]
    tasks = {task.id: task for task in project.tasks}
    doing = {firm for _, firm in pairs}
    firms = {firm.id: firm for firm in network.firms if firm.id in doing}
    quotes = {(quote.task, quote.firm): quote for quote in project.quotes}
    taxonomy = Taxonomy(network.competences)
    return {
        (task, firm): Terms(
            tasks[task],
            firms[firm],
            serving_offer(tasks[task], firms[firm], taxonomy),
            quotes.get((task, firm)),
        )
        for task, firm in pairs
        if task in tasks and firm in firms
    }


def _packaged(before: Before) -> frozenset[tuple[str, str]]:
    return frozenset((task, package.firm) for package in before.packages for task in package.tasks)


def _bought(before: Before, terms: Mapping[tuple[str, str], Terms]) -> dict[tuple[str, str], float]:
    """Add up, by firm and competence offered, the finished amounts that the offer's own price paid for.

    Once what was paid is stated as quotes there are none, so that they are not counted twice.
    """
    packaged = _packaged(before)
    amounts: dict[tuple[str, str], float] = {}
    for one in before.done:
        known = terms.get((one.task, one.firm))
        if known is None or known.offer is None or known.priced_by_quote:
            continue
        if (one.task, one.firm) not in packaged:
            key = (one.firm, known.offer.competence)
            amounts[key] = amounts.get(key, 0.0) + one.share * known.task.amount
    return amounts


def _network(network: Network, before: Before, bought: Mapping[tuple[str, str], float]) -> Network:
    agreed = dict.fromkeys(before.partners, 0.0) | dict(before.joining)
    nearer = {firm for firm, _ in bought}
    firms = tuple(
        _firm(firm, agreed, bought) if firm.id in agreed or firm.id in nearer else firm
        for firm in network.firms
    )
    return network if firms == network.firms else network.model_copy(update={"firms": firms})


def _firm(firm: Firm, agreed: Mapping[str, float], bought: Mapping[tuple[str, str], float]) -> Firm:
    update: dict[str, object] = {"joining_cost": agreed.get(firm.id, firm.joining_cost)}
    if any(offer.price_breaks and (firm.id, offer.competence) in bought for offer in firm.offers):
        update["offers"] = tuple(
            _nearer(offer, bought.get((firm.id, offer.competence), 0.0)) for offer in firm.offers
        )
    return firm.model_copy(update=update)


def _nearer(offer: Offer, amount: float) -> Offer:
    """Return an offer whose price breaks are nearer by an amount; of those reached, the last one holds."""
    ordered = sorted(offer.price_breaks, key=lambda one: one.from_amount)
    breaks = {max(one.from_amount - amount, 0.0): one for one in ordered}
    return offer.model_copy(
        update={
            "price_breaks": tuple(
                one.model_copy(update={"from_amount": start}) for start, one in breaks.items()
            )
        }
    )


def _project(project: Project, before: Before, terms: Mapping[tuple[str, str], Terms]) -> Project:
    if not before.done:
        return project
    doers: dict[str, list[Assignment]] = {}
    for one in before.done:
        doers.setdefault(one.task, []).append(one)
    return project.model_copy(
        update={
            "tasks": tuple(
                _finished(task, doers[task.id]) if task.id in doers else task for task in project.tasks
            ),
            "quotes": (
                *(quote for quote in project.quotes if quote.task not in doers),
                *_paid(project, before, terms),
            ),
            "packages": tuple(_left(project, before)),
        }
    )


def _finished(task: Task, doers: list[Assignment]) -> Task:
    return task.model_copy(
        update={
            "loss": 0.0,
            "backups": 0,
            "min_partners": len(doers),
            "max_partners": len(doers),
            "min_share": min(one.share for one in doers) if len(doers) > 1 else 0.0,
        }
    )


def _paid(project: Project, before: Before, terms: Mapping[tuple[str, str], Terms]) -> Iterator[Quote]:
    """Yield what was paid, as quotes for the whole task; other terms stay those of the quote there was.

    What was done for a package needs no set-up, as before. Where nothing says any more what effort the work
    took, it takes none.
    """
    packaged = _packaged(before)
    stated = {(quote.task, quote.firm): quote for quote in project.quotes}
    took = _took(before, terms)
    for one in before.done:
        pair = one.task, one.firm
        price = one.cost / one.share if one.share else 0.0
        update: dict[str, object] = {"cost": price, "reliability": 1.0}
        if pair in packaged:
            update["setup_cost"] = 0.0
        if pair in took:
            update["duration"] = took[pair]
        if pair not in stated and pair not in packaged and pair in terms and terms[pair].offer is None:
            update["effort"] = 0.0
        quote = stated.get(pair, Quote(task=one.task, firm=one.firm))
        yield quote.model_copy(update=update)


def _took(before: Before, terms: Mapping[tuple[str, str], Terms]) -> dict[tuple[str, str], float]:
    """Return how long each firm worked on the finished tasks whose time is known, by task and firm.

    A task took as long as the slowest of its firms; the others worked on it in proportion to how long each
    would take now.
    """
    whole = {one.task: max(one.finish - one.start, 0.0) for one in before.schedule}
    alone = {
        pair: terms[pair].duration(one.share) if pair in terms else 0.0
        for one in before.done
        if (pair := (one.task, one.firm))[0] in whole
    }
    slowest: dict[str, float] = {}
    for (task, _), duration in alone.items():
        slowest[task] = max(slowest.get(task, 0.0), duration)
    return {
        (task, firm): whole[task] if duration == slowest[task] else whole[task] * duration / slowest[task]
        for (task, firm), duration in alone.items()
    }


def _left(project: Project, before: Before) -> Iterator[Package]:
    """Yield the packages that can still be had."""
    for package in project.packages:
        if before.finished.isdisjoint(package.tasks):
            yield package
        elif package in before.packages and (rest := rest_of(package, before.finished)) is not None:
            yield rest


def rest_of(package: Package, finished: Collection[str]) -> Package | None:
    """Return a package without its finished tasks, at their part of the price; None if nothing is left.

    Parameters
    ----------
    package
        As it was taken.
    finished
        Ids of the finished tasks.
    """
    left = tuple(task for task in package.tasks if task not in finished)
    if len(left) == len(package.tasks):
        return package
    cost = package.cost * len(left) / len(package.tasks)
    return package.model_copy(update={"tasks": left, "cost": cost}) if left else None
