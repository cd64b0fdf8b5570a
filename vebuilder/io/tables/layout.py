"""Which sheets there are, and where in a network or a project what stands in them belongs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from vebuilder.io.tables.fields import Kind, flat_fields, kind_of
from vebuilder.model import (
    BestPath,
    Communities,
    Competence,
    CVaR,
    ExpectedLoss,
    Firm,
    Funding,
    GroupRule,
    Interface,
    JointProject,
    JointProjects,
    Offer,
    Package,
    PairCost,
    Preparation,
    PriceBreak,
    Project,
    Quote,
    Rules,
    Shock,
    StatedTrust,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
    WorstCase,
)
from vebuilder.model.record import Record

Place = tuple[str, ...]


@dataclass(frozen=True)
class Owner:
    """Whose entries a sheet lists.

    Parameters
    ----------
    sheet
        The sheet that lists the owners.
    keys
        Columns that name the owner, and the owner's column they refer to.
    """

    sheet: str
    keys: Mapping[str, str]


@dataclass(frozen=True)
class Rows:
    """A sheet with one record a row.

    Parameters
    ----------
    sheet
        Its name.
    record
        What a row becomes.
    into
        The field that holds the records; of the owner if there is one.
    owner
        Whose they are; None: the network's or the project's own.
    split
        Columns that fill one field together, such as latitude and longitude, by field.
    attributes
        Field that takes every other column; empty if there is none.
    """

    sheet: str
    record: type[Record]
    into: Place
    owner: Owner | None = None
    split: Mapping[str, Place] = field(default_factory=dict)
    attributes: str = ""


@dataclass(frozen=True)
class Pairs:
    """A sheet with one number by name, or one pair of names, a row.

    Parameters
    ----------
    sheet
        Its name.
    columns
        Name and number; or the two names of a pair.
    into
        The field that holds them.
    mapping
        Whether they become a mapping from name to number; False: pairs.
    owner
        Whose they are; None: the network's or the project's own.
    """

    sheet: str
    columns: tuple[str, str]
    into: Place
    mapping: bool = True
    owner: Owner | None = None


@dataclass(frozen=True)
class Settings:
    """A sheet with one field a row: its name and its value.

    Parameters
    ----------
    sheet
        Its name.
    records
        Whose fields they are: one kind of record, or several that their ``kind`` tells apart.
    into
        Where that record stands; empty for the network or the project itself.
    nested
        A field that holds one of several kinds of record: its own setting names the kind, and their fields
        are settings too.
    """

    sheet: str
    records: tuple[type[Record], ...]
    into: Place = ()
    nested: Mapping[str, tuple[type[Record], ...]] = field(default_factory=dict)


SETTING, VALUE = "setting", "value"

Layout = Rows | Pairs | Settings

_FIRM = Owner("firms", {"firm": "id"})
_PREPARATION = Owner("preparations", {"preparation": "id"})

NETWORK: tuple[Layout, ...] = (
    Rows("firms", Firm, ("firms",), split={"location": ("latitude", "longitude")}, attributes="attributes"),
    Rows("offers", Offer, ("offers",), _FIRM),
    Rows(
        "price_breaks",
        PriceBreak,
        ("price_breaks",),
        Owner("offers", {"firm": "firm", "competence": "competence"}),
    ),
    Rows("trust", TrustLink, ("trust",)),
    Rows("competences", Competence, ("competences",)),
    Settings("transaction_costs", (TransactionCosts,), ("transaction_costs",)),
    Rows("pair_costs", PairCost, ("transaction_costs", "pairs")),
    Settings("trust_model", (StatedTrust, BestPath, Communities, JointProjects), ("trust_model",)),
    Rows("joint_projects", JointProject, ("trust_model", "projects")),
)

PROJECT: tuple[Layout, ...] = (
    Settings("project", (Project,)),
    Rows("tasks", Task, ("tasks",)),
    Rows("interfaces", Interface, ("interfaces",)),
    Rows(
        "interface_costs",
        PairCost,
        ("pairs",),
        Owner("interfaces", {"source_task": "source", "target_task": "target"}),
    ),
    Rows("quotes", Quote, ("quotes",)),
    Rows("packages", Package, ("packages",)),
    Settings("rules", (Rules,), ("rules",)),
    Pairs("incompatible", ("firm", "other"), ("rules", "incompatible"), mapping=False),
    Rows("groups", GroupRule, ("rules", "groups")),
    Settings(
        "strategy",
        (Strategy,),
        ("strategy",),
        nested={"risk_measure": (ExpectedLoss, CVaR, WorstCase)},
    ),
    Rows("shocks", Shock, ("shocks",)),
    Rows("funding", Funding, ("funding",)),
    Pairs("learning", ("competence", "value"), ("learning",)),
    Rows("preparations", Preparation, ("preparations",)),
    Pairs("prepared_reliability", ("firm", "reliability"), ("reliability",), owner=_PREPARATION),
    Rows("prepared_trust", TrustLink, ("trust",), _PREPARATION),
    Pairs("prepared_loss", ("task", "loss"), ("loss",), owner=_PREPARATION),
)


def setting_fields(layout: Settings) -> dict[str, tuple[Place, Kind]]:
    """Return, for each setting of a sheet, the field it fills and what that holds.

    Parameters
    ----------
    layout
        The sheet.
    """
    found = {
        name: ((*layout.into, name), kind_of(info))
        for record in layout.records
        for name, info in flat_fields(record).items()
    }
    for holder, records in layout.nested.items():
        for record in records:
            for name, info in flat_fields(record).items():
                found[holder if name == "kind" else name] = ((*layout.into, holder, name), kind_of(info))
    return found
