"""A firm of the breeding environment and what it offers."""

from typing import Annotated

from pydantic import Field

from vebuilder.model.record import (
    Amount,
    Attributes,
    Fraction,
    Identifier,
    Identifiers,
    Number,
    PositiveCount,
    ReadOnlyMap,
    Record,
)

Latitude = Annotated[Number, Field(ge=-90, le=90)]
Longitude = Annotated[Number, Field(ge=-180, le=180)]


class PriceBreak(Record):
    """An all-units discount: from this amount on, every unit costs ``unit_cost``."""

    from_amount: Amount
    """Amount the offer must serve in total, in the unit of `Task.amount`."""
    unit_cost: Amount
    """Money per unit of amount."""


class Offer(Record):
    """A competence a firm offers, at a price."""

    competence: Identifier
    """What the firm can do."""
    unit_cost: Amount = 0.0
    """Money per unit of a task's amount."""
    price_breaks: tuple[PriceBreak, ...] = ()
    setup_cost: Amount = 0.0
    """Money, once per firm if the offer is used at all."""
    capacity: Amount | None = None
    """Effort the offer can give to all its tasks together; None: only the firm's capacity binds."""
    effort: Amount = 1.0
    """Effort per unit of a task's amount."""
    proficiency: Fraction = 1.0
    """How well it does it, from 0 to 1."""
    reliability: Fraction | None = None
    """Probability to deliver; None: the firm's."""
    unit_duration: Amount | None = None
    """Time per unit of a task's amount."""
    cost_spread: Fraction = 0.0
    """Half-width of the relative price uncertainty."""


class Firm(Record):
    """A firm that may become a partner."""

    id: Identifier
    """What everything else calls the firm by."""
    name: str | None = None
    """As people read it."""
    offers: tuple[Offer, ...] = ()
    joining_cost: Amount = 0.0
    """Money for search, due diligence, contract and on-boarding, once if the firm becomes a partner."""
    capacity: Amount | None = None
    """Effort the firm can give to the project; None: no limit."""
    reliability: Fraction = 1.0
    """Probability that the firm delivers what it promised."""
    max_parallel: PositiveCount | None = None
    """Number of tasks the firm can work on at once; None: any."""
    qualifications: Identifiers = frozenset()
    """Certificates and approvals the firm holds."""
    attributes: Attributes = Field(default_factory=lambda: ReadOnlyMap({}))
    """What group rules, shocks and funding look at: country, size, sector, ownership, ..."""
    location: tuple[Latitude, Longitude] | None = None
    """Latitude and longitude in degrees."""
    communities: Identifiers = frozenset()
    """Groups it belongs to; `Communities` infers trust from a shared one."""
    standards: Identifiers = frozenset()
    """Data and process standards the firm works by; a shared one lowers transaction costs."""
    core: Identifiers = frozenset()
    """Competences the firm keeps in-house."""

    @property
    def label(self) -> str:
        """Name to show to people: the name if there is one, else the id."""
        return self.name or self.id
