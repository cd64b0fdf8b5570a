"""Pieces of HTML in which whatever a user wrote is text and stays text."""

import re
from collections.abc import Iterable, Sequence
from html import escape

RIGHT = "text-align:right"
LEFT = "text-align:left"
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Characters that HTML has no place for."""


class Html(str):
    """HTML that is put together already; every other text is escaped where it is put in."""

    __slots__ = ()


def text(value: object) -> Html:
    """Return a value as HTML: what is no HTML already is escaped.

    Parameters
    ----------
    value
        Anything with a text.
    """
    return (
        value
        if isinstance(value, Html)
        else Html(escape(UNSEEN.sub("\N{REPLACEMENT CHARACTER}", str(value))))
    )


def joined(parts: Iterable[object], between: str = "") -> Html:
    """Return values one after the other, each escaped unless it is HTML.

    Parameters
    ----------
    parts
        The values.
    between
        What stands between them.
    """
    return Html(text(between).join(text(part) for part in parts))


def element(tag: str, *content: object, **attributes: object) -> Html:
    """Return an element.

    Parameters
    ----------
    tag
        Its name.
    content
        What stands in it, escaped unless it is HTML.
    attributes
        By name, ``_`` for ``-``; one at the end is dropped, so that ``class_`` can be written. None leaves an
        attribute out, True states it without a value.
    """
    stated = "".join(
        f" {_attribute_name(name)}" + ("" if value is True else f'="{text(str(value))}"')
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    return Html(f"<{tag}{stated}>{joined(content)}</{tag}>")


def _attribute_name(name: str) -> str:
    return name.rstrip("_").replace("_", "-")


def plain_table(header: Sequence[str], rows: Iterable[Sequence[object]], sides: str) -> Html:
    """Return a table for a notebook.

    Parameters
    ----------
    header
        Names of the columns.
    rows
        Of cells.
    sides
        One letter a column, ``r`` for those aligned to the right.
    """
    styles = [RIGHT if side == "r" else LEFT for side in sides]
    head = joined(
        element("th", name, scope="col", style=style) for name, style in zip(header, styles, strict=True)
    )
    body = joined(
        element(
            "tr",
            joined(element("td", cell, style=style) for cell, style in zip(row, styles, strict=True)),
        )
        for row in rows
    )
    return element("table", element("thead", element("tr", head)), element("tbody", body))


def titled(title: object, *parts: object) -> Html:
    """Return what a notebook shows of a record: a line that says what it is, and what follows.

    Parameters
    ----------
    title
        In one line.
    parts
        Tables and lines of text.
    """
    shown = (part if isinstance(part, Html) else element("p", part) for part in parts if part != "")
    return element("div", element("p", element("strong", title)), joined(shown))


def shortened(rows: Sequence[Sequence[object]], most: int) -> tuple[Sequence[Sequence[object]], str]:
    """Return the first rows, and what to say of the others; nothing if there are none.

    Parameters
    ----------
    rows
        All of them.
    most
        How many are shown.
    """
    return rows[:most], f"and {len(rows) - most:,} more" if len(rows) > most else ""


def preformatted(words: object) -> Html:
    """Return a text whose columns stay below each other.

    Parameters
    ----------
    words
        Anything with a text.
    """
    return element("pre", words)
