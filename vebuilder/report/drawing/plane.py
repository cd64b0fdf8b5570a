"""A plane with two axes, on which points, steps and columns are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from vebuilder.model.html import Html, element, joined
from vebuilder.report.drawing.canvas import box, drawing, label, line
from vebuilder.report.palette import BLUE, VERMILION
from vebuilder.report.scale import short, ticks

WIDTH, HEIGHT, LEFT, RIGHT, TOP, FOOT = 900, 400, 90, 30, 44, 52


@dataclass(frozen=True)
class Mark:
    """A point on the plane.

    Parameters
    ----------
    across, up
        Where it is.
    words
        What it is.
    chosen
        Whether it is the enterprise that is told of.
    """

    across: float
    up: float
    words: str
    chosen: bool = False


def points_drawing(title: str, marks: Sequence[Mark], axes: tuple[str, str]) -> Html:
    """Return points on a stair, from left to right: between two of them, only the left one can be had.

    Parameters
    ----------
    title
        What the drawing shows.
    marks
        The points.
    axes
        What is on the axis across and on the one upwards, with units.
    """
    plane = _Plane(
        (min(mark.across for mark in marks), max(mark.across for mark in marks)),
        (min(mark.up for mark in marks), max(mark.up for mark in marks)),
    )
    stair = sorted((mark.across, mark.up) for mark in marks if not mark.chosen)
    turns = [(after[0], before[1]) for before, after in pairwise(stair)]
    corners = (
        [point for pair in zip(stair, [*turns, stair[-1]], strict=True) for point in pair] if stair else []
    )
    way = " ".join(f"{plane.x(across):.1f},{plane.y(up):.1f}" for across, up in corners)
    dots = joined(
        element(
            "circle",
            cx=f"{plane.x(mark.across):.1f}",
            cy=f"{plane.y(mark.up):.1f}",
            r="8" if mark.chosen else "6",
            fill=VERMILION if mark.chosen else BLUE,
            class_="bar",
            data_tip=mark.words,
        )
        for mark in marks
    )
    joint = element("polyline", points=way, class_="way")
    return drawing(title, WIDTH, HEIGHT, plane.axes(*axes), joint, dots)


def columns_drawing(
    title: str,
    edges: Sequence[float],
    heights: Sequence[float],
    axes: tuple[str, str],
    limits: Sequence[tuple[str, float]],
) -> Html:
    """Return columns that stand side by side.

    Parameters
    ----------
    title
        What the drawing shows.
    edges
        Of the columns, one more than there are.
    heights
        Of the columns.
    axes
        What is on the axis across and on the one upwards, with units.
    limits
        Lines upwards: what they stand for, and where; from left to right.
    """
    plane = _Plane((edges[0], edges[-1]), (0.0, max(heights)))
    columns = joined(
        box(
            plane.x(left),
            plane.y(height),
            max(plane.x(right) - plane.x(left) - 1, 1.0),
            plane.y(0) - plane.y(height),
            fill=BLUE,
            class_="bar",
            data_tip=f"{short(left)} to {short(right)}: {height:.3g} % of the runs",
        )
        for left, right, height in zip(edges, edges[1:], heights, strict=False)
    )
    lines = joined(
        piece
        for row, (words, place) in enumerate(limits)
        for piece in (
            line(plane.x(place), 18 * row + 4, plane.x(place), plane.y(0), "limit"),
            label(words, *_beside(plane.x(place), row)),
        )
    )
    return drawing(title, WIDTH, HEIGHT, plane.axes(*axes), columns, lines)


def _beside(x: float, row: int) -> tuple[float, float]:
    return min(x + 6, WIDTH - 300), 14 + 18 * row


class _Plane:
    """Where values lie on the drawing."""

    def __init__(self, across: tuple[float, float], up: tuple[float, float]) -> None:
        self._across, self._up = ticks(*across, 8), ticks(*up, 6)

    def x(self, value: float) -> float:
        """Return where a value lies across."""
        low, high = self._across[0], self._across[-1]
        return LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return where a value lies upwards."""
        low, high = self._up[0], self._up[-1]
        return HEIGHT - FOOT - (value - low) / (high - low) * (HEIGHT - FOOT - TOP)

    def axes(self, across: str, up: str) -> Html:
        """Return both axes with their units."""
        bottom = HEIGHT - FOOT
        pieces = []
        for mark in self._across:
            pieces += [
                line(self.x(mark), TOP, self.x(mark), bottom),
                label(short(mark), self.x(mark), bottom + 16, side="middle"),
            ]
        for mark in self._up:
            pieces += [
                line(LEFT, self.y(mark), WIDTH - RIGHT, self.y(mark)),
                label(short(mark), LEFT - 6, self.y(mark) + 4, side="end"),
            ]
        turned = element(
            "text",
            up,
            x="0",
            y="0",
            text_anchor="middle",
            class_="faint",
            transform=f"translate(16 {(TOP + bottom) / 2:.0f}) rotate(-90)",
        )
        foot = label(across, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, side="middle", class_="faint")
        return joined([*pieces, turned, foot])
