"""One thing that is believed otherwise than before."""

from typing import Literal

from vebuilder.model.record import Identifier, Number, Record


class Change(Record):
    """What is believed of a firm since the review, and what was before."""

    kind: Literal["reliability", "trust", "proficiency"]
    firm: Identifier
    """Whose reliability or proficiency it is; for trust, who trusts."""
    other: Identifier | None = None
    """For trust: whom."""
    competence: Identifier | None = None
    """Of the offer concerned; None where the firm as a whole is meant, and for trust."""
    before: Number
    after: Number
    because: str
    """What moved it."""

    def __str__(self) -> str:
        subject = (
            f"trust of {self.firm!r} in {self.other!r}" if self.other else f"{self.kind} of {self.firm!r}"
        )
        where = f" in {self.competence!r}" if self.competence else ""
        return f"{subject}{where}: {self.before:.4g} -> {self.after:.4g} ({self.because})"
