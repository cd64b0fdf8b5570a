"""What was known of the organisations at a date."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from vebuilder.io.cordis.tables import DATE, Tables
from vebuilder.model import DataError, Fault

Evidence = Literal["finished", "signed"]
"""Which projects tell how reliable a firm is: those that had ended by the date, or all signed before it."""


@dataclass(frozen=True)
class TrackRecord:
    """How often each firm took part, and how often it left before the end."""

    joined: Counter[str]
    """Projects of each firm."""
    left: Counter[str]
    """Projects each firm left early."""


@dataclass(frozen=True)
class History:
    """All projects signed before a date.

    Parameters
    ----------
    as_of
        The date, written YYYY-MM-DD; what was signed on it is not history.
    projects
        Their ids.
    carried
        How many projects of a firm carry a code.
    records
        Participations, of the finished and of all signed projects; an organisation counts once a project,
        whatever its role.
    """

    as_of: str
    projects: tuple[str, ...]
    carried: Mapping[str, Counter[str]]
    records: Mapping[Evidence, TrackRecord]

    @classmethod
    def of(cls, tables: Tables, as_of: str) -> "History":
        """Count over all projects signed before a date."""
        grants = [grant for grant in tables.grants.values() if grant.signed and grant.signed < as_of]
        carried: defaultdict[str, Counter[str]] = defaultdict(Counter)
        finished, signed = TrackRecord(Counter(), Counter()), TrackRecord(Counter(), Counter())
        for grant in grants:
            codes = tables.codes.get(grant.id, ())
            records = (finished, signed) if grant.end and grant.end < as_of else (signed,)
            for part in tables.participations.get(grant.id, ()):
                carried[part.firm].update(codes)
                for record in records:
                    record.joined[part.firm] += 1
                    record.left[part.firm] += part.ended
        projects = tuple(grant.id for grant in grants)
        return cls(as_of, projects, carried, {"finished": finished, "signed": signed})


def refuse_unknown_ends(tables: Tables) -> None:
    """Refuse tables that cannot tell which projects had ended.

    Raises
    ------
    DataError
        If no project states its end, or ends are not dates.
    """
    ends = {grant.id: grant.end for grant in tables.grants.values() if grant.end}
    mend = "take the table with its end dates, or state evidence='signed'"
    if not ends:
        message = "no project states its end (column 'endDate'), so none counts as finished"
        raise DataError([Fault(path="project.csv", message=message, mend=mend)])
    faults = [
        Fault(
            path="project.csv",
            ids=(project,),
            message=f"project {project!r}: the end {end!r} is not written YYYY-MM-DD",
            mend=mend,
        )
        for project, end in ends.items()
        if not DATE.match(end)
    ]
    if faults:
        raise DataError(faults)
