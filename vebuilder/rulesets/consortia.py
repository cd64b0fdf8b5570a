"""Which consortia European research programmes fund."""

from collections.abc import Iterable

from vebuilder.model import GroupRule, Rules
from vebuilder.rulesets.countries import (
    ASSOCIATED_COUNTRIES,
    MEMBER_STATES,
    PILLAR_TWO_COUNTRIES,
    Codes,
    spelt,
)


def horizon_europe(
    *,
    codes: Codes = "iso",
    pillar: int = 2,
    country: str = "country",
    owner: str | None = None,
    member_states: Iterable[str] = MEMBER_STATES,
    associated: Iterable[str] = ASSOCIATED_COUNTRIES,
) -> Rules:
    """Return who may apply for a research or innovation action of Horizon Europe.

    At least three independent legal entities, each established in a different member state or associated
    country, and at least one of them in a member state. Firms of other countries may be partners beside
    them. Source: Regulation (EU) 2021/695, Article 22(2); General Annexes to the work programme, Annex B,
    "consortium composition". All partners are taken as beneficiaries: affiliated entities, associated
    partners and subcontractors do not count, so leave them out of the network or exclude them.

    Parameters
    ----------
    codes
        How the network spells countries: ``"iso"`` (``GR``, ``GB``) or ``"commission"`` (``EL``, ``UK``); see
        `country_codes`.
    pillar
        Pillar of the call: countries associated to Pillar II alone count in Pillar II alone.
    country
        The attribute that says where a firm is established.
    owner
        The attribute that says who controls a firm, to keep dependent entities apart: no two partners may
        then show the same owner. That is stricter than the source, which lets a dependent entity join
        without counting; firms that state no owner are independent. None: all firms are independent.
    member_states, associated
        ISO codes, if the lists of this library are not those of your call.
    """
    outside = frozenset[str]() if pillar == 2 else PILLAR_TWO_COUNTRIES
    members = spelt(member_states, codes)
    counting = spelt({*member_states, *associated} - outside, codes)
    groups = [
        GroupRule(attribute=country, values=counting, min_distinct=3),
        GroupRule(attribute=country, values=members, min_firms=1),
    ]
    if owner is not None:
        groups.append(GroupRule(attribute=owner, max_per_value=1))
    return Rules(groups=tuple(groups))


def eurostars(
    *,
    codes: Codes = "iso",
    sme: str = "sme",
    sme_values: Iterable[bool | float | str] = (True,),
    country: str = "country",
    countries: Iterable[str] | None = None,
    owner: str | None = None,
) -> Rules:
    """Return who may apply for Eurostars (Eureka and the European Union).

    At least two independent entities of at least two Eurostars countries, one of them in a member state or
    associated to Horizon Europe; small and medium-sized enterprises do at least half of the work; no partner
    and no country does more than 70 % of it. Source: Eureka, Eurostars eligibility criteria, call of
    September 2024. What rules on partners cannot say is for you to state: the consortium is led by an
    innovative SME (name it as `Project.initiator`), and the project lasts at most 36 months
    (`Project.deadline`).

    Parameters
    ----------
    codes
        How the network spells countries: ``"iso"`` (``GR``, ``GB``) or ``"commission"`` (``EL``, ``UK``).
    sme, sme_values
        The attribute that says what size a firm is, and its values for small and medium-sized.
    country
        The attribute that says where a firm is established.
    countries
        ISO codes of the Eurostars countries; None: all countries in the network are such.
    owner
        The attribute that says who controls a firm; no two partners may then show the same owner.
    """
    counting = None if countries is None else spelt(countries, codes)
    union = spelt(MEMBER_STATES | ASSOCIATED_COUNTRIES, codes)
    groups = [
        GroupRule(attribute=country, values=counting, min_distinct=2),
        GroupRule(attribute=country, values=union, min_firms=1),
        GroupRule(attribute=sme, values=tuple(sme_values), min_share=0.5),
        GroupRule(attribute=country, max_share=0.7),
    ]
    if owner is not None:
        groups.append(GroupRule(attribute=owner, max_per_value=1))
    return Rules(min_partners=2, max_partner_share=0.7, groups=tuple(groups))
