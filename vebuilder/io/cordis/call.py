"""The reference call: one fixed way to turn a funded project into a project and a network."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from os import PathLike
from typing import Never

from vebuilder.io.cordis.tables import Grant, Tables, euros
from vebuilder.model import (
    DataError,
    Fault,
    Firm,
    GroupRule,
    Network,
    Offer,
    Project,
    Rules,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
)

_LEVELS = 3
_EVIDENCE = 2  # projects a firm must have done before a competence counts as its own


def reference_call(folder: str | PathLike[str], project_id: str) -> tuple[Project, Network]:
    """Turn a funded project into a planning problem.

    With B the grant, n the number of beneficiaries, and history all that was signed before 1 January of
    the year the project was signed: each required code (EuroSciVoc, cut to three levels) is a task of
    B / number of codes euros of work for at least two partners; every organisation with two or more
    history projects in a required code and a location quotient ``lq >= 1`` is a firm; trust is
    ``1 - exp(-3 w)``, w the sum over shared history projects of 1 / (members - 1); each pair of strangers
    among the partners costs 0.005 B to coordinate; exactly n partners, three countries, a limit for each
    country, and small firms are asked for.

    Parameters
    ----------
    folder
        Folder of the CORDIS tables; for many calls `Tables.load` it once.
    project_id
        Number of the grant, such as ``"101182148"``.

    Returns
    -------
    project, network
        Money in euros. Task ids are EuroSciVoc codes, firm ids participant numbers (PIC).

    Raises
    ------
    DataError
        If the tables cannot be read, or the project is unknown, has no date or contribution, requires no
        code of three levels, or no firm is eligible.
    """
    return call(Tables.load(folder), project_id)


def call(tables: Tables, project_id: str) -> tuple[Project, Network]:
    """Return the reference call of a project in tables that are loaded already."""
    grant = tables.grant(str(project_id))
    required = sorted(c for c in tables.codes.get(grant.id, ()) if c.count("/") == _LEVELS)
    if not required:
        _refuse(grant, "has no EuroSciVoc code of three levels, so no competence is required")
    history = _History.of(tables, as_of=f"{_year(grant):04d}-01-01")
    budget = _budget(grant)
    firms = _firms(tables, history, required, budget)
    if not firms:
        _refuse(grant, f"no organisation was specialised in {', '.join(required)} before {history.as_of}")
    network = Network(
        firms=firms,
        trust=_trust(tables, history, {firm.id for firm in firms}),
        transaction_costs=TransactionCosts(rate=0.0, coordination=0.005 * budget),
    )
    size = sum(part.beneficiary for part in tables.participations.get(grant.id, ()))
    return _project(grant.id, required, budget, _rules(size, firms)), network


@dataclass(frozen=True)
class _History:
    """What was known of the organisations at a date."""

    as_of: str
    projects: tuple[str, ...]
    carried: Mapping[str, Counter[str]]
    """How many projects of a firm carry a code."""
    joined: Counter[str]
    """Projects of each firm."""
    left: Counter[str]
    """Projects each firm left early."""

    @classmethod
    def of(cls, tables: Tables, as_of: str) -> "_History":
        """Count over all projects signed before a date."""
        projects = tuple(
            grant.id for grant in tables.grants.values() if grant.signed and grant.signed < as_of
        )
        carried: defaultdict[str, Counter[str]] = defaultdict(Counter)
        joined: Counter[str] = Counter()
        left: Counter[str] = Counter()
        for project in projects:
            codes = tables.codes.get(project, ())
            for part in tables.participations.get(project, ()):
                carried[part.firm].update(codes)
                joined[part.firm] += 1
                left[part.firm] += part.ended
        return cls(as_of, projects, carried, joined, left)


def _firms(tables: Tables, history: _History, required: list[str], budget: float) -> tuple[Firm, ...]:
    offers = _offers(history, required)
    return tuple(_firm(firm, offers[firm], tables, history, budget) for firm in sorted(offers))


def _offers(history: _History, required: list[str]) -> dict[str, list[Offer]]:
    """Return the offers of each firm that is specialised in a required code."""
    by_code: Counter[str] = Counter()
    for counts in history.carried.values():
        by_code.update(counts)
    everything = by_code.total()
    offers: dict[str, list[Offer]] = {}
    for firm, counts in history.carried.items():
        of_firm = counts.total()
        for code in required:
            # lq >= 1 in whole numbers, so that an even share is not lost to rounding.
            if counts[code] >= _EVIDENCE and counts[code] * everything >= of_firm * by_code[code]:
                lq = (counts[code] / of_firm) / (by_code[code] / everything)
                offer = Offer(competence=code, unit_cost=1.0, proficiency=lq / (1 + lq))
                offers.setdefault(firm, []).append(offer)
    return offers


def _firm(firm: str, offers: list[Offer], tables: Tables, history: _History, budget: float) -> Firm:
    known = tables.organisations[firm]
    stated = {"country": known.country, "activity": known.activity}
    attributes: dict[str, str | bool] = {name: value for name, value in stated.items() if value}
    if known.sme:
        attributes["sme"] = known.sme == "true"
    done = history.joined[firm]
    return Firm(
        id=firm,
        name=known.name or None,
        offers=tuple(offers),
        joining_cost=round(0.02 * budget / (1 + math.log(1 + done)), 2),
        reliability=round(1 - (history.left[firm] + 0.5) / (done + 10), 4),
        attributes=attributes,
    )


def _trust(tables: Tables, history: _History, eligible: set[str]) -> tuple[TrustLink, ...]:
    """Return the trust of joint projects (Newman's weights: a big consortium counts little)."""
    weights: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for project in history.projects:
        members = [part.firm for part in tables.participations.get(project, ()) if part.role != "thirdParty"]
        known = sorted(eligible.intersection(members))
        for pair in combinations(known, 2):
            weights[pair].append(1 / (len(members) - 1))
    return tuple(
        TrustLink(source=a, target=b, trust=round(1 - math.exp(-3 * math.fsum(weights[a, b])), 4))
        for a, b in sorted(weights)
    )


def _rules(size: int, firms: tuple[Firm, ...]) -> Rules:
    small = sum(firm.attributes.get("sme") is True for firm in firms)
    groups = [GroupRule(attribute="country", min_distinct=3, max_per_value=max(2, 3 * size // 10))]
    if small:
        groups.append(GroupRule(attribute="sme", values=(True,), min_firms=min(2, small)))
    return Rules(min_partners=size, max_partners=size, max_partner_share=0.4, groups=tuple(groups))


def _project(project_id: str, required: list[str], budget: float, rules: Rules) -> Project:
    amount = budget / len(required)
    tasks = tuple(
        Task(
            id=code,
            competence=code,
            amount=amount,
            min_partners=2,
            max_partners=None,
            min_share=0.1,
            loss=0.1 * amount,
        )
        for code in required
    )
    return Project(
        id=project_id, tasks=tasks, rules=rules, strategy=Strategy(cost=1.0, risk=1.0), currency="EUR"
    )


def _year(grant: Grant) -> int:
    if not grant.signed:
        _refuse(grant, "has neither a signature date nor a start date")
    return int(grant.signed[:4])


def _budget(grant: Grant) -> float:
    try:
        budget = euros(grant.contribution)
    except ValueError:
        budget = math.nan
    if not (math.isfinite(budget) and budget >= 0):
        _refuse(grant, f"ecMaxContribution must be an amount, is {grant.contribution!r}")
    return budget


def _refuse(grant: Grant, message: str) -> Never:
    fault = Fault(path="project.csv", ids=(grant.id,), message=f"project {grant.id!r} {message}")
    raise DataError([fault])
