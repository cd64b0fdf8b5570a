"""Whether the partners are those the rules allow."""

from collections.abc import Iterator, Mapping

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import count, figure, listing
from vebuilder.model.evaluation import Violation


def partner_violations(case: Case) -> Iterator[Violation]:
    """Yield the rules on who the partners are, and how many, that are broken."""
    yield from _stated_partners(case)
    yield from _required(case)
    yield from _forbidden(case)
    yield from _number(case)


def _stated_partners(case: Case) -> Iterator[Violation]:
    stated = case.plan.partners
    if stated is None or stated == case.partners:
        return
    initiator = case.project.initiator
    if initiator is not None and initiator not in stated:
        yield Violation(
            rule="initiator",
            ids=(initiator,),
            amount=1,
            message=f"the initiator {initiator!r} is not among the partners",
        )
    if missing := sorted(set(case.partners) - set(stated) - {initiator}):
        yield Violation(
            rule="partners",
            ids=tuple(missing),
            amount=len(missing),
            message=f"{listing(missing)} have tasks but are not among the partners stated",
        )
    if idle := sorted(set(stated) - set(case.partners)):
        yield Violation(
            rule="partners",
            ids=tuple(idle),
            amount=len(idle),
            message=f"{listing(idle)} are stated as partners but have no task",
        )
    if len(set(stated)) < len(stated):
        twice = sorted({firm for firm in stated if stated.count(firm) > 1})
        yield Violation(
            rule="partners",
            ids=tuple(twice),
            amount=len(stated) - len(set(stated)),
            message=f"{listing(twice)} are stated as partners more than once",
        )


def _required(case: Case) -> Iterator[Violation]:
    for firm in sorted(case.project.rules.required.difference(case.partners)):
        yield Violation(
            rule="rules.required", ids=(firm,), amount=1, message=f"firm {firm!r} is required but no partner"
        )


def _forbidden(case: Case) -> Iterator[Violation]:
    rules = case.project.rules
    for firm in sorted(rules.excluded.intersection(case.partners)):
        yield Violation(
            rule="rules.excluded", ids=(firm,), amount=1, message=f"firm {firm!r} is excluded but a partner"
        )
    partners = set(case.partners)
    for one, other in rules.incompatible:
        if one in partners and other in partners:
            yield Violation(
                rule="rules.incompatible",
                ids=(one, other),
                amount=1,
                message=f"firms {one!r} and {other!r} are incompatible but both partners",
            )


def _number(case: Case) -> Iterator[Violation]:
    rules, number = case.project.rules, len(case.partners)
    if rules.min_partners is not None and number < rules.min_partners:
        yield Violation(
            rule="rules.min_partners",
            ids=case.partners,
            amount=rules.min_partners - number,
            message=f"the enterprise has {count(number, 'partner')} and needs at least {rules.min_partners}",
        )
    if rules.max_partners is not None and number > rules.max_partners:
        yield Violation(
            rule="rules.max_partners",
            ids=case.partners,
            amount=number - rules.max_partners,
            message=f"the enterprise has {count(number, 'partner')} and may have at most "
            f"{rules.max_partners}",
        )


def partner_share_violations(case: Case, work: Mapping[str, float]) -> Iterator[Violation]:
    """Yield the partners whose part of the total work cost is too large.

    Parameters
    ----------
    case
        What is looked at.
    work
        Work cost by firm, in money.
    """
    largest = case.project.rules.max_partner_share
    if largest is None:
        return
    total, currency = sum(work.values()), case.project.currency
    size = sum(map(abs, work.values()))
    for firm in case.partners:
        cost = work.get(firm, 0.0)
        if over := excess(cost, largest * total, size):
            yield Violation(
                rule="rules.max_partner_share",
                ids=(firm,),
                amount=over,
                message=f"firm {firm!r} has {figure(cost)} of {figure(total)} {currency} of work; a partner "
                f"may have {figure(largest)} of it: {figure(over)} {currency} too much",
            )
