"""Whether the partners trust each other as the rules ask."""

from collections.abc import Iterator

from vebuilder.check.case import Case
from vebuilder.check.words import count, figure, listing
from vebuilder.model.evaluation import Violation


def trust_violations(case: Case) -> Iterator[Violation]:
    """Yield the rules on trust that are broken."""
    yield from _distrusting_interfaces(case)
    yield from _unconnected(case)


def _distrusting_interfaces(case: Case) -> Iterator[Violation]:
    smallest = case.project.rules.min_trust
    if smallest is None:
        return
    finished = frozenset() if case.plan.before is None else case.plan.before.finished
    for interface in case.project.interfaces:
        if finished.issuperset((interface.source, interface.target)):
            continue
        for source in case.team[interface.source]:
            for target in case.team[interface.target]:
                trust = case.trust_in(source, target)
                if source != target and trust < smallest:
                    yield Violation(
                        rule="rules.min_trust",
                        ids=(source, target, interface.source, interface.target),
                        amount=smallest - trust,
                        message=f"firm {source!r} trusts firm {target!r} by {figure(trust)} across the "
                        f"interface of {interface.source!r} with {interface.target!r}, "
                        f"{figure(smallest)} is needed: short by {figure(smallest - trust)}",
                    )


def _unconnected(case: Case) -> Iterator[Violation]:
    if not case.project.rules.trust_connected:
        return
    circles = _circles(case)
    if len(circles) > 1:
        apart = min(circles, key=lambda circle: (len(circle), circle))
        yield Violation(
            rule="rules.trust_connected",
            ids=apart,
            amount=len(circles) - 1,
            message=f"the partners fall into {count(len(circles), 'circle')} of trust; no other partner is "
            f"tied by positive trust to {listing(apart)}",
        )


def _circles(case: Case) -> list[tuple[str, ...]]:
    """Return the sets of partners that positive mean trust connects."""
    apart = dict.fromkeys(case.partners)
    circles = []
    while apart:
        circle = [apart.popitem()[0]]
        for member in circle:  # grows while it is read
            near = [other for other in apart if case.mean_trust(member, other) > 0]
            circle.extend(near)
            for other in near:
                del apart[other]
        circles.append(tuple(sorted(circle)))
    return circles
