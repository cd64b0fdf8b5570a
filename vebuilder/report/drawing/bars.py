"""Amounts as bars, one below the other, each in parts if need be."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vebuilder.model.html import Html, element, joined
from vebuilder.model.text import money
from vebuilder.report.drawing.canvas import box, drawing, label, line
from vebuilder.report.scale import cut, rounded, short, ticks

WIDTH, ROW, LEFT, RIGHT, FOOT = 900, 30, 240, 100, 46
NAME = 32


@dataclass(frozen=True)
class Part:
    """A part of a bar.

    Parameters
    ----------
    kind
        What it is.
    amount
        How long it is; below 0 it goes to the left.
    colour
        Of it.
    """

    kind: str
    amount: float
    colour: str


@dataclass(frozen=True)
class Bar:
    """One bar.

    Parameters
    ----------
    name
        What stands beside it.
    parts
        What it is made of.
    firms
        Numbers of the partners it is about, so that it can be found when one is chosen.
    """

    name: str
    parts: tuple[Part, ...]
    firms: str | None = None

    @property
    def total(self) -> float:
        """Sum of its parts."""
        return sum(part.amount for part in self.parts)


def bars_drawing(title: str, bars: Sequence[Bar], unit: str) -> Html:
    """Return bars over an axis.

    Parameters
    ----------
    title
        What the drawing shows.
    bars
        From the top.
    unit
        Of the axis.
    """
    low = min(0.0, *(sum(min(part.amount, 0.0) for part in bar.parts) for bar in bars))
    high = max(0.0, *(sum(max(part.amount, 0.0) for part in bar.parts) for bar in bars))
    marks = ticks(low, high)
    first, last = min(marks[0], low), max(marks[-1], high)
    per_unit = (WIDTH - LEFT - RIGHT) / (last - first)
    bottom = ROW * len(bars) + 6

    def across(amount: float) -> float:
        return LEFT + (amount - first) * per_unit

    axis = [
        (
            line(across(mark), 0, across(mark), bottom),
            label(short(mark), across(mark), bottom + 16, side="middle"),
        )
        for mark in marks
    ]
    return drawing(
        title,
        WIDTH,
        bottom + FOOT,
        joined(piece for pair in axis for piece in pair),
        label(unit, (LEFT + WIDTH - RIGHT) / 2, bottom + 36, side="middle", class_="faint"),
        joined(_bar(bar, row, across, unit) for row, bar in enumerate(bars)),
        line(across(0), 0, across(0), bottom, "axis"),
    )


def _bar(bar: Bar, row: int, across: Callable[[float], float], unit: str) -> Html:
    y = ROW * row + 5
    pieces, left, right = [], 0.0, 0.0
    for part in bar.parts:
        name = bar.name if bar.name == part.kind else f"{bar.name}, {part.kind}"
        start = right if part.amount >= 0 else left + part.amount
        pieces.append(
            box(
                across(start),
                y,
                across(start + abs(part.amount)) - across(start),
                ROW - 10,
                fill=part.colour,
                class_="bar",
                data_tip=f"{name}: {money(part.amount)} {unit}",
            )
        )
        right += max(part.amount, 0.0)
        left += min(part.amount, 0.0)
    return element(
        "g",
        label(cut(bar.name, NAME), LEFT - 8, y + ROW / 2, side="end"),
        joined(pieces),
        label(rounded(bar.total), across(right) + 6, y + ROW / 2),
        data_firms=bar.firms,
    )


def legend(entries: Sequence[tuple[str, str]]) -> Html:
    """Return which colour stands for what.

    Parameters
    ----------
    entries
        Names and colours.
    """
    return element(
        "ul",
        joined(
            element(
                "li",
                element(
                    "svg",
                    box(0, 0, 14, 14, fill=colour),
                    width="14",
                    height="14",
                    viewBox="0 0 14 14",
                    aria_hidden="true",
                ),
                f" {name}",
            )
            for name, colour in entries
        ),
        class_="legend",
    )
