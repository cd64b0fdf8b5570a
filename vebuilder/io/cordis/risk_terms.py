"""What a reference call is told of risk."""

from typing import Annotated

from pydantic import Field

from vebuilder.io.cordis.history import Evidence, History
from vebuilder.model import Firm, Shock
from vebuilder.model.record import Amount, Count, Fraction, Record


class RiskTerms(Record):
    r"""Reliability, losses, shocks and standby firms of a reference call.

    **From the data** comes how reliable a firm is. With n the projects it took part in, in any role, and k
    those of them it left before their end (``endOfParticipation``), its reliability is the mean of a
    Beta-Bernoulli model,

    .. math::

        r = \frac{m s + n - k}{s + n}

    with the prior mean m = `prior_reliability` and the prior strength s = `prior_projects`: as if s projects
    had gone before and it had stayed to the end in the part m of them. A firm without history gets m.
    (Jøsang and Ismail, 2002, "The beta reputation system"; with m = 1/2 and s = 2 it is theirs.)

    The table does not say *when* a firm left. So only projects whose ``endDate`` lies before the call's
    cut-off, 1 January of the year it was signed, are counted by default: what a firm did in them was settled
    by then. With ``evidence="signed"`` all projects signed before the cut-off are counted, as the reference
    call does; that is far more, but a departure after the cut-off counts as if it had been known, and a firm
    that has not left a running project yet counts as if it had stayed to the end.

    **Assumed** is all else: CORDIS knows neither what a failure costs nor what makes firms of one country
    fail together. ``loss`` has no default, it is for the planner to state. The defaults of the shocks say
    that in one project out of fifty something befalls a country (its funding stops, it falls out of the
    programme) and that half of its firms then cannot deliver what they would have delivered.

    Raises
    ------
    pydantic.ValidationError
        If a value is not allowed.
    """

    loss: Amount
    """Money lost if a task is not delivered, as a multiple of the task's amount."""
    evidence: Evidence = "finished"
    """Which projects count: those that had ended before the cut-off, or all that were signed before it."""
    prior_reliability: Fraction = 0.95
    """m: reliability of a firm without history."""
    prior_projects: Annotated[float, Field(strict=True, gt=0)] = 10.0
    """s: so many projects of its own weigh as much as the prior."""
    shock_probability: Fraction = 0.02
    """Of a shock in each country of an eligible firm; 0: no shocks."""
    shock_factor: Fraction = 0.5
    """What the reliability of the country's firms is multiplied by."""
    backups: Count = 0
    """Standby firms for each task."""

    def reliability(self, firm: str, history: History) -> float:
        """Return the mean of what is believed of a firm, given its history."""
        record = history.records[self.evidence]
        joined, left = record.joined[firm], record.left[firm]
        strength = self.prior_projects
        return (self.prior_reliability * strength + joined - left) / (strength + joined)

    def shocks(self, firms: tuple[Firm, ...]) -> tuple[Shock, ...]:
        """Return one shock for each country among the firms, in alphabetical order."""
        if self.shock_probability == 0:
            return ()
        countries = {firm.attributes["country"] for firm in firms if "country" in firm.attributes}
        return tuple(
            Shock(
                attribute="country",
                value=country,
                probability=self.shock_probability,
                reliability_factor=self.shock_factor,
            )
            for country in sorted(countries, key=str)
        )
