"""Rules on how many partners show an attribute."""

from collections.abc import Iterator

import numpy as np

from vebuilder.formulate.builder import ModelBuilder
from vebuilder.formulate.decisions import Decisions
from vebuilder.formulate.linear_model import FloatArray, IntArray, Integrality
from vebuilder.formulate.problem import Problem
from vebuilder.model import GroupRule
from vebuilder.model.record import AttributeValue, value_key


def members_by_value(problem: Problem, rule: GroupRule) -> dict[tuple[str, AttributeValue], IntArray]:
    """Return the firms that show each value the rule looks at, by position; in a fixed order."""
    members: dict[tuple[str, AttributeValue], list[int]] = {}
    for position, firm in enumerate(problem.firms):
        if rule.attribute in firm.attributes:
            members.setdefault(value_key(firm.attributes[rule.attribute]), []).append(position)
    wanted = None if rule.values is None else {value_key(value) for value in rule.values}
    return {
        value: np.array(firms, dtype=np.int64)
        for value, firms in sorted(members.items())
        if wanted is None or value in wanted
    }


def add_groups(builder: ModelBuilder, problem: Problem, decisions: Decisions) -> None:
    """Add min_firms, max_firms, max_per_value and min_distinct of every group rule."""
    for number, rule in enumerate(problem.project.rules.groups):
        values = members_by_value(problem, rule)
        together = np.concatenate([*values.values(), np.zeros(0, dtype=np.int64)])
        for name, firms, least, most in _counts(rule, values, together):
            builder.rows(
                name,
                1,
                [(0, decisions.partner[firms], 1.0)],
                key=[("group rule", np.array([number]))],
                lower=least,
                upper=most,
            )
        if rule.min_distinct is not None:
            _add_distinct(builder, decisions, number, rule.min_distinct, list(values.values()))


def _counts(
    rule: GroupRule, values: dict[tuple[str, AttributeValue], IntArray], together: IntArray
) -> Iterator[tuple[str, IntArray, float, float]]:
    if rule.min_firms is not None:
        yield "fewest firms of a group", together, float(rule.min_firms), np.inf
    if rule.max_firms is not None:
        yield "most firms of a group", together, -np.inf, float(rule.max_firms)
    if rule.max_per_value is not None:
        for firms in values.values():
            if len(firms) > rule.max_per_value:
                yield "most firms of one value", firms, -np.inf, float(rule.max_per_value)


def _add_distinct(
    builder: ModelBuilder, decisions: Decisions, number: int, least: int, values: list[IntArray]
) -> None:
    """Add a column for each value shown: it counts only if some partner shows it."""
    shown = builder.columns("value shown", len(values), Integrality.INTEGER)
    builder.rows(
        "value shown by a partner",
        len(values),
        [(np.arange(len(values)), shown, 1.0)]
        + [(row, decisions.partner[firms], -1.0) for row, firms in enumerate(values)],
        upper=0.0,
        key=[("group rule", np.full(len(values), number))],
    )
    builder.rows(
        "distinct values of a group",
        1,
        [(0, shown, 1.0)],
        lower=float(least),
        key=[("group rule", np.array([number]))],
    )

    def complete(vector: FloatArray) -> None:
        for column, firms in zip(shown, values, strict=True):
            vector[column] = vector[decisions.partner[firms]].max()

    builder.complete_with(complete)
