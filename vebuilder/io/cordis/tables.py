"""What the CORDIS tables say: grants, the organisations that took part, and the categories of each grant."""

import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from vebuilder.io.cordis.table import find, rows
from vebuilder.model import DataError, Fault, Network, Project

if TYPE_CHECKING:
    from vebuilder.io.cordis.call import CompetenceRule
    from vebuilder.io.cordis.risk_terms import RiskTerms

_LOGGER = logging.getLogger("vebuilder")

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "project": ("id", "acronym", "title", "startDate", "ecSignatureDate", "ecMaxContribution"),
    "organization": (
        "projectID",
        "organisationID",
        "role",
        "netEcContribution",
        "endOfParticipation",
        "name",
        "country",
        "activityType",
        "SME",
    ),
    "euroSciVoc": ("projectID", "euroSciVocCode", "euroSciVocPath"),
}
_END = "endDate"
"""Of the projects, where it is stated; only what counts finished projects needs it."""
_ROLES = {"coordinator": 0, "participant": 1, "associatedPartner": 2, "thirdParty": 3}
_UNKNOWN_ROLE = 2
_BENEFICIARY_ROLES = frozenset({"coordinator", "participant"})
_LEVELS = 3
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Grant(NamedTuple):
    """A funded project."""

    id: str
    acronym: str
    title: str
    signed: str
    """ISO date of the signature, of the start if unsigned, else empty."""
    contribution: str
    """Largest EU contribution in euros, as written in the table."""
    end: str = ""
    """Date of the planned end, as written in the table; empty where unstated."""


class Participation(NamedTuple):
    """An organisation's part in one grant."""

    firm: str
    role: str
    money: float
    """Net EU contribution, in euros."""
    ended: bool
    """Whether it left before the end."""

    @property
    def beneficiary(self) -> bool:
        """Whether it coordinates or participates with a grant agreement of its own."""
        return self.role in _BENEFICIARY_ROLES


class Organisation(NamedTuple):
    """An organisation as last described; empty text where nothing was stated."""

    name: str
    country: str
    activity: str
    sme: str


@dataclass(frozen=True)
class Member:
    """A member of a real consortium."""

    firm: str
    name: str
    country: str
    sme: bool | None
    role: str
    money: float
    """Net EU contribution, in euros."""

    @property
    def beneficiary(self) -> bool:
        """Whether it coordinates or participates with a grant agreement of its own."""
        return self.role in _BENEFICIARY_ROLES


@dataclass(frozen=True, repr=False, eq=False)
class Tables:
    """The tables of one folder, for many calls.

    Parameters
    ----------
    grants
        By project id.
    codes
        EuroSciVoc codes of each project, cut to three levels.
    participations
        By project id, one an organisation.
    organisations
        By participant number (PIC).
    titles
        What each code is called in words.
    """

    grants: Mapping[str, Grant]
    codes: Mapping[str, frozenset[str]]
    participations: Mapping[str, tuple[Participation, ...]]
    organisations: Mapping[str, Organisation]
    titles: Mapping[str, str]

    @classmethod
    def load(cls, folder: str | PathLike[str]) -> Self:
        """Read the tables of a folder.

        Raises
        ------
        DataError
            If tables or columns are missing, unreadable, or hold what cannot be meant.
        """
        paths = find(Path(folder), _COLUMNS)
        grants = _grants(rows(paths["project"], _COLUMNS["project"], _END), paths["project"])
        codes, titles = _codes(rows(paths["euroSciVoc"], _COLUMNS["euroSciVoc"]))
        taken = _Participants(grants, paths["organization"])
        for cells in rows(paths["organization"], _COLUMNS["organization"]):
            taken.add(cells)
        return cls(grants, codes, taken.participations(), taken.organisations(), titles)

    def grant(self, project_id: str) -> Grant:
        """Return a funded project.

        Raises
        ------
        DataError
            If no project has this id.
        """
        if project_id not in self.grants:
            message = f"there is no project {project_id!r} among the {len(self.grants)} of this table"
            raise DataError(
                [Fault(path="project.csv", ids=(project_id,), message=message, mend="check the number")]
            )
        return self.grants[project_id]

    def reference_call(
        self, project_id: str, *, risk: "RiskTerms | None" = None, evidence: "CompetenceRule" = "strict"
    ) -> tuple[Project, Network]:
        """Turn a funded project into a planning problem; see `vebuilder.io.cordis.reference_call`."""
        from vebuilder.io.cordis.call import call

        return call(self, project_id, risk, evidence)

    def consortium(self, project_id: str) -> tuple[Member, ...]:
        """Return the real consortium, all roles, the coordinator first and then by name.

        Raises
        ------
        DataError
            If no project has this id.
        """
        self.grant(project_id)
        members = []
        for part in self.participations.get(project_id, ()):
            known = self.organisations[part.firm]
            sme = None if not known.sme else known.sme == "true"
            members.append(Member(part.firm, known.name, known.country, sme, part.role, part.money))
        return tuple(sorted(members, key=lambda m: (_ROLES.get(m.role, _UNKNOWN_ROLE), m.name, m.firm)))


def consortium(folder: str | PathLike[str], project_id: str) -> tuple[Member, ...]:
    """Return the real consortium of a project; see `Tables.consortium`."""
    return Tables.load(folder).consortium(project_id)


def _grants(cells: Iterable[tuple[str, ...]], path: Path) -> dict[str, Grant]:
    grants, faults = {}, []
    for project, acronym, title, start, signature, contribution, end in cells:
        signed = signature or start
        if signed and not DATE.match(signed):
            message = f"project {project!r}: the date {signed!r} is not written YYYY-MM-DD"
            faults.append(Fault(path=str(path), ids=(project,), message=message))
        grants[project] = Grant(project, acronym, title, signed, contribution, end)
    if faults:
        raise DataError(faults)
    return grants


def _codes(cells: Iterable[tuple[str, ...]]) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    codes: dict[str, set[str]] = {}
    titles: dict[str, str] = {}
    for project, code, words in cells:
        cut = "/".join(code.split("/")[: _LEVELS + 1])
        codes.setdefault(project, set()).add(cut)
        titles.setdefault(cut, "/".join(words.split("/")[: _LEVELS + 1]).rpartition("/")[2])
    return {project: frozenset(each) for project, each in codes.items()}, titles


@dataclass
class _Participants:
    """Gathers the rows of the organisation table: one entry per project and organisation."""

    grants: Mapping[str, Grant]
    path: Path
    _parts: dict[tuple[str, str], Participation] = field(default_factory=dict)
    _latest: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    _faults: list[Fault] = field(default_factory=list)
    _orphans: int = 0

    def add(self, cells: tuple[str, ...]) -> None:
        """Take in one row; repeated rows keep the strongest role, the sum of the money, any early end."""
        project, firm, role, money, ended, *stated, sme = cells
        if project not in self.grants:
            self._orphans += 1
            return
        part = Participation(firm, role, self._euros(money, project, firm), ended.lower() == "true")
        earlier = self._parts.get((project, firm))
        if earlier:
            role = min(earlier.role, role, key=lambda each: _ROLES.get(each, _UNKNOWN_ROLE))
            part = Participation(firm, role, earlier.money + part.money, earlier.ended or part.ended)
        self._parts[project, firm] = part
        self._describe(firm, self.grants[project].signed, [*stated, self._flag(sme, project, firm)])

    def _describe(self, firm: str, date: str, stated: list[str]) -> None:
        """Keep the latest value of each kind that is not empty; of one day, the first in the table."""
        latest = self._latest.setdefault(firm, [("", "")] * len(stated))
        for position, value in enumerate(stated):
            known_date, known = latest[position]
            if value and (not known or date > known_date):
                latest[position] = (date, value)

    def participations(self) -> dict[str, tuple[Participation, ...]]:
        """Return who took part in each project."""
        if self._faults:
            raise DataError(self._faults)
        if self._orphans:
            _LOGGER.warning("%s: %d rows of projects that are not in project.csv", self.path, self._orphans)
        by_project: dict[str, list[Participation]] = {}
        for (project, _), part in self._parts.items():
            by_project.setdefault(project, []).append(part)
        return {project: tuple(parts) for project, parts in by_project.items()}

    def organisations(self) -> dict[str, Organisation]:
        """Return each organisation as last described."""
        return {firm: Organisation(*(value for _, value in latest)) for firm, latest in self._latest.items()}

    def _euros(self, text: str, project: str, firm: str) -> float:
        try:
            return euros(text) if text else 0.0
        except ValueError:
            self._refuse(project, firm, f"netEcContribution must be an amount, is {text!r}")
            return 0.0

    def _flag(self, text: str, project: str, firm: str) -> str:
        if text.lower() not in {"", "true", "false"}:
            self._refuse(project, firm, f"SME must be true, false or empty, is {text!r}")
        return text.lower()

    def _refuse(self, project: str, firm: str, message: str) -> None:
        where = f"project {project!r}, organisation {firm!r}"
        self._faults.append(Fault(path=str(self.path), ids=(project, firm), message=f"{where}: {message}"))


def euros(text: str) -> float:
    """Return an amount written with a decimal point or, as in some downloads, a decimal comma."""
    return float(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
