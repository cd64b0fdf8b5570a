"""The project an enterprise is formed for."""

from typing import Literal

from pydantic import Field

from vebuilder.model.bid import Package, Quote
from vebuilder.model.funding import Funding, Preparation
from vebuilder.model.record import Amount, Amounts, Fraction, Identifier, ReadOnlyMap, Record
from vebuilder.model.rules import Rules
from vebuilder.model.shown import project_html
from vebuilder.model.strategy import Shock, Strategy
from vebuilder.model.task import Interface, Task


class Project(Record):
    """Tasks, their interfaces, the bids for them, the rules and the shared strategy."""

    schema_version: Literal[1] = 1
    id: Identifier
    """What it is called by."""
    tasks: tuple[Task, ...]
    interfaces: tuple[Interface, ...] = ()
    quotes: tuple[Quote, ...] = ()
    packages: tuple[Package, ...] = ()
    rules: Rules = Rules()
    strategy: Strategy = Strategy()
    initiator: Identifier | None = None
    """Firm that starts the enterprise: always a partner, pays no joining cost, need not take a task."""
    deadline: Amount | None = None
    """All must be finished by then, in units of time from the start."""
    budget: Amount | None = None
    """Largest total cost, in money."""
    funding: tuple[Funding, ...] = ()
    shocks: tuple[Shock, ...] = ()
    preparations: tuple[Preparation, ...] = ()
    learning: Amounts = Field(default_factory=lambda: ReadOnlyMap({}))
    """Value of learning, by competence."""
    retainer: Fraction = 0.1
    """Part of the work cost that a standby firm is paid for standing by."""
    fallback_cost: Amount | None = None
    """Money that the project costs if no enterprise can be formed, for sharing the surplus."""
    currency: str = "EUR"
    """What money is counted in."""
    time_unit: str = "day"
    """What time is counted in."""

    def _repr_html_(self) -> str:
        return project_html(self)
