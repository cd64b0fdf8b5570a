"""Where partners sit around a picture of their network, so that their names never collide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import hypot, pi, sin

MOST_REARRANGED = 40
"""With more partners than this they sit in the order they are given in."""
ROUNDS = 20


@dataclass(frozen=True)
class Seat:
    """The place of a partner: across from -1 to 1, and its row counted from the top.

    Every row has one seat on the left and one on the right at most, and names are written outwards, so
    that rows that are high enough for a name keep all names apart.
    """

    across: float
    row: float

    @property
    def on_the_right(self) -> bool:
        """Whether its name is written to the right of it."""
        return self.across > 0


def seats(firms: Sequence[str], weights: Mapping[tuple[str, str], float]) -> dict[str, Seat]:
    """Seat partners on the two halves of a ring; those with heavy ties come near each other.

    Parameters
    ----------
    firms
        Ids of the partners.
    weights
        How heavy the tie between two of them is.
    """
    places = _ring(len(firms))
    if len(firms) > MOST_REARRANGED:
        return dict(zip(firms, places, strict=True))
    order = list(firms)
    best = _length(order, places, weights)
    for _ in range(ROUNDS):
        before = best
        for one, other in combinations(range(len(order)), 2):
            order[one], order[other] = order[other], order[one]
            length = _length(order, places, weights)
            if length < best - 1e-9:
                best = length
            else:
                order[one], order[other] = order[other], order[one]
        if best == before:
            break
    return dict(zip(order, places, strict=True))


def rows_of(count: int) -> int:
    """Return how many rows of seats so many partners take."""
    return max(1, (count + 1) // 2)


def _ring(count: int) -> list[Seat]:
    """Return seats clockwise from the top on the right, then up on the left."""
    rows = rows_of(count)
    right = [Seat(_bulge(row, rows), row) for row in range(rows)]
    left = [Seat(-_bulge(row, rows), row) for row in range(count - rows)]
    return [*right, *reversed(left)]


def _bulge(row: int, rows: int) -> float:
    return 0.5 + 0.5 * sin(pi * (row + 0.5) / rows)


def _length(order: Sequence[str], places: Sequence[Seat], weights: Mapping[tuple[str, str], float]) -> float:
    where = dict(zip(order, places, strict=True))
    scale = 2 / max(1, rows_of(len(order)) - 1)
    return sum(
        weight * hypot(where[one].across - where[other].across, scale * (where[one].row - where[other].row))
        for (one, other), weight in weights.items()
    )
