"""How figures and ids read in messages."""

from collections.abc import Sequence

SHOWN_IDS = 6


def figure(value: float) -> str:
    """Write a number for people: thousands apart, no floating-point noise."""
    return f"{value:,.10g}"


def listing(ids: Sequence[str], separator: str = ", ") -> str:
    """Quote ids one after the other, the first few if there are many."""
    shown = separator.join(repr(name) for name in ids[:SHOWN_IDS])
    return shown if len(ids) <= SHOWN_IDS else f"{shown} and {len(ids) - SHOWN_IDS:,} more"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """Write a number of things, in the singular where it is one."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
