"""How sure the data must be: how far each figure may move before other partners are better."""

import math
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import Executor

from vebuilder.check.support import refuse_preparations
from vebuilder.crew import Crew
from vebuilder.explore.neighbours.asking import Asking, Terms, Told, refuse_options
from vebuilder.explore.sensitivity.along import Along
from vebuilder.explore.sensitivity.capacities import Capacities
from vebuilder.explore.sensitivity.certificate import safe_step
from vebuilder.explore.sensitivity.crossing import Crossing
from vebuilder.explore.sensitivity.dealings import dealings
from vebuilder.explore.sensitivity.figure import Figure
from vebuilder.explore.sensitivity.findings import Sensitivity
from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.explore.sensitivity.hazards import hazards
from vebuilder.explore.sensitivity.leeway import Leeway, Turn, leeway
from vebuilder.explore.sensitivity.others import Best, Margin, Others
from vebuilder.explore.sensitivity.prices import prices
from vebuilder.explore.sensitivity.radius import radius_of
from vebuilder.model.errors import DataError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.result.belonging import belonging_faults, refuse_reformed
from vebuilder.result.enterprise import Enterprise


def sensitivity(  # noqa: PLR0913, PLR0917
    enterprise: Enterprise,
    project: Project,
    network: Network,
    parameters: str | Collection[str] | None = None,
    top: int = 5,
    within: float = 1.0,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
    executor: Executor | None = None,
) -> Sensitivity:
    """Tell how far each price, capacity, trust link and reliability may move before the partners change.

    The best enterprise with other partners is searched for once. How much more it costs is the margin, and
    the margin alone proves for every figure how far it may move. Where exactly other partners become
    better is then searched for, for the figures asked for, or for the most critical ones.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    parameters
        Which figures to look at, and search for the exact limits of: each a path as the answer shows it, or
        part of one, such as ``unit_cost`` or ``firms[alpha]``. None: all are looked at, and the ``top`` most
        critical ones are searched.
    top
        How many to search where ``parameters`` are not named; 0 for none.
    within
        How far to search: 1 for prices from nothing to twice what is stated. Trust and reliability are
        always searched over all they can be.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all searches together.
    executor
        Any ``concurrent.futures`` executor, to search for the limits of figures side by side; it is not shut
        down, and of what it does no progress is told. None to search here.

    Returns
    -------
    Sensitivity
        One record a figure. Ctrl-C and the time limit keep what is finished.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, no figure has such a path, or an option cannot be meant.
    """
    refuse_options(
        *belonging_faults(enterprise, project, network),
        *_faults(top, within),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
        executor=executor,
    )
    refuse_reformed(enterprise, "sensitivity")
    refuse_preparations(project, "sensitivity")
    with Asking(project, network, solver, time_limit, gap, seed, progress) as asking:
        asking.keep()
        look = _Look(asking, enterprise, float(within))
        asked = _selected(look.figures, parameters)
        return look.at_all(asked, len(asked) if parameters is not None else top, executor)


LEAST_FIGURES = 25
"""So many are looked at even when there is no time."""


class _Look:
    """A call under way."""

    def __init__(
        self,
        asking: Asking,
        chosen: Enterprise,
        within: float,
        known: Sequence[tuple[Project, Best]] = (),
    ) -> None:
        self._ground = ground = Ground(asking.project, asking.network)
        self._chosen, self._within = chosen, within
        self._others = others = Others(asking, chosen.partners, known)
        self._project, self._network = asking.project, asking.network
        self._capacities = Capacities(ground, chosen, others)
        self.figures = (*prices(ground), *dealings(ground), *hazards(ground), *self._capacities.figures)

    def at_all(self, figures: tuple[Figure, ...], most: int, executor: Executor | None) -> Sensitivity:
        """Look at the figures, and search for the limits of the most critical ones."""
        best, asking = self._others.now(self._project), self._others.asking
        # What the enterprise itself depends on comes first, for as long as there is time.
        partners = {*self._chosen.partners, *(one.firm for one in self._chosen.backups)}
        figures = tuple(sorted(figures, key=lambda one: not one.firms <= partners))
        quick: dict[str, Leeway] = {}
        for one in figures:
            if asking.why_over and len(quick) >= LEAST_FIGURES:
                break
            quick[one.path] = self._quick(one)
        missed = len(quick) < len(figures)
        ranked = sorted(figures[: len(quick)], key=lambda one: _rank(quick[one.path]))
        ranked = [one for one in ranked if self._searchable(one)]
        wanted = min(most, len(quick) if best.bound == -math.inf else len(ranked))
        exact = self._limits([quick[one.path] for one in ranked[:most]], executor)
        quick |= {one.path: one for one in exact}
        margin = self._others.margin("work", self._chosen.objective)
        return Sensitivity(
            project=self._project.id,
            partners=self._chosen.partners,
            margin=None if math.isinf(best.bound) else best.bound - self._chosen.objective,
            rivals="none" if best.bound == math.inf else "unproven" if best.bound == -math.inf else "some",
            rival=best.enterprise,
            radius=radius_of(self._ground, self._chosen, margin),
            figures=tuple(sorted(quick.values(), key=_rank)),
            ended=asking.why_over if missed or len(exact) < wanted else "",
            currency=self._project.currency,
        )

    def _limits(self, asked: Sequence[Leeway], executor: Executor | None) -> list[Leeway]:
        """Return the exact limits of figures; fewer if the search was stopped."""
        asking = self._others.asking
        if executor is None:
            found = []
            for one in asked:
                if asking.why_over:
                    break
                found.append(self.exact(one))
            return found
        # What every search needs is looked at once, and sent along.
        for one in asked:
            figure = self._figure(one.path)
            if figure.kind != "capacity":
                self._margin(figure)
        told = (asking.terms, self._chosen, self._within, self._others.known)
        crew = Crew(_exact_apart, told, executor)
        return [one for _, one in crew.ask(asked, lambda: bool(asking.why_over))]

    def _figure(self, path: str) -> Figure:
        return next(one for one in self.figures if one.path == path)

    def _quick(self, figure: Figure) -> Leeway:
        if figure.kind == "capacity":
            proven = self._others.now(self._project).bound >= self._chosen.objective
            return self._capacities.quick(figure, proven=proven)
        margin = self._margin(figure)
        reach = margin.reach * abs(figure.value) if math.isfinite(margin.reach) else math.inf
        steps = [
            min(safe_step(self._along(figure, sign), self._chosen, margin.best.bound), reach)
            for sign in (-1, 1)
        ]
        note = (
            "" if figure.effect.shape == "straight" else "its effect is not straight: never searched further"
        )
        ruled = margin.best.bound <= self._chosen.objective < self._others.now(self._project).bound
        return leeway(figure, figure.value - steps[0], figure.value + steps[1], ruled=ruled, note=note)

    def _searchable(self, figure: Figure) -> bool:
        """Tell whether searches can tell more than the margin does."""
        if figure.kind == "capacity":
            return True
        margin = self._margin(figure)
        better = margin.best.bound >= self._chosen.objective
        return figure.effect.shape == "straight" and margin.whole and better

    def _margin(self, figure: Figure) -> Margin:
        firm = next(iter(figure.firms)) if len(figure.firms) == 1 else None
        return self._others.margin(figure.ruled, self._chosen.objective, firm)

    def _along(self, figure: Figure, sign: int) -> Along:
        return Along(self._project, self._network, figure, sign)

    def exact(self, known: Leeway) -> Leeway:
        """Return what is known of a figure with its exact limits."""
        figure = self._figure(known.path)
        if figure.kind == "capacity":
            return self._capacities.exact(figure, known).model_copy(update={"searched": True})
        ends, turns = [], []
        for sign, safe in ((-1, known.low), (1, known.high)):
            end, turn = self._one_way(self._along(figure, sign), safe)
            ends.append(end)
            turns.append(turn)
        return leeway(figure, *ends, falls=turns[0], rises=turns[1], searched=True, note=known.note)

    def _one_way(self, along: Along, safe: float | None) -> tuple[float, Turn | None]:
        """Return how far a figure may move one way, and where it turns."""
        figure = along.figure
        if safe is None:
            return (figure.lowest if along.sign < 0 else figure.highest), None
        near = abs(safe - figure.value)
        reach = along.room
        if math.isinf(reach) or figure.kind not in {"trust", "reliability"}:
            reach = min(reach, self._within * (abs(figure.value) or 10 * near))
        margin = self._margin(figure)
        if math.isfinite(margin.reach):
            reach = min(reach, margin.reach * abs(figure.value))
        if reach <= near or reach == 0:
            return safe, None
        found = Crossing(along, self._chosen, self._others, reach, margin).search()
        unchanged = along.value(max(found.safe, near))
        if found.changed is None or found.rival is None:
            return unchanged, None
        return unchanged, Turn.to(self._chosen, found.rival, unchanged, along.value(found.changed))


def _exact_apart(
    told: tuple[Terms, Enterprise, float, tuple[tuple[Project, Best], ...]], asked: Leeway
) -> Leeway:
    """Return what is known of a figure with its exact limits, in a worker."""
    terms, chosen, within, known = told
    with terms.asking() as asking:
        asking.know(chosen)
        return _Look(asking, chosen, within, known).exact(asked)


def _rank(one: Leeway) -> tuple[bool, bool, float, str]:
    return (one.relative is None, one.ruled, one.relative or 0.0, one.path)


def _selected(figures: tuple[Figure, ...], parameters: str | Collection[str] | None) -> tuple[Figure, ...]:
    if parameters is None:
        return figures
    wanted = (parameters,) if isinstance(parameters, str) else tuple(parameters)
    missing = [
        Fault(
            path="parameters",
            ids=(str(one),),
            message=f"no figure that matters has {one!r} in its path",
            mend="such as " + ", ".join(figure.path for figure in figures[:3]),
        )
        for one in wanted
        if not any(str(one) in figure.path for figure in figures)
    ]
    if missing:
        raise DataError(missing)
    return tuple(figure for figure in figures if any(one in figure.path for one in wanted))


def _faults(top: object, within: object) -> Iterator[Fault]:
    if not (isinstance(top, int) and not isinstance(top, bool) and top >= 0):
        yield Fault(path="top", message=f"{top!r} is not a whole number of at least 0")
    number = isinstance(within, int | float) and not isinstance(within, bool)
    if not (number and 0 < within < float("inf")):  # type: ignore[operator]
        yield Fault(path="within", message=f"{within!r} is not a number above 0, such as 0.5 for 50 %")
