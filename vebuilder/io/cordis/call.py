"""The reference call: one fixed way to turn a funded project into a project and a network."""

import math
from collections import Counter, defaultdict
from itertools import combinations
from os import PathLike
from typing import Literal, Never

from vebuilder.io.cordis.history import History, refuse_unknown_ends
from vebuilder.io.cordis.risk_terms import RiskTerms
from vebuilder.io.cordis.tables import Grant, Organisation, Tables, euros
from vebuilder.model import (
    DataError,
    Fault,
    Firm,
    GroupRule,
    Network,
    Offer,
    Project,
    Rules,
    Shock,
    Strategy,
    Task,
    TransactionCosts,
    TrustLink,
)

CompetenceRule = Literal["strict", "lax"]
"""When a competence counts as a firm's own: two projects and specialised in it, or any one project."""

LEVELS = 3
"""Depth of the EuroSciVoc codes that count as competences."""
_PROJECTS: dict[CompetenceRule, int] = {"strict": 2, "lax": 1}
_LOSS = 0.1  # of a task's amount, where no terms of risk are stated


def reference_call(
    folder: str | PathLike[str],
    project_id: str,
    *,
    risk: RiskTerms | None = None,
    evidence: CompetenceRule = "strict",
) -> tuple[Project, Network]:
    """Turn a funded project into a planning problem.

    With B the grant, n the number of beneficiaries, and history all that was signed before 1 January of
    the year the project was signed: each required code (EuroSciVoc, cut to three levels) is a task of
    B / number of codes euros of work for at least two partners; every organisation with two or more
    history projects in a required code and a location quotient ``lq >= 1`` is a firm; trust is
    ``1 - exp(-3 w)``, w the sum over shared history projects of 1 / (members - 1); each pair of strangers
    among the partners costs 0.005 B to coordinate; exactly n partners, three countries, a limit for each
    country, and small firms are asked for.

    A firm's reliability is 1 - (k + 0.5) / (n + 10), with n its history projects and k those it left early
    as the table stands today; a task that fails loses 0.1 of its amount; nothing befalls several firms at
    once and nobody stands by. With ``risk``, these four are as `RiskTerms` says, and all else is the same.

    Parameters
    ----------
    folder
        Folder of the CORDIS tables; for many calls `Tables.load` it once.
    project_id
        Number of the grant, such as ``"101182148"``.
    risk
        Reliability by settled history, losses, shocks by country and standby firms; None for the reference.
    evidence
        ``"strict"``: a firm needs two history projects in a code and ``lq >= 1``; ``"lax"``: one history
        project is enough, whatever its ``lq``, which gives many times the firms.

    Returns
    -------
    project, network
        Money in euros. Task ids are EuroSciVoc codes, firm ids participant numbers (PIC).

    Raises
    ------
    DataError
        If the tables cannot be read, or the project is unknown, has no date or contribution, requires no
        code of three levels, or no firm is eligible; or if finished projects are to be counted and the
        table does not say when they end.
    """
    _refuse_rule(evidence)
    return call(Tables.load(folder), project_id, risk, evidence)


def call(
    tables: Tables, project_id: str, risk: RiskTerms | None = None, evidence: CompetenceRule = "strict"
) -> tuple[Project, Network]:
    """Return the reference call of a project in tables that are loaded already."""
    _refuse_rule(evidence)
    grant = tables.grant(str(project_id))
    required = sorted(c for c in tables.codes.get(grant.id, ()) if c.count("/") == LEVELS)
    if not required:
        _refuse(grant, "has no EuroSciVoc code of three levels, so no competence is required")
    if risk and risk.evidence == "finished":
        refuse_unknown_ends(tables)
    history = History.of(tables, as_of=f"{_year(grant):04d}-01-01")
    budget = _budget(grant)
    firms = _firms(tables, history, offers_of(history, required, evidence), budget, risk)
    if not firms:
        known = "specialised in" if evidence == "strict" else "active in"
        _refuse(grant, f"no organisation was {known} {', '.join(required)} before {history.as_of}")
    network = Network(
        firms=firms,
        trust=trust_of(tables, history, {firm.id for firm in firms}),
        transaction_costs=TransactionCosts(rate=0.0, coordination=0.005 * budget),
    )
    size = sum(part.beneficiary for part in tables.participations.get(grant.id, ()))
    shocks = risk.shocks(firms) if risk else ()
    return _project(grant.id, _tasks(required, budget, risk), _rules(size, firms), shocks), network


def _refuse_rule(evidence: object) -> None:
    if evidence not in _PROJECTS:
        message = f"{evidence!r} is no rule of evidence"
        mend = f"use {' or '.join(map(repr, _PROJECTS))}"
        raise DataError([Fault(path="evidence", message=message, mend=mend)])


def _firms(
    tables: Tables, history: History, offers: dict[str, list[Offer]], budget: float, risk: RiskTerms | None
) -> tuple[Firm, ...]:
    return tuple(
        Firm(
            id=firm,
            name=tables.organisations[firm].name or None,
            offers=tuple(offers[firm]),
            joining_cost=_joining_cost(firm, history, budget),
            reliability=reliability_of(firm, history, risk),
            attributes=attributes_of(tables.organisations[firm]),
        )
        for firm in sorted(offers)
    )


def offers_of(history: History, required: list[str], evidence: CompetenceRule) -> dict[str, list[Offer]]:
    """Return the offers of each firm that a required code counts for as its own."""
    by_code: Counter[str] = Counter()
    for counts in history.carried.values():
        by_code.update(counts)
    everything = by_code.total()
    offers: dict[str, list[Offer]] = {}
    for firm, counts in history.carried.items():
        of_firm = counts.total()
        for code in filter(counts.__contains__, required):
            # lq >= 1 in whole numbers, so that an even share is not lost to rounding.
            specialised = counts[code] * everything >= of_firm * by_code[code]
            if counts[code] >= _PROJECTS[evidence] and (specialised or evidence == "lax"):
                lq = (counts[code] / of_firm) / (by_code[code] / everything)
                offer = Offer(competence=code, unit_cost=1.0, proficiency=lq / (1 + lq))
                offers.setdefault(firm, []).append(offer)
    return offers


def attributes_of(known: Organisation) -> dict[str, str | bool]:
    """Return what is stated of an organisation: country, kind of activity, whether it is small."""
    stated = {"country": known.country, "activity": known.activity}
    attributes: dict[str, str | bool] = {name: value for name, value in stated.items() if value}
    if known.sme:
        attributes["sme"] = known.sme == "true"
    return attributes


def _joining_cost(firm: str, history: History, budget: float) -> float:
    return round(0.02 * budget / (1 + math.log(1 + history.records["signed"].joined[firm])), 2)


def reliability_of(firm: str, history: History, risk: RiskTerms | None) -> float:
    """Return the reliability of a firm by its track record."""
    if risk:
        return risk.reliability(firm, history)
    record = history.records["signed"]
    return round(1 - (record.left[firm] + 0.5) / (record.joined[firm] + 10), 4)


def trust_of(tables: Tables, history: History, eligible: set[str]) -> tuple[TrustLink, ...]:
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


def _tasks(required: list[str], budget: float, risk: RiskTerms | None) -> tuple[Task, ...]:
    amount = budget / len(required)
    return tuple(
        Task(
            id=code,
            competence=code,
            amount=amount,
            min_partners=2,
            max_partners=None,
            min_share=0.1,
            loss=(risk.loss if risk else _LOSS) * amount,
            backups=risk.backups if risk else 0,
        )
        for code in required
    )


def _project(project_id: str, tasks: tuple[Task, ...], rules: Rules, shocks: tuple[Shock, ...]) -> Project:
    return Project(
        id=project_id,
        tasks=tasks,
        rules=rules,
        strategy=Strategy(cost=1.0, risk=1.0),
        shocks=shocks,
        currency="EUR",
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
