import json
from pathlib import Path

import pytest

from vebuilder import evaluate, form_enterprise, rulesets
from vebuilder.check.lint import lint
from vebuilder.model import Firm, Network, Offer, Project, Rules, Task

HORIZON = [
    (("GB", "NO", "IS"), False),  # no member state
    (("DE", "IL", "GR"), True),
    (("DE", "DE", "FR"), False),  # two countries
    (("DE", "FR", "US"), False),  # a third country does not count ...
    (("DE", "FR", "ES", "US"), True),  # ... but may join
    (("DE", "FR", "CA"), True),
    (("NO", "CH", "DE", "DE"), True),
    (("DE",), False),
]


def consortium(countries: tuple[str, ...], rules: Rules, **attributes: object) -> tuple[Project, Network]:
    """One task for each country's firm."""
    firms = tuple(
        Firm(
            id=f"f{number}",
            offers=(Offer(competence=f"part {number}", unit_cost=1.0),),
            attributes={"country": country} | {name: value[number] for name, value in attributes.items()},  # type: ignore[index]
        )
        for number, country in enumerate(countries)
    )
    tasks = tuple(Task(id=f"t{n}", competence=f"part {n}") for n in range(len(countries)))
    return Project(id="call", tasks=tasks, rules=rules), Network(firms=firms)


def eligible(countries: tuple[str, ...], rules: Rules, **attributes: object) -> bool:
    project, network = consortium(countries, rules, **attributes)
    return evaluate(project, network, {f"t{n}": f"f{n}" for n in range(len(countries))}).feasible


@pytest.mark.parametrize(("countries", "expected"), HORIZON)
def test_horizon_europe(countries: tuple[str, ...], expected: bool) -> None:
    assert eligible(countries, rulesets.horizon_europe()) == expected


def test_horizon_europe_on_the_published_cases(data_folder: Path) -> None:
    file = data_folder / "cases" / "consortium_rules_horizon_europe.json"
    if not file.exists():
        pytest.skip("the case is not there")
    cases = json.loads(file.read_text(encoding="utf-8"))["tests"]
    assert len(cases) >= 5
    for case in cases:
        named = dict(zip(case["countries"], case["kinds"], strict=True))
        rules = rulesets.horizon_europe(
            member_states={country for country, kind in named.items() if kind == "MS"},
            associated={country for country, kind in named.items() if kind == "AC"},
        )
        assert eligible(tuple(case["countries"]), rules) == case["eligible"], case


def test_by_the_commissions_own_codes() -> None:
    greek = ("EL", "UK", "FR")
    assert not eligible(greek, rulesets.horizon_europe())
    assert eligible(greek, rulesets.horizon_europe(codes="commission"))


def test_pillar_two_countries_count_in_pillar_two_alone() -> None:
    canadian = ("DE", "FR", "CA")
    assert eligible(canadian, rulesets.horizon_europe(pillar=2))
    assert not eligible(canadian, rulesets.horizon_europe(pillar=1))
    assert eligible((*canadian, "NO"), rulesets.horizon_europe(pillar=1))


def test_dependent_entities_are_kept_apart_where_owners_are_told() -> None:
    countries, owners = ("DE", "FR", "ES"), ("A", "A", "B")
    assert eligible(countries, rulesets.horizon_europe(), owner=owners)
    assert not eligible(countries, rulesets.horizon_europe(owner="owner"), owner=owners)
    assert eligible(countries, rulesets.horizon_europe(owner="owner"), owner=("A", "C", "B"))


EUROSTARS = [
    (("DE", "FR", "FR"), (True, True, False), True),
    (("DE", "FR", "FR"), (True, False, False), False),  # a third of the work is small firms'
    (("DE", "DE", "DE"), (True, True, True), False),  # one country
    (("DE", "FR", "FR", "FR", "FR"), (True,) * 5, False),  # 80 % in France
    (("KR", "SG", "SG"), (True,) * 3, True),  # Korea is associated
    (("SG", "ZA", "ZA"), (True,) * 3, False),  # nobody from the union or associated to it
    (("DE",), (True,), False),
]


@pytest.mark.parametrize(("countries", "small", "expected"), EUROSTARS)
def test_eurostars(countries: tuple[str, ...], small: tuple[bool, ...], expected: bool) -> None:
    assert eligible(countries, rulesets.eurostars(), sme=small) == expected


def test_eurostars_with_another_way_to_tell_small_firms_and_a_list_of_countries() -> None:
    sizes = ("micro", "small", "large")
    rules = rulesets.eurostars(sme="size", sme_values=("micro", "small"), countries=("DE", "GR"))
    assert not eligible(("DE", "US", "US"), rules, size=sizes)
    assert eligible(("DE", "GR", "US"), rules, size=sizes)
    commission = rulesets.eurostars(
        sme="size", sme_values=("micro", "small"), countries=("DE", "GR"), codes="commission"
    )
    assert eligible(("DE", "EL", "US"), commission, size=sizes)


@pytest.mark.parametrize("rules", [rulesets.horizon_europe(owner="owner"), rulesets.eurostars(owner="owner")])
def test_rule_sets_are_sound_data_and_an_enterprise_is_formed_under_them(rules: Rules) -> None:
    """Cheap firms are all from one country; the rules bring in dearer ones."""
    places = ["DE", "DE", "DE", "FR", "NO", "US"]
    firms = tuple(
        Firm(
            id=f"f{number}",
            offers=(Offer(competence="work", unit_cost=1.0 + number),),
            attributes={"country": country, "sme": number % 2 == 0, "owner": f"o{number}"},
        )
        for number, country in enumerate(places)
    )
    tasks = tuple(Task(id=f"t{number}", competence="work") for number in range(4))
    project, network = Project(id="call", tasks=tasks, rules=rules), Network(firms=firms)
    assert lint(project, network) == ()
    enterprise = form_enterprise(project, network)
    assert enterprise.outcome == "optimal"
    assert len({firms[int(one[1:])].attributes["country"] for one in enterprise.partners}) >= 2
    assert len(enterprise.partners) >= 2
