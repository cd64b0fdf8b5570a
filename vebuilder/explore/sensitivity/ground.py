"""Which firm would do which task, and on what terms."""

from collections.abc import Iterator

from vebuilder.check.serving import Terms, serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model.firm import Firm, Offer
from vebuilder.model.network import Network
from vebuilder.model.project import Project
from vebuilder.model.task import Task


class Ground:
    """A project and a network, looked up for what a figure can matter to.

    Parameters
    ----------
    project, network
        The instance.
    """

    def __init__(self, project: Project, network: Network) -> None:
        self.project, self.network = project, network
        self.weights = project.strategy
        self.taxonomy = Taxonomy(network.competences)
        self.quotes = {(quote.task, quote.firm): quote for quote in project.quotes}
        packaged = {(task, package.firm) for package in project.packages for task in package.tasks}
        self.terms: dict[str, list[Terms]] = {
            firm.id: [terms for task in project.tasks if self._may(terms := self._of(task, firm), packaged)]
            for firm in network.firms
            if firm.id not in project.rules.excluded
        }
        self.able = {(one.task.id, firm) for firm, terms in self.terms.items() for one in terms}
        capped = any(entry.cap is not None for entry in project.funding)
        negative = any(quote.cost is not None and quote.cost < 0 for quote in project.quotes)
        self.bent_by_funding = bool(project.funding) and (capped or negative)
        self.crooked_by_funding = bool(project.funding) and negative
        self.split = any(not task.single_sourced for task in project.tasks)

    def firms(self) -> Iterator[tuple[int, Firm]]:
        """Yield the firms that may do something, with their positions."""
        for position, firm in enumerate(self.network.firms):
            if self.terms.get(firm.id) or firm.id == self.project.initiator:
                yield position, firm

    def served(self, firm: Firm, offer: Offer) -> list[Terms]:
        """Return the tasks that an offer serves."""
        return [one for one in self.terms.get(firm.id, ()) if one.offer is offer]

    def _of(self, task: Task, firm: Firm) -> Terms:
        offer = serving_offer(task, firm, self.taxonomy)
        return Terms(task, firm, offer, self.quotes.get((task.id, firm.id)))

    @staticmethod
    def _may(terms: Terms, packaged: set[tuple[str, str]]) -> bool:
        offered = terms.offer is not None or terms.quote is not None
        return offered or (terms.task.id, terms.firm.id) in packaged
