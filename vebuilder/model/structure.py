"""What kind of enterprise it is: integrated, extended or virtual."""

from typing import Literal

from vebuilder.model.record import Count, Fraction, Identifier, Record


class Structure(Record):
    """How closely an enterprise is knit, and the figures that decided it.

    The three kinds, and that they fit different kinds of competence, are those of Binder and Clegg (2006);
    the limits between them are this library's.
    """

    kind: Literal["vertically integrated", "extended", "virtual"]
    """``vertically integrated`` if own_share is at least own_limit; else ``extended`` if lasting_share is at
    least lasting_limit; else ``virtual``."""
    initiator: Identifier | None = None
    own_share: Fraction
    """Part of the work, by cost, that the initiator does itself; without an initiator 1 for a single partner,
    else 0."""
    ties: Count
    """Pairs of partners that share an interface; where there are none, all pairs of partners."""
    lasting: Count
    """How many of the ties last: a mean trust of trust_limit at least, or both were partners before."""
    own_limit: Fraction = 0.5
    lasting_limit: Fraction = 0.5
    trust_limit: Fraction = 0.5

    @property
    def lasting_share(self) -> float:
        """Part of the ties that last; 0 without ties."""
        return self.lasting / self.ties if self.ties else 0.0

    def __str__(self) -> str:
        who = f"the initiator does {100 * self.own_share:.4g} % of the work itself"
        if self.initiator is None:
            who = "there is no initiator"
        return f"{self.kind.capitalize()}: {who}, {self.lasting} of {self.ties} ties between partners last"
