"""A programme: an enterprise for each of several projects, formed together."""

from collections.abc import Iterator
from typing import Any, Literal, overload

from pydantic import computed_field, model_validator

from vebuilder.check.words import count
from vebuilder.model.evaluation import Cost
from vebuilder.model.html import element, plain_table, titled
from vebuilder.model.record import Amount, Identifier, Number, Record
from vebuilder.model.text import money, table
from vebuilder.result.enterprise import Enterprise
from vebuilder.solve.options import relative_gap


class Programme(Record):
    """Enterprises for several projects over one network, formed together.

    Each enterprise is recomputed by `evaluate` with its own project; ``before.joining`` in it says what its
    firms pay there where they also take part elsewhere.
    """

    schema_version: Literal[1] = 1
    projects: tuple[Identifier, ...]
    """Ids, in the order they were handed over."""
    enterprises: tuple[Enterprise, ...]
    """One a project. What is proven is proven of all together, so none has a bound of its own."""
    objective: Number
    """Sum of what the projects' strategies weigh."""
    bound: Number | None
    """Proven: no enterprises for these projects have a lower objective together. None: nothing is proven."""
    outcome: Literal["optimal", "feasible"]
    """``optimal`` exactly when the gap is at most the one asked for."""
    stop_reason: Literal["finished", "gap", "time", "interrupted"]
    one_by_one: tuple[Enterprise, ...] | None
    """The enterprises formed one after the other in the order given, each with the capacity that is left and
    with those in that have joined; None where that was not possible."""
    one_by_one_failed: str = ""
    """Why they could not be formed one after the other."""
    solver: str
    notes: tuple[str, ...] = ()
    seconds: Amount
    currency: str = "EUR"

    @computed_field  # type: ignore[prop-decorator]
    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(abs(objective), 1e-9); None without a bound."""
        return None if self.bound is None else relative_gap(self.objective, self.bound)

    @model_validator(mode="before")
    @classmethod
    def _gap_is_derived(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if k != "gap"} if isinstance(data, dict) else data

    @property
    def cost(self) -> Cost:
        """What all enterprises cost together, by kind; each firm joins once."""
        terms = [one.cost.terms() for one in self.enterprises]
        return Cost(**{kind: sum(one[kind] for one in terms) for kind in terms[0]})

    @property
    def partners(self) -> tuple[str, ...]:
        """Firms that are partners in any of them, sorted."""
        return tuple(sorted({firm for one in self.enterprises for firm in one.partners}))

    @property
    def saving(self) -> float | None:
        """By how much the objective is below that of forming one by one; None where that was not possible."""
        if self.one_by_one is None:
            return None
        return sum(one.objective for one in self.one_by_one) - self.objective

    @property
    def shared_joining(self) -> dict[str, dict[str, float]]:
        """What each project pays, by id of the project, for joining of firms that are in several."""
        projects = {firm: sum(firm in one.partners for one in self.enterprises) for firm in self.partners}
        return {
            one.project: {
                firm: cost
                for firm, cost in (one.before.joining if one.before else {}).items()
                if projects.get(firm, 0) > 1
            }
            for one in self.enterprises
        }

    def __len__(self) -> int:
        return len(self.enterprises)

    @overload
    def __getitem__(self, which: int | str) -> Enterprise: ...
    @overload
    def __getitem__(self, which: slice) -> tuple[Enterprise, ...]: ...
    def __getitem__(self, which: int | str | slice) -> Enterprise | tuple[Enterprise, ...]:
        if isinstance(which, str):
            return self.enterprises[self.projects.index(which)]
        return self.enterprises[which]

    def __iter__(self) -> Iterator[Enterprise]:  # type: ignore[override]
        return iter(self.enterprises)

    def __str__(self) -> str:
        lines = [self._title(), self._proof(), self._compared(), "", *table(*self._table())]
        return "\n".join([*lines, *(f"Note: {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        notes = (self._proof(), self._compared(), *(f"Note: {note}" for note in self.notes))
        return titled(self._title(), plain_table(*self._table()), *(element("p", note) for note in notes))

    def _title(self) -> str:
        head = f"Programme of {count(len(self), 'project')}: {count(len(self.partners), 'partner')}, "
        return f"{head}total cost {money(self.cost.total)} {self.currency}"

    def _proof(self) -> str:
        how = f"{self.solver}, {self.seconds:.1f} s"
        if self.gap is None:
            return f"Feasible, no bound proven; {how}"
        if self.gap <= 1e-9:
            return f"Proven optimal; {how}"
        word = self.outcome.capitalize()
        figures = f"objective {money(self.objective)}, bound {money(self.bound or 0.0)}"
        return f"{word}, within {100 * self.gap:.2g} % of the best possible ({figures}); {how}"

    def _compared(self) -> str:
        if self.saving is None:
            return f"One by one they cannot be formed: {self.one_by_one_failed}"
        return f"Objective below that of forming one by one: {money(self.saving)}"

    def _table(self) -> tuple[tuple[str, ...], list[tuple[str, ...]], str]:
        alone = self.one_by_one or ()
        header = ("project", "partners", f"cost ({self.currency})", "one by one")
        rows: list[tuple[str, ...]] = [
            (
                one.project,
                ", ".join(one.partners),
                money(one.cost.total),
                money(alone[number].cost.total) if alone else "",
            )
            for number, one in enumerate(self.enterprises)
        ]
        return header, rows, "llrr"
