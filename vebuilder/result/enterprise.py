"""The enterprise: partners, who does what, what it costs and risks, and how good that is proven to be."""

from typing import Any, Literal

from pydantic import Field, computed_field, model_validator

from vebuilder.model import (
    Assignment,
    Backup,
    Before,
    Cost,
    Evaluation,
    Package,
    Replaced,
    Risk,
    Scheduled,
    Structure,
)
from vebuilder.model.record import Amount, Identifier, Names, Number, ReadOnlyMap, Record
from vebuilder.result.html import enterprise_html
from vebuilder.result.text import enterprise_text
from vebuilder.solve.options import relative_gap


class Enterprise(Record):
    """A virtual enterprise, formed and audited.

    Every figure was recomputed by `evaluate` before the enterprise was handed out. Money is in
    ``currency``, time in ``time_unit``.
    """

    schema_version: Literal[1] = 1
    project: Identifier
    """Id of the project it was formed for."""
    partners: tuple[Identifier, ...]
    """Firm ids, sorted."""
    assignments: tuple[Assignment, ...]
    """Who does which share of what, in the order of the project's tasks."""
    packages: tuple[Package, ...] = ()
    """The packages taken, in the order of the project's."""
    backups: tuple[Backup, ...] = ()
    """Who stands by for what, and the retainer."""
    schedule: tuple[Scheduled, ...] = ()
    preparations: tuple[Identifier, ...] = ()
    replaced: tuple[Replaced, ...] | None = None
    """What the network stated where these put a better value; None where nothing was bought, and in files of
    earlier versions."""
    cost: Cost
    risk: Risk
    makespan: Number = 0.0
    learning: Number = 0.0
    objective: Number
    """What the strategy weighs: never below the best possible by more than rounding."""
    bound: Number | None
    """Proven: no enterprise has a lower objective. None where the solver proved nothing."""
    outcome: Literal["optimal", "feasible"]
    """``optimal`` exactly when the gap is at most the one asked for."""
    stop_reason: Literal["finished", "gap", "time", "interrupted"]
    solver: str
    """Which solver answered, and how it ran."""
    notes: tuple[str, ...] = ()
    """What the planner should know about how the answer was found."""
    seconds: Amount
    """Wall time of the whole call, validation to audit."""
    fingerprint: str
    """Hash of the project and the network."""
    currency: str = "EUR"
    time_unit: str = "day"
    names: Names = Field(default_factory=lambda: ReadOnlyMap({}))
    """Names of the partners and standby firms, by firm id, where they have one."""
    structure: Structure | None = None
    """Vertically integrated, extended or virtual, and why; None in files of earlier versions."""
    before: Before | None = None
    """For a re-formed enterprise: what it goes on from."""
    unchanged: Evaluation | None = None
    """For a re-formed enterprise: what it would be to change nothing, with the rules that breaks; None where
    somebody it takes is no longer there."""

    @property
    def saving(self) -> float | None:
        """By how much the objective is below that of changing nothing; None where that cannot be had."""
        unchanged = self.unchanged
        return None if unchanged is None or not unchanged.feasible else unchanged.objective - self.objective

    @computed_field  # type: ignore[prop-decorator]
    @property
    def gap(self) -> float | None:
        """(objective - bound) / max(abs(objective), 1e-9); None without a bound."""
        return None if self.bound is None else relative_gap(self.objective, self.bound)

    @model_validator(mode="before")
    @classmethod
    def _gap_is_derived(cls, data: Any) -> Any:
        return {k: v for k, v in data.items() if k != "gap"} if isinstance(data, dict) else data

    def __str__(self) -> str:
        return enterprise_text(self)

    def _repr_html_(self) -> str:
        return enterprise_html(self)
