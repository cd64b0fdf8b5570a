"""Why these partners: what the best enterprise without each of them would cost more."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from typing import overload

from vebuilder.crew import Crew
from vebuilder.explore.neighbours.asking import Asking, Terms, Told, refuse_options
from vebuilder.explore.neighbours.difference import Changes, changes_between, signed
from vebuilder.explore.neighbours.html import why_html
from vebuilder.model.errors import InfeasibleError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifier, Number, Record
from vebuilder.model.text import table
from vebuilder.result.belonging import belonging_faults, refuse_of_programme
from vebuilder.result.enterprise import Enterprise

NOT_IN_TIME = "nothing was found without it in the time there was"


class Worth(Record):
    """What one partner is worth."""

    firm: Identifier
    extra: Number | None
    """Objective of the best enterprise found without it, less that of the one asked about; None: none is."""
    at_least: Number | None
    """What going without it is proven to cost more at least; None where nothing is proven."""
    without: Enterprise | None
    """That enterprise."""
    changes: Changes | None
    """What it has otherwise."""
    reason: str
    """In one sentence."""


class Why(Record):
    """What the partners of an enterprise are worth, the most valuable first."""

    enterprise: Enterprise
    partners: tuple[Worth, ...]
    ended: str = ""
    """``time`` or ``interrupted`` where not all partners were looked at to the end; else empty."""

    def __len__(self) -> int:
        return len(self.partners)

    @overload
    def __getitem__(self, position: int) -> Worth: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Worth, ...]: ...
    def __getitem__(self, position: int | slice) -> Worth | tuple[Worth, ...]:
        return self.partners[position]

    def __iter__(self) -> Iterator[Worth]:  # type: ignore[override]
        return iter(self.partners)

    def of(self, firm: str) -> Worth:
        """Return what one partner is worth.

        Parameters
        ----------
        firm
            Its id.

        Raises
        ------
        KeyError
            If it was not looked at.
        """
        for one in self.partners:
            if one.firm == firm:
                return one
        raise KeyError(f"firm {firm!r} was not looked at")

    def __str__(self) -> str:
        names = self.enterprise.names
        rows = [
            (
                f"{names[one.firm]} ({one.firm})" if one.firm in names else one.firm,
                "-" if one.extra is None else signed(one.extra),
                one.reason,
            )
            for one in self.partners
        ]
        head = ("partner", "without it", "")
        more = [f"Not all partners were looked at to the end: {self.ended}"] if self.ended else []
        title = f"What each partner of project {self.enterprise.project} is worth"
        return "\n".join([title, *table(head, rows, "lrl"), *more])

    def _repr_html_(self) -> str:
        return why_html(self)


def why(  # noqa: PLR0913, PLR0917
    enterprise: Enterprise,
    project: Project,
    network: Network,
    firm: str | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
    executor: Executor | None = None,
) -> Why:
    """Tell what each partner of an enterprise is worth: the best enterprise without it, compared.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    firm
        One of its partners; None for all.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`; the time limit is for all partners together, shared among those to come.
    executor
        Any ``concurrent.futures`` executor, to look at partners side by side, each for as long as the time
        limit lasts; it is not shut down, and progress is not told. None to look at them here.

    Returns
    -------
    Why
        The most valuable partner first. Ctrl-C and the time limit keep those that are finished.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, the firm is none of its partners, or an option cannot be meant.
    """
    refuse_options(
        *belonging_faults(enterprise, project, network),
        *_faults(enterprise, firm),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
        executor=executor,
    )
    refuse_of_programme(enterprise, "why")
    asked = enterprise.partners if firm is None else (firm,)
    with Asking(project, network, solver, time_limit, gap, seed, progress, enterprise.before) as asking:
        asking.keep()
        asking.know(enterprise)
        found = _looked_at(asking, enterprise, asked, executor)
        over = asking.why_over  # the last search may have been broken off too
        ended = over if len(found) < len(asked) or over == "interrupted" else ""
        if not ended and any(one.reason == NOT_IN_TIME for one in found):
            ended = over or "time"
    return Why(enterprise=enterprise, partners=tuple(sorted(found, key=_rank)), ended=ended)


def _looked_at(
    asking: Asking, enterprise: Enterprise, asked: Sequence[str], executor: Executor | None
) -> list[Worth]:
    """Return what partners are worth, as far as there is time; looked at wherever an executor sends them."""
    if executor is not None:
        crew = Crew(_worth_apart, (asking.terms, enterprise), executor)
        return [one for _, one in crew.ask(asked, lambda: bool(asking.why_over))]
    found: list[Worth] = []
    for number, one in enumerate(asked):
        if asking.why_over:
            break
        found.append(_worth(asking, enterprise, one, len(asked) - number))
    return found


def _worth_apart(shared: tuple[Terms, Enterprise], firm: str) -> Worth:
    """Return what one partner is worth, in a worker."""
    terms, enterprise = shared
    with terms.asking() as asking:
        asking.know(enterprise)
        return _worth(asking, enterprise, firm, 1)


def _rank(one: Worth) -> tuple[bool, float, str]:
    return (one.extra is not None, -(one.extra or 0.0), one.firm)


def _worth(asking: Asking, enterprise: Enterprise, firm: str, waiting: int) -> Worth:
    if firm == asking.project.initiator:
        return _irreplaceable(firm, "the initiator is always a partner")
    if enterprise.before is not None and any(one.firm == firm for one in enterprise.before.done):
        return _irreplaceable(firm, "it has done finished work, so it stays a partner")
    rules = asking.project.rules
    without = asking.project.model_copy(
        update={
            "rules": rules.model_copy(
                update={"excluded": rules.excluded | {firm}, "required": rules.required - {firm}}
            )
        }
    )
    try:
        other = asking.form(without, waiting=waiting)
    except InfeasibleError as error:
        reasons = "; ".join(fault.message for fault in error.diagnosis[:2] if isinstance(fault, Fault))
        return _irreplaceable(firm, f"nothing can be formed without it{': ' if reasons else ''}{reasons}")
    if other is None:
        return _irreplaceable(firm, NOT_IN_TIME)
    changes = changes_between(enterprise, other)
    extra = other.objective - enterprise.objective
    return Worth(
        firm=firm,
        extra=extra,
        at_least=None if other.bound is None else other.bound - enterprise.objective,
        without=other,
        changes=changes,
        reason=_reason(changes, extra, required=firm in rules.required),
    )


def _irreplaceable(firm: str, reason: str) -> Worth:
    return Worth(firm=firm, extra=None, at_least=None, without=None, changes=None, reason=reason)


def _reason(changes: Changes, extra: float, *, required: bool) -> str:
    instead = (
        f"{', '.join(changes.partners_in)} would come in" if changes.partners_in else "the others take over"
    )
    rule = "; the rules require it" if required else ""
    better = "; cheaper without it: the enterprise was not the best" if extra < 0 and not required else ""
    return f"{instead}{rule}{better}"


def _faults(enterprise: object, firm: object) -> Iterator[Fault]:
    if firm is not None and isinstance(enterprise, Enterprise) and firm not in enterprise.partners:
        yield Fault(
            path="firm",
            ids=(str(firm),),
            message=f"firm {firm!r} is no partner of this enterprise",
            mend=f"its partners are {', '.join(enterprise.partners)}; for others ask why_not",
        )
