"""Why not this firm: what choosing it would cost, and what would change."""

from collections.abc import Iterator

from vebuilder.check.eligibility import why_ineligible
from vebuilder.check.serving import Terms, serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.words import listing
from vebuilder.explore.neighbours.asking import Asking, Told, refuse_options
from vebuilder.explore.neighbours.difference import Changes, changes_between, signed
from vebuilder.explore.neighbours.html import why_not_html
from vebuilder.formulate.conditions import NONE, Conditions
from vebuilder.model.errors import InfeasibleError
from vebuilder.model.fault import Fault
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifier, Number, Record
from vebuilder.model.task import Task
from vebuilder.result.belonging import belonging_faults, refuse_of_programme
from vebuilder.result.enterprise import Enterprise

SHOWN = 3


class WhyNot(Record):
    """What choosing a firm would cost, and what would change."""

    firm: Identifier
    task: Identifier | None
    extra: Number | None
    """Objective of the best enterprise found with it, less that of the one asked about; None: none is."""
    at_least: Number | None
    """What choosing it is proven to cost more at least; None where nothing is proven."""
    enterprise: Enterprise | None
    """The best enterprise found with it."""
    changes: Changes | None
    """What that one has otherwise."""
    reasons: tuple[str, ...]
    """Why it cannot be chosen, or why there is nothing to ask; empty where it only costs more."""

    @property
    def possible(self) -> bool:
        """Whether an enterprise with it was found."""
        return self.enterprise is not None

    def __str__(self) -> str:
        for_task = f" for task {self.task}" if self.task else ""
        if self.enterprise is None or self.extra is None or self.changes is None:
            return "\n".join(
                [f"Firm {self.firm} cannot be chosen{for_task}:", *(f"- {one}" for one in self.reasons)]
            )
        head = f"Choosing firm {self.firm}{for_task} changes the objective by {signed(self.extra)}"
        names = self.enterprise.names
        return "\n".join([head, *self.reasons, *(f"  {line}" for line in self.changes.lines(names))])

    def _repr_html_(self) -> str:
        return why_not_html(self)


def why_not(  # noqa: PLR0913, PLR0917
    enterprise: Enterprise,
    project: Project,
    network: Network,
    firm: str,
    task: str | None = None,
    solver: str = "auto",
    time_limit: float | None = None,
    gap: float = 1e-4,
    seed: int = 0,
    progress: Told | None = None,
) -> WhyNot:
    """Tell what choosing a firm, for a task or at all, would cost, and what would change.

    Parameters
    ----------
    enterprise
        What was formed.
    project, network
        What it was formed from.
    firm
        The firm that is not chosen.
    task
        A task it should do: all of it, or, where it may be split, its least share or 1 %. None: that it
        should be a partner.
    solver, time_limit, gap, seed, progress
        As for `form_enterprise`.

    Returns
    -------
    WhyNot
        The best enterprise with it, compared; or why there is none.

    Raises
    ------
    DataError
        If the enterprise is of other inputs, the firm or the task is unknown, or an option cannot be meant.
    NoSolutionError
        If the search was stopped before an enterprise with it was found.
    """
    refuse_options(
        *belonging_faults(enterprise, project, network),
        *_faults(project, network, firm, task),
        solver=solver,
        time_limit=time_limit,
        gap=gap,
        seed=seed,
        progress=progress,
    )
    refuse_of_programme(enterprise, "why_not")
    if chosen := _chosen_already(enterprise, firm, task):
        nothing = changes_between(enterprise, enterprise)
        return WhyNot(
            firm=firm,
            task=task,
            extra=0.0,
            at_least=0.0,
            enterprise=enterprise,
            changes=nothing,
            reasons=(chosen,),
        )
    if reasons := (*_finished(enterprise, task), *_obstacles(project, network, firm, task)):
        return _impossible(firm, task, reasons)
    conditions = NONE if task is None else Conditions(kept=((task, firm),))
    with Asking(project, network, solver, time_limit, gap, seed, progress, enterprise.before) as asking:
        rules = asking.project.rules
        asked = asking.project.model_copy(
            update={"rules": rules.model_copy(update={"required": rules.required | {firm}})}
        )
        asking.keep()
        asking.know(enterprise)
        try:
            other = asking.form_or_raise(asked, conditions)
        except InfeasibleError as error:
            told = tuple(fault.message for fault in error.diagnosis[:SHOWN] if isinstance(fault, Fault))
            return _impossible(firm, task, told or ("no enterprise with it keeps all rules",))
    return WhyNot(
        firm=firm,
        task=task,
        extra=other.objective - enterprise.objective,
        at_least=None if other.bound is None else other.bound - enterprise.objective,
        enterprise=other,
        changes=changes_between(enterprise, other),
        reasons=(),
    )


def _impossible(firm: str, task: str | None, reasons: tuple[str, ...]) -> WhyNot:
    return WhyNot(
        firm=firm, task=task, extra=None, at_least=None, enterprise=None, changes=None, reasons=reasons
    )


def _chosen_already(enterprise: Enterprise, firm: str, task: str | None) -> str:
    if task is None:
        return f"firm {firm} is a partner already" if firm in enterprise.partners else ""
    doing = any(one.task == task and one.firm == firm for one in enterprise.assignments)
    return f"firm {firm} does task {task} already" if doing else ""


def _finished(enterprise: Enterprise, task: str | None) -> Iterator[str]:
    """Yield that a task is finished, and who did it."""
    done = () if enterprise.before is None else enterprise.before.done
    firms = sorted({one.firm for one in done if one.task == task})
    if firms:
        yield f"task {task!r} is finished: {listing(firms)} did it"


def _obstacles(project: Project, network: Network, firm: str, task: str | None) -> Iterator[str]:
    """Yield why a firm cannot be chosen, as far as that shows without a solver."""
    rules = project.rules
    if firm in rules.excluded:
        yield f"the rules exclude firm {firm!r}"
    always = rules.required | ({project.initiator} if project.initiator else set())
    for one, other in rules.incompatible:
        if firm in {one, other} and (rival := other if firm == one else one) in always:
            yield f"it is incompatible with firm {rival!r}, which must be a partner"
    reasons = dict(_ineligible(project, network, firm))
    tasks = project.tasks if task is None else tuple(one for one in project.tasks if one.id == task)
    if firm != project.initiator and all(one.id in reasons for one in tasks):
        for hard in tasks[:SHOWN]:
            yield f"it cannot do task {hard.id!r}: {reasons[hard.id]}"
        if len(tasks) > SHOWN:
            yield f"nor any of the {len(tasks) - SHOWN:,} other tasks"


def _ineligible(project: Project, network: Network, firm: str) -> Iterator[tuple[str, str]]:
    """Yield the tasks that a firm may not do, and why."""
    taxonomy = Taxonomy(network.competences)
    one = next(each for each in network.firms if each.id == firm)
    quotes = {quote.task: quote for quote in project.quotes if quote.firm == firm}
    bids = frozenset((task, package.firm) for package in project.packages for task in package.tasks)
    for task in project.tasks:
        terms = Terms(task, one, serving_offer(task, one, taxonomy), quotes.get(task.id))
        reason = why_ineligible(terms, taxonomy, packaged=(task.id, firm) in bids, bids=bids)
        if reason is not None:
            yield task.id, reason[0]


def _faults(project: object, network: object, firm: object, task: object) -> Iterator[Fault]:
    if isinstance(network, Network) and firm not in {one.id for one in network.firms}:
        yield Fault(
            path="firm",
            ids=(str(firm),),
            message=f"firm {firm!r} is not in the network",
            mend="use the id of a firm that is",
        )
    if task is not None and isinstance(project, Project):
        known: tuple[Task, ...] = project.tasks
        if task not in {one.id for one in known}:
            yield Fault(
                path="task",
                ids=(str(task),),
                message=f"task {task!r} is not in project {project.id!r}",
                mend="use the id of a task that is",
            )
