"""An enterprise formed anew from where it stands, against trying everything, and in the planner's terms."""

from fractions import Fraction
from pathlib import Path
from random import Random

import numpy as np
import pytest
from risky_instances import risky_instance, sound_plans

import vebuilder as ve
from vebuilder.demo import example
from vebuilder.formulate.money_unit import _counted

SEEDS = (0, 2, 4, 9, 10, 12, 14, 17, 21, 23)


def _without(network: ve.Network, *gone: str) -> ve.Network:
    costs = network.transaction_costs
    return network.model_copy(
        update={
            "firms": tuple(firm for firm in network.firms if firm.id not in gone),
            "trust": tuple(one for one in network.trust if not {one.source, one.target} & set(gone)),
            "transaction_costs": costs.model_copy(
                update={
                    "pairs": tuple(one for one in costs.pairs if not {one.source, one.target} & set(gone))
                }
            ),
        }
    )


def _at_other_prices(network: ve.Network, dice: Random) -> ve.Network:
    firms = tuple(
        firm.model_copy(
            update={
                "reliability": round(firm.reliability * dice.random(), 2),
                "offers": tuple(
                    one.model_copy(update={"unit_cost": one.unit_cost * dice.choice([0.5, 1.0, 3.0])})
                    for one in firm.offers
                ),
            }
        )
        for firm in network.firms
    )
    return network.model_copy(update={"firms": firms})


@pytest.mark.parametrize("max_changes", [None, 0, 2])
@pytest.mark.parametrize("seed", SEEDS)
def test_the_best_of_all_that_could_be_done_now(seed: int, max_changes: int | None) -> None:
    project, network = risky_instance(seed)
    strategy = project.strategy.model_copy(update={"price_protection": 0})
    rules = project.rules.model_copy(update={"min_success_probability": None})
    project = project.model_copy(update={"strategy": strategy, "rules": rules, "budget": None})
    if not sound_plans(project, network):
        pytest.skip("nothing can be formed to begin with")
    dice = Random(seed)
    was = ve.form_enterprise(project, network, gap=1e-7)
    now = _at_other_prices(network, dice)
    done = {task.id for task in project.tasks if dice.random() < 0.3}
    price = dice.choice([0.0, 3.0, 40.0])
    kept = {(one.task, one.firm): one.cost for one in was.assignments if one.task in done}

    # Nothing of the library knows of what was: a finished task has no loss, and its price is put right here.
    settled = project.model_copy(
        update={
            "tasks": tuple(
                task.model_copy(update={"loss": 0.0, "backups": 0}) if task.id in done else task
                for task in project.tasks
            )
        }
    )
    joining = {firm.id: firm.joining_cost for firm in network.firms}
    best = None
    for (plan, _), found in sound_plans(settled, now):
        pairs = {(one.task, one.firm) for one in plan}
        partners = {firm for _, firm in pairs} | ({project.initiator} if project.initiator else set())
        if not kept.keys() <= pairs:
            continue
        if max_changes is not None and len(partners ^ set(was.partners)) > max_changes:
            continue
        money = price * len(set(was.partners) - partners)
        money -= sum(joining[firm] for firm in partners & set(was.partners) if firm != project.initiator)
        money += sum(cost - _work(settled, now, pair) for pair, cost in kept.items())
        value = found.objective + strategy.cost * money
        best = value if best is None else min(best, value)

    def reform() -> ve.Enterprise:
        return ve.reform_enterprise(
            was, project, now, done, switching_cost=price, max_changes=max_changes, gap=1e-7
        )

    if best is None:
        with pytest.raises((ve.InfeasibleError, ve.DataError)):
            reform()
        return
    after = reform()
    assert after.objective == pytest.approx(best, rel=1e-5, abs=1e-5)
    assert after.cost.switching == price * len(set(was.partners) - set(after.partners))
    assert kept.items() <= {(one.task, one.firm): one.cost for one in after.assignments}.items()
    judged = ve.evaluate(project, now, after)
    assert judged.violations == ()
    assert judged.objective == pytest.approx(after.objective)
    if after.saving is not None:
        assert after.saving >= -1e-6


def _work(project: ve.Project, network: ve.Network, pair: tuple[str, str]) -> float:
    """What the finished task would cost today."""
    task, firm = pair
    offers_of = {one.id: one for one in network.firms}
    for quote in project.quotes:
        if (quote.task, quote.firm) == pair and quote.cost is not None:
            return quote.cost
    from vebuilder.check.serving import serving_offer
    from vebuilder.check.taxonomy import Taxonomy

    asked = next(one for one in project.tasks if one.id == task)
    offer = serving_offer(asked, offers_of[firm], Taxonomy(network.competences))
    assert offer is not None
    return asked.amount * offer.unit_cost


@pytest.fixture(scope="module")
def formed() -> ve.Enterprise:
    return ve.form_enterprise(*example())


def test_nothing_changed_nothing_changes(formed: ve.Enterprise) -> None:
    project, network = example()
    after = ve.reform_enterprise(formed, project, network)
    assert after.partners == formed.partners
    assert after.cost.joining == after.cost.switching == 0
    assert after.objective == pytest.approx(formed.objective - formed.cost.joining)
    assert after.saving == pytest.approx(0)


def test_finished_tasks_of_several_partners_keep_their_shares(formed: ve.Enterprise) -> None:
    project, network = example()
    shares = {one.firm: one.share for one in formed.assignments if one.task == "machined parts"}
    assert len(shares) == 2
    dear = _without(network, "ljubljana-robotika")
    after = ve.reform_enterprise(formed, project, dear, ["machined parts"], max_changes=6)
    assert {
        one.firm: one.share for one in after.assignments if one.task == "machined parts"
    } == pytest.approx(shares)
    assert ve.evaluate(project, dear, after).feasible


def test_a_partner_that_is_gone_leaves_and_is_told(formed: ve.Enterprise) -> None:
    project, network = example()
    left = _without(network, "friuli-impianti")
    after = ve.reform_enterprise(formed, project, left, switching_cost=100)
    assert after.cost.switching >= 100
    assert after.unchanged is None
    assert after.saving is None
    assert any("'friuli-impianti'" in note for note in after.notes)
    with pytest.raises(ve.InfeasibleError, match=r"at most 0 firms may leave or come in.*raise max_changes"):
        ve.reform_enterprise(formed, project, left, max_changes=0)


def test_who_finished_a_task_must_be_known(formed: ve.Enterprise) -> None:
    project, network = example()
    left = _without(network, "isarco-motion")
    with pytest.raises(ve.DataError) as error:
        ve.reform_enterprise(
            formed,
            project.model_copy(update={"currency": "CHF"}),
            left,
            ["drive axes", "nothing"],
            switching_cost=-1,
            max_changes=0.5,  # type: ignore[arg-type]
        )
    text = str(error.value)
    for words in (
        "was done by 'isarco-motion', no longer in the network",
        "task 'nothing' is not in project",
        "-1 is not an amount",
        "0.5 is not a number of firms",
        "counts in 'EUR'",
    ):
        assert words in text


def test_what_was_finished_stays_finished_and_is_written_and_read(formed: ve.Enterprise) -> None:
    project, network = example()
    once = ve.reform_enterprise(formed, project, network, ["frames"])
    twice = ve.reform_enterprise(once, project, _without(network, "ljubljana-robotika"), ["drive axes"])
    assert twice.before is not None
    assert twice.before.finished == {"frames", "drive axes"}
    again = ve.Enterprise.model_validate_json(twice.model_dump_json())
    assert again == twice
    assert again.before == twice.before


def test_a_package_taken_goes_on_at_the_rest_of_its_price() -> None:
    firms = (
        ve.Firm(id="A", offers=(ve.Offer(competence="x", unit_cost=100),)),
        ve.Firm(id="B", offers=(ve.Offer(competence="x", unit_cost=45),)),
    )
    project = ve.Project(
        id="p",
        tasks=(ve.Task(id="1", competence="x"), ve.Task(id="2", competence="x")),
        packages=(ve.Package(firm="A", tasks=("1", "2"), cost=80.0),),
    )
    network = ve.Network(firms=firms)
    was = ve.form_enterprise(project, network)
    assert was.cost.work == 80
    after = ve.reform_enterprise(was, project, network, ["1"])
    assert after.cost.work == pytest.approx(80)
    assert ve.evaluate(project, network, after).feasible


def test_what_is_asked_of_a_reformed_enterprise(formed: ve.Enterprise, tmp_path: Path) -> None:
    project, network = example()
    left = _without(network, "ljubljana-robotika")
    after = ve.reform_enterprise(formed, project, left, ["frames"], switching_cost=500)
    ve.report(after, project, left, tmp_path / "report.html")
    assert ve.simulate(after, project, left, runs=500).mean_cost > 0
    outcomes = [(one.task, one.firm, 1.0) for one in after.assignments if one.task != "frames"]
    assert ve.review(after, project, left, outcomes).network
    assert ve.reform_enterprise(after, project, left).before is not None
    assert {one.firm for one in ve.why(after, project, left)} == set(after.partners)
    for question in (ve.sensitivity, ve.share_surplus):
        with pytest.raises(ve.UnsupportedError, match="re-formed"):
            question(after, project, left)
    forged = after.model_copy(
        update={"cost": after.cost.model_copy(update={"switching": after.cost.switching + 1000})}
    )
    with pytest.raises(ve.DataError, match="switching"):
        ve.report(forged, project, left, tmp_path / "forged.html")


def test_the_text_says_what_changed_and_what_that_saves(formed: ve.Enterprise) -> None:
    project, network = example()
    after = ve.reform_enterprise(formed, project, network, ["frames"])
    text = str(after)
    assert "Nobody comes in, nobody leaves" in text
    assert "Finished: frames" in text
    assert "Objective below that of changing nothing: 0.00" in text
    after = ve.reform_enterprise(formed, project, _without(network, "ljubljana-robotika"))
    assert "Leaves: ljubljana-robotika" in str(after)
    assert "not everybody is there any more" in str(after)


@pytest.mark.parametrize("power", [-9, 9])
def test_money_of_any_size_gives_the_same(formed: ve.Enterprise, power: int) -> None:
    project, network = example()
    left = _without(network, "ljubljana-robotika")
    after = ve.reform_enterprise(formed, project, left, ["frames", "machined parts"], 3_000)
    factor = 10.0**power
    other = _counted(project, factor), _counted(left, factor)
    same = formed.model_copy(
        update={"assignments": tuple(_counted(one, factor) for one in formed.assignments)}
    )
    scaled = ve.reform_enterprise(same, *other, ["frames", "machined parts"], 3_000 * factor)
    assert scaled.partners == after.partners
    assert scaled.cost.switching == pytest.approx(after.cost.switching * factor)
    assert scaled.objective == pytest.approx(after.objective * factor, rel=1e-4)


def _suspicious() -> tuple[ve.Project, ve.Network]:
    firms = tuple(ve.Firm(id=one, offers=(ve.Offer(competence=one, unit_cost=1),)) for one in "abc")
    project = ve.Project(
        id="p",
        tasks=tuple(ve.Task(id=one, competence=one) for one in "abc"),
        interfaces=(ve.Interface(source="a", target="b"), ve.Interface(source="b", target="c")),
        rules=ve.Rules(min_trust=0.5),
    )
    trust = (
        ve.TrustLink(source="a", target="b", trust=0.9),
        ve.TrustLink(source="b", target="c", trust=0.9),
    )
    return project, ve.Network(firms=firms, trust=trust)


def test_trust_that_was_lost_matters_only_where_something_is_still_exchanged() -> None:
    project, network = _suspicious()
    was = ve.form_enterprise(project, network)
    lost = network.model_copy(
        update={"trust": (network.trust[0].model_copy(update={"trust": 0.1}), network.trust[1])}
    )
    after = ve.reform_enterprise(was, project, lost, ["a", "b"])
    assert ve.evaluate(project, lost, after).feasible
    with pytest.raises(ve.InfeasibleError, match="trust"):
        ve.reform_enterprise(was, project, lost, ["a"])


@pytest.mark.parametrize("solver", ["highs", "cpsat", "scip", "cbc"])
def test_solvers_agree(formed: ve.Enterprise, solver: str) -> None:
    project, network = example()
    left = _without(network, "ljubljana-robotika")
    after = ve.reform_enterprise(formed, project, left, ["frames"], 3_000, 4, solver=solver)
    assert after.objective == pytest.approx(
        ve.reform_enterprise(formed, project, left, ["frames"], 3_000, 4).objective, rel=2e-4
    )


@pytest.mark.parametrize("price", [10**400, 1e308, Fraction(10**400)])
def test_more_money_than_can_be_reckoned_with_is_refused(formed: ve.Enterprise, price: float) -> None:
    with pytest.raises(ve.DataError, match="switching_cost: more than 1e"):
        ve.reform_enterprise(formed, *example(), switching_cost=price)


def test_a_whole_number_of_numpy_is_one(formed: ve.Enterprise) -> None:
    after = ve.reform_enterprise(
        formed,
        *example(),
        switching_cost=np.float64(5),
        max_changes=np.int64(0),  # type: ignore[arg-type]
    )
    assert after.before is not None
    assert after.before.max_changes == 0
    assert ve.Enterprise.model_validate_json(after.model_dump_json()) == after


@pytest.mark.parametrize("price", [1e9, 1e12, 1e16, 1e20, 1e100])
def test_leaving_may_cost_any_amount(price: float) -> None:
    # a asks 10, and b 6; c asks 6.3. Whoever is in stays, however dear it is that one leaves.
    def firm(name: str, competence: str, unit_cost: float) -> ve.Firm:
        return ve.Firm(id=name, offers=(ve.Offer(competence=competence, unit_cost=unit_cost),))

    then = ve.Network(firms=(firm("a", "x", 10), firm("b", "x", 60), firm("c", "y", 6)))
    now = ve.Network(firms=(firm("a", "x", 10), firm("b", "x", 6), firm("c", "y", 6.3)))
    project = ve.Project(id="p", tasks=tuple(ve.Task(id=one, competence=one) for one in "xy"))
    was = ve.form_enterprise(project, then)
    after = ve.reform_enterprise(was, project, now, switching_cost=price)
    assert after.partners == ("a", "c")
    assert after.objective == pytest.approx(16.3, abs=1e-12)
    assert after.bound == pytest.approx(16.3)
    # a can do nothing any more, so it leaves, whatever that costs.
    left = ve.Network(firms=(ve.Firm(id="a"), *now.firms[1:]))
    after = ve.reform_enterprise(was, project, left, switching_cost=price)
    assert after.partners == ("b", "c")
    assert after.cost.switching == price
