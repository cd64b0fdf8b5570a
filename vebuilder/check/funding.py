"""What third parties pay of the work of certain firms."""

from collections.abc import Mapping

from vebuilder.check.case import Case
from vebuilder.model.funding import Funding
from vebuilder.model.record import value_key


def funding_payments(case: Case, work: Mapping[str, float]) -> tuple[float, ...]:
    """Return what each entry of the project's funding pays, in money: min(cap, rate * work), never below 0.

    The work is that of the partners which show one of the values, added up; quotes below 0 may bring it
    below 0.

    Parameters
    ----------
    case
        What is looked at.
    work
        Work cost by firm, in money.
    """
    return tuple(_payment(case, funding, work) for funding in case.project.funding)


def _payment(case: Case, funding: Funding, work: Mapping[str, float]) -> float:
    wanted = {value_key(value) for value in funding.values}
    done = sum(
        work.get(firm, 0.0)
        for firm in case.partners
        if funding.attribute in (shown := case.firms[firm].attributes)
        and value_key(shown[funding.attribute]) in wanted
    )
    paid = max(funding.rate * done, 0.0)
    return paid if funding.cap is None else min(paid, funding.cap)
