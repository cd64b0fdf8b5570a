"""Capacities: how far they may fall before the enterprise breaks, and whether more would pay."""

import math
from collections.abc import Iterator, Sequence

from vebuilder.check.serving import Terms
from vebuilder.explore.sensitivity.figure import Effect, Figure
from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.explore.sensitivity.leeway import Leeway, Turn, leeway
from vebuilder.explore.sensitivity.others import Others
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.enterprise import Enterprise


class Capacities:
    """The capacities of firms and offers.

    Parameters
    ----------
    ground
        The instance.
    chosen
        The enterprise.
    others
        Who is asked.
    """

    def __init__(self, ground: Ground, chosen: Enterprise, others: Others) -> None:
        self._ground, self._chosen, self._others = ground, chosen, others
        self._needed: dict[str, tuple[Terms, ...]] = {}
        self.figures = tuple(self._all())
        self._all_lifted: bool | None = None

    def _all(self) -> Iterator[Figure]:
        for position, firm in self._ground.firms():
            terms = tuple(self._ground.terms.get(firm.id, ()))
            at = ("network", "firms", position)
            if firm.capacity is not None and terms:
                path = f"network.firms[{firm.id}]"
                yield self._figure(path, firm.capacity, at, terms)
            for place, offer in enumerate(firm.offers):
                served = tuple(one for one in terms if one.offer is offer)
                if offer.capacity is not None and served:
                    path = f"network.firms[{firm.id}].offers[{offer.competence}]"
                    yield self._figure(path, offer.capacity, (*at, "offers", place), served)

    def _figure(self, path: str, value: float, at: tuple[str | int, ...], terms: tuple[Terms, ...]) -> Figure:
        path = f"{path}.capacity"
        self._needed[path] = terms
        firms = frozenset({terms[0].firm.id})
        steps = (*at, "capacity")
        return Figure("capacity", path, value, 0.0, math.inf, steps, Effect(0.0, 0.0, "other"), firms)

    def _used(self, figure: Figure, plan: Enterprise) -> float:
        """Return the effort that a plan asks of it."""
        effort = {(one.task.id, one.firm.id): one.effort for one in self._needed[figure.path]}
        return sum(effort.get((one.task, one.firm), 0.0) * one.share for one in plan.assignments)

    def quick(self, figure: Figure, *, proven: bool) -> Leeway:
        """Return what needs no search of its own.

        Parameters
        ----------
        figure
            A capacity.
        proven
            Whether the enterprise is proven to be no worse than all with other partners.
        """
        if not proven:
            return leeway(figure, figure.value, figure.value)
        asked = sum(one.effort for one in self._needed[figure.path])
        low = min(self._used(figure, self._chosen), figure.value)
        high = math.inf if asked <= figure.value or self._no_more_pays() else figure.value
        return leeway(figure, low, high)

    def _no_more_pays(self) -> bool:
        """Tell whether other partners are proven no better even if no capacity were limited."""
        if self._all_lifted is None and not self._others.asking.why_over:
            firms: Sequence[object] = tuple(
                firm.model_copy(
                    update={
                        "capacity": None,
                        "offers": tuple(one.model_copy(update={"capacity": None}) for one in firm.offers),
                    }
                )
                for firm in self._ground.network.firms
            )
            lifted = self._ground.network.model_copy(update={"firms": firms})
            best = self._others.apart(self._ground.project, lifted)
            self._all_lifted = best.bound >= self._chosen.objective
        return bool(self._all_lifted)

    def exact(self, figure: Figure, known: Leeway) -> Leeway:
        """Return what searches with this capacity lifted tell beside.

        Parameters
        ----------
        figure
            A capacity.
        known
            What is known of it.
        """
        if known.high is None or self._others.asking.why_over:
            return known
        best = self._others.apart(*self._with(figure, None))
        if best.bound >= self._chosen.objective:
            return known.model_copy(update={"high": None})
        rival = best.enterprise
        if rival is None or rival.objective >= self._chosen.objective:
            return known
        needed = max(self._used(figure, rival), figure.value)
        same = self._others.same(*self._with(figure, needed))
        if same.bound < rival.objective:
            return known
        turn = Turn.to(self._chosen, rival, figure.value, needed)
        move = (needed - figure.value) / figure.value if figure.value else 0.0
        relative = move if known.relative is None else min(move, known.relative)
        return known.model_copy(update={"rises": turn, "relative": relative})

    def _with(self, figure: Figure, value: float | None) -> tuple[Project, Network]:
        return figure.moved(self._ground.project, self._ground.network, value)
