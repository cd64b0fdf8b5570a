"""Group rules that contradict themselves."""

from collections.abc import Iterator

from vebuilder.check.words import figure
from vebuilder.model.fault import Fault
from vebuilder.model.project import Project
from vebuilder.model.rules import GroupRule


def group_limit_faults(project: Project) -> Iterator[Fault]:
    """Yield the group rules that no set of partners could respect, or that say nothing."""
    for position, rule in enumerate(project.rules.groups):
        path = f"project.rules.groups[{position}]"
        for field, message, mend in _contradictions(rule):
            yield Fault(
                path=f"{path}.{field}",
                ids=(rule.attribute,),
                message=f"the group rule on {rule.attribute!r} {message}",
                mend=mend,
            )


def _contradictions(rule: GroupRule) -> Iterator[tuple[str, str, str]]:
    """Yield the field, what is wrong, and what would mend it."""
    yield from _numbers(rule)
    yield from _values(rule)
    low, high = rule.min_share, rule.max_share
    if low is not None and high is not None and low > high:
        message = f"asks for a share of at least {figure(low)} and at most {figure(high)}"
        yield "min_share", message, "lower min_share or raise max_share"


def _numbers(rule: GroupRule) -> Iterator[tuple[str, str, str]]:
    low, high, distinct = rule.min_firms, rule.max_firms, rule.min_distinct
    if low is not None and high is not None and low > high:
        yield (
            "min_firms",
            f"asks for at least {low} firms and at most {high}",
            "lower min_firms or raise max_firms",
        )
    if distinct is not None and high is not None and distinct > high:
        message = f"asks for {distinct} different values from at most {high} firms"
        yield "min_distinct", message, "lower min_distinct or raise max_firms"
    if distinct and rule.max_per_value == 0:
        message = f"asks for {distinct} different values but allows no firm per value"
        yield "min_distinct", message, "lower min_distinct or raise max_per_value"


def _values(rule: GroupRule) -> Iterator[tuple[str, str, str]]:
    values, distinct, each = rule.values, rule.min_distinct, rule.max_per_value
    if values is None:
        if rule.min_share is not None:
            message = "has min_share but does not say of which values"
            yield "min_share", message, "state values"
        if rule.min_firms and each == 0:
            message = f"asks for at least {rule.min_firms} firms but allows none per value"
            yield "min_firms", message, "lower min_firms or raise max_per_value"
        return
    if not values:
        yield "values", "names no values", "name at least one, or leave values out to mean any value"
        return
    if distinct is not None and distinct > len(values):
        message = f"asks for {distinct} different values of the {len(values)} it names"
        yield "min_distinct", message, "lower min_distinct or name more values"
    if rule.min_firms is not None and each is not None and rule.min_firms > each * len(values):
        message = (
            f"asks for at least {rule.min_firms} firms but allows {each} for each of {len(values)} values: "
            f"{each * len(values)} in all"
        )
        yield "min_firms", message, "lower min_firms or raise max_per_value"
