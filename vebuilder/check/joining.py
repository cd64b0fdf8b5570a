"""What it costs to take firms on."""

from vebuilder.check.case import Case


def joining_cost(case: Case) -> float:
    """Return the joining costs of all partners but the initiator."""
    return sum(case.firms[firm].joining_cost for firm in case.partners if firm != case.project.initiator)
