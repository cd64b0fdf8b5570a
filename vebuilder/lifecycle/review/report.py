"""A review: who contributed what, and the network as it is now believed to be."""

from pydantic import Field

from vebuilder.lifecycle.review.change import Change
from vebuilder.lifecycle.review.contribution import Contribution
from vebuilder.lifecycle.review.policy import ReviewPolicy
from vebuilder.model.html import element, plain_table, titled
from vebuilder.model.network import Network
from vebuilder.model.record import Identifier, Names, ReadOnlyMap, Record
from vebuilder.model.text import table

HEAD = ("partner", "score", "verdict", "why")
SHOWN = 20
"""Changes that the text tells."""


class Review(Record):
    """What came of an enterprise, partner by partner, and what is believed since."""

    project: Identifier
    contributions: tuple[Contribution, ...]
    """One a partner, and one a standby firm that stepped in; by firm id."""
    changes: tuple[Change, ...]
    """What is believed otherwise than before: reliability, then trust, then proficiency."""
    network: Network = Field(repr=False)
    """The network with these changes, and nothing else changed: what the next enterprise is formed from."""
    policy: ReviewPolicy
    """What was judged by."""
    names: Names = Field(default_factory=lambda: ReadOnlyMap({}))
    """Names of the firms, by id, where they have one."""

    def of(self, firm: str) -> Contribution:
        """Return one firm's contribution.

        Parameters
        ----------
        firm
            Its id.

        Raises
        ------
        KeyError
            If it was neither a partner nor a standby with an outcome.
        """
        for one in self.contributions:
            if one.firm == firm:
                return one
        raise KeyError(f"firm {firm!r} was not reviewed")

    def __str__(self) -> str:
        lines = [f"Review of project {self.project}", *table(HEAD, self._rows(), "lrll")]
        if self.changes:
            lines += ["", "Believed since", *(f"  {change}" for change in self.changes[:SHOWN])]
        if len(self.changes) > SHOWN:
            lines.append(f"  and {len(self.changes) - SHOWN:,} more (all in .changes)")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        changes = [element("li", str(change)) for change in self.changes[:SHOWN]]
        if len(self.changes) > SHOWN:
            changes.append(element("li", f"and {len(self.changes) - SHOWN:,} more (all in .changes)"))
        believed = [element("p", "Believed since"), element("ul", *changes)] if changes else []
        rows = plain_table(HEAD, self._rows(), "lrll")
        return titled(f"Review of project {self.project}", rows, *believed)

    def _rows(self) -> list[tuple[str, str, str, str]]:
        return [
            (self._name(one.firm), _score(one.score), _verdict(one), "; ".join(one.reasons))
            for one in self.contributions
        ]

    def _name(self, firm: str) -> str:
        name = self.names.get(firm)
        return f"{name} ({firm})" if name else firm


def _verdict(one: Contribution) -> str:
    """Return the verdict; what was not reported is not judged."""
    return "-" if one.score is None else one.verdict


def _score(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
