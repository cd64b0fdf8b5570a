"""What sections are made of: headings, paragraphs, and tables that can be sorted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import money
from vebuilder.model.text import number as plain


def section(name: str, title: str, *parts: object) -> Html:
    """Return a section of the report.

    Parameters
    ----------
    name
        By which it is linked to.
    title
        Its heading.
    parts
        What stands in it; text becomes a paragraph, what is empty is left out.
    """
    shown = (part if isinstance(part, Html) else element("p", part) for part in parts if part != "")
    heading = element("h2", title, id=f"{name}-heading")
    return element("section", heading, joined(shown), id=name, aria_labelledby=f"{name}-heading")


def subsection(title: str, *parts: object) -> Html:
    """Return a heading of its own and what stands below it.

    Parameters
    ----------
    title
        The heading.
    parts
        What stands below.
    """
    shown = (part if isinstance(part, Html) else element("p", part) for part in parts if part != "")
    return joined([element("h3", title), *shown])


@dataclass(frozen=True)
class Figure:
    """A cell that sorts by its value, not by how it reads.

    Parameters
    ----------
    shown
        What is written.
    value
        What it sorts by.
    """

    shown: str
    value: float


def amount(value: float) -> Figure:
    """Return a cell with money."""
    return Figure(money(value), value)


def amount_if_any(value: float) -> Figure:
    """Return a cell with money, or with a dash where there is none."""
    return Figure(money(value) if value else "–", value)


def figure(value: float) -> Figure:
    """Return a cell with a number that is no money."""
    return Figure(plain(value), value)


def share(value: float) -> Figure:
    """Return a cell with a part of a whole."""
    return Figure(f"{100 * value:.4g} %", value)


@dataclass(frozen=True)
class Row:
    """A row of a table.

    Parameters
    ----------
    cells
        Text, HTML or figures.
    firms
        Numbers of the partners it is about, apart by blanks; None: of none.
    total
        Whether it adds the others up, and stays below them.
    """

    cells: Sequence[object]
    firms: str | None = None
    total: bool = False


def table(caption: str, header: Sequence[str], rows: Iterable[Row], *, sortable: bool = True) -> Html:
    """Return a table; figures stand on the right.

    Parameters
    ----------
    caption
        What it shows.
    header
        Names of the columns, with units.
    rows
        From the top.
    sortable
        Whether a reader can sort it.
    """
    rows = list(rows)
    numeric = [
        bool(rows) and any(isinstance(row.cells[column], Figure) for row in rows)
        for column in range(len(header))
    ]
    head = element(
        "tr",
        joined(
            element("th", name, scope="col", class_="figure" if right else None)
            for name, right in zip(header, numeric, strict=True)
        ),
    )
    body = joined(_row(row, numeric) for row in rows if not row.total)
    totals = joined(_row(row, numeric) for row in rows if row.total)
    parts = [element("caption", caption), element("thead", head), element("tbody", body)]
    if totals:
        parts.append(element("tfoot", totals))
    whole = element("table", joined(parts), class_="sortable" if sortable and len(rows) > 2 else None)
    return element("div", whole, class_="wide", tabindex="0", role="group", aria_label=caption)


def _row(row: Row, numeric: Sequence[bool]) -> Html:
    cells = (
        element(
            "th" if column == 0 else "td",
            cell.shown if isinstance(cell, Figure) else cell,
            scope="row" if column == 0 else None,
            class_="figure" if right else None,
            data_value=repr(cell.value) if isinstance(cell, Figure) else None,
        )
        for column, (cell, right) in enumerate(zip(row.cells, numeric, strict=True))
    )
    return element("tr", joined(cells), data_firms=row.firms)


def bullets(entries: Iterable[object]) -> Html:
    """Return a list; empty text if there is nothing in it.

    Parameters
    ----------
    entries
        One a line.
    """
    entries = list(entries)
    return element("ul", joined(element("li", entry) for entry in entries)) if entries else Html("")


def listed(words: Iterable[object]) -> str:
    """Return words one after the other, kept apart by semicolons where commas are part of them.

    Parameters
    ----------
    words
        Such as names of firms.
    """
    texts = [str(word) for word in words]
    return ("; " if any("," in one for one in texts) else ", ").join(texts)


def enumeration(words: Sequence[object]) -> str:
    """Return words as a sentence lists them.

    Parameters
    ----------
    words
        At least one.
    """
    texts = [str(word) for word in words]
    if len(texts) == 1:
        return texts[0]
    if any("," in one for one in texts):
        return f"{'; '.join(texts[:-1])}; and {texts[-1]}"
    return f"{', '.join(texts[:-1])} and {texts[-1]}"
