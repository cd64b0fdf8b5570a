"""The frame of a drawing: what it is called, how large it is, and how it behaves on narrow screens."""

from vebuilder.model.html import Html, element, joined

INK, FAINT, PAPER = "ink", "faint", "paper"
"""Classes of the style sheet, so that a drawing follows light and dark."""


def drawing(title: str, width: float, height: float, *parts: object, group: bool = False) -> Html:
    """Return a drawing that scrolls sideways where the screen is too narrow for it.

    Parameters
    ----------
    title
        What it shows, for those who do not see it; also the name of the region that scrolls.
    width, height
        In the drawing's own units.
    parts
        What is drawn.
    group
        Whether parts of it can be chosen; else it is read out as one picture.
    """
    picture = element(
        "svg",
        joined(parts),
        viewBox=f"0 0 {width:g} {height:g}",
        width=f"{width:g}",
        height=f"{height:g}",
        role="group" if group else "img",
        aria_label=title,
    )
    return element("div", picture, class_="drawing", tabindex="0", role="group", aria_label=title)


def label(words: object, x: float, y: float, *, side: str = "start", class_: str = INK) -> Html:
    """Return a text.

    Parameters
    ----------
    words
        What it says.
    x, y
        Where its line stands.
    side
        ``start``, ``middle`` or ``end``: which end of it is at x.
    class_
        Of the style sheet.
    """
    return element("text", words, x=f"{x:.1f}", y=f"{y:.1f}", text_anchor=side, class_=class_)


def line(x1: float, y1: float, x2: float, y2: float, class_: str = "rule") -> Html:
    """Return a straight line.

    Parameters
    ----------
    x1, y1, x2, y2
        From where to where.
    class_
        Of the style sheet.
    """
    ends = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
    return element("line", class_=class_, **{name: f"{value:.1f}" for name, value in ends.items()})


def box(x: float, y: float, width: float, height: float, **attributes: object) -> Html:
    """Return a rectangle.

    Parameters
    ----------
    x, y, width, height
        Where.
    attributes
        Its others.
    """
    place = {"x": x, "y": y, "width": max(width, 0.0), "height": height}
    return element("rect", **{name: f"{value:.1f}" for name, value in place.items()}, **attributes)
