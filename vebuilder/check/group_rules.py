"""Whether the partners are mixed as the group rules ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from vebuilder.check.case import Case
from vebuilder.check.tolerance import excess
from vebuilder.check.words import count, figure
from vebuilder.model.evaluation import Violation
from vebuilder.model.record import AttributeValue, value_key
from vebuilder.model.rules import GroupRule

Key: TypeAlias = tuple[str, AttributeValue]


@dataclass(frozen=True)
class _Group:
    """The partners a group rule looks at, by the value they show; a value nobody shows is not there."""

    path: str
    rule: GroupRule
    by_value: Mapping[Key, tuple[str, ...]]
    work: Mapping[str, float]
    currency: str

    @property
    def firms(self) -> tuple[str, ...]:
        return tuple(firm for firms in self.by_value.values() for firm in firms)

    @property
    def label(self) -> str:
        if self.rule.values is None:
            return f"that state {self.rule.attribute!r}"
        return f"with {self.rule.attribute!r} {' or '.join(map(repr, self.rule.values))}"

    def violation(self, field: str, ids: tuple[str, ...], amount: float, message: str) -> Violation:
        return Violation(rule=f"{self.path}.{field}", ids=ids, amount=amount, message=message)


def group_violations(case: Case, work: Mapping[str, float]) -> Iterator[Violation]:
    """Yield the group rules that are broken.

    Parameters
    ----------
    case
        What is looked at.
    work
        Work cost by firm, in money.
    """
    for position, rule in enumerate(case.project.rules.groups):
        path = f"rules.groups[{position}]"
        group = _Group(path, rule, _partners_by_value(case, rule), work, case.project.currency)
        yield from _number(group)
        yield from _number_per_value(group)
        yield from _distinct(group)
        yield from _shares(group)


def _partners_by_value(case: Case, rule: GroupRule) -> dict[Key, tuple[str, ...]]:
    wanted = None if rule.values is None else {value_key(value) for value in rule.values}
    shown: dict[Key, list[str]] = {}
    for firm in case.partners:
        value = case.firms[firm].attributes.get(rule.attribute)
        if value is not None and (wanted is None or value_key(value) in wanted):
            shown.setdefault(value_key(value), []).append(firm)
    return {key: tuple(firms) for key, firms in sorted(shown.items())}


def _number(group: _Group) -> Iterator[Violation]:
    rule, firms = group.rule, group.firms
    who = f"the enterprise has {count(len(firms), 'partner')} {group.label}"
    if rule.min_firms is not None and len(firms) < rule.min_firms:
        message = f"{who} and needs at least {rule.min_firms}"
        yield group.violation("min_firms", firms, rule.min_firms - len(firms), message)
    if rule.max_firms is not None and len(firms) > rule.max_firms:
        message = f"{who} and may have at most {rule.max_firms}"
        yield group.violation("max_firms", firms, len(firms) - rule.max_firms, message)


def _number_per_value(group: _Group) -> Iterator[Violation]:
    largest = group.rule.max_per_value
    if largest is None:
        return
    for (_, value), firms in group.by_value.items():
        if len(firms) > largest:
            message = (
                f"the enterprise has {count(len(firms), 'partner')} with {group.rule.attribute!r} "
                f"{value!r} and may have at most {largest}"
            )
            yield group.violation("max_per_value", firms, len(firms) - largest, message)


def _distinct(group: _Group) -> Iterator[Violation]:
    smallest, shown = group.rule.min_distinct, len(group.by_value)
    if smallest is not None and shown < smallest:
        message = (
            f"the partners {group.label} show {count(shown, 'different value')} and need at least {smallest}"
        )
        yield group.violation("min_distinct", group.firms, smallest - shown, message)


def _shares(group: _Group) -> Iterator[Violation]:
    """Compare with the total work cost: the group's together, or each value's where none are named."""
    rule, total = group.rule, sum(group.work.values())
    size = sum(map(abs, group.work.values()))
    if rule.min_share is not None:
        done = _work(group, group.firms)
        if short := excess(rule.min_share * total, done, size):
            message = (
                f"the partners {group.label} have {figure(done)} of {figure(total)} {group.currency} of "
                f"work and need {figure(rule.min_share)} of it: short by {figure(short)} {group.currency}"
            )
            yield group.violation("min_share", group.firms, short, message)
    if rule.max_share is None:
        return
    parts = (
        [(group.label, group.firms)]
        if rule.values is not None
        else [(f"with {rule.attribute!r} {value!r}", firms) for (_, value), firms in group.by_value.items()]
    )
    for label, firms in parts:
        done = _work(group, firms)
        if over := excess(done, rule.max_share * total, size):
            message = (
                f"the partners {label} have {figure(done)} of {figure(total)} {group.currency} of work and "
                f"may have {figure(rule.max_share)} of it: {figure(over)} {group.currency} too much"
            )
            yield group.violation("max_share", firms, over, message)


def _work(group: _Group, firms: tuple[str, ...]) -> float:
    return sum(group.work.get(firm, 0.0) for firm in firms)
