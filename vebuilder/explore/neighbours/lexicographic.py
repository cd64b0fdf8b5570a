"""One figure before the other: the best in the second of all that are (nearly) best in the first."""

from collections.abc import Iterator, Sequence

from vebuilder.check.arguments import instance_faults
from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.explore.neighbours.measures import MEASURES, Limits, figure_of, loosened, weighing
from vebuilder.explore.neighbours.owned import owned
from vebuilder.model.fault import Fault
from vebuilder.model.html import plain_table, titled
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifier, Number, Record
from vebuilder.model.text import table
from vebuilder.result.enterprise import Enterprise

HEAD = ("objective", "best", "kept to", "is")


class Rank(Record):
    """One figure in its turn."""

    objective: Identifier
    best: Number
    """The best there was with all figures before it kept."""
    kept: Number | None
    """What the figures after it may not exceed; None for the last."""
    figure: Number
    """What it is in the end."""
    proven: bool
    """Whether the best is proven to the gap asked for."""


class Lexicographic(Record):
    """The enterprise that is best in one figure after the other."""

    enterprise: Enterprise
    ranks: tuple[Rank, ...]
    """In the order of the objectives; fewer where the search was stopped."""
    ended: str = ""
    """``time`` or ``interrupted`` where not all figures had their turn; else empty."""

    @property
    def proven(self) -> bool:
        """Whether every figure had its turn, and each best is proven."""
        return not self.ended and all(one.proven for one in self.ranks)

    def __str__(self) -> str:
        more = [f"Not all figures had their turn: {self.ended}"] if self.ended else []
        return "\n".join([self._title(), *table(HEAD, self._rows(), "lrrr"), *more])

    def _repr_html_(self) -> str:
        more = f"Not all figures had their turn: {self.ended}" if self.ended else ""
        return titled(self._title(), plain_table(HEAD, self._rows(), "lrrr"), more)

    def _title(self) -> str:
        return f"One figure before the other: {', '.join(self.enterprise.partners)}"

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                one.objective,
                f"{one.best:,.2f}",
                "-" if one.kept is None else f"{one.kept:,.2f}",
                f"{one.figure:,.2f}",
            )
            for one in self.ranks
        ]


def lexicographic(  # noqa: PLR0913, PLR0917
    project: Project,
    network: Network,
    objectives: Sequence[str] = ("cost", "risk"),
    slack: float = 0.0,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
) -> Lexicographic:
    r"""Find the best enterprise in one figure after the other.

    Each figure is minimised with those before it kept within a slack of their best value (lexicographic goal
    programming; Ignizio, 1976): :math:`\min f_2` with :math:`f_1 \le f_1^* + s |f_1^*|`, and so on.

    Parameters
    ----------
    project, network
        The instance; its strategy's weights do not matter, its risk measure does.
    objectives
        Two or three of ``cost`` (total cost), ``time`` (makespan) and ``risk`` (the strategy's measure), the
        most important first. The risk can only come last: it is known exactly only when a search is over.
    slack
        By which part of its best value each figure may be worse for the sake of those after it.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all figures together.

    Returns
    -------
    Lexicographic
        The enterprise, with the objective of the project's own strategy but without a bound on it, and how
        each figure came out. Ctrl-C and the time limit keep the figures that had their turn.

    Raises
    ------
    DataError
        If the input or an option cannot be meant.
    InfeasibleError
        If no enterprise can be formed; says why.
    NoSolutionError
        If the search was stopped before a first answer.
    """
    refuse_options(
        *instance_faults(project, network),
        *_faults(objectives, slack),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
    )
    names = tuple(objectives)
    found: list[Enterprise] = []
    limits: dict[str, float] = {}
    with Asking(
        weighing(project, {names[0]: 1.0}), network, solver, time_limit, gap, seed, progress
    ) as asking:
        found.append(asking.first())
        for number, name in enumerate(names[1:], 1):
            if asking.why_over:
                break
            best = figure_of(found[-1], names[number - 1])
            limits[names[number - 1]] = loosened(best + slack * abs(best))
            asked, conditions = Limits(**limits).on(weighing(project, {name: 1.0}))
            one = asking.form(asked, conditions, found[-1], waiting=len(names) - number)
            if one is None:
                break
            found.append(one)
        ended = (asking.why_over or "time") if len(found) < len(names) else ""
    last = found[-1]
    ranks = tuple(
        Rank(
            objective=name,
            best=figure_of(one, name),
            kept=limits.get(name),
            figure=figure_of(last, name),
            proven=one.outcome == "optimal",
        )
        for name, one in zip(names, found, strict=False)
    )
    least = {} if found[0].bound is None else {names[0]: found[0].bound}
    note = f"the best in {', then in '.join(names)}"
    return Lexicographic(enterprise=owned(project, network, last, least, gap, note), ranks=ranks, ended=ended)


def _faults(objectives: object, slack: object) -> Iterator[Fault]:
    listed = tuple(objectives) if isinstance(objectives, list | tuple) else ()
    known = all(name in MEASURES for name in listed)
    if not (known and 2 <= len(listed) <= len(MEASURES) and len(set(listed)) == len(listed)):
        yield Fault(
            path="objectives",
            message=f"{objectives!r} are not two or three different ones of {', '.join(MEASURES)}",
            mend='such as ("cost", "time")',
        )
    elif "risk" in listed[:-1]:
        yield Fault(
            path="objectives",
            message="the risk can only come last: it is known exactly only when a search is over",
            mend="put it last, or ask pareto for the choices between it and the others",
        )
    if isinstance(slack, bool) or not (isinstance(slack, int | float) and 0 <= slack < float("inf")):
        yield Fault(path="slack", message=f"{slack!r} is not a part of 0 or more", mend="such as 0.05")
