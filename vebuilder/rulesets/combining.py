"""Several rule sets that hold together: nothing is overridden, the stricter limit counts."""

from collections.abc import Callable
from typing import Any

from vebuilder.model import Project, Rules


def _either(one: Any, other: Any) -> bool:
    return bool(one or other)


def _both_lists(one: tuple[Any, ...], other: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*one, *(entry for entry in other if entry not in one))


STRICTER: dict[str, Callable[[Any, Any], Any]] = {
    "min_partners": max,
    "max_partners": min,
    "required": frozenset.union,
    "excluded": frozenset.union,
    "incompatible": _both_lists,
    "max_partner_share": min,
    "min_trust": max,
    "trust_connected": _either,
    "core_in_house": _either,
    "min_success_probability": max,
    "groups": _both_lists,
}
"""How each rule is combined with another of its kind, where both are stated."""


def combined(*rules: Rules) -> Rules:
    """Return the rules under which all of the given ones hold.

    Limits take the stricter value, lists and group rules are put together, and a flag is set if any sets it.
    Rules that contradict each other are combined all the same; `check` tells what contradicts what.

    Parameters
    ----------
    rules
        Any number of rule sets, your own among them; the order does not matter but for that of the lists.
    """
    together: dict[str, Any] = {}
    for one in rules:
        for name, stricter in STRICTER.items():
            value = getattr(one, name)
            if value is not None:
                together[name] = stricter(together[name], value) if name in together else value
    return Rules(**together)


def with_rules(project: Project, *rules: Rules) -> Project:
    """Return the project under more rules; its own hold as before.

    Parameters
    ----------
    project
        A project with rules of its own, or none.
    rules
        What must hold besides.
    """
    return project.model_copy(update={"rules": combined(project.rules, *rules)})
