"""What the initiator learns from partners it works next to."""

from vebuilder.check.case import Case
from vebuilder.check.serving import serving_offer
from vebuilder.check.taxonomy import Taxonomy
from vebuilder.model.firm import Firm
from vebuilder.model.task import Task


def learning_value(case: Case) -> float:
    r"""Return the value of all that the initiator learns.

    .. math::

        L = \sum_c value_c \max(0, \max_{t, f} proficiency_{tf} - own_c)

    over tasks t that ask for c or below and share an interface with a task of the initiator, and partners f
    other than the initiator that are assigned to t.
    """
    project, pupil = case.project, case.project.initiator
    if pupil is None or not project.learning:
        return 0.0
    near = _beside(case, pupil)
    total = 0.0
    for competence, value in project.learning.items():
        seen = [
            case.terms[task, firm].proficiency
            for task in near
            if case.taxonomy.steps(case.tasks[task].competence, competence) is not None
            for firm in case.team[task]
            if firm != pupil
        ]
        own = own_proficiency(case.firms[pupil], competence, case.taxonomy)
        total += value * max(0.0, max(seen, default=0.0) - own)
    return total


def own_proficiency(firm: Firm, competence: str, taxonomy: Taxonomy) -> float:
    """Return how proficient a firm is in a competence: that of the offer that would serve it, else 0.

    Parameters
    ----------
    firm
        Who.
    competence
        In what.
    taxonomy
        Which competence lies below which.
    """
    offer = serving_offer(Task(id="any", competence=competence), firm, taxonomy)
    return 0.0 if offer is None else offer.proficiency


def _beside(case: Case, pupil: str) -> set[str]:
    """Return the tasks that share an interface with a task of the initiator."""
    near = set()
    for interface in case.project.interfaces:
        for task, other in ((interface.source, interface.target), (interface.target, interface.source)):
            if pupil in case.team[other]:
                near.add(task)
    return near
