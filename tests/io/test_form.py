"""Faults of form, in the planner's words."""

import json
import math

import pydantic
import pytest

from vebuilder.io.form import form_faults
from vebuilder.model import Fault, Network, Project
from vebuilder.model.record import Record

FIRM = {"id": "mill"}
TASK = {"id": "frame", "competence": "milling"}
NAN = math.nan


def faults_of(kind: type[Record], raw: object) -> tuple[Fault, ...]:
    with pytest.raises(pydantic.ValidationError) as caught:
        kind.model_validate(raw)
    return form_faults(caught.value, "file", raw, kind)


def network(**fields: object) -> dict[str, object]:
    return {"firms": [FIRM]} | fields


def firm(**fields: object) -> dict[str, object]:
    return {"firms": [FIRM | fields]}


def offer(**fields: object) -> dict[str, object]:
    return firm(offers=[{"competence": "milling"} | fields])


def project(**fields: object) -> dict[str, object]:
    return {"id": "p", "tasks": [TASK]} | fields


CASES: list[tuple[type[Record], object, str]] = [
    (
        Network,
        offer(unit_cost=-4),
        "file: firms[0].offers[0].unit_cost: firm 'mill', offer 'milling': must be at least 0, is -4",
    ),
    (Network, offer(unit_cost="5"), "offer 'milling': must be a number, is \"5\" (write 5 without quotes)"),
    (Network, offer(unit_cost="cheap"), 'must be a number, is "cheap"'),
    (Network, offer(unit_cots=5), "there is no such field (did you mean 'unit_cost'?)"),
    (Network, offer(zzz=5), "there is no such field (remove it; the fields are competence, unit_cost,"),
    (Network, offer(proficiency=1.01), "must be at most 1, is 1.01"),
    (Network, offer(effort=NAN), "must be a finite number, is not a number (NaN)"),
    (Network, offer(effort=-math.inf), "must be a finite number, is -infinity"),
    (Network, offer(effort=10**400), "must be a number, is a whole number of more than 60 digits"),
    (Network, offer(effort=None), "must be a number, is null"),
    (Network, offer(effort=[1, 2]), "must be a number, is a list of 2"),
    (Network, firm(offers=[{}]), "file: firms[0].offers[0].competence: firm 'mill': is missing (add it)"),
    (Network, firm(offers={"a": 1}), "firms[0].offers: firm 'mill': must be a list, is an object { }"),
    (Network, firm(offers=[5]), "firms[0].offers[0]: firm 'mill': must be an object { }, is 5"),
    (Network, firm(reliability=True), "must be a number, is true"),
    (Network, firm(max_parallel=1.5), "must be a whole number, is 1.5"),
    (Network, firm(max_parallel="2"), "(write 2 without quotes)"),
    (
        Network,
        firm(attributes={"size": [1]}),
        "attributes.size: firm 'mill': must be true or false, a number or text, is a list of 1",
    ),
    (
        Network,
        firm(attributes={"size": NAN}),
        "attributes.size: firm 'mill': must be a finite number, is not a number (NaN)",
    ),
    (Network, firm(attributes={"": 1}), "attributes.'': firm 'mill': must not be empty"),
    (
        Network,
        firm(location=[48.1]),
        "location[1]: firm 'mill': is missing: the list has only 1 (add the entry)",
    ),
    (Network, firm(location=[48.1, 11.6, 500]), "must have 2 entries, has 3"),
    (Network, firm(location=[91, 0]), "location[0]: firm 'mill': must be at most 90, is 91"),
    (Network, firm(standards="STEP"), 'must be a list, is "STEP"'),
    (Network, firm(standards=["STEP", 3]), "standards[1]: firm 'mill': must be text, is 3"),
    (Network, {"firms": [{"id": ""}]}, "file: firms[0].id: must not be empty"),
    (Network, {"firms": [{"id": "\ud800"}]}, "must be valid Unicode text"),
    (Network, {"firms": [{"id": "x" * 500, "capacity": -1}]}, f"firm '{'x' * 57}...': must be at least 0"),
    (
        Network,
        network(trust=[{"source": "mill", "target": "turn", "trust": 2}]),
        "trust[0].trust: trust link 'mill' - 'turn': must be at most 1, is 2",
    ),
    (
        Network,
        network(trust=[{"source": "a", "target": "b", "trust": 0, "mutual": 1}]),
        "must be true or false, is 1",
    ),
    (
        Network,
        network(trust_model={"kind": "best_path", "decay": 2}),
        "file: trust_model.decay: must be at most 1, is 2",
    ),
    (
        Network,
        network(trust_model={"kind": "best_path", "decoy": 1}),
        "trust_model.decoy: there is no such field (did you mean 'decay'?)",
    ),
    (
        Network,
        network(trust_model={"kind": "magic"}),
        "trust_model: is of an unknown kind, 'magic' (use one of 'stated', 'best_path'",
    ),
    (Network, network(trust_model={"decay": 1}), 'trust_model: must say its kind (add "kind")'),
    (
        Network,
        network(transaction_costs={"pairs": [{"source": "a", "target": "b", "rate": "x"}]}),
        "transaction_costs.pairs[0].rate: pair 'a' - 'b': must be a number",
    ),
    (Network, network(firm=[]), "file: firm: there is no such field (did you mean 'firms'?)"),
    (Network, [1], "file: must be an object { }, is a list of 1"),
    (
        Project,
        project(tasks=[TASK | {"max_partners": 0}]),
        "tasks[0].max_partners: task 'frame': must be at least 1, is 0",
    ),
    (
        Project,
        project(quotes=[{"task": "frame", "firm": "mill", "effort": -1}]),
        "quotes[0].effort: quote 'frame' - 'mill': must be at least 0, is -1",
    ),
    (
        Project,
        project(strategy={"risk_measure": {"kind": "cvar", "level": 1}}),
        "strategy.risk_measure.level: must be below 1, is 1",
    ),
    (
        Project,
        project(rules={"groups": [{"attribute": "country", "values": [[2]]}]}),
        "rules.groups[0].values[0]: group rule 'country': must be true or false",
    ),
    (
        Project,
        project(rules={"incompatible": [["a"]]}),
        "rules.incompatible[0][1]: is missing: the list has only 1",
    ),
    (Project, project(rules={"max_partner": 3}), "did you mean 'max_partners'?"),
    (Project, project(learning=[1]), "learning: must be an object { }, is a list of 1"),
    (Project, project(time_unit=3), "time_unit: must be text, is 3"),
]


@pytest.mark.parametrize(("kind", "raw", "says"), CASES)
def test_a_fault_is_told_with_path_ids_and_what_is_there(kind: type[Record], raw: object, says: str) -> None:
    (fault,) = faults_of(kind, raw)
    assert says in str(fault)


def test_ids_are_data_too() -> None:
    (fault,) = faults_of(Network, offer(unit_cost=-4))
    assert fault.ids == ("mill", "milling")
    (fault,) = faults_of(Project, project(interfaces=[{"source": "a", "target": "b", "volume": -1}]))
    assert fault.ids == ("a", "b")


def test_all_faults_come_together_in_order() -> None:
    raw = {"firms": [{"id": f"f{i}", "capacity": -1, "reliability": 2} for i in range(3)], "trust": 3}
    places = [fault.path.removeprefix("file: ") for fault in faults_of(Network, raw)]
    firms = [f"firms[{i}].{field}" for i in range(3) for field in ("capacity", "reliability")]
    assert places == [*firms, "trust"]


def test_without_the_kind_unknown_fields_are_still_told() -> None:
    raw = network(firm=[])
    with pytest.raises(pydantic.ValidationError) as caught:
        Network.model_validate(raw)
    (fault,) = form_faults(caught.value, "network", raw)
    assert str(fault) == "network: firm: there is no such field (remove it)"


def test_no_word_of_the_validator_is_left() -> None:
    told = json.dumps([str(fault) for kind, raw, _ in CASES for fault in faults_of(kind, raw)])
    for word in ("Input", "pydantic", "tuple", "frozenset", "dictionary", "instance of", "integer"):
        assert word not in told
