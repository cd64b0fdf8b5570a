"""How a surplus is shared."""

from collections.abc import Iterator

from vebuilder.check.words import listing
from vebuilder.model.html import element, plain_table, titled
from vebuilder.model.record import Identifier, Number, Record
from vebuilder.model.text import table

HEAD = ("partner", "share", "error", "standard error")


class Share(Record):
    """What one partner is given."""

    firm: Identifier
    amount: Number
    """In units of the objective."""
    error: Number | None
    """By how much it may be off, by the gaps of the searches; for the nucleolus, by how much the worth of a
    coalition may be off. None where the time was over before there was any limit to that."""
    standard_error: Number | None = None
    """Of the drawing, where orders were drawn; else None."""


class Leaving(Record):
    """Partners who together would have a reason to leave."""

    firms: tuple[Identifier, ...]
    gain: Number
    """What they are worth more by themselves than they are given."""


class Sharing(Record):
    """What each partner is given of the surplus, the largest share first."""

    method: str
    total: Number
    """What all partners together are worth: what doing without them would cost more."""
    shares: tuple[Share, ...]
    in_core: bool | None
    """Whether no coalition is worth more by itself than it is given; None where that is not certain."""
    core_is_empty: bool | None
    """Whether some coalition is, however all is shared; None where that is not certain."""
    leaving: Leaving | None
    """The coalition with most to gain by leaving, if one has for certain."""
    project: str = ""
    currency: str = ""
    searches: int = 0
    """So many enterprises were formed for it."""
    ended: str = ""
    """``time`` or ``interrupted`` where the errors are larger than they had to be; else empty."""

    def __len__(self) -> int:
        return len(self.shares)

    def __iter__(self) -> Iterator[Share]:  # type: ignore[override]
        return iter(self.shares)

    def of(self, firm: str) -> Share:
        """Return the share of one partner.

        Parameters
        ----------
        firm
            Its id.

        Raises
        ------
        KeyError
            If it is no partner.
        """
        for one in self.shares:
            if one.firm == firm:
                return one
        raise KeyError(f"firm {firm!r} is no partner")

    def __str__(self) -> str:
        return "\n".join([self._title(), *table(HEAD, self._rows(), "lrrr"), *self._notes()])

    def _repr_html_(self) -> str:
        notes = (element("p", note) for note in self._notes())
        return titled(self._title(), plain_table(HEAD, self._rows(), "lrrr"), *notes)

    def _title(self) -> str:
        by = {"shapley": "Shapley value", "nucleolus": "nucleolus"}[self.method]
        return f"The surplus of project {self.project}, {self.total:,.2f}, shared by the {by}"

    def _rows(self) -> list[tuple[str, str, str, str]]:
        return [
            (
                one.firm,
                f"{one.amount:,.2f}",
                "any" if one.error is None else f"{one.error:,.2f}",
                "-" if one.standard_error is None else f"{one.standard_error:,.2f}",
            )
            for one in self.shares
        ]

    def _notes(self) -> list[str]:
        notes = [self._core()] if self._core() else []
        return [*notes, f"The errors are larger than they had to be: {self.ended}"] if self.ended else notes

    def _core(self) -> str:
        if self.leaving is not None:
            empty = ", and so would some coalition however it was shared" if self.core_is_empty else ""
            return f"{listing(self.leaving.firms)} would gain {self.leaving.gain:,.2f} by leaving{empty}"
        return "No coalition would gain by leaving" if self.in_core else ""
