"""Round numbers for an axis, and amounts as people say them."""

from math import ceil, floor, log10

STEPS = (1, 2, 2.5, 5, 10)


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """Return round numbers that span a range.

    Parameters
    ----------
    low, high
        The range.
    most
        How many there may be, about.
    """
    if not high > low:
        high = low + max(abs(low), 1.0)
    rough = (high - low) / max(most - 1, 1)
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * one for one in STEPS if unit * one >= rough * (1 - 1e-9))
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [number * step for number in range(first, last + 1)]


def short(value: float) -> str:
    """Write a number for an axis: no more digits than it needs."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def rounded(value: float) -> str:
    """Write an amount as one would say it: to the unit where it is large."""
    return f"{value:,.0f}" if abs(value) >= 1000 or value == int(value) else f"{value:,.2f}"


def percent(part: float) -> str:
    """Write a part of a whole."""
    return f"{100 * part:.3g} %"


def lasting(time: float, unit: str) -> str:
    """Write a length of time with its unit, as one would say it.

    Parameters
    ----------
    time, unit
        How many, and of what, such as ``day``.
    """
    several = "" if time == 1 or not unit.isalpha() or unit.endswith("s") else "s"
    return f"{time:,.10g} {unit}{several}"


def cut(words: str, most: int) -> str:
    """Return words that are not longer than so many characters."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
