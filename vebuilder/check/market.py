"""Which firms offer and bid for what tasks need."""

from bisect import bisect_right
from collections.abc import Mapping, Set
from dataclasses import dataclass, field

from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model.firm import Firm, Offer
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.record import Identifiers
from vebuilder.model.task import Task


@dataclass
class Bids:
    """The firms that quote for a task or bundle it, by what becomes of it."""

    able: set[str] = field(default_factory=set)
    quoting: set[str] = field(default_factory=set)
    """Those of the able that quote; the others bid only in packages."""
    excluded: set[str] = field(default_factory=set)
    underskilled: dict[str, float] = field(default_factory=dict)
    """Stated proficiency of the quotes that do not reach the task's."""


NO_BIDS = Bids()


@dataclass(frozen=True)
class Supply:
    """The firms that offer a competence, narrowed down."""

    offering: int
    qualified: int
    excluded: tuple[str, ...]
    """Qualified, but excluded."""
    ranked: tuple[tuple[float, str], ...]
    """Proficiency and id of the qualified firms that are not excluded, the best first."""
    proficiency: Mapping[str, float]
    """The same by id."""


class Market:
    """Who offers and who bids; what many tasks ask alike is looked up once."""

    def __init__(self, project: Project, network: Network) -> None:
        self._excluded = project.rules.excluded
        self._taxonomy = Taxonomy(network.competences)
        self._offers: dict[str, list[tuple[Firm, Offer]]] = {}
        for firm in network.firms:
            for offer in firm.offers:
                self._offers.setdefault(offer.competence, []).append((firm, offer))
        self._supplies: dict[tuple[str, Identifiers], Supply] = {}
        self.bids = self._read_bids(project, {firm.id for firm in network.firms})

    def supply(self, task: Task) -> Supply:
        """Return who offers what a task asks for, whatever the proficiency."""
        need = (task.competence, task.qualifications)
        if need not in self._supplies:
            self._supplies[need] = self._narrow(*need)
        return self._supplies[need]

    def able(self, task: Task) -> tuple[int, int]:
        """Return how many firms may do a task, and how many of them not only in a package."""
        supply, bids, needed = self.supply(task), self.bids.get(task.id, NO_BIDS), task.min_proficiency

        def serves(firm: str) -> bool:
            return firm in supply.proficiency and supply.proficiency[firm] >= needed

        serving = bisect_right(supply.ranked, -needed, key=lambda offer: -offer[0])
        serving -= sum(map(serves, bids.underskilled))
        alone = serving + sum(not serves(firm) for firm in bids.quoting)
        return alone + sum(not serves(firm) for firm in bids.able - bids.quoting), alone

    def _narrow(self, competence: str, qualifications: Set[str]) -> Supply:
        best: dict[str, float] = {}
        qualified: set[str] = set()
        for below in self._taxonomy.below(competence):
            for firm, offer in self._offers.get(below, ()):
                best[firm.id] = max(best.get(firm.id, 0.0), offer.proficiency)
                if qualifications <= firm.qualifications:
                    qualified.add(firm.id)
        free = {firm: best[firm] for firm in qualified - self._excluded}
        return Supply(
            offering=len(best),
            qualified=len(qualified),
            excluded=tuple(sorted(qualified & self._excluded)),
            ranked=tuple(sorted(((level, firm) for firm, level in free.items()), reverse=True)),
            proficiency=free,
        )

    def _read_bids(self, project: Project, firms: Set[str]) -> Mapping[str, Bids]:
        tasks = {task.id: task for task in project.tasks}
        bids: dict[str, Bids] = {}
        bidders = [(quote.task, quote.firm, quote.proficiency) for quote in project.quotes]
        underskilled = {
            (task, firm): stated
            for task, firm, stated in bidders
            if stated is not None and task in tasks and stated < tasks[task].min_proficiency
        }
        quotes = {(task, firm) for task, firm, _ in bidders}
        for package in project.packages:
            bidders.extend((task, package.firm, None) for task in package.tasks)
        for task, firm, _ in bidders:
            if task not in tasks or firm not in firms:
                continue
            of_task = bids.setdefault(task, Bids())
            if (task, firm) in underskilled:
                of_task.underskilled[firm] = underskilled[task, firm]
            elif firm in self._excluded:
                of_task.excluded.add(firm)
            else:
                of_task.able.add(firm)
                if (task, firm) in quotes:
                    of_task.quoting.add(firm)
        return bids
