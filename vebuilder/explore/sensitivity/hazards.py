"""Losses and reliabilities, as figures that may be wrong."""

import math
from collections.abc import Callable, Iterable, Iterator

from vebuilder.check.serving import Terms
from vebuilder.explore.sensitivity.figure import Effect, Figure, Shape
from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.model.strategy import CVaR, ExpectedLoss


def hazards(ground: Ground) -> Iterator[Figure]:
    """Yield the losses of the tasks, and the reliabilities of firms, offers and quotes.

    Parameters
    ----------
    ground
        The instance.
    """
    weight, measure = ground.weights.risk, ground.weights.risk_measure
    straight: Shape = "straight" if isinstance(measure, ExpectedLoss) else "bowl"
    if weight:
        for position, task in enumerate(ground.project.tasks):
            yield Figure(
                "loss", f"project.tasks[{task.id}].loss", task.loss, 0.0, math.inf,
                ("project", "tasks", position, "loss"), Effect(0.0, weight, straight),
            )  # fmt: skip
    yield from _of_firms(ground)
    yield from _of_quotes(ground)


def _of_firms(ground: Ground) -> Iterator[Figure]:
    for position, firm in ground.firms():
        terms = ground.terms.get(firm.id, [])
        path, at = f"network.firms[{firm.id}]", ("network", "firms", position)
        if effect := _effect(ground, terms, _rests_on_firm):
            yield _reliability(path, firm.reliability, at, effect, firm.id)
        for place, offer in enumerate(firm.offers):
            own = offer.reliability
            if own is None:
                continue
            resting = [one for one in terms if one.offer is offer and not _quoted(one)]
            if effect := _effect(ground, resting, lambda _: True):
                where = f"{path}.offers[{offer.competence}]"
                yield _reliability(where, own, (*at, "offers", place), effect, firm.id)


def _of_quotes(ground: Ground) -> Iterator[Figure]:
    for position, quote in enumerate(ground.project.quotes):
        if quote.reliability is None:
            continue
        resting = [one for one in ground.terms.get(quote.firm, ()) if one.quote is quote]
        if effect := _effect(ground, resting, lambda _: True):
            at = ("project", "quotes", position)
            where = f"project.quotes[{quote.task}, {quote.firm}]"
            yield _reliability(where, quote.reliability, at, effect, quote.firm)


def _effect(ground: Ground, terms: Iterable[Terms], rests: Callable[[Terms], bool]) -> Effect | None:
    """Return how strongly a plan can depend on a reliability; None where it never does."""
    resting = [one for one in terms if rests(one)]
    measure = ground.weights.risk_measure
    lost = ground.weights.risk * sum(one.task.loss for one in resting)
    ruled = bool(ground.project.rules.min_success_probability) and bool(resting)
    if isinstance(measure, ExpectedLoss) and (lost or ruled):
        return Effect(-lost, 0.0)
    if isinstance(measure, CVaR) and lost:
        return Effect(-math.inf, 0.0, "bowl")
    return Effect(0.0, 0.0) if ruled else None


def _reliability(path: str, value: float, at: tuple[str | int, ...], effect: Effect, firm: str) -> Figure:
    steps = (*at, "reliability")
    return Figure(
        "reliability", f"{path}.reliability", value, 0.0, 1.0, steps, effect, frozenset({firm}), "success"
    )


def _quoted(terms: Terms) -> bool:
    return terms.quote is not None and terms.quote.reliability is not None


def _rests_on_firm(terms: Terms) -> bool:
    return not _quoted(terms) and (terms.offer is None or terms.offer.reliability is None)
