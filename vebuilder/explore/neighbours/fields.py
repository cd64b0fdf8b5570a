"""The enterprises that are left, divided by who is a partner, so that several searches share them out."""

import math
from collections.abc import Iterable
from concurrent.futures import Executor
from dataclasses import dataclass

from vebuilder.crew import Crew, width_of
from vebuilder.explore.neighbours.asking import Asking, Terms
from vebuilder.formulate.conditions import Apart, Conditions
from vebuilder.model.errors import InfeasibleError, NoSolutionError
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.options import relative_gap


@dataclass(frozen=True)
class Field:
    """Enterprises that have certain partners and lack certain others.

    Parameters
    ----------
    present, absent
        Ids of these firms.
    """

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def divided(self, firms: Iterable[str]) -> list["Field"]:
        """Return fields that make up this one: without the first firm, with it but not the second, ...

        Parameters
        ----------
        firms
            Of which nothing is said yet.
        """
        parts, field = [], self
        for firm in firms:
            parts.append(Field(field.present, field.absent | {firm}))
            field = Field(field.present | {firm}, field.absent)
        return [*parts, field]


@dataclass(frozen=True)
class Best:
    """The best of a field.

    Parameters
    ----------
    bound
        Nothing in the field costs less; infinite where there is nothing.
    enterprise
        None where none was found.
    """

    bound: float = -math.inf
    enterprise: Enterprise | None = None


class Fields:
    """All that is left beside the enterprises found so far (partitioned as by Murty, 1968).

    Parameters
    ----------
    asking
        The call.
    executor
        Where fields are searched.
    first
        The best enterprise.
    """

    def __init__(self, asking: Asking, executor: Executor, first: Enterprise) -> None:
        self._asking = asking
        asking.recall(1)
        self._crew = Crew(best_of, (asking.terms, first), executor)
        rules, initiator = asking.project.rules, asking.project.initiator
        self._always = rules.required | ({initiator} if initiator else set())
        # A firm that is no partner may still stand by: then nothing can be left out to divide by.
        divides = not any(task.backups for task in asking.project.tasks)
        self._width = width_of(executor) if divides else 1
        self._best: dict[Field, Best] = dict.fromkeys(self._parts(Field(), first), Best())

    def following(self, known: tuple[Apart, ...]) -> Enterprise | None:
        """Return the best enterprise that differs from all known ones; None if it was not found in time.

        Parameters
        ----------
        known
            Sets of partners to differ from.

        Raises
        ------
        InfeasibleError
            If there is none.
        """
        conditions = Conditions(apart=known)
        stale = [field for field, best in self._best.items() if not _holds(best, conditions)]
        asked = [(field, known, self._best[field].bound) for field in stale]
        left = set(stale)
        for number, best in self._crew.ask(asked, lambda: bool(self._asking.why_over)):
            self._best[stale[number]] = best
            left.discard(stale[number])
        found = [(field, best.enterprise) for field, best in self._best.items() if best.enterprise]
        if left or any(best.enterprise is None and best.bound < math.inf for best in self._best.values()):
            return None
        if not found:
            raise InfeasibleError(f"No further enterprise for project {self._asking.project.id!r}")
        bound = min(best.bound for best in self._best.values())
        field, best_one = min(found, key=lambda each: each[1].objective)
        kept = self._best.pop(field)
        self._best |= dict.fromkeys(self._parts(field, best_one), Best(kept.bound))
        proven = relative_gap(best_one.objective, bound) <= self._asking.gap
        return best_one.model_copy(
            update={
                "bound": bound if math.isfinite(bound) else None,
                "outcome": "optimal" if proven else "feasible",
            }
        )

    def _parts(self, field: Field, best: Enterprise) -> list[Field]:
        """Return the parts of a field, by partners of its best."""
        firms = [one for one in best.partners if one not in self._always | field.present]
        return field.divided(firms[: self._width - 1])


def _holds(best: Best, conditions: Conditions) -> bool:
    """Whether the best of a field is still its best under more conditions."""
    if best.enterprise is None:
        return best.bound == math.inf
    return conditions.kept_by(frozenset(best.enterprise.partners))


def best_of(shared: tuple[Terms, Enterprise], question: tuple[Field, tuple[Apart, ...], float]) -> Best:
    """Return the best of a field, in a worker.

    Parameters
    ----------
    shared
        What is asked, and the best enterprise.
    question
        The field, what to differ from, and what nothing in the field is below.
    """
    (terms, first), (field, known, least) = shared, question
    project = terms.project
    rules = project.rules.model_copy(
        update={
            "required": project.rules.required | field.present,
            "excluded": project.rules.excluded | field.absent,
        }
    )
    with terms.asking() as asking:
        asking.know(first)
        try:
            found = asking.form_or_raise(project.model_copy(update={"rules": rules}), Conditions(apart=known))
        except InfeasibleError:
            return Best(math.inf)
        except NoSolutionError as error:
            return Best(max(least, -math.inf if error.bound is None else error.bound))
    return Best(max(least, -math.inf if found.bound is None else found.bound), found)
