"""The member states of the European Union, and the countries associated to Horizon Europe, as of a date."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from vebuilder.model import DataError, Fault, Network

Codes = Literal["iso", "commission"]

AS_OF = date(2025, 11, 10)
"""The lists are those of this day, when Switzerland's association was signed. They change, so check the
Commission's "List of Participating Countries in Horizon Europe" before a deadline."""

MEMBER_STATES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT",
    "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
"""The 27 member states of the European Union, ISO 3166-1 (Greece is ``GR``)."""

PILLAR_TWO_COUNTRIES = frozenset({"CA", "KR", "NZ"})
"""Canada, the Republic of Korea and New Zealand, which are associated to Pillar II alone."""

ASSOCIATED_COUNTRIES = PILLAR_TWO_COUNTRIES | {
    "AL", "AM", "BA", "CH", "FO", "GB", "GE", "IL", "IS", "MD", "ME", "MK", "NO", "RS", "TN", "TR", "UA",
    "XK",
}  # fmt: skip
"""The 21 countries associated to Horizon Europe on `AS_OF`, ISO 3166-1, and ``XK`` for Kosovo.

Albania, Armenia, Bosnia and Herzegovina, Canada, Faroe Islands, Georgia, Iceland, Israel, Kosovo (without
prejudice to its status), Moldova, Montenegro, New Zealand, North Macedonia, Norway, Republic of Korea,
Serbia, Switzerland, Tunisia, Türkiye, Ukraine, United Kingdom. Source: the Commission's "List of
Participating Countries in Horizon Europe", and what came after its edition of December 2023: Canada (July
2024), the Republic of Korea (calls from 1 January 2025 on), Switzerland (signed on 10 November 2025, from
1 January 2025 on).
"""

_OWN_CODES = {"GR": "EL", "GB": "UK"}
"""Where the Commission's codes differ from ISO 3166-1 (Interinstitutional style guide, 7.1)."""


def spelt(countries: Iterable[str], codes: Codes = "iso") -> tuple[str, ...]:
    """Return ISO codes as a network spells them, sorted.

    Parameters
    ----------
    countries
        ISO 3166-1 codes of two letters.
    codes
        ``"iso"``; or ``"commission"`` for the Commission's own ``EL`` and ``UK``, as in its tables of funded
        projects.
    """
    return tuple(sorted(_OWN_CODES.get(code, code) if codes == "commission" else code for code in countries))


def country_codes(network: Network, attribute: str = "country") -> Codes:
    """Return which codes a network spells its countries by; ``"iso"`` where both would be alike.

    Parameters
    ----------
    network
        Firms that state their country.
    attribute
        The attribute that says it.

    Raises
    ------
    DataError
        If the network mixes both: one country would count as two.
    """
    shown = {firm.attributes[attribute] for firm in network.firms if attribute in firm.attributes}
    own = sorted(shown.intersection(_OWN_CODES.values()))
    iso = sorted(shown.intersection(_OWN_CODES))
    if own and iso:
        both = ", ".join(map(repr, (*iso, *own)))
        fault = Fault(
            path=f"network.firms.attributes.{attribute}",
            ids=(*iso, *own),
            message=f"ISO codes of countries and the Commission's own stand side by side: {both}",
            mend="spell Greece 'GR' and the United Kingdom 'GB' everywhere, or 'EL' and 'UK' everywhere",
        )
        raise DataError([fault])
    return "commission" if own else "iso"
