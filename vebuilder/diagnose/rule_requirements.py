"""What the rules ask for, and what to say where it cannot be had."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from vebuilder.check.words import count, figure, listing
from vebuilder.diagnose.edits import Edits
from vebuilder.diagnose.nearest import Nearest
from vebuilder.diagnose.requirement import Given, Requirement, Scale
from vebuilder.formulate import backups, success
from vebuilder.formulate.linear_model import Family, IntArray
from vebuilder.formulate.problem import Problem


def rule_requirements(problem: Problem) -> Iterator[Requirement]:
    """Yield what the rules ask for, group rules and trust apart."""
    rules = problem.project.rules
    yield from map(RequiredFirm, sorted(rules.required - {problem.project.initiator}))
    known = problem.firm_position
    yield from (
        IncompatiblePair(f, g) for f, g in dict.fromkeys(rules.incompatible) if {f, g} <= known.keys()
    )
    if rules.min_partners:
        yield FewestPartners()
    if rules.max_partners is not None:
        yield MostPartners()
    if rules.max_partner_share is not None:
        yield LargestShare()
    if rules.min_success_probability:
        yield LeastSuccess()


def such_as(nearest: Nearest | None) -> str:
    """Return the partners of a witness in brackets."""
    return f" (such as {listing(nearest.partners)})" if nearest is not None and nearest.partners else ""


@dataclass(frozen=True)
class RequiredFirm(Requirement):
    """A firm in `Rules.required`."""

    firm: str
    families: ClassVar[tuple[str, ...]] = ("required partner",)

    @property
    def ids(self) -> tuple[str, ...]:
        """The firm."""
        return (self.firm,)

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Compare with the firm of each row."""
        del problem
        return np.asarray(family.keys[0] == self.firm)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.rules.required"

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Do not require it."""
        del problem, value
        edits.not_required.add(self.firm)

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem, given
        return f"do not require {self.firm!r}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Tell a firm without any task from one that does not fit in."""
        del given, nearest
        if not np.any(problem.pairs.firm == problem.firm_position[self.firm]):
            return f"firm {self.firm!r} is required, but it can do no task of the project"
        return f"firm {self.firm!r} is required, but cannot be in together with the rest"

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add a task that it can do"


@dataclass(frozen=True)
class IncompatiblePair(Requirement):
    """Two firms that cannot both be partners, nor stand by beside each other."""

    one: str
    other: str
    families: ClassVar[tuple[str, ...]] = ("incompatible firms", backups.INCOMPATIBLE)

    @property
    def path(self) -> str:
        """Where it stands."""
        return "project.rules.incompatible"

    @property
    def ids(self) -> tuple[str, ...]:
        """Both firms."""
        return (self.one, self.other)

    def states(self, problem: Problem, family: Family) -> IntArray:
        """Compare with the firms of each row."""
        del problem
        return np.asarray((family.keys[0] == self.one) & (family.keys[1] == self.other))

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """Lift it."""
        del problem, value
        edits.compatible.add((self.one, self.other))

    def mend(self, problem: Problem, given: Given) -> str:
        """Say so."""
        del problem, given
        return f"lift the incompatibility of {self.one!r} and {self.other!r}"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say that both are needed."""
        del given, nearest
        standing = ", as partners or standby firms" if problem.backups.any() else ""
        return f"firms {self.one!r} and {self.other!r} are incompatible, but the project needs both{standing}"

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add a firm that can replace one of them"


@dataclass(frozen=True)
class _RuleNumber(Requirement):
    """A number among the rules."""

    field: ClassVar[str]

    @property
    def path(self) -> str:
        """Where it stands."""
        return f"project.rules.{self.field}"

    def asked(self, problem: Problem) -> float:
        """Return the number."""
        return float(getattr(problem.project.rules, self.field))

    def ease(self, edits: Edits, problem: Problem, value: float | None) -> None:
        """State another number."""
        del problem
        edits.rules[self.field] = round(value) if value is not None and self.scale is Scale.WHOLE else value

    def mend(self, problem: Problem, given: Given) -> str:
        """Say to which number."""
        del problem
        if given.value is None:
            return f"give {self.field} up"
        return f"{'raise' if self.rises else 'lower'} {self.field} to {figure(given.value)}"


@dataclass(frozen=True)
class FewestPartners(_RuleNumber):
    """`Rules.min_partners`."""

    field: ClassVar[str] = "min_partners"
    families: ClassVar[tuple[str, ...]] = ("fewest partners",)
    scale: ClassVar[Scale] = Scale.WHOLE
    rises: ClassVar[bool] = False

    @property
    def unit(self) -> str:
        """Firms that are in."""
        return "partners"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say how many can be in."""
        text = f"at least {count(round(self.asked(problem)), 'partner')} must be in"
        if given is None or given.amount is None:
            return text
        return f"{text}, {figure(given.amount)} more than can work together{such_as(nearest)}"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Who can be in."""
        del problem
        return nearest.partners if nearest is not None else ()

    def otherwise(self) -> str:
        """Return what else would help."""
        return "split tasks among more partners"


@dataclass(frozen=True)
class MostPartners(_RuleNumber):
    """`Rules.max_partners`."""

    field: ClassVar[str] = "max_partners"
    families: ClassVar[tuple[str, ...]] = ("most partners",)
    scale: ClassVar[Scale] = Scale.WHOLE

    @property
    def unit(self) -> str:
        """Firms that are in."""
        return "partners"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say how many it takes."""
        text = f"at most {count(round(self.asked(problem)), 'partner')} may be in"
        if given is None or given.amount is None:
            return text
        return f"{text}, {figure(given.amount)} fewer than it takes{such_as(nearest)}"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Who would be in."""
        del problem
        return nearest.partners if nearest is not None else ()

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add firms with several competences"


@dataclass(frozen=True)
class LargestShare(_RuleNumber):
    """`Rules.max_partner_share`."""

    field: ClassVar[str] = "max_partner_share"
    families: ClassVar[tuple[str, ...]] = ("most work of one partner",)
    scale: ClassVar[Scale] = Scale.SHARE

    @property
    def unit(self) -> str:
        """Part of all work."""
        return "share of the work"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say who would have how much."""
        text = f"no partner may have more than {figure(self.asked(problem))} of the work"
        if given is None or given.value is None or nearest is None or not nearest.work:
            return text
        firm = max(nearest.work, key=lambda firm: (nearest.work[firm], firm))
        return f"{text}, but firm {firm!r} would have {figure(given.value)} of it"

    def concerned(self, problem: Problem, nearest: Nearest | None) -> tuple[str, ...]:
        """Who would have too much."""
        del problem
        if nearest is None or not nearest.work:
            return ()
        return (max(nearest.work, key=lambda firm: (nearest.work[firm], firm)),)

    def otherwise(self) -> str:
        """Return what else would help."""
        return "split tasks among more partners"


@dataclass(frozen=True)
class LeastSuccess(_RuleNumber):
    """`Rules.min_success_probability`."""

    field: ClassVar[str] = "min_success_probability"
    families: ClassVar[tuple[str, ...]] = (success.PRODUCT,)
    scale: ClassVar[Scale] = Scale.LOGARITHM
    rises: ClassVar[bool] = False

    @property
    def unit(self) -> str:
        """A probability."""
        return "probability"

    def message(self, problem: Problem, given: Given | None, nearest: Nearest | None) -> str:
        """Say which probability can be had."""
        del nearest
        text = f"success is needed with probability {figure(self.asked(problem))}"
        if given is None:
            return text
        if given.value is None:
            return f"{text}, but some task falls to a firm that never delivers it (reliability 0)"
        return f"{text}, but {figure(given.value)} is the most that can be had"

    def otherwise(self) -> str:
        """Return what else would help."""
        return "add more reliable firms"
