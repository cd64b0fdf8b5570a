"""What it costs that firms stand by."""

from vebuilder.check.case import Case


def retainer_costs(case: Case) -> dict[tuple[str, str], float]:
    """Return the retainer of each standby firm, in money, by (task, firm).

    It is a part of what the whole task would cost at that firm. A quote below 0 makes it negative; a firm
    without a price may not stand by, which is a violation.
    """
    return {
        (task, firm): case.project.retainer * terms.list_price
        for task, standbys in case.standbys.items()
        for firm, terms in standbys.items()
    }
