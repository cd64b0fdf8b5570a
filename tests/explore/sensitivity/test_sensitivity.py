"""How far figures may move, against every plan there is, tried just inside and just outside the limits."""

import json
from functools import cache

import pytest
from risky_instances import plans, risky_instance

import vebuilder as ve
from tests.explore.neighbours.all_plans import SEEDS, partners_of
from vebuilder.demo import example
from vebuilder.explore.sensitivity.capacities import Capacities
from vebuilder.explore.sensitivity.dealings import dealings
from vebuilder.explore.sensitivity.figure import Figure
from vebuilder.explore.sensitivity.ground import Ground
from vebuilder.explore.sensitivity.hazards import hazards
from vebuilder.explore.sensitivity.prices import prices

GAP = 1e-7
FEW = SEEDS[:10]
FAR = 3.0
"""How far beyond what is stated a limit is tried that is further away or nowhere."""


@cache
def formed(seed: int) -> tuple[ve.Enterprise, ve.Project, ve.Network]:
    project, network = risky_instance(seed)
    return ve.form_enterprise(project, network, gap=GAP), project, network


def figures(project: ve.Project, network: ve.Network) -> dict[str, Figure]:
    ground = Ground(project, network)
    empty = Capacities.__new__(Capacities)
    empty._ground, empty._needed = ground, {}
    found = (*prices(ground), *dealings(ground), *hazards(ground), *empty._all())
    return {one.path: one for one in found}


def best_of(project: ve.Project, network: ve.Network, partners: frozenset[str]) -> tuple[float, float]:
    """The least objective with these partners, and with others, among all plans."""
    same, other = float("inf"), float("inf")
    for assignments, backups in plans(project, network):
        found = ve.evaluate(project, network, assignments, backups=backups)
        if found.violations:
            continue
        if partners_of(project, assignments) == partners:
            same = min(same, found.objective)
        else:
            other = min(other, found.objective)
    return same, other


def tolerance(value: float) -> float:
    return 1e-5 * max(1.0, abs(value))


@pytest.mark.parametrize("seed", FEW)
def test_within_the_leeway_no_others_are_better(seed: int) -> None:
    enterprise, project, network = formed(seed)
    partners = frozenset(enterprise.partners)
    known = figures(project, network)
    asked = ve.sensitivity(enterprise, project, network, top=0, gap=GAP)
    assert {one.path for one in asked} == set(known)
    # a few of each kind, the most critical first
    for kind in ("price", "rate", "trust", "reliability", "loss", "capacity"):
        chosen = [one for one in asked if one.kind == kind]
        for one in chosen[:2] + chosen[-1:]:
            figure = known[one.path]
            scale = max(abs(one.value), 1.0) * FAR
            low = max(one.value - scale, figure.lowest) if one.low is None else one.low
            high = min(one.value + scale, figure.highest) if one.high is None else one.high
            assert low <= one.value <= high
            for value in (low, (low + one.value) / 2, high):
                same, other = best_of(*figure.moved(project, network, value), partners)
                assert same <= other + tolerance(other), (one, value)


@pytest.mark.parametrize("seed", FEW)
def test_the_partners_change_where_they_are_said_to(seed: int) -> None:
    enterprise, project, network = formed(seed)
    partners = frozenset(enterprise.partners)
    known = figures(project, network)
    asked = ve.sensitivity(enterprise, project, network, top=4, gap=GAP)
    assert [one.relative for one in asked.worth_measuring] == sorted(
        one.relative for one in asked.worth_measuring if one.relative is not None
    )
    for one in asked:
        figure = known[one.path]
        for limit, turn in ((one.low, one.falls), (one.high, one.rises)):
            if one.searched and limit is not None:
                same, other = best_of(*figure.moved(project, network, limit), partners)
                assert same <= other + tolerance(other), one
            if turn is not None:
                same, other = best_of(*figure.moved(project, network, turn.changed), partners)
                assert other <= same + tolerance(same), one
                assert turn.partners_in or turn.partners_out
                if one.kind != "capacity":
                    near = 1e-3 * max(abs(one.value), abs(turn.changed), 1e-3)
                    assert abs(turn.changed - turn.unchanged) <= near, one


@pytest.mark.parametrize("seed", FEW)
def test_all_prices_may_be_wrong_by_the_radius_at_once(seed: int) -> None:
    from random import Random

    enterprise, project, network = formed(seed)
    partners = frozenset(enterprise.partners)
    radius = ve.sensitivity(enterprise, project, network, top=0, gap=GAP).radius
    if radius is None:
        assert any(quote.cost is not None and quote.cost < 0 for quote in project.quotes)
        return
    rng = Random(seed)
    moving = [one for one in figures(project, network).values() if one.kind == "price"]
    for one in moving:  # an offer no other of which would serve instead
        if one.lowest > 0 or one.highest < float("inf"):
            return
    for _ in range(4):
        moved = (project, network)
        for one in moving:
            sign = rng.choice([-1, 1]) if not one.firms <= partners else rng.choice([1, 1, -1])
            moved = one.moved(*moved, one.value * (1 + sign * radius))
        same, other = best_of(*moved, partners)
        assert same <= other + tolerance(other)


def hand() -> tuple[ve.Project, ve.Network]:
    """One task of ten units: alpha asks 5 a unit and 10 to join, beta 7 a unit."""
    network = ve.Network(
        firms=(
            ve.Firm(id="alpha", joining_cost=10.0, offers=(ve.Offer(competence="w", unit_cost=5.0),)),
            ve.Firm(id="beta", capacity=40.0, offers=(ve.Offer(competence="w", unit_cost=7.0),)),
        )
    )
    return ve.Project(id="hand", tasks=(ve.Task(id="t", competence="w", amount=10.0),)), network


def test_by_hand() -> None:
    project, network = hand()
    enterprise = ve.form_enterprise(project, network)
    asked = ve.sensitivity(enterprise, project, network)
    assert asked.margin == pytest.approx(10)
    unit = asked.of("network.firms[alpha].offers[w].unit_cost")
    assert (unit.low, unit.high) == (None, pytest.approx(6))
    assert unit.rises is not None
    assert unit.rises.unchanged == pytest.approx(6)
    assert unit.rises.changed == pytest.approx(6, abs=1e-2)
    assert (unit.rises.partners_in, unit.rises.partners_out) == (("beta",), ("alpha",))
    assert unit.relative == pytest.approx(0.2)
    other = asked.of("network.firms[beta].offers[w].unit_cost")
    assert (other.low, other.high) == (pytest.approx(6), None)
    assert other.falls is not None
    joining = asked.of("network.firms[alpha].joining_cost")
    assert joining.high == pytest.approx(20)
    assert asked.radius == pytest.approx(10 / (60 + 70))
    assert asked[0].path == other.path
    assert "beta].offers[w].unit_cost" in str(asked)
    assert "All prices may be wrong by 7.7 % at once." in str(asked)
    assert json.loads(asked.model_dump_json())["margin"] == pytest.approx(10)
    assert ve.Sensitivity.model_validate_json(asked.model_dump_json()) == asked


def test_where_there_is_nobody_else_no_price_matters() -> None:
    project, network = hand()
    alone = network.model_copy(update={"firms": network.firms[:1]})
    asked = ve.sensitivity(ve.form_enterprise(project, alone), project, alone)
    assert (asked.rivals, asked.margin, asked.radius) == ("none", None, 1.0)
    assert all((one.low, one.high) == (None, None) for one in asked)
    assert "No enterprise with other partners" in str(asked)


def test_a_budget_is_kept() -> None:
    project, network = hand()
    tight = project.model_copy(update={"budget": 62.0})
    enterprise = ve.form_enterprise(tight, network)
    asked = ve.sensitivity(enterprise, tight, network, parameters="alpha")
    assert asked.of("network.firms[alpha].joining_cost").high == pytest.approx(12, abs=1e-4)
    assert asked.radius == pytest.approx(2 / 60)


def test_a_capacity_that_keeps_a_better_firm_out() -> None:
    project, network = hand()
    cheap = network.firms[1].model_copy(
        update={"capacity": 8.0, "offers": (ve.Offer(competence="w", unit_cost=1.0),)}
    )
    network = network.model_copy(update={"firms": (network.firms[0], cheap)})
    enterprise = ve.form_enterprise(project, network)
    asked = ve.sensitivity(enterprise, project, network, parameters="capacity")
    (one,) = asked
    assert (one.low, one.high) == (None, 8)
    assert one.rises is not None
    assert (one.rises.changed, one.rises.partners_in) == (10, ("beta",))


def nothing_proven(one: ve.Leeway) -> bool:
    """No move at all, but where the figure is at its end already."""
    ends = {"trust": (-1, 1), "reliability": (0, 1)}.get(one.kind, (0, None))
    return all(
        limit == one.value or (limit is None and one.value == end)
        for limit, end in zip((one.low, one.high), ends, strict=True)
    )


def test_a_rule_on_shares_is_softened_for_what_prices_may_move() -> None:
    """Two tasks: alpha may have 6 / 11 of the work, and with dearer work of beta's it may have more."""
    tasks = tuple(ve.Task(id=name, competence=name) for name in ("s", "t"))
    offers = {"alpha": {"s": 6.0, "t": 4.0}, "beta": {"t": 5.0}, "gamma": {"t": 7.0}}
    network = ve.Network(
        firms=tuple(
            ve.Firm(
                id=firm, offers=tuple(ve.Offer(competence=c, unit_cost=price) for c, price in one.items())
            )
            for firm, one in offers.items()
        )
    )
    rules = ve.Rules(max_partner_share=0.56)
    project = ve.Project(id="shares", tasks=tasks, rules=rules)
    enterprise = ve.form_enterprise(project, network)
    assert enterprise.partners == ("alpha", "beta")
    asked = ve.sensitivity(enterprise, project, network, parameters="unit_cost", gap=1e-7)
    own = asked.of("network.firms[alpha].offers[s].unit_cost")
    assert own.high is not None
    assert own.high <= 0.56 / 0.44 * 5 + 1e-4  # there alpha has 56 %
    theirs = asked.of("network.firms[beta].offers[t].unit_cost")
    assert theirs.low is not None
    assert theirs.low >= 6 * 0.44 / 0.56 - 1e-4
    assert theirs.high is not None
    assert 5 < theirs.high <= 7 + 1e-4
    assert asked.radius is not None
    assert 0 < asked.radius <= 0.03


def test_an_enterprise_that_is_not_the_best_has_no_leeway() -> None:
    project, network = hand()
    best = ve.form_enterprise(project, network)
    rules = project.rules.model_copy(update={"excluded": {"alpha"}})
    worse = ve.form_enterprise(project.model_copy(update={"rules": rules}), network)
    worse = worse.model_copy(update={"fingerprint": best.fingerprint})
    asked = ve.sensitivity(worse, project, network)
    assert asked.margin == pytest.approx(-10)
    assert asked.radius == 0
    assert all(nothing_proven(one) for one in asked)
    assert "Nothing is safe: other partners may be better already" in str(asked)


def test_figures_can_be_named_and_the_time_limited() -> None:
    project, network = example()
    enterprise = ve.form_enterprise(project, network)
    asked = ve.sensitivity(enterprise, project, network, parameters=["friuli-impianti].reliability"])
    assert [one.path for one in asked] == ["network.firms[friuli-impianti].reliability"]
    assert asked[0].searched
    with pytest.raises(ve.DataError, match="no figure that matters has 'beauty'"):
        ve.sensitivity(enterprise, project, network, parameters="beauty")
    late = ve.sensitivity(enterprise, project, network, time_limit=0.0)
    assert (late.rivals, late.margin, late.ended) == ("unproven", None, "time")
    assert all(nothing_proven(one) for one in late)


@pytest.mark.parametrize("wrong", [{"top": -1}, {"within": 0}, {"within": "far"}, {"gap": 2}, {"top": True}])
def test_options_that_cannot_be_meant_are_refused(wrong: dict[str, object]) -> None:
    project, network = hand()
    with pytest.raises(ve.DataError, match=next(iter(wrong))):
        ve.sensitivity(ve.form_enterprise(project, network), project, network, **wrong)  # type: ignore[arg-type]


def test_an_enterprise_of_other_data_is_refused() -> None:
    project, network = hand()
    enterprise = ve.form_enterprise(project, network)
    with pytest.raises(ve.DataError, match="other data"):
        ve.sensitivity(enterprise, project.model_copy(update={"retainer": 0.2}), network)
