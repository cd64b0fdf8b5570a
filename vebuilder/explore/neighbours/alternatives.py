"""The best enterprises whose partners differ."""

from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Literal, overload

from vebuilder.check.arguments import instance_faults
from vebuilder.check.words import count
from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.explore.neighbours.fields import Fields
from vebuilder.explore.neighbours.html import alternatives_html
from vebuilder.explore.neighbours.text import TELLS, side_by_side
from vebuilder.formulate.conditions import Apart, Conditions
from vebuilder.model.errors import InfeasibleError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Amount, PositiveCount, Record
from vebuilder.result.enterprise import Enterprise


class Alternatives(Record):
    """Enterprises whose partners differ, best first."""

    enterprises: tuple[Enterprise, ...]
    """Each is the best of those that differ enough from all before it; its bound and gap are among those."""
    ended: Literal["enough", "no more", "unproven", "time", "interrupted"]
    """Why there are not more: ``no more`` is proven."""
    within: Amount
    diversity: PositiveCount

    @property
    def complete(self) -> bool:
        """Whether as many were found as were asked for, or it is proven that there are no more."""
        return self.ended in {"enough", "no more"}

    def __len__(self) -> int:
        return len(self.enterprises)

    @overload
    def __getitem__(self, position: int) -> Enterprise: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Enterprise, ...]: ...
    def __getitem__(self, position: int | slice) -> Enterprise | tuple[Enterprise, ...]:
        return self.enterprises[position]

    def __iter__(self) -> Iterator[Enterprise]:  # type: ignore[override]
        return iter(self.enterprises)

    def __str__(self) -> str:
        head = f"{count(len(self), 'enterprise')} whose partners differ by at least {self.diversity:,}"
        return "\n".join([f"{head} ({TELLS[self.ended]})", *side_by_side(self.enterprises)])

    def _repr_html_(self) -> str:
        return alternatives_html(self)


def alternatives(  # noqa: PLR0913, PLR0917
    project: Project,
    network: Network,
    k: int = 5,
    within: float = 0.05,
    diversity: int = 1,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
    executor: Executor | None = None,
) -> Alternatives:
    r"""Find the best enterprises whose partners differ, each proven in its place.

    The first is the best enterprise. Each next one is the best whose partners P differ enough from those of
    all before it, by rows

    .. math::

        \sum_{f \in P_i} (1 - y_f) + \sum_{f \notin P_i} y_f \ge diversity

    and it is left out if its objective is more than ``within`` above the best one, relative to
    max(\|best\|, 1e-9).

    Parameters
    ----------
    project, network
        The instance.
    k
        How many enterprises, the best one included.
    within
        How much worse than the best one they may be, as a fraction of it.
    diversity
        In how many firms the partners of any two must differ at least; a swap counts 2.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all together.
    executor
        Any ``concurrent.futures`` executor: what is left beside the best is divided by who is a partner, and
        the parts are searched side by side. Not divided where tasks have standbys. It is not shut down, and
        of what it does no progress is told. None to search here.

    Returns
    -------
    Alternatives
        Best first. Ctrl-C and the time limit keep those that are finished.

    Raises
    ------
    DataError
        If the input or an option cannot be meant.
    InfeasibleError
        If not even one enterprise can be formed; says why.
    NoSolutionError
        If the search was stopped before a first answer.
    """
    refuse_options(
        *instance_faults(project, network),
        *_faults(k, within, diversity),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
        executor=executor,
    )
    with Asking(project, network, solver, time_limit, gap, seed, progress) as asking:
        found = [asking.first()]
        most = found[0].objective + within * max(abs(found[0].objective), 1e-9)
        ended = "enough"
        fields = None if executor is None else Fields(asking, executor, found[0])
        while len(found) < k:
            if over := asking.why_over:
                ended = over
                break
            known = tuple(Apart(frozenset(one.partners), diversity) for one in found)
            try:
                if fields is None:
                    following = asking.form(conditions=Conditions(apart=known))
                else:
                    following = fields.following(known)
            except InfeasibleError:
                ended = "no more"
                break
            if following is None:
                ended = asking.why_over or "time"
                break
            if following.objective > most:
                proven = following.bound is not None and following.bound > most
                # Between the bound and this one, within the gap, there may be one that is near enough.
                ended = asking.why_over or ("no more" if proven else "unproven")
                break
            found.append(following)
    return Alternatives(
        enterprises=tuple(sorted(found, key=lambda one: one.objective)),
        ended=ended,
        within=float(within),
        diversity=diversity,
    )


def _faults(k: object, within: object, diversity: object) -> Iterator[Fault]:
    for name, value in (("k", k), ("diversity", diversity)):
        if not (isinstance(value, int) and not isinstance(value, bool) and value >= 1):
            yield Fault(path=name, message=f"{value!r} is not a whole number of at least 1")
    number = isinstance(within, int | float) and not isinstance(within, bool)
    if not (number and 0 <= within < float("inf")):  # type: ignore[operator]
        yield Fault(
            path="within",
            message=f"{within!r} is not a fraction of at least 0, such as 0.05 for 5 %",
        )
