import pytest

from vebuilder import DataError, rulesets
from vebuilder.model import Firm, Network


def network(*countries: str) -> Network:
    return Network(
        firms=tuple(Firm(id=f"f{n}", attributes={"country": one}) for n, one in enumerate(countries))
    )


def test_the_lists_hold_so_many_countries_apart_from_each_other() -> None:
    assert len(rulesets.MEMBER_STATES) == 27
    assert len(rulesets.ASSOCIATED_COUNTRIES) == 21
    assert not rulesets.MEMBER_STATES & rulesets.ASSOCIATED_COUNTRIES
    assert rulesets.PILLAR_TWO_COUNTRIES < rulesets.ASSOCIATED_COUNTRIES
    everywhere = rulesets.MEMBER_STATES | rulesets.ASSOCIATED_COUNTRIES
    assert all(len(code) == 2 and code.isupper() for code in everywhere)


def test_the_commission_spells_two_countries_its_own_way() -> None:
    assert rulesets.spelt({"GR", "GB", "DE"}) == ("DE", "GB", "GR")
    assert rulesets.spelt({"GR", "GB", "DE"}, "commission") == ("DE", "EL", "UK")


def test_the_codes_of_a_network_are_told() -> None:
    assert rulesets.country_codes(network("DE", "GR")) == "iso"
    assert rulesets.country_codes(network("DE", "FR")) == "iso"
    assert rulesets.country_codes(network("DE", "UK")) == "commission"
    with pytest.raises(DataError, match="'GR', 'EL'"):
        rulesets.country_codes(network("GR", "EL"))
