"""How sure the data must be, as it is handed out."""

from collections.abc import Iterator
from typing import Literal, overload

from vebuilder.explore.sensitivity.leeway import Leeway, Turn
from vebuilder.model.html import plain_table, titled
from vebuilder.model.record import Amount, Identifier, Number, Record
from vebuilder.model.text import money, number, table
from vebuilder.result.enterprise import Enterprise

SHOWN = 12
HEADER = ("worth measuring", "stated", "safe from", "to", "other partners from")


class Sensitivity(Record):
    """How far each figure may move before other partners are better, the most critical one first."""

    project: Identifier
    partners: tuple[Identifier, ...]
    """Those of the enterprise looked at."""
    margin: Number | None
    """What any enterprise with other partners is proven to cost more at least, in the unit of the objective.
    Below 0, nothing is proven; None: see ``rivals``."""
    rivals: Literal["some", "none", "unproven"]
    """``none``: no enterprise with other partners can be formed. ``unproven``: nothing was proven in time."""
    rival: Enterprise | None
    """The best enterprise with other partners that was found."""
    radius: Amount | None
    """All prices may be wrong by this part of them at once, each up or down, and the partners stay: proven.
    1 is the most that is looked at. None where negative quotes leave it open."""
    figures: tuple[Leeway, ...]
    ended: str = ""
    """``time`` or ``interrupted`` where not all limits were searched that were to be; else empty."""
    currency: str = "EUR"

    @property
    def worth_measuring(self) -> tuple[Leeway, ...]:
        """The figures that have a limit, the one with the smallest relative leeway first.

        Left out are those that a rule looks at which keeps better partners out: their limit is unknown.
        """
        return tuple(one for one in self.figures if one.relative is not None and not one.ruled)

    def __len__(self) -> int:
        return len(self.figures)

    @overload
    def __getitem__(self, position: int) -> Leeway: ...
    @overload
    def __getitem__(self, position: slice) -> tuple[Leeway, ...]: ...
    def __getitem__(self, position: int | slice) -> Leeway | tuple[Leeway, ...]:
        return self.figures[position]

    def __iter__(self) -> Iterator[Leeway]:  # type: ignore[override]
        return iter(self.figures)

    def of(self, path: str) -> Leeway:
        """Return how far one figure may move.

        Parameters
        ----------
        path
            Where it stands.

        Raises
        ------
        KeyError
            If it was not looked at.
        """
        for one in self.figures:
            if one.path == path:
                return one
        raise KeyError(f"no figure {path!r} was looked at")

    def __str__(self) -> str:
        rows = [_row(one) for one in self.worth_measuring[:SHOWN]]
        ruled = sum(one.ruled for one in self.figures)
        left = len(self.figures) - len(rows) - ruled
        lines = [f"How sure the data of project {self.project} must be", *self._summary()]
        lines += table(HEADER, rows, "lrrrl") if rows else ["No figure has a limit."]
        if left:
            lines.append(f"{left:,} more figures have more leeway")
        if ruled:
            lines.append(f"Unknown for {ruled:,} prices: a rule on them just keeps better partners out")
        if self.ended:
            lines.append(f"Not all limits were searched for: {self.ended}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        rows = [_row(one) for one in self.worth_measuring[:SHOWN]]
        return titled(
            f"How sure the data of project {self.project} must be",
            *self._summary(),
            plain_table(HEADER, rows, "lrrrl") if rows else "No figure has a limit.",
        )

    def _summary(self) -> list[str]:
        if self.rivals == "none":
            return ["No enterprise with other partners can be formed."]
        if self.margin is None:
            return ["Nothing was proven about other partners in the time there was."]
        if self.margin < 0:
            better = self.rival is not None and (self.partners != self.rival.partners)
            told = "other partners may be better already: form it anew, or with a smaller gap"
            return [f"Nothing is safe: {told}" if better else "Nothing is proven."]
        lines = [f"Other partners cost {money(self.margin)} {self.currency} more at least."]
        if self.radius:
            lines.append(f"All prices may be wrong by {100 * self.radius:.2g} % at once.")
        return lines


def _row(one: Leeway) -> tuple[str, ...]:
    turns = [turn for turn in (one.falls, one.rises) if turn is not None]
    return (
        one.path,
        number(one.value),
        "any" if one.low is None else _short(one.low),
        "any" if one.high is None else _short(one.high),
        "; ".join(_turn(turn) for turn in turns) or "",
    )


def _turn(turn: Turn) -> str:
    moves = [f"+{firm}" for firm in turn.partners_in] + [f"-{firm}" for firm in turn.partners_out]
    return f"{_short(turn.changed)}: {' '.join(moves)}"


def _short(value: float) -> str:
    return f"{value:,.6g}"
