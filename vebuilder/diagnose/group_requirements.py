"""What the group rules ask for, and what to say where it cannot be had."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vebuilder.check.words import SHOWN_IDS, figure
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate.groups import members_by_value
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem
from vebuilder.model import GroupRule


def group_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield each limit of each group rule."""
    for number, rule in enumerate(problem.project.rules.groups):
        for kind in (FewestFirms, MostFirms, MostOfOneValue, DistinctValues, LeastWork, MostWork):
            if getattr(rule, kind.field) is not None:
                yield kind(number, rule.attribute)


@dataclass(frozen=True)
class GroupLimit(Requirement):
    """One limit of a group rule.

    Parameters
    ----------
    number
        Position of the rule.
    attribute
        What it looks at.
    """

    number: int
    attribute: str
    field: ClassVar[str]
    counted: ClassVar[str] = "firms"
    at_most: ClassVar[bool] = False

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"project.rules.groups[{self.number}].{self.field}"

    @property
    def ids(self) -> tuple[str, ...]:
        """The attribute."""
        return (self.attribute,)

    @property
    def unit(self) -> str:
        """What it counts."""
        return self.counted

    def rule(self, problem: Problem) -> GroupRule:
        """Return the rule."""
        return problem.project.rules.groups[self.number]

    def asked(self, problem: Problem) -> float:
        """Return the limit."""
        return float(getattr(self.rule(problem), self.field))

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Compare with the group rule of each row."""
        del problem
        return np.asarray(family.keys[0] == self.number)

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """State another limit."""
        del problem
        whole = value is not None and self.scale is Scale.WHOLE
        edits.groups[self.number][self.field] = round(value) if whole and value is not None else value

    def mend(self, problem: Problem, given: Given) -> str:
        """Say to which number."""
        del problem
        on = f"{self.field} of the group rule on {self.attribute!r}"
        if given.value is None:
            return f"give {on} up"
        return f"{'raise' if self.rises else 'lower'} {on} to {figure(given.value)}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say by how much it is missed, and who counts."""
        rule = self.rule(problem)
        values = "" if rule.values is None else f" in {', '.join(map(repr, rule.values))}"
        text = (
            f"group rule on {self.attribute!r}{values}: {self.field} {figure(self.asked(problem))} "
            "cannot be kept"
        )
        if given is not None and given.value is not None:
            text += f", {figure(given.value)} is the {'least' if self.at_most else 'most'} that can be had"
        who = self.concerned(problem, nearest)
        shown = [f"{firm!r}: {self._value(problem, firm)!r}" for firm in who[:SHOWN_IDS]]
        more = f", ... {len(who)} in all" if len(who) > SHOWN_IDS else ""
        return f"{text} ({', '.join(shown) + more if shown else 'no firm that may do a task counts'})"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Return the partners that are too many, or the firms that could count but are too few."""
        able = set(problem.pairs.firm.tolist())
        if problem.initiator is not None:
            able.add(problem.initiator)
        if self.at_most and nearest is not None:
            able &= {problem.firm_position[firm] for firm in nearest.partners}
        values = members_by_value(problem, self.rule(problem)).values()
        groups = [sorted(able.intersection(firms.tolist())) for firms in values]
        if self.by_value(problem):
            groups = sorted(groups, key=len)[-1:]
        return tuple(
            str(problem.firm_ids[firm]) for firm in sorted(firm for group in groups for firm in group)
        )

    def by_value(self, problem: Problem) -> bool:
        """Whether it binds each value separately."""
        del problem
        return False

    def otherwise(self) -> str:
        """Return what else would help."""
        return f"add firms that {'do not ' if self.at_most else ''}count for it"

    def _value(self, problem: Problem, firm: str) -> object:
        return problem.firms[problem.firm_position[firm]].attributes[self.attribute]


@dataclass(frozen=True)
class FewestFirms(GroupLimit):
    """`GroupRule.min_firms`."""

    field: ClassVar[str] = "min_firms"
    families: ClassVar[tuple[str, ...]] = ("fewest firms of a group",)
    scale: ClassVar[Scale] = Scale.WHOLE
    rises: ClassVar[bool] = False


@dataclass(frozen=True)
class MostFirms(GroupLimit):
    """`GroupRule.max_firms`."""

    field: ClassVar[str] = "max_firms"
    families: ClassVar[tuple[str, ...]] = ("most firms of a group",)
    scale: ClassVar[Scale] = Scale.WHOLE
    at_most: ClassVar[bool] = True


@dataclass(frozen=True)
class MostOfOneValue(GroupLimit):
    """`GroupRule.max_per_value`."""

    field: ClassVar[str] = "max_per_value"
    families: ClassVar[tuple[str, ...]] = ("most firms of one value",)
    scale: ClassVar[Scale] = Scale.WHOLE
    at_most: ClassVar[bool] = True

    def by_value(self, problem: Problem) -> bool:
        """Return that it does."""
        del problem
        return True


@dataclass(frozen=True)
class DistinctValues(GroupLimit):
    """`GroupRule.min_distinct`."""

    field: ClassVar[str] = "min_distinct"
    families: ClassVar[tuple[str, ...]] = ("distinct values of a group",)
    scale: ClassVar[Scale] = Scale.WHOLE
    rises: ClassVar[bool] = False
    counted: ClassVar[str] = "values"


@dataclass(frozen=True)
class LeastWork(GroupLimit):
    """`GroupRule.min_share`."""

    field: ClassVar[str] = "min_share"
    families: ClassVar[tuple[str, ...]] = ("least work of a group",)
    scale: ClassVar[Scale] = Scale.SHARE
    rises: ClassVar[bool] = False
    counted: ClassVar[str] = "share of the work"


@dataclass(frozen=True)
class MostWork(GroupLimit):
    """`GroupRule.max_share`."""

    field: ClassVar[str] = "max_share"
    families: ClassVar[tuple[str, ...]] = ("most work of a group",)
    scale: ClassVar[Scale] = Scale.SHARE
    at_most: ClassVar[bool] = True
    counted: ClassVar[str] = "share of the work"
