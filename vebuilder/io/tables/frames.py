"""Networks and projects from data frames, and frames of networks, projects and enterprises."""

from collections.abc import Mapping, Sequence
from typing import Any

from vebuilder.io.tables.layout import NETWORK, PROJECT, SETTING, VALUE, Layout, Settings
from vebuilder.io.tables.sheet import Sheet, sheet_of
from vebuilder.io.tables.taking import read_sheets
from vebuilder.io.tables.writing import Table as Columns
from vebuilder.io.tables.writing import tables_of
from vebuilder.model import DataError, Fault, Network, Project
from vebuilder.model.record import Record

Table = Any
"""A data frame that narwhals knows (pandas, polars, pyarrow, ...), or a sequence of rows, each a dict."""


def network_from_frames(  # noqa: PLR0913
    firms: Table,
    offers: Table | None = None,
    *,
    price_breaks: Table | None = None,
    trust: Table | None = None,
    competences: Table | None = None,
    transaction_costs: Table | Mapping[str, object] | None = None,
    pair_costs: Table | None = None,
    trust_model: Table | Mapping[str, object] | None = None,
    joint_projects: Table | None = None,
) -> Network:
    """Put a network together from tables, one row a firm, an offer, a link.

    Columns are named as the fields of the records; an empty cell leaves a field at its default. Several
    entries in one cell are separated by semicolons, or are a list. A column of `firms` that is no field of
    `Firm` is an attribute; ``latitude`` and ``longitude`` are the location.

    Parameters
    ----------
    firms
        One `Firm` a row.
    offers
        One `Offer` a row, and its ``firm``.
    price_breaks
        One `PriceBreak` a row, and the ``firm`` and ``competence`` of its offer.
    trust
        One `TrustLink` a row.
    competences
        One `Competence` a row.
    transaction_costs, trust_model
        ``setting`` and ``value``, one field a row; or a mapping.
    pair_costs
        One `PairCost` a row.
    joint_projects
        One `JointProject` a row.

    Raises
    ------
    DataError
        If a column or a value cannot be meant; all faults at once, each by sheet, row (counted from 0) and
        column.
    """
    given = {
        "firms": firms,
        "offers": offers,
        "price_breaks": price_breaks,
        "trust": trust,
        "competences": competences,
        "transaction_costs": transaction_costs,
        "pair_costs": pair_costs,
        "trust_model": trust_model,
        "joint_projects": joint_projects,
    }
    return read_sheets(Network, NETWORK, _sheets(NETWORK, given))


def project_from_frames(
    project: Table | Mapping[str, object], tasks: Table, interfaces: Table | None = None, **others: Table
) -> Project:
    """Put a project together from tables, one row a task, an interface, a quote.

    Columns are named as the fields of the records; an empty cell leaves a field at its default, and ``any``
    in ``max_partners`` takes the limit away. Several entries in one cell are separated by semicolons, or
    are a list.

    Parameters
    ----------
    project
        ``setting`` and ``value``, one field of `Project` a row; or a mapping, such as ``{"id": "conveyor"}``.
    tasks
        One `Task` a row.
    interfaces
        One `Interface` a row.
    others
        ``quotes``, ``packages``, ``groups``, ``shocks``, ``funding``, ``preparations``: one record a row.
        ``rules``, ``strategy``: ``setting`` and ``value``, or a mapping. ``interface_costs``: one `PairCost`
        a row, with ``source_task`` and ``target_task``. ``incompatible``: ``firm`` and ``other``.
        ``learning``: ``competence`` and ``value``. ``prepared_reliability``, ``prepared_trust``,
        ``prepared_loss``: what a ``preparation`` does.

    Raises
    ------
    DataError
        If a table, a column or a value cannot be meant; all faults at once, each by sheet, row (counted from
        0) and column.
    """
    given = {"project": project, "tasks": tasks, "interfaces": interfaces, **others}
    return read_sheets(Project, PROJECT, _sheets(PROJECT, given))


def to_frames(record: Record, backend: str = "pandas") -> dict[str, Any]:
    """Return a network, a project or an enterprise as data frames, by the name of the table.

    Frames of a network or a project go back in by `network_from_frames` and `project_from_frames`; a column
    that holds text and numbers is written as text.

    Parameters
    ----------
    record
        What is to be shown.
    backend
        ``pandas``, ``polars`` or another one narwhals knows.

    Raises
    ------
    DataError
        If the record is none of these, or that library is not known or not installed.
    """
    tables = tables_of(record)
    try:
        return {name: _frame(table, backend) for name, table in tables.items()}
    except (ImportError, ValueError, AttributeError) as error:
        message = f"{backend!r} is no library of data frames that can be used: {error}"
        mend = f"use pandas or polars, or install it: pip install {backend}"
        raise DataError([Fault(path="backend", message=message, mend=mend)]) from error


def _frame(table: Columns, backend: Any) -> Any:
    import narwhals as nw

    data = {column: _alike([row[i] for row in table.rows]) for i, column in enumerate(table.columns)}
    return nw.from_dict(data, backend=backend).to_native()


def _alike(values: list[Any]) -> list[Any]:
    """Return the values of a column as one kind, numbers or else text: few libraries take several."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) < 2:
        return values
    one: type[Any] = float if kinds == {int, float} else str
    return [None if value is None else one(value) for value in values]


def _sheets(layouts: Sequence[Layout], given: Mapping[str, object]) -> dict[str, Sheet]:
    settings = {layout.sheet for layout in layouts if isinstance(layout, Settings)}
    sheets = {}
    for name, table in given.items():
        if table is None:
            continue
        if name in settings and isinstance(table, Mapping):
            sheets[name] = Sheet(
                name, (SETTING, VALUE), tuple((str(key), value) for key, value in table.items())
            )
        else:
            sheets[name] = sheet_of(name, table)
    return sheets
