"""Tasks that no firm can do."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from vebuilder.check.taxonomy import Taxonomy
from vebuilder.check.words import count, figure, listing
from vebuilder.model.fault import Fault
from vebuilder.model.firm import Firm, Offer
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifiers
from vebuilder.model.task import Task


def ability_faults(project: Project, network: Network) -> Iterator[Fault]:
    """Yield the tasks that no firm can do, and say what each is short of."""
    market = _Market(project, network)
    for position, task in enumerate(project.tasks):
        bids = market.bids.get(task.id, _NO_BIDS)
        if bids.able:
            continue
        supply = market.supply(task)
        best = next((offer for offer in supply.ranked if offer[1] not in bids.underskilled), None)
        if best is not None and best[0] >= task.min_proficiency:
            continue
        message, mend = _explain(task, supply, bids, best)
        firms = [] if best is None else [best[1]]
        yield Fault(
            path=f"project.tasks[{position}]",
            ids=(task.id, *firms, *sorted(bids.excluded | bids.underskilled.keys())),
            message=message,
            mend=mend,
        )


@dataclass
class _Bids:
    """The firms that quote for a task or bundle it, by what becomes of it."""

    able: set[str]
    excluded: set[str]
    underskilled: dict[str, float]
    """Stated proficiency of the quotes that do not reach the task's."""


_NO_BIDS = _Bids(set(), set(), {})


@dataclass(frozen=True)
class _Supply:
    """The firms that offer a competence, narrowed down."""

    offering: int
    qualified: int
    excluded: tuple[str, ...]
    """Qualified, but excluded."""
    ranked: tuple[tuple[float, str], ...]
    """Proficiency and id of the qualified firms that are not excluded, the best first."""


class _Market:
    """Who offers and who bids; what many tasks ask alike is looked up once."""

    def __init__(self, project: Project, network: Network) -> None:
        self._excluded = project.rules.excluded
        self._taxonomy = Taxonomy(network.competences)
        self._offers: dict[str, list[tuple[Firm, Offer]]] = {}
        for firm in network.firms:
            for offer in firm.offers:
                self._offers.setdefault(offer.competence, []).append((firm, offer))
        self._supplies: dict[tuple[str, Identifiers], _Supply] = {}
        self.bids = self._read_bids(project, {firm.id for firm in network.firms})

    def supply(self, task: Task) -> _Supply:
        """Return who offers what a task asks for, whatever the proficiency."""
        need = (task.competence, task.qualifications)
        if need not in self._supplies:
            self._supplies[need] = self._narrow(*need)
        return self._supplies[need]

    def _narrow(self, competence: str, qualifications: Set[str]) -> _Supply:
        best: dict[str, float] = {}
        qualified: set[str] = set()
        for below in self._taxonomy.below(competence):
            for firm, offer in self._offers.get(below, ()):
                best[firm.id] = max(best.get(firm.id, 0.0), offer.proficiency)
                if qualifications <= firm.qualifications:
                    qualified.add(firm.id)
        return _Supply(
            offering=len(best),
            qualified=len(qualified),
            excluded=tuple(sorted(qualified & self._excluded)),
            ranked=tuple(sorted(((best[firm], firm) for firm in qualified - self._excluded), reverse=True)),
        )

    def _read_bids(self, project: Project, firms: Set[str]) -> Mapping[str, _Bids]:
        tasks = {task.id: task for task in project.tasks}
        bids: dict[str, _Bids] = {}
        bidders = [(quote.task, quote.firm, quote.proficiency) for quote in project.quotes]
        underskilled = {
            (task, firm): stated
            for task, firm, stated in bidders
            if stated is not None and task in tasks and stated < tasks[task].min_proficiency
        }
        for package in project.packages:
            bidders.extend((task, package.firm, None) for task in package.tasks)
        for task, firm, _ in bidders:
            if task not in tasks or firm not in firms:
                continue
            of_task = bids.setdefault(task, _Bids(set(), set(), {}))
            if (task, firm) in underskilled:
                of_task.underskilled[firm] = underskilled[task, firm]
            elif firm in self._excluded:
                of_task.excluded.add(firm)
            else:
                of_task.able.add(firm)
        return bids


def _explain(task: Task, supply: _Supply, bids: _Bids, best: tuple[float, str] | None) -> tuple[str, str]:
    """Return what the task is short of, and what would mend it."""
    message, mend = _shortage(task, supply, best)
    if bids.underskilled:
        states = count(len(bids.underskilled), "quote states", "quotes state")
        message += (
            f"; {states} a proficiency below {figure(task.min_proficiency)}: "
            f"the best, of firm {_best_quote(bids)}"
        )
    if bids.excluded:
        message += f"; {listing(sorted(bids.excluded))}, bidding for it, excluded by the rules"
        mend += ", or lift the exclusion"
    return message, mend


def _best_quote(bids: _Bids) -> str:
    firm, stated = max(bids.underskilled.items(), key=lambda quote: (quote[1], quote[0]))
    return f"{firm!r}, {figure(stated)}"


def _shortage(task: Task, supply: _Supply, best: tuple[float, str] | None) -> tuple[str, str]:
    needs = f"task {task.id!r} needs competence {task.competence!r}"
    offering = f"of {count(supply.offering, 'firm')} offering {task.competence!r}"
    if supply.offering == 0:
        return f"{needs}, which no firm offers", f"add a firm that offers {task.competence!r}, or a quote"
    if supply.qualified == 0:
        asked = listing(sorted(task.qualifications))
        return (
            f"{needs} with qualifications {asked}: {offering}, none holds them all",
            "add a qualified firm or a quote, or ask for fewer qualifications",
        )
    if not supply.ranked:
        return (
            f"{needs}: {offering}, the rules exclude all that could do it: {listing(supply.excluded)}",
            "exclude fewer firms, or add another one",
        )
    if best is None:
        return f"{needs}: the quotes of all firms that offer it rule them out", "correct a quote"
    proficiency, firm = best
    short = task.min_proficiency - proficiency
    return (
        f"{needs} at proficiency {figure(task.min_proficiency)}: {offering}, the best that may do it, "
        f"{firm!r}, reaches {figure(proficiency)}, short by {figure(short)}",
        f"lower min_proficiency to {figure(proficiency)}, or add a more proficient firm or a quote",
    )
